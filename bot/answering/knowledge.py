"""One knowledge version, ready to answer from: records, notes, their chunks, and the words of each chunk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answering.concepts import ConceptFinder
from bot.answering.names import NameFinder
from bot.answering.sentences import SentenceWriter
from bot.core.chunks import Chunk
from bot.core.fields import Field  # noqa: TC001 - annotations are read at run time
from bot.corpus.models import CreatorClaim, StatusClaim, UseClaim
from bot.language.lexicon import KnownWords, is_dictionary_word, lemma, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.corpus.models import Claim, Dataset
    from bot.corpus.reader import Corpus
    from bot.language.lexicon import Lexicon
    from bot.language.messages import Catalogues


_PLAIN_ACTORS = frozenset(
    """university universities institute institutes institution college school department center centre laboratory lab labs research
    researchers group team project national international technology technologies science sciences company corporation foundation
    the of and for in a an at by ai data state new developers users authors makers people companies media computer vision health
    medical hospital faces images video open public social network networks studies systems information general united royal danish
    """.split()
)


@dataclass(frozen=True)
class LocatedClaim:
    """A claim with the record and field that it belongs to; `origin` names its place in the files."""

    dataset: Dataset
    field: Field
    claim: Claim
    origin: str


class Knowledge:
    """The files of one version with everything derived from them that needs no model."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, catalogues: Catalogues) -> None:
        self.corpus = corpus
        self.lexicon = lexicon
        self.names = NameFinder({dataset.id: dataset.names for dataset in corpus.datasets.values()})
        self.claims: Mapping[str, LocatedClaim] = {located.origin: located for located in _located_claims(corpus)}
        self._catalogues = catalogues
        self._words: dict[str, frozenset[str]] = {}
        self._words_of_origin: dict[str, frozenset[str]] = {}
        self._words_about: dict[str, frozenset[str]] = {}

    @property
    def version(self) -> str:
        """A hash of all knowledge files."""
        return self.corpus.version

    def name_of(self, dataset_id: str) -> str:
        """Return a record's name; an id without a record names itself."""
        dataset = self.corpus.datasets.get(dataset_id)
        return dataset.name if dataset else dataset_id

    def claims_of(self, dataset_id: str, field: Field) -> list[LocatedClaim]:
        """Return the claims of one field of one record in file order (without the reasons of a status)."""
        dataset = self.corpus.datasets[dataset_id]
        prefix = f"{dataset_id}/{field}/"
        return [self.claims[f"{prefix}{index}"] for index in range(len(dataset.claims(field)))]

    def reasons_of(self, dataset_id: str) -> list[LocatedClaim]:
        """Return the reasons that were given for a record's status."""
        reasons = self.corpus.datasets[dataset_id].status.reasons
        return [self.claims[f"{dataset_id}/status/reasons/{index}"] for index in range(len(reasons))]

    def sources_of(self, origin: str) -> tuple[str, ...]:
        """Return the sources that the files name for the claim or statement at an origin, or at several (with blanks between)."""
        if " " in origin:
            return tuple(dict.fromkeys(source for one in origin.split() for source in self.sources_of(one)))
        located = self.claims.get(origin)
        return located.claim.sources if located else (origin.rpartition("/")[0],)

    @cached_property
    def concepts(self) -> ConceptFinder:
        """The names of the concept notes; read when first needed, for it reads dictionaries."""
        names = {article.id: article.names for article in self.corpus.articles.values()}
        return ConceptFinder(names, self.lexicon.canonical_forms)

    @cached_property
    def chunks(self) -> Mapping[str, Chunk]:
        """All chunks by id: claims in English and in the languages they are translated to, and the notes' statements."""
        return {chunk.id: chunk for chunk in (*self._claim_chunks(), *self._statement_chunks())}

    @cached_property
    def chunks_by_dataset(self) -> Mapping[str, tuple[Chunk, ...]]:
        """The chunks about each dataset."""
        grouped: dict[str, list[Chunk]] = {}
        for chunk in self.chunks.values():
            for dataset in chunk.datasets:
                grouped.setdefault(dataset, []).append(chunk)
        return {dataset: tuple(chunks) for dataset, chunks in grouped.items()}

    def chunks_of_note(self, article_id: str) -> list[Chunk]:
        """Return the statements of one note as chunks, in its order."""
        statements = self.corpus.articles[article_id].statements
        by_origin = self._statements_by_origin
        return [by_origin[f"{article_id}/{index}"] for index in range(len(statements))]

    @cached_property
    def concept_chunks(self) -> tuple[Chunk, ...]:
        """The statements of the notes on concepts."""
        types = {article.id: article.type for article in self.corpus.articles.values()}
        return tuple(c for c in self.chunks.values() if c.kind == "statement" and types[c.sources[0]] == "concept")

    @cached_property
    def _statements_by_origin(self) -> Mapping[str, Chunk]:
        return {chunk.origin: chunk for chunk in self.chunks.values() if chunk.kind == "statement"}

    def words_of_chunk(self, chunk: Chunk) -> Sequence[str]:
        """Return a chunk's index words: this field's English words for English text, lemmas for other languages."""
        if chunk.language == "en":
            return self.lexicon.canonical(chunk.text)
        return [lemma(word.text, chunk.language) for word in words_of(chunk.text)]

    def word_set(self, text: str) -> frozenset[str]:
        """Return the words of a text, both folded to this field's words and as they stand."""
        if text not in self._words:
            plain = [word.text.casefold() for word in words_of(text)]
            parts = [part for word in plain for part in word.split("-")]
            self._words[text] = frozenset((*self.lexicon.canonical(text), *plain, *parts))
        return self._words[text]

    @cached_property
    def texts_by_origin(self) -> Mapping[str, list[str]]:
        """The text of each claim and statement, in all languages that it is written in."""
        gathered: dict[str, list[str]] = {}
        for chunk in self.chunks.values():
            gathered.setdefault(chunk.origin, []).append(chunk.text)
        return gathered

    def words_of_origin(self, origin: str) -> frozenset[str]:
        """Return the words of a claim or statement in all languages that it is written in."""
        if origin not in self._words_of_origin:
            texts = self.texts_by_origin[origin]
            self._words_of_origin[origin] = frozenset().union(*(self.word_set(text) for text in texts))
        return self._words_of_origin[origin]

    def words_about(self, dataset_id: str) -> frozenset[str]:
        """Return the words of all that is told about a dataset."""
        if dataset_id not in self._words_about:
            chunks = self.chunks_by_dataset.get(dataset_id, ())
            self._words_about[dataset_id] = frozenset().union(*(self.word_set(chunk.text) for chunk in chunks))
        return self._words_about[dataset_id]

    @cached_property
    def most_told(self) -> tuple[Dataset, ...]:
        """All records, those of which most is told first."""
        claims = Counter(located.dataset.id for located in self.claims.values())
        return tuple(sorted(self.corpus.datasets.values(), key=lambda dataset: (-claims[dataset.id], dataset.id)))

    @cached_property
    def actors(self) -> frozenset[str]:
        """Distinctive words (in small letters) of the people and institutions that made, ended or used datasets."""
        named: list[str] = []
        for located in self.claims.values():
            claim = located.claim
            if isinstance(claim, CreatorClaim):
                named += [claim.name, claim.affiliation or ""]
            elif isinstance(claim, StatusClaim | UseClaim):
                named.append(claim.who or "")
        words = Counter(word.text for name in named for word in words_of(name) if word.text[:1].isupper())
        common = self._written_small
        return frozenset(
            small
            for word in words
            if len(word) > 1 and (small := word.casefold()) not in _PLAIN_ACTORS and small not in common
        )

    @cached_property
    def _written_small(self) -> frozenset[str]:
        """The words that the English texts write in small letters too: no proper names."""
        texts = (chunk.text for chunk in self.chunks.values() if chunk.language == "en")
        return frozenset(word.text for text in texts for word in words_of(text) if word.text.islower())

    @cached_property
    def known_words(self) -> KnownWords:
        """The words that the texts have."""
        return KnownWords(self.has_word, lambda: self.spellings)

    def has_word(self, word: str) -> bool:
        """Tell whether any chunk has a word as it stands."""
        return word.casefold() in self._plain_words

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The everyday words of the English texts, as they are spelt, for finding what a misspelt word was meant to be."""
        return tuple(sorted(word for word in self._written_small if word.isalpha() and is_dictionary_word(word, "en")))

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        return frozenset(word.text.casefold() for chunk in self.chunks.values() for word in words_of(chunk.text))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that any chunk has."""
        return frozenset(word for chunk in self.chunks.values() for word in self.word_set(chunk.text))

    def _claim_chunks(self) -> Iterator[Chunk]:
        writers = {
            language: SentenceWriter(self._catalogues.of(language), None, self.name_of)
            for language in self._catalogues.languages
        }
        for located in self.claims.values():
            for language, writer in writers.items():
                if language == "en" or language in located.claim.translations:
                    yield Chunk(
                        text=writer.write(located.dataset, located.field, located.claim),
                        language=language,
                        kind="claim",
                        origin=located.origin,
                        datasets=(located.dataset.id,),
                        sources=located.claim.sources,
                        field=located.field,
                    )

    def _statement_chunks(self) -> Iterator[Chunk]:
        for article in self.corpus.articles.values():
            for index, statement in enumerate(article.statements):
                yield Chunk(
                    text=statement,
                    language=article.note_language,
                    kind="statement",
                    origin=f"{article.id}/{index}",
                    datasets=article.about,
                    sources=(article.id,),
                )


def _located_claims(corpus: Corpus) -> Iterator[LocatedClaim]:
    for dataset in corpus.datasets.values():
        for path, field, claim in dataset.claims_with_paths():
            place = "/".join(map(str, path if len(path) > 1 else (*path, 0)))
            yield LocatedClaim(dataset, field, claim, f"{dataset.id}/{place}")
