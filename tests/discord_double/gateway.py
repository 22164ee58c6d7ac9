"""The gateway: sessions that outlive connections, compression, heartbeats, resuming, and its failures."""

from __future__ import annotations

import asyncio
import importlib
import json
import time
import zlib
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import WSMsgType, web

from .payloads import Json, World, snowflake
from .waiting import Changes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS = 0, 1, 2, 6, 7, 8
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11
AUTHENTICATION_FAILED, NOT_AUTHENTICATED, DISALLOWED_INTENTS = 4004, 4003, 4014
GUILDS_INTENT = 1 << 0
GATEWAY_PATH, RESUME_PATH = "/gateway/", "/resume/"


class Compressor(Protocol):
    """One stream of compressed messages, as long as its connection."""

    def __call__(self, text: str) -> bytes:
        """Return the bytes of one message."""


def zlib_stream() -> Compressor:
    """Return a compressor for zlib-stream: one stream, flushed after each message."""
    stream = zlib.compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Compressor | None:
    """Return a compressor for zstd-stream: one frame, flushed after each message; None where zstandard is absent."""
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        return None
    stream = zstandard.ZstdCompressor().compressobj()

    def compress(text: str) -> bytes:
        data: bytes = stream.compress(text.encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return data

    return compress


def compressor_for(name: str | None) -> Compressor | None:
    """Return the compressor that the client asked for; None means plain text frames, which clients take too."""
    if name == "zlib-stream":
        return zlib_stream()
    return zstd_stream() if name == "zstd-stream" else None


@dataclass(eq=False)
class Connection:
    """One WebSocket connection of a client."""

    request: web.Request
    ws: web.WebSocketResponse
    path: str
    compression: str | None
    opened_at: float = field(default_factory=time.perf_counter)
    close_code: int | None = None
    session: Session | None = None
    is_closed: bool = False

    def __post_init__(self) -> None:
        """Set up the compression stream and the lock that keeps messages whole and in order."""
        self._compress = compressor_for(self.compression)
        self._sending = asyncio.Lock()

    async def send(self, payload: Json) -> None:
        """Send one payload; a client that has gone away is no error."""
        async with self._sending:
            text = json.dumps(payload)
            with suppress(ConnectionError):
                if self._compress:
                    await self.ws.send_bytes(self._compress(text))
                else:
                    await self.ws.send_str(text)

    def abort(self) -> None:
        """Cut the connection without a word."""
        self.detach()
        if self.request.transport is not None:
            self.request.transport.abort()

    def detach(self) -> None:
        """Let the session go on without this connection."""
        self.is_closed = True
        if self.session is not None and self.session.connection is self:
            self.session.connection = None


@dataclass(eq=False)
class Session:
    """What Discord remembers about a client between connections."""

    intents: int
    shard: list[int]
    connection: Connection | None
    id: str = field(default_factory=lambda: f"session-{snowflake()}")
    sequence: int = 0
    sent: list[Json] = field(default_factory=list)

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event, or keep it for a RESUME while nobody is connected."""
        self.sequence += 1
        payload = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(payload)
        if self.connection is not None:
            await self.connection.send(payload)


@dataclass(frozen=True)
class Resumption:
    """A RESUME that a client sent, and whether the double took it."""

    path: str
    session_id: str
    sequence: int
    is_accepted: bool
    replayed: int = 0


class Gateway:
    """The gateway's side of all connections; the failures are methods that a test calls."""

    def __init__(self, world: World, heartbeat_interval: float = 41.25) -> None:
        self.world = world
        self.heartbeat_interval = heartbeat_interval
        self.base_url = ""
        self.acknowledges_heartbeats = True
        self.refused_intents = 0
        self.changes = Changes()
        self.connections: list[Connection] = []
        self.heartbeats: list[float] = []
        self.identifies: list[Json] = []
        self.resumptions: list[Resumption] = []
        self.received: list[Json] = []
        self._sessions: dict[str, Session] = {}
        self._current: Session | None = None
        self._refusals = 0
        self._accepting = asyncio.Event()
        self._accepting.set()

    @property
    def session(self) -> Session:
        """The session of the client that identified last."""
        if self._current is None:
            raise LookupError("no client has identified at the gateway yet")
        return self._current

    @property
    def connection(self) -> Connection:
        """The connection of the present session."""
        if self.session.connection is None:
            raise LookupError("the client is not connected to the gateway at the moment")
        return self.session.connection

    @property
    def is_connected(self) -> bool:
        """Whether a client is identified and connected."""
        return self._current is not None and self._current.connection is not None

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event to the client, at once or after its RESUME."""
        await self.session.dispatch(event, data)

    async def until(self, is_true: Callable[[Gateway], bool], within: float = 10.0) -> None:
        """Wait until a condition on the gateway holds; raise TimeoutError after `within` seconds."""
        await self.changes.until(lambda: is_true(self), within, self.describe)

    async def connected(self, within: float = 10.0) -> None:
        """Wait until a client is connected and has got READY."""
        await self.until(lambda gateway: gateway.is_connected, within)

    def describe(self) -> str:
        """Say in one line what has happened."""
        resumed = sum(one.is_accepted for one in self.resumptions)
        return f"{len(self.connections)} connections, {len(self.identifies)} identified, {resumed} resumed"

    # Failures

    def refuse(self, connections: int) -> None:
        """Answer the next connections with 503 instead of accepting them."""
        self._refusals += connections

    def recover(self) -> None:
        """Accept connections again."""
        self._refusals = 0

    def drop(self) -> None:
        """Cut the present connection without a close frame; what is dispatched now waits for the RESUME."""
        self.connection.abort()
        self.changes.ring()

    @asynccontextmanager
    async def gap(self) -> AsyncIterator[None]:
        """Cut the connection and accept none until the block ends."""
        self._accepting.clear()
        try:
            self.drop()
            yield
        finally:
            self._accepting.set()

    async def close(self, code: int) -> None:
        """Close the present connection with a code."""
        connection = self.connection
        connection.detach()
        await connection.ws.close(code=code)

    async def request_reconnect(self) -> None:
        """Send op 7."""
        await self.connection.send({"op": RECONNECT, "d": None})

    async def invalidate_session(self, *, resumable: bool = False) -> None:
        """Send op 9; unless resumable, the session is gone."""
        connection = self.connection
        if not resumable:
            self.forget_sessions()
        await connection.send({"op": INVALID_SESSION, "d": resumable})

    def forget_sessions(self) -> None:
        """Forget all sessions, so that the next RESUME is answered with op 9."""
        for session in self._sessions.values():
            session.connection = None
        self._sessions.clear()
        self._current = None

    async def shut_down(self) -> None:
        """Cut all connections."""
        self._accepting.set()
        for connection in self.connections:
            if not connection.is_closed:
                connection.abort()

    # Protocol

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        await self._accepting.wait()
        if self._refusals:
            self._refusals -= 1
            return web.Response(status=503)
        ws = web.WebSocketResponse(max_msg_size=0, compress=False)
        await ws.prepare(request)
        connection = Connection(request, ws, request.path, request.query.get("compress"))
        self.connections.append(connection)
        await connection.send({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    await self._receive(connection, json.loads(message.data))
        finally:
            connection.close_code = ws.close_code
            connection.detach()
            self.changes.ring()
        return ws

    async def _receive(self, connection: Connection, payload: Json) -> None:
        operation, data = payload["op"], payload["d"]
        if operation == HEARTBEAT:
            self.heartbeats.append(time.perf_counter())
            if self.acknowledges_heartbeats:
                await connection.send({"op": HEARTBEAT_ACK})
        elif operation == IDENTIFY:
            await self._identify(connection, data)
        elif operation == RESUME:
            await self._resume(connection, data)
        elif connection.session is None:
            await connection.ws.close(code=NOT_AUTHENTICATED)
        elif operation == REQUEST_MEMBERS:
            await self._send_members(connection.session, data)
        else:
            self.received.append(payload)
        self.changes.ring()

    async def _identify(self, connection: Connection, data: Json) -> None:
        self.identifies.append({**data, "token": "(token)"})
        if data["token"] != self.world.token:
            await connection.ws.close(code=AUTHENTICATION_FAILED)
            return
        if data.get("intents", 0) & self.refused_intents:
            await connection.ws.close(code=DISALLOWED_INTENTS)
            return
        session = Session(data.get("intents", 0), data.get("shard", [0, 1]), connection)
        connection.session = session
        self._sessions[session.id] = session
        await session.dispatch("READY", self._ready(session))
        if session.intents & GUILDS_INTENT:
            await session.dispatch("GUILD_CREATE", self.world.guild_create())
        self._current = session

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.world.current_user(),
            "guilds": [{"id": self.world.guild_id, "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": f"{self.base_url}{RESUME_PATH}",
            "shard": session.shard,
            "application": {"id": self.world.application_id, "flags": 0},
            "private_channels": [],
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self.world.token:
            self.resumptions.append(Resumption(connection.path, data["session_id"], data["seq"], False))
            await connection.send({"op": INVALID_SESSION, "d": False})
            return
        connection.session = session
        reached = data["seq"]
        while reached < session.sequence:  # grows when something is dispatched during the replay
            await connection.send(session.sent[reached])
            reached += 1
        session.connection = connection
        self._current = session
        replayed = reached - data["seq"]
        self.resumptions.append(
            Resumption(connection.path, session.id, data["seq"], is_accepted=True, replayed=replayed)
        )
        await session.dispatch("RESUMED", {})

    async def _send_members(self, session: Session, data: Json) -> None:
        wanted = set(data.get("user_ids") or [])
        query = str(data.get("query") or "")
        members = [
            user.member()
            for user in self.world.everyone()
            if (user.id in wanted if wanted else user.name.startswith(query))
        ]
        chunk: dict[str, Any] = {"guild_id": self.world.guild_id, "members": members, "chunk_index": 0}
        await session.dispatch("GUILD_MEMBERS_CHUNK", {**chunk, "chunk_count": 1, "nonce": data.get("nonce")})
