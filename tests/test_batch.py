"""Every line of a batch file gets its answer, whatever it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_knowledge import small_assistant, write_small_knowledge

from bot.batch import BatchItem, answer_batch, read_batch
from bot.core.questions import MAX_QUESTION_CHARACTERS
from bot.errors import BatchFileProblem

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answering.assistant import Assistant

KEYS = {"id", "question", "answer", "abstained", "kind", "language", "datasets", "fields", "sources", "sentences", "confidence",
        "knowledge_version", "latency_ms"}  # fmt: skip
CONSENT = "Was anyone in Faces-1M asked?"
ODD_LINES = [
    pytest.param(b"", ["line 1"], id="empty"),
    pytest.param(b"   \t", ["line 1"], id="blank"),
    pytest.param(b'{"id": "a", "question": ', ["line 1"], id="broken JSON"),
    pytest.param(b'{"id": "a", "question": "who?"} trailing', ["line 1"], id="something behind the object"),
    pytest.param(b'{"id": "a", "question": "' + b"x" * 100_000 + b'"}', ["a"], id="100,000 characters"),
    pytest.param(b"x" * 100_000, ["line 1"], id="100,000 characters that are no JSON"),
    pytest.param(b"\x00\x00\x00", ["line 1"], id="NUL bytes"),
    pytest.param(b'{"id": "a", "question": "who\\u0000 made Faces-1M?"}', ["a"], id="escaped NUL"),
    pytest.param(b'{"id": "a", "question": "\xff\xfe\xe5"}', ["a"], id="not UTF-8"),
    pytest.param(b"\xff\xfe\xe5", ["line 1"], id="nothing of it UTF-8"),
    pytest.param(b'{"id": "a", "question": "who made \\ud800?"}', ["a"], id="half a character in the question"),
    pytest.param(b'{"id": "a", "turns": ["\\udfff", {"question": "\\ud800"}]}', ["a", "a"], id="half a character in a turn"),
    pytest.param(b"[1, 2]", ["line 1"], id="array"),
    pytest.param(b"42", ["line 1"], id="number"),
    pytest.param(b"null", ["line 1"], id="null"),
    pytest.param(b"NaN", ["line 1"], id="NaN"),
    pytest.param(b'"Who made Faces-1M?"', ["line 1"], id="string"),
    pytest.param(b"{}", ["line 1"], id="empty object"),
    pytest.param(b'{"id": "a"}', ["a"], id="no question"),
    pytest.param(b'{"id": "a", "question": null}', ["a"], id="question null"),
    pytest.param(b'{"id": "a", "question": ["who?"]}', ["a"], id="question an array"),
    pytest.param(b'{"id": "a", "turns": []}', ["a"], id="no turns"),
    pytest.param(b'{"id": "a", "turns": [1, null, {}, [], {"question": 5}]}', ["a"] * 5, id="turns that are no questions"),
    pytest.param(b'{"id": "a", "turns": "who?"}', ["a"], id="turns a string"),
    pytest.param(b'{"id": "a", "turns": {}, "question": "who?"}', ["a"], id="turns an object"),
    pytest.param(b'{"id": 7, "question": "who?"}', [7], id="id a number"),
    pytest.param(b'{"id": 0.5, "question": "who?"}', [0.5], id="id a fraction"),
    pytest.param(b'{"id": false, "question": "who?"}', [False], id="id false"),
    pytest.param(b'{"id": 1e999, "question": "who?"}', ["line 1"], id="id infinite"),
    pytest.param(b'{"id": NaN, "question": "who?"}', ["line 1"], id="id NaN"),
    pytest.param(b'{"id": "", "question": "who?"}', [""], id="id empty"),
    pytest.param(b'{"id": null, "question": "who?"}', ["line 1"], id="id null"),
    pytest.param(b'{"id": [1], "question": "who?"}', ["line 1"], id="id an array"),
    pytest.param(b'{"id": ' + b"9" * 5_000 + b', "question": "who?"}', ["line 1"], id="id a number of 5,000 digits"),
    pytest.param(b'{"id": "a", "id": "b", "question": "who?"}', ["b"], id="id twice in one line"),
    pytest.param(b"[" * 100_000, ["line 1"], id="deep nesting, not closed"),
    pytest.param(b"[" * 100_000 + b"]" * 100_000, ["line 1"], id="deep nesting"),
    pytest.param(b'{"id": "a", "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, ["line 1"], id="deep objects"),
]  # fmt: skip


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real assistant on three records, with the fake model."""
    return small_assistant(write_small_knowledge(tmp_path_factory.mktemp("batch") / "knowledge"))


