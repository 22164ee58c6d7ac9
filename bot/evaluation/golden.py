"""Golden questions: what people ask, and what a good answer must hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import BatchFileProblem

if TYPE_CHECKING:
    from pathlib import Path


class GoldenQuestion(BaseModel):
    """One question with its expectation; in `mentions` each inner tuple lists strings of which the answer must hold one.

    `fields` and `note` inform the reader of a file; they are not scored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    language: str = "en"
    kind: str
    expect: Literal["answer", "abstain"]
    datasets: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    mentions: tuple[tuple[str, ...], ...] = ()
    cites: tuple[str, ...] = ()
    note: str = ""


def read_golden(path: Path) -> list[GoldenQuestion]:
    """Read a file of JSON lines; raises BatchFileProblem with the line that cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BatchFileProblem(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BatchFileProblem(path, "is not UTF-8 text") from error
    questions: list[GoldenQuestion] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(GoldenQuestion.model_validate(json.loads(line)))
        except (ValidationError, ValueError) as error:
            raise BatchFileProblem(path, f"line {number}: {error}") from error
    return questions
