"""Which datasets a question names, in any spelling, and which names are only nearly one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.names import NameFinder, looks_like_name

if TYPE_CHECKING:
    from bot.answering.knowledge import Knowledge

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


KIN = {
    "cifar-10": ("CIFAR-10",),
    "nist-sd18": ("NIST Special Database 18", "Special Database 18"),
    "imagenet": ("ImageNet",),
    "celeba-hq": ("CelebA-HQ",),
    "danish-gigaword": ("Danish Gigaword",),
    "the-pile": ("The Pile",),
    "the-stack": ("The Stack",),
    "the-stack-v2": ("The Stack v2",),
    "c4": ("C4", "Colossal Clean Crawled Corpus"),
    "voxceleb": ("VoxCeleb", "VoxCeleb1"),
    "voxceleb2": ("VoxCeleb2",),
    "dukemtmc": ("DukeMTMC",),
    "dukemtmc-reid": ("DukeMTMC-reID",),
    "codenet": ("Code Datasets", "CodeNet"),
    "voices-a": ("Alpha Zorgvox", "First Zorgvox"),
    "voices-b": ("Beta Zorgvox",),
}


@pytest.fixture(scope="module")
def kin() -> NameFinder:
    """A finder for names that are nearly one another's."""
    return NameFinder(KIN)


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("what about gigaword?", ("danish-gigaword",), id="of one record"),
        pytest.param("gigaword's licence", ("danish-gigaword",), id="with a possessive"),
        pytest.param("is zorgvox gone?", ("voices-a", "voices-b"), id="of two records"),
    ],
)
def test_a_part_of_a_name_that_stands_alone_names_candidates(
    kin: NameFinder, text: str, datasets: tuple[str, ...]
) -> None:
    """Even a part that one record alone has is no certain name; the rest of the question must tell."""
    matches, _ = kin.find(text)

    assert [(match.datasets, match.is_ambiguous) for match in matches] == [(datasets, True)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("is the corpus gone?", id="a kind of collection"),
        pytest.param("is the colossal one gone?", id="a word of the dictionary"),
        pytest.param("what is a danish set?", id="a nation"),
        pytest.param("is reid gone?", id="a short word"),
    ],
)
def test_a_general_part_of_a_name_stands_for_nothing(kin: NameFinder, text: str) -> None:
    assert found(kin, text) == []


def test_a_part_that_many_names_have_stands_for_none() -> None:
    many = NameFinder({letter: (f"{letter}{letter}x Zorgvox",) for letter in "abcd"})

    assert found(many, "is zorgvox gone?") == []


def test_a_part_counts_only_where_nothing_else_is_named(kin: NameFinder) -> None:
    assert found(kin, "is gigaword in C4?") == [("c4",)]


def test_parts_are_not_looked_for_in_lists(kin: NameFinder) -> None:
    assert kin.find("which datasets are like gigaword?", with_openings=False)[0] == []


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        pytest.param("who made CIFAR-100?", "CIFAR-100", id="behind a hyphen"),
        pytest.param("who made cifar 100?", "cifar 100", id="behind a space"),
        pytest.param("what is Special Database 77?", "Special Database 77", id="behind everyday words"),
        pytest.param("what is NIST Special Database 77?", "NIST Special Database 77", id="the longest name"),
        pytest.param("who made the Stack v3?", "the Stack v3", id="another version"),
    ],
)
def test_a_name_with_another_number_is_unknown(kin: NameFinder, text: str, spelt: str) -> None:
    matches, _ = kin.find(text)

    assert [(match.datasets, kin.spelt(text, match)) for match in matches] == [((), spelt)]


@pytest.mark.parametrize("text", ["was CIFAR-10 gone?", "special database 18", "was CIFAR-10 gone in 2009?"])
def test_a_name_with_its_own_number_is_known(kin: NameFinder, text: str) -> None:
    assert len(found(kin, text)) == 1
    assert all(found(kin, text))


def test_a_year_behind_a_name_is_no_number_of_it(kin: NameFinder) -> None:
    assert () not in found(kin, "what happened to CIFAR 2009?")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ImageNot", id="a word instead of a part"),
        pytest.param("Image Not", id="the same apart"),
        pytest.param("CelebV-HQ", id="another letter between"),
        pytest.param("CelebB-HQ", id="the next letter"),
    ],
)
def test_a_carefully_written_sibling_is_another_name(kin: NameFinder, text: str) -> None:
    assert found(kin, f"who made {text}?") == []


