"""Decides in code whether the knowledge base holds evidence for THIS question, and which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.coverage import covers, uncovered
from bot.answering.listing import list_records
from bot.core.answers import Reason
from bot.core.fields import Field
from bot.corpus.models import EventClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.chunks import Chunk, Passage
    from bot.core.questions import Question, Term
    from bot.retrieval.retriever import Retriever

_TOP_K = 12
_SHOWN_PASSAGES = 4
_FAR_BEHIND = 0.15
_QUESTION_WORDS = frozenset(
    {
        "what",
        "who",
        "when",
        "where",
        "why",
        "how",
        "which",
        "many",
        "about",
        "still",
        "be",
        "much",
        "for",
        "by",
        "of",
        "get",
        "can",
        "may",
    }
)
_OPTIONAL = frozenset({"people", "user"})  # said of nearly every dataset; its absence from a claim says nothing
_NEEDS_A_RECORD = frozenset(
    {Field.SIZE, Field.CREATORS, Field.RELEASED, Field.LICENCE, Field.STATUS, Field.AVAILABILITY}
)
_NARROWED = frozenset({Field.SIZE, Field.TIMELINE, Field.USED_BY, Field.AVAILABILITY})
_OVERVIEW = (Field.SUMMARY, Field.STATUS)


@dataclass(frozen=True)
class Sufficient:
    """Evidence that answers the question: claims looked up, and passages found; `confidence` is between 0 and 1."""

    claims: tuple[LocatedClaim, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 1.0


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


@dataclass(frozen=True)
class Thresholds:
    """Cosine similarities (0 to 1) that passages must reach; set on development questions, never on the golden set."""

    full_coverage: float = 0.30
    open_question: float = 0.38
    partial_coverage: float = 0.60
    about_some_record: float = 0.60
    field_in_passage: float = 0.55
    near_record: float = 0.35


class Judge:
    """Weighs the evidence of one knowledge version; asks the retriever only where looking up does not settle it."""

    def __init__(
        self, knowledge: Knowledge, retriever: Callable[[], Retriever], thresholds: Thresholds | None = None
    ) -> None:
        self._knowledge = knowledge
        self._retriever = retriever
        self._thresholds = thresholds or Thresholds()

    def judge(self, question: Question) -> Evidence:
        """Return the evidence for a question, or why there is none."""
        if question.asks_for_link:
            return Insufficient(Reason.DIRECT_LINK, question.datasets)
        if question.asks_for_identity:
            return Insufficient(Reason.IDENTIFICATION, question.datasets)
        if question.datasets:
            return self._about_datasets(question)
        if question.candidates:
            return Ambiguous(question.candidates)
        if unknown := self._unknown_names(question):
            return Insufficient(Reason.UNKNOWN_DATASET, self._nearest(unknown), tuple(term.surface for term in unknown))
        if question.asks_for_list and (listed := list_records(question, self._knowledge)):
            return Sufficient(claims=listed, confidence=0.9)
        return self._open(question)

    def _about_datasets(self, question: Question) -> Evidence:
        findings = [self._about_dataset(question, dataset) for dataset in question.datasets]
        sufficient = [finding for finding in findings if isinstance(finding, Sufficient)]
        if not sufficient:
            return findings[0]
        return Sufficient(
            claims=tuple(claim for finding in sufficient for claim in finding.claims),
            passages=tuple(passage for finding in sufficient for passage in finding.passages),
            confidence=min(finding.confidence for finding in sufficient) * len(sufficient) / len(findings),
        )

    def _about_dataset(self, question: Question, dataset: str) -> Sufficient | Insufficient:
        if _presupposes_removal(question) and self._knowledge.corpus.datasets[dataset].status.value == "available":
            return Insufficient(Reason.PREMISE_NOT_RECORDED, (dataset,))
        frame = self._frame(dataset, question.datasets)
        if question.fields == (Field.SIZE,):  # what is counted must be in the claim itself: "how big was the fine?"
            frame = self._knowledge.word_set(" ".join(self._knowledge.corpus.datasets[dataset].names))
        loose = [term for term in uncovered(question.residue, frame) if term.canonical not in _OPTIONAL]
        fields = question.fields
        if not fields and not question.residue:
            fields = _OVERVIEW
        if fields == (Field.SUMMARY,) and not question.residue:
            fields = _OVERVIEW
        if fields and not (fields == (Field.SUMMARY,) and question.residue):
            claims = [claim for field in fields for claim in self._claims(question, dataset, field)]
            fitting = [claim for claim in claims if not uncovered(loose, self._words(claim))]
            if fitting:
                return Sufficient(claims=tuple(fitting), confidence=0.9 if loose else 0.98)
            found = self._passages_about(question, dataset, loose)
            together = self._together(claims, loose)
            return (
                found
                if isinstance(found, Sufficient) or not together
                else Sufficient(claims=tuple(together), confidence=0.7)
            )
        return self._passages_about(question, dataset, loose)

    def _claims(self, question: Question, dataset: str, field: Field) -> list[LocatedClaim]:
        claims = self._knowledge.claims_of(dataset, field)
        if field is Field.STATUS and _asks_for_reasons(question):
            return [*claims, *self._knowledge.reasons_of(dataset)]
        if field in _NARROWED and question.residue:
            named = [c for c in claims if any(covers(self._words(c), term) for term in question.residue)]
            return named or claims
        if field is Field.TIMELINE and question.years:
            dated = [c for c in claims if isinstance(c.claim, EventClaim) and int(c.claim.date[:4]) in question.years]
            return dated or claims
        return claims

    def _together(self, claims: Sequence[LocatedClaim], loose: Sequence[Term]) -> list[LocatedClaim]:
        """Return the claims that account for the loose terms between them; none when a term is left over."""
        words = {claim.origin: self._words(claim) for claim in claims}
        if uncovered(loose, frozenset().union(*words.values())):
            return []
        return [claim for claim in claims if any(covers(words[claim.origin], term) for term in loose)]

    def _passages_about(self, question: Question, dataset: str, loose: Sequence[Term]) -> Sufficient | Insufficient:
        """Look for passages about one dataset that account for every word of the question."""
        missing = Insufficient(
            Reason.DETAIL_NOT_RECORDED if loose or question.residue else Reason.FIELD_NOT_RECORDED,
            (dataset,),
            tuple(term.surface for term in loose),
        )
        chunks = self._knowledge.chunks_by_dataset.get(dataset, ())
        known = frozenset().union(*(self._knowledge.word_set(chunk.text) for chunk in chunks))
        if any(term.is_name or not self._is_soft(term) for term in uncovered(loose, known)):
            return missing
        passages = self._retriever().compare(question.text, chunks)
        needed = loose or list(question.residue)
        cues = self._cue_terms(question)
        full = [p for p in passages if not uncovered(needed, self._origin_words(p.chunk))]
        cued = [p for p in full if not cues or len(uncovered(cues, self._origin_words(p.chunk))) < len(cues)]
        floor = self._thresholds.full_coverage if needed else self._thresholds.field_in_passage
        good = [p for p in cued if (p.similarity or 0) >= floor]
        if good and (needed or cues):
            return Sufficient(passages=_best(good), confidence=_confidence(good[0]))
        if question.fields and not loose:
            return missing
        close = [p for p in passages if (p.similarity or 0) >= self._thresholds.partial_coverage]
        close = [p for p in close if not any(term.is_name for term in uncovered(loose, self._origin_words(p.chunk)))]
        if close and not uncovered(loose, frozenset().union(*(self._origin_words(p.chunk) for p in close))):
            return Sufficient(passages=_best(close), confidence=_confidence(close[0]))
        return missing

    def _open(self, question: Question) -> Evidence:
        """Answer a question that names no dataset from the best passages, when they account for its words."""
        terms = list(question.residue)
        cues = self._cue_terms(question)
        strange = [term for term in terms if not covers(self._knowledge.vocabulary, term)]
        if strange or not (terms or cues):
            return Insufficient(Reason.WEAK_EVIDENCE, self._nearest(strange), tuple(term.surface for term in strange))
        passages = self._retriever().search(question.gloss, question.gloss.split(), _TOP_K)
        full = [p for p in passages if not uncovered(terms, self._origin_words(p.chunk))]
        floor = (
            self._thresholds.about_some_record
            if _NEEDS_A_RECORD & set(question.fields)
            else self._thresholds.open_question
        )
        good = [p for p in full if (p.similarity or 0) >= floor]
        defines = question.fields == (Field.SUMMARY,)
        ranked = sorted(
            good,
            key=lambda p: (
                defines and not self._is_concept(p.chunk),
                len(uncovered(cues, self._origin_words(p.chunk))),
                -(p.similarity or 0),
            ),
        )
        if ranked and (terms or not uncovered(cues, self._origin_words(ranked[0].chunk))):
            return Sufficient(passages=_best(ranked), confidence=_confidence(ranked[0]))
        close = [p for p in passages[:5] if (p.similarity or 0) >= self._thresholds.near_record]
        near = tuple(dict.fromkeys(dataset for passage in close for dataset in passage.chunk.datasets))
        return Insufficient(Reason.WEAK_EVIDENCE, near[:3])

    def _is_concept(self, chunk: Chunk) -> bool:
        return any(self._knowledge.corpus.articles[source].type == "concept" for source in chunk.sources)

    def _unknown_names(self, question: Question) -> list[Term]:
        return [term for term in question.residue if term.is_name and not covers(self._knowledge.vocabulary, term)]

    def _nearest(self, terms: Iterable[Term]) -> tuple[str, ...]:
        return self._knowledge.names.nearest(" ".join(term.surface for term in terms)) if terms else ()

    def _cue_terms(self, question: Question) -> list[Term]:
        from bot.core.questions import Term

        return [Term(word, word) for word in question.cue_words if word not in _QUESTION_WORDS]

    def _is_soft(self, term: Term) -> bool:
        return not term.is_name and covers(self._knowledge.vocabulary, term)

    def _frame(self, dataset: str, all_datasets: Sequence[str]) -> frozenset[str]:
        """Return the words that any question about a record may use: its names, kinds, summary, makers and who ended it."""
        record = self._knowledge.corpus.datasets[dataset]
        texts = [*record.names, *record.kinds, record.summary.text, *(creator.name for creator in record.creators)]
        texts += [creator.affiliation or "" for creator in record.creators]
        texts += [
            record.status.who or "",
            *(name for other in all_datasets for name in self._knowledge.corpus.datasets[other].names),
        ]
        return frozenset().union(*(self._knowledge.word_set(text) for text in texts))

    def _words(self, located: LocatedClaim) -> frozenset[str]:
        return self._knowledge.words_of_origin(located.origin)

    def _origin_words(self, chunk: Chunk) -> frozenset[str]:
        return self._knowledge.words_of_origin(chunk.origin)


def _asks_for_reasons(question: Question) -> bool:
    """Tell whether the status is asked for with its reasons: "why", or what became of it and nothing narrower."""
    if "why" in question.cue_words:
        return True
    return question.fields in ((), (Field.STATUS,)) and not {"when", "who"} & set(question.cue_words)


def _presupposes_removal(question: Question) -> bool:
    """Tell whether the question takes for granted that the dataset was withdrawn ("why was it deleted?")."""
    return "remove" in question.cue_words and bool({"why", "when", "who"} & set(question.cue_words))


def _best(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Keep the best passage of each place in the files (translations of one claim count as one), none far behind the first."""
    floor = (passages[0].similarity or 0) - _FAR_BEHIND
    seen: dict[str, Passage] = {}
    for passage in passages:
        if (passage.similarity or 0) >= floor:
            seen.setdefault(passage.chunk.origin, passage)
    return tuple(seen.values())[:_SHOWN_PASSAGES]


def _confidence(passage: Passage) -> float:
    return round(min(0.9, max(0.3, (passage.similarity or 0.0) * 1.2)), 3)
