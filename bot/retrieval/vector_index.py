"""The vector index seam and its real part, Chroma: embedded in this process or a server by URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import urlsplit

import numpy as np

from bot.errors import IndexUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.core.chunks import Chunk
    from bot.retrieval.embedding import Vectors

_PAGE = 2_000


class VectorIndex(Protocol):
    """Named collections of chunk vectors, compared by cosine."""

    def ids(self, collection: str) -> set[str]:
        """Return the ids of all chunks that a collection holds (none when it does not exist)."""
        ...

    def add(self, collection: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Add chunks with their vectors, shape (chunks, dimensions); what is there already is replaced."""
        ...

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Remove chunks by id."""
        ...

    def nearest(self, collection: str, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, cosine similarity) of one vector, shape (dimensions,), best first."""
        ...

    def vectors(self, collection: str, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors of chunks by id."""
        ...

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        ...

    def drop(self, collection: str) -> None:
        """Delete a collection with all that it holds."""
        ...


class ChromaIndex:
    """Chroma as vector index."""

    def __init__(self, client: Any, where: str) -> None:
        self._client = client
        self._where = where
        self._handles: dict[str, Any] = {}

    @classmethod
    def open_folder(cls, folder: Path) -> Self:
        """Open (or start) the embedded index in a folder; raises IndexUnavailable."""
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        try:
            client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        except Exception as error:  # chromadb documents no error type for opening
            raise IndexUnavailable(
                str(folder), f"{error} Delete the folder to rebuild it from the knowledge files."
            ) from error
        return cls(client, str(folder))

    @classmethod
    def open_server(cls, url: str) -> Self:
        """Connect to a Chroma server such as http://127.0.0.1:8000; raises IndexUnavailable."""
        import chromadb
        from chromadb.config import Settings

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise IndexUnavailable(url, "CHROMA_URL must look like http://host:8000.")
        ssl = parts.scheme == "https"
        try:
            client = chromadb.HttpClient(
                host=parts.hostname,
                port=parts.port or (443 if ssl else 8000),
                ssl=ssl,
                settings=Settings(anonymized_telemetry=False),
            )
        except Exception as error:
            raise IndexUnavailable(url, f"{error} Is the Chroma server running there?") from error
        return cls(client, url)

    def close(self) -> None:
        """Let go of the index's files or connections."""
        self._handles.clear()
        close = getattr(self._client, "close", None)
        if close is not None:
            close()

    def ids(self, collection: str) -> set[str]:
        """Return the ids of all chunks that a collection holds (none when it does not exist)."""
        handle = self._existing(collection)
        if handle is None:
            return set()
        found: set[str] = set()
        while page := handle.get(include=[], limit=_PAGE, offset=len(found))["ids"]:
            found.update(page)
        return found

    def add(self, collection: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Add chunks with their vectors; what is there already is replaced."""
        self._made(collection).upsert(
            ids=[chunk.id for chunk in chunks],
            embeddings=np.asarray(vectors, dtype=np.float32),
            documents=[chunk.text for chunk in chunks],
            metadatas=[_metadata(chunk) for chunk in chunks],
        )

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Remove chunks by id."""
        handle = self._existing(collection)
        for start in range(0, len(ids), _PAGE):
            if handle is not None:
                handle.delete(ids=list(ids[start : start + _PAGE]))

    def nearest(self, collection: str, vector: Vectors, top_k: int) -> list[tuple[str, float]]:
        """Return up to `top_k` (id, cosine similarity), best first."""
        handle = self._existing(collection)
        if handle is None:
            return []
        found = handle.query(query_embeddings=[vector], n_results=top_k, include=["distances"])
        return [
            (chunk_id, 1.0 - float(distance))
            for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, collection: str, ids: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the vectors of chunks by id."""
        handle = self._existing(collection)
        if handle is None or not ids:
            return {}
        found = handle.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], dtype=np.float32), strict=True))

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        return [collection.name for collection in self._client.list_collections()]

    def drop(self, collection: str) -> None:
        """Delete a collection with all that it holds."""
        self._handles.pop(collection, None)
        if collection in self.collections():
            self._client.delete_collection(collection)

    def _existing(self, collection: str) -> Any:
        if collection not in self._handles and collection in self.collections():
            self._handles[collection] = self._client.get_collection(collection, embedding_function=None)
        return self._handles.get(collection)

    def _made(self, collection: str) -> Any:
        if collection not in self._handles:
            self._handles[collection] = self._client.get_or_create_collection(
                collection, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        return self._handles[collection]


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
