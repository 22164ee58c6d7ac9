"""Questions for several records: which are listed and by which claim, how many fit, and the largest or oldest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wider_knowledge import SONGBOOKS

from bot.answering.listing import MOST_RECORDS
from bot.core.answers import Abstention, Answer

if TYPE_CHECKING:
    from bot.answering.assistant import Assistant


def answered(assistant: Assistant, text: str) -> Answer:
    result = assistant.ask(text)
    assert isinstance(result, Answer), result.text
    return result


def shown(assistant: Assistant, text: str) -> list[str]:
    """Return the origins of the sentences, each a claim of one record."""
    return [sentence.origin for sentence in answered(assistant, text).sentences]


def songbooks(*numbers: int) -> list[str]:
    return [f"songbook-{number}" for number in numbers]


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param("which datasets were never released?", {"turnstile/status/0"}, id="never released"),
        pytest.param("which datasets were removed by the host?", {"medlartext/status/0"}, id="removed by the host"),
        pytest.param("which datasets are restricted?", {"clinic-scans/status/0"}, id="restricted"),
        pytest.param("which datasets were superseded?", {"old-ledger/status/0"}, id="superseded"),
        pytest.param(
            "which text datasets are available?", {"plumtext/status/0", "open-letters/status/0"}, id="available, kind"
        ),
        pytest.param(
            "which datasets were withdrawn between 2019 and 2020?",
            {"faces-1m/status/0", "vistar-5m/status/0"},
            id="ended in a range of years",
        ),
        pytest.param("which datasets were removed in 2021?", {"medlartext/status/0"}, id="ended in a year"),
        pytest.param("which surveillance datasets are there?", {"turnstile/status/0"}, id="a kind alone"),
        pytest.param("list all face picture datasets", {"faces-1m/status/0"}, id="a record of both kinds"),
        pytest.param(
            "which voice and face datasets were withdrawn?",
            {"faces-1m/status/0", "vistar-5m/status/0"},
            id="records of either kind where none has both",
        ),
    ],
)
def test_a_status_or_a_kind_lists_the_records_that_have_it(
    wider_assistant: Assistant, text: str, origins: set[str]
) -> None:
    assert set(shown(wider_assistant, text)) == origins


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("which datasets were released in 2016?", {"medlartext"}, id="a year"),
        pytest.param(
            "which datasets were released between 2003 and 2005?", set(songbooks(3, 4, 5)), id="a range with both ends"
        ),
        pytest.param("which datasets were released in 2003 or 2005?", set(songbooks(3, 5)), id="two years"),
    ],
)
def test_a_year_of_release_is_shown_by_the_release(wider_assistant: Assistant, text: str, datasets: set[str]) -> None:
    assert set(shown(wider_assistant, text)) == {f"{dataset}/released/0" for dataset in datasets}


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param("which datasets have over a trillion tokens?", ["plumtext/size/0"], id="over a trillion"),
        pytest.param(
            "which datasets have more than 100 billion tokens?",
            ["plumtext/size/0", "medlartext/size/0"],
            id="more than",
        ),
        pytest.param("which datasets have less than 500 billion tokens?", ["medlartext/size/0"], id="less than"),
        pytest.param("which datasets have at least 50 million documents?", ["medlartext/size/1"], id="at least"),
        pytest.param("which datasets have over 40m documents?", ["medlartext/size/1"], id="a letter for the scale"),
        pytest.param("which datasets have over 5,000 images?", ["clinic-scans/size/0"], id="no scale"),
    ],
)
def test_a_bound_lists_by_the_size_in_its_unit(wider_assistant: Assistant, text: str, origins: list[str]) -> None:
    assert shown(wider_assistant, text) == origins


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param(
            "which datasets asked nobody for consent?",
            {"faces-1m/consent/0", "turnstile/consent/0", "plumtext/consent/0", "clinic-scans/consent/1"},
            id="no consent, opt-out only too",
        ),
        pytest.param("which datasets asked people for consent?", {"clinic-scans/consent/0"}, id="consent"),
        pytest.param("which datasets allow commercial use?", {"plumtext/licence/0"}, id="commercial use"),
        pytest.param("which datasets allow no commercial use?", {"clinic-scans/licence/0"}, id="no commercial use"),
    ],
)
def test_consent_and_terms_are_facets(wider_assistant: Assistant, text: str, origins: set[str]) -> None:
    disputed = {"clinic-scans/consent/0", "clinic-scans/consent/1"}
    expected = origins | (disputed if origins & disputed else set())  # both sides of a dispute are shown

    assert set(shown(wider_assistant, text)) == expected


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param(
            "which datasets were made by Mirabel Labs?", ["plumtext/creators/0", "turnstile/creators/0"], id="a maker"
        ),
        pytest.param("which datasets were made by Ada?", ["clinic-scans/creators/0"], id="a person"),
        pytest.param(
            "which datasets are hosted on Example Hub?",
            ["plumtext/availability/0", "medlartext/availability/0"],
            id="a host",
        ),
        pytest.param("which datasets were used by Example Robotics?", ["clinic-scans/used_by/0"], id="a user"),
        pytest.param("which datasets were collected in Zandvoort?", ["medlartext/collection/0"], id="a place"),
        pytest.param("which datasets mention Zandvoort?", ["medlartext/collection/0"], id="a word and no field"),
        pytest.param("which datasets were removed from Example Hub?", ["medlartext/status/0"], id="who removed it"),
        pytest.param("which text datasets mention Zandvoort?", ["medlartext/collection/0"], id="a kind and a word"),
    ],
)
def test_a_name_is_found_in_the_claims_of_the_field_asked(
    wider_assistant: Assistant, text: str, origins: list[str]
) -> None:
    assert shown(wider_assistant, text) == origins


def test_a_claim_of_the_field_asked_goes_before_one_of_another(wider_assistant: Assistant) -> None:
    """Mirabel Labs made Turnstile and used it."""
    listed = shown(wider_assistant, "which datasets were used by Mirabel Labs?")

    assert "turnstile/used_by/0" in listed
    assert "turnstile/creators/0" not in listed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("which datasets have over 10 trillion tokens?", id="a bound that none reaches"),
        pytest.param("which datasets have over a thousand lawyers?", id="a unit that none counts"),
        pytest.param("which face datasets mention Zandvoort?", id="a name told of another kind"),
        pytest.param("which datasets were removed in 1999?", id="a year in which none ended"),
        pytest.param("which datasets were released in 1999?", id="a year in which none came out"),
        pytest.param("which datasets were made by the Zorblat?", id="a maker that no record has"),
        pytest.param("what is the largest genome dataset?", id="the largest of a kind without records"),
        pytest.param("which dataset has the most lawyers?", id="the most of what none counts"),
        pytest.param("how many datasets?", id="how many of nothing in particular"),
    ],
)
def test_where_no_record_fits_nothing_is_listed(wider_assistant: Assistant, text: str) -> None:
    assert isinstance(wider_assistant.ask(text), Abstention)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("how many music datasets are there?", f"{SONGBOOKS} datasets fit.", id="of a kind"),
        pytest.param("how many datasets were withdrawn?", "4 datasets fit.", id="of a status"),
        pytest.param("hvor mange datasæt blev trukket tilbage?", "4 datasæt passer.", id="in Danish"),
        pytest.param("count the datasets that were withdrawn", "4 datasets fit.", id="count"),
        pytest.param("how many datasets have over a billion tokens?", "2 datasets fit.", id="of a bound"),
        pytest.param("how many datasets were released between 2003 and 2005?", "3 datasets fit.", id="of years"),
    ],
)
def test_how_many_begins_with_the_number(wider_assistant: Assistant, text: str, first: str) -> None:
    assert answered(wider_assistant, text).sentences[0].text == first


def test_the_number_rests_on_a_claim_and_a_source_of_each_record(wider_assistant: Assistant) -> None:
    number, *each = answered(wider_assistant, "how many datasets were withdrawn?").sentences

    assert number.origin.split() == [sentence.origin for sentence in each]
    assert set(number.markers) == {sentence.markers[0] for sentence in each}


def test_a_list_that_does_not_ask_how_many_begins_with_a_record(wider_assistant: Assistant) -> None:
    assert "fit" not in answered(wider_assistant, "which datasets were withdrawn?").text


@pytest.mark.parametrize(
    ("text", "note"),
    [
        pytest.param(
            "list all music datasets", f"{SONGBOOKS} datasets fit; the first {MOST_RECORDS} are shown.", id="a list"
        ),
        pytest.param(
            "how many music datasets are there?",
            f"{SONGBOOKS} datasets fit; the first {MOST_RECORDS} are shown.",
            id="a count",
        ),
    ],
)
def test_a_long_list_says_how_many_it_leaves_out(wider_assistant: Assistant, text: str, note: str) -> None:
    result = answered(wider_assistant, text)

    assert result.notes == (note,)
    assert len([s for s in result.sentences if s.dataset]) == len(result.datasets) == MOST_RECORDS


def test_a_list_shown_in_full_has_no_note(wider_assistant: Assistant) -> None:
    assert answered(wider_assistant, "which datasets were withdrawn?").notes == ()


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param("which datasets are derived from Faces-1M?", ["faces-1m/derivatives/0"], id="its own record"),
        pytest.param("how many datasets are derived from Faces-1M?", ["faces-1m-clean/derived_from/0"], id="how many"),
        pytest.param("how many datasets derive from Plumtext?", ["medlartext/derived_from/0"], id="of another"),
    ],
)
def test_descendants_of_a_named_dataset_are_listed(wider_assistant: Assistant, text: str, origins: list[str]) -> None:
    child = origins[0].partition("/")[0] if "derived_from" in origins[0] else "faces-1m-clean"
    result = answered(wider_assistant, text)

    assert list(dict.fromkeys(sentence.origin for sentence in result.sentences if sentence.dataset)) == origins
    assert child in result.datasets


def test_a_dataset_without_descendants_lists_none(wider_assistant: Assistant) -> None:
    assert isinstance(wider_assistant.ask("how many datasets are derived from Open Letters?"), Abstention)


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("what is the largest music dataset?", songbooks(14, 13, 12), id="largest of a kind"),
        pytest.param("what is the smallest music dataset?", songbooks(1, 2, 3), id="smallest of a kind"),
        pytest.param("which dataset has the most songs?", ["medlartext", *songbooks(14, 13)], id="a unit is no kind"),
        pytest.param("which dataset has the most tokens?", ["plumtext", "medlartext"], id="most of a unit"),
        pytest.param("which dataset has the fewest tokens?", ["medlartext", "plumtext"], id="fewest of a unit"),
        pytest.param("which text dataset has the most documents?", ["medlartext", "plumtext"], id="kind and unit"),
        pytest.param("what is the largest dataset by documents?", ["medlartext", "plumtext"], id="by a unit"),
        pytest.param("what is the largest voice dataset?", ["vistar-5m", "vistar-1m"], id="the usual unit of a kind"),
        pytest.param("hvilket datasæt har flest billeder?", ["clinic-scans"], id="most of a unit, in Danish"),
    ],
)
def test_the_largest_come_first_in_one_unit(wider_assistant: Assistant, text: str, datasets: list[str]) -> None:
    origins = shown(wider_assistant, text)

    assert [origin.split("/")[0] for origin in origins] == datasets
    assert {origin.split("/")[1] for origin in origins} == {"size"}
    units = {wider_assistant.knowledge.claims[origin].claim.unit for origin in origins}  # type: ignore[attr-defined]
    assert len(units) == 1


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param(
            "what is the oldest music dataset?", [f"{one}/released/0" for one in songbooks(1, 2, 3)], id="oldest"
        ),
        pytest.param(
            "what is the newest music dataset?", [f"{one}/released/0" for one in songbooks(14, 13, 12)], id="newest"
        ),
        pytest.param(
            "what is the oldest text dataset?", ["medlartext/released/0", "plumtext/released/0"], id="of another kind"
        ),
        pytest.param(
            "what is the first dataset that was released?",
            ["old-ledger/released/0", "songbook-1/released/0", "songbook-2/released/0"],
            id="first of all",
        ),
        pytest.param(
            "hvad er det ældste datasæt?",
            ["old-ledger/released/0", "songbook-1/released/0", "songbook-2/released/0"],
            id="oldest, in Danish",
        ),
        pytest.param(
            "what was the first dataset to be withdrawn?",
            ["old-ledger/status/0", "faces-1m/status/0", "vistar-5m/status/0"],
            id="first to end",
        ),
        pytest.param(
            "what was the latest dataset to be withdrawn?",
            ["medlartext/status/0", "vistar-5m/status/0", "faces-1m/status/0"],
            id="last to end",
        ),
    ],
)
def test_the_oldest_come_first_by_release_or_by_end(wider_assistant: Assistant, text: str, origins: list[str]) -> None:
    assert shown(wider_assistant, text) == origins


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("which datasets were withdrawn in 2020?", id="alone"),
        pytest.param("my professor says there was a scandal. which datasets were withdrawn in 2020?", id="before"),
        pytest.param("which datasets were withdrawn in 2020? my professor says there was a scandal.", id="behind"),
        pytest.param("which datasets were withdrawn in 2020 - my professor loves gardens", id="behind a dash"),
    ],
)
def test_sentences_beside_the_question_name_nothing_to_list_by(wider_assistant: Assistant, text: str) -> None:
    assert shown(wider_assistant, text) == ["vistar-5m/status/0"]
