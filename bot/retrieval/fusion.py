"""Rank fusion."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_RANK_OFFSET = 60


def fuse_ranks(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Fuse rankings of ids, best first, by reciprocal rank (Cormack et al. 2009, doi:10.1145/1571941.1572114).

    Returns (id, score) with score = sum over rankings of 1 / (60 + rank), best first; ties keep the order of first appearance.
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, item in enumerate(dict.fromkeys(ranking), start=1):
            scores[item] += 1.0 / (_RANK_OFFSET + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
