"""Yes or no comes first where one claim settles it, and is left open where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.answers import Answer

if TYPE_CHECKING:
    from bot.answering.assistant import Assistant

VERDICTS = ("Yes.", "No.", "Ja.", "Nej.")


def first_sentence(assistant: Assistant, text: str) -> tuple[str, str]:
    """Return the first word of the answer and the origin of its first sentence."""
    result = assistant.ask(text)
    assert isinstance(result, Answer), result.text
    first = result.sentences[0]
    assert first.markers
    return first.text.split()[0], first.origin


@pytest.mark.parametrize(
    ("text", "verdict", "origin"),
    [
        pytest.param("were people in Faces-1M asked?", "No.", "faces-1m/consent/0", id="not asked"),
        pytest.param(
            "were the guests of Turnstile asked for consent?", "No.", "turnstile/consent/0", id="not asked for consent"
        ),
        pytest.param("blev folk i Faces-1M spurgt?", "Nej.", "faces-1m/consent/0", id="not asked, in Danish"),
        pytest.param("is Vistar-1M available?", "Yes.", "vistar-1m/status/0", id="available"),
        pytest.param("is Open Letters available to everyone?", "Yes.", "open-letters/status/0", id="to everyone"),
        pytest.param("can anyone get Open Letters?", "Yes.", "open-letters/status/0", id="anyone can get it"),
        pytest.param("is Vistar-5M still available?", "No.", "vistar-5m/status/0", id="withdrawn, no copies"),
        pytest.param("is Medlartext still available?", "No.", "medlartext/status/0", id="removed by the host"),
        pytest.param("is Turnstile available?", "No.", "turnstile/status/0", id="never released"),
        pytest.param("was Turnstile ever released?", "No.", "turnstile/status/0", id="ever released"),
        pytest.param("was Medlartext removed?", "Yes.", "medlartext/status/0", id="removed"),
        pytest.param("was Faces-1M withdrawn?", "Yes.", "faces-1m/status/0", id="withdrawn, copies or not"),
        pytest.param("was Vistar-1M withdrawn?", "No.", "vistar-1m/status/0", id="not withdrawn"),
        pytest.param("blev Faces-1M trukket tilbage?", "Ja.", "faces-1m/status/0", id="withdrawn, in Danish"),
        pytest.param("er Open Letters stadig tilgængelig?", "Ja.", "open-letters/status/0", id="available, in Danish"),
        pytest.param("so, is Open Letters still available?", "Yes.", "open-letters/status/0", id="a filler before it"),
    ],
)
def test_consent_and_status_settle_it(wider_assistant: Assistant, text: str, verdict: str, origin: str) -> None:
    assert first_sentence(wider_assistant, text) == (verdict, origin)


@pytest.mark.parametrize(
    ("text", "verdict", "origin"),
    [
        pytest.param("is Medlartext still on Example Hub?", "No.", "medlartext/availability/0", id="gone from it"),
        pytest.param("was Medlartext removed from Example Hub?", "Yes.", "medlartext/availability/0", id="removed"),
        pytest.param(
            "is Faces-1M available on Example Torrents?",
            "Yes.",
            "faces-1m/availability/1",
            id="a copy of a withdrawn set",
        ),
        pytest.param("was Faces-1M removed from Example Torrents?", "No.", "faces-1m/availability/1", id="not removed"),
    ],
)
def test_a_named_host_goes_before_the_status(wider_assistant: Assistant, text: str, verdict: str, origin: str) -> None:
    assert first_sentence(wider_assistant, text) == (verdict, origin)


@pytest.mark.parametrize(
    ("text", "verdict", "origin"),
    [
        pytest.param(
            "is Faces-1M Clean derived from Faces-1M?", "Yes.", "faces-1m-clean/derived_from/0", id="child and ancestor"
        ),
        pytest.param("is Medlartext derived from Plumtext?", "Yes.", "medlartext/derived_from/0", id="another pair"),
        pytest.param("er Medlartext afledt af Plumtext?", "Ja.", "medlartext/derived_from/0", id="in Danish"),
    ],
)
def test_lineage_of_two_datasets_settles_it(wider_assistant: Assistant, text: str, verdict: str, origin: str) -> None:
    assert first_sentence(wider_assistant, text) == (verdict, origin)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        pytest.param("did Quince Motors use Plumtext?", "plumtext/used_by/0", id="a user"),
        pytest.param(
            "did volunteers type the pages of Medlartext in Zandvoort?", "medlartext/collection/0", id="a place"
        ),
        pytest.param("were guests in Turnstile followed home by software?", "turnstile/concerns/0", id="a concern"),
        pytest.param("were students recorded reading newspapers aloud in Vistar-1M?", "vistar-page/0", id="a note"),
    ],
)
def test_a_sentence_with_every_word_of_a_question_settles_it(
    wider_assistant: Assistant, text: str, origin: str
) -> None:
    assert first_sentence(wider_assistant, text) == ("Yes.", origin)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("was Vistar-1M not withdrawn?", id="a negation"),
        pytest.param("wasn't Vistar-5M withdrawn?", id="a negation in the first word"),
        pytest.param("was Vistar-5M withdrawn or not?", id="or not"),
        pytest.param("is Open Letters available or withdrawn?", id="a choice"),
        pytest.param("were people asked for consent in Clinic Scans?", id="disputed consent"),
        pytest.param(
            "did the footage of Turnstile record Alkmaar at night?", id="a disputed claim that has every word"
        ),
        pytest.param("were the owners of the pages asked for consent in Plumtext?", id="opt-out only"),
        pytest.param("did Quince Motors keep the addresses of gardeners in Plumtext?", id="a hedged sentence"),
        pytest.param("was the owner told about the camera in Turnstile?", id="a sentence that says it was not so"),
        pytest.param("is Faces-1M still available?", id="copies of a withdrawn set"),
        pytest.param("is Clinic Scans still available?", id="restricted"),
        pytest.param("was Clinic Scans withdrawn?", id="restricted is not withdrawn"),
        pytest.param("is Old Ledger still available?", id="superseded"),
        pytest.param("was Old Ledger removed?", id="superseded is not removed"),
        pytest.param("was Turnstile removed?", id="never released is not removed"),
        pytest.param("is Plumtext available to anyone?", id="to anyone, behind a registration"),
        pytest.param("can anyone use Plumtext?", id="may anyone use it"),
        pytest.param("is Faces-1M derived from Faces-1M Clean?", id="lineage the other way round"),
        pytest.param("was Faces-1M Clean made from Open Letters?", id="no lineage"),
        pytest.param("what is the status of Open Letters?", id="no yes-or-no question"),
        pytest.param("why was Faces-1M withdrawn?", id="why"),
    ],
)
def test_what_no_claim_settles_is_left_open(wider_assistant: Assistant, text: str) -> None:
    word, _ = first_sentence(wider_assistant, text)

    assert word not in VERDICTS


def test_the_sentence_that_settles_it_is_shown_once_and_first(wider_assistant: Assistant) -> None:
    result = wider_assistant.ask("was Faces-1M removed from Example Torrents?")

    assert isinstance(result, Answer)
    origins = [sentence.origin for sentence in result.sentences]
    assert origins[0] == "faces-1m/availability/1"
    assert len(origins) == len(set(origins))
    assert sum(sentence.text.startswith(VERDICTS) for sentence in result.sentences) == 1
