"""Which concepts a question names, by any of their names, in order and close together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.answering.concepts import ConceptFinder
from bot.language.lexicon import Lexicon, read_lexicon, words_of

LEXICON = Path(__file__).resolve().parents[2] / "knowledge" / "lexicon"
NAMES = {
    "bipa": ["BIPA", "Biometric Information Privacy Act", "biometrilov i Illinois"],
    "bipa-2024": ["BIPA amendment"],
    "model-cards": ["model card"],
    "broad-consent": ["broad consent", "bredt samtykke"],
    "dynamic-consent": ["dynamic consent"],
    "in-a-dataset": ["what to do if I am in a dataset", "hvad gør jeg hvis jeg er i et datasæt"],
    "redress": ["gruppesøgsmål"],
}


@cache
def lexicon() -> Lexicon:
    return read_lexicon(LEXICON)


def found(text: str, language: str = "en") -> list[str]:
    finder = ConceptFinder(NAMES, lexicon().canonical_forms)
    words = words_of(text)
    return [match.concept for match in finder.find(words, lexicon().gloss(words, language))]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("what is BIPA?", ["bipa"]),
        ("whats bipa", ["bipa"]),
        ("the biometric information privacy act of Illinois", ["bipa"]),
        ("what did the BIPA amendment change", ["bipa-2024"]),
        ("do model cards help?", ["model-cards"]),
        ("broad consent or dynamic consent?", ["broad-consent", "dynamic-consent"]),
        ("is dynamic, or any other kind of consent, enough", []),
        ("what do I do if I am in a dataset", ["in-a-dataset"]),
        ("what should i do if i'm in a dataset", []),
        ("what to do before I put pictures of other people in a dataset", []),
        ("consent of the people", []),
        ("who sued them?", []),
        ("", []),
    ],
)
def test_english(text: str, concepts: list[str]) -> None:
    assert found(text) == concepts


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("hvad er bredt samtykke?", ["broad-consent"]),
        ("hvad gør jeg, hvis jeg er i et datasæt", ["in-a-dataset"]),
        ("kan man anlægge gruppesøgsmål?", ["redress"]),
        ("kan man anlægge et søgsmål?", []),
        ("hvad siger biometrilov i Illinois", ["bipa"]),
    ],
)
def test_danish(text: str, concepts: list[str]) -> None:
    assert found(text, "da") == concepts


def test_a_match_knows_its_place() -> None:
    finder = ConceptFinder(NAMES, lexicon().canonical_forms)
    text = "tell me, what is a model card"
    words = words_of(text)
    (match,) = finder.find(words, lexicon().gloss(words, "en"))
    assert match.covers(text.index("model"))
    assert match.covers(text.index("card"))
    assert not match.covers(text.index("what"))
