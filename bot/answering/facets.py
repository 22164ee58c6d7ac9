"""What a question wants records to have in common, and which claim of a record shows that it has it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.answering.coverage import uncovered
from bot.core.fields import Field
from bot.corpus.models import (
    AvailabilityClaim,
    ConsentClaim,
    CreatorClaim,
    LicenceClaim,
    LineageClaim,
    ReleaseClaim,
    SizeClaim,
    UseClaim,
)
from bot.language.lexicon import lemma, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.questions import Question, Term
    from bot.corpus.models import Claim, Dataset
    from bot.language.lexicon import Cue

    Facet = Callable[[Dataset], LocatedClaim | None]

SAYS_NO_KIND = frozenset(
    """size old new number many dataset data set record corpus collection entry case database training other source source-code
    kind type sort overview list name total description there overall machine learning model ai thing stuff original huge big people
    person""".split()
)
_SEARCHED = (
    Field.CREATORS, Field.COLLECTION, Field.DERIVED_FROM, Field.AVAILABILITY, Field.USED_BY, Field.STATUS, Field.CONSENT,
    Field.LICENCE, Field.CONCERNS, Field.SUMMARY, Field.TIMELINE,
)  # fmt: skip
_WHERE_TOLD = {
    Field.USED_BY: (Field.USED_BY,),
    Field.CREATORS: (Field.CREATORS, Field.SUMMARY, Field.COLLECTION),
    Field.RELEASED: (Field.CREATORS, Field.RELEASED, Field.SUMMARY),
    Field.LICENCE: (Field.LICENCE,),
    Field.COLLECTION: (Field.COLLECTION, Field.DERIVED_FROM),
    Field.DERIVED_FROM: (Field.DERIVED_FROM, Field.COLLECTION),
    Field.DERIVATIVES: (Field.DERIVED_FROM, Field.COLLECTION),
    Field.AVAILABILITY: (Field.AVAILABILITY, Field.STATUS),
    Field.STATUS: (Field.STATUS, Field.AVAILABILITY, Field.TIMELINE),
    Field.CONCERNS: (Field.CONCERNS, Field.TIMELINE, Field.STATUS),
}
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_BOUND = re.compile(
    r"\b(?P<side>over|above|beyond|at least|(?:more|bigger|larger|greater) than|under|below|(?:less|fewer|smaller) than)"
    r" (?P<number>an?|one|[\d.,]+) ?(?P<scale>thousand|million|billion|trillion|k|m|bn)?s? (?P<unit>[a-z]+)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.?!;:])\s+|\s[-–]\s|\.{2,}|\?+\s*")
_ASKS = re.compile(
    r"\b(?:which|what|list|name|any|all|how many|count|show|give|largest|biggest|most|first|oldest|earliest|newest|smallest|"
    r"datasets?|sets|databases?|corpora|corpus|collections?|hvilke|hvad|nævn|vis|alle|hvor mange|datasæt)\b",
    re.IGNORECASE,
)
_LETTERS = {"k": 1e3, "m": 1e6, "bn": 1e9}
_UPWARD = frozenset({"over", "more than", "bigger than", "larger than", "above", "at least", "beyond", "greater than"})


@dataclass(frozen=True)
class Facets:
    """What a question wants of a record; each facet returns the claim that shows it, or None."""

    question: Question
    knowledge: Knowledge
    anywhere: bool = (
        False  # whether names count wherever a record tells them, and not only in the fields that are asked for
    )

    @cached_property
    def targets(self) -> dict[str, list[set[str]]]:
        """The values that lexicon/facets.tsv ties to the question's words: by facet, one set of values for each kind of thing."""
        found: dict[str, list[set[str]]] = defaultdict(list)
        for cue in self._cues:
            facet, _, values = cue.targets[0].partition("=")
            found[facet].append(set(values.split("|")))
        return found

    @property
    def kinds(self) -> list[set[str]]:
        """The kinds named, one set for each word that names some."""
        return self.targets.get("kind", [])

    def words_for(self, text: str) -> tuple[str, ...]:
        """Return this field's words for a part of the question, in its language."""
        glossed = self.knowledge.lexicon.gloss(words_of(text), self.question.language)
        return tuple(word.canonical for word in glossed)

    def kinds_beside(self, unit: frozenset[str]) -> list[set[str]]:
        """Return the kinds that other words than a unit name ("the most recordings" asks for no kind)."""
        cues = [cue for cue in self._cues if cue.targets[0].startswith("kind=")]
        tokens = [{form for place in self._places(cue) for form in self._tokens[place]} for cue in cues]
        return [kinds for kinds, forms in zip(self.kinds, tokens, strict=True) if not forms & unit]

    def wanted(self) -> list[Facet]:
        """Return the facets that the question names, the one whose claim tells most last."""
        return list(self._wanted())

    @cached_property
    def _tokens(self) -> list[frozenset[str]]:
        """The words of the question, each with its dictionary form and what it is folded to."""
        glossed = self.knowledge.lexicon.gloss(
            words_of(self.question.text), self.question.language, self.knowledge.known_words
        )
        tokens = []
        for word in glossed:
            typed = word.surface.casefold()
            tokens.append(frozenset({word.canonical, typed, lemma(typed, "en")}))
        return tokens

    @cached_property
    def _cues(self) -> list[Cue]:
        """The cues found, but for those whose words a longer one uses."""
        found = [(cue, places) for cue in self.knowledge.lexicon.facets if (places := self._places(cue))]
        return [cue for cue, places in found if not any(places < others for _, others in found)]

    def _places(self, cue: Cue) -> frozenset[int]:
        """Return which words of the question a cue uses; none when one is missing."""
        places: set[int] = set()
        for wanted in cue.words:
            place = next((i for i, forms in enumerate(self._tokens) if wanted in forms and i not in places), None)
            if place is None:
                return frozenset()
            places.add(place)
        return frozenset(places)

    @cached_property
    def others(self) -> list[Term]:
        """The terms that no facet explains: names of makers, hosts, licences, places ..., found in the claims' words."""
        used = {form for cue in self._cues for place in self._places(cue) for form in self._tokens[place]}
        used |= self.bound.words if self.bound else frozenset()
        beside = self._beside
        return [
            term
            for term in self.question.residue
            if term.canonical not in used | SAYS_NO_KIND and (term.is_name or term.surface not in beside)
        ]

    @cached_property
    def _beside(self) -> str:
        """The sentences that name nothing to list by ("my professor says there were many")."""
        parts = _SENTENCE_END.split(self.question.text)
        asking = [part for part in parts if _ASKS.search(part)]
        return " ".join(part for part in parts if part not in asking) if asking else ""

    @cached_property
    def bound(self) -> Bound | None:
        """The least or the most of some unit that is asked for ("over a trillion tokens")."""
        found = _BOUND.search(self.question.text)
        if found is None:
            return None
        number = found["number"].casefold()
        amount = 1.0 if number in {"a", "an", "one"} else float(number.replace(",", "").rstrip(".") or 0)
        scale = (found["scale"] or "").casefold()
        unit = self.words_for(found["unit"])
        words = frozenset((*unit, *self.knowledge.lexicon.canonical(found.group())))
        scaled = amount * _SCALE.get(scale, _LETTERS.get(scale, 1.0))
        return Bound(scaled, found["side"].casefold() in _UPWARD, unit, words)

    def _wanted(self) -> Iterator[Facet]:
        yield from (partial(self._status, values=values) for values in self.targets.get("status", []))
        if self.question.years and not self.asks_for_ended:
            yield self._released
        yield from (partial(self._asked, values=values) for values in self.targets.get("consent", [])[:1])
        yield from (partial(self._licensed, values=values) for values in self.targets.get("commercial", [])[:1])
        if self.bound:
            yield self._sized
        if self.question.datasets:
            yield self._descending
        if self.others:
            yield self._mentioning

    def _asked(self, dataset: Dataset, values: set[str]) -> LocatedClaim | None:
        return self._first(dataset, Field.CONSENT, lambda c: isinstance(c, ConsentClaim) and c.asked in values)

    def _licensed(self, dataset: Dataset, values: set[str]) -> LocatedClaim | None:
        return self._first(dataset, Field.LICENCE, lambda c: isinstance(c, LicenceClaim) and c.commercial_use in values)

    def _status(self, dataset: Dataset, values: set[str]) -> LocatedClaim | None:
        fits = dataset.status.value in values and ("available" in values or self._in_years(dataset.status.since))
        return self._first(dataset, Field.STATUS, lambda _: fits)

    def _released(self, dataset: Dataset) -> LocatedClaim | None:
        return self._first(
            dataset, Field.RELEASED, lambda claim: isinstance(claim, ReleaseClaim) and self._in_years(claim.date)
        )

    def _sized(self, dataset: Dataset) -> LocatedClaim | None:
        bound = self.bound
        canonical = self.knowledge.lexicon.canonical
        return self._first(
            dataset,
            Field.SIZE,
            lambda claim: (
                bound is not None
                and isinstance(claim, SizeClaim)
                and set(bound.unit) <= set(canonical(claim.unit))
                and bound.holds(claim.number)
            ),
        )

    def _descending(self, dataset: Dataset) -> LocatedClaim | None:
        """Return the claim that ties a record to the named datasets."""
        wanted = set(self.question.datasets)
        if dataset.id in wanted:
            return None
        return self._first(
            dataset, Field.DERIVED_FROM, lambda claim: isinstance(claim, LineageClaim) and claim.dataset in wanted
        )

    def _mentioning(self, dataset: Dataset) -> LocatedClaim | None:
        if self.asks_for_ended:
            return self._ended_by(dataset)
        fields = [told for field in self.question.fields for told in _WHERE_TOLD.get(field, ())]
        return (
            self.names(dataset, self.others)
            if self.anywhere or not fields
            else self._named_in(dataset, fields, self.others)
        )

    def names(self, dataset: Dataset, terms: Sequence[Term]) -> LocatedClaim | None:
        """Return the first claim of a record that has all of some terms."""
        return self._named_in(dataset, _SEARCHED, terms)

    @property
    def asks_for_ended(self) -> bool:
        """Whether records are wanted that were withdrawn or removed."""
        return any("removed by host" in values for values in self.targets.get("status", []))

    def _ended_by(self, dataset: Dataset) -> LocatedClaim | None:
        """Return the claim that names who or what ended a dataset, or the host that it is gone from."""
        claims = self.knowledge.claims_of(dataset.id, Field.STATUS) + self.knowledge.reasons_of(dataset.id)
        gone = [c for c in self.knowledge.claims_of(dataset.id, Field.AVAILABILITY) if _is_gone(c.claim)]
        told = [*claims, *gone, *self.knowledge.claims_of(dataset.id, Field.CREATORS)]
        return next((c for c in told if not uncovered(self.others, self.knowledge.words_of_origin(c.origin))), None)

    def _named_in(self, dataset: Dataset, fields: Sequence[Field], terms: Sequence[Term]) -> LocatedClaim | None:
        claims = (located for field in dict.fromkeys(fields) for located in self.knowledge.claims_of(dataset.id, field))
        return next((located for located in claims if not uncovered(terms, self._telling_words(located))), None)

    def _telling_words(self, located: LocatedClaim) -> frozenset[str]:
        """Return the words in which a claim says what lists ask for: of users, makers and hosts their names alone."""
        match located.claim:
            case UseClaim(who=name) | AvailabilityClaim(host=name):
                return self.knowledge.word_set(name)
            case CreatorClaim(name=name, affiliation=affiliation):
                return self.knowledge.word_set(f"{name} {affiliation or ''}")
            case _:
                return self.knowledge.words_of_origin(located.origin)

    def _first(self, dataset: Dataset, field: Field, fits: Callable[[Claim], bool]) -> LocatedClaim | None:
        return next((c for c in self.knowledge.claims_of(dataset.id, field) if fits(c.claim)), None)

    def _in_years(self, date: str | None) -> bool:
        years = self.question.years
        return not years or (date is not None and int(date[:4]) in years)


def _is_gone(claim: Claim) -> bool:
    return isinstance(claim, AvailabilityClaim) and claim.access == "removed"


@dataclass(frozen=True)
class Bound:
    """A least (or a most) number of some unit; the unit and all words that say it are this field's words."""

    number: float
    is_least: bool
    unit: tuple[str, ...]
    words: frozenset[str]

    def holds(self, number: float) -> bool:
        """Tell whether a number is within the bound."""
        return number >= self.number if self.is_least else number <= self.number
