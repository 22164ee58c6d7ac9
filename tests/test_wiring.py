"""The whole program on a small knowledge: its index, other starts of it, and what it says when something is in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chroma_server import free_port, running_chroma
from small_knowledge import SmallProgram, settings_for, write_small_knowledge

from bot.core.answers import Answer
from bot.errors import CollectionMissing, DataFolderUnusable, IndexUnavailable, KnowledgeRefused
from bot.retrieval.vector_index import ChromaIndex

if TYPE_CHECKING:
    from bot.settings import Settings

TESTS = Path(__file__).resolve().parent
QUESTION = "Who was worried about being watched in Faces-1M?"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_small_knowledge(tmp_path / "knowledge")


@pytest.fixture
def settings(knowledge: Path, tmp_path: Path) -> Settings:
    return settings_for(knowledge, tmp_path / "data")


def test_the_index_is_built_and_answers_come_from_it(settings: Settings) -> None:
    with SmallProgram(settings) as program:
        assert not program.index_is_current()
        report = program.bring_index_up_to_date()
        assert report.embedded == report.total == len(program.knowledge.chunks) > 10
        assert program.index_is_current()
        assert program.index.ids(report.collection) == set(program.knowledge.chunks)
        assert isinstance(program.assistant.ask("Was anyone asked for consent in Faces-1M?"), Answer)
        [best, *_] = program.retriever.search("worried about being watched", ["watched"], 5)
        assert best.chunk.text.startswith("Journalists found themselves")


def test_one_changed_file_embeds_its_chunks_alone(settings: Settings, knowledge: Path) -> None:
    with SmallProgram(settings) as program:
        program.bring_index_up_to_date()
    note = knowledge / "articles" / "letters-page.md"
    note.write_text(
        note.read_text(encoding="utf-8").replace("asked every writer", "asked each writer"), encoding="utf-8"
    )
    with SmallProgram(settings) as program:
        assert not program.index_is_current()
        report = program.bring_index_up_to_date()
        assert (report.embedded, report.removed) == (1, 1)


def test_discarding_the_index_builds_it_again(settings: Settings) -> None:
    with SmallProgram(settings) as program:
        total = program.bring_index_up_to_date().total
        program.discard_index()
        assert not program.index_is_current()
        assert program.bring_index_up_to_date().embedded == total


def test_an_index_folder_that_was_deleted_is_built_again(settings: Settings) -> None:
    with SmallProgram(settings) as program:
        total = program.bring_index_up_to_date().total
    shutil.rmtree(settings.data_dir / "chroma")
    with SmallProgram(settings) as program:
        assert program.bring_index_up_to_date().embedded == total


def test_a_collection_that_vanished_says_what_to_do(settings: Settings) -> None:
    with SmallProgram(settings) as program:
        report = program.bring_index_up_to_date()
    index = ChromaIndex.open_folder(settings.data_dir / "chroma")
    index.drop(report.collection)
    index.close()
    with SmallProgram(settings) as program:
        assert program.index_is_current()  # as far as can be told without opening it
        with pytest.raises(CollectionMissing, match="index --rebuild"):
            program.retriever.search("watched", ["watched"], 5)
        program.discard_index()
        program.bring_index_up_to_date()
        assert program.retriever.search("watched", ["watched"], 5)


def test_a_chroma_server_holds_the_index(knowledge: Path, tmp_path: Path) -> None:
    with running_chroma(tmp_path / "server") as url:
        settings = settings_for(knowledge, tmp_path / "data", chroma_url=url)
        with SmallProgram(settings) as program:
            total = program.bring_index_up_to_date().total
            assert program.retriever.search("watched", ["watched"], 5)
        with SmallProgram(settings) as program:
            report = program.bring_index_up_to_date()
            assert (report.total, report.embedded, report.removed) == (total, 0, 0)
        assert not (settings.data_dir / "chroma").exists()


def test_no_chroma_server_says_so(knowledge: Path, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with (
        SmallProgram(settings_for(knowledge, tmp_path / "data", chroma_url=url)) as program,
        pytest.raises(IndexUnavailable, match="Is the Chroma server running there"),
    ):
        program.bring_index_up_to_date()


SECOND_START = """
import sys
from pathlib import Path
from small_knowledge import SmallProgram, settings_for
with SmallProgram(settings_for(Path(sys.argv[1]), Path(sys.argv[2]))) as program:
    print(program.index_is_current(), program.bring_index_up_to_date().embedded)
    print(program.assistant.ask("Was anyone asked for consent in Faces-1M?").kind)
print(sorted({"chromadb", "torch", "sentence_transformers", "transformers", "discord"} & set(sys.modules)))
"""


def test_an_unchanged_second_start_opens_nothing(settings: Settings, knowledge: Path) -> None:
    with SmallProgram(settings) as program:
        program.bring_index_up_to_date()
    done = subprocess.run(
        [sys.executable, "-c", SECOND_START, str(knowledge), str(settings.data_dir)],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    assert [line for line in done.stdout.splitlines() if not line.startswith("20")] == ["True 0", "answer", "[]"]


@pytest.mark.parametrize("url", [False, True], ids=["embedded", "server"])
def test_a_data_folder_that_cannot_be_made_says_what_to_do(url: bool, knowledge: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with running_chroma(tmp_path / "server") as address:
        settings = settings_for(knowledge, tmp_path / "file" / "data", chroma_url=address if url else None)
        with SmallProgram(settings) as program, pytest.raises(DataFolderUnusable, match="Set DATA_DIR"):
            program.bring_index_up_to_date()


def test_a_bad_knowledge_file_is_refused_with_file_and_line(settings: Settings, knowledge: Path) -> None:
    record = knowledge / "datasets" / "open-letters.yaml"
    lines = record.read_text(encoding="utf-8").splitlines()
    line = lines.index("  as_of: 2023-05") + 1
    lines[line - 1] = "  as_of: soon"
    record.write_text("\n".join(lines), encoding="utf-8")
    with SmallProgram(settings) as program, pytest.raises(KnowledgeRefused) as refused:
        program.bring_index_up_to_date()
    assert f"datasets/open-letters.yaml:{line}:" in str(refused.value)
    assert len(refused.value.problems) == 1
    assert not settings.data_dir.exists()


def test_a_program_can_be_closed_twice_and_used_again(settings: Settings) -> None:
    program = SmallProgram(settings)
    program.bring_index_up_to_date()
    program.close()
    program.close()
    assert program.index.collections() == ["chunks-hashing256"]
    program.close()
