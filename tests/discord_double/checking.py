"""All that can be said about a run afterwards: the recorded exchanges against schema and rules."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from . import rules
from .interactions import CHOICES, MODAL, REPLY, UPDATE, Interaction
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .exchanges import Exchange
    from .payloads import Json
    from .rules import Finding
    from .validation import OpenApi, Operation

CALLBACK = re.compile(r"^/interactions/[^/]+/[^/]+/callback$")
NEW_MESSAGE = re.compile(r"^/(webhooks/[^/]+/[^/]+|channels/[^/]+/messages)$")
EDITED_MESSAGE = re.compile(r"^/(webhooks/[^/]+/[^/]+|channels/[^/]+)/messages/[^/]+$")
COMMAND_SET = re.compile(r"^/applications/[^/]+(/guilds/[^/]+)?/commands$")
ONE_COMMAND = re.compile(r"^/applications/[^/]+(/guilds/[^/]+)?/commands(/[^/]+)?$")
REPLIES_CHECKED_PER_CALL = 25  # the double's own replies are all alike; this keeps the check of a crowd short
PROTOCOL = {
    10062: "acknowledged too late",
    40060: "acknowledged twice",
    10015: "answered before it was acknowledged",
    50035: "acknowledged in a way that this interaction does not allow",
}


def violations(
    exchanges: Iterable[Exchange],
    interactions: Iterable[Interaction],
    *,
    openapi: OpenApi | None,
    token: str,
    forbids_mentions: bool,
) -> Iterator[Violation]:
    """Yield all findings about a run."""
    replies_checked: Counter[tuple[str, int]] = Counter()
    for exchange in exchanges:
        yield from _about_body(exchange, openapi, token, forbids_mentions=forbids_mentions)
        operation = openapi.operation(exchange.method, exchange.path) if openapi else None
        if openapi and operation and _is_own_success(exchange):
            key = (f"{operation.method} {operation.template}", exchange.status)
            replies_checked[key] += 1
            if replies_checked[key] <= REPLIES_CHECKED_PER_CALL:
                yield from _about_reply(exchange, openapi, operation)
    for interaction in interactions:
        for _, code in interaction.refusals:
            if code in PROTOCOL:
                yield Violation("protocol", interaction.describe(), PROTOCOL[code])


def _about_body(
    exchange: Exchange, openapi: OpenApi | None, token: str, *, forbids_mentions: bool
) -> Iterator[Violation]:
    where = str(exchange)
    if token in exchange.text or token in exchange.query.values():
        yield Violation("token", where, "the bot's token is in the request")
    if exchange.body is None:
        return
    operation = openapi.operation(exchange.method, exchange.path) if openapi else None
    if openapi and operation:
        for problem in openapi.request_problems(operation, exchange.body):
            yield Violation("schema", where, problem)
    elif openapi:
        yield Violation("path", where, "a body for a call that the OpenAPI file does not know")
    try:
        findings = list(_rule_findings(exchange))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        findings = [("$", f"a body that cannot be read: {error!r}")]
    for place, problem in findings:
        yield Violation("rule", where, f"{place}: {problem}")
    new = _new_message(exchange)
    if forbids_mentions and new is not None:
        for place, problem in rules.mentions(new):
            yield Violation("mention", where, f"{place}: {problem}")


def _is_own_success(exchange: Exchange) -> bool:
    return exchange.status in (200, 201) and exchange.answered_by == "double"


def _about_reply(exchange: Exchange, openapi: OpenApi, operation: Operation) -> Iterator[Violation]:
    for problem in openapi.reply_problems(operation, exchange.status, json.loads(exchange.reply_text)):
        yield Violation("reply", str(exchange), problem)


def _new_message(exchange: Exchange) -> Json | None:
    """Return the part of a body that makes a new message, if it does."""
    if exchange.method != "POST" or not isinstance(exchange.body, dict):
        return None
    if CALLBACK.match(exchange.path):
        return (exchange.body.get("data") or {}) if exchange.body.get("type") == REPLY else None
    return exchange.body if NEW_MESSAGE.match(exchange.path) else None


def _rule_findings(exchange: Exchange) -> Iterator[Finding]:
    body, has_files = exchange.body, bool(exchange.files)
    new = _new_message(exchange)
    if new is not None:
        yield from rules.message(new, is_new=True, has_files=has_files)
    elif CALLBACK.match(exchange.path) and isinstance(body, dict):
        yield from _callback_findings(body)
    elif exchange.method == "PATCH" and EDITED_MESSAGE.match(exchange.path):
        yield from rules.message(body, is_new=False, has_files=has_files)
    elif exchange.method == "PUT" and COMMAND_SET.match(exchange.path):
        yield from rules.command_set(body)
    elif exchange.method == "POST" and ONE_COMMAND.match(exchange.path):
        yield from rules.command(body)


def _callback_findings(body: Json) -> Iterator[Finding]:
    data = body.get("data") or {}
    checks: dict[int, Callable[[], Iterator[Finding]]] = {
        UPDATE: lambda: rules.message(data, is_new=False),
        CHOICES: lambda: rules.choices(data.get("choices") or []),
        MODAL: lambda: rules.modal(data),
    }
    check = checks.get(body.get("type", 0))
    if check:
        yield from check()
