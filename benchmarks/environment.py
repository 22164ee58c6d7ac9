"""What a result depends on: date, machine, versions, and how busy the machine was."""

from __future__ import annotations

import hashlib
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_LIBRARIES = (
    "chromadb sentence-transformers transformers tokenizers torch onnxruntime numpy bm25s simplemma py3langid rapidfuzz "
    "pydantic ruamel.yaml discord.py".split()
)


def describe_machine() -> dict[str, Any]:
    """Return CPU model, cores, memory and system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 1024**3, 1),
        "system": f"{platform.system()} {platform.release()}",
    }


def describe_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that cost time."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _LIBRARIES if _version(name)}


def program_hash(checkout: Path) -> str:
    """Return a short hash over the source files of bot/, also when they are not committed yet."""
    digest = hashlib.sha256()
    for path in sorted((checkout / "bot").rglob("*.py")):
        digest.update(path.relative_to(checkout).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def load_average() -> float:
    """Return the mean number of running processes over the last minute."""
    return round(os.getloadavg()[0], 2)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _cpu_model() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.is_file() else []
    found = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.processor())
