"""The command line: what is measured, in which order, and where the results go."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import burst, growth, startup, warm
from benchmarks.environment import describe_machine, describe_versions, load_average, program_hash
from benchmarks.report import write_report
from benchmarks.workspace import ROOT, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MEASUREMENTS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "cold": startup.measure_cold,  # first: its index serves all others
    "startup": startup.measure_unchanged,
    "change": startup.measure_changed,
    "memory": startup.measure_memory,
    "size": startup.measure_size,
    "warm": warm.measure,
    "burst": burst.measure,
    "growth": growth.measure,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the results as JSON and, for a full run, as benchmarks/RESULTS.md."""
    options = _parse(arguments)
    result = _measure(options.only or list(MEASUREMENTS), quick=options.quick)
    date = dt.datetime.now(dt.UTC).date().isoformat()
    output = options.output or ROOT / "benchmarks" / "results" / f"{date}-{result['program']}.json"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    full = not options.quick and not options.only and options.output is None
    report = ROOT / "benchmarks" / "RESULTS.md" if full else output.with_suffix(".md")
    write_report(result, report)
    sys.stdout.write(f"Wrote {output} and {report}\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description="Measure speed, memory and size.")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, for a first look; RESULTS.md stays")
    parser.add_argument("--output", type=Path, help="the JSON file to write; a report is written beside it")
    parser.add_argument(
        "--only", nargs="+", choices=list(MEASUREMENTS), metavar="NAME", help=f"some of: {', '.join(MEASUREMENTS)}"
    )
    return parser.parse_args(arguments)


def _measure(names: Sequence[str], *, quick: bool) -> dict[str, Any]:
    began = time.monotonic()
    loads = [load_average()]
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="ethicsbot-bench-") as folder:
        workspace = Workspace(Path(folder), quick)
        knowledge = workspace.probe("describe", workspace.fresh_folder("none"))
        for name in (name for name in MEASUREMENTS if name in names):
            sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {name}\n")
            results[name] = MEASUREMENTS[name](workspace)
            loads.append(load_average())
        program = program_hash(workspace.checkout)
    return {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="minutes"),
        "program": program,
        "quick": quick,
        "machine": describe_machine(),
        "load_average": loads,
        "versions": describe_versions(),
        "knowledge": knowledge,
        "results": _rounded(results),
    }


def _rounded(value: Any) -> Any:
    """Round every float to four digits behind the point."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
