"""The REST calls of a bot except those that answer interactions: account, commands, channels, guild."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .faults import Reply
from .messages import EPHEMERAL, Message, edit, message_payload
from .payloads import Json, dm_channel, snowflake
from .state import GLOBAL_SCOPE, State

if TYPE_CHECKING:
    from .exchanges import Exchange

Handler = Callable[..., Reply]
Route = tuple[str, re.Pattern[str], Handler]

UNKNOWN_CHANNEL = Reply.error(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = Reply.error(404, 10004, "Unknown Guild")
UNKNOWN_MESSAGE = Reply.error(404, 10008, "Unknown Message")
UNKNOWN_MEMBER = Reply.error(404, 10007, "Unknown Member")
UNKNOWN_USER = Reply.error(404, 10013, "Unknown User")
UNKNOWN_COMMAND = Reply.error(404, 10063, "Unknown application command")
MISSING_ACCESS = Reply.error(403, 50001, "Missing Access")
NO_CONTENT = Reply(204)


def route(method: str, template: str, handler: Handler) -> Route:
    """Return a route; `{name}` in the template becomes an argument of the handler."""
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
    return method, re.compile(f"{pattern}$"), handler


class Account:
    """Who the bot is and where its gateway is."""

    def __init__(self, state: State, gateway_url: Callable[[], str]) -> None:
        self._state = state
        self._gateway_url = gateway_url

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        world = self._state.world
        yield route("GET", "/users/@me", lambda exchange: Reply(200, world.current_user()))
        yield route("GET", "/users/@me/guilds", self._my_guilds)
        yield route("GET", "/oauth2/applications/@me", lambda exchange: Reply(200, world.application()))
        yield route("GET", "/applications/@me", lambda exchange: Reply(200, world.application()))
        yield route("GET", "/gateway", lambda exchange: Reply(200, {"url": self._gateway_url()}))
        yield route("GET", "/gateway/bot", self._gateway_bot)

    def _my_guilds(self, exchange: Exchange) -> Reply:
        world = self._state.world
        guild = {"id": world.guild_id, "name": world.guild_name, "icon": None, "banner": None}
        return Reply(200, [{**guild, "owner": False, "permissions": "0", "features": []}])

    def _gateway_bot(self, exchange: Exchange) -> Reply:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return Reply(200, {"url": self._gateway_url(), "shards": 1, "session_start_limit": limit})


class Commands:
    """The registered application commands, global and of the guild."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        for base in ("/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"):
            yield route("GET", base, self._in_scope(self._list))
            yield route("PUT", base, self._in_scope(self._replace))
            yield route("POST", base, self._in_scope(self._upsert))
            yield route("GET", base + "/{command}", self._in_scope(self._get))
            yield route("PATCH", base + "/{command}", self._in_scope(self._change))
            yield route("DELETE", base + "/{command}", self._in_scope(self._delete))

    def _in_scope(self, handler: Handler) -> Handler:
        def checked(exchange: Exchange, app: str, guild: str = GLOBAL_SCOPE, **arguments: str) -> Reply:
            if app != self._state.world.application_id:
                return Reply.error(404, 10002, "Unknown Application")
            if guild not in (GLOBAL_SCOPE, self._state.world.guild_id):
                return MISSING_ACCESS
            return handler(exchange, guild, **arguments)

        return checked

    def _list(self, exchange: Exchange, scope: str) -> Reply:
        return Reply(200, self._state.commands.get(scope, []))

    def _replace(self, exchange: Exchange, scope: str) -> Reply:
        before = {(one["name"], one["type"]): one["id"] for one in self._state.commands.get(scope, [])}
        self._state.commands[scope] = [self._stored(body, scope, before) for body in exchange.body or []]
        return Reply(200, self._state.commands[scope])

    def _upsert(self, exchange: Exchange, scope: str) -> Reply:
        commands = self._state.commands.setdefault(scope, [])
        before = {(one["name"], one["type"]): one["id"] for one in commands}
        stored = self._stored(exchange.body, scope, before)
        commands[:] = [one for one in commands if one["id"] != stored["id"]] + [stored]
        return Reply(200 if stored["id"] in before.values() else 201, stored)

    def _get(self, exchange: Exchange, scope: str, command: str) -> Reply:
        found = self._find(scope, command)
        return Reply(200, found) if found else UNKNOWN_COMMAND

    def _change(self, exchange: Exchange, scope: str, command: str) -> Reply:
        found = self._find(scope, command)
        if found is None:
            return UNKNOWN_COMMAND
        found.update({**exchange.body, "version": snowflake()})
        return Reply(200, found)

    def _delete(self, exchange: Exchange, scope: str, command: str) -> Reply:
        found = self._find(scope, command)
        if found is None:
            return UNKNOWN_COMMAND
        self._state.commands[scope].remove(found)
        return NO_CONTENT

    def _find(self, scope: str, command_id: str) -> Json | None:
        return next((one for one in self._state.commands.get(scope, []) if one["id"] == command_id), None)

    def _stored(self, body: Json, scope: str, ids: dict[tuple[Any, Any], str]) -> Json:
        kind = body.get("type") or 1
        permissions = body.get("default_member_permissions")
        kept = {key: value for key, value in body.items() if value is not None or key.endswith("localizations")}
        stored = {
            **kept,
            "id": ids.get((body["name"], kind)) or snowflake(),
            "application_id": self._state.world.application_id,
            "version": snowflake(),
            "type": kind,
            "description": body.get("description") or "",
            "default_member_permissions": None if permissions is None else str(permissions),
        }
        return {**stored, "guild_id": scope} if scope else stored


