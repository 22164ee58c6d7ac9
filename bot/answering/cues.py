"""Which fields a question asks for: cues (words in order) found in its gloss, the longest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.fields import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.language.lexicon import Cue


@dataclass(frozen=True)
class CueMatch:
    """A cue and the places of its words in the question."""

    cue: Cue
    places: frozenset[int]


@dataclass(frozen=True)
class CuesFound:
    """What the cues of a question ask for.

    `places` are the words that any cue uses, `deciding` those of the cues that decided, `required` those of them that an
    answer must have too, `is_plain` says that the deciding cues were no weak ones.
    """

    targets: tuple[str, ...] = ()
    places: frozenset[int] = frozenset()
    deciding: frozenset[int] = frozenset()
    required: frozenset[str] = frozenset()
    is_plain: bool = False

    def fields(self, *, name_follows: bool) -> tuple[Field, ...]:
        """Return the fields asked; "derived from X" asks for X's derivatives when the name follows the cue."""
        fields = [Field(target) for target in self.targets if not target.startswith("!")]
        if name_follows:
            fields = [Field.DERIVATIVES if field is Field.DERIVED_FROM else field for field in fields]
        return tuple(dict.fromkeys(fields))


def find_cues(cues: Sequence[Cue], words: Sequence[str]) -> CuesFound:
    """Find the cues among the words of a gloss; one whose words another uses too is dropped, a weak one yields to a strong."""
    positions: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        positions.setdefault(word, []).append(place)
    found = [match for cue in cues if (match := _match(cue, positions))]
    longest = [match for match in found if not any(match.places < other.places for other in found)]
    deciding = [match for match in longest if not match.cue.is_weak] or _least_weak(longest)
    ordered = sorted(deciding, key=lambda match: min(match.places))
    return CuesFound(
        targets=tuple(dict.fromkeys(target for match in ordered for target in match.cue.targets)),
        places=frozenset(place for match in longest for place in match.places),
        deciding=frozenset(place for match in deciding for place in match.places),
        required=frozenset(word for match in deciding for word in match.cue.required),
        is_plain=any(not match.cue.is_weak for match in deciding),
    )


def _match(cue: Cue, positions: dict[str, list[int]]) -> CueMatch | None:
    places: list[int] = []
    after = -1
    for word in cue.words:
        place = next((place for place in positions.get(word, ()) if place > after), None)
        if place is None:
            return None
        places.append(place)
        after = place
    return CueMatch(cue, frozenset(places))


def _least_weak(matches: Sequence[CueMatch]) -> list[CueMatch]:
    """Of weak cues, those that ask for more than what a thing is ("what") count, if there are any."""
    telling = [match for match in matches if match.cue.targets != (Field.SUMMARY.value,)]
    return list(telling or matches)
