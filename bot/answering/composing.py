"""Composes the result from the evidence: sentences with their citations, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from bot.answering.evidence import Ambiguous, Evidence, Insufficient, Sufficient
from bot.answering.listing import asks_how_many
from bot.answering.sentences import SentenceWriter, with_remark
from bot.answering.verdicts import Settled, verdict
from bot.core.answers import Abstention, Answer, Clarification, Reason, Reference, Result, Sentence
from bot.core.facets import WITHDRAWN
from bot.core.fields import Field
from bot.core.questions import MAX_QUESTION_CHARACTERS
from bot.corpus.models import CreatorClaim, LineageClaim, UseClaim

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.chunks import Passage
    from bot.core.questions import Question
    from bot.language.messages import Catalogues, Messages

MOST_CHARACTERS = 3_600
MOST_OF_PASSAGES = 900  # of statements found; what goes beyond is kept for "show more"
_MOST_CLAIMS = {
    Field.AVAILABILITY: 9,
    Field.CONCERNS: 6,
    Field.USED_BY: 8,
    Field.SIZE: 8,
    Field.ALTERNATIVES: 6,
    Field.CREATORS: 16,
}
_MOST_CLAIMS_DEFAULT = 14
_MOST_CITED = 4
_COUNT = "count"  # where a count stands among the sentences; its origin are all that it counts
_WARNED_FIELDS = frozenset({Field.SUMMARY, Field.STATUS, Field.AVAILABILITY, Field.CONSENT, Field.LICENCE})


class Composer:
    """Composes results from one knowledge version."""

    def __init__(self, knowledge: Knowledge, catalogues: Catalogues) -> None:
        self._knowledge = knowledge
        self._catalogues = catalogues

    def compose(self, question: Question, evidence: Evidence, today: dt.date) -> Result:
        """Return the result for a question; ages in it are counted to `today`."""
        match evidence:
            case Sufficient():
                return self._answer(question, evidence, today)
            case Insufficient():
                return self.abstain(question, evidence.reason, evidence.nearest, evidence.missing)
            case Ambiguous():
                return self._clarify(question, evidence.options)

    def abstain(
        self, question: Question, reason: Reason, nearest: Sequence[str] = (), missing: Sequence[str] = ()
    ) -> Abstention:
        """Return an abstention that says why, and names the nearest records as such."""
        messages = self._catalogues.of(question.language)
        names = tuple(self._knowledge.name_of(dataset) for dataset in nearest)
        text = messages.say(
            _ABSTENTIONS[reason],
            names=messages.listed(names) if names else "",
            missing=_quoted(missing),
            most=MAX_QUESTION_CHARACTERS,
        )
        if names and reason in _NAMES_NEAREST:
            text += " " + messages.say("Nearest records: {names}.", names=", ".join(names))
        return Abstention(
            question=question.text,
            language=question.language,
            knowledge_version=self._knowledge.version,
            datasets=question.datasets,
            fields=question.fields,
            reason=reason,
            message=text,
            nearest=tuple(nearest),
        )

    def card(self, dataset_id: str, language: str, today: dt.date) -> Answer:
        """Return all claims of one record as an answer, in the order of the fields."""
        claims = [claim for claim in self._knowledge.claims.values() if claim.dataset.id == dataset_id]
        drafting = _Drafting(self._knowledge, self._catalogues.of(language), today)
        for field, group in groupby(claims, key=lambda claim: claim.field):
            drafting.add_claims(list(group), dataset_id, field)
        sentences, references = _cited(drafting.drafts, self._knowledge)
        return Answer(
            question=dataset_id,
            language=language,
            knowledge_version=self._knowledge.version,
            datasets=(dataset_id,),
            fields=tuple(Field),
            confidence=1.0,
            sentences=sentences,
            references=references,
        )

    def _answer(self, question: Question, evidence: Sufficient, today: dt.date) -> Answer:
        drafting = _Drafting(self._knowledge, self._catalogues.of(question.language), today)
        for (dataset_id, field), group in groupby(evidence.claims, key=lambda claim: (claim.dataset.id, claim.field)):
            drafting.add_claims(self._both_sides(_most_telling(list(group), field)), dataset_id, field)
            if field in _WARNED_FIELDS and evidence.total is None:
                drafting.add_inherited_warnings(dataset_id)
        for passage in evidence.passages:
            drafting.add_passage(passage)
        if evidence.total is not None and asks_how_many(question):
            drafting.count(evidence.total)
        if settled := verdict(question, evidence, self._knowledge):
            drafting.begin_with(settled)
        drafts = drafting.drafts
        most = MOST_CHARACTERS if evidence.claims else MOST_OF_PASSAGES
        shown = _within(drafts, most)
        sentences, references = _cited(shown, self._knowledge)
        all_sentences, all_references = _cited(_within(drafts, MOST_CHARACTERS), self._knowledge)
        about = [sentence.dataset for sentence in sentences if sentence.dataset]
        if question.datasets and evidence.total is None:
            about = [kin for located in evidence.claims if (kin := _descendant(located))]
        return Answer(
            question=question.text,
            language=question.language,
            knowledge_version=self._knowledge.version,
            datasets=tuple(dict.fromkeys((*question.datasets, *about))),
            fields=question.fields or tuple(dict.fromkeys(sentence.field for sentence in sentences if sentence.field)),
            confidence=evidence.confidence,
            sentences=sentences,
            references=references,
            more=all_sentences[len(sentences) :],
            more_references=all_references[len(references) :],
            notes=self._notes(question, evidence),
            corrects_premise=bool(evidence.denied) or evidence.is_unfounded,
        )

    def _both_sides(self, claims: Sequence[LocatedClaim]) -> list[LocatedClaim]:
        """Put the other side of a dispute beside a disputed claim."""
        shown = list(claims)
        for located in claims:
            if located.claim.disputed:
                group = located.origin.rpartition("/")[0]
                beside = (c for c in self._knowledge.claims.values() if c.origin.rpartition("/")[0] == group)
                shown += [c for c in beside if c.claim.disputed and c not in shown]
        return shown

    def _notes(self, question: Question, evidence: Sufficient) -> tuple[str, ...]:
        messages = self._catalogues.of(question.language)
        names = messages.listed([self._knowledge.name_of(dataset) for dataset in question.datasets])
        notes: list[str] = []
        if evidence.is_unfounded:
            notes.append(messages.say("That this happened is not in my sources; what they say instead stands above."))
        if evidence.denied:
            who = _quoted(evidence.denied)
            notes.append(
                messages.say(
                    "My sources do not tie {who} to {names}; what they say instead stands above.", who=who, names=names
                )
            )
        if evidence.total is not None and evidence.total > len(evidence.claims):
            total, shown = messages.number(evidence.total), messages.number(len(evidence.claims))
            notes.append(messages.say("{total} datasets fit; the first {shown} are shown.", total=total, shown=shown))
        silent = _ABSTENTIONS[Reason.FIELD_NOT_RECORDED]
        notes += [messages.say(silent, names=self._knowledge.name_of(dataset)) for dataset in evidence.silent]
        if evidence.is_advice:
            if not evidence.passages and all(located.field is not Field.LICENCE for located in evidence.claims):
                notes.append(messages.say("No licence of {names} is on record.", names=names))
            notes.append(messages.say("This is what the sources say, and no legal advice."))
        return tuple(notes)

    def _clarify(self, question: Question, options: Sequence[str]) -> Clarification:
        messages = self._catalogues.of(question.language)
        named = tuple((dataset, self._knowledge.name_of(dataset)) for dataset in options)
        choices = "\n".join(f"{number}. {name}" for number, (_, name) in enumerate(named, start=1))
        return Clarification(
            question=question.text,
            language=question.language,
            knowledge_version=self._knowledge.version,
            datasets=tuple(options),
            fields=question.fields,
            message=messages.say("Which dataset do you mean?") + "\n" + choices,
            options=named,
        )


@dataclass(frozen=True)
class _Draft:
    """A sentence whose sources are not numbered yet."""

    text: str
    sources: tuple[str, ...]
    origin: str
    dataset: str | None = None
    field: Field | None = None
    language: str | None = None

    @property
    def length(self) -> int:
        return len(self.text) + 4 * len(self.sources) + 2


class _Drafting:
    """Collects the sentences of one answer; what was said already is not said again."""

    def __init__(self, knowledge: Knowledge, messages: Messages, today: dt.date) -> None:
        self._knowledge = knowledge
        self._messages = messages
        self._writer = SentenceWriter(messages, today, knowledge.name_of)
        self._by_origin: dict[str, _Draft] = {}

    @property
    def drafts(self) -> tuple[_Draft, ...]:
        """The sentences so far."""
        return tuple(self._by_origin.values())

    def add_claims(self, claims: Sequence[LocatedClaim], dataset_id: str, field: Field) -> None:
        """Add claims of one field of one record; makers and users that share a source become one sentence."""
        for group in _merged(claims):
            first = group[0]
            sources = [source for source in first.claim.sources if all(source in one.claim.sources for one in group)]
            text = self._writer.write_together(first.dataset, field, [one.claim for one in group])
            if first.claim.disputed:
                text += " " + self._messages.say("(sources differ; this one: {who})", who=self._told_by(sources))
            self._add(_Draft(text, tuple(sources[:_MOST_CITED]), first.origin, dataset_id, field))

    def begin_with(self, settled: Settled) -> None:
        """Say yes or no before the sentence that settles it, and put that one first."""
        located = self._knowledge.claims.get(settled.origin)
        if located is not None:
            self.add_claims([located], located.dataset.id, located.field)
        first = self._by_origin.get(settled.origin)
        if first is not None:
            word = self._messages.say("Yes") if settled.is_yes else self._messages.say("No")
            told = replace(first, text=f"{word}. {first.text}")
            self._by_origin = {
                settled.origin: told,
                **{o: d for o, d in self._by_origin.items() if o != settled.origin},
            }

    def count(self, total: int) -> None:
        """Begin with how many records fit; it rests on what is said of each, so it cites the first source of each."""
        drafts = self.drafts
        sources = dict.fromkeys(draft.sources[0] for draft in drafts)
        text = self._messages.say_many("{number} dataset fits.", "{number} datasets fit.", total)
        origin = " ".join(draft.origin for draft in drafts)
        self._by_origin = {_COUNT: _Draft(text, tuple(sources), origin), **self._by_origin}

    def add_inherited_warnings(self, dataset_id: str) -> None:
        """Say of a derived dataset that its ancestor was withdrawn."""
        for located in self._knowledge.claims_of(dataset_id, Field.DERIVED_FROM):
            ancestor = self._knowledge.corpus.datasets.get(getattr(located.claim, "dataset", None) or "")
            if ancestor is not None and ancestor.status.value in WITHDRAWN:
                self.add_claims([located], dataset_id, Field.DERIVED_FROM)
                self.add_claims(self._knowledge.claims_of(ancestor.id, Field.STATUS), ancestor.id, Field.STATUS)

    def add_passage(self, passage: Passage) -> None:
        """Add a passage: a claim as a claim, a note's statement in its own language and marked so."""
        chunk = passage.chunk
        if chunk.origin in self._knowledge.claims:
            located = self._knowledge.claims[chunk.origin]
            self.add_claims([located], located.dataset.id, located.field)
            return
        text = chunk.text
        if chunk.language != self._messages.language:
            text = with_remark(text, _in_language(self._messages, chunk.language))
        dataset = chunk.datasets[0] if chunk.datasets else None
        same = [chunk, *(other for other in passage.also if other.origin not in self._knowledge.claims)]
        sources = tuple(dict.fromkeys(source for one in same for source in one.sources))[:_MOST_CITED]
        origin = " ".join(one.origin for one in same)
        self._add(_Draft(text, sources, origin, dataset, None, chunk.language))

    def _add(self, draft: _Draft) -> None:
        self._by_origin.setdefault(draft.origin, draft)

    def _told_by(self, sources: Sequence[str]) -> str:
        articles = [self._knowledge.corpus.articles[source] for source in sources[:_MOST_CITED]]
        dated = [f"{a.publisher}, {self._messages.date(a.published)}" if a.published else a.publisher for a in articles]
        return "; ".join(dict.fromkeys(dated))


