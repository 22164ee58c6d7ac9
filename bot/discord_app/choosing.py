"""Completes what somebody types into a dataset's name: any alias, whatever its case, spaces and hyphens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.core.names import comparable_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.corpus.models import Dataset

MOST_CHOICES = 25
LONGEST_LABEL = 100
_EXACT, _PREFIX, _INSIDE, _SIMILAR = range(4)
_SIMILAR_ENOUGH = 70
_SHORTEST_FUZZY = 3


@dataclass(frozen=True)
class DatasetChoice:
    """A record to choose, and what the list shows of it (at most 100 characters)."""

    id: str
    label: str


@dataclass(frozen=True)
class _Spelling:
    dataset: str
    name: str
    shown: str
    folded: str
    is_alias: bool

    @property
    def label(self) -> str:
        text = f"{self.name} ({self.shown})" if self.is_alias else self.name
        return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


class DatasetChooser:
    """Every spelling of every record's name, folded once."""

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        self._spellings = tuple(spelling for dataset in datasets for spelling in _spellings(dataset))
        self._by_folded: dict[str, str] = {}
        for spelling in sorted(self._spellings, key=lambda spelling: spelling.is_alias):
            self._by_folded.setdefault(spelling.folded, spelling.dataset)

    def find(self, text: str) -> str | None:
        """Return the id of the record whose id, name or alias a text is."""
        return self._by_folded.get(comparable_name(text))

    def matching(self, typed: str, limit: int = MOST_CHOICES) -> list[DatasetChoice]:
        """Return the records that a beginning can mean, the best first: whole name, prefix, inside, similar."""
        wanted = comparable_name(typed)
        best: dict[str, tuple[tuple[float, ...], _Spelling]] = {}
        for spelling in self._spellings:
            rank = _rank(spelling, wanted)
            if rank is not None and (spelling.dataset not in best or rank < best[spelling.dataset][0]):
                best[spelling.dataset] = (rank, spelling)
        ranked = sorted(best.values(), key=lambda found: (found[0], found[1].name.casefold()))
        return [DatasetChoice(spelling.dataset, spelling.label) for _, spelling in ranked[:limit]]


def _spellings(dataset: Dataset) -> Iterable[_Spelling]:
    for place, shown in enumerate((*dataset.names, dataset.id)):
        folded = comparable_name(shown)
        if folded:
            is_alias = place > 0 and folded != comparable_name(dataset.name)
            yield _Spelling(dataset.id, dataset.name, shown, folded, is_alias)


def _rank(spelling: _Spelling, wanted: str) -> tuple[float, ...] | None:
    """Return how well a spelling fits (smaller is better), or None when it does not."""
    if not wanted:
        return None if spelling.is_alias else (_PREFIX, 0)
    if spelling.folded == wanted:
        return (_EXACT, spelling.is_alias)
    if spelling.folded.startswith(wanted):
        return (_PREFIX, spelling.is_alias)
    if wanted in spelling.folded:
        return (_INSIDE, spelling.is_alias)
    if len(wanted) < _SHORTEST_FUZZY:
        return None
    score = fuzz.ratio(wanted, spelling.folded, score_cutoff=_SIMILAR_ENOUGH)
    return (_SIMILAR, -score) if score else None
