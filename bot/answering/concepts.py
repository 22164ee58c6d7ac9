"""Finds the concepts that a question names ("what is BIPA?", "what do I do if I am in a dataset?")."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.lexicon import fold, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.language.lexicon import GlossedWord, Word

_ARTICLES = frozenset({"a", "an", "the"})
_MOST_BETWEEN = 3
_MOST_BETWEEN_TWO = 1
_SAME_OPENING = 4  # letters


@dataclass(frozen=True)
class ConceptMatch:
    """A concept and the spans (start, end: character offsets) of the words that name it."""

    concept: str
    spans: frozenset[tuple[int, int]]

    def covers(self, place: int) -> bool:
        """Tell whether a character belongs to the name."""
        return any(start <= place < end for start, end in self.spans)


class ConceptFinder:
    """Knows the names of all concepts, as written and in this field's English words; built once for a knowledge version."""

    def __init__(
        self, names: Mapping[str, Sequence[str]], canonical_forms: Callable[[str], Iterable[Sequence[str]]]
    ) -> None:
        """Take the names of each concept, and how a name becomes index words, in each language that it may be written in."""
        self._by_first_word: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        for concept, spellings in names.items():
            for spelling in spellings:
                for form in (_surface(spelling), *canonical_forms(spelling)):
                    words = tuple(word for word in form if word not in _ARTICLES)
                    if words and (len(words) > 1 or _is_akin(words[0], spelling)):
                        self._by_first_word[words[0]].setdefault(words, concept)

    def find(self, words: Sequence[Word], glossed: Sequence[GlossedWord]) -> list[ConceptMatch]:
        """Return the concepts named in a text, given as its words and as its gloss; a longer name wins over one inside it."""
        found = [
            *self._matches([word.text.casefold() for word in words], [(word.start, word.end) for word in words]),
            *self._matches([word.canonical for word in glossed], [(word.start, word.end) for word in glossed]),
        ]
        longest = [match for match in found if not any(_lies_in(match, other) for other in found)]
        spans: dict[str, frozenset[tuple[int, int]]] = {}
        for match in sorted(longest, key=lambda match: min(match.spans)):
            spans[match.concept] = spans.get(match.concept, frozenset()) | match.spans
        return [ConceptMatch(concept, found_at) for concept, found_at in spans.items()]

    def _matches(self, words: Sequence[str], spans: Sequence[tuple[int, int]]) -> Iterator[ConceptMatch]:
        for start, first in enumerate(words):
            for name, concept in self._by_first_word.get(first, {}).items():
                if places := _places(name, words, start):
                    yield ConceptMatch(concept, frozenset(spans[place] for place in places))


def _surface(spelling: str) -> tuple[str, ...]:
    return tuple(word.text.casefold() for word in words_of(spelling))


def _is_akin(word: str, spelling: str) -> bool:
    """Tell whether a lone word is still the name itself, and not a general word that its parts were folded to."""
    return fold(spelling)[:_SAME_OPENING] == fold(word)[:_SAME_OPENING]


def _lies_in(match: ConceptMatch, other: ConceptMatch) -> bool:
    return match.spans < other.spans and all(other.covers(start) for start, _ in match.spans)


def _places(name: Sequence[str], words: Sequence[str], start: int) -> list[int]:
    """Return where the words of a name stand from a place on, in order and close together; empty when they do not."""
    allowed = _MOST_BETWEEN if len(name) > 2 else _MOST_BETWEEN_TWO
    end = start + len(name) + allowed
    end += sum(word in _ARTICLES for word in words[start:end])
    places: list[int] = []
    at = start
    for word in name:
        place = next((place for place in range(at, min(end, len(words))) if words[place] == word), None)
        if place is None:
            return []
        places.append(place)
        at = place + 1
    return places
