"""Which words of a question a piece of evidence accounts for."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.questions import Term

_SHORTEST_STEM = 5
_TYPO_LENGTH = 7
_MANY = 500


def uncovered(terms: Iterable[Term], words: frozenset[str]) -> list[Term]:
    """Return the terms that none of the words accounts for."""
    return [term for term in terms if not covers(words, term)]


def covers(words: frozenset[str], term: Term) -> bool:
    """Tell whether a set of words (folded as in `Knowledge.word_set`) has a term, an inflection of it, or a small typo."""
    if term.canonical in words or term.surface.casefold() in words:
        return True
    if term.is_name and _is_spelt_specially(term.surface):
        return False
    parts = term.canonical.split("-")
    if len(parts) > 1 and all(part in words for part in parts):
        return True
    initial = term.canonical[:1]
    close = _by_initial(words).get(initial, ()) if len(words) > _MANY else (w for w in words if w[:1] == initial)
    return any(are_akin(term.canonical, word) for word in close)


@lru_cache(maxsize=64)
def _by_initial(words: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """Group words by their first letter, which words that are akin share."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for word in words:
        grouped[word[:1]].append(word)
    return grouped


def _is_spelt_specially(name: str) -> bool:
    """Tell whether a name has capitals inside or digits, as datasets do: what differs by a letter is another one then."""
    return any(character.isupper() or character.isdigit() for character in name[1:])


@lru_cache(maxsize=100_000)
def are_akin(one: str, other: str) -> bool:
    """Tell whether a word is the other, an inflection of the other ("apologise", "apologised") or differs from it by a typo."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST_STEM or any(character.isdigit() for character in one + other):
        return False
    stem = shorter.removesuffix("e")
    if longer.startswith(stem) and longer[len(stem) :] in _ENDINGS:
        return True
    return len(shorter) >= _TYPO_LENGTH and shorter[0] == longer[0] and OSA.distance(one, other, score_cutoff=1) <= 1


_ENDINGS = frozenset("s es d ed ing ings er ers r rs al als ly e en et n ne erne ene t te ede nes ion ions".split())
