"""What counts as right, and the figures over many results."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.answers import Abstention, Answer, Clarification, Reference, Result, Sentence
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.scoring import Scores, Verdict, score

OUTCOME = {"question": "who?", "language": "en", "knowledge_version": "v"}
SOURCES = {"faces/creators/0": ("daily", "weekly"), "faces/size/0": ("weekly",)}


def question(**more: Any) -> GoldenQuestion:
    return GoldenQuestion(**{"id": "1", "question": "who?", "kind": "lookup", "expect": "answer"} | more)


def answer(*sentences: Sentence, references: tuple[str, ...] = ("daily",), **more: Any) -> Answer:
    listed = tuple(
        Reference(marker, source, "A title", "A paper", None, None, "en")
        for marker, source in enumerate(references, start=1)
    )
    return Answer(**OUTCOME | {"datasets": ("faces",)} | more, sentences=sentences, references=listed)


MADE = Sentence("Faces was made by Ada.", (1,), "faces/creators/0")
ABSTENTION = Abstention(**OUTCOME, message="I do not know.")
CLARIFICATION = Clarification(**OUTCOME, message="Which?")


def judged(golden: GoldenQuestion, result: Result) -> Verdict:
    return score(golden, result, lambda origin: SOURCES.get(origin, ()))


@pytest.mark.parametrize(
    ("golden", "result"),
    [
        pytest.param(question(), answer(MADE), id="an answer"),
        pytest.param(question(mentions=(("bo", "ADA"),)), answer(MADE), id="one of the words, in any case"),
        pytest.param(question(datasets=("faces",)), answer(MADE), id="about the dataset"),
        pytest.param(question(expect="abstain"), ABSTENTION, id="an abstention"),
    ],
)
def test_right(golden: GoldenQuestion, result: Result) -> None:
    assert judged(golden, result).is_right


@pytest.mark.parametrize(
    ("golden", "result", "fault"),
    [
        pytest.param(question(), ABSTENTION, "abstention", id="an abstention instead of an answer"),
        pytest.param(question(), CLARIFICATION, "clarification", id="a question back instead of an answer"),
        pytest.param(question(expect="abstain"), answer(MADE), "answered", id="an answer instead of an abstention"),
        pytest.param(
            question(expect="abstain"), CLARIFICATION, "answered", id="a question back instead of an abstention"
        ),
        pytest.param(question(mentions=(("Ada",), ("Bo", "Bob"))), answer(MADE), "Bo", id="a word is missing"),
        pytest.param(question(datasets=("voices",)), answer(MADE), "voices", id="another dataset"),
        pytest.param(question(language="da"), answer(MADE), "in en", id="another language"),
        pytest.param(question(), answer(Sentence("x", (), "faces/creators/0")), "citation", id="no citation"),
    ],
)
def test_wrong(golden: GoldenQuestion, result: Result, fault: str) -> None:
    verdict = judged(golden, result)

    assert not verdict.is_right
    assert fault in " ".join(verdict.faults)


@pytest.mark.parametrize(
    ("result", "supported", "citations"),
    [
        pytest.param(answer(MADE), 1, 1, id="the claim names the source"),
        pytest.param(answer(Sentence("x", (1,), "faces/size/0")), 0, 1, id="the claim names another"),
        pytest.param(
            answer(Sentence("x", (1, 2), "faces/creators/0"), references=("daily", "weekly")), 2, 2, id="two sources"
        ),
        pytest.param(answer(Sentence("x", (9,), "faces/creators/0")), 0, 1, id="a marker without a reference"),
        pytest.param(ABSTENTION, 0, 0, id="nothing is cited"),
    ],
)
def test_each_citation_is_held_against_the_files(result: Result, supported: int, citations: int) -> None:
    verdict = judged(question(), result)

    assert (verdict.supported, verdict.citations) == (supported, citations)


@pytest.mark.parametrize(
    ("cites", "result", "expected"),
    [
        pytest.param(("daily", "other"), answer(MADE), True, id="one of them"),
        pytest.param(("other",), answer(MADE), False, id="none of them"),
        pytest.param((), answer(MADE), None, id="none expected"),
        pytest.param(("daily",), ABSTENTION, None, id="no answer"),
    ],
)
def test_an_expected_source_is_looked_for(cites: tuple[str, ...], result: Result, expected: bool | None) -> None:
    assert judged(question(cites=cites), result).cites_expected is expected


@pytest.fixture
def scores() -> Scores:
    """Two answerable questions, one of them refused, and two unanswerable ones, one of them answered."""
    pairs = [
        (question(id="1", cites=("daily",)), answer(MADE)),
        (question(id="2", language="da"), ABSTENTION),
        (question(id="3", expect="abstain", kind="near miss"), ABSTENTION),
        (question(id="4", expect="abstain", kind="near miss"), answer(Sentence("x", (1,), "faces/size/0"))),
    ]
    return Scores(tuple(judged(golden, result) for golden, result in pairs))


def test_the_figures_of_many_verdicts(scores: Scores) -> None:
    assert scores.share_right("answer") == 0.5
    assert scores.share_right("answer", "en") == 1.0
    assert scores.share_right("answer", "da") == 0.0
    assert scores.citation_precision == 0.5
    assert scores.expected_source_share == 1.0
    assert scores.abstention_precision == 0.5
    assert scores.abstention_recall == 0.5
    assert scores.wrong_refusals == 0.5


def test_right_ones_are_counted_by_kind(scores: Scores) -> None:
    assert scores.right_by_kind() == {
        "abstain en near miss": (1, 2),
        "answer da lookup": (0, 1),
        "answer en lookup": (1, 1),
    }


def test_a_share_of_nothing_is_whole() -> None:
    empty = Scores(())

    assert (empty.citation_precision, empty.abstention_precision, empty.share_right("answer")) == (1.0, 1.0, 1.0)
    assert empty.right_by_kind() == {}


def test_no_refusal_among_no_questions_is_no_wrong_refusal() -> None:
    assert Scores(()).wrong_refusals == 0.0
