"""Golden questions: what people ask, and what a good answer must hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import BatchFileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class GoldenQuestion(BaseModel):
    """One question with its expectation; in `mentions` each inner tuple lists strings of which the answer must hold one.

    `origins` are the claims (`dataset/field/index`) and articles that hold the answer; `starts` is how the answer must
    begin, `lacks` what must not be in it; `turn` counts the turns of a conversation from 1 (0: it stands alone). `fields` and
    `note` inform the reader of a file; they are not scored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    question: str
    language: str = "en"
    kind: str
    expect: Literal["answer", "abstain", "clarify"]
    datasets: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    mentions: tuple[tuple[str, ...], ...] = ()
    starts: str = ""
    lacks: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    note: str = ""
    turn: int = 0


def read_golden(path: Path) -> list[GoldenQuestion]:
    """Read a file of JSON lines: a question each, or a conversation (`turns`), whose turns follow one another in the list.

    Raises BatchFileProblem with the line that cannot be read.
    """
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
            questions.extend(_questions(json.loads(line)))
        except (ValidationError, ValueError) as error:
            raise BatchFileProblem(path, f"line {number}: {error}") from error
    return questions


def _questions(values: Any) -> Iterator[GoldenQuestion]:
    if not isinstance(values, dict) or "turns" not in values:
        yield GoldenQuestion.model_validate(values)
        return
    for number, turn in enumerate(values["turns"], start=1):
        shared = {"id": f"{values['id']}/{number}", "language": values.get("language", "en"), "kind": "conversation"}
        yield GoldenQuestion.model_validate({**shared, **turn, "turn": number})
