"""What kind of thing a question asks for, and which statements have one."""

from __future__ import annotations

import pytest

from bot.answering.answer_kinds import AMOUNTS, AnswerKind, answer_kind
from bot.core.questions import Question


def asked(text: str, *heads: str) -> Question:
    return Question(text=text, language="en", gloss="", heads=heads)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("how many people are in it?", AnswerKind.COUNT, id="how many"),
        pytest.param("what is the number of photos?", AnswerKind.COUNT, id="number of"),
        pytest.param("hvor mange billeder er der?", AnswerKind.COUNT, id="Danish count"),
        pytest.param("how much did it cost?", AnswerKind.MONEY, id="how much with a cost"),
        pytest.param("how many dollars were spent?", AnswerKind.MONEY, id="how many dollars"),
        pytest.param("hvor meget kostede det?", AnswerKind.MONEY, id="Danish money"),
        pytest.param("how many percent are men?", AnswerKind.SHARE, id="how many percent"),
        pytest.param("what share of it is gone?", AnswerKind.SHARE, id="share"),
        pytest.param("hvor stor en andel er kvinder?", AnswerKind.SHARE, id="Danish share"),
        pytest.param("how many hours of speech?", AnswerKind.DURATION, id="how many hours"),
        pytest.param("how long was it online?", AnswerKind.DURATION, id="how long"),
        pytest.param("hvor længe lå det der?", AnswerKind.DURATION, id="Danish duration"),
        pytest.param("when was it made?", AnswerKind.DATE, id="when"),
        pytest.param("which year was it?", AnswerKind.DATE, id="which year"),
        pytest.param("hvornår blev det lavet?", AnswerKind.DATE, id="Danish date"),
        pytest.param("why is it gone?", AnswerKind.REASON, id="why"),
        pytest.param("hvorfor er det væk?", AnswerKind.REASON, id="Danish reason"),
        pytest.param("where was it filmed?", AnswerKind.PLACE, id="where"),
        pytest.param("what country is it from?", AnswerKind.PLACE, id="what country"),
        pytest.param("hvor blev det filmet?", AnswerKind.PLACE, id="Danish place"),
        pytest.param("who made it?", AnswerKind.NAME, id="who"),
        pytest.param("which sponsor sued?", None, id="a thing that no pattern names"),
        pytest.param("which company made it?", AnswerKind.NAME, id="which company"),
        pytest.param("hvem lavede det?", AnswerKind.NAME, id="Danish name"),
        pytest.param("hvor stor er den?", None, id="hvor stor is no place"),
        pytest.param("what did it cost?", None, id="a cost without how much"),
        pytest.param("is it gone?", None, id="yes or no"),
        pytest.param("", None, id="nothing"),
        pytest.param("the whole wherever", None, id="words inside other words"),
    ],
)
def test_the_kind_asked_for_is_read_from_the_words(text: str, kind: AnswerKind | None) -> None:
    assert answer_kind(asked(text)) is kind


def test_of_two_kinds_asked_for_a_date_goes_before_a_reason() -> None:
    assert answer_kind(asked("why and when was it removed?")) is AnswerKind.DATE


def test_amounts_are_what_a_number_answers() -> None:
    assert set(AMOUNTS) == {AnswerKind.COUNT, AnswerKind.MONEY, AnswerKind.SHARE, AnswerKind.DURATION}


