"""Scores results against golden questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from bot.core.answers import Abstention, Answer, Clarification, Result, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.evaluation.golden import GoldenQuestion


Outcome = Literal["right", "wrong", "wrongly abstained", "wrongly answered"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_BINS = 10


@dataclass(frozen=True)
class Verdict:
    """How one result fares: right or why not, and whether the expected sources and each shown citation hold.

    Of the claims and notes that hold the answer (`places`, where the file of questions lists them), an answer shows some.
    """

    question: GoldenQuestion
    result: Result
    faults: tuple[str, ...]
    cites_expected: bool | None
    citations: int
    supported: int
    places: int = 0
    places_shown: int = 0

    @property
    def outcome(self) -> Outcome:
        """How it went: right, wrong, abstained from what has an answer, or answered what has none."""
        if self.is_right:
            return "right"
        if self.question.expect == "abstain":
            return "wrongly answered"
        return "wrongly abstained" if isinstance(self.result, Abstention) else "wrong"

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


@dataclass(frozen=True)
class Scores:
    """Figures over many verdicts; shares are between 0 and 1 (1 when there is nothing to share)."""

    verdicts: tuple[Verdict, ...]

    def right_by_kind(self) -> Mapping[str, tuple[int, int]]:
        """Return (right, all) for each kind of question and language."""
        right: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for verdict in self.verdicts:
            key = f"{verdict.question.expect} {verdict.question.language} {verdict.question.kind}"
            total[key] += 1
            right[key] += verdict.is_right
        return {key: (right[key], total[key]) for key in sorted(total)}

    def by_kind(self) -> Mapping[str, Scores]:
        """Return the verdicts of each kind of question as scores of their own."""
        kinds = sorted({verdict.question.kind for verdict in self.verdicts})
        return {kind: Scores(tuple(v for v in self.verdicts if v.question.kind == kind)) for kind in kinds}

    def count(self, outcome: Outcome) -> int:
        """Return how many results went one way."""
        return sum(verdict.outcome == outcome for verdict in self.verdicts)

    def reliability(self) -> list[tuple[float, int, float, float]]:
        """Return (from, answers, mean confidence, share right) for each tenth of the confidence that any answer has."""
        answers = [v for v in self.verdicts if isinstance(v.result, Answer)]
        rows = []
        for low in range(_BINS):
            inside = [v for v in answers if min(int(v.result.confidence * _BINS), _BINS - 1) == low]
            if inside:
                mean = sum(v.result.confidence for v in inside) / len(inside)
                rows.append((low / _BINS, len(inside), mean, _share(sum(v.is_right for v in inside), len(inside))))
        return rows

    def share_right(self, expect: str, language: str | None = None) -> float:
        """Return the share of right results among questions of one expectation (and language)."""
        chosen = [v for v in self.verdicts if v.question.expect == expect and language in (None, v.question.language)]
        return _share(sum(v.is_right for v in chosen), len(chosen))

    def figures(self) -> Mapping[str, float]:
        """Return the figures of a report by their names."""
        return {
            "answerable right, English": self.share_right("answer", "en"),
            "answerable right, Danish": self.share_right("answer", "da"),
            "citation precision": self.citation_precision,
            "citation recall": self.citation_recall,
            "answers citing an expected source": self.expected_source_share,
            "right dataset first": self.right_dataset_first,
            "abstention precision": self.abstention_precision,
            "abstention recall": self.abstention_recall,
            "wrong refusals": self.wrong_refusals,
        }

    @property
    def citation_precision(self) -> float:
        """Share of shown citations whose claim or statement names that very source."""
        return _share(sum(v.supported for v in self.verdicts), sum(v.citations for v in self.verdicts))

    @property
    def citation_recall(self) -> float:
        """Share of the answers to questions with known places (claims, notes) of the answer that show at least one of them."""
        known = [v for v in self.verdicts if v.places and isinstance(v.result, Answer)]
        return _share(sum(v.places_shown > 0 for v in known), len(known))

    @property
    def expected_source_share(self) -> float:
        """Share of answered questions with expected sources that cite at least one of them."""
        known = [v.cites_expected for v in self.verdicts if v.cites_expected is not None]
        return _share(sum(known), len(known))

    @property
    def right_dataset_first(self) -> float:
        """Share of the answers to questions about one dataset that name that one first."""
        about = [v for v in self.verdicts if isinstance(v.result, Answer) and len(v.question.datasets) == 1]
        return _share(sum(v.result.datasets[:1] == v.question.datasets for v in about), len(about))

    @property
    def abstention_precision(self) -> float:
        """Share of abstentions that were expected."""
        abstained = [v for v in self.verdicts if isinstance(v.result, Abstention)]
        return _share(sum(v.question.expect == "abstain" for v in abstained), len(abstained))

    @property
    def abstention_recall(self) -> float:
        """Share of questions without an answer that were abstained from, or whose premise was corrected."""
        unanswerable = [v for v in self.verdicts if v.question.expect == "abstain"]
        return _share(sum(v.is_right for v in unanswerable), len(unanswerable))

    @property
    def wrong_refusals(self) -> float:
        """Share of answerable questions that were abstained from (0 when there is none)."""
        answerable = [v for v in self.verdicts if v.question.expect == "answer"]
        return sum(isinstance(v.result, Abstention) for v in answerable) / max(1, len(answerable))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(question: GoldenQuestion, result: Result, sources_of: Callable[[str], Sequence[str]]) -> Verdict:
    """Judge one result; `sources_of` returns the sources that the claim or statement at an origin names in the files."""
    sentences = result.sentences if isinstance(result, Answer) else ()
    by_marker = (
        {reference.marker: reference.id for reference in result.references} if isinstance(result, Answer) else {}
    )
    cited = [(sentence.origin, by_marker.get(marker, "")) for sentence in sentences for marker in sentence.markers]
    expected = any(source in question.cites for source in by_marker.values()) if question.cites and sentences else None
    return Verdict(
        question=question,
        result=result,
        faults=tuple(_faults(question, result)),
        cites_expected=expected,
        citations=len(cited),
        supported=sum(source in sources_of(origin) for origin, source in cited),
        places=len(question.origins),
        places_shown=_places_shown(question, sentences),
    )


def _places_shown(question: GoldenQuestion, sentences: Sequence[Sentence]) -> int:
    """Return how many of the places that hold the answer are shown: a claim by its place, a note by any of its statements."""
    shown = {origin for sentence in sentences for origin in sentence.origin.split()}
    shown |= {origin.rpartition("/")[0] for origin in shown}
    shown |= {origin + "/0" for origin in shown}  # a status stands alone in its field
    return sum(place in shown for place in question.origins)


def _faults(question: GoldenQuestion, result: Result) -> list[str]:
    if (
        question.expect == "abstain"
        and isinstance(result, Answer)
        and result.corrects_premise
        and question.kind == "false-premise"
    ):
        return []  # it says that the premise is not on record, and what is
    if question.expect == "abstain":
        return [] if isinstance(result, Abstention) else ["answered instead of abstaining"]
    if question.expect == "clarify":
        return [] if isinstance(result, Clarification) else [f"{result.kind} instead of asking back"]
    if not isinstance(result, Answer):
        return [f"{result.kind} instead of an answer"]
    faults = [f"lacks any of {list(words)}" for words in question.mentions if not _holds_any(result.text, words)]
    if not result.text.casefold().startswith(question.starts.casefold()):
        faults.append(f"does not begin with {question.starts!r}")
    faults.extend(f"holds {word!r}" for word in question.lacks if word.casefold() in result.text.casefold())
    if question.datasets and question.datasets[0] not in result.datasets:
        faults.append(f"about {list(result.datasets)} instead of {list(question.datasets)}")
    if any(not sentence.markers for sentence in result.sentences):
        faults.append("a sentence without a citation")
    if result.language != question.language:
        faults.append(f"in {result.language} instead of {question.language}")
    return faults


def _holds_any(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return any(word.casefold() in folded for word in words)
