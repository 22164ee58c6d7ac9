"""The same promises over Chroma in this process, a real Chroma server, and the fake."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from chroma_server import free_port, running_chroma, start_chroma, stop
from chunk_samples import ScatteringEmbedder, chunk, chunks
from fakes import MemoryIndex

from bot.errors import CollectionMissing, DataFolderUnusable, IndexUnavailable
from bot.retrieval.vector_index import ChromaIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "chunks-test"
EAST, NORTH, NORTH_EAST, WEST = (chunk(text) for text in ("east", "north", "north-east", "west"))
COMPASS = [EAST, NORTH, NORTH_EAST, WEST]
DIRECTIONS = np.array([[1, 0], [0, 1], [2**-0.5, 2**-0.5], [-1, 0]], dtype=np.float32)


@pytest.fixture(params=["embedded", "server", "fake"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "fake":
        yield MemoryIndex()
        return
    if request.param == "embedded":
        opened = ChromaIndex.open_folder(tmp_path / "chroma")
    else:
        opened = ChromaIndex.open_server(request.getfixturevalue("chroma_url"))
        for name in opened.collections():
            opened.drop(name)
    yield opened
    opened.close()


@pytest.fixture
def compass(index: Any) -> Any:
    index.add(NAME, COMPASS, DIRECTIONS)
    return index


def test_an_unknown_collection_holds_nothing(index: Any) -> None:
    assert index.ids(NAME) == set()
    assert index.collections() == []
    index.remove(NAME, ["nothing"])
    index.drop(NAME)
    assert index.collections() == []


def test_searching_an_unknown_collection_says_what_to_do(index: Any) -> None:
    with pytest.raises(CollectionMissing, match="index --rebuild"):
        index.nearest(NAME, DIRECTIONS[0], 5)
    with pytest.raises(CollectionMissing, match=NAME):
        index.vectors(NAME, ["nothing"])


def test_what_was_added_is_there(compass: Any) -> None:
    assert compass.ids(NAME) == {some.id for some in COMPASS}
    assert compass.collections() == [NAME]


def test_nearest_are_ordered_by_cosine(compass: Any) -> None:
    found = compass.nearest(NAME, DIRECTIONS[0], 10)
    assert [chunk_id for chunk_id, _ in found] == [EAST.id, NORTH_EAST.id, NORTH.id, WEST.id]
    assert [similarity for _, similarity in found] == pytest.approx([1, 2**-0.5, 0, -1], abs=1e-3)


def test_length_does_not_matter_to_the_cosine(compass: Any) -> None:
    assert compass.nearest(NAME, 7 * DIRECTIONS[1], 1) == [(NORTH.id, pytest.approx(1, abs=1e-3))]


def test_no_more_than_asked_for_are_nearest(compass: Any) -> None:
    assert [chunk_id for chunk_id, _ in compass.nearest(NAME, DIRECTIONS[0], 2)] == [EAST.id, NORTH_EAST.id]


def test_vectors_come_back_by_id(compass: Any) -> None:
    found = compass.vectors(NAME, [WEST.id, "nothing", EAST.id, WEST.id])
    assert set(found) == {WEST.id, EAST.id}
    assert found[WEST.id] == pytest.approx(DIRECTIONS[3])
    assert found[EAST.id].dtype == np.float32
    assert compass.vectors(NAME, []) == {}


def test_adding_again_replaces(compass: Any) -> None:
    compass.add(NAME, [WEST], DIRECTIONS[:1])
    assert len(compass.ids(NAME)) == 4
    assert compass.vectors(NAME, [WEST.id])[WEST.id] == pytest.approx(DIRECTIONS[0])
    assert dict(compass.nearest(NAME, DIRECTIONS[0], 4))[WEST.id] == pytest.approx(1, abs=1e-3)


def test_adding_nothing_changes_nothing(compass: Any) -> None:
    compass.add(NAME, [], np.empty((0, 2), dtype=np.float32))
    assert len(compass.ids(NAME)) == 4


def test_what_was_removed_is_gone(compass: Any) -> None:
    compass.remove(NAME, [EAST.id, "nothing", EAST.id])
    compass.remove(NAME, [])
    assert compass.ids(NAME) == {NORTH.id, NORTH_EAST.id, WEST.id}
    assert [chunk_id for chunk_id, _ in compass.nearest(NAME, DIRECTIONS[0], 10)] == [NORTH_EAST.id, NORTH.id, WEST.id]


def test_a_collection_that_lost_all_its_chunks_is_searched_in_vain(compass: Any) -> None:
    compass.remove(NAME, [some.id for some in COMPASS])
    assert compass.ids(NAME) == set()
    assert compass.nearest(NAME, DIRECTIONS[0], 5) == []


def test_collections_do_not_mix(compass: Any) -> None:
    compass.add("chunks-other", [EAST], np.ones((1, 3), dtype=np.float32))
    assert sorted(compass.collections()) == ["chunks-other", NAME]
    assert compass.ids("chunks-other") == {EAST.id}
    compass.drop("chunks-other")
    assert compass.collections() == [NAME]
    assert len(compass.ids(NAME)) == 4


def test_a_dropped_collection_can_be_made_anew(compass: Any) -> None:
    compass.drop(NAME)
    assert compass.ids(NAME) == set()
    compass.add(NAME, [EAST], np.ones((1, 5), dtype=np.float32))  # of other dimensions
    assert compass.ids(NAME) == {EAST.id}
    assert [chunk_id for chunk_id, _ in compass.nearest(NAME, np.ones(5, dtype=np.float32), 3)] == [EAST.id]


def test_refreshing_loses_nothing(compass: Any) -> None:
    compass.refresh()
    assert len(compass.ids(NAME)) == 4
    assert compass.nearest(NAME, DIRECTIONS[1], 1)[0][0] == NORTH.id


def test_more_chunks_than_one_page(index: Any) -> None:
    """Ids are read 2,000 at a time; neither removals nor another order of adding may hide one."""
    many = chunks([*range(3000, 4500), *range(3000)])
    vectors = ScatteringEmbedder().embed([some.text for some in many])
    index.add(NAME, many, vectors)
    assert index.ids(NAME) == {some.id for some in many}
    index.remove(NAME, [some.id for some in many[::2]])
    assert index.ids(NAME) == {some.id for some in many[1::2]}
    assert len(index.vectors(NAME, [some.id for some in many])) == 2250


def test_texts_of_any_script_are_kept(index: Any) -> None:
    some = chunk("Blev folk spurgt? 人々は尋ねられましたか 🙂 \N{ZERO WIDTH JOINER}'\"\\")
    index.add(NAME, [some], DIRECTIONS[:1])
    assert index.ids(NAME) == {some.id}


# ---- Chroma alone


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = ChromaIndex.open_folder(tmp_path)
    index.close()
    index.close()
    with pytest.raises(IndexUnavailable, match="closed"):
        index.ids(NAME)


def test_a_folder_can_be_opened_again_after_closing(tmp_path: Path) -> None:
    for count in (1, 2, 3):
        index = ChromaIndex.open_folder(tmp_path)
        index.add(NAME, COMPASS[:count], DIRECTIONS[:count])
        index.close()
    index = ChromaIndex.open_folder(tmp_path)
    assert len(index.ids(NAME)) == 3
    index.close()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(DataFolderUnusable, match="Set DATA_DIR"):
        ChromaIndex.open_folder(tmp_path / "data" / "chroma")


def test_a_damaged_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)
    with pytest.raises(IndexUnavailable, match="delete the folder"):
        ChromaIndex.open_folder(tmp_path)


def test_several_threads_may_ask_while_the_index_is_refreshed(embedded: ChromaIndex) -> None:
    embedded.add(NAME, COMPASS, DIRECTIONS)
    failures: list[Exception] = []

    def search() -> None:
        try:
            for _ in range(50):
                assert embedded.nearest(NAME, DIRECTIONS[0], 1)[0][0] == EAST.id
        except Exception as error:  # noqa: BLE001 - handed to the test
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        embedded.refresh()
    for thread in threads:
        thread.join()
    assert failures == []


WRITER = """
import sys
from pathlib import Path
from chunk_samples import ScatteringEmbedder, chunks
from bot.retrieval.vector_index import ChromaIndex

