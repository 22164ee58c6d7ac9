"""Answers a file of questions, one JSON line each; a line that cannot be read gets an abstention that says why."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

import structlog

from bot.core.answers import as_dict
from bot.errors import BatchFileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.answering.assistant import Assistant
    from bot.core.answers import Result
    from bot.core.questions import Turn

_log = structlog.get_logger(__name__)
_LONGEST_ECHO = 1_000

Id = str | int | float | bool


@dataclass(frozen=True)
class BatchItem:
    """One input line: its id as given, and its questions; several when it is a conversation, None for what is no question."""

    id: Id
    questions: tuple[str | None, ...]
    is_conversation: bool = False


def read_batch(path: Path) -> list[BatchItem]:
    """Read a batch file; raises BatchFileProblem only when the file itself cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BatchFileProblem(path, f"cannot be read: {error.strerror}") from error
    lines = raw.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    return [_read_line(line, number) for number, line in enumerate(lines, start=1)]


def _read_line(line: str, number: int) -> BatchItem:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return BatchItem(f"line {number}", (None,))
    given = values.get("id")
    item_id = given if _can_be_echoed(given) else f"line {number}"
    turns = values.get("turns")
    if turns is None:
        return BatchItem(item_id, (_question_of(values),))
    if not isinstance(turns, list):
        return BatchItem(item_id, (None,))
    return BatchItem(item_id, tuple(_question_of(turn) for turn in turns) or (None,), is_conversation=True)


def _can_be_echoed(value: object) -> TypeGuard[Id]:
    """Tell whether a value is text, a number, true or false; Python reads NaN and infinity too, which are no JSON."""
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def _question_of(value: Any) -> str | None:
    question = value.get("question") if isinstance(value, dict) else value
    return question if isinstance(question, str) else None


def answer_batch(assistant: Assistant, item: BatchItem, language: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield one JSON object for each question of an item; a question that breaks answering gets an abstention."""
    turn: Turn | None = None
    for number, text in enumerate(item.questions, start=1):
        try:
            if text is None:
                result: Result = assistant.unreadable("", language)
            else:
                reply = assistant.reply(text, turn, language)
                result, turn = reply.result, reply.turn
        except Exception:  # noqa: BLE001 - one question must not cost the batch its other answers
            _log.exception("answering failed", item=item.id)
            result = assistant.failed(text or "", language)
        line = {**as_dict(result), "id": _encodable(item.id) if isinstance(item.id, str) else item.id}
        line["question"] = _encodable(line["question"])[:_LONGEST_ECHO]
        yield {**line, "turn": number} if item.is_conversation else line


def _encodable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")
