"""Times the parts of the program's own path from outside: exclusive seconds a part, heavy imports apart."""

from __future__ import annotations

import builtins
import functools
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

HEAVY_IMPORTS = {
    "torch": "import torch and sentence-transformers",
    "sentence_transformers": "import torch and sentence-transformers",
    "chromadb": "import chromadb",
    "bm25s": "import bm25s",
}
PARTS = {
    "bot.wiring": {
        "read_corpus": "read and parse files",
        "check_corpus": "check files",
        "read_lexicon": "lexicon and messages",
        "read_catalogues": "lexicon and messages",
        "Program.bring_index_up_to_date": "manifest and comparison",
    },
    "bot.answering.knowledge": {"Knowledge.__init__": "names and claims", "Knowledge.chunks": "chunks"},
    "bot.answering.assistant": {"Assistant.ask": "answer"},
    "bot.retrieval.embedding": {
        "SentenceTransformerEmbedder.load": "load the model",
        "SentenceTransformerEmbedder.embed": "embed",
    },
    "bot.retrieval.vector_index": {
        "ChromaIndex.open_folder": "open Chroma",
        "ChromaIndex.add": "write to Chroma",
        "ChromaIndex.remove": "write to Chroma",
    },
    "bot.retrieval.lexical_index": {"LexicalIndex.__init__": "lexical index"},
}


class Trace:
    """Seconds a part; time spent in a part inside another counts for the inner one only. One thread at a time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []
        self._pending = dict(PARTS)
        self._import_depth = 0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time inside for a part."""
        began = time.perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            whole = time.perf_counter() - began
            self.seconds[name] += whole - self._inner.pop()
            if self._inner:
                self._inner[-1] += whole

    def watch(self) -> None:
        """From now on, time the heavy imports, and the parts of each of the program's modules once it is imported."""
        plain_import = builtins.__import__

        def timed_import(name: str, *args: Any, **kwargs: Any) -> ModuleType:
            part = HEAVY_IMPORTS.get(name.partition(".")[0])
            self._import_depth += 1
            try:
                if part is None or name in sys.modules:
                    return plain_import(name, *args, **kwargs)
                with self.part(part):
                    return plain_import(name, *args, **kwargs)
            finally:
                self._import_depth -= 1
                if not self._import_depth and name.startswith("bot"):
                    self._wrap_imported()

        builtins.__import__ = timed_import

    def _wrap_imported(self) -> None:
        for module in [module for module in self._pending if module in sys.modules]:
            for path, part in self._pending.pop(module).items():
                self._wrap(sys.modules[module], path, part)

    def _wrap(self, module: ModuleType, path: str, part: str) -> None:
        """Put a timer around a function, method or cached property; a name that is gone counts under its caller."""
        owner_name, _, name = path.rpartition(".")
        owner: Any = getattr(module, owner_name, None) if owner_name else module
        found = vars(owner).get(name) if owner is not None else None
        if isinstance(found, cached_property):
            found.func = self._timed(found.func, part)
        elif isinstance(found, classmethod):
            setattr(owner, name, classmethod(self._timed(found.__func__, part)))
        elif callable(found):
            setattr(owner, name, self._timed(found, part))

    def _timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.part(part):
                return function(*args, **kwargs)

        return timed


def with_rest(parts: Mapping[str, float], total: float) -> dict[str, float]:
    """Return the parts with what is left of the total as `rest`."""
    return {**parts, "rest": max(0.0, total - sum(parts.values()))}
