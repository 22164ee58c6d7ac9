"""What is indexed and what retrieval returns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from bot.core.fields import Field  # noqa: TC001 - dataclass fields are read at run time by tools


@dataclass(frozen=True)
class Chunk:
    """The indexed unit: one claim (or its translation) or one statement of an article note.

    `origin` says where it stands in the files: `dataset/field/index` or `article/index`; chunks of one claim in several
    languages share it.
    """

    text: str
    language: str
    kind: Literal["claim", "statement"]
    origin: str
    datasets: tuple[str, ...]
    sources: tuple[str, ...]
    field: Field | None = None

    @property
    def id(self) -> str:
        """A stable id that depends on the content alone, not on where in its file the chunk stands."""
        parts = (self.kind, self.language, self.field or "", *self.datasets, "\x1e", *self.sources, "\x1e", self.text)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Passage:
    """A retrieved chunk: its fused rank score, and its cosine similarity to the question where it was compared (-1 to 1).

    `also` are chunks of other sources that say the same.
    """

    chunk: Chunk
    score: float
    similarity: float | None = None
    also: tuple[Chunk, ...] = ()
