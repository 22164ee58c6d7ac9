"""Answers a file of questions, one JSON line each; a line that cannot be read gets an abstention that says why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.answers import as_dict
from bot.errors import BatchFileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.answering.assistant import Assistant
    from bot.core.questions import Turn

_log = structlog.get_logger(__name__)
_LONGEST_ECHO = 1_000


@dataclass(frozen=True)
class BatchItem:
    """One input line: its id and its questions; several when it is a conversation, one empty when it cannot be read."""

    id: str
    questions: tuple[str, ...]
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
        return BatchItem(f"line {number}", ("",))
    if not isinstance(values, dict):
        return BatchItem(f"line {number}", (values if isinstance(values, str) else "",))
    given = values.get("id")
    item_id = str(given) if isinstance(given, str | int) else f"line {number}"
    turns = values.get("turns")
    if isinstance(turns, list):
        return BatchItem(item_id, tuple(_question_of(turn) for turn in turns) or ("",), is_conversation=True)
    return BatchItem(item_id, (_question_of(values),))


def _question_of(value: Any) -> str:
    question = value.get("question") if isinstance(value, dict) else value
    return question if isinstance(question, str) else ""


def answer_batch(assistant: Assistant, item: BatchItem) -> Iterator[dict[str, Any]]:
    """Yield one JSON object for each question of an item; a question that breaks answering gets an abstention."""
    turn: Turn | None = None
    for number, text in enumerate(item.questions, start=1):
        try:
            reply = assistant.reply(text, turn)
            result, turn = reply.result, reply.turn if item.is_conversation else None
        except Exception:  # noqa: BLE001 - one question must not cost the batch its other answers
            _log.exception("answering failed", item=item.id)
            result = assistant.failed(text)
        line = {**as_dict(result), "id": _encodable(item.id)}
        line["question"] = _encodable(line["question"])[:_LONGEST_ECHO]
        yield {**line, "turn": number} if item.is_conversation else line


def _encodable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")
