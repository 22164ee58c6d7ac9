"""Hybrid search: dense and lexical candidates, fused by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.chunks import Passage
from bot.retrieval.fusion import fuse_ranks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.chunks import Chunk
    from bot.retrieval.embedding import Embedder, Vectors
    from bot.retrieval.lexical_index import LexicalIndex
    from bot.retrieval.vector_index import VectorIndex

_CANDIDATES = 40
_SURPLUS = 20


class Retriever:
    """Searches the chunks of one knowledge version, whatever an update puts beside them; one thread at a time.

    All that changes is the vector of the last question, which it remembers.
    """

    def __init__(
        self,
        chunks: Mapping[str, Chunk],
        collection: str,
        index: VectorIndex,
        lexical: LexicalIndex,
        embedder: Embedder,
    ) -> None:
        self._chunks = chunks
        self._collection = collection
        self._index = index
        self._lexical = lexical
        self._embedder = embedder
        self._last: tuple[str, Vectors] | None = None

    def search(self, text: str, words: Sequence[str], top_k: int) -> list[Passage]:
        """Return up to `top_k` passages for a question (`text` for the embedder, `words` for the lexical index), best first."""
        if not self._chunks:
            return []
        vector = self._vector_of(text)
        dense = self._dense(vector)
        similarities = dict(dense)
        lexical = [chunk_id for chunk_id, _ in self._lexical.nearest(words, _CANDIDATES)]
        ranked = fuse_ranks([[chunk_id for chunk_id, _ in dense], lexical])[:top_k]
        unknown = [chunk_id for chunk_id, _ in ranked if chunk_id not in similarities]
        for chunk_id, known in self._index.vectors(self._collection, unknown).items():
            similarities[chunk_id] = float(known @ vector)
        return [Passage(self._chunks[chunk_id], score, similarities.get(chunk_id)) for chunk_id, score in ranked]

    def likeness(self, chunks: Sequence[Chunk]) -> list[list[float]]:
        """Return the cosine similarities between chunks, a row for each."""
        vectors = self._index.vectors(self._collection, [chunk.id for chunk in chunks])
        return [[float(vectors[one.id] @ vectors[other.id]) for other in chunks] for one in chunks]

    def rarity(self, word: str) -> float:
        """Return how rare an index word is among the chunks, from 0 (in all) to 1 (in none)."""
        return self._lexical.rarity(word)

    def _vector_of(self, text: str) -> Vectors:
        """Return the vector of a question, remembered while it is compared with one dataset after the other."""
        if self._last is None or self._last[0] != text:
            self._last = (text, self._embedder.embed([text])[0])
        return self._last[1]

    def _dense(self, vector: Vectors) -> list[tuple[str, float]]:
        """Return the nearest chunks of this version, however many of another one an update has put beside them."""
        wanted = _CANDIDATES + _SURPLUS
        while True:
            found = self._index.nearest(self._collection, vector, wanted)
            own = [(chunk_id, similarity) for chunk_id, similarity in found if chunk_id in self._chunks][:_CANDIDATES]
            if len(own) == _CANDIDATES or len(found) < wanted:
                return own
            wanted *= 2

    def compare(self, text: str, chunks: Sequence[Chunk]) -> list[Passage]:
        """Return given chunks as passages, by their cosine similarity to a text, best first."""
        if not chunks:
            return []
        vector = self._vector_of(text)
        vectors = self._index.vectors(self._collection, [chunk.id for chunk in chunks])
        passages = [
            Passage(chunk, similarity := float(vectors[chunk.id] @ vector), similarity)
            for chunk in chunks
            if chunk.id in vectors
        ]
        return sorted(passages, key=lambda passage: -passage.score)
