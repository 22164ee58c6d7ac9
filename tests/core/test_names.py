"""How spellings of a name are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.names import comparable_name


@pytest.mark.parametrize("name", ["MS-Celeb-1M", "ms celeb 1m", "MSCELEB1M", " Ms_Celeb (1M)! "])
def test_case_spaces_and_punctuation_do_not_count(name: str) -> None:
    assert comparable_name(name) == "msceleb1m"


@pytest.mark.parametrize(
    ("one", "other"), [("MS1M", "MS-1M-V2"), ("LFW", "LFW+a"), ("Åben", "Aben"), ("Faces 1", "Faces 2")]
)
def test_other_letters_and_digits_count(one: str, other: str) -> None:
    assert comparable_name(one) != comparable_name(other)


def test_letters_of_any_script_count() -> None:
    assert comparable_name("北京 人脸") == "北京人脸"
    assert comparable_name("***") == ""


@given(st.from_regex(r"[A-Za-z0-9 _.-]*", fullmatch=True))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert comparable_name(comparable_name(name)) == comparable_name(name)
