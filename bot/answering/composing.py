"""Composes the result from the evidence: sentences with their citations, or why there are none."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.judging import Ambiguous, Evidence, Insufficient, Sufficient
from bot.answering.sentences import SentenceWriter
from bot.core.answers import Abstention, Answer, Clarification, Reason, Reference, Result, Sentence
from bot.core.fields import Field
from bot.corpus.models import CreatorClaim, UseClaim

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.chunks import Passage
    from bot.core.questions import Question
    from bot.language.messages import Catalogues, Messages

MOST_CHARACTERS = 3_600
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
_WARNED_FIELDS = frozenset({Field.SUMMARY, Field.STATUS, Field.AVAILABILITY, Field.CONSENT, Field.LICENCE})
_TAINTED = frozenset({"withdrawn", "retracted", "removed by host"})


class CitationBook:
    """Numbers sources by first use."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._articles = knowledge.corpus.articles
        self._markers: dict[str, int] = {}

    def cite(self, sources: Iterable[str]) -> tuple[int, ...]:
        """Return the markers of sources, new ones numbered next."""
        return tuple(self._markers.setdefault(source, len(self._markers) + 1) for source in sources)

    def references(self) -> tuple[Reference, ...]:
        """Return the sources that were cited, by marker."""
        return tuple(self._reference(source, marker) for source, marker in self._markers.items())

    def _reference(self, source: str, marker: int) -> Reference:
        article = self._articles[source]
        return Reference(
            marker, source, article.title, article.publisher, article.published, article.url, article.language
        )


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
            _ABSTENTIONS[reason], names=messages.listed(names) if names else "", missing=_quoted(missing)
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
        located = [claim for claim in self._knowledge.claims.values() if claim.dataset.id == dataset_id]
        book = CitationBook(self._knowledge)
        sentences = self._claim_sentences(
            located, self._writer(language, today), self._catalogues.of(language), book, limited=False
        )
        return Answer(
            question=dataset_id,
            language=language,
            knowledge_version=self._knowledge.version,
            datasets=(dataset_id,),
            fields=tuple(Field),
            confidence=1.0,
            sentences=tuple(sentences),
            references=book.references(),
        )

    def _answer(self, question: Question, evidence: Sufficient, today: dt.date) -> Answer:
        messages = self._catalogues.of(question.language)
        writer = self._writer(question.language, today)
        book = CitationBook(self._knowledge)
        sentences = self._claim_sentences(evidence.claims, writer, messages, book, limited=True)
        sentences += self._passage_sentences(
            evidence.passages, writer, messages, book, {sentence.origin for sentence in sentences}
        )
        claims_datasets = tuple(dict.fromkeys(claim.dataset.id for claim in evidence.claims))
        passage_datasets = tuple(dict.fromkeys(dataset for p in evidence.passages for dataset in p.chunk.datasets[:1]))
        fields = question.fields or tuple(dict.fromkeys(sentence.field for sentence in sentences if sentence.field))
        return Answer(
            question=question.text,
            language=question.language,
            knowledge_version=self._knowledge.version,
            datasets=question.datasets or claims_datasets or passage_datasets,
            fields=fields,
            confidence=evidence.confidence,
            sentences=tuple(sentences),
            references=book.references(),
        )

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

    def _writer(self, language: str, today: dt.date) -> SentenceWriter:
        return SentenceWriter(self._catalogues.of(language), today, self._knowledge.name_of)

    def _claim_sentences(
        self,
        claims: Sequence[LocatedClaim],
        writer: SentenceWriter,
        messages: Messages,
        book: CitationBook,
        *,
        limited: bool,
    ) -> list[Sentence]:
        sentences: list[Sentence] = []
        for (dataset_id, field), group in groupby(claims, key=lambda claim: (claim.dataset.id, claim.field)):
            shown = _merged(_most_telling(list(group), field) if limited else list(group))
            sentences += [self._claim_sentence(merged, writer, messages, book) for merged in shown]
            if limited and field in _WARNED_FIELDS:
                sentences += self._inherited_warnings(dataset_id, writer, messages, book, {s.origin for s in sentences})
        return _within(sentences, MOST_CHARACTERS) if limited else sentences

    def _claim_sentence(
        self, located: Sequence[LocatedClaim], writer: SentenceWriter, messages: Messages, book: CitationBook
    ) -> Sentence:
        first = located[0]
        text = writer.write_together(first.dataset, first.field, [item.claim for item in located])
        sources = [source for source in first.claim.sources if all(source in item.claim.sources for item in located)]
        if first.claim.disputed:
            text += " " + messages.say("(sources differ; this one: {who})", who=self._told_by(sources, messages))
        return Sentence(text, book.cite(sources[:_MOST_CITED]), first.origin, first.dataset.id, first.field)

    def _told_by(self, sources: Sequence[str], messages: Messages) -> str:
        articles = [self._knowledge.corpus.articles[source] for source in sources[:_MOST_CITED]]
        told = [f"{a.publisher}, {messages.date(a.published)}" if a.published else a.publisher for a in articles]
        return "; ".join(dict.fromkeys(told))

    def _inherited_warnings(
        self, dataset_id: str, writer: SentenceWriter, messages: Messages, book: CitationBook, shown: set[str]
    ) -> list[Sentence]:
        """Say of a derived dataset that its ancestor was withdrawn."""
        warnings: list[Sentence] = []
        for located in self._knowledge.claims_of(dataset_id, Field.DERIVED_FROM):
            ancestor = self._knowledge.corpus.datasets.get(getattr(located.claim, "dataset", None) or "")
            if ancestor is None or ancestor.status.value not in _TAINTED or located.origin in shown:
                continue
            status = self._knowledge.claims_of(ancestor.id, Field.STATUS)[0]
            warnings.append(self._claim_sentence([located], writer, messages, book))
            warnings.append(self._claim_sentence([status], writer, messages, book))
        return warnings

    def _passage_sentences(
        self,
        passages: Sequence[Passage],
        writer: SentenceWriter,
        messages: Messages,
        book: CitationBook,
        shown: set[str],
    ) -> list[Sentence]:
        sentences: list[Sentence] = []
        for passage in passages:
            chunk = passage.chunk
            if chunk.origin in shown:
                continue
            if chunk.kind == "claim":
                sentences.append(self._claim_sentence([self._knowledge.claims[chunk.origin]], writer, messages, book))
                continue
            text = (
                chunk.text
                if chunk.language == messages.language
                else f"{chunk.text} ({_in_language(messages, chunk.language)})"
            )
            dataset = chunk.datasets[0] if chunk.datasets else None
            sentences.append(Sentence(text, book.cite(chunk.sources), chunk.origin, dataset, None, chunk.language))
        return sentences


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


def _within(sentences: Sequence[Sentence], most: int) -> list[Sentence]:
    kept: list[Sentence] = []
    length = 0
    for sentence in sentences:
        length += len(sentence.cited) + 1
        if kept and length > most:
            break
        kept.append(sentence)
    return kept


def _in_language(messages: Messages, language: str) -> str:
    return (
        messages.say("in English") if language == "en" else messages.say("in Danish") if language == "da" else language
    )


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


_NAMES_NEAREST = frozenset({Reason.UNKNOWN_DATASET, Reason.WEAK_EVIDENCE})
_ABSTENTIONS = {
    Reason.EMPTY: "There is no question here. Ask about a dataset, for example: where is MS Celeb still available?",
    Reason.TOO_LONG: "That question is too long. Ask in at most 500 characters.",
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
