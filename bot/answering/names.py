"""Finds the datasets that a question names: aliases in any spelling, small typos, and names that no record has."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.core.names import comparable_name
from bot.language.lexicon import Word, is_dictionary_word, is_everyday_word, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    _Matcher = Callable[[Sequence[Word], int, int], "NameMatch | None"]

_MAX_NAME_WORDS = 8
_VERSION_SUFFIX = re.compile(r"v?\d{1,3}[a-z]?|\d{1,3}[kmbt]|v\d+(\.\d+)*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+[a-z]?")  # with the unit: 1M is not 1B
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_LETTERS_AND_DIGITS = re.compile(r"(?=.*\d)(?=.*[^\W\d_])")
_SHORTEST_FUZZY = 5
_LONG_NAME = 9
_POSSESSIVE = re.compile(r"['’]s?$")
_MAX_TYPO_WORDS = 6
_SHORT_WORD = 3
_SHORT_PART = 2
_VERSION_BEHIND = re.compile(r"v?\d$")
_SEGMENT = re.compile(r"[^\W\d_]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True)
class NameMatch:
    """A span of words (start, end) that names one dataset, several equally well, or none that has a record ("VoxCeleb 3").

    `place` is the character offset of its first word; `is_part` says that it is a part of the name alone ("gigaword").
    """

    start: int
    end: int
    datasets: tuple[str, ...]
    place: int
    is_part: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether it takes the rest of the question to tell which record is meant, if any."""
        return len(self.datasets) > 1 or self.is_part


