"""What the tests of retrieval share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from chroma_server import running_chroma

from bot.retrieval.vector_index import ChromaIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real server, one for each module."""
    with running_chroma(tmp_path_factory.mktemp("chroma_server")) as url:
        yield url


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[ChromaIndex]:
    """Return an embedded Chroma in a folder of its own."""
    index = ChromaIndex.open_folder(tmp_path / "chroma")
    yield index
    index.close()
