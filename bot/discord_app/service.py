"""The bot as a service: warmed up before it connects, started again when its connection dies, stopped by SIGTERM."""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import discord
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from bot.discord_app.client import EthicsClient
from bot.discord_app.failures import frames
from bot.discord_app.services import Services
from bot.errors import DiscordUnavailable, EthicsBotError, TokenMissing
from bot.inference import InferenceThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.answering.assistant import Assistant
    from bot.answering.knowledge import Knowledge
    from bot.language.messages import Catalogues
    from bot.settings import Settings

_log = structlog.get_logger(__name__)

_EXAMPLES = (
    "Who said that nobody was asked before the faces were collected?",
    "Hvem sagde, at ingen blev spurgt om lov?",
)
_TOKEN_REFUSED, _INTENTS_REFUSED = frozenset({4004}), frozenset({4013, 4014})
_NETWORK_ERRORS = (
    OSError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)
_PROGRESS_EVERY = 1024


class Program(Protocol):
    """What the bot needs of the program that `wiring` builds."""

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge version that this process answers from."""

    @property
    def assistant(self) -> Assistant:
        """What answers questions."""

    @property
    def catalogues(self) -> Catalogues:
        """The bot's sentences per language."""

    @property
    def embedder(self) -> Any:
        """The embedding model."""

    @property
    def retriever(self) -> Any:
        """Hybrid search over the current index."""

    def bring_index_up_to_date(self, progress: Callable[[int, int], None] | None = None) -> Any:
        """Embed what changed and remove what is gone."""


@dataclass(frozen=True)
class Patience:
    """Seconds between attempts to connect: the first pause and the longest; how long a good connection holds."""

    first: float = 1.0
    longest: float = 60.0
    good_after: float = 60.0


async def run_bot(program: Program, settings: Settings, patience: Patience | None = None) -> None:
    """Answer questions on Discord until SIGTERM or SIGINT.

    Raises TokenMissing, DiscordUnavailable when Discord refuses the bot for good, and what keeps the index from being
    built.
    """
    if settings.discord_token is None:
        raise TokenMissing
    stopping = asyncio.Event()
    token = settings.discord_token.get_secret_value()
    with _stopped_by_signals(stopping):
        async with InferenceThread() as inference:
            services = await _warmed_up(program, inference, stopping)
            if services is not None:
                new_client = partial(EthicsClient, services, settings.discord_proxy)
                with _spared_from_collection():
                    await keep_connected(new_client, token, stopping, patience or Patience())
    _log.info("stopped")


async def keep_connected(
    new_client: Callable[[], EthicsClient], token: str, stopping: asyncio.Event, patience: Patience
) -> None:
    """Run one client after the other until `stopping` is set, with growing pauses while connections fail early."""
    while not stopping.is_set():
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=wait_exponential(multiplier=patience.first, max=patience.longest),
            sleep=partial(_pause, stopping),
            before_sleep=_log_failure,
            reraise=True,
        ):
            with attempt:
                await _one_life(new_client(), token, stopping, patience)


async def _one_life(client: EthicsClient, token: str, stopping: asyncio.Event, patience: Patience) -> None:
    """Run one client until it ends or is to stop; an end after a good while is logged, an early one raised."""
    began = time.monotonic()
    try:
        await _run_until(client, token, stopping)
    except discord.LoginFailure as error:
        raise DiscordUnavailable.token_refused() from error
    except discord.PrivilegedIntentsRequired as error:
        raise DiscordUnavailable.intents_refused() from error
    except discord.ConnectionClosed as error:
        if error.code in _TOKEN_REFUSED:
            raise DiscordUnavailable.token_refused() from error
        if error.code in _INTENTS_REFUSED:
            raise DiscordUnavailable.intents_refused() from error
        _raise_unless_settled(error, began, patience)
    except Exception as error:  # noqa: BLE001 - an event that discord.py cannot read may raise anything; the bot must come back
        _raise_unless_settled(error, began, patience)