class NameFinder:
    """Knows every name of every record; built once for a knowledge version."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """Take the names of each dataset id, the proper one first."""
        self._exact: dict[str, str] = {}
        for dataset, spellings in names.items():
            for spelling in (*spellings, dataset):
                self._exact.setdefault(comparable_name(spelling), dataset)
        self._exact.pop("", None)
        self._without_article = {
            comparable_name(name[4:]): dataset
            for dataset, spellings in names.items()
            for name in spellings
            if name.casefold().startswith("the ")
        }
        self._names = names
        self._without_digits = {
            plain
            for name in self._exact
            if _DIGIT.search(name) and len(plain := _DIGIT.sub("", name)) >= _SHORTEST_FUZZY
        }
        self._parts_alone: frozenset[str] | set[str] = frozenset()
        self._fuzzy = [name for name in self._exact if len(name) >= _SHORTEST_FUZZY]

    @cached_property
    def _by_opening(self) -> Mapping[str, tuple[str, ...]]:
        """First words of names ("laion"), and other parts that few names have ("gigaword"), with the records that have them.

        Found when first needed, for it reads dictionaries.
        """
        by_opening: dict[str, set[str]] = defaultdict(set)
        by_part: dict[str, set[str]] = defaultdict(set)
        for dataset, spellings in self._names.items():
            for spelling in (*spellings, dataset):
                for place, part in enumerate(_telling_parts(spelling)):
                    if part:
                        (by_part if place else by_opening)[part].add(dataset)
        parts = {part: found for part, found in by_part.items() if _tells_alone(part) and len(found) <= _FEW}
        joined = {part: by_opening.get(part, set()) | parts.get(part, set()) for part in {*by_opening, *parts}}
        self._parts_alone = parts.keys() - by_opening.keys()
        return {part: tuple(sorted(datasets)) for part, datasets in joined.items() if part not in self._exact}

    def find(
        self, text: str, *, with_openings: bool = True, beside_names: bool = False
    ) -> tuple[list[NameMatch], list[Word]]:
        """Return the names found in the order of the text, and the words that they do not cover.

        Exact spellings are looked for first, then typos in what is left, then, only where nothing was found, openings
        that several records share ("laion"); `beside_names` looks for openings of a single record all the same.
        """
        words = list(self._split_tails(words_of(text)))
        matches = self._scan(words, [], self._exact_at)
        matches = self._scan(words, matches, self._typo_at)
        if not matches and with_openings:
            matches = self._scan(words, matches, self._opening_at)
        elif beside_names:
            matches = self._scan(words, matches, self._bare_at)
            opened = self._scan(words, matches, self._opening_at)
            matches = [match for match in opened if match in matches or (match.datasets and not match.is_ambiguous)]
        covered = {index for match in matches for index in range(match.start, match.end)}
        return matches, [word for index, word in enumerate(words) if index not in covered]

    @staticmethod
    def _scan(words: Sequence[Word], known: list[NameMatch], match_at: _Matcher) -> list[NameMatch]:
        """Add what a matcher finds between the known matches, left to right."""
        found = list(known)
        at = 0
        while at < len(words):
            stop = min((match.start for match in known if match.start >= at), default=len(words))
            if stop == at:
                at = next(match.end for match in known if match.start == at)
                continue
            match = match_at(words, at, stop)
            if match is not None:
                found.append(match)
            at = match.end if match else at + 1
        return sorted(found, key=lambda match: match.start)

    def spelt(self, text: str, match: NameMatch) -> str:
        """Return a match as it stands in the text."""
        words = list(self._split_tails(words_of(text)))[match.start : match.end]
        return text[words[0].start : words[-1].end]

    def sibling_of(self, dataset: str, word: str) -> str | None:
        """Return the record whose name is a dataset's name with a word behind it ("the reid one" after DukeMTMC)."""
        spellings = [comparable_name(spelling) for spelling in (*self._names[dataset], dataset)]
        found = (self._exact.get(spelling + comparable_name(word)) for spelling in spellings)
        return next((other for other in found if other and other != dataset), None)

    def version_of(self, dataset: str, version: str) -> str | None:
        """Return the record of another version ("v2", "2") of a dataset, or of the one without a number for version 1."""
        number = version.casefold().lstrip("v")
        for spelling in (*self._names[dataset], dataset):
            base = _VERSION_BEHIND.sub("", comparable_name(spelling))
            tails = (f"v{number}", number, *(("",) if number == "1" else ()))
            known = [self._exact[base + tail] for tail in tails if base + tail in self._exact]
            if known:
                return known[0]
        return None

    def nearest(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """Return the ids of the records whose names look most like a text, best first."""
        close = process.extract(
            comparable_name(name), self._exact.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=limit * 6
        )
        return tuple(dict.fromkeys(self._exact[known] for known, _, _ in close))[:limit]

    def _split_tails(self, words: Iterable[Word]) -> Iterator[Word]:
        """Split `LFW-datasættet` and `okcupid-sagen` into the name and its everyday tail."""
        for word in words:
            head, hyphen, tail = word.text.rpartition("-")
            name = comparable_name(head)
            is_known = name in self._exact or name in self._by_opening
            splits = (is_known and tail.isalpha()) or (tail in GENERIC_TAILS)  # "Nordic-Faces" is a name of its own
            if not hyphen or comparable_name(word.text) in self._exact:
                yield word
            elif splits:
                yield Word(head, word.start, word.start + len(head))
                yield Word(tail, word.end - len(tail), word.end)
            elif self._holds_name(word.text):
                yield from _parts(word)
            else:
                yield word

    def _holds_name(self, word: str) -> bool:
        """Tell whether a compound without digits ("million-Bluesky-posts") has a name among its parts."""
        parts = [comparable_name(part) for part in word.split("-") if len(part) >= _SHORTEST_FUZZY]
        return not _DIGITS.search(word) and any(self._knows(part) for part in parts)

    def _knows(self, name: str) -> bool:
        return name in self._exact or name in self._by_opening

    def _exact_at(self, words: Sequence[Word], start: int, stop: int) -> NameMatch | None:
        for end in range(min(start + _MAX_NAME_WORDS, stop), start, -1):
            name = _joined(words[start:end])
            dataset = self._exact.get(name) or self._exact.get(_without_genitive(name))
            if dataset and _has_version_behind(words, end):
                return NameMatch(start, end + 1, (), words[start].start)
            if dataset:
                return NameMatch(start, end, (dataset,), words[start].start)
            if self._is_renumbered(words[start:end], name):
                return NameMatch(start, end, (), words[start].start)
        return None

    def _is_renumbered(self, words: Sequence[Word], name: str) -> bool:
        """Tell whether a name is a record's but for its number ("CIFAR-100", "Special Database 77"): another dataset's, then."""
        ends_in_number = bool(_DIGIT.search(words[-1].text)) and not _YEAR.fullmatch(words[-1].text)
        return ends_in_number and _DIGIT.sub("", name) in self._without_digits

    def _bare_at(self, words: Sequence[Word], start: int, _: int) -> NameMatch | None:
        """Match a name without its article ("pile" for The Pile), as in a comparison with a name that is written out."""
        dataset = self._without_article.get(_joined(words[start : start + 1]))
        return NameMatch(start, start + 1, (dataset,), words[start].start) if dataset else None

    def _opening_at(self, words: Sequence[Word], start: int, stop: int) -> NameMatch | None:
        for end in range(min(start + 2, stop), start, -1):
            name = _joined(words[start:end])
            datasets = self._by_opening.get(name) or self._by_opening.get(_without_genitive(name))
            if datasets and _has_version_behind(words, end):
                return NameMatch(start, end + 1, (), words[start].start)
            if datasets:
                return NameMatch(start, end, datasets, words[start].start, is_part=name in self._parts_alone)
        return None

    def _typo_at(self, words: Sequence[Word], start: int, stop: int) -> NameMatch | None:
        if len(words[start].text) <= _SHORT_WORD and is_everyday_word(words[start].text):
            return None
        best: tuple[float, int, str] | None = None
        for end in range(start + 1, min(start + _MAX_TYPO_WORDS, stop) + 1):
            name = _joined(words[start:end])
            everyday = all(is_everyday_word(part) for word in words[start:end] for part in word.text.split("-"))
            telling = _joined([word for word in words[start:end] if word.text.casefold() not in GENERIC_TAILS])
            if len(telling if everyday else name) < (_LONG_NAME if everyday else _SHORTEST_FUZZY):
                continue
            if _has_version_behind(words, end):
                continue
            close = self._close_to(name, most=1 if everyday or len(name) < _LONG_NAME else 2)
            if close and (best is None or close[0] < best[0]) and not self._is_sibling(words[start:end], close[1]):
                best = (close[0], end, close[1])
        return NameMatch(start, best[1], (best[2],), words[start].start) if best else None

    def _is_sibling(self, words: Sequence[Word], dataset: str) -> bool:
        """Tell whether a carefully written name differs from a record's in one part.

        The part has one or two letters (CelebV-HQ, CelebA-HQ), or is a word (ImageNot, ImageNet).
        """
        written = _segments(" ".join(word.text for word in words))
        if len(written) < 2 or not any(part[0].isupper() for part in written[1:]):
            return False
        for spelling in self._names[dataset]:
            known = _segments(spelling)
            different = [pair for pair in zip(written, known, strict=False) if pair[0].casefold() != pair[1].casefold()]
            if len(written) != len(known) or len(different) != 1:
                continue
            if max(map(len, different[0])) <= _SHORT_PART or is_everyday_word(different[0][0]):
                return True
        return False

    def _close_to(self, name: str, most: int) -> tuple[float, str] | None:
        """Return (distance, dataset) of the name that differs by at most so many letters, and by no number."""
        close = process.extract(name, self._fuzzy, scorer=OSA.distance, score_cutoff=most, limit=8)
        same_digits = [
            (distance, self._exact[known]) for known, distance, _ in close if _digits(known) == _digits(name)
        ]
        if not same_digits:
            return None
        nearest = min(distance for distance, _ in same_digits)
        datasets = {dataset for distance, dataset in same_digits if distance == nearest}
        return (nearest, datasets.pop()) if len(datasets) == 1 else None


def _joined(words: Sequence[Word]) -> str:
    return comparable_name(_POSSESSIVE.sub("", "".join(word.text for word in words)))


def _without_genitive(name: str) -> str:
    """Drop the -s of "AOLs" (Danish writes its genitive without an apostrophe); "" when there is none."""
    return name[:-1] if len(name) > _SHORTEST_OPENING and name.endswith("s") else ""


def _segments(name: str) -> list[str]:
    """Split a name where its capitals, digits and signs do: "CelebV-HQ" is Celeb, V, HQ."""
    return _SEGMENT.findall(name)


def _parts(word: Word) -> Iterator[Word]:
    start = word.start
    for part in word.text.split("-"):
        yield Word(part, start, start + len(part))
        start += len(part) + 1


def _digits(name: str) -> list[str]:
    return _DIGITS.findall(name)


_NEAR_ENOUGH = 55
GENERIC_TAILS = frozenset(
    "dataset datasets data set sets database databases corpus collection images pictures photos faces paper case scandal "
    "datasæt datasættet datasættets datasaet datasaettet dataene sættet basen databasen billeder billederne billedet "
    "fotos samlingen ansigter korpus korpusset sagen skandalen based derived trained style like related".split()
)


def _telling_parts(spelling: str) -> Iterable[str]:
    """Yield the parts of a name of several parts, the first one first, "" for those that are everyday words or short."""
    parts = [part for part in re.split(r"[\s\-_]+", spelling) if part]
    for part in parts if len(parts) > 1 else ():
        telling = len(part) >= _SHORTEST_OPENING and not is_everyday_word(comparable_name(part))
        yield comparable_name(part) if telling else ""


def _tells_alone(part: str) -> bool:
    """Tell whether a part of a name that doesn't open it may stand for it: no short or general word, no nation's name."""
    is_general = is_dictionary_word(part.title(), "en") or part in GENERIC_TAILS
    return len(part) >= _SHORTEST_FUZZY and part.isalpha() and not is_general


_FEW = 3
_SHORTEST_OPENING = 3


def _has_version_behind(words: Sequence[Word], end: int) -> bool:
    """Tell whether the next word makes this another name ("VoxCeleb 3", "LAION 2B")."""
    return (
        end < len(words)
        and words[end].start - words[end - 1].end <= 1
        and bool(_VERSION_SUFFIX.fullmatch(words[end].text))
    )


def looks_like_name(word: str, *, starts_sentence: bool) -> bool:
    """Tell whether a word looks like a proper name: letters with digits, inner capitals, or a capital inside a sentence."""
    if _LETTERS_AND_DIGITS.search(word):
        return True
    if word.isupper() and is_everyday_word(word):  # shouted, not named
        return False
    letters = [character for character in word if character.isalpha()]
    inner_capital = any(character.isupper() for character in letters[1:])
    return inner_capital or (bool(letters) and letters[0].isupper() and not starts_sentence)
