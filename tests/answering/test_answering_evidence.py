"""Which evidence is taken: of records that a name fits, for amounts, for what a cue requires, and for two datasets together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from richer_knowledge import write_richer_knowledge
from small_knowledge import settings_for

from bot.answering.assistant import Assistant
from bot.core.answers import Abstention, Answer, Clarification, Reason, Result
from bot.wiring import Program

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

DATASETS: Mapping[str, str] = {
    "tarnvik-small": """
id: tarnvik-small
name: Tarnvik-Small
kinds: [voices]
summary:
  text: Tarnvik-Small is a set of bird songs.
  sources: [tarnvik-page]
status: {value: available, as_of: 2023, sources: [tarnvik-page]}
creators:
  - {name: Example University, sources: [tarnvik-page]}
size:
  - {number: 3670, unit: hours, sources: [tarnvik-page]}
consent:
  - asked: yes
    text: The beekeepers on whose rooftops Tarnvik-Small was recorded signed a form.
    sources: [tarnvik-page]
collection:
  - text: Tarnvik-Small was recorded on the rooftops of beekeepers.
    sources: [tarnvik-page]
""",
    "tarnvik-large": """
id: tarnvik-large
name: Tarnvik-Large
kinds: [voices]
summary:
  text: Tarnvik-Large is a larger set of bird songs.
  sources: [tarnvik-page]
status: {value: withdrawn, since: 2020-02, as_of: 2020-02, sources: [tarnvik-page]}
creators:
  - {name: Example University, sources: [tarnvik-page]}
size:
  - {number: 52000, unit: songs, sources: [tarnvik-page]}
collection:
  - text: Tarnvik-Large was cut from old radio broadcasts.
    sources: [tarnvik-page]
used_by:
  - who: Example Robotics
    purpose: to train a drone
    sources: [tarnvik-page]
concerns:
  - text: The singers in Tarnvik-Large were paid 40 dollars each for an evening.
    who: Example Nature Journal
    sources: [tarnvik-page]
""",
    "marsh-birds": """
id: marsh-birds
name: Marsh Birds
kinds: [voices]
summary:
  text: Marsh Birds holds calls of birds that live in reeds.
  sources: [marsh-page]
status: {value: available, as_of: 2023, sources: [marsh-page]}
creators:
  - {name: Bo Example, sources: [marsh-page]}
consent:
  - asked: no
    text: Nobody asked the owners of the reeds before Marsh Birds was recorded.
    sources: [marsh-page]
collection:
  - text: A third of the recordings in Marsh Birds are also in Tarnvik-Large.
    sources: [marsh-page]
""",
}
ARTICLES: Mapping[str, str] = {
    "tarnvik-page": """---
id: tarnvik-page
title: Tarnvik
publisher: Example University
published: 2020-02
url: https://tarnvik.example/
language: en
type: dataset page
independence: {level: primary}
about: [tarnvik-small, tarnvik-large]
---

The project was paid for by a ministry.
""",
    "marsh-page": """---
id: marsh-page
title: Marsh Birds
publisher: Example Nature Journal
published: 2022-02
url: https://marsh.example/
language: en
type: dataset page
independence: {level: primary}
about: [marsh-birds]
---

