"""Stand-ins for what is slow: they keep the same promises, with results that can be worked out by hand."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import numpy as np

from bot.errors import CollectionMissing
from bot.language.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.core.chunks import Chunk


class HashingEmbedder:
    """An embedder that counts words in hashed buckets: texts that share words are near; `busy_for` seconds burn CPU."""

    dimensions = 256

    def __init__(self, busy_for: float = 0.0, fingerprint: str = "hashing256") -> None:
        self.fingerprint = fingerprint
        self.busy_for = busy_for
        self.calls = 0
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text."""
        self.calls += 1
        self.embedded.extend(texts)
        burn(self.busy_for)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words_of(text):
                vectors[row, _bucket(word.text.casefold(), self.dimensions)] += 1
            vectors[row, 0] += 0.01  # no text has a zero vector
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class MemoryIndex:
    """A vector index in dictionaries; comparing is one matrix product."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, NDArray[np.float32]]] = {}

    def refresh(self) -> None:
        """Nobody else writes here."""

    def ids(self, collection: str) -> set[str]:
        """Return the ids of all chunks that a collection holds (none when it does not exist)."""
        return set(self.held.get(collection, ()))

    def add(self, collection: str, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Add chunks with their vectors; what is there already is replaced."""
        if len(chunks):
            ids = [chunk.id for chunk in chunks]
            self.held.setdefault(collection, {}).update(zip(ids, vectors, strict=True))

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Remove chunks by id; those that are not there are passed over."""
        for chunk_id in ids:
            self.held.get(collection, {}).pop(chunk_id, None)

    def nearest(self, collection: str, vector: NDArray[np.float32], top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, cosine similarity), best first; raises CollectionMissing."""
        found = [(chunk_id, _cosine(held, vector)) for chunk_id, held in dict(self._existing(collection)).items()]
        return sorted(found, key=lambda pair: -pair[1])[:top_k]

    def vectors(self, collection: str, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of chunks by id, without those that the collection lacks; raises CollectionMissing."""
        if not ids:
            return {}
        held = self._existing(collection)
        return {chunk_id: held[chunk_id] for chunk_id in ids if chunk_id in held}

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return list(self.held)

    def drop(self, collection: str) -> None:
        """Delete a collection with all that it holds, if there is one."""
        self.held.pop(collection, None)

    def _existing(self, collection: str) -> dict[str, NDArray[np.float32]]:
        if collection not in self.held:
            raise CollectionMissing("memory", collection)
        return self.held[collection]


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def burn(seconds: float) -> None:
    """Keep a processor busy as a model does: in numpy, which lets other threads run meanwhile."""
    until = time.perf_counter() + seconds
    matrix = np.ones((256, 256), dtype=np.float32)
    while time.perf_counter() < until:
        matrix = np.tanh(matrix @ matrix)


def _bucket(word: str, buckets: int) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % buckets
