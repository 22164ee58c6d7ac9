"""A record described instead of named, and people who ask whether they are in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.answers import Abstention, Answer, Clarification, Reason

if TYPE_CHECKING:
    from bot.answering.assistant import Assistant


def origins(assistant: Assistant, text: str) -> list[str]:
    result = assistant.ask(text)
    assert isinstance(result, Answer), result.text
    return [sentence.origin for sentence in result.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("who made the cafe webcam dataset?", ["turnstile/creators/0"], id="words of the summary"),
        pytest.param("who made the webcam one?", ["turnstile/creators/0"], id="the ... one"),
        pytest.param("who made that cafe database?", ["turnstile/creators/0"], id="that"),
        pytest.param("how big is the almanac set?", [f"medlartext/size/{n}" for n in range(3)], id="a set"),
        pytest.param("what licence does the garden pages dataset have?", ["plumtext/licence/0"], id="two words"),
        pytest.param(
            "what are the concerns about the cafe case?",
            ["turnstile/concerns/0", "turnstile/concerns/1"],
            id="all claims of the field",
        ),
        pytest.param("hvem lavede det cafe datasæt?", ["turnstile/creators/0"], id="in Danish"),
    ],
)
def test_a_description_of_one_record_stands_for_its_name(
    wider_assistant: Assistant, text: str, expected: list[str]
) -> None:
    assert origins(wider_assistant, text) == expected


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param("who made the voices dataset?", ("vistar-1m", "vistar-5m"), id="a kind of two"),
        pytest.param("how big is the voice dataset?", ("vistar-1m", "vistar-5m"), id="the kind in the singular"),
        pytest.param("who made the text dataset?", ("plumtext", "medlartext", "open-letters"), id="a kind of three"),
    ],
)
def test_a_description_of_several_records_is_asked_back(
    wider_assistant: Assistant, text: str, options: tuple[str, ...]
) -> None:
    result = wider_assistant.ask(text)

    assert isinstance(result, Clarification)
    assert {dataset for dataset, _ in result.options} == set(options)
    assert all(wider_assistant.knowledge.name_of(dataset) in result.text for dataset in options)


def test_a_description_of_more_records_than_one_can_mean_is_not_asked_back(wider_assistant: Assistant) -> None:
    assert not isinstance(wider_assistant.ask("who made the music dataset?"), Clarification)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("who made the submarine dataset?", id="no record"),
        pytest.param("who made the cafe submarine dataset?", id="one word that fits and one that does not"),
        pytest.param("who made the zorblat dataset?", id="a name that nobody knows"),
    ],
)
def test_a_description_that_fits_no_record_is_no_answer(wider_assistant: Assistant, text: str) -> None:
    assert isinstance(wider_assistant.ask(text), Abstention)


def test_what_else_is_asked_of_a_described_record_must_be_told_of_it(wider_assistant: Assistant) -> None:
    result = wider_assistant.ask("was the cafe dataset collected in Paris?")

    assert isinstance(result, Abstention)
    assert result.reason is Reason.DETAIL_NOT_RECORDED
    assert "Turnstile" in result.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("am I in Turnstile?", id="am I"),
        pytest.param("was I filmed, am I in Turnstile?", id="am I, behind another clause"),
        pytest.param("are we part of Turnstile?", id="are we"),
        pytest.param("is my picture in Turnstile?", id="my picture"),
        pytest.param("er jeg med i Turnstile?", id="in Danish"),
    ],
)
def test_who_asks_whether_they_are_in_a_dataset_is_told_how_to_find_out(wider_assistant: Assistant, text: str) -> None:
    assert origins(wider_assistant, text) == ["turnstile/consent/0", "concept-finder/0"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("what is in Turnstile?", id="nobody asks for themselves"),
        pytest.param("am I in Vistar-5M?", id="the advice is on another dataset"),
    ],
)
def test_advice_on_finding_oneself_is_given_to_who_asks_and_on_that_dataset(
    wider_assistant: Assistant, text: str
) -> None:
    result = wider_assistant.ask(text)

    assert "search tool" not in result.text


def test_whether_somebody_is_in_a_dataset_is_never_said(wider_assistant: Assistant) -> None:
    result = wider_assistant.ask("is my picture in Turnstile?")

    assert isinstance(result, Answer)
    assert not any(sentence.text.startswith(("Yes", "No.")) for sentence in result.sentences)
