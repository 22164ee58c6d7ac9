"""One interaction from the user's side: what the bot did with it, and when."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .messages import EPHEMERAL, Message
from .waiting import Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from .payloads import Json, User

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True)
class Acknowledgement:
    """The interaction callback that the double took: its type, its flags, and its body."""

    type: int
    flags: int
    latency: float
    body: Json


@dataclass(eq=False)
class Interaction:
    """An interaction and all that the bot did with it so far; times are seconds since the event was sent."""

    id: str
    token: str
    type: int
    user: User
    event: Json
    source: Message | None = None
    sent_at: float = field(default_factory=time.perf_counter)
    ack: Acknowledgement | None = None
    answer_latency: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    edits: list[Json] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    refusals: list[tuple[int, int]] = field(default_factory=list)
    is_expired: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def name(self) -> str:
        """What was invoked: a command's name, or a custom_id."""
        data = self.event["data"]
        return str(data.get("name") or data.get("custom_id"))

    @property
    def channel_id(self) -> str:
        """Where it happened."""
        return str(self.event["channel_id"])

    @property
    def ack_type(self) -> int | None:
        """The type of the callback: 4 reply, 5 deferral, 6 deferred update, 7 update, 8 choices, 9 modal."""
        return self.ack.type if self.ack else None

    @property
    def ack_latency(self) -> float | None:
        """Seconds from just before the event was sent until the callback's body had been read."""
        return self.ack.latency if self.ack else None

    @property
    def message(self) -> Message:
        """The answer as it stands now: the original response, or the message that was updated."""
        if self.original is None:
            raise LookupError(self.describe())
        return self.original

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the asker sees the answer, or would see it while the bot still thinks."""
        if self.original is not None:
            return self.original.is_ephemeral
        return bool(self.ack and self.ack.flags & EPHEMERAL)

    @property
    def choices(self) -> list[Json]:
        """The choices of an autocomplete answer."""
        return list((self._data_of(CHOICES)).get("choices") or [])

    @property
    def modal(self) -> Json:
        """The modal that was opened."""
        return self._data_of(MODAL)

    @property
    def is_answered(self) -> bool:
        """Whether the user has got something other than 'thinking'."""
        return self.answer_latency is not None

    async def acknowledged(self, within: float = 3.0) -> Interaction:
        """Wait until the bot has acknowledged; raise TimeoutError after `within` seconds."""
        return await self.until(lambda one: one.ack is not None, within)

    async def answered(self, within: float = 15.0) -> Interaction:
        """Wait until the user has got an answer, a modal or choices; raise TimeoutError after `within` seconds."""
        return await self.until(lambda one: one.is_answered, within)

    async def until(self, is_true: Callable[[Interaction], bool], within: float = 15.0) -> Interaction:
        """Wait until a condition on this interaction holds; raise TimeoutError after `within` seconds."""
        await self.changes.until(lambda: is_true(self), within, self.describe)
        return self

    def expire(self) -> None:
        """Let the token end, as it does after 15 minutes."""
        self.is_expired = True

    def age(self) -> float:
        """Seconds since just before the event was sent."""
        return time.perf_counter() - self.sent_at

    def mark_answered(self) -> None:
        """Note the time of the first answer."""
        if self.answer_latency is None:
            self.answer_latency = self.age()

    def describe(self) -> str:
        """Say in one line how far it got."""
        ack = f"acknowledged with type {self.ack.type} after {self.ack.latency:.2f} s" if self.ack else "no ack"
        answer = f"answered after {self.answer_latency:.2f} s" if self.answer_latency is not None else "no answer"
        refused = f", refused {self.refusals}" if self.refusals else ""
        return f"interaction {self.name!r} (type {self.type}): {ack}, {answer}{refused}"

    def _data_of(self, ack_type: int) -> Json:
        if self.ack is None or self.ack.type != ack_type:
            raise LookupError(self.describe())
        data: Json = self.ack.body["data"]
        return data
