"""The lexicon of knowledge/lexicon: glossaries that turn any language's words into this field's English words, and field cues."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.facets import FACETS
from bot.core.fields import Field
from bot.errors import LexiconProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

NOTHING = "-"
REQUIRED = "+"
REFUSED_LINK = "!link"
REFUSED_IDENTITY = "!identity"
_TARGETS = frozenset({*Field, REFUSED_LINK, REFUSED_IDENTITY})
_MAX_PHRASE_WORDS = 4
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_SHORTEST_MISSPELT = 5
_LONG_WORD = 9
_GAP_IN_PHRASE = 3  # characters: a space, or a possessive and a space
_WORD = re.compile(r"[^\W_]+(?:['’.\-+][^\W_]+)*[+#]*")
_PLAIN_KEY = re.compile(r"[^\W_]+(?: [^\W_]+)*")  # what words_of surely gives back
_FOLDINGS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'"})
_POSSESSIVE = re.compile(r"[^\W_]['’]s$", re.IGNORECASE)
_CONTRACTIONS = frozenset("it's that's what's who's where's when's how's why's there's here's let's he's she's".split())


@dataclass(frozen=True)
class Word:
    """A word of a text with its place (character offsets)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class GlossedWord:
    """An English word of this field, and the place in the question that it stands for."""

    canonical: str
    surface: str
    start: int
    end: int
    is_known: bool
    is_filler: bool = False


@dataclass(frozen=True)
class Cue:
    """Words that, in this order, ask for fields (or for something that is refused: `!link`, `!identity`), or for a facet.

    A weak cue ("who" alone) counts only where no other is found. An answer must have the `required` words too.
    """

    words: tuple[str, ...]
    targets: tuple[str, ...]
    is_weak: bool = False
    required: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KnownWords:
    """The words of the knowledge base: whether it has one as it stands, and the everyday ones, which typos are likened to."""

    has: Callable[[str], bool]
    spellings: Callable[[], Sequence[str]]


NO_WORDS = KnownWords(has=lambda _: False, spellings=tuple)


def _squeezed(word: str) -> str:
    """Shorten what is drawn out ("soooo")."""
    return _DRAWN_OUT.sub(r"\1", word)


def words_of(text: str) -> list[Word]:
    """Split a text into words; hyphens and dots inside a word belong to it, a possessive 's does not."""
    words: list[Word] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if _POSSESSIVE.search(word) and word.casefold().replace("’", "'") not in _CONTRACTIONS:
            word = word[:-2]
        words.append(Word(word, match.start(), match.start() + len(word)))
    return words


