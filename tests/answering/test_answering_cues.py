"""Which fields the words of a question ask for."""

from __future__ import annotations

import pytest

from bot.answering.cues import find_cues
from bot.core.fields import Field
from bot.language.lexicon import Cue

CUES = (
    Cue(("size",), ("size",)),
    Cue(("how", "many"), ("size",)),
    Cue(("how", "many", "consent"), ("consent",)),
    Cue(("consent",), ("consent",)),
    Cue(("who",), ("creators",), is_weak=True),
    Cue(("where",), ("availability",), is_weak=True),
    Cue(("what",), ("summary",), is_weak=True),
    Cue(("who", "use"), ("used_by",)),
    Cue(("where", "collect"), ("collection",)),
    Cue(("collect",), ("collection",)),
    Cue(("still", "available"), ("status", "availability")),
    Cue(("available",), ("availability",)),
    Cue(("derive", "from"), ("derived_from",)),
    Cue(("link",), ("!link",)),
    Cue(("who", "face", "picture"), ("!identity",)),
)


def targets(words: str) -> tuple[str, ...]:
    return find_cues(CUES, words.split()).targets


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("how many be there", ("size",), id="two words"),
        pytest.param("how very many", ("size",), id="others between"),
        pytest.param("many know how", (), id="not in that order"),
        pytest.param("how many give consent", ("consent",), id="the longest wins"),
        pytest.param("be it still available", ("status", "availability"), id="two fields from one cue"),
        pytest.param("where be it collect", ("collection",), id="the longer of two that share a word"),
        pytest.param("who make it", ("creators",), id="a weak one alone"),
        pytest.param("who use it", ("used_by",), id="a weak one inside a strong one"),
        pytest.param("who say what size it have", ("size",), id="a weak one beside a strong one"),
        pytest.param("what be it and who make it", ("creators",), id="a telling weak one beside what"),
        pytest.param("what be it", ("summary",), id="what alone"),
        pytest.param("where and who", ("availability", "creators"), id="two weak ones, as they stand"),
        pytest.param("size and consent", ("size", "consent"), id="in the order of the question"),
        pytest.param("consent and size", ("consent", "size"), id="in the other order"),
        pytest.param("consent consent", ("consent",), id="once each"),
        pytest.param("give link", ("!link",), id="a request for a link"),
        pytest.param("who be this face on picture", ("!identity",), id="a request to identify"),
        pytest.param("", (), id="nothing"),
        pytest.param("banana", (), id="no cue"),
    ],
)
def test_cues_decide_what_is_asked(words: str, expected: tuple[str, ...]) -> None:
    assert targets(words) == expected


def test_a_weak_cue_that_yields_still_explains_its_word() -> None:
    found = find_cues(CUES, "who say what size".split())

    assert found.places == {0, 2, 3}
    assert found.deciding == {3}


def test_a_refused_request_is_no_field() -> None:
    assert find_cues(CUES, ["link", "size"]).fields(name_follows=False) == (Field.SIZE,)


@pytest.mark.parametrize(
    ("name_follows", "field"),
    [
        pytest.param(True, Field.DERIVATIVES, id="what is derived from X"),
        pytest.param(False, Field.DERIVED_FROM, id="X is derived from what"),
    ],
)
def test_derived_from_asks_for_the_other_end_when_the_name_follows(name_follows: bool, field: Field) -> None:
    assert find_cues(CUES, "derive from".split()).fields(name_follows=name_follows) == (field,)
