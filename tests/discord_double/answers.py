"""The REST calls that answer interactions, with Discord's rules about order, time and visibility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import Failure, Reply
from .interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED_REPLY,
    DEFERRED_UPDATE,
    MODAL,
    MODAL_SUBMIT,
    REPLY,
    UPDATE,
    Acknowledgement,
    Interaction,
)
from .messages import EPHEMERAL, LOADING, Message, edit, message_payload
from .routes import NO_CONTENT, UNKNOWN_MESSAGE, Route, route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .exchanges import Exchange
    from .payloads import Json
    from .state import State

ACK_DEADLINE = 3.0
ALLOWED_TYPES = {
    COMMAND: {REPLY, DEFERRED_REPLY, MODAL},
    COMPONENT: {REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {REPLY, DEFERRED_REPLY},
}
MESSAGE_TYPES = {1: 20, 2: 23, 3: 23}  # by type of command: slash command, context menus

UNKNOWN_INTERACTION = Failure.unknown_interaction().reply
ALREADY_ACKNOWLEDGED = Failure.already_acknowledged().reply
INVALID_TOKEN = Failure.expired_token().reply
UNKNOWN_WEBHOOK = Reply.error(404, 10015, "Unknown Webhook")


class Answers:
    """Interaction callbacks, follow-ups, and edits of what was answered."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        message = "/webhooks/{app}/{token}/messages/{message}"
        yield route("POST", "/interactions/{interaction}/{token}/callback", self._callback)
        yield route("POST", "/webhooks/{app}/{token}", self._follow_up)
        yield route("GET", message, self._get)
        yield route("PATCH", message, self._edit)
        yield route("DELETE", message, self._delete)

    # The acknowledgement

    def _callback(self, exchange: Exchange, interaction: str, token: str) -> Reply:
        found = self._state.by_token.get(token)
        if found is None or found.id != interaction:
            return UNKNOWN_INTERACTION
        latency = exchange.received_at - found.sent_at
        if found.ack is not None:
            return self._refused(found, ALREADY_ACKNOWLEDGED)
        if latency > ACK_DEADLINE:
            return self._refused(found, UNKNOWN_INTERACTION)
        kind = exchange.body["type"]
        if not self._allows(found, kind):
            return self._refused(found, _invalid_type(kind, found))
        data = exchange.body.get("data") or {}
        found.ack = Acknowledgement(kind, int(data.get("flags") or 0), latency, exchange.body)
        self._take(found, data, exchange.files)
        found.changes.ring()
        if exchange.query.get("with_response") not in ("1", "true"):
            return NO_CONTENT
        return Reply(200, _callback_response(found))

    def _allows(self, interaction: Interaction, kind: int) -> bool:
        allowed = ALLOWED_TYPES[interaction.type]
        if interaction.type == MODAL_SUBMIT and interaction.source is not None:
            allowed = allowed | {DEFERRED_UPDATE, UPDATE}
        return kind in allowed

    def _take(self, interaction: Interaction, data: Json, files: tuple[str, ...]) -> None:
        kind = interaction.ack_type
        if kind in (REPLY, DEFERRED_REPLY):
            interaction.original = self._new_message(interaction, data, files, is_first=True)
        elif kind in (UPDATE, DEFERRED_UPDATE):
            interaction.original = interaction.source
        if kind == DEFERRED_REPLY:
            interaction.message.payload["flags"] |= LOADING
        if kind == UPDATE:
            edit(interaction.message, data, files)
        if kind not in (DEFERRED_REPLY, DEFERRED_UPDATE):
            interaction.mark_answered()

    def _new_message(
        self, interaction: Interaction, body: Json, files: tuple[str, ...], *, is_first: bool = False
    ) -> Message:
        world = self._state.world
        payload = message_payload(
            body,
            channel_id=interaction.channel_id,
            author=world.bot.payload(),
            files=files,
            application_id=world.application_id,
            webhook_id=world.application_id,
        )
        if is_first and interaction.type == COMMAND:
            payload["type"] = MESSAGE_TYPES[interaction.event["data"]["type"]]
            payload["interaction_metadata"] = {
                "id": interaction.id,
                "type": interaction.type,
                "user": interaction.user.payload(),
                "authorizing_integration_owners": interaction.event["authorizing_integration_owners"],
            }
        return self._state.keep(Message(payload))

    # What comes after

    def _acknowledged(self, app: str, token: str) -> Interaction | Reply:
        found = self._state.by_token.get(token)
        if found is None or app != self._state.world.application_id:
            return INVALID_TOKEN
        if found.is_expired:
            return self._refused(found, INVALID_TOKEN)
        if found.ack is None or found.ack.type == CHOICES:
            return self._refused(found, UNKNOWN_WEBHOOK)
        return found

    def _follow_up(self, exchange: Exchange, app: str, token: str) -> Reply:
        found = self._acknowledged(app, token)
        if isinstance(found, Reply):
            return found
        thinking = found.original is not None and found.original.is_loading
        if thinking:
            message = found.message
            kept = message.flags & EPHEMERAL
            edit(message, exchange.body, exchange.files)
            message.payload["edited_timestamp"] = None
            message.payload["flags"] = (message.flags & ~EPHEMERAL) | kept
        else:
            message = self._new_message(found, exchange.body, exchange.files)
            found.followups.append(message)
        found.mark_answered()
        found.changes.ring()
        return Reply(200, message.payload)

    def _get(self, exchange: Exchange, app: str, token: str, message: str) -> Reply:
        found = self._acknowledged(app, token)
        if isinstance(found, Reply):
            return found
        wanted = _message_of(found, message)
        return Reply(200, wanted.payload) if wanted else self._refused(found, UNKNOWN_MESSAGE)

    def _edit(self, exchange: Exchange, app: str, token: str, message: str) -> Reply:
        found = self._acknowledged(app, token)
        if isinstance(found, Reply):
            return found
        wanted = _message_of(found, message)
        if wanted is None:
            return self._refused(found, UNKNOWN_MESSAGE)
        edit(wanted, exchange.body, exchange.files)
        found.edits.append(exchange.body)
        found.mark_answered()
        found.changes.ring()
        return Reply(200, wanted.payload)

    def _delete(self, exchange: Exchange, app: str, token: str, message: str) -> Reply:
        found = self._acknowledged(app, token)
        if isinstance(found, Reply):
            return found
        wanted = _message_of(found, message)
        if wanted is None:
            return self._refused(found, UNKNOWN_MESSAGE)
        self._state.messages.pop(wanted.id, None)
        found.deleted.append(wanted.id)
        found.changes.ring()
        return NO_CONTENT

    def _refused(self, interaction: Interaction, reply: Reply) -> Reply:
        interaction.refusals.append((reply.status, int(reply.body["code"])))
        interaction.changes.ring()
        return reply


def _message_of(interaction: Interaction, message_id: str) -> Message | None:
    own = [interaction.original] if interaction.original else []
    for message in [*own, *interaction.followups]:
        is_wanted = message.id == message_id or (message_id == "@original" and message is interaction.original)
        if is_wanted and message.id not in interaction.deleted:
            return message
    return None


def _callback_response(interaction: Interaction) -> Json:
    kind, message = interaction.ack_type, interaction.original
    described: Json = {"id": interaction.id, "type": interaction.type}
    if message is not None:
        described |= {
            "response_message_id": message.id,
            "response_message_loading": message.is_loading,
            "response_message_ephemeral": message.is_ephemeral,
        }
    response: Json = {"interaction": described}
    if message is not None and kind in (REPLY, UPDATE):
        response["resource"] = {"type": kind, "message": message.payload}
    return response


def _invalid_type(kind: int, interaction: Interaction) -> Reply:
    problem = {"code": "INTERACTION_CALLBACK_TYPE", "message": f"type {kind} cannot answer type {interaction.type}"}
    body = {"code": 50035, "message": "Invalid Form Body", "errors": {"type": {"_errors": [problem]}}}
    return Reply(400, body)
