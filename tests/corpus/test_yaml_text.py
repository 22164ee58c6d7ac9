"""The YAML reader: plain data comes back as it was written, and nothing that a file holds breaks it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.characters import forbidden_character
from bot.corpus.plain_yaml import parse_plain_yaml
from bot.corpus.yaml_text import LocatedYaml, YamlProblem, parse_yaml

YAML_CHARACTERS = "abc019 \n\t\r-:?,[]{}#&*!|>'\"%@`\\./~=<_+eEoxXnuUTZ\x00\x07\x85\xa0\u2028\u202e\ufeff\U0001f600"
SNIPPETS = st.sampled_from(
    [
        "a: ", "- ", "? ", ": ", "\n", "  ", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! tag:x:\n", "&a ", "*a ", "!!int ", "!!bool x",
        "!!python/object:os.system ", "! ", "<<: ", "|\n", ">-\n", "|9", '"\\x', '"\\u', '"\\UFFFFFFFF"', '"', "'", "[", "]",
        "{", "}", ",", "# c\n", "~", ".nan", ".inf", "1e999", "0x", "0o9", "0b2", "1_0", "2019-02-30", "=",
        "2001-12-14t21:59:43.10-99:99", "null", "yes",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=30).filter(lambda text: forbidden_character(text) is None and "\r" not in text)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.text() | st.text(alphabet=YAML_CHARACTERS) | st.lists(SNIPPETS, max_size=12).map("".join))
def test_any_text_is_read_or_refused_with_a_line_of_it(text: str) -> None:
    problem = problem_of(text)
    if problem is not None:
        assert 1 <= problem.line <= len(text.splitlines()) + 1
        assert problem.message
        assert "\n" not in problem.message


PLAIN_SCALARS = st.sampled_from(
    [
        "", "~", "null", "Null", "yes", "no", "true", "True", "12", "012", "-3", "+4", "1_000", "1.5", "1.", ".5", "1e3", "0x1F",
        ".inf", "2019", "2019-06", "2019-06-01", "2001-12-14 21:59:43", "190:20", "=", "404media-2019", "404 Media", "a: b", "x #y",
        "- a", "[a, b: c]", "{a: 1, b: [2]}", "'it''s'", '"tab\\t \\u00e6"', "|\n    one\n     2\n", ">-\n    1\n    two\n\n    3",
        "one\n    two", "æøå", "!x", "&a x", "*a", "%x", "@x", "`x", "https://a.example/b?c=d#e", "?", "-", "a\\b", "'",
    ]
)  # fmt: skip
PLAIN_DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["a: ", "b: ", "c:\n  - ", "  - ", "d:\n  e: ", "  f: ", "# note ", "---\n", "...\n"]),
        PLAIN_SCALARS,
    ),
    max_size=6,
).map(lambda parts: "".join(f"{key}{value}\n" for key, value in parts))


@given(PLAIN_DOCUMENTS | st.text(alphabet=YAML_CHARACTERS) | st.lists(SNIPPETS, max_size=12).map("".join))
def test_the_quick_reader_answers_as_the_complete_one_does_or_not_at_all(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.corpus.yaml_text.parse_plain_yaml", lambda _text, _first_line: None)
        found = problem_of(text) or parse_yaml(text, 3)
    plain = None if "%" in text else parse_plain_yaml(text, 3)
    if plain is not None:
        assert isinstance(found, LocatedYaml)
        assert (repr(plain[0]), plain[1]) == (repr(found.data), found.lines)


def test_the_quick_reader_reads_what_knowledge_files_hold() -> None:
    assert parse_plain_yaml("id: a-b\nsize:\n  - {number: 12, note: 404 Media}\nas_of: 2019-06\n", 1) == (
        {"id": "a-b", "size": [{"number": 12, "note": "404 Media"}], "as_of": "2019-06"},
        {
            (): 1,
            ("id",): 1,
            ("size",): 2,
            ("size", 0): 3,
            ("size", 0, "number"): 3,
            ("size", 0, "note"): 3,
            ("as_of",): 4,
        },
    )


def problem_of(text: str) -> YamlProblem | None:
    try:
        parse_yaml(text)
    except YamlProblem as problem:
        return problem
    return None


@given(PLAIN, st.sampled_from([None, 1]))
def test_plain_data_survives_a_round_trip(data: Any, indent: int | None) -> None:
    """JSON is YAML; ruamel's own writer leaves out quotes that its reader needs (`{:0: null}`)."""
    assert parse_yaml(json.dumps(data, ensure_ascii=False, indent=indent)).data == data


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), PLAIN, min_size=1), st.integers(1, 50))
def test_every_key_is_found_on_its_line(data: dict[str, Any], first_line: int) -> None:
    written = {key: json.dumps(value, ensure_ascii=False, indent=2) for key, value in data.items()}
    located = parse_yaml("".join(f"{key}:\n  {text}\n" for key, text in written.items()), first_line)
    line = first_line
    for key, text in written.items():
        assert located.line_of((key,)) == located.line_of((key, "unknown")) == line
        line += 2 + text.count("\n")
    assert located.data == data


