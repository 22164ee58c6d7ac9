"""The result of a question: an answer, an abstention or a clarification; frozen values that every renderer reads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from bot.core.fields import Field  # noqa: TC001 - dataclass annotations are read at run time by tools


class Reason(StrEnum):
    """Why there is no answer."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    UNREADABLE = "unreadable"
    UNKNOWN_DATASET = "unknown dataset"
    FIELD_NOT_RECORDED = "field not recorded"
    DETAIL_NOT_RECORDED = "detail not recorded"
    PREMISE_NOT_RECORDED = "premise not recorded"
    WEAK_EVIDENCE = "weak evidence"
    DIRECT_LINK = "direct link"
    IDENTIFICATION = "identification"
    FAILED = "failed"


@dataclass(frozen=True)
class Reference:
    """The printed form of a source; `marker` counts from 1 in the order of first use."""

    marker: int
    id: str
    title: str
    publisher: str
    published: str | None
    url: str | None
    language: str

    def as_dict(self) -> dict[str, Any]:
        """Return the keys that a JSON answer shows."""
        return {
            "marker": self.marker,
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "published": self.published,
            "url": self.url,
        }


@dataclass(frozen=True)
class Sentence:
    """One statement of an answer with the markers of its sources, and the claim or statement that it was composed from."""

    text: str
    markers: tuple[int, ...]
    origin: str
    dataset: str | None = None
    field: Field | None = None
    language: str | None = None

    @property
    def cited(self) -> str:
        """The text with its markers, as shown."""
        return self.text + " " + "".join(f"[{marker}]" for marker in self.markers) if self.markers else self.text


@dataclass(frozen=True)
class Outcome:
    """What every result says about the question that it belongs to; `confidence` is between 0 and 1."""

    question: str
    language: str
    knowledge_version: str
    datasets: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    confidence: float = 0.0
    latency_ms: float = 0.0
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Answer(Outcome):
    """Sentences with their citations; the references are exactly the sources that the sentences cite.

    `more` are further sentences that are shown when somebody asks for them, `more_references` the sources that they add.

    `notes` say what the answer leaves open; they state nothing about a dataset, so they cite nothing. `corrects_premise` says
    that the question takes something for granted that no record has; the answer tells what they have instead.
    """

    sentences: tuple[Sentence, ...] = ()
    references: tuple[Reference, ...] = ()
    more: tuple[Sentence, ...] = ()
    more_references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()
    corrects_premise: bool = False
    kind: Literal["answer"] = "answer"

    @property
    def text(self) -> str:
        """The plain text as shown, one sentence a line."""
        return "\n".join((*(sentence.cited for sentence in self.sentences), *self.notes))

    @property
    def whole(self) -> Answer:
        """The same answer with all that is kept for "show more"."""
        return replace(
            self,
            sentences=self.sentences + self.more,
            references=self.references + self.more_references,
            more=(),
            more_references=(),
        )


@dataclass(frozen=True)
class Abstention(Outcome):
    """No answer, why, and the nearest records named as such."""

    reason: Reason = Reason.WEAK_EVIDENCE
    message: str = ""
    nearest: tuple[str, ...] = ()
    kind: Literal["abstention"] = "abstention"

    @property
    def text(self) -> str:
        """The plain text as shown."""
        return self.message


@dataclass(frozen=True)
class Clarification(Outcome):
    """A question back: which of these datasets was meant."""

    message: str = ""
    options: tuple[tuple[str, str], ...] = ()
    kind: Literal["clarification"] = "clarification"

    @property
    def text(self) -> str:
        """The plain text as shown."""
        return self.message


Result = Answer | Abstention | Clarification


def as_dict(result: Result) -> dict[str, Any]:
    """Return a result as the JSON object that `ask --json` and `--batch` print."""
    sentences = result.sentences if isinstance(result, Answer) else ()
    references = result.references if isinstance(result, Answer) else ()
    return {
        "id": result.id,
        "question": result.question,
        "answer": result.text,
        "abstained": isinstance(result, Abstention),
        "kind": result.kind,
        "language": result.language,
        "datasets": list(result.datasets),
        "fields": [str(asked) for asked in result.fields],
        "sources": [reference.as_dict() for reference in references],
        "sentences": [{"text": sentence.text, "markers": list(sentence.markers)} for sentence in sentences],
        "confidence": round(result.confidence, 3),
        "knowledge_version": result.knowledge_version,
        "latency_ms": round(result.latency_ms, 1),
    }