def fold(text: str) -> str:
    """Lower the case and write a letter such as `ø` in its ASCII form (`oe`), as people without the key do."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDINGS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=20_000)
def lemma(word: str, language: str) -> str:
    """Return the dictionary form of a word, lower-cased."""
    return str(simplemma.lemmatize(word.lower(), lang=language)).lower()


@lru_cache(maxsize=20_000)
def is_dictionary_word(word: str, language: str) -> bool:
    """Tell whether the dictionary of a language has a word."""
    return bool(simplemma.is_known(word.lower(), lang=language))


def is_everyday_word(word: str) -> bool:
    """Tell whether an English or a Danish dictionary has a word."""
    return is_dictionary_word(word, "en") or is_dictionary_word(word, "da")


class Lexicon:
    """Glossaries per language, and the cues for fields; built from the files of one folder, and read-only afterwards."""

    def __init__(
        self, glossaries: Mapping[str, Mapping[str, str]], cues: Sequence[Cue], facets: Sequence[Cue] = ()
    ) -> None:
        self._glossaries = {language: Glossary.of(entries) for language, entries in glossaries.items()}
        self.cues = tuple(cues)
        self.facets = tuple(facets)
        self._canonical_cache: dict[str, tuple[str, ...]] = {}

    def has_word(self, word: str, language: str) -> bool:
        """Tell whether a language's glossary has a word, as it stands or in its ASCII spelling."""
        glossary = self._glossaries.get(language)
        return glossary is not None and (word.casefold() in glossary.written or fold(word) in glossary.folded)

    def gloss(self, words: Sequence[Word], language: str, known: KnownWords = NO_WORDS) -> list[GlossedWord]:
        """Turn words of a language into this field's English words; what no glossary knows stays as its lemma.

        Words that the knowledge base has are spelt right, whatever a glossary thinks.
        """
        words = [
            word if known.has(word.text) else replace(word, text=self.spelt_right(word.text, language, known))
            for word in words
        ]
        if language == "en" or language not in self._glossaries:
            return list(self._canonical_words(words))
        english: list[GlossedWord] = []
        for start, end, meaning in self._lookups(words, language):
            place = (words[start].start, words[end - 1].end)
            surface = " ".join(word.text for word in words[start:end])
            if meaning == NOTHING:
                continue
            if meaning is None:
                english.extend(self._canonical_words(words[start:end]))
                continue
            for canonical in self.canonical(meaning):
                filler = self._is_filler(canonical)
                english.append(GlossedWord(canonical, surface, *place, is_known=True, is_filler=filler))
        return english

    def canonical(self, english: str) -> tuple[str, ...]:
        """Return the field's words for an English text; fillers come as their lemmas."""
        if english not in self._canonical_cache:
            found = tuple(word.canonical for word in self._canonical_words(words_of(english)))
            self._canonical_cache[english] = found
        return self._canonical_cache[english]

    def canonical_forms(self, text: str) -> list[tuple[str, ...]]:
        """Return the field's words for a text, read as each language that has a glossary; without repeats."""
        words = words_of(text)
        forms = [tuple(word.canonical for word in self.gloss(words, language)) for language in self._glossaries]
        return list(dict.fromkeys(forms))

    def _is_filler(self, canonical: str) -> bool:
        return self._glossaries["en"].written.get(canonical) == NOTHING

    def _canonical_words(self, words: Sequence[Word]) -> Iterator[GlossedWord]:
        for start, end, meaning in self._lookups(words, "en"):
            surface = " ".join(word.text for word in words[start:end])
            place = (words[start].start, words[end - 1].end)
            if meaning is None or meaning == NOTHING:
                base = lemma(words[start].text, "en")
                known = meaning == NOTHING or is_dictionary_word(words[start].text, "en")
                yield GlossedWord(
                    base, surface, *place, is_known=known, is_filler=meaning == NOTHING or self._is_filler(base)
                )
                continue
            for part in meaning.split():
                yield GlossedWord(part, surface, *place, is_known=True, is_filler=self._is_filler(part))

    @lru_cache(maxsize=4_000)  # noqa: B019 - a lexicon lives as long as the process
    def spelt_right(self, word: str, language: str, known: KnownWords = NO_WORDS) -> str:
        """Return the glossary's word, or else the known one, that a word in no dictionary misses by a letter (two when long)."""
        plain = _squeezed(word)
        if len(plain) < _SHORTEST_MISSPELT or not plain.isalpha() or not plain.islower():
            return plain
        if is_everyday_word(plain) or any(plain in glossary.written for glossary in self._glossaries.values()):
            return plain
        allowed = 2 if len(plain) >= _LONG_WORD else 1
        for glossary in (self._glossaries.get(language), self._glossaries["en"]):
            close = glossary and process.extractOne(
                plain, glossary.single_words, scorer=OSA.distance, score_cutoff=allowed
            )
            if close:
                return str(close[0])
        close = process.extractOne(plain, known.spellings(), scorer=OSA.distance, score_cutoff=allowed)
        return str(close[0]) if close else plain

    def _lookups(self, words: Sequence[Word], language: str) -> Iterator[tuple[int, int, str | None]]:
        """Yield (start, end, meaning) over the words, the longest known phrase first; None where nothing is known."""
        glossary = self._glossaries[language]
        at = 0
        while at < len(words):
            last = _end_of_run(words, at) if glossary.may_start_a_phrase(words[at], language) else at + 1
            for end in range(last, at, -1):
                meaning = glossary.meaning(words[at:end], language)
                if meaning is not None:
                    yield at, end, meaning
                    at = end
                    break
            else:
                yield at, at + 1, None
                at += 1


def _end_of_run(words: Sequence[Word], start: int) -> int:
    """Return where a phrase that begins here must end at the latest: words that stood apart in the text make no phrase."""
    end = start + 1
    while end < min(start + _MAX_PHRASE_WORDS, len(words)) and words[end].start - words[end - 1].end <= _GAP_IN_PHRASE:
        end += 1
    return end


