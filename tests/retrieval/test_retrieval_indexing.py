"""Bringing the index up to date: what is embedded, what is removed, and what readers and other processes see meanwhile."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from chunk_samples import ScatteringEmbedder, chunk, chunks
from fakes import MemoryIndex

from bot.errors import CollectionMissing, DataFolderUnusable, IndexLocked
from bot.retrieval.indexing import Indexer, IndexReport, collection_of, read_manifest
from bot.retrieval.lexical_index import LexicalIndex
from bot.retrieval.retriever import Retriever
from bot.retrieval.vector_index import ChromaIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.chunks import Chunk

TESTS = Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}:{TESTS / 'retrieval'}", "HF_HUB_OFFLINE": "1"}


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture
def embedder() -> ScatteringEmbedder:
    return ScatteringEmbedder()


@pytest.fixture
def indexer(index: MemoryIndex, embedder: ScatteringEmbedder, tmp_path: Path) -> Indexer:
    return Indexer(index, embedder, tmp_path / "data")


def retriever_of(held: Sequence[Chunk], index: Any, embedder: ScatteringEmbedder) -> Retriever:
    lexical = LexicalIndex(held, lambda some: some.text.split())
    return Retriever({some.id: some for some in held}, collection_of(embedder.fingerprint), index, lexical, embedder)


def ids_of(held: Sequence[Chunk]) -> set[str]:
    return {some.id for some in held}


def test_the_first_run_embeds_everything(indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder) -> None:
    seen: list[tuple[int, int]] = []
    report = indexer.bring_up_to_date(chunks(range(300)), "v1", lambda done, total: seen.append((done, total)))
    assert report == IndexReport("chunks-scattering16", 300, 300, 0)
    assert index.ids(report.collection) == ids_of(chunks(range(300)))
    assert len(embedder.embedded) == 300
    assert seen == [(128, 300), (256, 300), (300, 300)]
    manifest = read_manifest(indexer.manifest_path)
    assert manifest is not None
    assert manifest.is_of(report.collection, "v1")


def test_unchanged_knowledge_is_not_embedded_again(indexer: Indexer, embedder: ScatteringEmbedder) -> None:
    indexer.bring_up_to_date(chunks(range(10)), "v1")
    embedder.embedded.clear()
    assert indexer.bring_up_to_date(list(reversed(chunks(range(10)))), "v1").embedded == 0
    assert embedder.embedded == []


def test_one_changed_chunk_embeds_one_and_removes_one(
    indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder
) -> None:
    indexer.bring_up_to_date(chunks(range(10)), "v1")
    embedder.embedded.clear()
    changed = [*chunks(range(9)), chunk("Changed.")]
    report = indexer.bring_up_to_date(changed, "v2")
    assert (report.embedded, report.removed) == (1, 1)
    assert embedder.embedded == ["Changed."]
    assert index.ids(report.collection) == ids_of(changed)


def test_what_was_deleted_is_removed(indexer: Indexer, index: MemoryIndex) -> None:
    indexer.bring_up_to_date(chunks(range(10)), "v1")
    report = indexer.bring_up_to_date(chunks(range(4)), "v2")
    assert (report.total, report.embedded, report.removed) == (4, 0, 6)
    assert index.ids(report.collection) == ids_of(chunks(range(4)))


def test_a_chunk_given_twice_is_embedded_once(indexer: Indexer, embedder: ScatteringEmbedder) -> None:
    assert indexer.bring_up_to_date([*chunks(range(3)), *chunks(range(3))], "v1").total == 3
    assert len(embedder.embedded) == 3


def test_no_chunks_at_all(indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder) -> None:
    assert indexer.bring_up_to_date([], "v1").total == 0
    assert retriever_of([], index, embedder).search("anything", ["anything"], 5) == []


class Interrupted(Exception):
    """What stops a run in the middle."""


def interrupt(done: int, total: int) -> None:
    raise Interrupted


def test_another_model_is_built_beside_the_live_collection(
    indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder, tmp_path: Path
) -> None:
    held = chunks(range(300))
    indexer.bring_up_to_date(held, "v1")
    old = retriever_of(held, index, embedder)
    expected = old.search(held[7].text, [], 5)
    other = ScatteringEmbedder("other16")
    changing = Indexer(index, other, tmp_path / "data")
    with pytest.raises(Interrupted):
        changing.bring_up_to_date(held, "v1", interrupt)
    live = read_manifest(indexer.manifest_path)
    assert live is not None
    assert live.collection == "chunks-scattering16"
    assert old.search(held[7].text, [], 5) == expected

    report = changing.bring_up_to_date(held, "v1")
    assert report.embedded == 300 - 128  # the first batch had been kept
    live = read_manifest(indexer.manifest_path)
    assert live is not None
    assert live.is_of("chunks-other16", "v1")
    assert index.collections() == ["chunks-other16"]
    with pytest.raises(CollectionMissing, match="index --rebuild"):
        old.search(held[7].text, [], 5)


def test_going_back_after_a_broken_change_of_model_embeds_nothing(
    indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder, tmp_path: Path
) -> None:
    held = chunks(range(300))
    indexer.bring_up_to_date(held, "v1")
    with pytest.raises(Interrupted):
        Indexer(index, ScatteringEmbedder("other16"), tmp_path / "data").bring_up_to_date(held, "v1", interrupt)
    embedder.embedded.clear()
    manifest = read_manifest(indexer.manifest_path)
    assert manifest is not None
    assert not manifest.is_of("chunks-scattering16", "v1")  # so that the litter is cleared away
    assert indexer.bring_up_to_date(held, "v1").embedded == 0
    assert embedder.embedded == []
    assert index.collections() == ["chunks-scattering16"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="missing"),
        pytest.param(lambda path: path.write_text(""), id="empty"),
        pytest.param(lambda path: path.write_text('{"collection": "chu'), id="cut off"),
        pytest.param(lambda path: path.write_text("[]"), id="another shape"),
        pytest.param(lambda path: path.write_bytes(b"\xff\xfe\x00"), id="no text"),
        pytest.param(
            lambda path: path.write_text(
                json.dumps({"collection": "chunks-scattering16", "knowledge_version": "v1", "chunks": 5, "format": 1})
            ),
            id="older format",
        ),
    ],
)
def test_a_damaged_manifest_heals_without_embedding(
    damage: Any, indexer: Indexer, embedder: ScatteringEmbedder
) -> None:
    indexer.bring_up_to_date(chunks(range(5)), "v1")
    damage(indexer.manifest_path)
    embedder.embedded.clear()
    assert read_manifest(indexer.manifest_path) is None
    indexer.bring_up_to_date(chunks(range(5)), "v1")
    manifest = read_manifest(indexer.manifest_path)
    assert manifest is not None
    assert manifest.is_of("chunks-scattering16", "v1")
    assert embedder.embedded == []


def test_an_index_that_was_deleted_is_built_again(
    indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder
) -> None:
    indexer.bring_up_to_date(chunks(range(5)), "v1")
    index.drop("chunks-scattering16")
    assert indexer.bring_up_to_date(chunks(range(5)), "v1").embedded == 5


def test_discarding_leaves_nothing(indexer: Indexer, index: MemoryIndex) -> None:
    indexer.bring_up_to_date(chunks(range(5)), "v1")
    index.add("of-somebody-else", chunks([1]), np.ones((1, 3), dtype=np.float32))
    indexer.discard()
    assert index.collections() == ["of-somebody-else"]
    assert not indexer.manifest_path.exists()
    assert indexer.bring_up_to_date(chunks(range(5)), "v1").embedded == 5


def test_a_file_where_the_folder_should_be(index: MemoryIndex, embedder: ScatteringEmbedder, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(DataFolderUnusable, match="Set DATA_DIR"):
        Indexer(index, embedder, tmp_path / "data").bring_up_to_date(chunks([1]), "v1")


# ---- readers


def test_a_reader_of_the_old_version_sees_nothing_of_an_update(embedded: ChromaIndex, tmp_path: Path) -> None:
    """It searches all the time while 400 new chunks go in beside its 300, and always finds the same."""
    embedder = ScatteringEmbedder(seconds=0.02)
    old, new = chunks(range(300)), chunks(range(150, 700))
    indexer = Indexer(embedded, embedder, tmp_path)
    indexer.bring_up_to_date(old, "v1")
    reader = retriever_of(old, embedded, ScatteringEmbedder())
    questions = [f"question {number}" for number in range(8)]
    expected = [reader.search(question, ["pictures"], 10) for question in questions]
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            for question, right in zip(questions, expected, strict=True):
                found = reader.search(question, ["pictures"], 10)
                if [p.chunk.id for p in found] != [p.chunk.id for p in right] or None in {p.similarity for p in found}:
                    wrong.append(question)

    thread = threading.Thread(target=read)

    def stop_before_removal(embedded_now: int, total: int) -> None:
        if embedded_now == total:
            done.set()
            thread.join()

    thread.start()
    try:
        assert indexer.bring_up_to_date(new, "v2", stop_before_removal) == IndexReport(
            "chunks-scattering16", 550, 400, 150
        )
    finally:
        done.set()
        thread.join()
    assert wrong == []
    for question in questions:
        assert ids_of([p.chunk for p in reader.search(question, ["pictures"], 10)]) <= ids_of(old)
        found = retriever_of(new, embedded, embedder).search(question, ["pictures"], 10)
        assert ids_of([p.chunk for p in found]) <= ids_of(new)
        assert None not in {passage.similarity for passage in found}


def test_comparing_orders_given_chunks(indexer: Indexer, index: MemoryIndex, embedder: ScatteringEmbedder) -> None:
    held = chunks(range(5))
    indexer.bring_up_to_date(held, "v1")
    found = retriever_of(held, index, embedder).compare(held[3].text, held)
    assert found[0].chunk == held[3]
    assert found[0].similarity == pytest.approx(1, abs=1e-5)
    assert len(found) == 5
    assert retriever_of(held, index, embedder).compare("anything", []) == []


# ---- other processes

OWNER = """
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_refused_until_the_first_is_gone_even_by_a_crash(indexer: Indexer, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-c", OWNER, str(tmp_path / "data" / "index.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        for write in (
            lambda: indexer.bring_up_to_date(chunks([1]), "v1"),
            indexer.discard,
        ):
            with pytest.raises(IndexLocked, match="Wait until it has finished"):
                write()
        os.kill(owner.pid, signal.SIGKILL)
    assert indexer.bring_up_to_date(chunks([1]), "v1").embedded == 1


def test_reading_an_index_that_is_current_needs_no_lock(indexer: Indexer, tmp_path: Path) -> None:
    indexer.bring_up_to_date(chunks([1]), "v1")
    command = [sys.executable, "-c", OWNER, str(tmp_path / "data" / "index.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        assert indexer.bring_up_to_date(chunks([1]), "v1").embedded == 0
        os.kill(owner.pid, signal.SIGKILL)


INDEXING = """
import sys
from pathlib import Path
from chunk_samples import ScatteringEmbedder, chunks
from bot.retrieval.indexing import Indexer
from bot.retrieval.vector_index import ChromaIndex

folder, first, last, model = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
import chromadb
print("begins", flush=True)
index = ChromaIndex.open_folder(folder / "chroma")
Indexer(index, ScatteringEmbedder(model, seconds=0.12), folder).bring_up_to_date(chunks(range(first, last)), f"v{first}")
print("done", flush=True)
"""


@pytest.mark.slow
def test_kill_minus_nine_at_any_moment_of_indexing_is_healed_by_the_next_start(tmp_path: Path) -> None:
    """Ten times: kill a process that changes the index, start again, compare with an index built from nothing."""
    moments = random.Random(20261122)
    data = tmp_path / "data"
    interrupted = 0
    for attempt in range(10):
        first, model = 350 * attempt, f"model{attempt // 4}"
        interrupted += _kill_while_indexing(data, first, model, moments.uniform(0, 0.8))
        held = chunks(range(first, first + 700))
        healed, report = _indexed(data, held, model)
        fresh, _ = _indexed(tmp_path / "fresh", held, model)
        assert report.total == 700
        assert healed == fresh, f"attempt {attempt}"
        shutil.rmtree(tmp_path / "fresh")
    assert interrupted >= 5  # or the moments were badly chosen


def _kill_while_indexing(data: Path, first: int, model: str, after: float) -> bool:
    command = [sys.executable, "-c", INDEXING, str(data), str(first), str(first + 700), model]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begins\n"
        time.sleep(after)
        process.kill()
        return b"done" not in process.stdout.read()


class _Contents:
    """What an index holds and answers, compared with a tolerance."""

    def __init__(self, index: ChromaIndex, embedder: ScatteringEmbedder) -> None:
        self.collections = index.collections()
        name = collection_of(embedder.fingerprint)
        self.ids = sorted(index.ids(name))
        held = index.vectors(name, self.ids)
        self.vectors = np.array([held[chunk_id] for chunk_id in self.ids])
        questions = embedder.embed([f"question {number}" for number in range(20)])
        answers = [index.nearest(name, question, 10) for question in questions]
        self.answers = [[chunk_id for chunk_id, _ in answer] for answer in answers]
        self.lost = [i for i in self.ids[::7] if index.nearest(name, held[i], 1)[0][0] != i]

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, _Contents)
        assert self.lost == other.lost == []
        assert self.collections == other.collections
        assert self.ids == other.ids
        assert self.answers == other.answers
        return np.allclose(self.vectors, other.vectors, atol=1e-6)

    __hash__ = None  # type: ignore[assignment]


def _indexed(data: Path, held: list[Chunk], model: str) -> tuple[_Contents, IndexReport]:
    embedder = ScatteringEmbedder(model)
    index = ChromaIndex.open_folder(data / "chroma")
    try:
        report = Indexer(index, embedder, data).bring_up_to_date(held, f"healed {held[0].id}")
        return _Contents(index, embedder), report
    finally:
        index.close()
