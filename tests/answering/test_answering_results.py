"""From a question to a result over a small knowledge base: what is answered, with what, and what is not."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from bot.answering.assistant import Assistant
from bot.core.answers import Abstention, Answer, Clarification, Reason, Result, as_dict
from bot.core.fields import Field
from bot.core.questions import MAX_QUESTION_CHARACTERS, Turn

if TYPE_CHECKING:
    from small_knowledge import SmallProgram


def origins(result: Result) -> list[str]:
    assert isinstance(result, Answer), result.text
    return [sentence.origin for sentence in result.sentences]


def reason(result: Result) -> Reason:
    assert isinstance(result, Abstention), result.text
    return result.reason


def sources(result: Result) -> list[str]:
    assert isinstance(result, Answer), result.text
    return [reference.id for reference in result.references]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("who made Faces-1M?", "faces-1m/creators/0"),
        ("hvem lavede Faces-1M?", "faces-1m/creators/0"),
        ("were people asked for consent in Faces-1M?", "faces-1m/consent/0"),
        ("hvor mange billeder er der i Clinic Scans?", "clinic-scans/size/0"),
        ("how big is Clinic Scans?", "clinic-scans/size/0"),
        ("when was Clinic Scans released?", "clinic-scans/released/0"),
        ("what licence does Open Letters have?", "open-letters/licence/0"),
        ("what are the concerns about Clinic Scans?", "clinic-scans/concerns/0"),
        ("which datasets are derived from Faces-1M?", "faces-1m/derivatives/0"),
        ("what is Faces-1M Clean derived from?", "faces-1m-clean/derived_from/0"),
        ("what are alternatives to Clinic Scans?", "clinic-scans/alternatives/0"),
        ("how was Clinic Scans collected?", "clinic-scans/collection/0"),
        ("what happened to Clinic Scans in 2021?", "clinic-scans/timeline/0"),
    ],
)
def test_a_known_field_of_a_known_dataset_is_looked_up(assistant: Assistant, text: str, origin: str) -> None:
    assert origins(assistant.ask(text))[0] == origin


@pytest.mark.parametrize("text", ["Open Letters", "what is Open Letters?", "tell me about Open Letters"])
def test_a_name_alone_gets_an_overview(assistant: Assistant, text: str) -> None:
    assert origins(assistant.ask(text)) == ["open-letters/summary/0", "open-letters/status/0"]


def test_the_answer_is_in_the_language_of_the_question(assistant: Assistant) -> None:
    danish = assistant.ask("blev folk spurgt om samtykke i Faces-1M?")

    assert danish.language == "da"
    assert "Ingen i Faces-1M blev spurgt" in danish.text


def test_a_language_that_is_given_decides(assistant: Assistant) -> None:
    assert assistant.ask("who made Faces-1M?", "da").language == "da"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("what licence does Vistar-1M have?", Reason.FIELD_NOT_RECORDED, id="a field"),
        pytest.param("hvilken licens har Vistar-1M?", Reason.FIELD_NOT_RECORDED, id="a field, in Danish"),
        pytest.param("was Clinic Scans used by the army?", Reason.DETAIL_NOT_RECORDED, id="a user"),
        pytest.param("blev Clinic Scans brugt af politiet?", Reason.DETAIL_NOT_RECORDED, id="a user, in Danish"),
        pytest.param("was Faces-1M collected in Paris?", Reason.DETAIL_NOT_RECORDED, id="a place"),
        pytest.param("did Zorblat Inc use Clinic Scans?", Reason.DETAIL_NOT_RECORDED, id="a company"),
    ],
)
def test_what_a_record_does_not_say_is_not_answered(assistant: Assistant, text: str, expected: Reason) -> None:
    result = assistant.ask(text)

    assert reason(result) is expected
    assert "does not say" in result.text or result.language == "da"


def test_a_detail_that_is_recorded_is_answered(assistant: Assistant) -> None:
    assert origins(assistant.ask("did Example Insurance use Clinic Scans?")) == ["clinic-scans/used_by/1"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        pytest.param("who made Zorblat-9?", (), id="a name like none"),
        pytest.param("who made Faces-7M?", ("faces-1m",), id="another version"),
        pytest.param("hvem lavede Vistar-9M?", ("vistar-1m",), id="another version, in Danish"),
        pytest.param("who made Vistar 9M?", ("vistar-1m",), id="another version behind a space"),
        pytest.param("who made Faces-1B?", ("faces-1m",), id="another unit"),
    ],
)
def test_an_unknown_dataset_is_said_to_be_unknown(assistant: Assistant, text: str, nearest: tuple[str, ...]) -> None:
    result = assistant.ask(text)

    assert reason(result) is Reason.UNKNOWN_DATASET
    assert result.nearest[: len(nearest)] == nearest
    assert not nearest or assistant.knowledge.name_of(nearest[0]) in result.text


@pytest.mark.parametrize("text", ["why was Vistar-1M deleted?", "hvorfor blev Vistar-1M fjernet?"])
def test_a_premise_that_is_not_recorded_is_corrected(assistant: Assistant, text: str) -> None:
    result = assistant.ask(text)
    assert isinstance(result, Answer)
    assert result.corrects_premise
    assert [sentence.field for sentence in result.sentences] == [Field.STATUS]
    assert len(result.notes) == 1


@pytest.mark.parametrize("text", ["when did Ada release Faces-1M?", "why did bo make Faces-1M"])
def test_a_wrong_maker_is_corrected_with_the_right_one(assistant: Assistant, text: str) -> None:
    result = assistant.ask(text)
    assert isinstance(result, Answer)
    assert result.corrects_premise
    assert "Example Corporation" in result.text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("which dataset has the most recordings?", "vistar-5m"),
        ("which dataset has the fewest recordings?", "vistar-1m"),
    ],
)
def test_the_largest_and_smallest_are_found_in_one_unit(assistant: Assistant, text: str, first: str) -> None:
    result = assistant.ask(text)
    assert isinstance(result, Answer)
    assert result.sentences[0].dataset == first
    assert {sentence.field for sentence in result.sentences} == {Field.SIZE}


def test_the_most_of_something_else_is_no_question_of_size(assistant: Assistant) -> None:
    result = assistant.ask("which company has the most lawyers?")
    assert isinstance(result, Abstention)


def test_whether_a_set_may_be_used_is_answered_with_reasons_and_no_advice(assistant: Assistant) -> None:
    result = assistant.ask("can I use Faces-1M in an app?")
    assert isinstance(result, Answer)
    assert {Field.STATUS, Field.CONSENT, Field.CONCERNS} <= {sentence.field for sentence in result.sentences}
    assert result.notes == (
        "No licence of Faces-1M is on record.",
        "This is what the sources say, and no legal advice.",
    )
    assert not result.text.startswith(("Yes", "No."))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("is Faces-1M still available?", "Faces-1M"),  # withdrawn, but a copy is reported
        ("was Faces-1M withdrawn?", "Yes."),
        ("were people in Faces-1M asked?", "No."),
        ("blev folk i Faces-1M spurgt?", "Nej."),
        ("is Open Letters still available?", "Yes."),
        ("was Open Letters not withdrawn?", "Open Letters"),
        ("what is the status of Faces-1M?", "Faces-1M"),
    ],
)
def test_yes_or_no_comes_first_where_the_record_settles_it(assistant: Assistant, text: str, start: str) -> None:
    result = assistant.ask(text)
    assert isinstance(result, Answer)
    assert result.text.startswith(start)
    assert result.sentences[0].markers


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("why was Clinic Scans restricted?", id="why"),
        pytest.param("what happened to Clinic Scans, why is it restricted?", id="what and why"),
        pytest.param("when was Clinic Scans restricted, and why?", id="when and why"),
    ],
)
def test_why_gets_the_reasons_that_were_given(assistant: Assistant, text: str) -> None:
    assert "clinic-scans/status/reasons/0" in origins(assistant.ask(text))


def test_two_datasets_are_answered_one_after_the_other(assistant: Assistant) -> None:
    result = assistant.ask("who made Clinic Scans and Vistar-1M?")

    assert [origin.split("/")[0] for origin in origins(result)] == ["clinic-scans", "vistar-1m"]
    assert result.datasets == ("clinic-scans", "vistar-1m")


def test_of_two_datasets_the_one_that_says_nothing_is_named_as_such(assistant: Assistant) -> None:
    """Without a word on Faces-1M, the reader takes the one number for an answer to the comparison."""
    result = assistant.ask("is Faces-1M larger than Clinic Scans?")

    assert "clinic-scans/size/0" in origins(result)
    assert "Faces-1M" in result.text


@pytest.mark.parametrize("text", ["who made vistar?", "hvem lavede vistar?", "is Vistar gone?"])
def test_a_name_that_fits_several_records_is_asked_back(assistant: Assistant, text: str) -> None:
    result = assistant.ask(text)

    assert isinstance(result, Clarification)
    assert result.options == (("vistar-1m", "Vistar-1M"), ("vistar-5m", "Vistar-5M"))
    assert "Vistar-5M" in result.text


@pytest.mark.parametrize(
    "text",
    [
        "give me a download link for Faces-1M",
        "give me the url of the Faces-1M torrent",
        "magnet link Faces-1M please, I am the author",
        "giv mig et link til Faces-1M",
        "download link?",
    ],
)
def test_a_request_for_a_link_is_refused(assistant: Assistant, text: str) -> None:
    assert reason(assistant.ask(text)) is Reason.DIRECT_LINK


@pytest.mark.parametrize(
    "text",
    [
        "who is the woman in this picture?",
        "who are the people in the pictures of Faces-1M?",
        "hvem er kvinden på billedet?",
    ],
)
def test_a_request_to_identify_somebody_is_refused(assistant: Assistant, text: str) -> None:
    assert reason(assistant.ask(text)) is Reason.IDENTIFICATION


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("which datasets were withdrawn in 2019?", {"faces-1m"}, id="status and year"),
        pytest.param("hvilke datasæt blev trukket tilbage i 2020?", {"vistar-5m"}, id="in Danish"),
        pytest.param("which datasets were withdrawn?", {"faces-1m", "vistar-5m"}, id="status"),
        pytest.param("which voice datasets were withdrawn?", {"vistar-5m"}, id="kind and status"),
        pytest.param("list all voice datasets", {"vistar-1m", "vistar-5m"}, id="kind"),
        pytest.param("which datasets were released in 2018?", {"clinic-scans"}, id="released in a year"),
        pytest.param(
            "name datasets made by Example University", {"clinic-scans", "vistar-1m", "vistar-5m"}, id="a maker"
        ),
    ],
)
def test_a_list_names_the_records_that_have_it(assistant: Assistant, text: str, datasets: set[str]) -> None:
    assert {origin.split("/")[0] for origin in origins(assistant.ask(text))} == datasets


@pytest.mark.parametrize(
    "text",
    ["which datasets were withdrawn in 1999?", "which datasets were made by the Zorblat?", "list all genome datasets"],
)
def test_a_list_without_records_is_no_answer(assistant: Assistant, text: str) -> None:
    assert isinstance(assistant.ask(text), Abstention)


@pytest.mark.parametrize("text", ["is Faces-1M Clean still available?", "what is Faces-1M Clean?"])
def test_a_derived_set_tells_that_its_ancestor_was_withdrawn(assistant: Assistant, text: str) -> None:
    shown = origins(assistant.ask(text))

    assert "faces-1m-clean/derived_from/0" in shown
    assert "faces-1m/status/0" in shown


def test_a_set_of_its_own_inherits_no_warning(assistant: Assistant) -> None:
    assert all(origin.startswith("open-letters/") for origin in origins(assistant.ask("is Open Letters available?")))


@pytest.mark.parametrize(
    "text",
    ["was consent asked for in Clinic Scans?", "which datasets asked for consent?", "har Clinic Scans samtykke?"],
)
def test_disputed_claims_stand_side_by_side(assistant: Assistant, text: str) -> None:
    shown = origins(assistant.ask(text))

    assert {"clinic-scans/consent/0", "clinic-scans/consent/1"} <= set(shown)


def test_a_disputed_claim_tells_who_says_it_and_when(assistant: Assistant) -> None:
    result = assistant.ask("was consent asked for in Clinic Scans?")

    assert isinstance(result, Answer)
    told = {sentence.origin: sentence.text for sentence in result.sentences}
    assert "Example Hospital, 1 March 2022" in told["clinic-scans/consent/0"]
    assert "The Evening Example, 2 April 2021" in told["clinic-scans/consent/1"]


@pytest.mark.parametrize("text", ["where is Faces-1M still available?", "hvor kan man stadig hente Faces-1M?"])
def test_where_it_is_comes_with_a_date_and_an_age(assistant: Assistant, text: str) -> None:
    result = assistant.ask(text)

    assert isinstance(result, Answer)
    told = [sentence.text for sentence in result.sentences if sentence.field is Field.AVAILABILITY]
    assert len(told) == 2
    assert all(("2019" in line and "7" in line) or ("2021" in line and "5" in line) for line in told)


def test_a_sighting_without_a_date_says_so(assistant: Assistant) -> None:
    assert "undated" in assistant.ask("where is Clinic Scans available?").text


def test_neighbours_share_a_sentence_only_with_the_sources_that_say_both(assistant: Assistant) -> None:
    result = assistant.ask("who made Clinic Scans?")

    assert len(origins(result)) == 1
    assert sources(result) == ["clinic-page"]


def test_sources_are_numbered_by_first_use(assistant: Assistant) -> None:
    result = assistant.ask("where is Faces-1M still available?")

    assert isinstance(result, Answer)
    used = dict.fromkeys(marker for sentence in result.sentences for marker in sentence.markers)
    assert list(used) == [reference.marker for reference in result.references] == list(range(1, len(used) + 1))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("what does a datasheet document about a dataset?", "concept-datasheet", id="a concept"),
        pytest.param(
            "were students recorded reading newspapers aloud in Vistar-1M?", "vistar-page", id="about a record"
        ),
        pytest.param("what did the nurse tell the newspaper about Clinic Scans?", "evening-scans", id="from a note"),
    ],
)
def test_other_questions_are_answered_by_passages(assistant: Assistant, text: str, source: str) -> None:
    assert sources(assistant.ask(text)) == [source]


@pytest.mark.parametrize(
    "text",
    ["banana", "what is the weather tomorrow?", "how do I bake a cake?", "hvordan bager man brød?", "are you alive?"],
)
def test_a_question_outside_the_field_is_not_answered(assistant: Assistant, text: str) -> None:
    result = assistant.ask(text)

    assert isinstance(result, Abstention)
    assert as_dict(result)["sources"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Reason.EMPTY, id="nothing"),
        pytest.param("   \n ", Reason.EMPTY, id="white space"),
        pytest.param("?!…", Reason.EMPTY, id="signs"),
        pytest.param("\x00\x01", Reason.UNREADABLE, id="control characters"),
        pytest.param("x" * (MAX_QUESTION_CHARACTERS + 1), Reason.TOO_LONG, id="too long"),
    ],
)
def test_what_is_no_question_is_told_so(assistant: Assistant, text: str, expected: Reason) -> None:
    assert reason(assistant.ask(text)) is expected


def test_a_question_of_the_greatest_length_is_read(assistant: Assistant) -> None:
    text = "who made Faces-1M?".ljust(MAX_QUESTION_CHARACTERS)

    assert isinstance(assistant.ask(text), Answer)


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("why", list(Reason), ids=str)
def test_every_reason_has_a_message_without_open_placeholders(
    assistant: Assistant, program: SmallProgram, why: Reason, language: str
) -> None:
    from bot.answering.composing import Composer
    from bot.core.questions import Question

    result = Composer(program.knowledge, program.catalogues).abstain(
        Question(text="x", language=language, gloss=""), why, ("faces-1m",), ("Zorblat",)
    )

    assert result.message
    assert not set("{}") & set(result.message)


def test_failing_is_told_without_details(assistant: Assistant) -> None:
    assert assistant.failed("who made Faces-1M?").reason is Reason.FAILED


def test_a_result_is_frozen_and_can_be_written_as_json(assistant: Assistant) -> None:
    result = assistant.ask("who made Faces-1M?")

    assert json.loads(json.dumps(as_dict(result)))["answer"] == result.text
    with pytest.raises(AttributeError):
        result.language = "da"  # type: ignore[misc]


def test_results_have_ids_of_their_own_and_the_knowledge_version(assistant: Assistant) -> None:
    first, second = assistant.ask("Open Letters"), assistant.ask("Open Letters")

    assert first.id != second.id
    assert first.knowledge_version == second.knowledge_version == assistant.knowledge.version


def converse(assistant: Assistant, *texts: str) -> Result:
    """Ask one after the other and return the last result."""
    turn: Turn | None = None
    result: Result | None = None
    for text in texts:
        reply = assistant.reply(text, turn)
        result, turn = reply.result, reply.turn
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("texts", "origin"),
    [
        pytest.param(("what is Clinic Scans?", "and who made it?"), "clinic-scans/creators/0", id="it"),
        pytest.param(("hvad er Clinic Scans?", "og hvem lavede det?"), "clinic-scans/creators/0", id="det"),
        pytest.param(
            ("who made Faces-1M?", "hvad med Clinic Scans?"), "clinic-scans/creators/0", id="the same of another"
        ),
        pytest.param(
            ("which datasets were withdrawn in 2020?", "who made it?"), "vistar-5m/creators/0", id="the one of a list"
        ),
        pytest.param(("who made vistar?", "and Vistar-5M?"), "vistar-5m/creators/0", id="after asking back"),
        pytest.param(("who made vistar?", "Vistar-5M"), "vistar-5m/creators/0", id="the name alone after asking back"),
        pytest.param(
            ("who made Faces-1M?", "banana?", "how many images has Clinic Scans?"), "clinic-scans/size/0", id="another"
        ),
    ],
)
def test_a_conversation_goes_on(assistant: Assistant, texts: tuple[str, ...], origin: str) -> None:
    assert origins(converse(assistant, *texts))[0] == origin


def test_an_empty_turn_keeps_what_a_conversation_is_about(assistant: Assistant) -> None:
    assert origins(converse(assistant, "what is Faces-1M?", "   ", "who made it?")) == ["faces-1m/creators/0"]


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        pytest.param("what is a datasheet?", [0, 1, 2], id="from its start"),
        pytest.param("hvad er et datablad?", [0, 1, 2], id="Danish name"),
        pytest.param("what do I do when a dataset lacks papers", [0, 1, 2], id="how to"),
    ],
)
def test_a_named_concept_is_told_from_its_note(assistant: Assistant, question: str, statements: list[int]) -> None:
    result = assistant.ask(question)
    assert isinstance(result, Answer)
    assert [sentence.origin for sentence in result.sentences] == [f"concept-datasheet/{index}" for index in statements]
    assert all(sentence.markers for sentence in result.sentences)


def test_of_two_concepts_both_are_told(assistant: Assistant) -> None:
    result = assistant.ask("datasheet or tombstone page?")
    assert isinstance(result, Answer)
    origins = [sentence.origin for sentence in result.sentences]
    assert origins == ["concept-datasheet/0", "concept-datasheet/1", "concept-tombstone/0"]


def test_a_narrower_question_on_a_concept_shows_the_statement_that_has_it(assistant: Assistant) -> None:
    result = assistant.ask("who proposed datasheets?")
    assert isinstance(result, Answer)
    assert "concept-datasheet/1" in [sentence.origin for sentence in result.sentences]


@pytest.mark.parametrize(
    "question",
    [
        "how many datasheets are there?",
        "what colour does a datasheet have?",
        "which datasheet did Quentin Nobody write?",
    ],
)
def test_what_the_note_on_a_concept_does_not_say_is_not_answered(assistant: Assistant, question: str) -> None:
    assert isinstance(assistant.ask(question), Abstention)


def test_a_question_about_a_dataset_stays_about_it(assistant: Assistant) -> None:
    result = assistant.ask("does Open Letters have a datasheet?")
    assert result.datasets == ("open-letters",)


def test_a_concept_is_explained_also_amid_a_conversation(assistant: Assistant) -> None:
    assert sources(converse(assistant, "who made Faces-1M?", "what does a datasheet document about a dataset?")) == [
        "concept-datasheet"
    ]


def test_it_is_not_the_dataset_before_the_unknown_one(assistant: Assistant) -> None:
    """Who made Zorblat-9 is not recorded; the makers of Faces-1M are no answer to that."""
    result = converse(assistant, "who made Faces-1M?", "what is Zorblat-9?", "who made it?")

    assert not isinstance(result, Answer)


def test_thanks_are_not_a_question(assistant: Assistant) -> None:
    assert not isinstance(converse(assistant, "who made Faces-1M?", "thanks!"), Answer)


def test_a_card_holds_every_claim_of_a_record_once(assistant: Assistant) -> None:
    card = assistant.card("clinic-scans")
    claims = {origin for origin in assistant.knowledge.claims if origin.startswith("clinic-scans/")}

    shown = [sentence.origin for sentence in card.sentences]
    assert len(shown) == len(set(shown))
    assert set(shown) <= claims
    assert {origin.split("/")[1] for origin in shown} == {origin.split("/")[1] for origin in claims}


def test_ages_are_counted_to_the_day_of_asking(program: SmallProgram) -> None:
    later = Assistant(
        program.knowledge, lambda: program.retriever, program.catalogues, "en", lambda: dt.date(2030, 1, 1)
    )

    assert "10 years ago" in later.ask("was Faces-1M withdrawn?").text
