"""Finds the records that a question describes instead of naming them ("the cafe webcam dataset", "the nist one")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.coverage import uncovered
from bot.language.lexicon import words_of

if TYPE_CHECKING:
    from bot.answering.knowledge import Knowledge
    from bot.core.questions import Question, Term
    from bot.corpus.models import Dataset

_MOST = 5  # more records than that are not meant by "the ... dataset"
_DESCRIPTION = re.compile(
    r"\b(?:the|that|this|det|den)\s+((?:[\w'’-]+\s+){1,5}?)"
    r"(?:data ?sets?|one|set|database|db|corpus|collection|data|case|study|experiment|datasæt|datasættet|sag|sagen)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Described:
    """The records that a description fits, and the terms of the question that describe."""

    datasets: tuple[str, ...]
    terms: tuple[Term, ...]


def described_records(question: Question, knowledge: Knowledge) -> Described | None:
    """Return the few records that "the ... dataset" fits: by their names, else by kinds and summary too; None where none do."""
    found = _DESCRIPTION.search(question.text)
    if found is None:
        return None
    words = {word.text.casefold() for word in words_of(found.group(1))}
    terms = tuple(term for term in question.residue if words & {part.casefold() for part in term.surface.split()})
    if not terms:
        return None
    for texts_of in (_names, _names_and_summary):
        fitting = [
            dataset.id for dataset in knowledge.most_told if not uncovered(terms, knowledge.word_set(texts_of(dataset)))
        ]
        if 0 < len(fitting) <= _MOST:
            return Described(tuple(fitting), terms)
        if fitting:
            return None
    return None


def _names(dataset: Dataset) -> str:
    return " ".join(dataset.names)


def _names_and_summary(dataset: Dataset) -> str:
    return " ".join((*dataset.names, *dataset.kinds, dataset.summary.text))