def test_line_of_an_unknown_part_is_that_of_what_holds_it() -> None:
    located = parse_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n", first_line=10)
    assert located.line_of(("b", 0, "d")) == 13
    assert located.line_of(("b", 0, "missing", 5)) == 12
    assert located.line_of(("b", 7)) == 11
    assert located.line_of(()) == 10


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("no", "no", id="no is a word (YAML 1.2)"),
        pytest.param("on", "on", id="on is a word"),
        pytest.param("true", True, id="true is a truth value"),
        pytest.param("2019", 2019, id="a year is a number"),
        pytest.param("2019-06", "2019-06", id="a month is text"),
        pytest.param("2019-06-06", "2019-06-06", id="a day is text"),
        pytest.param("2019-02-30", "2019-02-30", id="an impossible day is left to the model"),
        pytest.param("1:30:00", "1:30:00", id="no sexagesimal numbers"),
        pytest.param("017", 17, id="no octal numbers"),
        pytest.param(".inf", math.inf, id="infinity is left to the model"),
        pytest.param("~", None, id="nothing"),
        pytest.param("=", "=", id="an equals sign"),
        pytest.param("<<", "<<", id="no merging"),
        pytest.param('"\\U0001F600"', "\U0001f600", id="an escape for a visible character"),
    ],
)
def test_scalars_are_read_as_people_mean_them(text: str, data: object) -> None:
    assert parse_yaml(f"key: {text}\n").data == {"key": data}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: &x 2\n", 2, "anchors"),
        ("a: *x\n", 1, "anchors"),
        ("a: !!int ''\n", 1, "tags"),
        ("a: ! b\n", 1, "tags"),
        ("!!omap\n- a: 1\n", 1, "tags"),
        ("# c\n%YAML 1.1\n---\na: no\n", 2, "directives"),
        ("a: 1\n'a': 2\n", 2, "'a' stands here twice"),
        ("a:\n  - {b: 1, b: 2}\n", 2, "'b' stands here twice"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "not valid YAML"),
        ('a: 1\nb: "\\U00110000"\n', 2, "not valid YAML"),
        ('a: 1\n"\\u202e": 2\n', 2, "202E"),
        ("a: 1\nb: " + "9" * 5000, 2, "no number"),
        ("a: 1\n---\nb: 2\n", 2, "another document"),
    ],
)
def test_what_is_refused_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(YamlProblem, match=message) as caught:
        parse_yaml(text)
    assert caught.value.line == line


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "a: [", "{a: "])
def test_deep_nesting_is_refused_before_it_is_built(opening: str) -> None:
    with pytest.raises(YamlProblem):
        parse_yaml(opening * 5_000)


def test_nesting_as_deep_as_any_record_needs_is_read() -> None:
    assert parse_yaml("[" * 20 + "1" + "]" * 20).data != []


def test_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(YamlProblem) as caught:
        parse_yaml(bomb)
    assert caught.value.line == 1
