"""Which language a question is answered in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.names import NameFinder
from bot.language.detection import detect_language
from bot.language.lexicon import Lexicon, read_lexicon

LEXICON = Path(__file__).resolve().parents[2] / "knowledge" / "lexicon"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The real lexicon: its words are evidence."""
    return read_lexicon(LEXICON)


@pytest.mark.parametrize(
    "text",
    [
        "where is it still available?",
        "who made it",
        "was consent asked for?",
        "is it ok to use for my thesis",
        "how many faces are in there",
        "which datasets were withdrawn in 2020?",
        "datasets without consent",
    ],
)
def test_english_is_recognised(lexicon: Lexicon, text: str) -> None:
    assert detect_language(text, lexicon, "da") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "blev folk spurgt om samtykke?",
        "hvor ligger det stadig?",
        "hvem lavede det",
        "hvor mange ansigter er der i",
        "maa jeg bruge det til mit speciale?",
        "hvornaar blev det fjernet",
        "er det lovligt at bruge",
        "hvilke datasæt blev trukket tilbage i 2020?",
        "samtykke?",
        "og hvem står bag?",
    ],
)
def test_danish_is_recognised_also_without_its_letters(lexicon: Lexicon, text: str) -> None:
    assert detect_language(text, lexicon, "en") == "da"


def test_norwegian_is_answered_in_danish(lexicon: Lexicon) -> None:
    assert detect_language("hvem laget det, og ble folk spurt om samtykke?", lexicon, "en") == "da"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wer hat diesen Datensatz erstellt und warum wurde er zurückgezogen?", id="German"),
        pytest.param("¿Quién creó este conjunto de datos y por qué fue retirado?", id="Spanish"),
    ],
)
def test_other_languages_are_answered_in_english(lexicon: Lexicon, text: str) -> None:
    assert detect_language(text, lexicon, "en") == "en"


@pytest.mark.parametrize("default", ["en", "da"])
@pytest.mark.parametrize("text", ["", "?!", "🙂"])
def test_without_words_the_default_decides(lexicon: Lexicon, text: str, default: str) -> None:
    assert detect_language(text, lexicon, default) == default


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("Hvor ligger Labeled Faces in the Wild stadig?", "da", id="English name, Danish question"),
        pytest.param("Is the Dansk AlmenMedicinsk Database gone?", "en", id="Danish name, English question"),
    ],
)
def test_a_name_taken_out_before_does_not_decide(lexicon: Lexicon, question: str, language: str) -> None:
    names = NameFinder({"lfw": ["Labeled Faces in the Wild"], "damd": ["Dansk AlmenMedicinsk Database"]})

    _, rest = names.find(question)

    assert detect_language(" ".join(word.text for word in rest), lexicon, "en") == language
