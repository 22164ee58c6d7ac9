"""A question taken apart: what it names, what it asks, and what a conversation adds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.concepts import ConceptFinder
from bot.answering.names import NameFinder
from bot.answering.understanding import Understanding, clean
from bot.core.fields import Field
from bot.core.questions import Question, Turn
from bot.language.lexicon import read_lexicon

if TYPE_CHECKING:
    from bot.answering.knowledge import Knowledge

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


@pytest.fixture(scope="module")
def versed(real_knowledge: Knowledge) -> Understanding:
    """All that the real knowledge base knows."""
    return Understanding(
        real_knowledge.names, real_knowledge.concepts, real_knowledge.lexicon, "en", real_knowledge.known_words
    )


ABOUT_STACK_2 = Turn(("the-stack-v2",), (Field.LICENCE,))
ABOUT_VOXCELEB = Turn(("voxceleb",), (Field.SIZE,))
ABOUT_DUKE = Turn(("dukemtmc",), (Field.SIZE,))


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("how big are The Stack v1 and v2?", ("the-stack", "the-stack-v2"), id="v1 and v2"),
        pytest.param("how big are VoxCeleb v1 and v2?", ("voxceleb", "voxceleb2"), id="a number attached to its name"),
        pytest.param("is The Stack v2 bigger than v1?", ("the-stack-v2", "the-stack"), id="v2 and v1"),
        pytest.param("how big is The Stack v2?", ("the-stack-v2",), id="one version"),
        pytest.param("is The Stack v2 bigger than v7?", ("the-stack-v2",), id="no such version"),
    ],
)
def test_a_version_by_its_number_alone_is_named_beside_a_name(
    versed: Understanding, text: str, datasets: tuple[str, ...]
) -> None:
    assert versed.understand(text).datasets == datasets


@pytest.mark.parametrize(
    ("text", "previous", "datasets", "fields"),
    [
        pytest.param("and in v1?", ABOUT_STACK_2, ("the-stack",), (Field.LICENCE,), id="and in v1"),
        pytest.param("same for v1?", ABOUT_STACK_2, ("the-stack",), (Field.LICENCE,), id="same for v1"),
        pytest.param("and in v2?", ABOUT_VOXCELEB, ("voxceleb2",), (Field.SIZE,), id="and in v2"),
        pytest.param("same for v2?", ABOUT_VOXCELEB, ("voxceleb2",), (Field.SIZE,), id="same for v2"),
        pytest.param("what about v2?", ABOUT_VOXCELEB, ("voxceleb2",), (Field.SIZE,), id="what about v2"),
        pytest.param("who made v2?", ABOUT_VOXCELEB, ("voxceleb2",), (Field.CREATORS,), id="another field"),
        pytest.param("and the reid one?", ABOUT_DUKE, ("dukemtmc-reid",), (Field.SIZE,), id="a sibling by its word"),
    ],
)
def test_a_version_or_sibling_of_the_last_dataset_is_meant(
    versed: Understanding, text: str, previous: Turn, datasets: tuple[str, ...], fields: tuple[Field, ...]
) -> None:
    question = versed.understand(text, previous)

    assert (question.datasets, question.fields) == (datasets, fields)
    assert question.residue == ()


@pytest.mark.parametrize("previous", [None, Turn(), ABOUT_LFW], ids=["nothing before", "an empty turn", "no versions"])
def test_a_version_that_no_dataset_has_is_left_over(versed: Understanding, previous: Turn | None) -> None:
    question = versed.understand("how big is v2?", previous)

    assert (question.datasets, residue(question)) == ((), {"v2"})


@pytest.mark.parametrize("text", ["why?", "and why?", "hvorfor?", "but why"])
@pytest.mark.parametrize("field", [Field.STATUS, Field.AVAILABILITY, Field.TIMELINE])
def test_why_after_a_status_question_asks_for_the_reasons_of_the_status(
    understanding: Understanding, text: str, field: Field
) -> None:
    question = understanding.understand(text, Turn(("lfw",), (field,)))

    assert (question.datasets, question.fields) == (("lfw",), (Field.STATUS,))
    assert "why" in question.cue_words


def test_why_after_another_question_stays_with_its_field(understanding: Understanding) -> None:
    question = understanding.understand("why?", ABOUT_LFW)

    assert (question.datasets, question.fields) == (("lfw",), (Field.CONSENT,))


@pytest.mark.parametrize(
    "text", ["tell me about MegaFace", "fortæl om MegaFace", "MegaFace", "tell me about MegaFace then"]
)
def test_telling_about_another_dataset_begins_anew(understanding: Understanding, text: str) -> None:
    question = understanding.understand(text, ABOUT_LFW)

    assert question.datasets == ("megaface",)
    assert Field.CONSENT not in question.fields


@pytest.mark.parametrize(
    "text",
    [
        "what are datasheets for datasets?",
        "who proposed datasheets for datasets?",
        "how do I write datasheets for datasets?",
        "show me datasheets for datasets",
    ],
)
def test_a_concept_with_datasets_in_its_name_is_no_list(text: str) -> None:
    question = _ON_DATASHEETS.understand(text)

    assert not question.asks_for_list
    assert question.concepts
    assert question.concepts.concepts == ("concept-datasheet",)


@pytest.mark.parametrize("text", ["which datasets have datasheets for datasets?", "list datasets with a datasheet"])
def test_datasets_beside_the_name_of_a_concept_are_a_list(text: str) -> None:
    assert _ON_DATASHEETS.understand(text).asks_for_list


@pytest.mark.parametrize(
    ("text", "required", "field"),
    [
        pytest.param("who funded LFW?", {"fund"}, Field.CREATORS, id="who funded"),
        pytest.param("was LFW funded by the army?", {"fund"}, Field.CREATORS, id="funded by"),
        pytest.param("hvem finansierede LFW?", {"fund"}, Field.CREATORS, id="in Danish"),
        pytest.param("who annotated LFW?", {"annotate"}, Field.COLLECTION, id="who annotated"),
        pytest.param("who sells LFW?", {"sell"}, Field.CREATORS, id="who sells"),
        pytest.param("who apologised for LFW?", {"apologise"}, Field.TIMELINE, id="by a weak cue"),
        pytest.param("who made LFW?", set(), Field.CREATORS, id="nothing of the kind"),
    ],
)
def test_a_marked_cue_word_must_be_in_the_answer(
    understanding: Understanding, text: str, required: set[str], field: Field
) -> None:
    question = understanding.understand(text)

    assert {term.canonical for term in question.required} == required
    assert field in question.fields
    assert not residue(question) & required


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        pytest.param("how many songs are in LFW?", ("song",), id="how many"),
        pytest.param("which photographer sued over LFW?", ("photographer", "sue"), id="two words behind which"),
        pytest.param("is LFW gone?", (), id="no thing is asked for"),
    ],
)
def test_the_thing_asked_for_stands_behind_its_question_word(
    understanding: Understanding, text: str, heads: tuple[str, ...]
) -> None:
    assert understanding.understand(text).heads == heads


@pytest.mark.parametrize("text", ["compare LFW with pile", "is LFW better than pile?", "LFW vs pile"])
def test_a_comparison_knows_a_name_without_its_article(text: str) -> None:
    assert _ON_DATASHEETS.understand(text).datasets == ("lfw", "the-pile")


def test_elsewhere_a_name_without_its_article_is_a_word() -> None:
    assert _ON_DATASHEETS.understand("is LFW a pile of faces?").datasets == ("lfw",)


@pytest.mark.parametrize("text", ["compare it with MegaFace", "how does it differ from MegaFace?"])
def test_a_comparison_goes_on_about_both(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text, ABOUT_LFW).datasets == ("lfw", "megaface")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        pytest.param("between 2010 and 2013", (2010, 2011, 2012, 2013), id="between"),
        pytest.param("fra 2010 til 2012", (2010, 2011, 2012), id="in Danish"),
        pytest.param("2010-2012", (2010, 2011, 2012), id="a dash"),
        pytest.param("in 2010 and 2013", (2010, 2013), id="two years"),
        pytest.param("between 2013 and 2010", (2013, 2010), id="backwards"),
    ],
)
def test_a_range_of_years_names_all_between(understanding: Understanding, text: str, years: tuple[int, ...]) -> None:
    assert understanding.understand(f"was LFW gone {text}?").years == years


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("did photograhs in LFW sue?", "picture", id="a typo of a word that the texts have"),
        pytest.param("was LFW about surveilance?", "surveillance", id="another"),
        pytest.param("was LFW from flickr?", "flickr", id="a word that they have stays"),
    ],
)
def test_typos_are_likened_to_words_of_the_knowledge_base(versed: Understanding, text: str, word: str) -> None:
    assert word in versed.understand(text).gloss.split()


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
_ON_DATASHEETS = Understanding(
    NameFinder(NAMES | {"the-pile": ("The Pile",)}),
    ConceptFinder({"concept-datasheet": ("datasheets for datasets", "datasheet")}, _LEXICON.canonical_forms),
    _LEXICON,
    "en",
)
