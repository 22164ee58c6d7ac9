"""The reader: lines, versions, and what becomes of odd but valid files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from small_knowledge import write_small_knowledge

from bot.corpus.checks import check_corpus
from bot.corpus.reader import Corpus, read_corpus
from bot.errors import KnowledgeFolderMissing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small knowledge folder."""
    return write_small_knowledge(tmp_path / "knowledge")


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_small_knowledge_has_no_problem(folder: Path) -> None:
    assert check_corpus(read_corpus(folder)) == []


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFolderMissing, match="KNOWLEDGE_DIR"):
        read_corpus(tmp_path / "nowhere")


def test_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    corpus = read_corpus(tmp_path)
    assert (dict(corpus.datasets), dict(corpus.articles), corpus.problems) == ({}, {}, ())


def test_version_is_of_the_content_alone(folder: Path) -> None:
    before = read_corpus(folder)
    os.utime(folder / "datasets" / "faces-1m.yaml", (0, 0))
    assert read_corpus(folder) == before


@pytest.mark.parametrize("file", ["datasets/faces-1m.yaml", "articles/daily-faces.md"])
def test_version_changes_with_any_file(folder: Path, file: str) -> None:
    before = read_corpus(folder).version
    with (folder / file).open("a", encoding="utf-8") as appended:
        appended.write("\n")
    assert read_corpus(folder).version != before


def test_version_changes_when_a_file_is_renamed(folder: Path) -> None:
    before = read_corpus(folder).version
    (folder / "datasets" / "open-letters.yaml").rename(folder / "datasets" / "letters.yaml")
    assert read_corpus(folder).version != before


def test_paragraphs_of_a_note_are_its_statements_with_their_lines(folder: Path) -> None:
    article = folder / "articles" / "daily-faces.md"
    front_matter = article.read_text(encoding="utf-8").rpartition("---\n")[0] + "---\n"
    article.write_text(f"{front_matter}\n\nOne\n  statement.\n \t\nAnother.\n---\n\n\nA third.", encoding="utf-8")
    corpus = read_corpus(folder)
    assert corpus.articles["daily-faces"].statements == ("One statement.", "Another. ---", "A third.")
    first = front_matter.count("\n") + 3
    located = corpus.texts["articles/daily-faces"].located
    assert [located.line_of(("statements", index)) for index in range(3)] == [first, first + 3, first + 7]


def test_block_text_is_one_line(folder: Path) -> None:
    rewrite(
        folder / "datasets" / "open-letters.yaml",
        "text: Open Letters may be used with attribution.",
        "text: |\n      Open Letters may be used\n\n      with attribution.",
    )
    corpus = read_corpus(folder)
    assert corpus.problems == ()
    assert corpus.datasets["open-letters"].licence[0].text == "Open Letters may be used with attribution."


def test_dates_stay_as_exact_as_they_are_written(folder: Path) -> None:
    corpus = read_corpus(folder)
    faces = corpus.datasets["faces-1m"]
    assert [claim.as_of for claim in faces.availability] == ["2019-06", "2021-02-03"]
    assert corpus.datasets["faces-1m-clean"].status.as_of == "2020"


@pytest.mark.parametrize("word", ["undated", "2019", "'2019'", "2019-06", "2019-06-06"])
def test_as_of_is_a_date_or_undated(folder: Path, word: str) -> None:
    rewrite(folder / "datasets" / "faces-1m-clean.yaml", "as_of: 2020", f"as_of: {word}")
    corpus = read_corpus(folder)
    assert corpus.problems == ()
    assert corpus.datasets["faces-1m-clean"].status.as_of == word.strip("'")


def test_articles_about_a_dataset_are_found(folder: Path) -> None:
    about = read_corpus(folder).articles_about("faces-1m-clean")
    assert [article.id for article in about] == ["forum-faces"]


def test_refused_files_are_known_by_their_place() -> None:
    corpus = Corpus({}, {}, "")
    assert corpus.refused == frozenset()


def test_what_a_refused_file_was_called_is_remembered(folder: Path) -> None:
    (folder / "concepts").mkdir()
    (folder / "concepts" / "consent.md").write_text("no front matter", encoding="utf-8")
    (folder / "datasets" / "broken.yaml").write_text("[", encoding="utf-8")
    assert read_corpus(folder).refused == {("articles", "consent"), ("datasets", "broken")}