def _cited(drafts: Sequence[_Draft], knowledge: Knowledge) -> tuple[tuple[Sentence, ...], tuple[Reference, ...]]:
    """Number the sources by first use; the references are exactly those that the sentences cite."""
    markers: dict[str, int] = {}
    sentences = tuple(
        Sentence(
            text=draft.text,
            markers=tuple(markers.setdefault(source, len(markers) + 1) for source in draft.sources),
            origin=draft.origin,
            dataset=draft.dataset,
            field=draft.field,
            language=draft.language,
        )
        for draft in drafts
    )
    return sentences, tuple(_reference(knowledge, source, marker) for source, marker in markers.items())


def _reference(knowledge: Knowledge, source: str, marker: int) -> Reference:
    article = knowledge.corpus.articles[source]
    return Reference(marker, source, article.title, article.publisher, article.published, article.url, article.language)


def _most_telling(claims: Sequence[LocatedClaim], field: Field) -> list[LocatedClaim]:
    """Return as many claims of a field as an answer shows; of availability, hosts not named yet come first."""
    most = _MOST_CLAIMS.get(field, _MOST_CLAIMS_DEFAULT)
    if len(claims) <= most or field is not Field.AVAILABILITY:
        return list(claims[:most])
    fresh = list({getattr(claim.claim, "host", ""): claim for claim in reversed(claims)}.values())[::-1]
    kept = {claim.origin for claim in (*fresh, *(claim for claim in claims if claim not in fresh))[:most]}
    return [claim for claim in claims if claim.origin in kept]


