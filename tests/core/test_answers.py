"""Results as the JSON object that the terminal and batch files show."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers import Abstention, Answer, Clarification, Reason, Reference, Result, Sentence, as_dict
from bot.core.fields import Field

KEYS = ["id", "question", "answer", "abstained", "kind", "language", "datasets", "fields", "sources", "sentences", "confidence",
        "knowledge_version", "latency_ms"]  # fmt: skip
REFERENCE = Reference(1, "daily-faces", "A million faces", "The Daily Example", "2019-06", None, "en")
ABOUT = {"question": "Who made it?", "language": "en", "knowledge_version": "v1"}
RESULTS: list[Result] = [
    Answer(
        **ABOUT,
        datasets=("faces",),
        fields=(Field.CREATORS,),
        confidence=0.98765,
        latency_ms=12.3456,
        sentences=(
            Sentence("Faces was made by A.", (1, 2), "faces/creators/0"),
            Sentence("Nothing else is known.", (), ""),
        ),
        references=(REFERENCE,),
        id="1",
    ),
    Abstention(**ABOUT, reason=Reason.UNKNOWN_DATASET, message="No record.", nearest=("faces",), id="2"),
    Clarification(**ABOUT, message="Which one?", options=(("faces", "Faces"),), id="3"),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.kind)
def test_every_kind_of_result_has_exactly_these_keys(result: Result) -> None:
    assert list(as_dict(result)) == KEYS


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.kind)
def test_every_kind_of_result_is_json(result: Result) -> None:
    assert json.loads(json.dumps(as_dict(result), allow_nan=False)) == as_dict(result)


def test_answer_shows_its_sentences_and_sources() -> None:
    assert as_dict(RESULTS[0]) == {
        "id": "1",
        "question": "Who made it?",
        "answer": "Faces was made by A. [1][2]\nNothing else is known.",
        "abstained": False,
        "kind": "answer",
        "language": "en",
        "datasets": ["faces"],
        "fields": ["creators"],
        "sources": [
            {
                "marker": 1,
                "id": "daily-faces",
                "title": "A million faces",
                "publisher": "The Daily Example",
                "published": "2019-06",
                "url": None,
            }
        ],
        "sentences": [
            {"text": "Faces was made by A.", "markers": [1, 2]},
            {"text": "Nothing else is known.", "markers": []},
        ],
        "confidence": 0.988,
        "knowledge_version": "v1",
        "latency_ms": 12.3,
    }


def test_abstention_says_why_and_pretends_no_source() -> None:
    shown = as_dict(RESULTS[1])
    assert (shown["abstained"], shown["kind"], shown["answer"]) == (True, "abstention", "No record.")
    assert (shown["sources"], shown["sentences"], shown["confidence"]) == ([], [], 0.0)


def test_clarification_is_no_abstention() -> None:
    shown = as_dict(RESULTS[2])
    assert (shown["abstained"], shown["kind"], shown["answer"]) == (False, "clarification", "Which one?")


def test_every_result_has_its_own_id() -> None:
    ids = {Abstention(**ABOUT).id for _ in range(100)}
    assert len(ids) == 100


@given(st.text(), st.lists(st.integers(1, 99), max_size=5).map(tuple))
def test_cited_text_ends_with_its_markers(text: str, markers: tuple[int, ...]) -> None:
    cited = Sentence(text, markers, "").cited
    assert cited.startswith(text)
    assert cited.removeprefix(text).strip() == "".join(f"[{marker}]" for marker in markers)
