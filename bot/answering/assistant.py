"""Answers questions from one knowledge version."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.answering.composing import Composer
from bot.answering.judging import Judge
from bot.answering.understanding import Understanding, clean
from bot.core.answers import Abstention, Answer, Reason, Result
from bot.core.questions import MAX_QUESTION_CHARACTERS, Question, Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.answering.knowledge import Knowledge
    from bot.language.messages import Catalogues
    from bot.retrieval.retriever import Retriever

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reply:
    """A result, and what a conversation should remember of it."""

    result: Result
    turn: Turn


class Assistant:
    """The pipeline: understand, judge (look up, retrieve), compose. Synchronous; one thread at a time."""

    def __init__(
        self,
        knowledge: Knowledge,
        retriever: Callable[[], Retriever],
        catalogues: Catalogues,
        default_language: str,
        today: Callable[[], dt.date],
    ) -> None:
        """Take one knowledge version; `retriever` is called when a question first needs searching."""
        self.knowledge = knowledge
        self._understanding = Understanding(
            knowledge.names, knowledge.concepts, knowledge.lexicon, default_language, knowledge.known_words
        )
        self._judge = Judge(knowledge, retriever)
        self._composer = Composer(knowledge, catalogues)
        self._default_language = default_language
        self._today = today

    def understand(self, text: str, language: str | None = None) -> Question:
        """Take one question apart that stands alone."""
        return self._understanding.understand(text, None, language)

    def ask(self, text: str, language: str | None = None) -> Result:
        """Answer one question that stands alone."""
        return self.reply(text, None, language).result

    def reply(self, text: str, previous: Turn | None, language: str | None = None) -> Reply:
        """Answer one turn of a conversation; never raises for what a person typed."""
        began = time.perf_counter()
        unusable = self._unusable(text, language)
        if unusable is not None:
            return Reply(_timed(unusable, began), previous or Turn())
        question = self._understanding.understand(text, previous, language)
        result = self._composer.compose(question, self._judge.judge(question), self._today())
        _log.info(
            "answered", id=result.id, kind=result.kind, datasets=result.datasets, fields=[str(f) for f in result.fields]
        )
        if isinstance(result, Abstention) and result.reason is Reason.UNKNOWN_DATASET:
            return Reply(_timed(result, began), Turn())  # the talk has left the dataset before
        told = result.datasets if isinstance(result, Answer) and not question.concepts else ()
        remembered = Turn(question.datasets or told, question.fields)
        return Reply(_timed(result, began), remembered if remembered.datasets or previous is None else previous)

    def card(self, dataset_id: str, language: str | None = None) -> Answer:
        """Return everything that one record says."""
        return self._composer.card(dataset_id, language or self._default_language, self._today())

    def failed(self, text: str, language: str | None = None) -> Abstention:
        """Return what is said when answering broke."""
        return self._composer.abstain(_blank(text, language or self._default_language), Reason.FAILED)

    def unreadable(self, text: str, language: str | None = None) -> Abstention:
        """Return what is said to something that is no text, so that no question can be read from it."""
        return self._composer.abstain(_blank(text, language or self._default_language), Reason.UNREADABLE)

    def _unusable(self, text: str, language: str | None) -> Abstention | None:
        language = language or self._default_language
        if len(text) > MAX_QUESTION_CHARACTERS:
            return self._composer.abstain(_blank(text, language), Reason.TOO_LONG)
        if not any(character.isalnum() for character in clean(text)):
            control = any(unicodedata.category(character) in {"Cc", "Co", "Cs", "Cn"} for character in text.strip())
            return self._composer.abstain(_blank(text, language), Reason.UNREADABLE if control else Reason.EMPTY)
        return None


def _blank(text: str, language: str) -> Question:
    return Question(text=text, language=language, gloss="")


def _timed(result: Result, began: float) -> Result:
    return replace(result, latency_ms=(time.perf_counter() - began) * 1000)
