"""Imports point one way, heavy libraries stay behind their adapters, and importing does no work; see DESIGN.md, "Layout"."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
BOT = ROOT / "bot"
FOR_ALL = {"errors", "settings", "inference"}
PARTS = ("corpus", "language", "retrieval", "web", "ledger")
ANSWERING = {"core", *PARTS, "answering"}
TERMINAL = {"cli", "batch", "terminal"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "settings": set(),
    "inference": set(),
    "core": set(),
    **{part: {"core"} for part in PARTS},
    "answering": ANSWERING,
    "evaluation": ANSWERING,
    "discord_app": ANSWERING,
    "batch": ANSWERING,
    "terminal": ANSWERING | {"evaluation"},
    # The terminal is where people come in: its commands ask `wiring` for the program and start Discord or an evaluation.
    "cli": ANSWERING | TERMINAL | {"evaluation", "discord_app", "wiring"},
    "wiring": ANSWERING | {"evaluation", "discord_app"},
    "__main__": {"cli"},
    "": set(),  # bot/__init__.py
}
LIBRARIES = {
    "discord": ("bot/discord_app/",),
    "chromadb": ("bot/retrieval/",),
    "sentence_transformers": ("bot/retrieval/",),
    "torch": ("bot/retrieval/",),
    "httpx": ("bot/web/", "bot/answering/rewording"),
    "sqlalchemy": ("bot/ledger/",),
}
MODULES = sorted(BOT.rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every module that a file imports, at its top, in functions and for types alone, with its line."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from bot import errors` imports a module, `from bot import __version__` does not
            yield from ((node.lineno, f"bot.{alias.name}" if module == "bot" else module) for alias in node.names)


def level_of(path: Path) -> str:
    parts = path.relative_to(BOT).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def is_in_bot(module: str) -> bool:
    name = module.partition(".")[2].partition(".")[0]
    return module.startswith("bot.") and ((BOT / name).is_dir() or (BOT / f"{name}.py").is_file())


def loaded_by(statement: str) -> set[str]:
    """Return the modules that are loaded after a statement, in a Python of its own."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    level = level_of(path)
    allowed = MAY_IMPORT[level] | FOR_ALL | {level} if level not in FOR_ALL else {level, "errors"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {module}"
        for line, module in imported(path)
        if is_in_bot(module) and module.split(".")[1] not in allowed
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_library_stays_behind_its_adapters(library: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in MODULES
        for line, module in imported(path)
        if module.split(".")[0] == library and not path.relative_to(ROOT).as_posix().startswith(LIBRARIES[library])
    ]
    assert wrong == []


def test_heavy_libraries_load_when_first_needed() -> None:
    """Outside functions nothing of them is imported, so that `--help` and a look-up do not wait for a model."""
    heavy = {"chromadb", "sentence_transformers", "torch", "huggingface_hub"}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.split(".")[0] in heavy
    ]
    assert wrong == []


def test_importing_bot_loads_nothing_else() -> None:
    others = {name.split(".")[0] for name in loaded_by("import bot") - loaded_by("pass")}
    assert others == {"bot"}


@pytest.mark.parametrize("module", ["bot.cli", "bot.wiring", "bot.batch"])
def test_starting_the_program_loads_no_model_index_or_discord(module: str) -> None:
    loaded = {name.split(".")[0] for name in loaded_by(f"import {module}")}
    assert loaded & {"torch", "sentence_transformers", "transformers", "chromadb", "discord"} == set()


def test_every_part_has_its_rule() -> None:
    levels = {level_of(path) for path in MODULES}
    assert levels <= set(MAY_IMPORT)
