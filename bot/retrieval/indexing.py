"""Brings the vector index up to date with the chunks: embeds what is new, removes what is gone, switches at the end.

Chunks are addressed by their content, so a changed chunk is a new one beside the old; readers hold the set of chunks of
their own knowledge version and never look at others. A crash leaves only surplus or missing chunks, which the next run mends.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from bot.errors import IndexLocked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.core.chunks import Chunk
    from bot.retrieval.embedding import Embedder
    from bot.retrieval.vector_index import VectorIndex

    Progress = Callable[[int, int], None]

_PREFIX = "chunks-"
_FORMAT = 1
_BATCH = 128


@dataclass(frozen=True)
class Manifest:
    """What the live index was built from; written last, so that it is never ahead of the index."""

    collection: str
    knowledge_version: str
    chunks: int
    format: int = _FORMAT


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
    """The one writer of an index; holds the lock while it writes."""

    def __init__(self, index: VectorIndex, embedder: Embedder, folder: Path) -> None:
        self._index = index
        self._embedder = embedder
        self._folder = folder

    @property
    def manifest_path(self) -> Path:
        """Where the manifest of the live index stands."""
        return self._folder / "index.json"

    def bring_up_to_date(self, chunks: Sequence[Chunk], version: str, progress: Progress | None = None) -> IndexReport:
        """Make the collection of this model hold exactly these chunks.

        `progress(done, total)` counts chunks to embed. Raises IndexLocked when another process is writing.
        """
        collection = collection_of(self._embedder.fingerprint)
        wanted = {chunk.id: chunk for chunk in chunks}
        present = self._index.ids(collection)
        missing = [chunk for chunk_id, chunk in wanted.items() if chunk_id not in present]
        surplus = sorted(present - wanted.keys())
        others = [name for name in self._index.collections() if name.startswith(_PREFIX) and name != collection]
        manifest = Manifest(collection, version, len(wanted))
        if missing or surplus or others or read_manifest(self.manifest_path) != manifest:
            lock = self._folder / "index.lock"
            try:
                with FileLock(lock, timeout=0):
                    self._write(collection, missing, surplus, others, manifest, progress)
            except Timeout as error:
                raise IndexLocked(lock) from error
        return IndexReport(collection, len(wanted), len(missing), len(surplus))

    def _write(
        self,
        collection: str,
        missing: list[Chunk],
        surplus: list[str],
        others: list[str],
        manifest: Manifest,
        progress: Progress | None,
    ) -> None:
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            self._index.add(collection, batch, self._embedder.embed([chunk.text for chunk in batch]))
            if progress:
                progress(start + len(batch), len(missing))
        write_manifest(self.manifest_path, manifest)
        self._index.remove(collection, surplus)
        for name in others:
            self._index.drop(name)
