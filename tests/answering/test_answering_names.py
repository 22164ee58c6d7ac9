"""Which datasets a question names, in any spelling, and which names are only nearly one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.names import NameFinder, looks_like_name

NAMES = {
    "ms-celeb-1m": ("MS-Celeb-1M", "MS Celeb", "MSCeleb", "MS1M", "Microsoft's face database"),
    "ms1mv2": ("MS1MV2", "MS1M V2", "faces_emore"),
    "lfw": ("Labeled Faces in the Wild", "LFW", "LFW dataset"),
    "rfw": ("Racial Faces in-the-Wild", "RFW"),
    "megaface": ("MegaFace", "MegaFace Challenge 2"),
    "voxceleb": ("VoxCeleb", "VoxCeleb1"),
    "voxceleb2": ("VoxCeleb2",),
    "laion-400m": ("LAION-400M",),
    "laion-5b": ("LAION-5B",),
    "re-laion-5b": ("Re-LAION-5B",),
    "the-pile": ("The Pile",),
    "common-pile": ("Common Pile", "Common Pile v0.1"),
    "tiny-images": ("80 Million Tiny Images", "Tiny Images"),
    "brainwash": ("Brainwash",),
    "okcupid-2016": ("OkCupid",),
    "ppb": ("Pilot Parliaments Benchmark (PPB)", "PPB"),
    "damd": ("Dansk AlmenMedicinsk Database", "DAMD"),
    "diversity-in-faces": ("Diversity in Faces", "DiF"),
}


@pytest.fixture(scope="module")
def names() -> NameFinder:
    """A finder for the names above."""
    return NameFinder(NAMES)


def found(names: NameFinder, text: str) -> list[tuple[str, ...]]:
    matches, _ = names.find(text)
    return [match.datasets for match in matches]


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        pytest.param("what is MegaFace?", "megaface", id="as recorded"),
        pytest.param("is megaface gone", "megaface", id="small letters"),
        pytest.param("MEGAFACE", "megaface", id="capitals"),
        pytest.param("mega face", "megaface", id="a space inside"),
        pytest.param("Mega-Face", "megaface", id="a hyphen inside"),
        pytest.param("mega_face", "megaface", id="an underscore inside"),
        pytest.param("ms celeb", "ms-celeb-1m", id="an alias"),
        pytest.param("msceleb1m", "ms-celeb-1m", id="no hyphens"),
        pytest.param("MS - Celeb - 1M", "ms-celeb-1m", id="hyphens apart"),
        pytest.param("ms-celeb-1m", "ms-celeb-1m", id="its id"),
        pytest.param("where is faces_emore?", "ms1mv2", id="an alias with an underscore"),
        pytest.param("labeled faces in the wild", "lfw", id="several words"),
        pytest.param("the tiny images data", "tiny-images", id="in the middle"),
        pytest.param("(LFW)", "lfw", id="in parentheses"),
        pytest.param("“LFW”?", "lfw", id="in quotes"),
        pytest.param("is Diversity in Faces gone", "diversity-in-faces", id="with an everyday word inside"),
        pytest.param("MegaFace's licence", "megaface", id="a possessive"),
        pytest.param("MegaFace’s licence", "megaface", id="a typographic possessive"),
        pytest.param("the licence of MegaFaces'", "megaface", id="a possessive without s"),
        pytest.param("who made microsofts face database", "ms-celeb-1m", id="an alias with a possessive"),
        pytest.param("common pile v0.1", "common-pile", id="a version that is recorded"),
        pytest.param("the pile", "the-pile", id="everyday words that are recorded"),
    ],
)
def test_a_name_is_found_in_any_spelling(names: NameFinder, text: str, dataset: str) -> None:
    assert found(names, text) == [(dataset,)]


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        pytest.param("LFW-datasættet", "lfw", id="datasættet"),
        pytest.param("LFW-datasaettet", "lfw", id="without its letter"),
        pytest.param("okcupid-sagen", "okcupid-2016", id="sagen"),
        pytest.param("DAMD-databasen", "damd", id="databasen"),
        pytest.param("MegaFace-billederne", "megaface", id="billederne"),
        pytest.param("brainwash-skandalen", "brainwash", id="skandalen"),
        pytest.param("MS-Celeb-1M-datasættets ophav", "ms-celeb-1m", id="behind a name with hyphens"),
        pytest.param("LFW-lignende sæt", "lfw", id="an everyday tail that is in no list"),
        pytest.param("MegaFace-based systems", "megaface", id="an English tail"),
    ],
)
def test_a_compound_names_its_first_part(names: NameFinder, text: str, dataset: str) -> None:
    assert found(names, text) == [(dataset,)]


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        pytest.param("megafase", "megaface", id="another letter"),
        pytest.param("megafce", "megaface", id="a letter missing"),
        pytest.param("meegaface", "megaface", id="a letter too many"),
        pytest.param("megafcae", "megaface", id="two letters swapped"),
        pytest.param("brianwash", "brainwash", id="swapped in a long name"),
        pytest.param("braniwahs", "brainwash", id="two letters in a long name"),
        pytest.param("labelled faces in the wild", "lfw", id="another spelling of a word"),
        pytest.param("labeled faces in teh wild", "lfw", id="a typo in a short word of a long name"),
        pytest.param("ms-celb-1m", "ms-celeb-1m", id="beside a number"),
        pytest.param("voxcelb2", "voxceleb2", id="before a number"),
    ],
)
def test_a_small_typo_is_forgiven(names: NameFinder, text: str, dataset: str) -> None:
    assert found(names, text) == [(dataset,)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("mgafcae", id="two typos in a short name"),
        pytest.param("lfq", id="a typo in an abbreviation"),
        pytest.param("braniwsh tset", id="three typos"),
        pytest.param("tiny imagination", id="another word"),
    ],
)
def test_more_than_a_small_typo_is_another_name(names: NameFinder, text: str) -> None:
    assert found(names, text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("VoxCeleb 3", id="a number behind"),
        pytest.param("VoxCeleb3", id="a number attached"),
        pytest.param("voxceleb-3", id="a number behind a hyphen"),
        pytest.param("LAION-9B", id="another amount"),
        pytest.param("LAION 9B", id="another amount behind a space"),
        pytest.param("MS-Celeb-1B", id="another unit"),
        pytest.param("MS-Celeb-2B", id="another amount behind an alias"),
        pytest.param("MS Celeb 2B", id="all apart"),
        pytest.param("MegaFace v7", id="a version"),
        pytest.param("MegaFace v2.1", id="a version with a dot"),
        pytest.param("ms1mv9", id="a version attached"),
        pytest.param("LFW 2", id="behind an abbreviation"),
        pytest.param("megafase 3", id="behind a typo"),
    ],
)
def test_another_version_is_another_dataset(names: NameFinder, text: str) -> None:
    assert not any(found(names, text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the difference between them", id="DiF in difference"),
        pytest.param("brainwashing is bad", id="Brainwash in brainwashing"),
        pytest.param("a pile of faces", id="a word of a name"),
        pytest.param("spilfwerk", id="letters of a name"),
        pytest.param("faces in the wild west", id="the end of a name"),
        pytest.param("", id="nothing"),
        pytest.param("?!", id="no word"),
    ],
)
def test_a_name_within_other_words_is_not_meant(names: NameFinder, text: str) -> None:
    assert found(names, text) == []


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("laion", {"laion-400m", "laion-5b"}, id="an opening that two records share"),
        pytest.param("what about LAION?", {"laion-400m", "laion-5b"}, id="in a question"),
        pytest.param("laion-sagen", {"laion-400m", "laion-5b"}, id="with a Danish tail"),
    ],
)
def test_an_opening_that_fits_several_records_is_ambiguous(names: NameFinder, text: str, datasets: set[str]) -> None:
    matches, _ = names.find(text)

    assert [match.is_ambiguous for match in matches] == [True]
    assert datasets <= set(matches[0].datasets)


def test_an_opening_that_fits_one_record_is_that_record(names: NameFinder) -> None:
    matches, _ = NameFinder({"a": ["Zorblat-1M"], "b": ["Other"]}).find("is zorblat gone?")

    assert [match.datasets for match in matches] == [("a",)]


def test_an_opening_counts_only_where_nothing_else_is_named(names: NameFinder) -> None:
    assert found(names, "is MegaFace in laion?") == [("megaface",)]


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("is MegaFace bigger than LFW?", ["megaface", "lfw"], id="in the order of the text"),
        pytest.param("lfw and megafase", ["lfw", "megaface"], id="one with a typo"),
        pytest.param("LFW/MegaFace", ["lfw", "megaface"], id="a slash between"),
        pytest.param("Re-LAION-5B or LAION-5B?", ["re-laion-5b", "laion-5b"], id="one inside the other's name"),
        pytest.param("VoxCeleb and VoxCeleb2", ["voxceleb", "voxceleb2"], id="versions that are recorded"),
    ],
)
def test_several_names_are_found(names: NameFinder, text: str, datasets: list[str]) -> None:
    assert found(names, text) == [(dataset,) for dataset in datasets]


def test_the_words_of_a_name_are_taken_out(names: NameFinder) -> None:
    _, rest = names.find("who made Labeled Faces in the Wild, and when?")

    assert [word.text for word in rest] == ["who", "made", "and", "when"]


def test_the_tail_of_a_compound_stays(names: NameFinder) -> None:
    _, rest = names.find("er LFW-datasættet væk?")

    assert [word.text for word in rest] == ["er", "datasættet", "væk"]


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        pytest.param("VoxCeleb 3", "voxceleb", id="another version"),
        pytest.param("MS-Celeb-2B", "ms-celeb-1m", id="another amount"),
        pytest.param("mgafcae", "megaface", id="too many typos"),
    ],
)
def test_the_nearest_records_hold_the_one_that_looks_alike(names: NameFinder, text: str, dataset: str) -> None:
    nearest = names.nearest(text)

    assert dataset in nearest
    assert len(nearest) == len(set(nearest)) <= 3


def test_nothing_is_near_a_name_of_another_kind(names: NameFinder) -> None:
    assert names.nearest("qqqqqqqq") == ()


def test_a_finder_without_names_finds_nothing() -> None:
    empty = NameFinder({})

    assert found(empty, "is MegaFace gone?") == []
    assert empty.nearest("MegaFace") == ()


@given(st.text(max_size=80))
def test_any_text_is_split_into_names_and_the_rest(text: str) -> None:
    matches, rest = NameFinder(NAMES).find(text)

    assert all(one.end <= other.start for one, other in itertools.pairwise(matches))
    assert all(text[word.start : word.end] == word.text for word in rest)


@pytest.mark.parametrize(
    ("word", "starts_sentence", "is_name"),
    [
        pytest.param("MegaFace", True, True, id="inner capitals"),
        pytest.param("LFW", True, True, id="an abbreviation"),
        pytest.param("laion5b", True, True, id="letters with digits"),
        pytest.param("Zorblat", False, True, id="a capital inside a sentence"),
        pytest.param("Zorblat", True, False, id="a capital at its start"),
        pytest.param("faces", False, False, id="small letters"),
        pytest.param("2019", False, False, id="digits alone"),
    ],
)
def test_what_looks_like_a_name(word: str, starts_sentence: bool, is_name: bool) -> None:
    assert looks_like_name(word, starts_sentence=starts_sentence) is is_name
