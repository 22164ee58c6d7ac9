"""The lexical index: BM25 over the chunks' words, held in memory and rebuilt from the chunks in a moment."""

from __future__ import annotations

import logging
import math
from collections import Counter
from typing import TYPE_CHECKING

import bm25s
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.chunks import Chunk


logging.getLogger("bm25s").setLevel(logging.WARNING)  # importing it sets DEBUG


class LexicalIndex:
    """BM25 (Robertson & Zaragoza 2009, doi:10.1561/1500000019; Lucene's variant) over the chunks of one knowledge version."""

    def __init__(self, chunks: Sequence[Chunk], words_of: Callable[[Chunk], Sequence[str]]) -> None:
        """Take the chunks and how a chunk becomes index words."""
        self._ids = [chunk.id for chunk in chunks]
        self._bm25 = bm25s.BM25(method="lucene")
        words = [list(words_of(chunk)) or [""] for chunk in chunks]
        if words:
            self._bm25.index(words, show_progress=False)
        self._holding = Counter(word for own in words for word in set(own) if word)  # chunks that hold a word

    def nearest(self, words: Sequence[str], top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, BM25 score > 0), best first."""
        known = [word for word in words if word in self._holding]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:top_k]
        return [(self._ids[place], float(scores[place])) for place in best if scores[place] > 0]

    def rarity(self, word: str) -> float:
        """Return how rare a word is: 0 when every chunk holds it, 1 when none does."""
        chunks = len(self._ids) + 1
        return math.log(chunks / (self._holding[word] + 1)) / math.log(chunks) if chunks > 1 else 1.0
