"""Many questions at once through the inference thread, from one event loop."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from itertools import cycle, islice
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.figures import medians, percentile
from benchmarks.warm import GOLDEN, warm_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from benchmarks.workspace import Workspace
    from bot.inference import InferenceThread
    from bot.wiring import Program

_TICK = 0.01
_INDEXED_TEXTS = 512


def measure(workspace: Workspace) -> dict[str, Any]:
    """Return throughput, latencies and the longest stall, for the golden questions and for those that need a search."""
    return workspace.probe("burst", workspace.index_folder, repeats=workspace.repeats(5, 2), questions=100)


def time_bursts(program: Program, repeats: int, questions: int) -> dict[str, Any]:
    """Measure in this process; every question was asked before."""
    from bot.evaluation.golden import read_golden

    counting = warm_up(program)
    everything: list[str] = [golden.question for golden in read_golden(GOLDEN)]
    searched = []
    for question in everything:
        counting.calls.clear()
        program.assistant.ask(question)
        if counting.calls:
            searched.append(question)
    return asyncio.run(_measure(program, {"golden": everything, "searching": searched}, repeats, questions))


async def _measure(program: Program, sets: dict[str, list[str]], repeats: int, questions: int) -> dict[str, Any]:
    from bot.inference import InferenceThread

    async with InferenceThread() as inference:
        results: dict[str, Any] = {}
        for name, asked in sets.items():
            hundred = list(islice(cycle(asked), questions))
            runs = [await _compare(program, inference, hundred) for _ in range(repeats)]
            fewest = min(run["answered"] for run in runs)
            results[name] = {
                "questions": questions,
                "different": len(set(hundred)),
                **medians(runs),
                "answered": fewest,
            }
        texts = [chunk.text for chunk in islice(program.knowledge.chunks.values(), _INDEXED_TEXTS)]
        results["stalls_ms"] = {
            "idle": median([await _idle_stall() for _ in range(repeats)]) * 1000,
            f"embedding {len(texts)} chunks": await _indexing_stall(program, inference, texts) * 1000,
        }
    return results


async def _compare(program: Program, inference: InferenceThread, questions: Sequence[str]) -> dict[str, float]:
    """Ask one by one, then all at once."""
    began = time.perf_counter()
    for question in questions:
        await inference.run(program.assistant.ask, question)
    alone = time.perf_counter() - began
    began = time.perf_counter()
    async with _longest_stall() as stalls:
        latencies = await asyncio.gather(*(_latency(program, inference, question) for question in questions))
    together = time.perf_counter() - began
    answered = [latency for latency in latencies if latency is not None]
    return {
        "answered": len(answered),
        "one_by_one_per_second": len(questions) / alone,
        "at_once_per_second": len(questions) / together,
        "speed_up": alone / together,
        "p50_ms": percentile(answered, 0.5) * 1000,
        "p99_ms": percentile(answered, 0.99) * 1000,
        "longest_stall_ms": max(stalls) * 1000,
    }


async def _latency(program: Program, inference: InferenceThread, question: str) -> float | None:
    """Return the seconds until the result is there; None for a result that says answering broke."""
    began = time.perf_counter()
    result = await inference.run(program.assistant.ask, question)
    seconds = time.perf_counter() - began
    return None if getattr(result, "reason", "") == "failed" else seconds


@asynccontextmanager
async def _longest_stall() -> AsyncIterator[list[float]]:
    """Tick every 10 ms meanwhile, and collect how much later than asked each tick came (seconds)."""
    late = [0.0]

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append(time.perf_counter() - before - _TICK)

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield late
        await asyncio.sleep(2 * _TICK)
    finally:
        ticker.cancel()


async def _idle_stall() -> float:
    async with _longest_stall() as stalls:
        await asyncio.sleep(0.5)
    return max(stalls)


async def _indexing_stall(program: Program, inference: InferenceThread, texts: list[str]) -> float:
    async with _longest_stall() as stalls:
        await inference.run(program.embedder.embed, texts)
    return max(stalls)