def _merged(claims: Sequence[LocatedClaim]) -> list[list[LocatedClaim]]:
    """Group neighbouring makers, and neighbouring users with the same purpose, that share a source."""
    groups: list[list[LocatedClaim]] = []
    for located in claims:
        if groups and _goes_with(groups[-1], located):
            groups[-1].append(located)
        else:
            groups.append([located])
    return groups


def _goes_with(group: Sequence[LocatedClaim], located: LocatedClaim) -> bool:
    claim, first = located.claim, group[0].claim
    if claim.disputed or first.disputed or claim.as_of != first.as_of or type(claim) is not type(first):
        return False
    if not isinstance(claim, CreatorClaim | UseClaim) or claim.free_text != first.free_text:
        return False
    shared = set(claim.sources).intersection(*(item.claim.sources for item in group))
    return bool(shared)


def _within(drafts: Sequence[_Draft], most: int) -> list[_Draft]:
    """Keep as many sentences from the start as fit into `most` characters, at least one."""
    lengths = accumulate(draft.length for draft in drafts)
    return [
        draft for place, (draft, length) in enumerate(zip(drafts, lengths, strict=True)) if not place or length <= most
    ]


def _descendant(located: LocatedClaim) -> str | None:
    """Return the record that a claim tells to be derived from another one."""
    if located.field is Field.DERIVATIVES and isinstance(located.claim, LineageClaim):
        return located.claim.dataset
    return located.dataset.id if located.field is Field.DERIVED_FROM else None


