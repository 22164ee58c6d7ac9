"""New processes: with nothing changed, from nothing, after one edit; their memory, and the size of the index."""

from __future__ import annotations

import shutil
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.figures import medians

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.workspace import Workspace

LOOK_UP = "who made duke mtmc?"
OPEN = "which newspaper sued over articles used for training?"
_EDITED_ARTICLE = "articles/computerworld-dk-2019.md"


def measure_cold(workspace: Workspace) -> dict[str, Any]:
    """Start on an empty data folder until the first open question is answered."""
    runs = []
    for _ in range(workspace.repeats(2)):
        folder = workspace.fresh_folder("cold")
        runs.append(_answer(workspace, folder, OPEN))
        workspace.keep_index(folder)
    return {
        **_summary(runs),
        "indexing_peak_mb": median(run["ready_peak_mb"] for run in runs),
        "chunks_per_second": median(run["embedded"] / run["parts"]["embed"] for run in runs),
    }


def measure_unchanged(workspace: Workspace) -> dict[str, Any]:
    """Start on an up-to-date index until questions can be asked; and whole commands, as a person waits for them."""
    data, repeats = workspace.index_folder, workspace.repeats(7, 3)
    runs = [workspace.probe("path", data) for _ in range(repeats)]
    asked = [workspace.command_seconds("ask", LOOK_UP) for _ in range(repeats)]
    opened = [workspace.command_seconds("ask", OPEN) for _ in range(workspace.repeats(5, 2))]
    return {
        **_summary(runs),
        "most_embedded": max(run["embedded"] for run in runs),
        "commands": {f'ask "{LOOK_UP}"': median(asked), f'ask "{OPEN}"': median(opened)},
    }


def measure_changed(workspace: Workspace) -> dict[str, Any]:
    """Add a sentence to the note of one article, start, and see what is embedded."""
    runs = []
    for number in range(workspace.repeats(5, 2)):
        data = workspace.folder / "changed"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(workspace.index_folder, data)
        runs.append(workspace.probe("path", data, knowledge=_edited(workspace, number)))
    return {**_summary(runs), "file": _EDITED_ARTICLE}


def _edited(workspace: Workspace, number: int) -> Path:
    folder = workspace.folder / "edited"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace.knowledge, folder)
    article = folder / _EDITED_ARTICLE
    article.write_text(article.read_text("utf-8").rstrip() + f" Rettelse nummer {number}.\n", "utf-8")
    return folder


def measure_memory(workspace: Workspace) -> dict[str, Any]:
    """Return the peak memory of a process that looks one answer up, and of one that answers an open question."""
    repeats = workspace.repeats(3)
    questions = {"look-up only": LOOK_UP, "open question": OPEN}
    return {
        name: median(_answer(workspace, workspace.index_folder, text)["peak_mb"] for _ in range(repeats))
        for name, text in questions.items()
    }


def _answer(workspace: Workspace, data: Path, question: str) -> dict[str, Any]:
    """Answer one question in a new process; raises RuntimeError when it is not answered the way that is to be measured."""
    run = workspace.probe("path", data, question=question)
    if run["kind"] != "answer" or run["searched"] != (question == OPEN):
        raise RuntimeError(f"{question!r} serves no longer: {run['kind']}, searched: {run['searched']}; choose another")
    return run


def measure_size(workspace: Workspace) -> dict[str, Any]:
    """Return the bytes on disk of a fresh index."""
    files = [path for path in workspace.index_folder.rglob("*") if path.is_file()]
    database = sum(path.stat().st_size for path in files if path.name.startswith("chroma.sqlite3"))
    total = sum(path.stat().st_size for path in files)
    return {"bytes": total, "database_bytes": database, "vector_bytes": total - database}


def _summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    answered = bool(runs[0]["kind"])
    return {
        "runs": len(runs),
        "seconds": median(run["seconds" if answered else "ready_seconds"] for run in runs),
        "ready_seconds": median(run["ready_seconds"] for run in runs),
        "parts": medians([run["parts" if answered else "ready_parts"] for run in runs]),
        "peak_mb": median(run["peak_mb"] for run in runs),
        "chunks": runs[0]["chunks"],
        "embedded": median(run["embedded"] for run in runs),
        "removed": median(run["removed"] for run in runs),
    }
