"""Says in a moderator's words what pydantic found wrong with a value."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

_LONGEST_ECHO = 60
_FORMS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and hyphens",
    r"^[a-z]{2,3}$": "a language code such as en",
    r"^https?://[^\s<>\"]+$": "an address such as https://example.org/page",
}
_NO_SOURCE = "a claim without a source does not load; name the articles that say so: `sources: [id]`"
_KEY_OF_A_MAPPING = "[key]"  # how pydantic says that not a value but its key is wrong


def explain(detail: ErrorDetails) -> str:
    """Return the place and what is wrong there, such as `size[0].number: must be a number`."""
    path = [part for part in detail["loc"] if part != _KEY_OF_A_MAPPING]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    message = _message(detail, str(path[-1]) if path else "")
    return f"{where}: {message}" if where else message


def _message(detail: ErrorDetails, key: str) -> str:
    kind, given = detail["type"], detail["input"]
    if key == "sources" and (kind in {"missing", "too_short"} or given is None):
        return _NO_SOURCE
    if given is None:
        return "has no value: fill it in, or leave the line out"
    tell = _MESSAGES.get(kind)
    return tell(given, detail.get("ctx", {})) if tell else str(detail["msg"]).removeprefix("Value error, ")


def _must_be_text(given: Any, _context: Mapping[str, Any]) -> str:
    is_scalar = isinstance(given, int | float | dt.date)
    return f"must be text; put {given} in quotes" if is_scalar else "must be text, not a list or `key: value` lines"


def _wrong_form(given: Any, context: Mapping[str, Any]) -> str:
    form = _FORMS.get(str(context.get("pattern")))
    return f"{_shortened(given)} does not have the right form" + (f": {form}" if form else "")


def _shortened(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= _LONGEST_ECHO else f"{text[: _LONGEST_ECHO - 1]}…"


_MESSAGES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "extra_forbidden": lambda _given, _context: "unknown field",
    "missing": lambda _given, _context: "is missing",
    "string_type": _must_be_text,
    "string_pattern_mismatch": _wrong_form,
    "string_too_short": lambda _given, _context: "must not be empty",
    "string_too_long": lambda given, context: f"has {len(given)} characters; the limit is {context['max_length']}",
    "too_short": lambda _given, _context: "must not be empty",
    "literal_error": lambda given, context: f"{_shortened(given)} is not one of {context['expected']}",
    "tuple_type": lambda _given, _context: "must be a list: `[one, two]`, or lines that start with `- `",
    "dict_type": lambda _given, _context: "must be `key: value` lines",
    "model_type": lambda _given, _context: "must be `key: value` lines",
    "bool_type": lambda given, _context: f"{_shortened(given)} is neither true nor false",
    "float_type": lambda given, _context: (
        f"{_shortened(given)} is not a number: write digits only, without separators and quotes"
    ),
    "finite_number": lambda _given, _context: "must be a finite number",
    "greater_than_equal": lambda given, _context: f"{given} is below zero",
}