index = ChromaIndex.open_folder(Path(sys.argv[1]))
more = chunks(range(int(sys.argv[2]), int(sys.argv[3])))
index.add("chunks-test", more, ScatteringEmbedder().embed([some.text for some in more]))
index.close()
"""


@pytest.mark.slow
def test_after_refreshing_nothing_that_another_process_wrote_is_lost(embedded: ChromaIndex, tmp_path: Path) -> None:
    """Without it this very test finds hundreds of vectors that are never found again."""
    every = chunks(range(3000))
    vectors = ScatteringEmbedder().embed([some.text for some in every])
    embedded.add(NAME, every[:1000], vectors[:1000])
    embedded.nearest(NAME, vectors[0], 1)
    command = [sys.executable, "-c", WRITER, str(tmp_path / "chroma"), "1000", "2000"]
    subprocess.run(command, check=True, timeout=60, env=_environment())
    embedded.refresh()
    embedded.add(NAME, every[2000:], vectors[2000:])
    embedded.refresh()
    lost = [some for some, own in zip(every, vectors, strict=True) if embedded.nearest(NAME, own, 1)[0][0] != some.id]
    assert lost == []


def _environment() -> dict[str, str]:
    import os

    tests = Path(__file__).resolve().parents[1]
    return {**os.environ, "PYTHONPATH": f"{tests.parent}:{tests}", "HF_HUB_OFFLINE": "1"}


# ---- a server alone


def test_a_collection_that_another_client_made_anew_is_found(chroma_url: str) -> None:
    one, other = ChromaIndex.open_server(chroma_url), ChromaIndex.open_server(chroma_url)
    try:
        one.drop(NAME)
        one.add(NAME, COMPASS, DIRECTIONS)
        other.drop(NAME)
        with pytest.raises(CollectionMissing):
            one.nearest(NAME, DIRECTIONS[0], 1)
        assert one.ids(NAME) == set()
        one.add(NAME, COMPASS, DIRECTIONS)
        other.drop(NAME)
        other.add(NAME, [WEST], DIRECTIONS[3:])
        assert one.ids(NAME) == {WEST.id}
        one.add(NAME, [EAST], DIRECTIONS[:1])
        assert other.ids(NAME) == {WEST.id, EAST.id}
    finally:
        one.close()
        other.close()


def test_a_server_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    port = free_port()
    server = start_chroma(tmp_path, port)
    index = ChromaIndex.open_server(f"http://127.0.0.1:{port}")
    try:
        index.add(NAME, COMPASS, DIRECTIONS)
        stop(server)
        for use in (
            lambda: index.ids(NAME),
            lambda: index.add(NAME, COMPASS, DIRECTIONS),
            lambda: index.nearest(NAME, DIRECTIONS[0], 1),
            lambda: index.vectors(NAME, [EAST.id]),
            lambda: index.remove(NAME, [EAST.id]),
            lambda: index.drop(NAME),
            index.collections,
        ):
            with pytest.raises(IndexUnavailable, match="Is the Chroma server running"):
                use()
        server = start_chroma(tmp_path, port)
        assert index.nearest(NAME, DIRECTIONS[0], 1)[0][0] == EAST.id
    finally:
        index.close()
        stop(server)


def test_no_server_there() -> None:
    with pytest.raises(IndexUnavailable, match="Is the Chroma server running there"):
        ChromaIndex.open_server(f"http://127.0.0.1:{free_port()}")


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://host:99999", "http://host:port", "http://[::1"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(IndexUnavailable, match="must look like http://host:8000"):
        ChromaIndex.open_server(url)


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(IndexUnavailable) as caught:
        ChromaIndex.open_server(f"http://someone:secret@127.0.0.1:{free_port()}")
    assert "secret" not in str(caught.value)


def test_a_server_can_be_stopped_and_leaves_no_process(tmp_path: Path) -> None:
    with running_chroma(tmp_path) as url:
        assert url.startswith("http://127.0.0.1:")
    with pytest.raises(IndexUnavailable):
        ChromaIndex.open_server(url)
