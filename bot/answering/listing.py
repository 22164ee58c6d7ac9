"""Questions for several records: by what they have in common ("which sets were withdrawn?"), or the largest, oldest ..."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.facets import SAYS_NO_KIND, Facets
from bot.core.fields import Field
from bot.corpus.models import ReleaseClaim, SizeClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.facets import Facet
    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.questions import Question
    from bot.corpus.models import Dataset

MOST_RECORDS = 12
_FIRST_FEW = 3
_SET = r"(?:data(?:sets?|sæt(?:tet|tene)?| sets?|bases?)|sets?|corpus|corpora|collections?|archives?|records?|samling|korpus)"
_SUPERLATIVE = re.compile(
    r"\b(?P<word>largest|biggest|smallest|tiniest|most|fewest|least|oldest|earliest|first|newest|latest|most recent|"
    rf"største|mindste|flest|færrest|ældste|første|nyeste)\b(?:\W+[\w-]+){{0,5}}?\W+{_SET}\b"
    rf"|\b{_SET}\b.{{0,40}}?\b(?P<after>most|fewest|largest|biggest|smallest|oldest|earliest|newest|latest|"
    rf"flest|færrest|størst|ældst|nyest)\b|\b{_SET}\b.{{0,60}}\b(?P<last>first|først)\W*$",
    re.IGNORECASE,
)
_OF_AGE = frozenset(
    {"oldest", "earliest", "first", "newest", "latest", "most recent", "ældste", "ældst", "første", "nyeste", "nyest"}
)
_FROM_THE_TOP = frozenset("largest biggest most newest latest største størst flest nyeste nyest".split()) | {
    "most recent"
}
_COUNTED = re.compile(
    r"\b(?:most|fewest|number of|count of|by(?: the)?|in|flest|færrest|antal)\s+([\w-]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Listed:
    """The telling claims of the first records that fit, and how many fit in all."""

    claims: tuple[LocatedClaim, ...]
    total: int


def list_records(question: Question, knowledge: Knowledge) -> Listed | None:
    """Return the telling claim of each record that has everything asked for; None where nothing in particular is asked for.

    Names are looked for in the fields that are asked for ("used by Apple") first, and only then anywhere.
    """
    for anywhere in (False, True):
        facets = Facets(question, knowledge, anywhere)
        wanted = facets.wanted()
        kinds = facets.kinds_beside(frozenset(facets.bound.unit)) if facets.bound else facets.kinds
        if not (kinds or wanted):
            return None
        if found := list(_fitting(knowledge, _of_kinds(kinds, knowledge.most_told), wanted)):
            return Listed(tuple(found[:MOST_RECORDS]), len(found))
    return None


def _fitting(knowledge: Knowledge, datasets: Sequence[Dataset], wanted: Sequence[Facet]) -> Iterator[LocatedClaim]:
    """Yield the telling claim of each dataset that has all that is wanted: the last one's, the status where nothing is."""
    for dataset in datasets:
        proofs = [facet(dataset) for facet in wanted]
        if None not in proofs:
            telling = [proof for proof in proofs if proof is not None]
            yield telling[-1] if telling else knowledge.claims_of(dataset.id, Field.STATUS)[0]


def rank_records(question: Question, knowledge: Knowledge) -> tuple[LocatedClaim, ...]:
    """Return the claims of the first few records by size or by age, where the question asks for the largest, oldest ... set.

    Sizes are compared in one unit only: the one that the question names, else the one in which most sets of the kind are told.
    """
    found = _SUPERLATIVE.search(question.text)
    if found is None:
        return ()
    word = (found["word"] or found["after"] or "first").casefold()
    facets = Facets(question, knowledge)
    ranked = _by_age(facets, knowledge) if word in _OF_AGE else _by_size(facets, knowledge)
    return tuple(ranked[: -_FIRST_FEW - 1 : -1] if word in _FROM_THE_TOP else ranked[:_FIRST_FEW])


