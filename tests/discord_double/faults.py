"""Failures on purpose: what the next matching requests are answered with instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .payloads import Json


@dataclass(frozen=True)
class Reply:
    """What a request is answered with."""

    status: int
    body: Any = None
    sends_via: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def error(cls, status: int, code: int, message: str) -> Reply:
        """Return an error in Discord's form."""
        return cls(status, {"message": message, "code": code})


@dataclass(frozen=True)
class Failure:
    """An answer that stands in for the real one; with `carried_out`, the request takes effect all the same."""

    reply: Reply
    carried_out: bool = False
    delay: float = 0.0
    drops: bool = False

    @classmethod
    def rate_limited(cls, retry_after: float = 0.3, *, is_global: bool = False, via: bool = True) -> Failure:
        """Return a 429; without `via` the client takes it for a ban by the network in between."""
        body: Json = {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
        return cls(Reply(429, {**body, "code": 0}, sends_via=via, headers={"Retry-After": str(retry_after)}))

    @classmethod
    def server_error(cls, status: int = 500, *, carried_out: bool = False) -> Failure:
        """Return a 5xx, before or after the request took effect."""
        return cls(Reply.error(status, 0, f"{status}: Server Error"), carried_out=carried_out)

    @classmethod
    def expired_token(cls) -> Failure:
        """Return 401 with 50027, as for an interaction older than 15 minutes."""
        return cls(Reply.error(401, 50027, "Invalid Webhook Token"))

    @classmethod
    def unknown_interaction(cls) -> Failure:
        """Return 404 with 10062, as for an acknowledgement that comes too late."""
        return cls(Reply.error(404, 10062, "Unknown interaction"))

    @classmethod
    def already_acknowledged(cls) -> Failure:
        """Return 400 with 40060, as for a second acknowledgement."""
        return cls(Reply.error(400, 40060, "Interaction has already been acknowledged."))

    @classmethod
    def slow(cls, seconds: float) -> Failure:
        """Carry the request out and answer properly, but late."""
        return cls(Reply(0), carried_out=True, delay=seconds)

    @classmethod
    def dropped(cls, *, carried_out: bool = False) -> Failure:
        """Cut the connection instead of answering, before or after the request took effect."""
        return cls(Reply(0), carried_out=carried_out, drops=True)


@dataclass
class Fault:
    """A failure that waits for requests; `hits` counts those that met it."""

    method: str
    path: re.Pattern[str]
    failure: Failure
    remaining: int
    hits: int = 0

    def takes(self, method: str, path: str) -> bool:
        """Say whether it applies, and count it if so."""
        if not self.remaining or self.method not in ("*", method) or not self.path.search(path):
            return False
        self.remaining -= 1
        self.hits += 1
        return True


class Faults:
    """The failures that are waiting, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, method: str, path: str, failure: Failure, times: int = 1) -> Fault:
        """Let the next `times` requests whose path matches the regular expression fail."""
        fault = Fault(method, re.compile(path), failure, times)
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all failures that are still waiting."""
        self._waiting.clear()

    def take(self, method: str, path: str) -> Failure | None:
        """Return the failure for this request, if one waits for it."""
        return next((fault.failure for fault in self._waiting if fault.takes(method, path)), None)
