"""Says yes or no where a record settles a yes-or-no question, so that the answer can begin with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.fields import Field
from bot.corpus.models import WITHDRAWN, AvailabilityClaim, ConsentClaim, StatusClaim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.questions import Question
    from bot.corpus.models import Claim

_OPENERS = frozenset(
    "is are was were did does do has have had can could er var blev bliver har havde kan kunne findes".split()
)
_FILLERS = frozenset("so hey hi ok and but also then og men så hej".split())
_NEGATIONS = frozenset("not no never without nobody isn't wasn't weren't didn't hasn't ikke uden ingen aldrig".split())
_REMOVED = frozenset({"remove"})
_PUBLIC = frozenset("available release public up online download exist".split())
_OUT_OF_REACH = WITHDRAWN | {"not released"}  # a superseded set may still be there


def verdict(question: Question, claims: Sequence[Claim]) -> bool | None:
    """Return True for yes, False for no, None where the claims leave it open or the question asks for something else.

    A question with a negation is left open: what "no" means there depends on the reader.
    """
    words = question.text.casefold().replace("?", " ").replace(",", " ").split()
    while words and words[0] in _FILLERS:
        words = words[1:]
    if not words or words[0] not in _OPENERS or _NEGATIONS & set(words) or len(question.datasets) != 1:
        return None
    said = {*question.cue_words, *(term.canonical for term in question.residue)}
    if question.fields[:1] == (Field.CONSENT,) and said & {"ask", "consent"}:
        return _consent([claim for claim in claims if isinstance(claim, ConsentClaim)])
    statuses = [claim for claim in claims if isinstance(claim, StatusClaim)]
    held = [claim for claim in claims if isinstance(claim, AvailabilityClaim) and claim.access != "removed"]
    return _status(statuses[0], said, is_held_elsewhere=bool(held)) if statuses else None


def _consent(claims: Sequence[ConsentClaim]) -> bool | None:
    asked = {claim.asked for claim in claims if claim.asked != "unknown"}
    if len(asked) != 1 or any(claim.disputed for claim in claims):
        return None
    return {"yes": True, "no": False}.get(asked.pop())


def _status(claim: StatusClaim, said: set[str], *, is_held_elsewhere: bool) -> bool | None:
    """Judge by the status; a withdrawn set of which copies are reported is neither available nor gone."""
    is_out_of_reach = claim.value in _OUT_OF_REACH
    if not is_out_of_reach and claim.value != "available":
        return None
    if said & _REMOVED:
        return None if claim.value == "not released" else is_out_of_reach
    if not said & _PUBLIC or (is_out_of_reach and is_held_elsewhere):
        return None
    return not is_out_of_reach