@pytest.mark.parametrize(
    ("text", "dataset"), [("imagenot", "imagenet"), ("ImageNte", "imagenet"), ("celebahq", "celeba-hq")]
)
def test_a_carelessly_written_name_is_a_typo(kin: NameFinder, text: str, dataset: str) -> None:
    assert found(kin, f"who made {text}?") == [(dataset,)]


@pytest.mark.parametrize("text", ["a code dataset", "Code Dataset", "any codes dataset"])
def test_generic_words_are_no_typo_of_a_name(kin: NameFinder, text: str) -> None:
    assert found(kin, text) == []


@pytest.mark.parametrize(
    ("text", "datasets"),
    [
        pytest.param("compare pile with C4", ["the-pile", "c4"], id="before"),
        pytest.param("C4 versus stack", ["c4", "the-stack"], id="behind"),
        pytest.param("C4 or gigaword?", ["c4"], id="a part is too weak beside a name"),
    ],
)
def test_a_name_without_its_article_counts_beside_another(kin: NameFinder, text: str, datasets: list[str]) -> None:
    matches, _ = kin.find(text, beside_names=True)

    assert [match.datasets for match in matches] == [(dataset,) for dataset in datasets]


@pytest.mark.parametrize("text", ["a pile of faces", "compare pile with C4"])
def test_a_name_without_its_article_is_an_everyday_word_elsewhere(kin: NameFinder, text: str) -> None:
    assert ("the-pile",) not in found(kin, text)


def test_a_name_without_its_article_alone_names_nothing(kin: NameFinder) -> None:
    assert kin.find("compare pile with stacks", beside_names=True)[0] == []


@pytest.mark.parametrize(
    ("dataset", "version", "other"),
    [
        pytest.param("voxceleb", "v2", "voxceleb2", id="a number behind the name"),
        pytest.param("voxceleb", "2", "voxceleb2", id="without a v"),
        pytest.param("voxceleb2", "v1", "voxceleb", id="back to the first"),
        pytest.param("the-stack", "v2", "the-stack-v2", id="a version behind the name"),
        pytest.param("the-stack-v2", "V1", "the-stack", id="the first has no number"),
        pytest.param("the-stack-v2", "v2", "the-stack-v2", id="itself"),
        pytest.param("the-stack", "v3", None, id="no such version"),
        pytest.param("imagenet", "v2", None, id="no versions"),
    ],
)
def test_another_version_of_a_dataset_is_found(kin: NameFinder, dataset: str, version: str, other: str | None) -> None:
    assert kin.version_of(dataset, version) == other


@pytest.mark.parametrize(
    ("dataset", "word", "other"),
    [
        pytest.param("dukemtmc", "reid", "dukemtmc-reid", id="a word behind the name"),
        pytest.param("dukemtmc", "reID", "dukemtmc-reid", id="as it is written"),
        pytest.param("dukemtmc", "gait", None, id="no such sibling"),
        pytest.param("dukemtmc-reid", "reid", None, id="not itself"),
        pytest.param("imagenet", "", None, id="no word"),
    ],
)
def test_a_sibling_of_a_dataset_is_found_by_its_last_word(
    kin: NameFinder, dataset: str, word: str, other: str | None
) -> None:
    assert kin.sibling_of(dataset, word) == other


@pytest.mark.parametrize(
    "text",
    ["CIFAR-100", "Special Database 77", "ImageNot", "CelebV-HQ", "a code dataset", "face datasets", "an email set"],
)
def test_no_real_record_has_a_name_that_is_nearly_one(real_knowledge: Knowledge, text: str) -> None:
    assert not any(found(real_knowledge.names, text))


@pytest.mark.parametrize(
    ("dataset", "version", "other"),
    [
        ("voxceleb", "v2", "voxceleb2"),
        ("voxceleb2", "v1", "voxceleb"),
        ("the-stack-v2", "v1", "the-stack"),
        ("casual-conversations", "v2", "casual-conversations-v2"),
        ("ms1mv2", "v3", "ms1mv3"),
    ],
)
def test_real_records_know_their_versions(real_knowledge: Knowledge, dataset: str, version: str, other: str) -> None:
    assert real_knowledge.names.version_of(dataset, version) == other


def test_the_first_words_of_a_real_name_are_its_openings(real_knowledge: Knowledge) -> None:
    matches, _ = real_knowledge.names.find("who made LAION?")

    assert [match.is_ambiguous for match in matches] == [True]
    assert {"laion-400m", "laion-5b", "re-laion-5b"} <= set(matches[0].datasets)


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