def asks_how_many(question: Question) -> bool:
    """Tell whether a question for several records wants their number."""
    return not {"many", "count", "number"}.isdisjoint(question.gloss.split())


def _of_kinds(wanted: Sequence[set[str]], datasets: Sequence[Dataset]) -> list[Dataset]:
    """Return the datasets of all the kinds that a question names; of any of them, if none has all."""
    for fits in (all, any):
        found = [d for d in datasets if not wanted or fits(kinds & {*d.kinds} for kinds in wanted)]
        if found:
            return found
    return []


def _by_size(facets: Facets, knowledge: Knowledge) -> list[LocatedClaim]:
    sizes = list(_sizes(knowledge, knowledge.most_told))
    unit = _unit_named(facets, frozenset().union(*(words for _, words in sizes)))
    fitting = [d for d in _of_kinds(facets.kinds_beside(unit), knowledge.most_told) if _has_all(facets, unit, d)]
    sizes = list(_sizes(knowledge, fitting))
    unit = unit or _usual_unit(sizes)
    largest: dict[str, tuple[float, LocatedClaim]] = {}
    for located, words in sizes:
        if not isinstance(located.claim, SizeClaim) or not unit <= words:
            continue
        if located.claim.number > largest.get(located.dataset.id, (-1.0, located))[0]:
            largest[located.dataset.id] = (located.claim.number, located)
    return [located for _, located in sorted(largest.values(), key=lambda pair: pair[0])]


def _sizes(knowledge: Knowledge, datasets: Sequence[Dataset]) -> Iterator[tuple[LocatedClaim, frozenset[str]]]:
    """Yield the sizes of some datasets with the words of their units."""
    for dataset in datasets:
        for located in knowledge.claims_of(dataset.id, Field.SIZE):
            if isinstance(located.claim, SizeClaim):
                yield located, frozenset(knowledge.lexicon.canonical(located.claim.unit))


def _unit_named(facets: Facets, known: frozenset[str]) -> frozenset[str]:
    """Return the unit behind "most", "by", "number of" (this field's words); empty where none is named."""
    for found in _COUNTED.finditer(facets.question.text):
        unit = frozenset(facets.words_for(found.group(1)))
        if unit and unit <= known:
            return unit
    others = [frozenset({term.canonical}) for term in facets.others if term.canonical in known - SAYS_NO_KIND]
    return others[-1] if others else frozenset()


def _usual_unit(sizes: Sequence[tuple[LocatedClaim, frozenset[str]]]) -> frozenset[str]:
    counted = Counter(words for words in {(located.dataset.id, words) for located, words in sizes})
    units = Counter(words for _, words in counted)
    return units.most_common(1)[0][0] if units else frozenset()


def _has_all(facets: Facets, unit: frozenset[str], dataset: Dataset) -> bool:
    """Tell whether a record has what else is asked for beside kind and unit; never when something is that no record tells."""
    left = [term for term in facets.others if term.canonical not in unit and term.surface.casefold() not in unit]
    return not left or facets.names(dataset, left) is not None


def _by_age(facets: Facets, knowledge: Knowledge) -> list[LocatedClaim]:
    dated: list[tuple[str, LocatedClaim]] = []
    for dataset in _of_kinds(facets.kinds, knowledge.most_told):
        first = next(iter(knowledge.claims_of(dataset.id, Field.RELEASED)), None)
        if facets.asks_for_ended:
            fits = dataset.status.value in set().union(*facets.targets["status"])
            first = knowledge.claims_of(dataset.id, Field.STATUS)[0] if fits else None
        date = _date_of(dataset, first)
        if first is not None and date and _has_all(facets, frozenset(), dataset):
            dated.append((date, first))
    return [located for _, located in sorted(dated, key=lambda pair: pair[0])]


def _date_of(dataset: Dataset, located: LocatedClaim | None) -> str | None:
    if located is not None and isinstance(located.claim, ReleaseClaim):
        return located.claim.date
    return dataset.status.since
