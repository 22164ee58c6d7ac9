"""Medians, percentiles and peak memory."""

from __future__ import annotations

import resource
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies, interpolated between neighbours."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each key over runs; a key that a run lacks counts as 0 there."""
    keys = dict.fromkeys(key for run in runs for key in run)
    return {key: median(run.get(key, 0.0) for run in runs) for key in keys}


def peak_megabytes() -> float:
    """Return the most memory (resident, MiB) that this process ever held: VmHWM on Linux."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
