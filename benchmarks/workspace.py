"""Where a run measures: a copy of code and knowledge, index folders of its own, and the child processes over them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_MEASURED = ("bot", "benchmarks", "knowledge", "tests/golden")
_LONGEST_PROBE = 1_800  # seconds
STARTED = "BENCHMARK_STARTED"


@dataclass
class Workspace:
    """One run's folder, with fewer repeats when `quick`; the checkout's own index is neither read nor changed."""

    folder: Path
    quick: bool

    def repeats(self, full: int, quick: int = 1) -> int:
        """Return how often to measure."""
        return quick if self.quick else full

    @cached_property
    def checkout(self) -> Path:
        """A copy of the code and the knowledge, so that edits during the run (and a .env) change nothing."""
        target = self.folder / "checkout"
        for part in _MEASURED:
            shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        return target

    @property
    def knowledge(self) -> Path:
        """The copy of the knowledge files."""
        return self.checkout / "knowledge"

    @cached_property
    def index_folder(self) -> Path:
        """A data folder with an up-to-date index, built when first needed."""
        folder = self.folder / "index"
        if not folder.exists():
            self.probe("path", folder)
        return folder

    def fresh_folder(self, name: str) -> Path:
        """Return an empty data folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def keep_index(self, folder: Path) -> None:
        """Take a data folder that was just indexed as the run's up-to-date index."""
        target = self.folder / "index"
        if not target.exists():
            shutil.copytree(folder, target)

    def probe(self, name: str, data: Path, knowledge: Path | None = None, **options: Any) -> dict[str, Any]:
        """Run one probe in a new process and return what it measured."""
        command = [sys.executable, "-m", "benchmarks.probes", name, json.dumps(options)]
        environment = self._environment(data, knowledge or self.knowledge)
        done = subprocess.run(
            command,
            cwd=self.checkout,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=_LONGEST_PROBE,
        )
        measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return measured

    def command_seconds(self, *arguments: str) -> float:
        """Return the wall-clock seconds of `python -m bot ...` over the up-to-date index."""
        environment = self._environment(self.index_folder, self.knowledge)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.checkout,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=_LONGEST_PROBE,
        )
        return time.perf_counter() - began

    @staticmethod
    def _environment(data: Path, knowledge: Path) -> dict[str, str]:
        settings = {"DATA_DIR": str(data), "KNOWLEDGE_DIR": str(knowledge), "LOG_LEVEL": "error", "CHROMA_URL": ""}
        return {**os.environ, "HF_HUB_OFFLINE": "1", **settings, STARTED: str(time.monotonic())}
