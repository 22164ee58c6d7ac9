"""The REST side: reads, fails on purpose, checks the token, finds the route, records."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
import traceback
from typing import TYPE_CHECKING

from aiohttp import web

from .exchanges import Exchange, read
from .faults import Failure, Faults, Reply
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .routes import Route

UNAUTHORIZED = Reply(401, {"message": "401: Unauthorized", "code": 0})
NOT_FOUND = Reply(404, {"message": "404: Not Found", "code": 0})
PATHS_WITH_THEIR_OWN_TOKEN = ("/interactions/", "/webhooks/")


class Rest:
    """All REST calls; `exchanges` is what was asked and answered, in the order of asking."""

    def __init__(self, token: str, routes: Iterable[Route], ring: Callable[[], None]) -> None:
        self._token = token
        self._routes = list(routes)
        self._ring = ring
        self._refusals = 0
        self.faults = Faults()
        self.exchanges: list[Exchange] = []
        self.violations: list[Violation] = []

    def refuse(self, requests: int) -> None:
        """Cut the connections of the next requests instead of answering."""
        self._refusals += requests

    def recover(self) -> None:
        """Forget all failures and refusals that are still waiting."""
        self._refusals = 0
        self.faults.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        exchange = await read(request)
        self.exchanges.append(exchange)
        reply = await self._answer(exchange)
        self._ring()
        if reply is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        exchange.status = reply.status
        exchange.reply_text = json.dumps(reply.body)
        return _response(exchange, reply)

    async def _answer(self, exchange: Exchange) -> Reply | None:
        if self._refusals:
            self._refusals -= 1
            exchange.answered_by = "fault"
            return None
        failure = self.faults.take(exchange.method, exchange.path)
        if failure is None:
            return self._carry_out(exchange)
        return await self._fail(exchange, failure)

    async def _fail(self, exchange: Exchange, failure: Failure) -> Reply | None:
        exchange.answered_by = "fault"
        reply = self._carry_out(exchange) if failure.carried_out else failure.reply
        await asyncio.sleep(failure.delay)
        if failure.drops:
            return None
        return failure.reply if failure.reply.status else reply

    def _carry_out(self, exchange: Exchange) -> Reply:
        if not exchange.path.startswith(PATHS_WITH_THEIR_OWN_TOKEN) and exchange.authorization != f"Bot {self._token}":
            return UNAUTHORIZED
        for method, pattern, handler in self._routes:
            match = pattern.match(exchange.path) if method == exchange.method else None
            if match:
                try:
                    return handler(exchange, **match.groupdict())
                except Exception as error:  # noqa: BLE001 -- a body that the double cannot read is a finding, not a crash
                    self.violations.append(Violation("double", str(exchange), _last_line(error)))
                    return Reply.error(500, 0, f"the double failed: {error!r}")
        self.violations.append(Violation("path", str(exchange), "no such call, or one that the double does not know"))
        return NOT_FOUND


def _last_line(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"the double could not carry this out: {error!r} in {frame.name}, line {frame.lineno}"


def _response(exchange: Exchange, reply: Reply) -> web.Response:
    bucket = hashlib.md5(f"{exchange.method} {exchange.path[:24]}".encode(), usedforsecurity=False).hexdigest()
    headers = {
        "Content-Type": "application/json",  # exactly so: discord.py compares the whole value
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset": f"{time.time() + 1:.3f}",
        "X-RateLimit-Reset-After": "1.000",
        "X-RateLimit-Bucket": bucket,
        **reply.headers,
    }
    if reply.sends_via:
        headers["Via"] = "1.1 double"
    if reply.status == 204:
        del headers["Content-Type"]
        return web.Response(status=204, headers=headers)
    return web.Response(status=reply.status, body=exchange.reply_text.encode(), headers=headers)
