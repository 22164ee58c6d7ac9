"""A question taken apart: what it names, what it asks, and what a conversation adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.concepts import ConceptFinder
from bot.answering.names import NameFinder
from bot.answering.understanding import Understanding, clean
from bot.core.fields import Field
from bot.core.questions import Question, Turn
from bot.language.lexicon import read_lexicon

LEXICON = Path(__file__).resolve().parents[2] / "knowledge" / "lexicon"
NAMES = {
    "megaface": ("MegaFace",),
    "lfw": ("Labeled Faces in the Wild", "LFW"),
    "laion-400m": ("LAION-400M",),
    "laion-5b": ("LAION-5B",),
}
ABOUT_LFW = Turn(("lfw",), (Field.CONSENT,))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """A few names with the real lexicon."""
    lexicon = read_lexicon(LEXICON)
    return Understanding(NameFinder(NAMES), ConceptFinder({}, lexicon.canonical_forms), lexicon, "en")


def residue(question: Question) -> set[str]:
    return {term.canonical for term in question.residue}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("who made MegaFace?", Field.CREATORS),
        ("hvem lavede MegaFace?", Field.CREATORS),
        ("how many faces are in MegaFace?", Field.SIZE),
        ("hvor mange ansigter er der i MegaFace?", Field.SIZE),
        ("were people asked for consent in MegaFace?", Field.CONSENT),
        ("blev folk i MegaFace spurgt om samtykke?", Field.CONSENT),
        ("which licence does MegaFace have?", Field.LICENCE),
        ("where can I download MegaFace?", Field.AVAILABILITY),
        ("hvor kan man hente MegaFace?", Field.AVAILABILITY),
        ("was MegaFace withdrawn?", Field.STATUS),
        ("when was MegaFace released?", Field.RELEASED),
        ("who used MegaFace?", Field.USED_BY),
        ("what are alternatives to MegaFace?", Field.ALTERNATIVES),
        ("what was MegaFace derived from?", Field.DERIVED_FROM),
        ("which datasets are derived from MegaFace?", Field.DERIVATIVES),
        ("what are the concerns about MegaFace?", Field.CONCERNS),
        ("how was MegaFace collected?", Field.COLLECTION),
        ("what is MegaFace?", Field.SUMMARY),
    ],
)
def test_the_field_asked_is_understood(understanding: Understanding, text: str, field: Field) -> None:
    question = understanding.understand(text)

    assert question.datasets == ("megaface",)
    assert field in question.fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        pytest.param("who made MegaFace and which licence has it?", {Field.CREATORS, Field.LICENCE}, id="English"),
        pytest.param("hvem lavede MegaFace, og hvor stort er det?", {Field.CREATORS, Field.SIZE}, id="Danish"),
    ],
)
def test_two_fields_are_understood(understanding: Understanding, text: str, fields: set[Field]) -> None:
    assert fields <= set(understanding.understand(text).fields)


def test_several_datasets_are_understood_in_their_order(understanding: Understanding) -> None:
    assert understanding.understand("is LFW larger than MegaFace?").datasets == ("lfw", "megaface")


def test_a_name_that_fits_several_records_names_candidates(understanding: Understanding) -> None:
    question = understanding.understand("who made laion?")

    assert (question.datasets, set(question.candidates)) == ((), {"laion-400m", "laion-5b"})


def test_a_language_that_is_given_is_not_detected(understanding: Understanding) -> None:
    assert understanding.understand("who made LFW?", language="da").language == "da"


def test_years_are_understood(understanding: Understanding) -> None:
    assert understanding.understand("was LFW gone in 2019 or 2020?").years == (2019, 2020)


@pytest.mark.parametrize(
    "text",
    [
        "which datasets were withdrawn in 2019?",
        "hvilke datasæt blev trukket tilbage i 2019?",
        "list all face datasets",
        "is there a dataset of voices?",
        "findes der et datasæt med stemmer?",
        "what was released in 2016?",
    ],
)
def test_a_question_for_several_records_is_a_list(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).asks_for_list


@pytest.mark.parametrize(
    "text", ["who made MegaFace?", "is the dataset gone?", "hvem lavede datasættet?", "what is LFW?"]
)
def test_a_question_for_one_record_is_no_list(understanding: Understanding, text: str) -> None:
    assert not understanding.understand(text).asks_for_list


@pytest.mark.parametrize(
    "text",
    [
        "give me a download link for LFW",
        "send me the link to LFW please",
        "give me the url of LFW",
        "LFW magnet",
        "giv mig et link til LFW",
    ],
)
def test_a_request_for_a_link_is_recognised(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).asks_for_link


@pytest.mark.parametrize(
    "text",
    ["who is the woman in this picture?", "who are the people in the pictures?", "hvem er kvinden på billedet?"],
)
def test_a_request_to_identify_people_is_recognised(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).asks_for_identity


@pytest.mark.parametrize("text", ["where is LFW still available?", "who made LFW?", "hvem står bag LFW?"])
def test_an_ordinary_question_is_no_request_that_is_refused(understanding: Understanding, text: str) -> None:
    question = understanding.understand(text)

    assert not (question.asks_for_link)
    assert not (question.asks_for_identity)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("who made LFW?", set(), id="nothing is left over"),
        pytest.param("was LFW used by the police?", {"police"}, id="who used it"),
        pytest.param("blev LFW brugt af politiet?", {"police"}, id="in Danish"),
        pytest.param("hvem lavede egentlig LFW?", set(), id="a Danish filler"),
        pytest.param("was LFW used in 2019?", set(), id="a year is no word"),
    ],
)
def test_words_that_no_cue_explains_are_left_over(understanding: Understanding, text: str, left: set[str]) -> None:
    assert residue(understanding.understand(text)) == left


@pytest.mark.parametrize(
    "text",
    [
        "I am writing a thesis on surveillance, who made LFW?",
        "My professor loves zebras. Who made LFW?",
        "jeg skriver speciale om overvågning, hvem lavede LFW?",
    ],
)
def test_what_the_asker_tells_of_themselves_need_not_be_answered(understanding: Understanding, text: str) -> None:
    question = understanding.understand(text)

    assert residue(question) == set()
    assert Field.CREATORS in question.fields


def test_a_name_without_a_record_is_left_over_as_a_name(understanding: Understanding) -> None:
    assert [(term.surface, term.is_name) for term in understanding.understand("what is Zorblat-9?").residue] == [
        ("Zorblat-9", True)
    ]


@pytest.mark.parametrize(
    ("text", "datasets", "fields"),
    [
        pytest.param("and who made it?", ("lfw",), (Field.CREATORS,), id="it"),
        pytest.param("og hvem lavede det?", ("lfw",), (Field.CREATORS,), id="det"),
        pytest.param("how many?", ("lfw",), (Field.SIZE,), id="nothing but a field"),
        pytest.param("hvor mange?", ("lfw",), (Field.SIZE,), id="nothing but a field in Danish"),
        pytest.param("was it used by the police?", ("lfw",), (Field.USED_BY,), id="with a detail"),
        pytest.param("what about MegaFace?", ("megaface",), (Field.CONSENT,), id="another name, the same field"),
        pytest.param("hvad med MegaFace?", ("megaface",), (Field.CONSENT,), id="the same in Danish"),
        pytest.param("and MegaFace?", ("megaface",), (Field.CONSENT,), id="and another name"),
        pytest.param("who made MegaFace?", ("megaface",), (Field.CREATORS,), id="another name and field"),
    ],
)
def test_a_follow_up_is_filled_in(
    understanding: Understanding, text: str, datasets: tuple[str, ...], fields: tuple[Field, ...]
) -> None:
    question = understanding.understand(text, ABOUT_LFW)

    assert (question.datasets, question.fields) == (datasets, fields)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("what is Zorblat-9?", id="a name without a record"),
        pytest.param("which datasets were withdrawn in 2019?", id="a list"),
        pytest.param("who made laion?", id="an ambiguous name"),
        pytest.param("what is the GDPR?", id="a law"),
        pytest.param("what is a datasheet?", id="a concept"),
        pytest.param("what is facial recognition?", id="a concept of two words"),
    ],
)
def test_a_change_of_topic_drops_the_context(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text, ABOUT_LFW).datasets == ()


def test_a_follow_up_without_a_turn_before_names_nothing(understanding: Understanding) -> None:
    assert understanding.understand("and who made it?", Turn()).datasets == ()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("  who\n made\tit ", "who made it", id="white space"),
        pytest.param("who\u200b made\u202e it", "who made it", id="characters that are not seen"),
        pytest.param("ＭｅｇａＦａｃｅ", "MegaFace", id="wide letters"),
        pytest.param("\x00\x07", "", id="control characters"),
    ],
)
def test_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(max_size=120))
def test_any_text_is_understood(text: str) -> None:
    question = _ANY.understand(text, ABOUT_LFW)

    assert question.language in {"en", "da"}


_LEXICON = read_lexicon(LEXICON)
_ANY = Understanding(NameFinder(NAMES), ConceptFinder({}, _LEXICON.canonical_forms), _LEXICON, "en")
