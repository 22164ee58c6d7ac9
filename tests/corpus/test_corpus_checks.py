"""One deliberately bad knowledge folder and the exact list of its problems; the real one has none."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot.core.fields import Field
from bot.corpus.checks import check_corpus
from bot.corpus.reader import MAX_FILE_BYTES, Corpus, read_corpus

HERE = Path(__file__).parent
BAD = HERE / "bad_knowledge"
EXPECTED = HERE / "bad_knowledge_problems.txt"
KNOWLEDGE = HERE.parents[1] / "knowledge"
TODAY = dt.date(2026, 11, 22)
FAULTLESS = {"articles/good-source.md", "datasets/good-faces.yaml"}
BLAMED_ELSEWHERE = {
    "articles/same-id.md",  # the second file of that id is the one to rename
    "datasets/source-refused.yaml",  # names files that have problems of their own; it is not blamed for them
}


def problems_of(folder: Path) -> list[str]:
    return [str(problem) for problem in check_corpus(read_corpus(folder), today=TODAY)]


@pytest.fixture(scope="module")
def real() -> Corpus:
    """The knowledge of this checkout."""
    return read_corpus(KNOWLEDGE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one record and one article, both without a fault."""
    for name in sorted(FAULTLESS):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(BAD / name, tmp_path / name)
    assert problems_of(tmp_path) == []
    return tmp_path


def test_bad_knowledge_has_exactly_these_problems() -> None:
    assert problems_of(BAD) == EXPECTED.read_text(encoding="utf-8").splitlines()


def test_every_bad_file_is_blamed() -> None:
    files = {path.relative_to(BAD).as_posix() for path in BAD.rglob("*") if path.is_file()}
    assert files - {problem.split(":")[0] for problem in problems_of(BAD)} == FAULTLESS | BLAMED_ELSEWHERE


def test_a_bad_file_costs_no_other_file() -> None:
    corpus = read_corpus(BAD)
    assert corpus.datasets["good-faces"].name == "Good Faces"
    assert corpus.articles["good-source"].statements == ("A source says something.",)


def test_real_knowledge_has_no_problem(real: Corpus) -> None:
    assert check_corpus(real) == []


def test_today_counts_when_no_day_is_given(folder: Path) -> None:
    article = folder / "articles" / "good-source.md"
    next_year = dt.datetime.now(dt.UTC).year + 1
    article.write_text(article.read_text(encoding="utf-8").replace("2019-06-06", str(next_year)), encoding="utf-8")
    assert [str(problem) for problem in check_corpus(read_corpus(folder))] == [
        f"articles/good-source.md:5: published {next_year} is in the future"
    ]


@pytest.mark.parametrize("surplus", [0, 1, 100_000])
def test_files_over_64_kib_are_refused(folder: Path, surplus: int) -> None:
    record = folder / "datasets" / "good-faces.yaml"
    text = record.read_bytes()
    record.write_bytes(text + b"#" * (MAX_FILE_BYTES - len(text) + surplus))
    expected = f"datasets/good-faces.yaml:1: is {MAX_FILE_BYTES + surplus:,} bytes large; the limit is 65,536: split it"
    assert problems_of(folder) == ([expected] if surplus else [])


def test_folder_named_like_a_record_is_a_problem(folder: Path) -> None:
    (folder / "datasets" / "folder.yaml").mkdir()
    assert problems_of(folder) == ["datasets/folder.yaml:1: is not a regular file"]


def test_links_that_lead_nowhere_are_problems(folder: Path) -> None:
    (folder / "datasets" / "circle.yaml").symlink_to("circle.yaml")
    (folder / "datasets" / "dangling.yaml").symlink_to("nowhere.yaml")
    assert problems_of(folder) == [
        "datasets/circle.yaml:1: is not a regular file",
        "datasets/dangling.yaml:1: is not a regular file",
    ]


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="needs a file that opens but cannot be read")
def test_unreadable_file_is_a_problem(folder: Path) -> None:
    (folder / "datasets" / "unreadable.yaml").symlink_to("/proc/self/mem")
    assert problems_of(folder) == ["datasets/unreadable.yaml:1: cannot be read: Input/output error"]


def test_hidden_files_of_editors_are_left_alone(folder: Path) -> None:
    (folder / "datasets" / ".#good-faces.yaml").symlink_to("somebody@host.1234")
    (folder / "datasets" / ".good-faces.yaml.swp").write_bytes(b"\xff")
    (folder / "articles" / "._good-source.md").write_bytes(b"\xff")
    assert problems_of(folder) == []


def test_file_name_that_is_not_utf8_is_shown_as_its_bytes(folder: Path) -> None:
    try:
        (folder / "datasets" / "bl\udce5.yaml").write_text("id: bla\n", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only UTF-8 names")
    assert {problem.split(": ")[0] for problem in problems_of(folder)} == {"datasets/bl\\xe5.yaml:1"}


def test_windows_line_ends_and_byte_order_mark_are_accepted(folder: Path) -> None:
    for name in FAULTLESS:
        text = (folder / name).read_bytes()
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert problems_of(folder) == []


def test_concept_of_the_same_id_does_not_move_the_lines_of_the_article() -> None:
    articles = [problem for problem in problems_of(BAD) if "same-id" in problem]
    assert articles == ["concepts/same-id.md:1: the id 'same-id' is used by articles/same-id.md already"]
    assert str(read_corpus(BAD).texts["articles/same-id"].file) == "articles/same-id.md"


def test_every_claim_has_its_path_and_field(real: Corpus) -> None:
    paths = [(path, field) for path, field, _claim in real.datasets["ms-celeb-1m"].claims_with_paths()]
    assert paths[:3] == [
        (("summary",), Field.SUMMARY),
        (("status",), Field.STATUS),
        (("status", "reasons", 0), Field.STATUS),
    ]
    assert {field for _path, field in paths} <= set(Field)
    assert len(set(paths)) == len(paths)
