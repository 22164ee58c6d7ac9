"""Puts statements of different sources together that say the same, so that it is said once with all sources that support it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.chunks import Chunk, Passage
    from bot.retrieval.retriever import Retriever

_ALIKE = 0.85  # cosine similarity
_PARTICULAR = re.compile(r"\d[\d.,]*\d|\d|(?<![.!?:] )(?<!^)\b[A-Z][\w’'-]+")


def distinct(passages: Sequence[Passage], retriever: Retriever) -> tuple[Passage, ...]:
    """Return passages without those that say what one before them says; that one names their chunks in `also`.

    A source counts as saying the same only if its statement is close in meaning and has every number and name of the other one.
    """
    likeness = retriever.likeness([passage.chunk for passage in passages])
    kept: list[int] = []
    also: dict[int, tuple[Chunk, ...]] = {}
    for place, passage in enumerate(passages):
        same = next((first for first in kept if likeness[first][place] >= _ALIKE), None)
        if same is None:
            kept.append(place)
        elif supports(passages[same].chunk.text, passage.chunk.text):
            also[same] = (*also.get(same, ()), passage.chunk)
    return tuple(replace(passages[place], also=also.get(place, ())) for place in kept)


def supports(shown: str, other: str) -> bool:
    """Tell whether a statement has every number and name of the one that is shown."""
    return all(particular in other for particular in _PARTICULAR.findall(shown))
