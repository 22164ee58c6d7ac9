"""The vector index seam and its real part, Chroma: embedded in this process or a server by URL."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar
from urllib.parse import urlsplit

import numpy as np

from bot.errors import CollectionMissing, DataFolderUnusable, IndexUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.core.chunks import Chunk
    from bot.retrieval.embedding import Vectors

    T = TypeVar("T")

_PAGE = 2_000
_PATIENCE = 60.0  # seconds for one answer of a server; chromadb by itself waits for ever


class VectorIndex(Protocol):
    """Named collections of chunk vectors, compared by cosine; every method raises IndexUnavailable when it cannot be reached."""

    def refresh(self) -> None:
        """See what other processes wrote; to be called by a writer that has just got the lock."""
        ...

    def ids(self, collection: str) -> set[str]:
        """Return the ids of all chunks that a collection holds (none when it does not exist)."""
        ...

    def add(self, collection: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Add chunks with their vectors, shape (chunks, dimensions); what is there already is replaced."""
        ...

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Remove chunks by id; those that are not there are passed over."""
        ...

    def nearest(self, collection: str, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, cosine similarity) of one vector, shape (dimensions,), best first.

        Raises CollectionMissing.
        """
        ...

    def vectors(self, collection: str, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors of chunks by id, without those that the collection lacks; raises CollectionMissing."""
        ...

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        ...

    def drop(self, collection: str) -> None:
        """Delete a collection with all that it holds, if there is one."""
        ...


class ChromaIndex:
    """Chroma as vector index; its methods may be called from several threads, which wait for each other."""

    def __init__(self, connect: Callable[[], Any], where: str, *, is_server: bool = False) -> None:
        """Take how a client is made, and the folder or address as an admin knows it; raises IndexUnavailable."""
        self._connect = connect
        self._where = where
        self._is_server = is_server
        self._handles: dict[str, Any] = {}
        self._lock = threading.RLock()
        self._client = connect()

    @classmethod
    def open_folder(cls, folder: Path) -> Self:
        """Open (or start) the embedded index in a folder; raises IndexUnavailable, DataFolderUnusable."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataFolderUnusable(folder, error.strerror) from error
        if not os.access(folder, os.W_OK):
            raise DataFolderUnusable(folder, "no permission to write there")
        return cls(lambda: _embedded_client(folder), str(folder))

    @classmethod
    def open_server(cls, url: str) -> Self:
        """Connect to a Chroma server such as http://127.0.0.1:8000; raises IndexUnavailable."""
        address = _Address.of(url)
        return cls(lambda: _http_client(address), address.shown, is_server=True)

    def close(self) -> None:
        """Let go of the index's files or connections."""
        with self._lock:
            self._handles.clear()
            if self._client is not None:
                sessions = _sessions_of(self._client)
                self._client.close()
                for session in sessions:
                    session.close()
                self._client = None

    def refresh(self) -> None:
        """Open the folder anew: an embedded Chroma never sees what another process wrote, and what it writes after that is lost.

        Measured with chromadb 1.5.9, each process holding the lock while it wrote: 1,152 of 6,000 vectors were never found again.
        """
        if not self._is_server:
            with self._lock:
                self.close()
                self._client = self._connect()

    def ids(self, collection: str) -> set[str]:
        """Return the ids of all chunks that a collection holds (none when it does not exist)."""
        return self._on(collection, _all_ids) or set()

    def add(self, collection: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Add chunks with their vectors; what is there already is replaced."""
        for start in range(0, len(chunks), _PAGE):
            end = start + _PAGE
            self._on(collection, partial(_upsert, chunks[start:end], vectors[start:end]), make=True)

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Remove chunks by id; those that are not there are passed over."""
        for page in _pages(ids):
            self._on(collection, partial(_delete, page))

    def nearest(self, collection: str, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, cosine similarity), best first; raises CollectionMissing."""
        found = self._on(
            collection, lambda handle: handle.query(query_embeddings=[vector], n_results=top_k, include=["distances"])
        )
        if found is None:
            raise CollectionMissing(self._where, collection)
        return [
            (chunk_id, 1.0 - float(distance))
            for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, collection: str, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors of chunks by id, without those that the collection lacks; raises CollectionMissing."""
        vectors: dict[str, Vectors] = {}
        for page in _pages(ids):
            found = self._on(collection, partial(_vectors, page))
            if found is None:
                raise CollectionMissing(self._where, collection)
            vectors.update(found)
        return vectors

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        with self._asking():
            return [collection.name for collection in self._client.list_collections()]

    def drop(self, collection: str) -> None:
        """Delete a collection with all that it holds, if there is one."""
        with self._asking():
            self._handles.pop(collection, None)
            if collection in self.collections():
                self._client.delete_collection(collection)

    def _on(self, collection: str, work: Callable[[Any], T], *, make: bool = False) -> T | None:
        """Do something with a collection; None when it does not exist and is not to be made."""
        from chromadb.errors import NotFoundError

        with self._asking():
            handle = self._handle(collection, make=make)
            try:
                return None if handle is None else work(handle)
            except NotFoundError:  # dropped, and perhaps made anew, by another process
                self._handles.pop(collection, None)
                handle = self._handle(collection, make=make)
                return None if handle is None else work(handle)

    def _handle(self, collection: str, *, make: bool) -> Any:
        if collection not in self._handles:
            if make:
                self._handles[collection] = self._client.get_or_create_collection(
                    collection, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            elif collection in self.collections():
                self._handles[collection] = self._client.get_collection(collection, embedding_function=None)
        return self._handles.get(collection)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Hold the lock, and turn whatever Chroma raises into IndexUnavailable: it documents no error types."""
        with self._lock:
            if self._client is None:
                raise IndexUnavailable(self._where, "it was closed.")
            try:
                yield
            except IndexUnavailable:
                raise
            except Exception as error:
                raise IndexUnavailable(self._where, _advice(error, is_server=self._is_server)) from error


@dataclass(frozen=True)
class _Address:
    """Where a Chroma server listens."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """Read CHROMA_URL; raises IndexUnavailable."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise IndexUnavailable("CHROMA_URL", f"{error}. It must look like http://host:8000.") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise IndexUnavailable("CHROMA_URL", "it must look like http://host:8000.")
        return cls(parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 8000))

    @property
    def shown(self) -> str:
        """The address without what may be secret in it."""
        return f"{self.scheme}://{self.host}:{self.port}"


def _embedded_client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    except Exception as error:  # chromadb documents no error type for opening
        raise IndexUnavailable(str(folder), _advice(error, is_server=False)) from error


def _http_client(address: _Address) -> Any:
    import chromadb
    from chromadb.config import Settings

    try:
        client: Any = chromadb.HttpClient(
            host=address.host,
            port=address.port,
            ssl=address.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except Exception as error:
        raise IndexUnavailable(address.shown, _advice(error, is_server=True)) from error
    for session in _sessions_of(client):
        session.timeout = _PATIENCE
    return client


def _sessions_of(client: Any) -> list[Any]:
    """Return a client's httpx sessions, if it has any: chromadb neither closes them nor offers a setting for their time-out."""
    parts = [client._server, client._admin_client._server]  # noqa: SLF001
    return [part._session for part in parts if hasattr(part, "_session")]  # noqa: SLF001


def _advice(error: Exception, *, is_server: bool) -> str:
    reason = (str(error).strip() or type(error).__name__).rstrip(".")
    if is_server:
        return f"{reason}. Is the Chroma server running there?"
    return f"{reason}. If this comes again, stop the bot and delete the folder: it is rebuilt from the knowledge files."


def _all_ids(handle: Any) -> set[str]:
    found: set[str] = set()
    offset = 0
    while page := handle.get(include=[], limit=_PAGE, offset=offset)["ids"]:
        found.update(page)
        offset += len(page)
    return found


def _upsert(chunks: Sequence[Chunk], vectors: Vectors, handle: Any) -> None:
    handle.upsert(
        ids=[chunk.id for chunk in chunks],
        embeddings=np.asarray(vectors, dtype=np.float32),
        documents=[chunk.text for chunk in chunks],
        metadatas=[_metadata(chunk) for chunk in chunks],
    )


def _delete(ids: list[str], handle: Any) -> None:
    handle.delete(ids=ids)


def _vectors(ids: list[str], handle: Any) -> dict[str, Vectors]:
    found = handle.get(ids=ids, include=["embeddings"])
    return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))


def _pages(ids: Sequence[str]) -> Iterator[list[str]]:
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), _PAGE):
        yield unique[start : start + _PAGE]


def _metadata(chunk: Chunk) -> dict[str, str]:
    """What an admin sees beside a chunk in Chroma; the program itself reads the chunks from the knowledge files."""
    return {
        "kind": chunk.kind,
        "language": chunk.language,
        "origin": chunk.origin,
        "field": str(chunk.field or ""),
        "datasets": " ".join(chunk.datasets),
        "sources": " ".join(chunk.sources),
    }
