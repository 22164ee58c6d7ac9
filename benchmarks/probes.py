"""What runs in a child process: `python -m benchmarks.probes <name> <options as JSON>` prints one line of JSON.

Nothing heavy is imported up here: the time until the first line below counts as the interpreter's own start.
"""

from __future__ import annotations

import time

_BEGAN = time.monotonic()

import json  # noqa: E402 - the clock comes first
import os  # noqa: E402
import sys  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from benchmarks.figures import peak_megabytes  # noqa: E402
from benchmarks.trace import Trace, with_rest  # noqa: E402
from benchmarks.workspace import STARTED  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.wiring import Program


def main() -> None:
    """Run the probe that the command line names."""
    name, options = sys.argv[1], json.loads(sys.argv[2])
    sys.stdout.write(json.dumps(_PROBES[name](**options)) + "\n")


def follow_path(question: str | None = None) -> dict[str, Any]:
    """Start as `python -m bot ask` does, bring the index up to date, and answer a question if there is one."""
    started = float(os.environ[STARTED])
    trace = Trace()
    trace.watch()
    with trace.part("import the program"):
        import bot.cli
        import bot.terminal
        import bot.wiring  # noqa: F401
    with open_program() as program:
        report = program.bring_index_up_to_date()
        ready, peak_ready = time.monotonic() - started, peak_megabytes()
        parts_ready = {"start Python": _BEGAN - started, **trace.seconds}
        kind = program.assistant.ask(question).kind if question else ""
        searched = "retriever" in vars(program)
        total = time.monotonic() - started
    return {
        "ready_seconds": ready,
        "ready_parts": with_rest(parts_ready, ready),
        "ready_peak_mb": peak_ready,
        "seconds": total,
        "parts": with_rest({"start Python": _BEGAN - started, **trace.seconds}, total),
        "peak_mb": peak_megabytes(),
        "kind": kind,
        "searched": searched,
        "chunks": report.total,
        "embedded": report.embedded,
        "removed": report.removed,
    }


def describe() -> dict[str, Any]:
    """Return the knowledge version, its counts, and the embedding model."""
    with open_program() as program:
        knowledge = program.knowledge
        return {
            "version": knowledge.version,
            "datasets": len(knowledge.corpus.datasets),
            "articles": len(knowledge.corpus.articles),
            "claims": len(knowledge.claims),
            "chunks": len(knowledge.chunks),
            "model": program.embedder.name,
            "model_fingerprint": program.embedder.fingerprint,
        }


def open_program() -> Program:
    """Build the program from the environment, with its log lines off as in a quiet process."""
    from bot.settings import Settings
    from bot.wiring import Program, set_up_logging

    settings = Settings()
    set_up_logging(settings)
    return Program(settings)


def measure_warm(rounds: int, only: Sequence[str] = ()) -> dict[str, Any]:
    """Time answers against embedding the same question, in a process that has answered before."""
    from benchmarks.warm import time_questions

    with open_program() as program:
        return time_questions(program, rounds, only)


def measure_burst(repeats: int, questions: int) -> dict[str, Any]:
    """Time many questions at once, and how long the event loop stands still meanwhile."""
    from benchmarks.burst import time_bursts

    with open_program() as program:
        return time_bursts(program, repeats, questions)


_PROBES: dict[str, Callable[..., dict[str, Any]]] = {
    "path": follow_path,
    "describe": describe,
    "warm": measure_warm,
    "burst": measure_burst,
}

if __name__ == "__main__":
    main()
