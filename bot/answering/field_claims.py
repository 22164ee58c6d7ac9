"""Looks up the claims of the fields that a question asks for, and tells whether they are the whole answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.answer_kinds import AMOUNTS, AnswerKind, answer_kind
from bot.answering.coverage import covers, uncovered
from bot.answering.weighing import SUPERLATIVE
from bot.core.fields import Field
from bot.core.questions import ConceptsAsked, Question, Term
from bot.corpus.models import EventClaim, LineageClaim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim

_ASKING_WORDS = frozenset(
    "what who when where why how which many about still be much for by of get can may".split()
)  # words of cues that evidence need not repeat
_OPTIONAL = frozenset({"people", "user"})  # said of nearly every dataset; its absence from a claim says nothing
_TELLS_WHY = frozenset({Field.STATUS, Field.CONCERNS, Field.CONSENT})
_KINDS_OF_CONCERN = frozenset(
    {"privacy", "bias", "race", "gender", "child", "racism", "sexism", "security", "copyright"}
)
_MADE_PUBLIC = frozenset({"release", "study", "present", "post", "upload", "announce", "available"})
_NARROWED = frozenset({Field.TIMELINE, Field.USED_BY, Field.AVAILABILITY})
_OVERVIEW = (Field.SUMMARY, Field.STATUS)


class FieldClaims:
    """The claims of one knowledge version, by the fields that questions ask for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def look_up(self, question: Question, dataset: str) -> tuple[list[LocatedClaim], list[LocatedClaim]]:
        """Return the claims of the asked fields, and those of them that account for the question's words."""
        claims = [claim for field in _looked_up(question) for claim in self._claims(question, dataset, field)]
        loose = self.loose_terms(question, dataset)
        return claims, [claim for claim in claims if not uncovered(loose, self._words(claim))]

    def settles(self, question: Question, claims: Sequence[LocatedClaim]) -> bool:
        """Tell whether claims of the asked fields are the whole answer: nothing else was said, or one claim speaks of all of it.

        An amount that is asked for must be in one of them.
        """
        said = required_terms(question.residue)
        if set(question.fields) <= {Field.SIZE} and "many" not in question.cue_words and claims:
            said = uncovered(
                said, self.frame(claims[0].dataset.id, question.datasets)
            )  # "how much code": what the data are
        if not claims or (said and all(uncovered(said, self._words(claim)) for claim in claims)):
            return False
        texts = [self._knowledge.texts_by_origin[claim.origin][0] for claim in claims]
        if SUPERLATIVE.search(question.text) and not any(SUPERLATIVE.search(text) for text in texts):
            return False
        kind = answer_kind(question)
        asks_why = kind is AnswerKind.REASON and not set(question.fields) & _TELLS_WHY
        if kind is None or (not asks_why and (kind not in AMOUNTS or set(question.fields) <= {Field.SIZE})):
            return True
        return any(kind.is_in(text, question) for text in texts)

    def loose_terms(self, question: Question, dataset: str) -> list[Term]:
        """Return the terms that a question about a record may not use freely: evidence must account for them."""
        frame = self.frame(dataset, question.datasets)
        return [*required_terms(uncovered(question.residue, frame)), *question.required]

    def frame(self, dataset: str, all_datasets: Sequence[str]) -> frozenset[str]:
        """Return the words that any question about a record may use: its names, kinds, summary, makers and who ended it."""
        record = self._knowledge.corpus.datasets[dataset]
        texts = [*record.names, *record.kinds, record.summary.text, *(creator.name for creator in record.creators)]
        texts += [creator.affiliation or "" for creator in record.creators]
        texts += [
            record.status.who or "",
            *(name for other in all_datasets for name in self._knowledge.corpus.datasets[other].names),
        ]
        return frozenset().union(*(self._knowledge.word_set(text) for text in texts))

    def _claims(self, question: Question, dataset: str, field: Field) -> list[LocatedClaim]:
        claims = self._knowledge.claims_of(dataset, field)
        match field:
            case Field.STATUS if _asks_for_reasons(question):
                return [*claims, *self._knowledge.reasons_of(dataset)]
            case Field.SIZE:
                return self._counting(question, dataset, claims)
            case Field.RELEASED if not claims:
                return self._first_public(dataset)
            case Field.AVAILABILITY if not claims:
                return self._knowledge.claims_of(dataset, Field.STATUS)
            case Field.DERIVATIVES:
                return [*claims, *self._descendants(dataset, claims)]
            case Field.CONCERNS:
                return self._particular(question, claims)
            case Field.TIMELINE if dated := _in_years(claims, question.years):
                return dated
        return self._narrowed(question, field, claims) if field in _NARROWED else claims

    def _narrowed(self, question: Question, field: Field, claims: list[LocatedClaim]) -> list[LocatedClaim]:
        """Return the claims that have a word of the question, where any has; the others too where a place is asked for."""
        for said in (question.residue, cue_terms(question) if field is Field.TIMELINE else ()):
            if named := [c for c in claims if any(covers(self._words(c), term) for term in said)]:
                asks_where = field is Field.AVAILABILITY and "where" in question.gloss.split()
                return named + [c for c in claims if asks_where and c not in named]
        return claims

    def _descendants(self, dataset: str, told: Sequence[LocatedClaim]) -> list[LocatedClaim]:
        """Return the claims of other records that name a dataset as their ancestor, where its own claims do not name them."""
        known = {claim.claim.dataset for claim in told if isinstance(claim.claim, LineageClaim)}
        found = []
        for record in self._knowledge.most_told:
            if record.id not in known and any(tie.dataset == dataset for tie in record.derived_from):
                ties = self._knowledge.claims_of(record.id, Field.DERIVED_FROM)
                found += [tie for tie in ties if isinstance(tie.claim, LineageClaim) and tie.claim.dataset == dataset][
                    :1
                ]
        return found

    def _particular(self, question: Question, claims: list[LocatedClaim]) -> list[LocatedClaim]:
        """Return the concerns of the kind that is asked for ("privacy", "bias"); none when no concern is of that kind."""
        kinds = [term for term in cue_terms(question) if term.canonical in _KINDS_OF_CONCERN]
        return [claim for claim in claims if not uncovered(kinds, self._words(claim))] if kinds else claims

    def _first_public(self, dataset: str) -> list[LocatedClaim]:
        """Return the first event at which a dataset became known (a paper, a post), where no release is recorded."""
        events = self._knowledge.claims_of(dataset, Field.TIMELINE)
        public = [event for event in events if _MADE_PUBLIC & self._words(event)]
        return sorted(public, key=lambda event: event.claim.date if isinstance(event.claim, EventClaim) else "")[:1]

    def _counting(self, question: Question, dataset: str, claims: list[LocatedClaim]) -> list[LocatedClaim]:
        """Return the sizes of what is counted ("how many people"); all sizes when nothing in particular is."""
        names = self._knowledge.word_set(" ".join(self._knowledge.corpus.datasets[dataset].names))
        frame = self.frame(dataset, question.datasets)
        counted = [term for term in uncovered(question.residue, names) if not (term.is_name and covers(frame, term))]
        if "many" not in question.cue_words:  # "how much code": what the data are is no unit
            counted = uncovered(counted, frame)
        exact = [c for c in claims if not uncovered(counted, self._words(c))]
        return exact or ([] if required_terms(counted) else claims)

    def _words(self, located: LocatedClaim) -> frozenset[str]:
        return self._knowledge.words_of_origin(located.origin)