class Channels:
    """The guild's channel, private channels, and the messages in them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        messages = "/channels/{channel}/messages"
        yield route("POST", "/users/@me/channels", self._open_dm)
        yield route("GET", "/channels/{channel}", self._get)
        yield route("POST", "/channels/{channel}/typing", self._typing)
        yield route("GET", messages, self._list_messages)
        yield route("POST", messages, self._create_message)
        yield route("GET", messages + "/{message}", self._get_message)
        yield route("PATCH", messages + "/{message}", self._edit_message)
        yield route("DELETE", messages + "/{message}", self._delete_message)
        for method in ("PUT", "DELETE"):
            yield route(method, messages + "/{message}/reactions/{emoji}/@me", self._react)

    def _payload(self, channel_id: str) -> Json | None:
        if channel_id == self._state.world.channel_id:
            return self._state.world.text_channel()
        user = self._state.dm_users.get(channel_id)
        return dm_channel(channel_id, user) if user else None

    def _open_dm(self, exchange: Exchange) -> Reply:
        user = self._state.user(str(exchange.body["recipient_id"]))
        return Reply(200, dm_channel(self._state.dm_id(user), user)) if user else UNKNOWN_USER

    def _get(self, exchange: Exchange, channel: str) -> Reply:
        payload = self._payload(channel)
        return Reply(200, payload) if payload else UNKNOWN_CHANNEL

    def _typing(self, exchange: Exchange, channel: str) -> Reply:
        return NO_CONTENT if self._payload(channel) else UNKNOWN_CHANNEL

    def _list_messages(self, exchange: Exchange, channel: str) -> Reply:
        newest_first = [message.payload for message in reversed(self._state.in_channel(channel))]
        return Reply(200, newest_first[: int(exchange.query.get("limit", 50))])

    def _create_message(self, exchange: Exchange, channel: str) -> Reply:
        if self._payload(channel) is None:
            return UNKNOWN_CHANNEL
        author = self._state.world.bot.payload()
        payload = message_payload(exchange.body, channel_id=channel, author=author, files=exchange.files)
        payload["flags"] &= ~EPHEMERAL
        reference = exchange.body.get("message_reference")
        if reference:
            message_id = str(reference["message_id"])
            payload |= {"type": 19, "message_reference": {"type": 0, "channel_id": channel, "message_id": message_id}}
        return Reply(200, self._state.keep(Message(payload)).payload)

    def _message(self, channel: str, message_id: str) -> Message | None:
        message = self._state.messages.get(message_id)
        return message if message in self._state.in_channel(channel) else None

    def _get_message(self, exchange: Exchange, channel: str, message: str) -> Reply:
        found = self._message(channel, message)
        return Reply(200, found.payload) if found else UNKNOWN_MESSAGE

    def _edit_message(self, exchange: Exchange, channel: str, message: str) -> Reply:
        found = self._message(channel, message)
        if found is None:
            return UNKNOWN_MESSAGE
        if found.payload["author"]["id"] != self._state.world.bot.id:
            return Reply.error(403, 50005, "Cannot edit a message authored by another user")
        edit(found, exchange.body, exchange.files)
        return Reply(200, found.payload)

    def _delete_message(self, exchange: Exchange, channel: str, message: str) -> Reply:
        if self._message(channel, message) is None:
            return UNKNOWN_MESSAGE
        del self._state.messages[message]
        return NO_CONTENT

    def _react(self, exchange: Exchange, channel: str, message: str, emoji: str) -> Reply:
        return NO_CONTENT if self._message(channel, message) else UNKNOWN_MESSAGE


class Guild:
    """Look-ups in the guild, and of users."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        world = self._state.world
        yield route("GET", "/users/{user}", self._user)
        yield route("GET", "/guilds/{guild}", self._of_guild(lambda exchange: Reply(200, world.guild())))
        yield route(
            "GET", "/guilds/{guild}/channels", self._of_guild(lambda exchange: Reply(200, [world.text_channel()]))
        )
        yield route("GET", "/guilds/{guild}/roles", self._of_guild(lambda exchange: Reply(200, world.role_payloads())))
        yield route("GET", "/guilds/{guild}/members/{user}", self._of_guild(self._member))

    def _of_guild(self, handler: Handler) -> Handler:
        def checked(exchange: Exchange, guild: str, **arguments: str) -> Reply:
            return handler(exchange, **arguments) if guild == self._state.world.guild_id else UNKNOWN_GUILD

        return checked

    def _user(self, exchange: Exchange, user: str) -> Reply:
        found = self._state.user(user)
        return Reply(200, found.payload()) if found else UNKNOWN_USER

    def _member(self, exchange: Exchange, user: str) -> Reply:
        found = self._state.world.person(user)
        return Reply(200, found.member()) if found else UNKNOWN_MEMBER
