"""What questions take for granted: that somebody made, released or withdrew a dataset, or that it was withdrawn at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.coverage import uncovered
from bot.core.fields import Field

if TYPE_CHECKING:
    from bot.answering.field_claims import FieldClaims
    from bot.answering.knowledge import Knowledge
    from bot.core.questions import Question, Term

_PRESUPPOSES_A_DOER = frozenset({Field.CREATORS, Field.RELEASED, Field.STATUS, Field.TIMELINE, Field.COLLECTION})
_MAKING = frozenset({Field.CREATORS, Field.RELEASED, Field.COLLECTION})
_TELLS_WHO = (Field.CREATORS, Field.RELEASED, Field.STATUS, Field.COLLECTION)


def denied_doers(question: Question, dataset: str, knowledge: Knowledge, field_claims: FieldClaims) -> tuple[str, ...]:
    """Return who made, released or withdrew the dataset in the question's words, and is in none of its texts."""
    if not _PRESUPPOSES_A_DOER & set(question.fields) or len(question.datasets) != 1:
        return ()
    actors = [term for term in question.residue if term.surface.casefold() in knowledge.actors]
    if not actors:  # the usual case: the words about a dataset need not be gathered
        return ()
    unheard = uncovered(actors, knowledge.words_about(dataset))
    if set(question.fields) & _MAKING:
        makers = [claim for field in _TELLS_WHO for claim in knowledge.claims_of(dataset, field)]
        known = (
            field_claims.frame(dataset, (dataset,))
            | frozenset().union(*(knowledge.words_of_origin(claim.origin) for claim in makers))
            | field_claims.frame(dataset, (dataset,))
        )
        doers = [term for term in actors if _is_doer(term, question.text)]
        unheard += [term for term in uncovered(doers, known) if term not in unheard]
    return tuple(term.surface for term in unheard)


def presupposes_removal(question: Question) -> bool:
    """Tell whether the question takes for granted that the dataset was withdrawn ("why was it deleted?")."""
    removal_alone = bool(question.fields) and set(question.fields) <= {Field.STATUS, Field.TIMELINE}
    removes = "remove" in question.cue_words or {"take", "down"} <= set(question.cue_words)
    return removal_alone and removes and bool({"why", "when", "who"} & set(question.cue_words))


def _is_doer(term: Term, text: str) -> bool:
    """Tell whether a question says that somebody did something ("when did Google release ...")."""
    return bool(re.search(rf"\b(?:did|has|had) (?:the )?{re.escape(term.surface)}\b", text, re.IGNORECASE))
