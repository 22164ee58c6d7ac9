"""Chunks for retrieval tests, and an embedder whose vectors have no ties."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import numpy as np

from bot.core.chunks import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


def chunk(text: str, origin: str = "faces/concerns/0") -> Chunk:
    """Return a claim that says this."""
    return Chunk(text, "en", "claim", origin, ("faces",), ("daily-faces",))


def chunks(numbers: Iterable[int]) -> list[Chunk]:
    """Return one numbered chunk each."""
    return [
        chunk(f"Statement {number} on the pictures of dataset{number}.", f"faces/concerns/{number}")
        for number in numbers
    ]


class ScatteringEmbedder:
    """An embedder that gives each text its own direction in 16 dimensions, taking `seconds` a call."""

    dimensions = 16

    def __init__(self, fingerprint: str = "scattering16", seconds: float = 0.0) -> None:
        self.fingerprint = fingerprint
        self.seconds = seconds
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text."""
        self.embedded.extend(texts)
        time.sleep(self.seconds)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = hashlib.sha256(f"{self.fingerprint}{text}".encode()).digest()
            vectors[row] = np.random.default_rng(int.from_bytes(seed[:8], "big")).normal(size=self.dimensions)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
