"""Decides in code whether the knowledge base holds evidence for THIS question, and which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answering.answer_kinds import AMOUNTS, answer_kind
from bot.answering.coverage import covers, uncovered
from bot.answering.describing import Described, described_records
from bot.answering.evidence import Ambiguous, Evidence, Insufficient, Sufficient
from bot.answering.field_claims import FieldClaims, cue_terms, required_terms
from bot.answering.listing import asks_how_many, list_records, rank_records
from bot.answering.merging import distinct
from bot.answering.premises import denied_doers, presupposes_removal
from bot.answering.weighing import BEST, Asking, Weighing, read_weights, sufficiency_features, weigh
from bot.core.answers import Reason
from bot.core.chunks import Passage
from bot.core.fields import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.answering.weighing import AllWeights, Weights
    from bot.core.chunks import Chunk
    from bot.core.questions import ConceptsAsked, Question, Term
    from bot.retrieval.retriever import Retriever

_TOP_K = 40
_CANDIDATES = 8  # statements of which those that say the same are put together
_NEAR = 5
_SHOWN_PASSAGES = 4
_ASKS_FOR_KIN = frozenset({Field.DERIVED_FROM, Field.DERIVATIVES, Field.COLLECTION, Field.CREATORS})
_MOST_OF_A_NOTE = 5  # statements
_LEAST_OF_A_NOTE = 2
_SUPPLEMENTS = 2
_NAMES_SOMEBODY = frozenset({Field.USED_BY})
_CLEARLY = 0.1  # so much surer of one record than of another
_FAR_BEHIND = 0.15
_OF_A_RECORD = frozenset(
    {
        Field.SIZE, Field.CREATORS, Field.RELEASED, Field.LICENCE, Field.STATUS, Field.AVAILABILITY, Field.COLLECTION,
        Field.DERIVED_FROM,
    }
)  # fmt: skip
_REASONS = {Field.STATUS: 1, Field.CONSENT: 2, Field.CONCERNS: 2, Field.ALTERNATIVES: 2}  # and how many of each
_ASKS_PERMISSION = re.compile(
    r"\b(?:can|could|may|might|am|are|is|would|ok|okay|må|kan|er)\b.*\b(?:use|using|used|train|put|publish|share|bruge|anvende|træne|dele)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_LINKS = re.compile(
    r"\b(?:how many|number of|count of|linked|linking|hvor mange)\b"
    r"|\blinks?\b.{0,30}\b(?:dead|broken|down|gone|wants?|says?|works?|died?)\b",
    re.IGNORECASE,
)  # rather than asking for one
_OVERLAP = re.compile(r"\b(?:both|overlap\w*|in common|also in|shared?|begge|fælles|overlapper)\b", re.IGNORECASE)
_ASKS_PRESENCE = re.compile(
    r"\b(?:(?:am|was) i|(?:are|were) we|(?:is|are|was|were) (?:my|our)|er (?:jeg|vi|min|mit|mine)|var (?:jeg|vi|min|mit|mine))\b"
    r".*\b(?:in|inside|part of|among|included|i|med)\b",
    re.IGNORECASE,
)
_PRESENCE = (
    "A search tool tells whether your own photo, voice, book or code is in the dataset, and how to have it removed."
)
_OF_PRESENCE = 3
_NEEDS_A_STATEMENT = frozenset({Field.SIZE, Field.CREATORS, Field.RELEASED, Field.TIMELINE})
_SHARE_WEIGHT = 0.35
_STRANGE_SHARE = 4  # one word in four may be in no source
_CUE_WEIGHT = 0.5


@dataclass(frozen=True)
class Thresholds:
    """Cosine similarities (0 to 1) that passages must reach where nothing is weighed; set on development questions."""

    near_record: float = 0.35
    concept: float = 0.35
    counting_concept: float = 0.60
    presence: float = 0.35


class Judge:
    """Weighs the evidence of one knowledge version; asks the retriever only where looking up does not settle it."""

    def __init__(
        self,
        knowledge: Knowledge,
        retriever: Callable[[], Retriever],
        thresholds: Thresholds | None = None,
        weights: AllWeights | None = None,
    ) -> None:
        self._knowledge = knowledge
        self.field_claims = FieldClaims(knowledge)
        self._retriever = retriever
        self._thresholds = thresholds or Thresholds()
        self._weights = weights or read_weights()

    def judge(self, question: Question) -> Evidence:
        """Return the evidence for a question, or why there is none."""
        if refused := _refused(question):
            return refused
        if question.concepts and (told := self._about_concepts(question, question.concepts)):
            return told
        if several := self._about_several(question):
            return several
        if question.is_empty:
            return Insufficient(Reason.EMPTY)
        if question.unknown_names:
            near = self._knowledge.names.nearest(" ".join(question.unknown_names))
            return Insufficient(Reason.UNKNOWN_DATASET, near, question.unknown_names)
        if question.datasets:
            return self._about_datasets(question)
        if question.candidates and (settled := self._among(question)):
            return settled
        if described := described_records(question, self._knowledge):
            return self._described(question, described)
        if unknown := self._unknown_names(question):
            return Insufficient(Reason.UNKNOWN_DATASET, self._nearest(unknown), tuple(term.surface for term in unknown))
        return self._open(question)

    def _about_several(self, question: Question) -> Sufficient | None:
        """Rank or list records, where a question asks for that."""
        if not question.datasets and (ranked := rank_records(question, self._knowledge)):
            return Sufficient(claims=ranked, confidence=0.85)
        return self._listed(question) if question.asks_for_list and not question.is_empty else None

    def _listed(self, question: Question) -> Sufficient | None:
        """List the records that fit; beside a dataset's name only where its ties to others are asked for."""
        if question.unknown_names:
            return None
        if question.datasets and not (_ASKS_FOR_KIN & set(question.fields) and asks_how_many(question)):
            return None  # what descends from a dataset stands in its own record too
        listed = list_records(question, self._knowledge)
        if listed is None:
            return None
        return Sufficient(claims=listed.claims, confidence=0.85, total=listed.total)

    def _described(self, question: Question, described: Described) -> Evidence:
        """Judge a question that describes its dataset ("the cafe webcam dataset") as if it named it."""
        rest = tuple(term for term in question.residue if term not in described.terms)
        if len(described.datasets) == 1:
            return self._about_datasets(replace(question, datasets=described.datasets, residue=rest))
        return Ambiguous(described.datasets)

    def _among(self, question: Question) -> Evidence | None:
        """Judge a name that fits several records: the one that alone can answer, else ask back; None to search everywhere."""
        if not question.residue and not question.years and len(question.candidates) > 1:
            return Ambiguous(question.candidates)
        findings = [(d, self._about_dataset(replace(question, datasets=(d,)), d)) for d in question.candidates]
        able = [(dataset, finding) for dataset, finding in findings if isinstance(finding, Sufficient)]
        able.sort(key=lambda pair: -pair[1].confidence)
        if not able:
            return None
        if len(able) == 1 or able[0][1].confidence > able[1][1].confidence + _CLEARLY:
            return able[0][1]
        return Ambiguous(tuple(dataset for dataset, _ in able))

    def _about_datasets(self, question: Question) -> Evidence:
        if _OVERLAP.search(question.text) and (shared := self._about_both(question)):
            return shared
        findings = [self._with_reasons(question, dataset) for dataset in question.datasets]
        sufficient = [finding for finding in findings if isinstance(finding, Sufficient)]
        if not sufficient:
            return findings[0]
        return Sufficient(
            claims=tuple(claim for finding in sufficient for claim in finding.claims),
            passages=tuple(passage for finding in sufficient for passage in finding.passages),
            confidence=min(finding.confidence for finding in sufficient) * len(sufficient) / len(findings),
            is_advice=any(finding.is_advice for finding in sufficient),
            is_unfounded=any(finding.is_unfounded for finding in sufficient),
            denied=tuple(name for finding in sufficient for name in finding.denied),
            silent=tuple(
                dataset
                for dataset, finding in zip(question.datasets, findings, strict=True)
                if isinstance(finding, Insufficient)
            ),
        )

    def _about_both(self, question: Question) -> Sufficient | None:
        """Answer what two datasets have to do with each other from the statements on one that name the other."""
        if len(question.datasets) != 2:
            return None
        weighings = []
        for dataset, other in (question.datasets, question.datasets[::-1]):
            names = [name.casefold() for name in self._knowledge.corpus.datasets[other].names]
            chunks = self._knowledge.chunks_by_dataset.get(dataset, ())
            naming = [chunk for chunk in chunks if any(name in chunk.text.casefold() for name in names)]
            if naming:
                weighings.append(self.weigh(question, dataset, (), (), naming))
        if not weighings:
            return None
        best = max(weighings, key=lambda weighing: weighing.sufficiency)
        if best.sufficiency < self._weights.about.least:
            return None
        told = distinct(best.best(_CANDIDATES), self._retriever())[:BEST]
        return Sufficient(passages=told, confidence=round(best.sufficiency, 3))

    def _about_dataset(self, question: Question, dataset: str) -> Sufficient | Insufficient:
        loose = self.field_claims.loose_terms(question, dataset)
        names = [term for term in loose if term.is_name]
        if presupposes_removal(question) and self._knowledge.corpus.datasets[dataset].status.value == "available":
            if names:
                return Insufficient(Reason.PREMISE_NOT_RECORDED, (dataset,))
            told = self._knowledge.claims_of(dataset, Field.STATUS)
            if "why" in question.cue_words:
                told = told + self._knowledge.claims_of(dataset, Field.CONCERNS)[:_SUPPLEMENTS]
            return Sufficient(claims=tuple(told), confidence=0.8, is_unfounded=True)
        if denied := denied_doers(question, dataset, self._knowledge, self.field_claims):
            return self._correction(question, dataset, denied)
        if _ASKS_PRESENCE.search(question.text) and (found := self._presence(dataset)):
            return found
        claims, fitting = self.field_claims.look_up(question, dataset)
        if self.field_claims.settles(question, fitting):
            return Sufficient(claims=tuple(fitting), confidence=0.9 if loose else 0.98)
        if names and uncovered(names, self._knowledge.words_about(dataset)):
            return self._missing(question, dataset, loose)
        weighing = self.weigh(question, dataset, claims, fitting)
        if weighing.sufficiency < self._weights.about.least or self._misses(question, weighing, loose or not claims):
            return self._missing(question, dataset, loose)
        return self._told(question, fitting, weighing)

    def _presence(self, dataset: str) -> Sufficient | None:
        """Tell somebody who asks whether they are in a dataset how to find out and how to get out, as far as that is told."""
        names = [name.casefold() for name in self._knowledge.corpus.datasets[dataset].names]
        advice = [c for c in self._knowledge.concept_chunks if any(name in c.text.casefold() for name in names)]
        chunks = [*self._knowledge.chunks_by_dataset.get(dataset, ()), *advice]
        close = [
            p for p in self._retriever().compare(_PRESENCE, chunks) if (p.similarity or 0) >= self._thresholds.presence
        ]
        consent = self._knowledge.claims_of(dataset, Field.CONSENT)[:_SUPPLEMENTS]
        origins = {claim.origin for claim in consent}
        beside = [passage for passage in _best(close) if passage.chunk.origin not in origins] if close else []
        if not beside:
            return None
        return Sufficient(claims=tuple(consent), passages=tuple(beside[:_OF_PRESENCE]), confidence=0.7)

    def _misses(self, question: Question, weighing: Weighing, is_open: object) -> bool:
        """Tell whether the best statements lack what a question must find in one of them, however close they are.

        That is who used or made a dataset, where somebody is named, and all of a question that has nothing but the words of a
        field ("which licence?").
        """
        names_somebody = question.fields and set(question.fields) <= _NAMES_SOMEBODY and "use" in question.cue_words
        if not is_open or not (names_somebody or (question.fields_are_plain and not question.residue)):
            return False
        terms = weighing.asking.terms
        return all(uncovered(terms, self._words_of_passage(passage)) for passage in weighing.best())

    def weigh(
        self,
        question: Question,
        dataset: str,
        claims: Sequence[LocatedClaim],
        fitting: Sequence[LocatedClaim],
        chunks: Sequence[Chunk] | None = None,
    ) -> Weighing:
        """Weigh all that is told about a dataset (or some of it: `chunks`) against a question."""
        about = self._knowledge.chunks_by_dataset.get(dataset, ()) if chunks is None else chunks
        passages = self._retriever().compare(question.english, about)
        terms = self.field_claims.loose_terms(question, dataset)
        asking = self._asking(question, terms or ([] if fitting else cue_terms(question)))
        everywhere = self._knowledge.words_about(dataset)
        return self._weighing(
            asking,
            passages,
            everywhere,
            self._weights.about,
            is_in_claims=bool(fitting),
            is_field_recorded=bool(claims),
        )

    def weigh_all(self, question: Question) -> Weighing:
        """Weigh what a search of everything finds for a question that names no dataset."""
        passages = self._retriever().search(question.english, question.gloss.split(), _TOP_K)
        asking = self._asking(question, required_terms(question.residue))
        return self._weighing(
            asking,
            passages,
            self._knowledge.vocabulary,
            self._weights.searched,
            is_in_claims=False,
            is_field_recorded=False,
        )

    def _weighing(
        self,
        asking: Asking,
        passages: Sequence[Passage],
        everywhere: frozenset[str],
        weights: Weights,
        **looked_up: bool,
    ) -> Weighing:
        ranked = weigh(asking, passages, self._words_of_passage, weights.statement)
        features = sufficiency_features(asking, ranked, self._words_of_passage, everywhere, **looked_up)
        return Weighing(asking, tuple(ranked), features, weights.sufficiency.chance(features))

    def _asking(self, question: Question, terms: Sequence[Term]) -> Asking:
        retriever = self._retriever()

        def rarity(term: Term) -> float:
            return min(retriever.rarity(term.canonical), retriever.rarity(term.surface.casefold()))

        others = [term for term in (*question.residue, *cue_terms(question)) if term not in terms]
        return Asking(question, tuple(terms), tuple(others), rarity)

    def _told(
        self,
        question: Question,
        fitting: Sequence[LocatedClaim],
        weighing: Weighing,
    ) -> Sufficient:
        """Return the best statements; where a field was asked for plainly, its claims that fit go first."""
        confidence = round(weighing.sufficiency, 3)
        best = distinct(weighing.best(_CANDIDATES), self._retriever())[:BEST]
        if not (question.fields_are_plain and fitting):
            return Sufficient(passages=best, confidence=confidence)
        origins = {claim.origin for claim in fitting}
        beside = [passage for passage in best if passage.chunk.origin not in origins]
        return Sufficient(claims=tuple(fitting), passages=tuple(beside[:_SUPPLEMENTS]), confidence=confidence)

    def _with_reasons(self, question: Question, dataset: str) -> Sufficient | Insufficient:
        """Judge a question about one dataset; to "may I use it?" the status, consent, worries and alternatives belong too."""
        finding = self._about_dataset(question, dataset)
        if not _asks_permission(question) or (isinstance(finding, Sufficient) and finding.denied):
            return finding
        if isinstance(finding, Insufficient) and any(
            term.is_name for term in self.field_claims.loose_terms(question, dataset)
        ):
            return finding
        told = (
            list(finding.claims)
            if isinstance(finding, Sufficient)
            else self._knowledge.claims_of(dataset, Field.LICENCE)
        )
        for field, most in _REASONS.items():
            told += [claim for claim in self._knowledge.claims_of(dataset, field)[:most] if claim not in told]
        passages = finding.passages if isinstance(finding, Sufficient) else ()
        return Sufficient(claims=tuple(told), passages=passages, confidence=0.8, is_advice=True)

    def _correction(self, question: Question, dataset: str, denied: tuple[str, ...]) -> Sufficient | Insufficient:
        told = self._knowledge.claims_of(dataset, Field.CREATORS)
        if set(question.fields) & {Field.STATUS, Field.TIMELINE}:
            told += self._knowledge.claims_of(dataset, Field.STATUS)
        if not told:
            return Insufficient(Reason.PREMISE_NOT_RECORDED, (dataset,))
        return Sufficient(claims=tuple(told), confidence=0.8, denied=denied)

    def _missing(self, question: Question, dataset: str, loose: Sequence[Term]) -> Insufficient:
        reason = Reason.DETAIL_NOT_RECORDED if loose or question.residue else Reason.FIELD_NOT_RECORDED
        return Insufficient(reason, (dataset,), tuple(term.surface for term in loose))

    def _share(self, needed: Sequence[Term], cues: Sequence[Term], passage: Passage) -> float:
        """Return the share (0 to 1) of the question's words that a passage has; 0 when it lacks a name, or none is asked."""
        words = self._origin_words(passage.chunk)
        left = uncovered(needed, words)
        if not (needed or cues) or any(term.is_name for term in left):
            return 0.0
        found = len(needed) - len(left) + _CUE_WEIGHT * (len(cues) - len(uncovered(cues, words)))
        return found / (len(needed) + _CUE_WEIGHT * len(cues))

    def _about_concepts(self, question: Question, asked: ConceptsAsked) -> Sufficient | None:
        """Answer from the notes on the concepts that a question names, if they account for all that it says beside the names.

        What a thing is, or how something is done, is told from the note's beginning; of a narrower question, the closest
        statements are shown, in the note's order.
        """
        notes = [self._knowledge.chunks_of_note(concept) for concept in asked.concepts]
        chunks = [chunk for note in notes for chunk in note]
        words = frozenset().union(*(self._origin_words(chunk) for chunk in chunks))
        terms = required_terms(asked.residue)
        if uncovered(terms, words):
            return None
        cues = cue_terms(asked)
        is_narrow = bool(terms) or (bool(cues) and not set(asked.fields) <= {Field.SUMMARY})
        if is_narrow or _NEEDS_A_STATEMENT & set(asked.fields):
            close = self._retriever().compare(question.english, chunks)
            ranked = sorted(close, key=lambda p: -((p.similarity or 0) + _SHARE_WEIGHT * self._share(terms, cues, p)))
            floor = self._thresholds.counting_concept if Field.SIZE in asked.fields else self._thresholds.concept
            if ranked and (ranked[0].similarity or 0) >= floor:
                shown = {passage.chunk.origin for passage in ranked[:_SHOWN_PASSAGES]}
                kind = answer_kind(question)
                if kind in AMOUNTS and not any(kind.is_in(p.chunk.text, question) for p in ranked[:_SHOWN_PASSAGES]):
                    return None
                in_order = tuple(p for chunk in chunks for p in ranked if p.chunk is chunk and chunk.origin in shown)
                return Sufficient(passages=in_order, confidence=_confidence(ranked[0]))
        if terms or _NEEDS_A_STATEMENT & set(asked.fields):
            return None
        share = max(_LEAST_OF_A_NOTE, _MOST_OF_A_NOTE // len(notes))
        opening = tuple(Passage(chunk, 1.0) for note in notes for chunk in note[:share])
        return Sufficient(passages=opening, confidence=0.9)

    def _open(self, question: Question) -> Evidence:
        """Answer a question that names no dataset from the best passages, when they account for its words."""
        terms = required_terms(question.residue)
        cues = cue_terms(question)
        strange = [term for term in terms if not covers(self._knowledge.vocabulary, term)]
        if not (terms or cues) or len(strange) > len(terms) // _STRANGE_SHARE:
            return Insufficient(Reason.WEAK_EVIDENCE, self._nearest(strange), tuple(term.surface for term in strange))
        weighing = self.weigh_all(question)
        if weighing.sufficiency >= self._weights.searched.least and not self._is_about_another(question, weighing):
            best = distinct(weighing.best(_CANDIDATES), self._retriever())[:BEST]
            return Sufficient(passages=best, confidence=round(weighing.sufficiency, 3))
        if (listed := self._listed(question)) and not question.residue:
            return listed
        close = [
            one.passage
            for one in weighing.ranked[:_NEAR]
            if (one.passage.similarity or 0) >= self._thresholds.near_record
        ]
        near = tuple(dict.fromkeys(dataset for passage in close for dataset in passage.chunk.datasets))
        return Insufficient(Reason.WEAK_EVIDENCE, near[:3])

    def _is_about_another(self, question: Question, weighing: Weighing) -> bool:
        """Tell whether a question asks for a record's field, and the best statement lacks a word that would say whose."""
        if not _OF_A_RECORD & set(question.fields):
            return False
        return bool(uncovered(weighing.asking.terms, self._words_of_passage(weighing.ranked[0].passage)))

    def _unknown_names(self, question: Question) -> list[Term]:
        return [term for term in question.residue if term.is_name and not covers(self._knowledge.vocabulary, term)]

    def _nearest(self, terms: Iterable[Term]) -> tuple[str, ...]:
        return self._knowledge.names.nearest(" ".join(term.surface for term in terms)) if terms else ()

    def _origin_words(self, chunk: Chunk) -> frozenset[str]:
        return self._knowledge.words_of_origin(chunk.origin)

    def _words_of_passage(self, passage: Passage) -> frozenset[str]:
        return self._knowledge.words_of_origin(passage.chunk.origin)


def _refused(question: Question) -> Insufficient | None:
    """Return why a question is not even looked at, if so."""
    if question.asks_for_link and not _SPEAKS_OF_LINKS.search(question.text):
        return Insufficient(Reason.DIRECT_LINK, question.datasets)
    if question.asks_for_identity:
        return Insufficient(Reason.IDENTIFICATION, question.datasets)
    return None


def _asks_permission(question: Question) -> bool:
    """Tell whether somebody asks if a dataset may be used ("can I use it in an app?")."""
    return Field.LICENCE in question.fields and bool(_ASKS_PERMISSION.search(question.text))


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
