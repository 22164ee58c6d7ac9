"""Writes a result as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


def write_report(result: Mapping[str, Any], path: Path) -> None:
    """Write the Markdown report of one result."""
    path.write_text("\n".join(_lines(result)) + "\n", encoding="utf-8")


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield from _heading(result)
    for name, section in _SECTIONS.items():
        if name in result["results"]:
            yield from section(result["results"][name])
    if "memory" in result["results"] or "cold" in result["results"]:
        yield from _memory(result["results"])
    if "size" in result["results"]:
        yield from _size(result["results"]["size"], result["knowledge"]["chunks"])


def _heading(result: Mapping[str, Any]) -> Iterator[str]:
    machine, knowledge, loads = result["machine"], result["knowledge"], result["load_average"]
    libraries = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    yield "# Results\n"
    yield "Written by `make bench`; do not edit. What is measured and how stands in [README.md](README.md).\n"
    yield f"- Date: {result['date']}; program {result['program']}{' (quick)' if result['quick'] else ''}"
    yield (
        f"- Machine: {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}; "
        f"load average during the run {min(loads)} to {max(loads)}"
    )
    yield f"- Versions: {libraries}"
    yield (
        f"- Knowledge {knowledge['version']}: {knowledge['datasets']} datasets, {knowledge['articles']} articles and "
        f"concepts, {knowledge['claims']} claims, {knowledge['chunks']} chunks; model {knowledge['model']} "
        f"({knowledge['model_fingerprint']})"
    )


def _warm(warm: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Warm answers\n"
    yield (
        "Every golden question, asked again and again in a process that has loaded everything, each time beside embedding "
        f"the same text alone; {warm['processes']} process(es). “First” is the first time that a process meets the question."
    )
    columns = "evidence, language|questions|p50 ms|p95 ms|embed p50|embed p95|ratio p50|ratio p95|first p50|first p95"
    yield from _table(
        columns.split("|"),
        (
            [
                group,
                len(warm["questions"][group]),
                *(
                    f"{series[key]:.1f}" if key.endswith("ms") else f"{series[key]:.2f}"
                    for key in (
                        "p50_ms p95_ms embed_p50_ms embed_p95_ms ratio_p50 ratio_p95 first_p50_ms first_p95_ms".split()
                    )
                ),
            ]
            for group, series in warm["groups"].items()
        ),
    )


def _startup(startup: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Start with unchanged knowledge\n"
    yield (
        f"New processes on an up-to-date index until questions can be asked: {startup['most_embedded']} of "
        f"{startup['chunks']} chunks embedded, {startup['seconds']:.2f} s (median of {startup['runs']})."
    )
    yield from _parts(startup["parts"])
    yield from _table(
        ["whole command, new process", "s"],
        ([f"`python -m bot {command}`", f"{seconds:.2f}"] for command, seconds in startup["commands"].items()),
    )


def _cold(cold: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Cold start to the first answer\n"
    yield (
        f"New processes on an empty data folder until an open question is answered: {cold['seconds']:.1f} s (median of "
        f"{cold['runs']}), {cold['embedded']:.0f} chunks embedded at {cold['chunks_per_second']:.0f} a second."
    )
    yield from _parts(cold["parts"])


def _change(change: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## One changed file\n"
    yield (
        f"A sentence added to `{change['file']}`, then a new process on the old index: {change['embedded']:.0f} of "
        f"{change['chunks']} chunks embedded, {change['removed']:.0f} removed, {change['seconds']:.2f} s (median of "
        f"{change['runs']})."
    )
    yield from _parts(change["parts"])


def _burst(burst: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## A hundred questions at once\n"
    yield (
        "All handed to the inference thread from one event loop, against the same questions awaited one by one; a 10 ms "
        "ticker on the loop tells how late it runs. “Searching” holds only the questions that need the model."
    )
    rows = {name: burst[name] for name in ("golden", "searching")}
    columns = "questions|answered|one by one, 1/s|at once, 1/s|speed-up|p50 ms|p99 ms|longest stall ms"
    keys = "one_by_one_per_second at_once_per_second speed_up p50_ms p99_ms longest_stall_ms".split()
    yield from _table(
        columns.split("|"),
        (
            [name, f"{row['answered']:.0f} of {row['questions']}", *(f"{row[key]:.1f}" for key in keys)]
            for name, row in rows.items()
        ),
    )
    stalls = ", ".join(f"{name}: {value:.1f} ms" for name, value in burst["stalls_ms"].items())
    yield f"\nLongest stall for comparison: {stalls}."


def _growth(growth: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## What growth costs\n"
    yield (
        "The first thirty records with the notes that they cite, against the whole collection: both indexed from nothing, "
        f"both asked the {growth['questions']} golden questions about those thirty, each time beside embedding the same text."
    )
    keys = {
        "records": ("datasets", "{:.0f}"),
        "notes": ("articles", "{:.0f}"),
        "claims": ("claims", "{:.0f}"),
        "chunks": ("chunks", "{:.0f}"),
        "from nothing to ready, s": ("index_seconds", "{:.1f}"),
        "warm p50, ms": ("p50_ms", "{:.1f}"),
        "warm p95, ms": ("p95_ms", "{:.1f}"),
        "embedding alone p50, ms": ("embed_p50_ms", "{:.1f}"),
        "ratio p50": ("ratio_p50", "{:.2f}"),
    }
    rows = [
        [label, *(form.format(growth[part][key]) for part in ("first", "whole"))] for label, (key, form) in keys.items()
    ]
    rows.append(["index on disk, MiB", *(f"{growth[part]['bytes'] / 1024**2:.1f}" for part in ("first", "whole"))])
    yield from _table(["what", "first thirty", "whole"], rows)


def _memory(results: Mapping[str, Any]) -> Iterator[str]:
    rows = dict(results.get("memory", {}))
    if "cold" in results:
        rows["indexing everything"] = results["cold"]["indexing_peak_mb"]
    yield "\n## Peak memory\n"
    yield "The most that a new process ever held in memory (VmHWM)."
    yield from _table(["process", "MiB"], ([name, f"{value:.0f}"] for name, value in rows.items()))


def _size(size: Mapping[str, Any], chunks: int) -> Iterator[str]:
    yield "\n## Index on disk\n"
    yield (
        f"{size['bytes'] / 1024**2:.1f} MiB for {chunks} chunks ({size['bytes'] / chunks / 1024:.1f} KiB each): database "
        f"{size['database_bytes'] / 1024**2:.1f} MiB, vectors {size['vector_bytes'] / 1024**2:.1f} MiB."
    )


def _parts(parts: Mapping[str, float]) -> Iterator[str]:
    """Show where the time goes, the longest first; parts under 5 ms are left out."""
    shown = sorted(((seconds, name) for name, seconds in parts.items() if seconds >= 0.005), reverse=True)
    yield from _table(["part", "s"], ([name, f"{seconds:.2f}"] for seconds, name in shown))


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\n| " + " | ".join(columns) + " |"
    yield "| --- |" + " ---: |" * (len(columns) - 1)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"


_SECTIONS = {"warm": _warm, "startup": _startup, "cold": _cold, "change": _change, "burst": _burst, "growth": _growth}
