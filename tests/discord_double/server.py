"""The double as a test uses it: one local server, what it recorded, and what it can do wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import checking, validation
from .answers import Answers
from .exchanges import API_PREFIX, Exchange
from .gateway import GATEWAY_PATH, RESUME_PATH, Gateway
from .interactions import AUTOCOMPLETE, COMMAND, Interaction
from .invocations import Invocation, event, with_registration
from .messages import Message, message_payload
from .payloads import ALICE, Json, User, World, snowflake
from .process import process_environment
from .rest import Rest
from .routes import Account, Channels, Commands, Guild
from .state import GLOBAL_SCOPE, State
from .waiting import Changes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path
    from types import TracebackType

    from .faults import Failure, Fault
    from .violations import Violation

MAX_BODY = 32 * 1024 * 1024


class DiscordDouble:
    """A local Discord: `async with DiscordDouble() as discord:` starts it on a free port of 127.0.0.1.

    `heartbeat_interval` is in seconds. With `forbids_mentions`, `check` demands of every new message that it cannot
    ping anybody.
    """

    def __init__(
        self, world: World | None = None, *, heartbeat_interval: float = 41.25, forbids_mentions: bool = True
    ) -> None:
        self.world = world or World()
        self.state = State(self.world)
        self.gateway = Gateway(self.world, heartbeat_interval)
        self.changes = Changes()
        parts = (Account(self.state, lambda: self.gateway_url), Commands(self.state), Channels(self.state))
        routes = [route for part in (*parts, Guild(self.state), Answers(self.state)) for route in part.routes()]
        self.rest = Rest(self.world.token, routes, self.changes.ring)
        self.forbids_mentions = forbids_mentions
        self.port = 0
        self._runner: web.AppRunner | None = None

    # Life

    async def __aenter__(self) -> DiscordDouble:
        """Start the server."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get(GATEWAY_PATH, self.gateway.handle)
        app.router.add_get(RESUME_PATH, self.gateway.handle)
        app.router.add_route("*", API_PREFIX + "/{path:.*}", self.rest.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.base_url = f"ws://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut all connections and stop."""
        await self.gateway.shut_down()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def rest_url(self) -> str:
        """The base of all REST calls."""
        return f"http://127.0.0.1:{self.port}{API_PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The address for a first connection to the gateway."""
        return f"{self.gateway.base_url}{GATEWAY_PATH}"

    def environment(self, folder: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment for a bot process that shall talk to this double; `folder` receives a file."""
        return process_environment(folder, self, base)

    # Users

    async def invoke(self, invocation: Invocation) -> Interaction:
        """Do what a user does, and return the interaction to wait for and to look at."""
        if invocation.type in (COMMAND, AUTOCOMPLETE):
            registered = self.state.registered(invocation.data["name"], invocation.data["type"])
            invocation = with_registration(invocation, registered)
        interaction_id, user = snowflake(), invocation.user
        token = f"double-interaction-token-{interaction_id}-{'x' * 120}"
        payload = event(invocation, self.world, self.state.dm_id(user), interaction_id, token)
        interaction = self.state.remember(
            Interaction(interaction_id, token, invocation.type, user, payload, source=invocation.source)
        )
        interaction.sent_at = time.perf_counter()
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction

    def write(self, content: str, by: User = ALICE) -> Message:
        """Let a user write a message in the guild's channel, without telling the bot; for message menus."""
        return self.state.keep(
            Message(message_payload({"content": content}, channel_id=self.world.channel_id, author=by.payload()))
        )

    # What happened

    @property
    def exchanges(self) -> list[Exchange]:
        """All REST requests so far, with their answers."""
        return self.rest.exchanges

    @property
    def interactions(self) -> list[Interaction]:
        """All interactions so far."""
        return self.state.interactions

    def commands(self, *, in_guild: bool = False) -> list[Json]:
        """Return the commands that the bot registered, globally or in the guild."""
        return self.state.commands.get(self.world.guild_id if in_guild else GLOBAL_SCOPE, [])

    def messages(self, channel_id: str | None = None) -> list[Message]:
        """Return what everybody sees in a channel, the guild's unless said otherwise, oldest first."""
        return self.state.in_channel(channel_id or self.world.channel_id)

    def direct_messages(self, user: User) -> list[Message]:
        """Return what a user sees in the private channel with the bot, oldest first."""
        return self.state.in_channel(self.state.dm_id(user))

    async def until(self, is_true: Callable[[DiscordDouble], Any], within: float = 10.0) -> None:
        """Wait until a condition holds after some REST request; raise TimeoutError after `within` seconds."""
        await self.changes.until(lambda: bool(is_true(self)), within, self._describe)

    async def synced(self, within: float = 10.0, *, in_guild: bool = False) -> list[Json]:
        """Wait until the bot has registered commands, and return them."""
        await self.until(lambda double: double.commands(in_guild=in_guild), within)
        return self.commands(in_guild=in_guild)

    async def connected(self, within: float = 10.0) -> None:
        """Wait until a client is connected to the gateway and has got READY."""
        await self.gateway.connected(within)

    # Failures

    def fail(self, method: str, path: str, failure: Failure, times: int = 1) -> Fault:
        """Let the next `times` requests fail whose path (without /api/v10) matches the regular expression."""
        return self.rest.faults.add(method, path, failure, times)

    def refuse(self, connections: int) -> None:
        """Cut the next `connections` REST requests without an answer, and refuse as many gateway connections.

        A GET that was cut is sent once more by the client's HTTP library: two refusals are one failed login.
        """
        self.rest.refuse(connections)
        self.gateway.refuse(connections)

    def recover(self) -> None:
        """Forget all failures and refusals that are still waiting."""
        self.rest.recover()
        self.gateway.recover()

    # Checking

    @property
    def violations(self) -> list[Violation]:
        """All findings so far; computed when asked for, so that a run is not disturbed."""
        path = validation.openapi_path()
        return [
            *self.rest.violations,
            *checking.violations(
                self.exchanges,
                self.interactions,
                openapi=validation.load(path) if path else None,
                token=self.token,
                forbids_mentions=self.forbids_mentions,
            ),
        ]

    def check(self, *, ignoring: Collection[str] = ()) -> None:
        """Raise AssertionError that lists all violations but those of the kinds to ignore.

        Without Discord's OpenAPI file only our own rules are checked; in continuous integration that is an error.
        """
        reason = validation.why_not_validated()
        if reason and validation.is_validation_required():
            raise AssertionError(reason)
        found = [str(one) for one in self.violations if one.kind not in ignoring]
        if found:
            raise AssertionError(f"{len(found)} violations:\n" + "\n".join(found))

    def _describe(self) -> str:
        latest = "; ".join(str(exchange) for exchange in self.exchanges[-5:])
        return f"{len(self.exchanges)} requests so far, the latest: {latest}; gateway: {self.gateway.describe()}"