def _in_language(messages: Messages, language: str) -> str:
    known = {"en": "in English", "da": "in Danish"}
    return messages.say(known[language]) if language in known else language


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


_NAMES_NEAREST = frozenset({Reason.UNKNOWN_DATASET, Reason.WEAK_EVIDENCE})
_ABSTENTIONS = {
    Reason.EMPTY: "There is no question here. Ask about a dataset, for example: where is MS Celeb still available?",
    Reason.TOO_LONG: "That question is too long. Ask in at most {most} characters.",
    Reason.UNREADABLE: "That cannot be read as a question: it is not text.",
    Reason.UNKNOWN_DATASET: "I have no record of {missing}, so I do not answer.",
    Reason.FIELD_NOT_RECORDED: "My record of {names} does not say. I do not guess.",
    Reason.DETAIL_NOT_RECORDED: "My record of {names} does not say that. I do not guess.",
    Reason.PREMISE_NOT_RECORDED: "My record of {names} does not say that this happened, so I do not answer.",
    Reason.WEAK_EVIDENCE: "My sources do not answer that. I do not guess.",
    Reason.DIRECT_LINK: "I name the hosts where data is reported to be, but I hand out no links to it.",
    Reason.IDENTIFICATION: "I do not help to identify people.",
    Reason.FAILED: "Something went wrong while answering. Please try again; if it happens again, tell whoever runs this bot.",
}
