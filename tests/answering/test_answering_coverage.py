"""Which words of a question a piece of evidence accounts for."""

from __future__ import annotations

import pytest

from bot.answering.coverage import covers, uncovered
from bot.core.questions import Term


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        pytest.param({"police"}, "police", id="the word itself"),
        pytest.param({"apologised"}, "apologise", id="an inflection"),
        pytest.param({"journalist"}, "journalists", id="a plural"),
        pytest.param({"surveilance"}, "surveillance", id="a small typo in a long word"),
        pytest.param({"face", "recognition"}, "face-recognition", id="the parts of a compound"),
    ],
)
def test_covered(words: set[str], canonical: str) -> None:
    assert covers(frozenset(words), Term(canonical, canonical))


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        pytest.param(set(), "police", id="no words"),
        pytest.param({"policy"}, "police", id="another word that looks alike"),
        pytest.param({"fine"}, "find", id="short words must be the same"),
        pytest.param({"face"}, "face-recognition", id="one part of a compound"),
        pytest.param({"laion5b"}, "laion9b", id="another number"),
        pytest.param({"minority"}, "minor", id="a longer word that begins alike"),
    ],
)
def test_not_covered(words: set[str], canonical: str) -> None:
    assert not covers(frozenset(words), Term(canonical, canonical))


def test_a_term_counts_as_it_was_typed_too() -> None:
    assert covers(frozenset({"pictures"}), Term("Pictures", "photograph"))


def test_what_is_left_over_keeps_its_order() -> None:
    terms = [Term(word, word) for word in ("zebra", "police", "apple")]

    assert uncovered(terms, frozenset({"police"})) == [terms[0], terms[2]]
