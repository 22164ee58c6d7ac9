"""Brings the vector index up to date with the chunks: embeds what is new, then removes what is gone.

Chunks are addressed by their content, so a changed chunk is a new one beside the old; readers hold the set of chunks of
their own knowledge version and never look at others. A crash leaves only surplus or missing chunks, which the next run mends:
while a run works, the manifest says that the index is not settled.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.errors import DataFolderUnusable, IndexLocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.core.chunks import Chunk
    from bot.retrieval.embedding import Embedder
    from bot.retrieval.vector_index import VectorIndex

    Progress = Callable[[int, int], None]

_PREFIX = "chunks-"
_FORMAT = 2
_BATCH = 128


@dataclass(frozen=True)
class Manifest:
    """What the live index was built from; it names a collection only after that holds every chunk.

    Not settled: a run is working, or broke off, and the index may hold more than the manifest's chunks.
    """

    collection: str
    knowledge_version: str
    chunks: int
    settled: bool = True
    format: int = _FORMAT

    def is_of(self, collection: str, knowledge_version: str) -> bool:
        """Tell whether the index is exactly that of a model's collection and a knowledge version."""
        return self.settled and (self.collection, self.knowledge_version) == (collection, knowledge_version)


@dataclass(frozen=True)
class IndexReport:
    """What one run did."""

    collection: str
    total: int
    embedded: int
    removed: int


def collection_of(fingerprint: str) -> str:
    """Return the name of the collection that belongs to an embedding model."""
    return f"{_PREFIX}{fingerprint}"


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None when there is none or it is of another format."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError):
        return None
    return manifest if manifest.format == _FORMAT else None


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest so that a reader sees the old or the new one, whole."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


class Indexer:
    """The one writer of an index; holds the lock while it writes.

    Every method that writes raises IndexLocked when another process is writing, IndexUnavailable and DataFolderUnusable.
    """

    def __init__(self, index: VectorIndex, embedder: Embedder, folder: Path) -> None:
        self._index = index
        self._embedder = embedder
        self._folder = folder

    @property
    def manifest_path(self) -> Path:
        """Where the manifest of the live index stands."""
        return self._folder / "index.json"

    def bring_up_to_date(self, chunks: Sequence[Chunk], version: str, progress: Progress | None = None) -> IndexReport:
        """Make the collection of this model hold exactly these chunks, and drop those of other models.

        `progress(done, total)` counts chunks to embed.
        """
        collection = collection_of(self._embedder.fingerprint)
        present, wanted = self._index.ids(collection), {chunk.id for chunk in chunks}
        manifest = read_manifest(self.manifest_path)
        if (
            manifest == Manifest(collection, version, len(wanted))
            and present == wanted
            and not self._others(collection)
        ):
            return IndexReport(collection, len(wanted), 0, 0)
        with self._locked():
            embedded = self._add_missing(chunks, version, progress)
            return IndexReport(collection, len(wanted), embedded, self._remove_surplus(wanted))

    def discard(self) -> None:
        """Drop everything, so that the next run builds it anew."""
        with self._locked():
            self.manifest_path.unlink(missing_ok=True)
            for name in self._index.collections():
                if name.startswith(_PREFIX):
                    self._index.drop(name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self._folder / "index.lock", timeout=0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(self._folder / "index.lock") from error
        except OSError as error:
            raise DataFolderUnusable(self._folder, error.strerror) from error
        try:
            self._index.refresh()
            yield
        finally:
            lock.release()

    def _add_missing(self, chunks: Sequence[Chunk], version: str, progress: Progress | None) -> int:
        """Embed what the collection lacks and name it in the manifest, which stays unsettled; returns the number embedded."""
        collection = collection_of(self._embedder.fingerprint)
        if live := read_manifest(self.manifest_path):
            write_manifest(self.manifest_path, replace(live, settled=False))
        wanted = {chunk.id: chunk for chunk in chunks}
        present = self._index.ids(collection)
        missing = [chunk for chunk_id, chunk in wanted.items() if chunk_id not in present]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            self._index.add(collection, batch, self._embedder.embed([chunk.text for chunk in batch]))
            if progress:
                progress(start + len(batch), len(missing))
        write_manifest(self.manifest_path, Manifest(collection, version, len(wanted), settled=False))
        return len(missing)

    def _remove_surplus(self, wanted: set[str]) -> int:
        """Remove all but the wanted chunks and the collections of other models, and settle; returns the number removed."""
        collection = collection_of(self._embedder.fingerprint)
        surplus = sorted(self._index.ids(collection) - wanted)
        self._index.remove(collection, surplus)
        for name in self._others(collection):
            self._index.drop(name)
        live = read_manifest(self.manifest_path)
        if live and live.collection == collection:
            write_manifest(self.manifest_path, replace(live, settled=True))
        return len(surplus)

    def _others(self, collection: str) -> list[str]:
        return [name for name in self._index.collections() if name.startswith(_PREFIX) and name != collection]