The microphones of Marsh Birds stood in the reeds for eleven weeks.
""",
}


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory, today: dt.date) -> Iterator[Assistant]:
    """An assistant that knows two sets of one name and a third that shares recordings with one of them."""
    folder = write_richer_knowledge(tmp_path_factory.mktemp("birds") / "knowledge")
    for name, files, ending in (("datasets", DATASETS, "yaml"), ("articles", ARTICLES, "md")):
        for stem, text in files.items():
            (folder / name / f"{stem}.{ending}").write_text(text.lstrip("\n"), encoding="utf-8")
    with Program(settings_for(folder, tmp_path_factory.mktemp("data"))) as program:
        program.bring_index_up_to_date()
        yield Assistant(program.knowledge, lambda: program.retriever, program.catalogues, "en", lambda: today)


def origins(result: Result) -> list[str]:
    assert isinstance(result, Answer), result.text
    return [sentence.origin for sentence in result.sentences]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        pytest.param("was Tarnvik recorded by beekeepers?", "tarnvik-small/collection/0", id="how one was collected"),
        pytest.param("was Tarnvik cut from radio broadcasts?", "tarnvik-large/collection/0", id="how the other was"),
        pytest.param("did Example Robotics use Tarnvik?", "tarnvik-large/used_by/0", id="who used one"),
        pytest.param("how many songs are in Tarnvik?", "tarnvik-large/size/0", id="a unit that one has"),
        pytest.param("how many hours is Tarnvik?", "tarnvik-small/size/0", id="a unit that the other has"),
    ],
)
def test_of_records_that_a_name_fits_the_one_that_can_answer_is_taken(birds: Assistant, text: str, origin: str) -> None:
    assert origins(birds.ask(text)) == [origin]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("who made Tarnvik?", id="both can answer"),
        pytest.param("hvem lavede Tarnvik?", id="both can answer, in Danish"),
        pytest.param("is Tarnvik gone?", id="both tell their status"),
        pytest.param("Tarnvik", id="the name alone"),
        pytest.param("was Tarnvik withdrawn in 2020?", id="both are as sure"),
    ],
)
def test_records_that_can_answer_alike_are_asked_back(birds: Assistant, text: str) -> None:
    result = birds.ask(text)

    assert isinstance(result, Clarification), result.text
    assert {option for option, _ in result.options} == {"tarnvik-small", "tarnvik-large"}


def test_of_records_that_can_answer_the_one_that_does_so_more_surely_is_taken(birds: Assistant) -> None:
    """Both hold bird songs and were recorded somehow, but only one on rooftops."""
    shown = origins(birds.ask("were bird songs in Tarnvik recorded on rooftops?"))

    assert shown[0] == "tarnvik-small/collection/0"
    assert all(origin.startswith("tarnvik-small/") for origin in shown)


def test_a_name_of_records_that_cannot_answer_is_neither_answered_nor_asked_back(birds: Assistant) -> None:
    assert isinstance(birds.ask("what do zebras have to do with Tarnvik?"), Abstention)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        pytest.param("how much were the singers in Tarnvik-Large paid?", "tarnvik-large/concerns/0", id="dollars"),
        pytest.param(
            "how many weeks did the microphones of Marsh Birds stand in the reeds?",
            "marsh-page/0",
            id="weeks in a note",
        ),
    ],
)
def test_an_amount_that_is_told_answers(birds: Assistant, text: str, origin: str) -> None:
    assert origins(birds.ask(text))[0] == origin


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("how much were the beekeepers in Tarnvik-Small paid?", id="claims about them without money"),
        pytest.param("how many dollars did the microphones of Marsh Birds cost?", id="a note without money"),
        pytest.param("how many percent of the singers in Tarnvik-Large are women?", id="dollars are no share"),
        pytest.param("how many beekeepers are in Tarnvik-Large?", id="a size in another unit"),
    ],
)
def test_statements_without_the_amount_asked_for_are_no_answer(birds: Assistant, text: str) -> None:
    result = birds.ask(text)

    assert isinstance(result, Abstention), result.text
    assert result.reason is Reason.DETAIL_NOT_RECORDED


@pytest.mark.parametrize("text", ["who funded Faces-1M?", "who funded Marsh Birds?", "who sells Faces-1M?"])
def test_the_makers_are_no_answer_where_the_answer_must_say_more(birds: Assistant, text: str) -> None:
    """Both records name their creators, but say nothing of money."""
    assert isinstance(birds.ask(text), Abstention)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("do Marsh Birds and Tarnvik-Large overlap?", id="overlap"),
        pytest.param("do Tarnvik-Large and Marsh Birds overlap?", id="the other way round"),
        pytest.param("which recordings are in both Marsh Birds and Tarnvik-Large?", id="both"),
        pytest.param("er der overlap mellem Marsh Birds og Tarnvik-Large?", id="in Danish"),
    ],
)
def test_what_two_datasets_share_is_told_by_the_one_that_names_the_other(birds: Assistant, text: str) -> None:
    assert origins(birds.ask(text)) == ["marsh-birds/collection/0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "who made both Marsh Birds and Tarnvik-Large?",
            ["marsh-birds/creators/0", "tarnvik-large/creators/0"],
            id="the makers of each",
        ),
        pytest.param(
            "was consent asked for in both Clinic Scans and Faces-1M?",
            ["clinic-scans/consent/0", "clinic-scans/consent/1", "faces-1m/consent/0"],
            id="the consent of each",
        ),
    ],
)
def test_both_may_ask_the_same_of_each(birds: Assistant, text: str, expected: list[str]) -> None:
    assert origins(birds.ask(text)) == expected
