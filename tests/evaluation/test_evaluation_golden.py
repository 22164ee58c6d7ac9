"""The golden questions: their file, and that there are enough of each kind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.core.fields import Field
from bot.corpus.reader import Corpus, read_corpus
from bot.errors import BatchFileProblem
from bot.evaluation.golden import GoldenQuestion, read_golden

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def golden() -> list[GoldenQuestion]:
    """The real golden questions."""
    return read_golden(ROOT / "tests" / "golden" / "questions.jsonl")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The real knowledge files."""
    return read_corpus(ROOT / "knowledge")


def test_ids_and_questions_are_unique(golden: list[GoldenQuestion]) -> None:
    assert [one for one, count in Counter(question.id for question in golden).items() if count > 1] == []
    assert [one for one, count in Counter(question.question for question in golden).items() if count > 1] == []


@pytest.mark.parametrize(
    ("expect", "languages", "least"),
    [
        pytest.param("answer", {"en"}, 20, id="answerable in English"),
        pytest.param("answer", {"da"}, 8, id="answerable in Danish"),
        pytest.param("abstain", {"en", "da"}, 12, id="not answerable"),
    ],
)
def test_there_are_enough_of_each_kind(
    golden: list[GoldenQuestion], expect: str, languages: set[str], least: int
) -> None:
    assert sum(question.expect == expect and question.language in languages for question in golden) >= least


def test_expected_records_fields_and_sources_exist(golden: list[GoldenQuestion], corpus: Corpus) -> None:
    unknown = {
        question.id: sorted(
            {*question.datasets} - corpus.datasets.keys()
            | {*question.cites} - corpus.articles.keys()
            | {*question.fields} - set(Field)
        )
        for question in golden
    }

    assert {one: names for one, names in unknown.items() if names} == {}


def test_an_answerable_question_says_what_a_good_answer_holds(golden: list[GoldenQuestion]) -> None:
    empty = [one.id for one in golden if one.expect == "answer" and not (one.mentions and all(one.mentions))]

    assert empty == []


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    line = '{"id": "1", "question": "hvor?", "language": "da", "kind": "lookup", "expect": "abstain"}'

    assert [one.id for one in read_golden(write(tmp_path / "golden.jsonl", f"\n{line}\n\n"))] == ["1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{", "line 1", id="no JSON"),
        pytest.param("\n[]\n", "line 2", id="no object"),
        pytest.param('{"id": "1"}', "line 1", id="a key is missing"),
        pytest.param(
            '{"id": "1", "question": "x", "kind": "k", "expect": "maybe"}', "expect", id="no such expectation"
        ),
        pytest.param(
            '{"id": "1", "question": "x", "kind": "k", "expect": "answer", "cite": []}', "cite", id="a key too many"
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BatchFileProblem, match=told):
        read_golden(write(tmp_path / "golden.jsonl", text))


@pytest.mark.parametrize("content", [None, b"\xff\xfe{}"], ids=["no file", "no text"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "golden.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BatchFileProblem, match=r"golden\.jsonl"):
        read_golden(path)
