"""YAML read safely and with line numbers: plain data only, without anchors, aliases, tags, directives or duplicate keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.corpus.characters import forbidden_character
from bot.corpus.plain_yaml import parse_plain_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_DEPTH = 20
_LONGEST_ECHO = 40
_TYPED = frozenset({"int", "float", "bool", "null"})  # dates stay text: their models know how exact they are
_NO_CHARACTER = re.compile(r"\\U(?!000|0010)[0-9A-Fa-f]{8}")  # beyond U+10FFFF
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_HINTS = {
    "mapping values are not allowed here": "a text with a colon and a space in it needs quotes",
    "could not find expected ':'": "a line lacks its `key:`",
    "but found another document": "one file holds one record",
    r"found character '\t' that cannot start any token": "indent with spaces, not with tabs",
}


class YamlProblem(Exception):
    """The text is not YAML that we accept; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class _PlainComposer(Composer):
    """Refuses anchors, aliases, tags and deep nesting before anything is built from them (an alias bomb never unfolds)."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor is not None):
            raise YamlProblem(line, "YAML anchors and aliases (&name, *name) are not allowed here; write the value out")
        if getattr(event, "ctag", None) is not None:
            raise YamlProblem(line, "YAML tags (!name) are not allowed here; a text that starts with ! needs quotes")
        if self._depth > _MAX_DEPTH:
            raise YamlProblem(line, "the YAML is nested too deeply")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


@dataclass(frozen=True)
class LocatedYaml:
    """Plain data (dict, list, str, int, float, bool, None; dates are text) and the line of each part."""

    data: Any
    lines: dict[tuple[str | int, ...], int]

    def line_of(self, path: Sequence[str | int]) -> int:
        """Return the line (from 1) of the innermost known part on a path."""
        wanted = tuple(path)
        while wanted and wanted not in self.lines:
            wanted = wanted[:-1]
        return self.lines.get(wanted, 1)


def parse_yaml(text: str, first_line: int = 1) -> LocatedYaml:
    """Parse one YAML document; `first_line` is the line of the file on which the text starts.

    Raises YamlProblem for broken YAML, anchors, aliases, tags, directives, duplicate keys, nesting deeper than 20, and
    control or invisible characters (written as escapes too).
    """
    offset = first_line - 1
    if directive := _DIRECTIVE.search(text):
        raise YamlProblem(
            text.count("\n", 0, directive.start()) + first_line,
            "a line cannot start with %; YAML directives are not allowed",
        )
    if plain := parse_plain_yaml(text, first_line):
        return LocatedYaml(*plain)
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _PlainComposer
    try:
        node = yaml.compose(text)
        lines: dict[tuple[str | int, ...], int] = {}
        data = None if node is None else _build(node, (), lines, offset, yaml.constructor)
    except YamlProblem as problem:
        raise YamlProblem(problem.line + offset, problem.message) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlProblem(
            (mark.line + 1 if mark else 1) + offset, f"not valid YAML: {_explained(error.problem)}"
        ) from error
    except YAMLError as error:
        raise YamlProblem(first_line, f"not valid YAML: {_first_line(error)}") from error
    except (ValueError, OverflowError) as error:
        found = _NO_CHARACTER.search(text)
        line = text.count("\n", 0, found.start()) + first_line if found else first_line
        raise YamlProblem(line, "not valid YAML: an escape that names no character") from error
    return LocatedYaml(data, lines)


def _explained(problem: str) -> str:
    hint = _HINTS.get(problem)
    return f"{problem} ({hint})" if hint else problem


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _build(
    node: Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], offset: int, constructor: Any
) -> Any:
    lines.setdefault(path, node.start_mark.line + 1 + offset)
    if isinstance(node, MappingNode):
        return _build_mapping(node, path, lines, offset, constructor)
    if isinstance(node, SequenceNode):
        return [_build(child, (*path, index), lines, offset, constructor) for index, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)  # noqa: S101 - YAML has three kinds of nodes
    return _build_scalar(node, constructor)


def _build_mapping(
    node: MappingNode,
    path: tuple[str | int, ...],
    lines: dict[tuple[str | int, ...], int],
    offset: int,
    constructor: Any,
) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise YamlProblem(line, "a key must be a plain word")
        key = _checked_text(key_node)
        if key in mapping:
            raise YamlProblem(line, f"the key {_shortened(key)!r} stands here twice")
        lines[(*path, key)] = line + offset
        mapping[key] = _build(value_node, (*path, key), lines, offset, constructor)
    return mapping


def _build_scalar(node: ScalarNode, constructor: Any) -> Any:
    text = _checked_text(node)
    if str(node.tag).rpartition(":")[2] not in _TYPED:
        return text
    try:
        return constructor.construct_object(node)
    except (ValueError, OverflowError) as error:
        raise YamlProblem(node.start_mark.line + 1, f"{_shortened(text)!r} is no number that can be read") from error


def _checked_text(node: ScalarNode) -> str:
    text = str(node.value)
    if found := forbidden_character(text):
        raise YamlProblem(node.start_mark.line + 1, found[1])
    return text


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_ECHO else f"{text[: _LONGEST_ECHO - 1]}…"