def answered(assistant: Assistant, folder: Path, raw: bytes) -> list[dict[str, Any]]:
    """Answer a file as the terminal does, and read back what it would write."""
    source = folder / "in.jsonl"
    source.write_bytes(raw)
    lines = [
        json.dumps(line, ensure_ascii=False) for item in read_batch(source) for line in answer_batch(assistant, item)
    ]
    (folder / "out.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    written = (folder / "out.jsonl").read_text(encoding="utf-8").split("\n")
    assert written.pop() == ""
    return [json.loads(line, parse_constant=pytest.fail) for line in written]


def test_question_is_answered_with_its_sources(assistant: Assistant, tmp_path: Path) -> None:
    (line,) = answered(assistant, tmp_path, json.dumps({"id": "1", "question": CONSENT}).encode())
    assert set(line) == KEYS
    assert (line["id"], line["question"], line["kind"], line["abstained"]) == ("1", CONSENT, "answer", False)
    assert line["datasets"] == ["faces-1m"]
    assert line["fields"] == ["consent"]
    assert [source["id"] for source in line["sources"]] == ["daily-faces", "avisen-ansigter"]


def test_turns_are_one_conversation(assistant: Assistant, tmp_path: Path) -> None:
    turns = [{"question": "What is Faces-1M?"}, {"question": "Who made it?"}]
    lines = answered(assistant, tmp_path, json.dumps({"id": "c", "turns": turns}).encode())
    assert [(line["id"], line["turn"], line["datasets"]) for line in lines] == [
        ("c", 1, ["faces-1m"]),
        ("c", 2, ["faces-1m"]),
    ]
    assert set(lines[1]) == KEYS | {"turn"}


def test_lines_are_no_conversation(assistant: Assistant, tmp_path: Path) -> None:
    raw = b'{"id": "1", "question": "What is Faces-1M?"}\n{"id": "2", "question": "Who made it?"}\n'
    assert answered(assistant, tmp_path, raw)[1]["datasets"] == []


@pytest.mark.parametrize(("raw", "ids"), ODD_LINES)
def test_odd_line_gets_a_line_for_each_of_its_questions(
    assistant: Assistant, tmp_path: Path, raw: bytes, ids: list[str | float]
) -> None:
    lines = answered(assistant, tmp_path, raw + b"\n" + json.dumps({"id": "next", "question": CONSENT}).encode())
    assert [json.dumps(line["id"]) for line in lines] == [json.dumps(id_) for id_ in (*ids, "next")]
    assert lines[-1]["kind"] == "answer"
    assert all(line.keys() >= KEYS for line in lines)


def test_half_a_character_in_an_id_is_written_too(assistant: Assistant, tmp_path: Path) -> None:
    lines = answered(assistant, tmp_path, b'{"id": "a\\ud800", "question": "who?"}')
    assert [line["id"] for line in lines] == ["a?"]


def test_ids_that_stand_twice_are_both_answered(assistant: Assistant, tmp_path: Path) -> None:
    raw = b'{"id": "1", "question": "What is Faces-1M?"}\n{"id": "1", "question": "What is Open Letters?"}\n'
    lines = answered(assistant, tmp_path, raw)
    assert [(line["id"], line["datasets"]) for line in lines] == [("1", ["faces-1m"]), ("1", ["open-letters"])]


def test_long_question_is_refused_and_its_echo_cut(assistant: Assistant, tmp_path: Path) -> None:
    raw = json.dumps({"id": "a", "question": "x" * 100_000}).encode()
    (line,) = answered(assistant, tmp_path, raw)
    assert line["abstained"]
    assert str(MAX_QUESTION_CHARACTERS) in line["answer"]
    assert len(line["question"]) == 1_000


UNREADABLE = [
    pytest.param(b"{", id="broken JSON"),
    pytest.param(b"[1]", id="no object"),
    pytest.param(b'"who?"', id="string"),
    pytest.param(b"{}", id="no question"),
    pytest.param(b'{"question": null}', id="question null"),
    pytest.param(b'{"question": 5}', id="question a number"),
    pytest.param(b'{"turns": "who?", "question": "who?"}', id="turns a string"),
    pytest.param(b'{"turns": []}', id="no turns"),
    pytest.param(b'{"turns": [{"ask": "who?"}]}', id="turn without a question"),
]


@pytest.mark.parametrize("raw", UNREADABLE)
def test_unreadable_line_says_so(assistant: Assistant, tmp_path: Path, raw: bytes) -> None:
    (line,) = answered(assistant, tmp_path, raw)
    assert line["abstained"]
    assert line["answer"] == assistant.unreadable("").text
    assert "cannot be read as a question" in line["answer"]


@pytest.mark.parametrize("question", ["", "  "])
def test_empty_question_is_empty_and_not_unreadable(assistant: Assistant, tmp_path: Path, question: str) -> None:
    (line,) = answered(assistant, tmp_path, json.dumps({"question": question}).encode())
    assert line["answer"] == assistant.ask("").text != assistant.unreadable("").text


def test_question_beside_null_turns_is_answered(assistant: Assistant, tmp_path: Path) -> None:
    (line,) = answered(assistant, tmp_path, json.dumps({"question": CONSENT, "turns": None}).encode())
    assert line["kind"] == "answer"


def test_unreadable_turn_does_not_end_the_conversation(assistant: Assistant, tmp_path: Path) -> None:
    turns = [{"question": "What is Faces-1M?"}, 5, {"question": "Who made it?"}]
    lines = answered(assistant, tmp_path, json.dumps({"turns": turns}).encode())
    assert [(line["turn"], line["abstained"]) for line in lines] == [(1, False), (2, True), (3, False)]


def test_every_line_is_answered_in_the_language_that_is_given(assistant: Assistant) -> None:
    items = [BatchItem("a", ("What is Faces-1M?",)), BatchItem("b", (None,)), BatchItem("c", ("",))]
    lines = [line for item in items for line in answer_batch(assistant, item, "da")]
    assert [line["language"] for line in lines] == ["da"] * 3


@pytest.mark.parametrize("raw", [b"", b" ", b"\xef\xbb\xbf"])
def test_file_without_a_line_has_no_answers(assistant: Assistant, tmp_path: Path, raw: bytes) -> None:
    assert answered(assistant, tmp_path, raw) == []


def test_windows_files_and_byte_order_mark_are_read(assistant: Assistant, tmp_path: Path) -> None:
    raw = b'\xef\xbb\xbf{"id": "1", "question": "who?"}\r\n{"id": "2", "question": "who?"}\r\n'
    assert [line["id"] for line in answered(assistant, tmp_path, raw)] == ["1", "2"]


def test_line_separators_inside_a_question_do_not_end_the_line(assistant: Assistant, tmp_path: Path) -> None:
    raw = '{"id": "1", "question": "who\u2028made\u0085it?"}'.encode()
    assert [line["id"] for line in answered(assistant, tmp_path, raw)] == ["1"]


def test_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(BatchFileProblem, match=r"nowhere\.jsonl: cannot be read: No such file"):
        read_batch(tmp_path / "nowhere.jsonl")


def test_question_that_breaks_answering_costs_no_other(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = assistant.reply

    def breaking(text: str, *more: Any) -> Any:
        if "break" in text:
            raise RuntimeError(text)
        return reply(text, *more)

    monkeypatch.setattr(assistant, "reply", breaking)
    item = BatchItem("c", ("What is Faces-1M?", "please break", "Who made it?"), is_conversation=True)
    lines = list(answer_batch(assistant, item))
    assert [(line["turn"], line["abstained"]) for line in lines] == [(1, False), (2, True), (3, False)]
    assert lines[2]["datasets"] == ["faces-1m"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b" ") + b"."), min_size=1, max_size=4))
def test_any_bytes_get_a_line_each(assistant: Assistant, tmp_path: Path, raw: list[bytes]) -> None:
    assert len(answered(assistant, tmp_path, b"\n".join(raw))) == len(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "question", "turns", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_any_json_gets_at_least_a_line(assistant: Assistant, tmp_path: Path, value: Any) -> None:
    lines = answered(assistant, tmp_path, json.dumps(value).encode())
    turns = value.get("turns") if isinstance(value, dict) else None
    assert len(lines) == (max(1, len(turns)) if isinstance(turns, list) else 1)
