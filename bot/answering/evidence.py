"""What judging finds: evidence that answers a question, why there is none, or several records that a name fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.knowledge import LocatedClaim
    from bot.core.answers import Reason
    from bot.core.chunks import Passage


@dataclass(frozen=True)
class Sufficient:
    """Evidence that answers the question: claims looked up, and passages found; `confidence` is between 0 and 1.

    `silent` are the datasets, of several asked about, whose records say nothing; `denied` are the makers or owners that the
    question takes for granted and the record does not know; `is_unfounded` says that it takes for granted what did not happen,
    `is_advice` that somebody may act on it. `total` is how many records fit, where records were listed.
    """

    claims: tuple[LocatedClaim, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 1.0
    silent: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    is_unfounded: bool = False
    is_advice: bool = False
    total: int | None = None


@dataclass(frozen=True)
class Insufficient:
    """No evidence, why, and the ids of the nearest records."""

    reason: Reason
    nearest: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ambiguous:
    """A name that fits several records, by id."""

    options: tuple[str, ...]


Evidence = Sufficient | Insufficient | Ambiguous
