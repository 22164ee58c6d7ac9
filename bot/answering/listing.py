"""Questions for several records by what they have in common ("which face datasets were withdrawn in 2019?")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from bot.answering.coverage import uncovered
from bot.core.fields import Field
from bot.corpus.models import ENDED, ConsentClaim, Kind, ReleaseClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.questions import Question, Term
    from bot.corpus.models import Claim, Dataset

    Facet = Callable[[Dataset], "LocatedClaim | None"]

MOST_RECORDS = 12
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
    for dataset in sorted(knowledge.corpus.datasets.values(), key=_prominence):
        proofs = [facet(dataset) for facet in facets]
        if (not kinds or set(dataset.kinds) & set().union(*kinds)) and None not in proofs:
            telling = [proof for proof in proofs if proof is not None]
            found.append(telling[-1] if telling else knowledge.claims_of(dataset.id, Field.STATUS)[0])
    return tuple(found[:MOST_RECORDS])


def _prominence(dataset: Dataset) -> tuple[int, str]:
    """Order the records of which most is told first."""
    return -sum(1 for _ in dataset.claims_with_paths()), dataset.id


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
