"""Questions for several records by what they have in common ("which face datasets were withdrawn in 2019?")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from bot.answering.coverage import uncovered
from bot.core.fields import Field
from bot.core.questions import Term
from bot.corpus.models import ENDED, ConsentClaim, Kind, ReleaseClaim, SizeClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.questions import Question
    from bot.corpus.models import Claim, Dataset

    Facet = Callable[[Dataset], "LocatedClaim | None"]

MOST_RECORDS = 12
_FIRST_FEW = 3
_SUPERLATIVE = re.compile(
    r"\b(?:largest|biggest|smallest|most|fewest|oldest|earliest|newest|latest|største|mindste|flest|færrest|ældste|nyeste)\b",
    re.IGNORECASE,
)
_OF_AGE = frozenset("oldest earliest newest latest ældste nyeste".split())
_FROM_THE_TOP = frozenset("largest biggest most newest latest største flest nyeste".split())
_DEFAULT_UNIT = "picture"
_COUNTED = frozenset({"people", "picture", "book", "video"})
_SAYS_NO_KIND = frozenset("size old new number many dataset data set record corpus".split())
_NEGATIONS = (" without ", " not ", " no ", "n't ", " uden ", " ikke ")
_SEARCHED_FIELDS = (
    Field.COLLECTION, Field.CREATORS, Field.USED_BY, Field.DERIVED_FROM, Field.AVAILABILITY, Field.STATUS, Field.CONSENT,
    Field.LICENCE, Field.CONCERNS, Field.SUMMARY,
)  # fmt: skip


def list_records(question: Question, knowledge: Knowledge) -> tuple[LocatedClaim, ...]:
    """Return the telling claim of each record that has everything asked for; none when nothing in particular is asked for."""
    kinds = [named for term in question.residue if (named := _kinds_named(knowledge, term))]
    facets = list(_Facets(question, knowledge).wanted())
    if not (kinds or facets):
        return ()
    found: list[LocatedClaim] = []
    for dataset in knowledge.most_told:
        proofs = [facet(dataset) for facet in facets]
        if (not kinds or set(dataset.kinds) & set().union(*kinds)) and None not in proofs:
            telling = [proof for proof in proofs if proof is not None]
            found.append(telling[-1] if telling else knowledge.claims_of(dataset.id, Field.STATUS)[0])
    return tuple(found[:MOST_RECORDS])


def rank_records(question: Question, knowledge: Knowledge) -> tuple[LocatedClaim, ...]:
    """Return the claims of the first few records by size or by age, where the question asks for the largest, oldest ...

    Sizes are compared in one unit only: the last one that the question names, pictures where it names none.
    """
    found = _SUPERLATIVE.search(question.text)
    if found is None:
        return ()
    word = found.group().casefold()
    ranked = _by_age(question, knowledge) if word in _OF_AGE else _by_size(question, knowledge)
    return tuple(ranked[: -_FIRST_FEW - 1 : -1] if word in _FROM_THE_TOP else ranked[:_FIRST_FEW])


def _by_size(question: Question, knowledge: Knowledge) -> list[LocatedClaim]:
    units = {
        located.origin: frozenset(knowledge.lexicon.canonical(located.claim.unit))
        for located in knowledge.claims.values()
        if isinstance(located.claim, SizeClaim)
    }
    known = frozenset().union(*units.values()) - _SAYS_NO_KIND
    if Field.SIZE not in question.fields:
        return []
    named = [Term(word, word) for word in question.gloss.split() if word in known]
    is_given = len(named) > 1 or (named and not _is_kind_alone(knowledge, named[-1]))
    unit = named[-1].canonical if is_given else _DEFAULT_UNIT
    kinds = _wanted_kinds([term for term in question.residue if term.canonical != unit], knowledge)
    if kinds is None:
        return []
    largest: dict[str, tuple[float, LocatedClaim]] = {}
    for origin, words in units.items():
        located = knowledge.claims[origin]
        if unit not in words or not isinstance(located.claim, SizeClaim) or not kinds <= {*located.dataset.kinds}:
            continue
        if located.claim.number > largest.get(located.dataset.id, (-1.0, located))[0]:
            largest[located.dataset.id] = (located.claim.number, located)
    return [located for _, located in sorted(largest.values(), key=lambda pair: pair[0])]


def _is_kind_alone(knowledge: Knowledge, term: Term) -> bool:
    """Tell whether a lone word says what the data are rather than what is counted ("largest face dataset")."""
    return bool(_kinds_named(knowledge, term)) and term.canonical not in _COUNTED


def _by_age(question: Question, knowledge: Knowledge) -> list[LocatedClaim]:
    kinds = _wanted_kinds(question.residue, knowledge)
    if kinds is None:
        return []
    dated: list[tuple[str, LocatedClaim]] = []
    for dataset in knowledge.corpus.datasets.values():
        first = next(iter(knowledge.claims_of(dataset.id, Field.RELEASED)), None)
        if kinds <= {*dataset.kinds} and first is not None and isinstance(first.claim, ReleaseClaim):
            dated.append((first.claim.date, first))
    return [located for _, located in sorted(dated, key=lambda pair: pair[0])]


def _wanted_kinds(terms: Sequence[Term], knowledge: Knowledge) -> set[str] | None:
    """Return the kinds that some words name, one for each; None when a word names none, for then it asks for something else."""
    wanted: set[str] = set()
    for term in terms:
        if term.canonical in _SAYS_NO_KIND:
            continue
        kinds = _kinds_named(knowledge, term)
        if not kinds:
            return None
        wanted.add(min(kinds, key=len))
    return wanted


def _kinds_named(knowledge: Knowledge, term: Term) -> set[str]:
    return {kind for kind in get_args(Kind) if term.canonical in knowledge.lexicon.canonical(kind)}


@dataclass(frozen=True)
class _Facets:
    """What a list question wants of a record; each facet returns the claim that shows it, or None."""

    question: Question
    knowledge: Knowledge

    def wanted(self) -> Iterator[Facet]:
        """Yield the facets that the question names."""
        words = {*self.question.cue_words, *(term.canonical for term in self.question.residue)}
        if "remove" in words:
            yield self._ended
        elif "available" in words and "consent" not in words:
            yield self._available
        elif self.question.years:
            yield self._released
        if "consent" in words:
            yield self._asked
        if self._others():
            yield self._mentioning

    def _ended(self, dataset: Dataset) -> LocatedClaim | None:
        fits = dataset.status.value in ENDED and self._in_years(dataset.status.since)
        return self._first(dataset, Field.STATUS, lambda _: fits)

    def _available(self, dataset: Dataset) -> LocatedClaim | None:
        return self._first(dataset, Field.STATUS, lambda _: dataset.status.value == "available")

    def _released(self, dataset: Dataset) -> LocatedClaim | None:
        return self._first(
            dataset, Field.RELEASED, lambda claim: isinstance(claim, ReleaseClaim) and self._in_years(claim.date)
        )

    def _asked(self, dataset: Dataset) -> LocatedClaim | None:
        negated = any(word in f" {self.question.text.casefold()} " for word in _NEGATIONS)
        wanted = {"no", "notice only", "opt-out only"} if negated else {"yes", "partly"}
        return self._first(
            dataset, Field.CONSENT, lambda claim: isinstance(claim, ConsentClaim) and claim.asked in wanted
        )

    def _mentioning(self, dataset: Dataset) -> LocatedClaim | None:
        terms = self._others()
        claims = [claim for field in _SEARCHED_FIELDS for claim in self.knowledge.claims_of(dataset.id, field)]
        return next((c for c in claims if not uncovered(terms, self.knowledge.words_of_origin(c.origin))), None)

    def _others(self) -> list[Term]:
        return [term for term in self.question.residue if not _kinds_named(self.knowledge, term)]

    def _first(self, dataset: Dataset, field: Field, fits: Callable[[Claim], bool]) -> LocatedClaim | None:
        return next((c for c in self.knowledge.claims_of(dataset.id, field) if fits(c.claim)), None)

    def _in_years(self, date: str | None) -> bool:
        years = self.question.years
        return not years or (date is not None and int(date[:4]) in years)
