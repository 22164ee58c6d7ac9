"""Decides in code whether the knowledge base holds evidence for THIS question, and which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.coverage import covers, uncovered
from bot.answering.listing import list_records, rank_records
from bot.core.answers import Reason
from bot.core.chunks import Passage
from bot.core.fields import Field
from bot.core.questions import ConceptsAsked, Question, Term
from bot.corpus.models import EventClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.answering.knowledge import Knowledge, LocatedClaim
    from bot.core.chunks import Chunk
    from bot.retrieval.retriever import Retriever

_TOP_K = 12
_SHOWN_PASSAGES = 4
_MOST_OF_A_NOTE = 5  # statements
_LEAST_OF_A_NOTE = 2
_SUPPLEMENTS = 2
_ONE_THING = 2  # words: "algorithmic disgorgement"
_FAR_BEHIND = 0.15
_ALL = 0.99
_ASKING_WORDS = frozenset(
    "what who when where why how which many about still be much for by of get can may".split()
)  # words of cues that evidence need not repeat
_OPTIONAL = frozenset({"people", "user"})  # said of nearly every dataset; its absence from a claim says nothing
_NEEDS_A_RECORD = frozenset(
    {Field.SIZE, Field.CREATORS, Field.RELEASED, Field.LICENCE, Field.STATUS, Field.AVAILABILITY}
)
_PRESUPPOSES_A_DOER = frozenset({Field.CREATORS, Field.RELEASED, Field.STATUS, Field.TIMELINE, Field.COLLECTION})
_REASONS = {Field.STATUS: 1, Field.CONSENT: 2, Field.CONCERNS: 2, Field.ALTERNATIVES: 2}  # and how many of each
_ASKS_PERMISSION = re.compile(
    r"\b(?:can|could|may|might|am|are|is|would|ok|okay|må|kan|er)\b.*\b(?:use|using|used|train|put|publish|share|bruge|anvende|træne|dele)\b",
    re.IGNORECASE,
)
_MAKING = frozenset({Field.CREATORS, Field.RELEASED, Field.COLLECTION})
_TELLS_WHO = (Field.CREATORS, Field.RELEASED, Field.STATUS, Field.COLLECTION)
_NEEDS_A_STATEMENT = frozenset({Field.SIZE, Field.CREATORS, Field.RELEASED, Field.TIMELINE})
_TOLERANT = frozenset(
    {
        Field.STATUS, Field.AVAILABILITY, Field.CONSENT, Field.LICENCE, Field.CREATORS, Field.RELEASED, Field.COLLECTION,
        Field.DERIVED_FROM, Field.DERIVATIVES, Field.CONCERNS, Field.ALTERNATIVES,
    }
)  # fmt: skip
_MADE_PUBLIC = frozenset({"release", "study", "present", "post", "upload", "announce", "available"})
_SHARE_WEIGHT = 0.35
_SMALL_TALK_SHARE = 4  # one word in four may be small talk
_STRANGE_SHARE = 4  # one word in four may be in no source
_CUE_WEIGHT = 0.5
_NARROWED = frozenset({Field.TIMELINE, Field.USED_BY, Field.AVAILABILITY})
_OVERVIEW = (Field.SUMMARY, Field.STATUS)


@dataclass(frozen=True)
class Sufficient:
    """Evidence that answers the question: claims looked up, and passages found; `confidence` is between 0 and 1.

    `silent` are the datasets, of several asked about, whose records say nothing; `denied` are the makers or owners that the
    question takes for granted and the record does not know; `is_unfounded` says that it takes for granted what did not happen,
    `is_advice` that somebody may act on it.
    """

    claims: tuple[LocatedClaim, ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float = 1.0
    silent: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    is_unfounded: bool = False
    is_advice: bool = False


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
    """What passages must reach, set on development questions, never on the golden set: cosine similarities (0 to 1), and in
    `passages` and `cues_only` pairs of (share of the question's words, similarity) of which one must be reached."""

    passages: tuple[tuple[float, float], ...] = ((0.99, 0.30), (0.60, 0.50), (0.50, 0.70))
    cues_only: tuple[tuple[float, float], ...] = ((0.45, 0.55),)
    open_question: float = 0.45
    about_some_record: float = 0.60
    supplement: float = 0.55
    near_record: float = 0.35
    concept: float = 0.35


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
        if refused := _refused(question):
            return refused
        if question.concepts and (told := self._about_concepts(question, question.concepts)):
            return told
        if question.unknown_names:
            near = self._knowledge.names.nearest(" ".join(question.unknown_names))
            return Insufficient(Reason.UNKNOWN_DATASET, near, question.unknown_names)
        if question.datasets:
            return self._about_datasets(question)
        if question.candidates:
            return Ambiguous(question.candidates)
        if unknown := self._unknown_names(question):
            return Insufficient(Reason.UNKNOWN_DATASET, self._nearest(unknown), tuple(term.surface for term in unknown))
        if ranked := rank_records(question, self._knowledge):
            return Sufficient(claims=ranked, confidence=0.85)
        if question.asks_for_list and (listed := list_records(question, self._knowledge)):
            return Sufficient(claims=listed, confidence=0.9)
        return self._open(question)

    def _about_datasets(self, question: Question) -> Evidence:
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

    def _about_dataset(self, question: Question, dataset: str) -> Sufficient | Insufficient:
        loose = self._loose_terms(question, dataset)
        names = [term for term in loose if term.is_name]
        if _presupposes_removal(question) and self._knowledge.corpus.datasets[dataset].status.value == "available":
            if names:
                return Insufficient(Reason.PREMISE_NOT_RECORDED, (dataset,))
            statuses = tuple(self._knowledge.claims_of(dataset, Field.STATUS))
            return Sufficient(claims=statuses, confidence=0.8, is_unfounded=True)
        if denied := self._denied(question, dataset):
            return self._correction(question, dataset, denied)
        claims = [claim for field in _looked_up(question) for claim in self._claims(question, dataset, field)]
        fitting = [claim for claim in claims if not uncovered(loose, self._words(claim))]
        if fitting and self._settles(question, fitting):
            return Sufficient(claims=tuple(fitting), confidence=0.9 if loose else 0.98)
        if names and uncovered(names, self._words_about(dataset)):
            return self._missing(question, dataset, loose)
        passages = self._passages_about(question, dataset, loose, is_lookup=bool(claims))
        if fitting:
            return self._with_supplement(question, fitting, passages)
        if passages:
            return Sufficient(passages=passages, confidence=_confidence(passages[0]))
        return self._tolerated(question, claims, loose) or self._missing(question, dataset, loose)

    def _with_reasons(self, question: Question, dataset: str) -> Sufficient | Insufficient:
        """Judge a question about one dataset; to "may I use it?" the status, consent, worries and alternatives belong too."""
        finding = self._about_dataset(question, dataset)
        if not _asks_permission(question) or (isinstance(finding, Sufficient) and finding.denied):
            return finding
        if isinstance(finding, Insufficient) and any(term.is_name for term in self._loose_terms(question, dataset)):
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

    def _denied(self, question: Question, dataset: str) -> tuple[str, ...]:
        """Return who made, released or withdrew the dataset in the question's words, and is in none of its texts."""
        if not _PRESUPPOSES_A_DOER & set(question.fields) or len(question.datasets) != 1:
            return ()
        actors = [term for term in question.residue if term.surface.casefold() in self._knowledge.actors]
        if not actors:  # the usual case: the words about a dataset need not be gathered
            return ()
        unheard = uncovered(actors, self._words_about(dataset))
        if set(question.fields) & _MAKING:
            makers = [claim for field in _TELLS_WHO for claim in self._knowledge.claims_of(dataset, field)]
            known = frozenset().union(*(self._words(claim) for claim in makers)) | self._frame(dataset, (dataset,))
            doers = [term for term in actors if _is_doer(term, question.text)]
            unheard += [term for term in uncovered(doers, known) if term not in unheard]
        return tuple(term.surface for term in unheard)

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

    def _settles(self, question: Question, claims: Sequence[LocatedClaim]) -> bool:
        """Tell whether claims of the asked fields are the whole answer: nothing else was said, or one claim speaks of all of it."""
        said = _required(question.residue)
        return not said or any(not uncovered(said, self._words(claim)) for claim in claims)

    def _with_supplement(
        self, question: Question, claims: Sequence[LocatedClaim], passages: Sequence[Passage]
    ) -> Sufficient:
        """Put close passages beside the claims; before a lone "who" or "when" they are the answer themselves."""
        close = [p for p in passages if (p.similarity or 0) >= self._thresholds.supplement]
        if close and not question.fields_are_plain:
            return Sufficient(passages=tuple(close), confidence=_confidence(close[0]))
        return Sufficient(claims=tuple(claims), passages=tuple(close[:_SUPPLEMENTS]), confidence=0.85)

    def _loose_terms(self, question: Question, dataset: str) -> list[Term]:
        """Return the terms that a question about a record may not use freely: evidence must account for them."""
        frame = self._frame(dataset, question.datasets)
        return _required(uncovered(question.residue, frame))

    def _tolerated(
        self, question: Question, claims: Sequence[LocatedClaim], loose: Sequence[Term]
    ) -> Sufficient | None:
        """Return the claims of a field that was asked for plainly, although a word or two of small talk is left over."""
        plainly = question.fields_are_plain and set(question.fields) <= _TOLERANT and not _asks_for_detail(question)
        if not claims or not plainly or any(term.is_name for term in loose):
            return None
        left = uncovered(loose, frozenset().union(*(self._words(claim) for claim in claims)))
        said = len(question.residue) + len(self._cue_terms(question))
        if len(left) > max(1, said // _SMALL_TALK_SHARE) or any(term.canonical in question.heads for term in left):
            return None
        return Sufficient(claims=tuple(claims), confidence=0.6)

    def _claims(self, question: Question, dataset: str, field: Field) -> list[LocatedClaim]:
        claims = self._knowledge.claims_of(dataset, field)
        if field is Field.STATUS and _asks_for_reasons(question):
            return [*claims, *self._knowledge.reasons_of(dataset)]
        if field is Field.SIZE:
            return self._counting(question, dataset, claims)
        if field is Field.RELEASED and not claims:
            return self._first_public(dataset)
        if field is Field.TIMELINE and question.years:
            dated = [c for c in claims if isinstance(c.claim, EventClaim) and int(c.claim.date[:4]) in question.years]
            return dated or claims
        if field in _NARROWED:
            for said in (question.residue, self._cue_terms(question) if field is Field.TIMELINE else ()):
                if named := [c for c in claims if any(covers(self._words(c), term) for term in said)]:
                    return named
        return claims

    def _first_public(self, dataset: str) -> list[LocatedClaim]:
        """Return the first event at which a dataset became known (a paper, a post), where no release is recorded."""
        events = self._knowledge.claims_of(dataset, Field.TIMELINE)
        public = [event for event in events if _MADE_PUBLIC & self._words(event)]
        return sorted(public, key=lambda event: event.claim.date if isinstance(event.claim, EventClaim) else "")[:1]

    def _counting(self, question: Question, dataset: str, claims: list[LocatedClaim]) -> list[LocatedClaim]:
        """Return the sizes of what is counted ("how many people"); all sizes when nothing in particular is."""
        names = self._knowledge.word_set(" ".join(self._knowledge.corpus.datasets[dataset].names))
        frame = self._frame(dataset, question.datasets)
        counted = [term for term in uncovered(question.residue, names) if not (term.is_name and covers(frame, term))]
        exact = [c for c in claims if not uncovered(counted, self._words(c))]
        return exact or ([] if _required(counted) else claims)

    def _passages_about(
        self, question: Question, dataset: str, loose: Sequence[Term], *, is_lookup: bool
    ) -> tuple[Passage, ...]:
        """Return the passages about one dataset that account for the question: all of its words, or most and close in meaning."""
        chunks = self._knowledge.chunks_by_dataset.get(dataset, ())
        needed = list(loose) or _required(question.residue)
        cues = self._cue_terms(question)
        if not needed and not cues:
            return ()
        names_somebody = any(term.is_name for term in loose)
        if is_lookup and names_somebody:  # "when did Google withdraw it?": who did what stands together
            needed = [*needed, *cues]
        passages = self._retriever().compare(question.english, chunks)
        weighed = [(self._share(needed, cues, passage), passage) for passage in passages]
        bars = self._thresholds.passages if needed else self._thresholds.cues_only
        good = [(share, p) for share, p in weighed if _is_enough(share, p.similarity or 0, bars)]
        ranked = sorted(good, key=lambda pair: -((pair[1].similarity or 0) + _SHARE_WEIGHT * pair[0]))
        return _best([passage for _, passage in ranked]) if ranked else ()

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
        terms = _required(asked.residue)
        if uncovered(terms, words):
            return None
        cues = [Term(word, word) for word in asked.cue_words if word not in _ASKING_WORDS]
        is_narrow = bool(terms) or (bool(cues) and not set(asked.fields) <= {Field.SUMMARY})
        if is_narrow or _NEEDS_A_STATEMENT & set(asked.fields):
            close = self._retriever().compare(question.english, chunks)
            ranked = sorted(close, key=lambda p: -((p.similarity or 0) + _SHARE_WEIGHT * self._share(terms, cues, p)))
            floor = self._thresholds.about_some_record if Field.SIZE in asked.fields else self._thresholds.concept
            if ranked and (ranked[0].similarity or 0) >= floor:
                shown = {passage.chunk.origin for passage in ranked[:_SHOWN_PASSAGES]}
                in_order = tuple(p for chunk in chunks for p in ranked if p.chunk is chunk and chunk.origin in shown)
                return Sufficient(passages=in_order, confidence=_confidence(ranked[0]))
        if terms or _NEEDS_A_STATEMENT & set(asked.fields):
            return None
        share = max(_LEAST_OF_A_NOTE, _MOST_OF_A_NOTE // len(notes))
        opening = tuple(Passage(chunk, 1.0) for note in notes for chunk in note[:share])
        return Sufficient(passages=opening, confidence=0.9)

    def _open(self, question: Question) -> Evidence:
        """Answer a question that names no dataset from the best passages, when they account for its words."""
        terms = _required(question.residue)
        cues = self._cue_terms(question)
        strange = [term for term in terms if not covers(self._knowledge.vocabulary, term)]
        if not (terms or cues) or len(strange) > len(terms) // _STRANGE_SHARE:
            return Insufficient(Reason.WEAK_EVIDENCE, self._nearest(strange), tuple(term.surface for term in strange))
        passages = self._retriever().search(question.english, question.gloss.split(), _TOP_K)
        floor = (
            self._thresholds.about_some_record
            if _NEEDS_A_RECORD & set(question.fields)
            else self._thresholds.open_question
        )
        weighed = [(self._share(terms, () if terms else cues, passage), passage) for passage in passages]
        bars = self._thresholds.passages  # also where cues are all there is: with no dataset named, they say little
        low = self._thresholds.open_question if len(terms) > 1 else floor  # enough for what has each of several words
        good = [(share, p) for share, p in weighed if (p.similarity or 0) >= (low if share >= _ALL else floor)]
        good = [(share, p) for share, p in good if _is_enough(share, p.similarity or 0, bars)]
        if good:
            ranked = self._ranked(question, good)
            return Sufficient(passages=_best(ranked), confidence=_confidence(ranked[0]))
        close = [p for p in passages[:5] if (p.similarity or 0) >= self._thresholds.near_record]
        near = tuple(dict.fromkeys(dataset for passage in close for dataset in passage.chunk.datasets))
        return Insufficient(Reason.WEAK_EVIDENCE, near[:3])

    def _ranked(self, question: Question, weighed: Sequence[tuple[float, Passage]]) -> list[Passage]:
        """Order passages by how much of the question they have; where a definition is asked for, concept notes go first.

        A concept note opens with its definition.
        """
        defines = question.fields == (Field.SUMMARY,)
        one_thing = defines and len(question.residue) <= _ONE_THING
        cues = self._cue_terms(question)

        def rank(pair: tuple[float, Passage]) -> tuple[bool, float, bool, int, float]:
            share, passage = pair
            left = len(uncovered(cues, self._origin_words(passage.chunk)))
            opens = passage.chunk.origin.endswith("/0")
            concept = self._is_concept(passage.chunk)
            return (defines and not concept, -share, one_thing and not opens, left, -(passage.similarity or 0))

        return [passage for _, passage in sorted(weighed, key=rank)]

    def _is_concept(self, chunk: Chunk) -> bool:
        return any(self._knowledge.corpus.articles[source].type == "concept" for source in chunk.sources)

    def _unknown_names(self, question: Question) -> list[Term]:
        return [term for term in question.residue if term.is_name and not covers(self._knowledge.vocabulary, term)]

    def _nearest(self, terms: Iterable[Term]) -> tuple[str, ...]:
        return self._knowledge.names.nearest(" ".join(term.surface for term in terms)) if terms else ()

    def _cue_terms(self, question: Question) -> list[Term]:
        return [Term(word, word) for word in question.cue_words if word not in _ASKING_WORDS]

    def _words_about(self, dataset: str) -> frozenset[str]:
        chunks = self._knowledge.chunks_by_dataset.get(dataset, ())
        return frozenset().union(*(self._knowledge.word_set(chunk.text) for chunk in chunks))

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


def _refused(question: Question) -> Insufficient | None:
    """Return why a question is not even looked at, if so."""
    if question.asks_for_link:
        return Insufficient(Reason.DIRECT_LINK, question.datasets)
    if question.asks_for_identity:
        return Insufficient(Reason.IDENTIFICATION, question.datasets)
    return Insufficient(Reason.EMPTY) if question.is_empty else None


def _is_enough(share: float, similarity: float, bars: Sequence[tuple[float, float]]) -> bool:
    return any(share >= least and similarity >= close for least, close in bars)


def _asks_for_detail(question: Question) -> bool:
    """Tell whether a question asks for one particular (a number, a thing), for which the rest of a field is no answer."""
    if set(question.fields) & {Field.SIZE, Field.SUMMARY} or {"many", "much"} & set(question.cue_words):
        return True
    return Field.CREATORS in question.fields and "who" not in question.cue_words


def _looked_up(question: Question) -> tuple[Field, ...]:
    """Return the fields to look up: those asked for; for a bare name an overview; none for "what ... about"."""
    if question.fields in ((), (Field.SUMMARY,)):
        return () if question.residue else _OVERVIEW
    if Field.TIMELINE in question.fields and question.years:  # "what happened to it in 2021?"
        return (Field.TIMELINE,)
    return question.fields


def _required(terms: Iterable[Term]) -> list[Term]:
    """Return the terms that evidence must account for."""
    return [term for term in terms if term.canonical not in _OPTIONAL]


def _asks_for_reasons(question: Question) -> bool:
    """Tell whether the status is asked for with its reasons: "why", or what became of it and nothing narrower."""
    if "why" in question.cue_words:
        return True
    return question.fields in ((), (Field.STATUS,)) and not {"when", "who"} & set(question.cue_words)


def _asks_permission(question: Question) -> bool:
    """Tell whether somebody asks if a dataset may be used ("can I use it in an app?")."""
    return Field.LICENCE in question.fields and bool(_ASKS_PERMISSION.search(question.text))


def _is_doer(term: Term, text: str) -> bool:
    """Tell whether a question says that somebody did something ("when did Google release ...")."""
    return bool(re.search(rf"\b(?:did|has|had) (?:the )?{re.escape(term.surface)}\b", text, re.IGNORECASE))


def _presupposes_removal(question: Question) -> bool:
    """Tell whether the question takes for granted that the dataset was withdrawn ("why was it deleted?")."""
    removal_alone = bool(question.fields) and set(question.fields) <= {Field.STATUS, Field.TIMELINE}
    return removal_alone and "remove" in question.cue_words and bool({"why", "when", "who"} & set(question.cue_words))


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
