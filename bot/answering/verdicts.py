"""Says yes or no where the evidence settles a yes-or-no question, so that the answer can begin with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.coverage import uncovered
from bot.core.facets import WITHDRAWN
from bot.core.fields import Field
from bot.core.questions import Term
from bot.corpus.models import AvailabilityClaim, ConsentClaim, LineageClaim, StatusClaim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering.evidence import Sufficient
    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.questions import Question

_OPENERS = frozenset(
    "is are was were did does do has have had can could er var blev bliver har havde kan kunne findes".split()
)
_FILLERS = frozenset("so hey hi ok and but also then wait og men så hej".split())
_NEGATIONS = frozenset("not no never without nobody isn't wasn't weren't didn't hasn't ikke uden ingen aldrig".split())
_CHOICE = re.compile(r"\b(?:or|eller)\b")
_REMOVED = frozenset({"remove"})
_PUBLIC = frozenset("available release public publicly up online download exist still there around".split())
_OWN = frozenset("my our i me min mit mine jeg mig".split())
_OUT_OF_REACH = WITHDRAWN | {"not released"}  # a superseded set may still be there
_LIMITED = frozenset({"on request", "gated"})
_ANYBODY = frozenset({"anyone", "anybody", "everyone", "everybody", "alle"})
_TO_USE = frozenset("use get have access try bruge få".split())
_LINEAGE = frozenset({Field.DERIVED_FROM, Field.DERIVATIVES})
_FEW_WORDS = 5
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_LEAVES_OPEN = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|denie[sd]|denying|alleg\w*|may|might|could|would|should|unclear|unknown|whether|if|"
    r"claims?|claimed|disput\w*|hardly|few|only|partly|some|ikke|aldrig|ingen|uden|måske|kunne|skulle|om)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Settled:
    """Yes or no, and the place in the files of the claim or statement that settles it."""

    is_yes: bool
    origin: str


def verdict(question: Question, evidence: Sufficient, knowledge: Knowledge) -> Settled | None:
    """Return yes or no; None where the evidence leaves it open or the question asks for something else.

    A question with a negation or a choice is left open: what "no" means there depends on the reader.
    """
    words = question.text.casefold().replace("?", " ").replace(",", " ").split()
    while words and words[0] in _FILLERS:
        words = words[1:]
    if not words or words[0] not in _OPENERS or _NEGATIONS & set(words) or _CHOICE.search(question.text):
        return None
    about = {located.dataset.id for located in evidence.claims} | set(question.datasets)
    asked = {*words, *question.cue_words, *(term.canonical for term in question.residue)}
    if len(question.datasets) == 2 and _LINEAGE & set(question.fields):
        return _lineage(question, evidence.claims)
    if len(about) != 1 or evidence.denied or evidence.is_unfounded:
        return None
    dataset = about.pop()
    if question.fields[:1] == (Field.CONSENT,) and asked & {"ask", "consent"}:
        return _consent(evidence.claims)
    if (asked & (_PUBLIC | _REMOVED) or (asked & _ANYBODY and asked & _TO_USE)) and not asked & _OWN:
        return _reach(question, dataset, asked, knowledge)
    return _plainly_said(question, dataset, evidence, knowledge)


def _consent(claims: Sequence[LocatedClaim]) -> Settled | None:
    told = [(c.origin, c.claim) for c in claims if isinstance(c.claim, ConsentClaim) and c.claim.asked != "unknown"]
    asked = {claim.asked for _, claim in told}
    if len(asked) != 1 or any(claim.disputed for _, claim in told):
        return None
    yes = {"yes": True, "no": False}.get(asked.pop())
    return None if yes is None else Settled(yes, told[0][0])


def _lineage(question: Question, claims: Sequence[LocatedClaim]) -> Settled | None:
    """Say yes where a claim ties the first dataset named to the second as its ancestor."""
    child, ancestor = question.datasets
    for located in claims:
        claim = located.claim
        ties = located.dataset.id == child and located.field is Field.DERIVED_FROM
        if ties and isinstance(claim, LineageClaim) and claim.dataset == ancestor and not claim.disputed:
            return Settled(is_yes=True, origin=located.origin)
    return None


def _reach(question: Question, dataset: str, asked: set[str], knowledge: Knowledge) -> Settled | None:
    """Judge by the host that is named, else by the status; a withdrawn set with known copies is neither available nor gone."""
    held = [c for c in knowledge.claims_of(dataset, Field.AVAILABILITY) if isinstance(c.claim, AvailabilityClaim)]
    at_host = list(_at_named_host(question, held, knowledge))
    if at_host:
        gone = {
            located.claim.access == "removed" for located in at_host if isinstance(located.claim, AvailabilityClaim)
        }
        return Settled(not gone.pop() ^ bool(asked & _REMOVED), at_host[0].origin) if len(gone) == 1 else None
    located = knowledge.claims_of(dataset, Field.STATUS)[0]
    status = located.claim
    if not isinstance(status, StatusClaim) or uncovered(_said(question), _frame_words(dataset, located, knowledge)):
        return None
    is_out_of_reach = status.value in _OUT_OF_REACH
    if asked & _REMOVED:
        settles = is_out_of_reach or status.value == "available"
        return Settled(is_out_of_reach, located.origin) if settles and status.value != "not released" else None
    copies = any(c.claim.access != "removed" for c in held if isinstance(c.claim, AvailabilityClaim))
    if is_out_of_reach:
        return None if copies and status.value != "not released" else Settled(is_yes=False, origin=located.origin)
    if status.value != "available" or (_ANYBODY & asked and any(_is_limited(c) for c in held)):
        return None
    return Settled(is_yes=True, origin=located.origin)


def _at_named_host(question: Question, held: Sequence[LocatedClaim], knowledge: Knowledge) -> Iterator[LocatedClaim]:
    terms = _said(question)
    for located in held:
        claim = located.claim
        if terms and isinstance(claim, AvailabilityClaim) and not uncovered(terms, knowledge.word_set(claim.host)):
            yield located


def _is_limited(located: LocatedClaim) -> bool:
    return isinstance(located.claim, AvailabilityClaim) and located.claim.access in _LIMITED


def _plainly_said(question: Question, dataset: str, evidence: Sufficient, knowledge: Knowledge) -> Settled | None:
    """Say yes where one claim or statement has every word of a short question, and nothing in it that takes something back."""
    cues = [Term(word, word) for word in question.cue_words if len(word) > 2]
    terms = [*_said(question), *cues]
    names = knowledge.word_set(" ".join(knowledge.corpus.datasets[dataset].names))
    terms = [term for term in terms if term.surface.casefold() not in names]
    if question.language != "en" or not 1 < len(terms) <= _FEW_WORDS:
        return None
    origins = [located.origin for located in evidence.claims] + [p.chunk.origin for p in evidence.passages]
    for origin in dict.fromkeys(origins):
        located = knowledge.claims.get(origin)
        if located is not None and located.claim.disputed:
            continue
        for sentence in _SENTENCE_END.split(next(iter(knowledge.texts_by_origin[origin]))):
            if not uncovered(terms, knowledge.word_set(sentence)) and not _LEAVES_OPEN.search(sentence):
                return Settled(is_yes=True, origin=origin)
    return None


def _said(question: Question) -> list[Term]:
    return [term for term in question.residue if term.canonical not in _PUBLIC | _ANYBODY]


def _frame_words(dataset: str, status: LocatedClaim, knowledge: Knowledge) -> frozenset[str]:
    """Return the words that a question on the status may use: of the names, the kinds, who made it and the status itself."""
    record = knowledge.corpus.datasets[dataset]
    makers = " ".join(f"{maker.name} {maker.affiliation or ''}" for maker in record.creators)
    return knowledge.word_set(" ".join((*record.names, *record.kinds, makers))) | knowledge.words_of_origin(
        status.origin
    )
