"""Builds the program from its settings; the only place that knows which part is which."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.answering.assistant import Assistant
from bot.answering.knowledge import Knowledge
from bot.corpus.checks import check_corpus
from bot.corpus.reader import read_corpus
from bot.errors import KnowledgeRefused
from bot.language.lexicon import read_lexicon
from bot.language.messages import read_catalogues
from bot.retrieval.embedding import SentenceTransformerEmbedder
from bot.retrieval.indexing import Indexer, IndexReport, collection_of, read_manifest

if TYPE_CHECKING:
    from bot.corpus.reader import Corpus
    from bot.language.messages import Catalogues
    from bot.retrieval.indexing import Progress
    from bot.retrieval.retriever import Retriever
    from bot.retrieval.vector_index import ChromaIndex
    from bot.settings import Settings


class Program:
    """The parts of one process; the heavy ones are built when first needed. Close it, or use it in a `with`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._index: ChromaIndex | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    @cached_property
    def corpus(self) -> Corpus:
        """The knowledge files, checked; raises KnowledgeRefused when one of them breaks a rule."""
        corpus = read_corpus(self.settings.knowledge_folder)
        if problems := check_corpus(corpus):
            raise KnowledgeRefused(problems)
        return corpus

    @cached_property
    def catalogues(self) -> Catalogues:
        """The bot's sentences per language."""
        return read_catalogues(self.settings.knowledge_folder / "messages")

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge version that this process answers from."""
        return Knowledge(self.corpus, read_lexicon(self.settings.knowledge_folder / "lexicon"), self.catalogues)

    @cached_property
    def embedder(self) -> SentenceTransformerEmbedder:
        """The embedding model, loaded when it first embeds."""
        return SentenceTransformerEmbedder(self.settings.embedding_model, self.settings.inference_threads)

    @property
    def index(self) -> ChromaIndex:
        """Chroma, opened when first needed."""
        if self._index is None:
            from bot.retrieval.vector_index import ChromaIndex

            url = self.settings.chroma_url
            self._index = (
                ChromaIndex.open_server(url) if url else ChromaIndex.open_folder(self.settings.data_dir / "chroma")
            )
        return self._index

    def bring_index_up_to_date(self, progress: Progress | None = None) -> IndexReport:
        """Embed what changed and remove what is gone; nothing is opened when the manifest says that all is as it was."""
        chunks = self.knowledge.chunks
        collection = collection_of(self.embedder.fingerprint)
        if self._is_current(collection):
            return IndexReport(collection, len(chunks), 0, 0)
        return self._indexer.bring_up_to_date(list(chunks.values()), self._chunks_version, progress)

    def index_is_current(self) -> bool:
        """Tell whether the index needs no work before questions are answered."""
        return self._is_current(collection_of(self.embedder.fingerprint))

    def discard_index(self) -> None:
        """Delete the index, so that the next run builds it anew; the knowledge files are not touched."""
        self._indexer.discard()

    @cached_property
    def assistant(self) -> Assistant:
        """What answers questions."""
        return Assistant(
            self.knowledge, lambda: self.retriever, self.catalogues, self.settings.default_language, _today
        )

    @cached_property
    def retriever(self) -> Retriever:
        """Hybrid search over the current index."""
        from bot.retrieval.lexical_index import LexicalIndex
        from bot.retrieval.retriever import Retriever

        chunks = self.knowledge.chunks
        lexical = LexicalIndex(list(chunks.values()), self.knowledge.words_of_chunk)
        return Retriever(chunks, collection_of(self.embedder.fingerprint), self.index, lexical, self.embedder)

    @property
    def _indexer(self) -> Indexer:
        return Indexer(self.index, self.embedder, self.settings.data_dir)

    @cached_property
    def _chunks_version(self) -> str:
        import hashlib

        return hashlib.sha256("".join(sorted(self.knowledge.chunks)).encode()).hexdigest()[:16]

    def _is_current(self, collection: str) -> bool:
        if self.settings.chroma_url or not (self.settings.data_dir / "chroma" / "chroma.sqlite3").is_file():
            return False
        manifest = read_manifest(self.settings.data_dir / "index.json")
        return manifest is not None and manifest.is_of(collection, self._chunks_version)


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def set_up_logging(settings: Settings, *, is_service: bool = True) -> None:
    """Log to standard error, as lines for people or as JSON; a command that somebody types logs only what went wrong."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    if not is_service and level == logging.INFO:
        level = logging.WARNING
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(level, logging.WARNING), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