@pytest.mark.parametrize(
    ("heads", "text", "counted"),
    [
        pytest.param(("hours",), "It has 3,670 hours of speech.", True, id="hours"),
        pytest.param(("recording",), "It has 3,670 recordings.", True, id="an inflection"),
        pytest.param(("people",), "It has 3,670 hours of speech.", False, id="hours are no people"),
        pytest.param(("people",), "3,670 hours by 24 people.", True, id="the second number"),
        pytest.param(("image",), "It has 10 million images.", True, id="a million"),
        pytest.param(("image",), "It has ten-thousand annotated images.", True, id="a numeral in words"),
        pytest.param(("image",), "12 very carefully chosen old images", False, id="too far behind the number"),
        pytest.param(("image",), "Its images were counted 12 times.", False, id="before the number"),
        pytest.param(("image",), "None of the images was asked for.", True, id="none"),
        pytest.param(("picture", "image"), "12 images", True, id="one of two things asked for"),
        pytest.param(("image",), "In 2019 images were removed.", False, id="a year counts nothing"),
        pytest.param(("image",), "Removed (as of 12 images ago).", False, id="a remark on the date"),
        pytest.param(("image",), "Its images are gone.", False, id="no number"),
        pytest.param((), "It has 12 parts.", True, id="any number where nothing is named"),
        pytest.param((), "Gone since 2019-06 (as of 2024).", False, id="dates are no number"),
        pytest.param((), "It has parts.", False, id="no number at all"),
    ],
)
def test_a_count_counts_the_thing_asked_for(heads: tuple[str, ...], text: str, counted: bool) -> None:
    assert AnswerKind.COUNT.is_in(text, asked("how many?", *heads)) is counted


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        pytest.param("It was released in 2016.", True, id="a year"),
        pytest.param("It was released on 2016-03-01.", True, id="a day"),
        pytest.param("It is available (as of 2021).", False, id="as of"),
        pytest.param("It is available (status as of 2021-02-03).", False, id="status as of"),
        pytest.param("Withdrawn in 2019 (as of 2021).", True, id="a year beside the remark"),
        pytest.param("It has 120160 images.", False, id="digits of a larger number"),
        pytest.param("It has 2500 images.", False, id="a number that is no year of ours"),
        pytest.param("It was released long ago.", False, id="no number"),
    ],
)
def test_a_date_is_a_year_outside_remarks(text: str, dated: bool) -> None:
    assert AnswerKind.DATE.is_in(text, asked("when?")) is dated


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("It was made by Microsoft.", True, id="a name"),
        pytest.param("The set was made by MegaFace.", False, id="the name that the question has"),
        pytest.param("Everybody was asked. Nobody answered.", False, id="a capital at the start of a sentence"),
        pytest.param("it was made by students.", False, id="no capital"),
    ],
)
def test_a_name_is_one_that_the_question_does_not_say(text: str, named: bool) -> None:
    assert AnswerKind.NAME.is_in(text, asked("who made MegaFace?")) is named


@pytest.mark.parametrize(
    ("kind", "text", "fits"),
    [
        pytest.param(AnswerKind.MONEY, "A fine of $5 was set.", True, id="a sign of money"),
        pytest.param(AnswerKind.MONEY, "They got 20 kroner.", True, id="a currency"),
        pytest.param(AnswerKind.MONEY, "They were unpaid.", True, id="unpaid"),
        pytest.param(AnswerKind.MONEY, "They have feet and a European view.", False, id="words like fee and euro"),
        pytest.param(AnswerKind.SHARE, "Of it, 41% are men.", True, id="a percentage"),
        pytest.param(AnswerKind.SHARE, "Half of them are men.", True, id="a half"),
        pytest.param(AnswerKind.SHARE, "41 of them are men.", False, id="a count is no share"),
        pytest.param(AnswerKind.DURATION, "It was online for eleven weeks.", True, id="weeks"),
        pytest.param(AnswerKind.DURATION, "Den lå der i to måneder.", True, id="Danish months"),
        pytest.param(AnswerKind.DURATION, "It was online for a while.", False, id="a while"),
        pytest.param(AnswerKind.PLACE, "It was filmed in San Francisco.", True, id="a place"),
        pytest.param(AnswerKind.PLACE, "It was filmed in a café.", False, id="no name of a place"),
        pytest.param(AnswerKind.REASON, "It went because people complained.", True, id="because"),
        pytest.param(AnswerKind.REASON, "It broke privacy, fearing nobody.", True, id="fear"),
        pytest.param(AnswerKind.REASON, "It went in the night.", False, id="no reason"),
    ],
)
def test_a_statement_has_something_of_the_kind(kind: AnswerKind, text: str, fits: bool) -> None:
    assert kind.is_in(text, asked("?")) is fits