async def _run_until(client: EthicsClient, token: str, stopping: asyncio.Event) -> None:
    """Run a client until it ends, which raises, or until `stopping` is set."""
    async with client:
        running = asyncio.create_task(client.start(token))
        stopped = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if running.done() and not stopping.is_set():
                running.result()
                raise ConnectionError("the client ended by itself")
        finally:
            await client.finish_answers()
            stopped.cancel()
            running.cancel()  # before closing: else discord.py closes with 4000, and Discord shows the bot online for a while
            await asyncio.gather(running, stopped, return_exceptions=True)


def _raise_unless_settled(error: Exception, began: float, patience: Patience) -> None:
    if time.monotonic() - began < patience.good_after:
        raise error
    _log.error("connection died, starting anew", **_facts(error))


async def _warmed_up(program: Program, inference: InferenceThread, stopping: asyncio.Event) -> Services | None:
    """Bring the index up to date and load everything on the inference thread; None when stopped meanwhile."""
    warming = asyncio.create_task(inference.run(_warm_up, program, inference, stopping.is_set))
    try:
        return await warming
    except _StoppedEarlyError:
        return None


class _StoppedEarlyError(Exception):
    pass


def _warm_up(program: Program, inference: InferenceThread, is_stopping: Callable[[], bool]) -> Services:
    began = time.perf_counter()

    def progress(done: int, total: int) -> None:
        if is_stopping():
            raise _StoppedEarlyError
        if done == total or done % _PROGRESS_EVERY == 0:
            _log.info("indexing", done=done, total=total)

    report = program.bring_index_up_to_date(progress)
    program.embedder.embed(_EXAMPLES)
    _ = program.retriever
    services = Services(program.assistant, program.knowledge, program.catalogues, inference)
    _ = services.chooser
    _load_what_answers_need(services)
    if is_stopping():
        raise _StoppedEarlyError
    seconds = round(time.perf_counter() - began, 1)
    _log.info(
        "warmed up", seconds=seconds, chunks=report.total, embedded=report.embedded, knowledge=program.knowledge.version
    )
    return services


def _may_pass(error: BaseException) -> bool:
    """Tell whether trying again can help; a cancellation is an order, and our own errors say what to do instead."""
    return isinstance(error, Exception) and not isinstance(error, EthicsBotError)


def _load_what_answers_need(services: Services) -> None:
    """Load dictionaries, language detection, word sets and locales: later they would hold up everybody for a moment."""
    for question in _EXAMPLES:
        services.assistant.ask(question)
    for dataset, language in product(list(services.knowledge.corpus.datasets)[:1], services.catalogues.languages):
        services.assistant.card(dataset, language)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


def _log_failure(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    pause = round(state.next_action.sleep, 1) if state.next_action else 0
    _log.warning("not connected, trying again", attempt=state.attempt_number, pause_s=pause, **_facts(error))


def _facts(error: BaseException | None) -> dict[str, object]:
    """Return what to log: the kind for trouble with the network, and where it came from for everything else."""
    if error is None:
        return {}
    # Rapptz/discord.py#10520: at an unreachable gateway it fails with an AttributeError, the reason behind it.
    reason = error.__context__ if isinstance(error, AttributeError) and error.__context__ else error
    code = (
        reason.code
        if isinstance(reason, discord.HTTPException | discord.ConnectionClosed)
        else getattr(reason, "status", None)
    )
    facts: dict[str, object] = {"error": type(reason).__name__, "code": code}
    return facts if isinstance(reason, _NETWORK_ERRORS) else {**facts, "trace": frames(reason)}


@contextmanager
def _spared_from_collection() -> Iterator[None]:
    """Keep what was loaded so far out of garbage collection, which else stops everything for half a second at a time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _stopped_by_signals(
    stopping: asyncio.Event, signals: Sequence[signal.Signals] = (signal.SIGTERM, signal.SIGINT)
) -> Iterator[None]:
    """Set an event when the process is asked to end."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError):  # Windows, or a loop that is not on the main thread
        for one in signals:
            loop.add_signal_handler(one, stopping.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError, RuntimeError):
            for one in signals:
                loop.remove_signal_handler(one)
