"""The plain YAML that nearly every knowledge file is, read by libyaml thirty times as fast as in Python.

Whatever is not plain (a problem, an anchor, a tag, an unusual number or white space) is left to `yaml_text`, which reads all of
YAML 1.2 and tells what is wrong; where this module answers, it answers the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from bot.corpus.characters import forbidden_character

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

Lines = dict[tuple[str | int, ...], int]

_MAX_DEPTH = 15  # flatter than what `yaml_text` allows, which counts otherwise
_UNCOMMON = re.compile("[^\n -~\xa1-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_DOCUMENT_MARK = re.compile(r"^(?:---|\.\.\.)", re.MULTILINE)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")
# No number holds a space or one of these letters, and no other value starts with a letter.
_SURELY_TEXT = re.compile(r"(?!(?:null|true|false)$)(?:[^\W\d_]|.*[ ghjkmpqrsuvwy])", re.IGNORECASE)


class _NotPlain(Exception):
    """This text needs the complete reader."""


def parse_plain_yaml(text: str, first_line: int) -> tuple[Any, Lines] | None:
    """Return the data of one document and the line of each part, or None where the text is not plain.

    Data is made of dict, list, str, int, float, bool and None; a date is text. Lines count from `first_line`.
    """
    if not hasattr(yaml, "CSafeLoader") or _UNCOMMON.search(text) or _DOCUMENT_MARK.search(text):
        return None
    lines: Lines = {}
    try:
        events = _events(text)
        _expect(StreamStartEvent, events)
        _expect(DocumentStartEvent, events)
        root = next(events)
        if not isinstance(root, MappingStartEvent):
            return None
        data = _build(root, events, (), lines, first_line)
        _expect(DocumentEndEvent, events)
        _expect(StreamEndEvent, events)
    except (_NotPlain, StopIteration, yaml.YAMLError, ValueError):
        return None
    return data, lines


def _events(text: str) -> Iterator[Event]:
    loader = yaml.CSafeLoader(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _expect(kind: type[Event], events: Iterator[Event]) -> None:
    if not isinstance(next(events), kind):
        raise _NotPlain


def _line(event: Event, first_line: int) -> int:
    return event.start_mark.line + first_line if event.start_mark else first_line


def _build(event: Event, events: Iterator[Event], path: tuple[str | int, ...], lines: Lines, first_line: int) -> Any:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise _NotPlain
    lines.setdefault(path, _line(event, first_line))
    if isinstance(event, ScalarEvent):
        return _scalar(event)
    if not isinstance(event, CollectionStartEvent) or len(path) > _MAX_DEPTH:
        raise _NotPlain
    if isinstance(event, MappingStartEvent):
        return _build_mapping(events, path, lines, first_line)
    items: list[Any] = []
    while not isinstance(item := next(events), SequenceEndEvent):
        items.append(_build(item, events, (*path, len(items)), lines, first_line))
    return items


def _build_mapping(
    events: Iterator[Event], path: tuple[str | int, ...], lines: Lines, first_line: int
) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        if not isinstance(event, ScalarEvent) or event.anchor or event.tag or event.value in mapping:
            raise _NotPlain
        key = _checked(event.value)
        lines[(*path, key)] = _line(event, first_line)
        mapping[key] = _build(next(events), events, (*path, key), lines, first_line)
    return mapping


def _scalar(event: ScalarEvent) -> Any:
    value = _checked(event.value)
    if not event.implicit[0]:  # quoted, or a block of text
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _SURELY_TEXT.match(value) or _DATE.fullmatch(value):
        return value
    if _INTEGER.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    raise _NotPlain


def _checked(value: str) -> str:
    if forbidden_character(value):
        raise _NotPlain
    return value
