"""Facets: words that ask for what records have in common, read from lexicon/facets.tsv."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.facets import FACETS
from bot.errors import LexiconProblem
from bot.language.lexicon import read_lexicon

LEXICON = Path(__file__).resolve().parents[2] / "knowledge" / "lexicon"


def write(folder: Path, text: str) -> Path:
    (folder / "facets.tsv").write_text(text, encoding="utf-8")
    return folder


def test_each_line_ties_words_to_values_of_a_facet(tmp_path: Path) -> None:
    text = "# comment\nkind=faces\tface\n\nstatus=withdrawn|retracted\ttake off\nconsent=opt-out only\topt\n"

    lexicon = read_lexicon(write(tmp_path, text))

    assert [(cue.words, cue.targets) for cue in lexicon.facets] == [
        (("face",), ("kind=faces",)),
        (("take", "off"), ("status=withdrawn|retracted",)),
        (("opt",), ("consent=opt-out only",)),
    ]


def test_facets_are_neither_fields_nor_a_language(tmp_path: Path) -> None:
    lexicon = read_lexicon(write(tmp_path, "kind=faces\tface\n"))

    assert lexicon.cues == ()
    assert not lexicon.has_word("kind=faces", "facets")


def test_a_folder_without_the_table_has_no_facets(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path).facets == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("colour=red\tred\n", r"facets\.tsv:1: 'colour=red' is no facet", id="no such facet"),
        pytest.param("# head\n\nkind\tface\n", r"facets\.tsv:3: 'kind' is no facet", id="a facet without a value"),
        pytest.param("=faces\tface\n", r"facets\.tsv:1: '=faces' is no facet", id="a value without a facet"),
        pytest.param(
            "kind=faces\tface\nkind=smells\tsmell\n", r"facets\.tsv:2: 'smells' is no kind", id="no such value"
        ),
        pytest.param("status=withdrawn|gone\tgone\n", r"facets\.tsv:1: 'gone' is no status", id="one value of several"),
        pytest.param("kind=\tface\n", r"facets\.tsv:1: '' is no kind", id="an empty value"),
        pytest.param("status=faces\tface\n", r"facets\.tsv:1: 'faces' is no status", id="a value of another facet"),
        pytest.param("kind=faces face\n", r"facets\.tsv:1: two columns", id="no tab"),
        pytest.param("kind=faces\t \n", r"facets\.tsv:1: two columns", id="no words"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(LexiconProblem, match=f"^{told}"):
        read_lexicon(write(tmp_path, text))


def test_an_unknown_facet_is_told_the_facets_there_are(tmp_path: Path) -> None:
    with pytest.raises(LexiconProblem) as raised:
        read_lexicon(write(tmp_path, "colour=red\tred\n"))

    assert all(f"{facet}=value" in str(raised.value) for facet in FACETS)


@pytest.mark.parametrize("facet", sorted(FACETS))
def test_an_unknown_value_is_told_the_values_there_are(tmp_path: Path, facet: str) -> None:
    with pytest.raises(LexiconProblem) as raised:
        read_lexicon(write(tmp_path, f"{facet}=zorblat\tword\n"))

    assert all(value in str(raised.value) for value in FACETS[facet])


@pytest.mark.parametrize("facet", sorted(FACETS))
def test_the_real_table_has_words_for_every_facet(facet: str) -> None:
    assert any(cue.targets[0].startswith(f"{facet}=") for cue in read_lexicon(LEXICON).facets)