def _in_years(claims: Sequence[LocatedClaim], years: Sequence[int]) -> list[LocatedClaim]:
    return [c for c in claims if isinstance(c.claim, EventClaim) and int(c.claim.date[:4]) in years]


def cue_terms(question: Question | ConceptsAsked) -> list[Term]:
    """Return the words of cues as terms, but for those that only ask."""
    return [Term(word, word) for word in question.cue_words if word not in _ASKING_WORDS]


def _looked_up(question: Question) -> tuple[Field, ...]:
    """Return the fields to look up: those asked for; for a bare name an overview; none for "what ... about"."""
    if question.fields in ((), (Field.SUMMARY,)):
        return () if question.residue else _OVERVIEW
    if Field.TIMELINE in question.fields and question.years:  # "what happened to it in 2021?"
        return (Field.TIMELINE,)
    return question.fields


def required_terms(terms: Iterable[Term]) -> list[Term]:
    """Return the terms that evidence must account for."""
    return [term for term in terms if term.canonical not in _OPTIONAL]


def _asks_for_reasons(question: Question) -> bool:
    """Tell whether the status is asked for with its reasons: "why", or what became of it and nothing narrower."""
    if "why" in question.cue_words:
        return True
    return question.fields in ((), (Field.STATUS,)) and not {"when", "who"} & set(question.cue_words)