@dataclass(frozen=True)
class Glossary:
    """The entries of one language: as written, and in the ASCII spelling that people without the keys type."""

    written: Mapping[str, str]
    folded: Mapping[str, str]

    @cached_property
    def single_words(self) -> list[str]:
        """The entries that are one word, for finding what a misspelt word was meant to be."""
        return [entry for entry in self.written if entry.isalpha() and len(entry) >= _SHORTEST_MISSPELT]

    @classmethod
    def of(cls, entries: Mapping[str, str]) -> Glossary:
        """Build both spellings; where two words fold to one, the first of the file keeps it."""
        written = {key.casefold(): meaning for key, meaning in entries.items()}
        folded: dict[str, str] = {}
        for spell in (fold, _fold_to_single_letters):
            for key, meaning in written.items():
                folded.setdefault(spell(key), meaning)
        return cls(written, folded)

    @cached_property
    def _phrase_starts(self) -> frozenset[str]:
        return frozenset(key.split(" ", 1)[0] for key in (*self.written, *self.folded) if " " in key)

    def may_start_a_phrase(self, word: Word, language: str) -> bool:
        """Tell whether any entry of several words begins with a word, in a spelling that `meaning` looks for."""
        surface = word.text.casefold().replace("’", "'")
        base = lemma(word.text, language)
        spellings = (surface, base, fold(surface), fold(base), _squeezed(surface.replace("-", "")))
        return not self._phrase_starts.isdisjoint(spellings)

    def meaning(self, words: Sequence[Word], language: str) -> str | None:
        """Look a phrase up as it stands, by its lemmas, then in ASCII; a meaning goes before "carries none"."""
        surface = " ".join(word.text.casefold().replace("’", "'") for word in words)
        lemmas = " ".join(lemma(word.text, language) for word in words)
        joined = _squeezed(surface.replace("-", ""))
        spellings = (
            self.written.get(surface),
            self.written.get(lemmas),
            self.folded.get(fold(surface)),
            self.folded.get(fold(lemmas)),
        )
        found = [*spellings, self.written.get(joined) if joined != surface else None]
        known = [meaning for meaning in found if meaning is not None]
        return next((meaning for meaning in known if meaning != NOTHING), known[0] if known else None)


def _fold_to_single_letters(text: str) -> str:
    return fold(text.replace("å", "a").replace("ø", "o"))


def read_lexicon(folder: Path) -> Lexicon:
    """Read <language>.tsv and fields.tsv of a lexicon folder.

    Raises LexiconProblem with file and line for what is not two columns of UTF-8 text, and for what no question could ever match.
    """
    glossaries: dict[str, dict[str, str]] = {"en": {}}
    for path in sorted(folder.glob("*.tsv")):
        if path.stem not in {"fields", "facets"}:
            glossaries[path.stem] = dict(_entries(path))
    cue_file = folder / "fields.tsv"
    cues = [(line, _cue(cue_file, line, *columns)) for line, *columns in _rows(cue_file)] if cue_file.is_file() else []
    facet_file = folder / "facets.tsv"
    facets = (
        [(line, _facet(facet_file, line, *columns)) for line, *columns in _rows(facet_file)]
        if facet_file.is_file()
        else []
    )
    lexicon = Lexicon(glossaries, [cue for _, cue in cues], [facet for _, facet in facets])
    _check_cues(cue_file, cues, lexicon)
    return lexicon


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    for line, key, meaning in _rows(path):
        found = key if _PLAIN_KEY.fullmatch(key) else " ".join(word.text for word in words_of(key))
        if found != key:
            raise LexiconProblem(path, line, f"{key!r} can never be found: a question's words would be {found!r}")
        yield key, meaning


def _cue(path: Path, line: int, targets: str, words: str) -> Cue:
    is_weak = targets.startswith("~")
    targets = targets.removeprefix("~")
    for target in targets.split():
        if target not in _TARGETS:
            raise LexiconProblem(path, line, f"{target!r} is neither a field of a record nor a request that is refused")
    required = frozenset(word[1:] for word in words.split() if word.startswith(REQUIRED))
    return Cue(tuple(word.removeprefix(REQUIRED) for word in words.split()), tuple(targets.split()), is_weak, required)


def _facet(path: Path, line: int, target: str, words: str) -> Cue:
    name, equals, values = target.partition("=")
    if name not in FACETS or not equals:
        raise LexiconProblem(
            path, line, f"{target!r} is no facet: write {', '.join(f'{facet}=value' for facet in sorted(FACETS))}"
        )
    for value in values.split("|"):
        if value not in FACETS[name]:
            raise LexiconProblem(path, line, f"{value!r} is no {name}; there are {', '.join(sorted(FACETS[name]))}")
    return Cue(tuple(words.split()), (target,))


def _check_cues(path: Path, cues: Sequence[tuple[int, Cue]], lexicon: Lexicon) -> None:
    """Raise LexiconProblem for a cue with a word that no gloss holds, and for one that stands there twice."""
    lines: dict[tuple[str, tuple[str, ...]], int] = {}
    for line, cue in cues:
        for word in cue.words:
            if (canonical := lexicon.canonical(word)) != (word,):
                raise LexiconProblem(
                    path, line, f"{word!r} can never be found: it is glossed as {' '.join(canonical)!r}"
                )
        for target in cue.targets:
            if (first := lines.setdefault((target, cue.words), line)) != line:
                raise LexiconProblem(
                    path, line, f"{' '.join(cue.words)!r} stands for {target!r} in line {first} already"
                )


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield the number and the two columns of each line that is no comment."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LexiconProblem(path, error.object.count(b"\n", 0, error.start) + 1, "not UTF-8 text") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) != 2 or not all(columns):
            raise LexiconProblem(path, number, "two columns separated by one tab are expected")
        yield number, columns[0], columns[1]
