"""Which language a question is in; dataset names are taken out before, for they are English in every language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.language.lexicon import fold, words_of

if TYPE_CHECKING:
    from bot.language.lexicon import Lexicon

_CANDIDATES = ("en", "da", "no", "sv", "de", "nl", "fr", "es")
_DANISH_READS = frozenset({"da", "no"})
_SPOKEN = frozenset({"en", *_DANISH_READS})
_DANISH_LETTERS = frozenset("æøåÆØÅ")
_ENGLISH_FUNCTION_WORDS = frozenset(
    "the is are was were who what when where why how which of and or to in it its did does do can has have been from with for "
    "a an that this there any about by on they them their you my i me we our not please thanks tell".split()
)
_DANISH_FUNCTION_WORDS = frozenset(
    "er hvem hvad hvornaar hvornar hvor hvorfor hvordan hvilke hvilken hvilket og eller til det den de der blev har kan maa med "
    "fra som om af paa pa en et jeg man ikke nogen mange lavede stadig var vaere ved i kom sig mig du skal vil".split()
)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_CANDIDATES))
    return identifier


def detect_language(text: str, lexicon: Lexicon, default: str) -> str:
    """Return "da" or "en": the language to answer in.

    Function words decide; where hardly one speaks, a statistical identifier of eight languages is heard too, for `er` is German and
    `de` is Spanish as well. Norwegian is read as Danish, every other language is answered in the default one.
    """
    words = [fold(word.text) for word in words_of(text)]
    if not words:
        return default
    danish = _evidence(words, _DANISH_FUNCTION_WORDS, lexicon, "da", "en") + 2 * bool(_DANISH_LETTERS & set(text))
    english = _evidence(words, _ENGLISH_FUNCTION_WORDS, lexicon, "en", "da")
    if abs(danish - english) >= _CLEAR_LEAD:
        return "da" if danish > english else "en"
    language, probability = _identifier().classify(text)
    if probability >= _CERTAIN and language not in _SPOKEN:
        return default
    if danish != english:
        return "da" if danish > english else "en"
    if probability < _SURE:
        return default
    return "da" if language in _DANISH_READS else "en"


def _evidence(words: list[str], function_words: frozenset[str], lexicon: Lexicon, language: str, other: str) -> float:
    """Count a language's function words, and half for words that only its glossary has."""
    only_here = sum(lexicon.has_word(word, language) and not lexicon.has_word(word, other) for word in words)
    return sum(word in function_words for word in words) + only_here / 2


_CLEAR_LEAD = 2.0  # function words more than the other language has
_SURE = 0.6
_CERTAIN = 0.98
