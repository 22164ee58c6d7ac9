"""Glosses: how words of any language become this field's English words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import LexiconProblem
from bot.language.lexicon import NO_WORDS, KnownWords, Lexicon, fold, read_lexicon, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENGLISH = {
    "the": "-",
    "of": "-",
    "still": "still",
    "agreement from": "consent",
    "permission": "consent",
    "take down": "remove",
    "photo": "picture",
    "facial": "face",
    "head count": "how many",
}
DANISH = {
    "samtykke": "consent",
    "tilladelse": "permission",
    "billede": "picture",
    "trække tilbage": "take down",
    "trukket tilbage": "take down",
    "tilbage": "back",
    "få fat i": "get hold of",
    "børn": "children",
    "spørge": "ask",
    "spurgt": "ask",
    "må": "may",
    "mål": "purpose",
    "jo": "-",
    "sgu": "-",
    "ansigtsgenkendelse": "facial recognition",
}


@pytest.fixture
def lexicon() -> Lexicon:
    """A lexicon small enough to know by heart."""
    return Lexicon({"en": ENGLISH, "da": DANISH}, [])


def gloss(lexicon: Lexicon, text: str, language: str = "da") -> list[str]:
    return [word.canonical for word in lexicon.gloss(words_of(text), language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("samtykke", ["consent"], id="a word"),
        pytest.param("SAMTYKKE", ["consent"], id="capitals"),
        pytest.param("tilladelse", ["consent"], id="its English meaning is folded to the field's word"),
        pytest.param("billeder", ["picture"], id="an inflection, by its lemma"),
        pytest.param("ansigtsgenkendelse", ["face", "recognition"], id="one word that is two in English"),
        pytest.param("ansigts-genkendelse", ["face", "recognition"], id="a compound with a stray hyphen"),
        pytest.param("trukket tilbage", ["remove"], id="a phrase"),
        pytest.param("tilbage", ["back"], id="a word that also ends a phrase"),
        pytest.param("få fat i", ["get", "hold", "of"], id="a phrase of three words"),
        pytest.param("jo samtykke sgu", ["consent"], id="words without meaning are dropped"),
        pytest.param("børn", ["child"], id="a letter with a ring or a stroke"),
        pytest.param("zorgblat", ["zorgblat"], id="an unknown word stays"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_danish_becomes_this_fields_english(lexicon: Lexicon, text: str, expected: list[str]) -> None:
    assert gloss(lexicon, text) == expected


@pytest.mark.parametrize(
    ("with_letters", "without"),
    [
        pytest.param("børn", "boern", id="oe"),
        pytest.param("børn", "born", id="o"),
        pytest.param("må", "maa", id="aa"),
        pytest.param("må", "ma", id="a"),
        pytest.param("trække tilbage", "traekke tilbage", id="ae in a phrase"),
        pytest.param("spørge", "spoerge", id="oe in a verb"),
    ],
)
def test_danish_without_its_letters_means_the_same(lexicon: Lexicon, with_letters: str, without: str) -> None:
    assert gloss(lexicon, without) == gloss(lexicon, with_letters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("they took photos of the faces", ["they", "take", "picture", "of", "the", "face"], id="lemmas"),
        pytest.param("take down", ["remove"], id="a phrase"),
        pytest.param("taken down", ["remove"], id="a phrase by its lemmas"),
        pytest.param("agreement from", ["consent"], id="a phrase for one word"),
        pytest.param("head count", ["how", "many"], id="a phrase for several words"),
        pytest.param("facial recognition", ["face", "recognition"], id="a word beside an unknown one"),
    ],
)
def test_english_is_folded_to_this_fields_words(lexicon: Lexicon, text: str, expected: list[str]) -> None:
    assert gloss(lexicon, text, "en") == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("take, down", id="a comma between"),
        pytest.param("take (or put) down", id="a parenthesis between"),
        pytest.param("take          down", id="a wide gap"),
    ],
)
def test_words_that_stood_apart_make_no_phrase(lexicon: Lexicon, text: str) -> None:
    words = [word for word in words_of(text) if word.text in {"take", "down"}]

    assert ("remove" in [word.canonical for word in lexicon.gloss(words, "en")]) is (text == "take, down")


def test_words_of_a_phrase_with_a_name_taken_out_between_make_no_phrase(lexicon: Lexicon) -> None:
    words = [word for word in words_of("take MegaFace down") if word.text != "MegaFace"]

    assert [word.canonical for word in lexicon.gloss(words, "en")] == ["take", "down"]


def test_english_fillers_are_kept_and_marked(lexicon: Lexicon) -> None:
    found = {word.canonical: word.is_filler for word in lexicon.gloss(words_of("the permission of"), "en")}

    assert found == {"the": True, "consent": False, "of": True}


@pytest.mark.parametrize(
    ("word", "known"),
    [
        pytest.param("permission", True, id="in the glossary"),
        pytest.param("banana", True, id="in the dictionary"),
        pytest.param("zorgblat", False, id="in neither"),
    ],
)
def test_a_glossed_word_tells_whether_it_is_known(lexicon: Lexicon, word: str, known: bool) -> None:
    assert [found.is_known for found in lexicon.gloss(words_of(word), "en")] == [known]


def test_a_glossed_word_keeps_its_place_in_the_question(lexicon: Lexicon) -> None:
    text = "blev de trukket tilbage?"

    word = lexicon.gloss(words_of(text), "da")[-1]

    assert (word.surface, text[word.start : word.end]) == ("trukket tilbage", "trukket tilbage")


def test_a_language_without_a_glossary_is_read_as_english(lexicon: Lexicon) -> None:
    assert gloss(lexicon, "permission", "sv") == ["consent"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("VoxCeleb's voices", ["VoxCeleb", "voices"], id="a possessive is left out"),
        pytest.param("VoxCeleb’s voices", ["VoxCeleb", "voices"], id="a typographic possessive"),
        pytest.param("what's LFW", ["what's", "LFW"], id="a contraction is one word"),
        pytest.param("MS-Celeb-1M", ["MS-Celeb-1M"], id="hyphens belong to a word"),
        pytest.param("Common Pile v0.1.", ["Common", "Pile", "v0.1"], id="dots inside do, a full stop does not"),
        pytest.param("faces_emore", ["faces", "emore"], id="an underscore separates"),
        pytest.param("C++ or C#?", ["C++", "or", "C#"], id="languages with signs"),
        pytest.param("“LFW”, (IJB-C)!", ["LFW", "IJB-C"], id="punctuation around"),
        pytest.param("🙂 ?!", [], id="no word at all"),
    ],
)
def test_text_is_split_into_words(text: str, words: list[str]) -> None:
    assert [word.text for word in words_of(text)] == words


def test_words_know_where_they_stand() -> None:
    text = "  is LFW's page gone?"

    assert all(text[word.start : word.end] == word.text for word in words_of(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Æble", "aeble"), ("ØL", "oel"), ("Århus", "aarhus"), ("Müller", "mueller"), ("café", "cafe"), ("’s", "'s")],
)
def test_fold_writes_letters_as_people_without_the_keys_do(text: str, folded: str) -> None:
    assert fold(text) == folded


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_of_tables_becomes_a_lexicon(tmp_path: Path) -> None:
    files = {
        "en.tsv": "# comment\nphoto\tpicture\n\n",
        "da.tsv": "billede\tphoto\n",
        "fields.tsv": "size\thow many\n~creators\twho\n!link\tlink\n",
    }

    lexicon = read_lexicon(write(tmp_path, files))

    assert gloss(lexicon, "billeder") == ["picture"]
    assert [(cue.words, cue.targets, cue.is_weak) for cue in lexicon.cues] == [
        (("how", "many"), ("size",), False),
        (("who",), ("creators",), True),
        (("link",), ("!link",), False),
    ]


def test_a_folder_without_tables_is_an_empty_lexicon(tmp_path: Path) -> None:
    lexicon = read_lexicon(tmp_path)

    assert lexicon.cues == ()
    assert gloss(lexicon, "photos") == ["photo"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        pytest.param("da.tsv", "a\tb\nsamtykke consent\n", "da.tsv:2:", id="no tab"),
        pytest.param("da.tsv", "# head\n\nsamtykke\tconsent\tmore\n", "da.tsv:3:", id="three columns"),
        pytest.param("en.tsv", "photo\t \n", "en.tsv:1:", id="nothing behind the tab"),
        pytest.param("fields.tsv", "size\n", "fields.tsv:1:", id="a cue without words"),
        pytest.param("fields.tsv", "size\thow many\ncolour\twhat colour\n", "fields.tsv:2:", id="no such field"),
        pytest.param("fields.tsv", "!lnk\tlink\n", "fields.tsv:1:", id="no such refusal"),
        pytest.param("fields.tsv", "size\thow many\nstatus\tsuperseded\n", "fields.tsv:2:", id="a word no gloss holds"),
        pytest.param("fields.tsv", "size status\thow\n~size\thow\n", "fields.tsv:2:", id="a cue that stands twice"),
        pytest.param("en.tsv", "photo\tpicture\ntl;dr\t-\n", "en.tsv:2:", id="a key that words_of splits"),
        pytest.param("da.tsv", "foto\tphoto\nhvad's\twhat\n", "da.tsv:2:", id="a key that words_of shortens"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(LexiconProblem, match=f"^{told}"):
        read_lexicon(write(tmp_path, {name: text}))


def test_a_table_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "da.tsv").write_bytes("foto\tphoto\nbillede\tpicture\nsæt\tset\n".encode("latin-1"))

    with pytest.raises(LexiconProblem, match=r"^da\.tsv:3: not UTF-8"):
        read_lexicon(tmp_path)


def test_one_cue_may_ask_for_several_fields(tmp_path: Path) -> None:
    files = {"fields.tsv": "size\thow many\nstatus\thow many\nsize\thow old\n"}
    assert len(read_lexicon(write(tmp_path, files)).cues) == 3


@pytest.mark.parametrize(
    ("line", "words", "required"),
    [
        pytest.param("creators\twho +fund", ("who", "fund"), {"fund"}, id="one of two words"),
        pytest.param("creators\t+fund by", ("fund", "by"), {"fund"}, id="the first"),
        pytest.param("timeline\t+fine +court", ("fine", "court"), {"fine", "court"}, id="both"),
        pytest.param("~used_by\t+fine tune", ("fine", "tune"), {"fine"}, id="in a weak cue"),
        pytest.param("creators\twho make", ("who", "make"), set(), id="none"),
    ],
)
def test_a_plus_marks_the_words_that_an_answer_must_have(
    tmp_path: Path, line: str, words: tuple[str, ...], required: set[str]
) -> None:
    (cue,) = read_lexicon(write(tmp_path, {"fields.tsv": f"{line}\n"})).cues

    assert (cue.words, cue.required, cue.is_weak) == (words, required, line.startswith("~"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("size\thow many\nstatus\t+superseded\n", "fields.tsv:2:", id="a marked word that no gloss holds"),
        pytest.param("creators\twho fund\ncreators\twho +fund\n", "fields.tsv:2:", id="the same cue without its mark"),
    ],
)
def test_a_marked_word_is_checked_like_any_other(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LexiconProblem, match=f"^{told}"):
        read_lexicon(write(tmp_path, {"fields.tsv": text}))


SPELLINGS = ("beekeeper", "rooftop", "microphones")
TEXTS = frozenset({*SPELLINGS, "rooftap", "permision", "zorgblat"})
KNOWN = KnownWords(has=lambda word: word.casefold() in TEXTS, spellings=lambda: SPELLINGS)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("rooftob", "rooftop", id="another letter"),
        pytest.param("roftop", "rooftop", id="a letter missing"),
        pytest.param("rooooftop", "rooftop", id="drawn out"),
        pytest.param("beekepper", "beekeeper", id="two letters in a long word"),
        pytest.param("permissio", "permission", id="the glossary's word"),
        pytest.param("roftob", "roftob", id="two letters in a short word"),
        pytest.param("Rooftob", "Rooftob", id="a capital"),
        pytest.param("rooftob2", "rooftob2", id="a digit"),
        pytest.param("banana", "banana", id="a word of the dictionary"),
        pytest.param("zorg", "zorg", id="too short to tell"),
    ],
)
def test_a_typo_is_likened_to_a_word_of_the_knowledge_base(lexicon: Lexicon, word: str, meant: str) -> None:
    assert lexicon.spelt_right(word, "en", KNOWN) == meant


def test_a_typo_is_not_likened_to_words_that_nobody_told_of(lexicon: Lexicon) -> None:
    assert lexicon.spelt_right("rooftob", "en", NO_WORDS) == "rooftob"


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        pytest.param("rooftob", KNOWN, ["rooftop"], id="a typo of a known word"),
        pytest.param("rooftap", KNOWN, ["rooftap"], id="a word that the texts have stays"),
        pytest.param("permision", KNOWN, ["permision"], id="it stays though the glossary has one like it"),
        pytest.param("permision", NO_WORDS, ["consent"], id="else the glossary's word is meant"),
        pytest.param("Rooftap", KNOWN, ["rooftap"], id="with a capital"),
    ],
)
def test_a_gloss_mends_no_word_that_the_knowledge_base_has(
    lexicon: Lexicon, text: str, known: KnownWords, expected: list[str]
) -> None:
    assert [word.canonical for word in lexicon.gloss(words_of(text), "en", known)] == expected


def test_a_mended_word_keeps_its_place_in_the_question(lexicon: Lexicon) -> None:
    text = "on a roftop, yes"

    word = lexicon.gloss(words_of(text), "en", KNOWN)[2]

    assert (word.canonical, text[word.start : word.end]) == ("rooftop", "roftop")
