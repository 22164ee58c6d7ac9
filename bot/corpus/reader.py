"""Reads knowledge files into models; every problem comes with its file and line, and nothing else is lost by it."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from bot.corpus.characters import forbidden_character
from bot.corpus.explanations import explain
from bot.corpus.models import Article, Dataset, FrozenModel
from bot.corpus.problems import Problem
from bot.corpus.yaml_text import LocatedYaml, YamlProblem, parse_yaml
from bot.errors import KnowledgeFolderMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_FILE_BYTES = 64 * 1024
_MODEL = TypeVar("_MODEL", bound=FrozenModel)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<matter>.*?)^---[ \t]*$\n?(?P<note>.*)\Z", re.DOTALL | re.MULTILINE)
_PARTS = {"articles": ".md", "concepts": ".md", "datasets": ".yaml"}
_LOOKS_LIKE_KNOWLEDGE = frozenset({".md", ".markdown", ".yaml", ".yml", ".json"})


@dataclass(frozen=True)
class SourceText:
    """Where the parts of one record or article stand in its file."""

    file: PurePosixPath
    located: LocatedYaml

    def problem(self, path: tuple[str | int, ...], message: str) -> Problem:
        """Return a problem at the line of the part that the path names."""
        return Problem(self.file, self.located.line_of(path), message)


@dataclass(frozen=True)
class Corpus:
    """All that the knowledge files say, with the problems met while reading them."""

    datasets: Mapping[str, Dataset]
    articles: Mapping[str, Article]
    version: str
    texts: Mapping[str, SourceText] = field(default_factory=dict, repr=False, compare=False)
    problems: tuple[Problem, ...] = ()

    def articles_about(self, dataset_id: str) -> tuple[Article, ...]:
        """Return the articles that name a dataset in `about`."""
        return tuple(article for article in self.articles.values() if dataset_id in article.about)

    @cached_property
    def refused(self) -> frozenset[tuple[str, str]]:
        """What is there but could not be read, as ("datasets", id) or ("articles", id); concepts count as articles."""
        files = (problem.file for problem in self.problems)
        return frozenset(("datasets" if file.parts[0] == "datasets" else "articles", file.stem) for file in files)


def read_corpus(folder: Path) -> Corpus:
    """Read datasets/, articles/ and concepts/ of a knowledge folder.

    Raises KnowledgeFolderMissing; problems inside files are collected in `Corpus.problems`.
    """
    if not (folder / "datasets").is_dir() and not (folder / "articles").is_dir():
        raise KnowledgeFolderMissing(folder)
    datasets: dict[str, Dataset] = {}
    articles: dict[str, Article] = {}
    texts: dict[str, SourceText] = {}
    problems = list(_misnamed_files(folder))
    digest = hashlib.sha256()
    for path in knowledge_files(folder):
        file = _shown(path, folder)
        try:
            raw = _read_bytes(path)
            digest.update(f"{file}\0{len(raw)}\0".encode() + raw)
            text = _decode(raw)
            if path.suffix == ".yaml":
                dataset, texts[f"datasets/{path.stem}"] = _read_dataset(file, text)
                datasets[dataset.id] = dataset
            elif path.stem in articles:
                raise _refuse(1, f"the id {path.stem!r} is used by {texts[f'articles/{path.stem}'].file} already")
            else:
                article, texts[f"articles/{path.stem}"] = _read_article(file, text)
                articles[article.id] = article
        except _Refused as refused:
            problems.extend(Problem(file, found.line, found.message) for found in refused.problems)
    for path in _language_files(folder):
        digest.update(f"{_shown(path, folder)}\0".encode() + path.read_bytes())
    return Corpus(datasets, articles, digest.hexdigest()[:16], texts, tuple(problems))


def _language_files(folder: Path) -> list[Path]:
    """Return the files that change answers without being knowledge: they count for the version."""
    return sorted([*(folder / "lexicon").glob("*.tsv"), *(folder / "messages").glob("*.po")])


def knowledge_files(folder: Path) -> Iterator[Path]:
    """Yield the files that hold knowledge, in a fixed order; hidden ones (an editor's lock files) are left out."""
    for part, suffix in _PARTS.items():
        yield from sorted(path for path in (folder / part).glob(f"*{suffix}") if not path.name.startswith("."))


def _misnamed_files(folder: Path) -> Iterator[Problem]:
    """Tell of files that somebody meant as knowledge and that would be passed over."""
    for part, suffix in _PARTS.items():
        for path in sorted((folder / part).glob("*")):
            if path.suffix.lower() in _LOOKS_LIKE_KNOWLEDGE and path.suffix != suffix and not path.name.startswith("."):
                yield Problem(_shown(path, folder), 1, f"is not read: the files of {part}/ are called <id>{suffix}")


def _shown(path: Path, folder: Path) -> PurePosixPath:
    """Return a path as it is printed; a name that is not UTF-8 shows its bytes."""
    name = path.relative_to(folder).as_posix()
    return PurePosixPath(os.fsencode(name).decode("utf-8", errors="backslashreplace"))


class _Refused(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def _refuse(line: int, message: str) -> _Refused:
    return _Refused([Problem(PurePosixPath(), line, message)])


def _read_bytes(path: Path) -> bytes:
    if not path.is_file():
        raise _refuse(1, "is not a regular file")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise _refuse(1, f"cannot be read: {error.strerror}") from error
    if len(raw) > MAX_FILE_BYTES:
        raise _refuse(1, f"is {max(size, len(raw)):,} bytes large; the limit is {MAX_FILE_BYTES:,}: split it")
    return raw


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refuse(raw.count(b"\n", 0, error.start) + 1, "is not UTF-8 text") from error
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if found := forbidden_character(text):
        place, message = found
        raise _refuse(text.count("\n", 0, place) + 1, message)
    return text


def _read_dataset(file: PurePosixPath, text: str) -> tuple[Dataset, SourceText]:
    located = _parse(text, 1)
    return _validated(Dataset, located.data, located, file), SourceText(file, located)


def _read_article(file: PurePosixPath, text: str) -> tuple[Article, SourceText]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise _refuse(1, "has no front matter: start with a line ---, then `key: value` lines, then a line ---")
    located = _parse(match["matter"], 2)
    note_line = text.count("\n", 0, match.start("note")) + 1
    statements = _statements(match["note"], note_line, located)
    if not statements:
        raise _refuse(note_line, "has no note: below the front matter, write what the source says in your own words")
    data = located.data
    if isinstance(data, dict):
        if "statements" in data:
            raise _refuse(
                located.line_of(("statements",)), "statements: unknown field (the note stands below the front matter)"
            )
        data = {**data, "statements": statements}
    return _validated(Article, data, located, file), SourceText(file, located)


def _statements(note: str, first_line: int, located: LocatedYaml) -> list[str]:
    """Split a note into its paragraphs and remember the line of each."""
    statements: list[str] = []
    for match in re.finditer(r"(?:^.*\S.*$\n?)+", note, re.MULTILINE):
        located.lines["statements", len(statements)] = first_line + note.count("\n", 0, match.start())
        statements.append(" ".join(match.group().split()))
    return statements


def _parse(text: str, first_line: int) -> LocatedYaml:
    try:
        return parse_yaml(text, first_line)
    except YamlProblem as problem:
        raise _refuse(problem.line, problem.message) from problem


def _validated(model: type[_MODEL], data: Any, located: LocatedYaml, file: PurePosixPath) -> _MODEL:
    if data is None:
        raise _refuse(1, "is empty: write `key: value` lines")
    if not isinstance(data, dict):
        raise _refuse(located.line_of(()), "must be `key: value` lines")
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        problems = [Problem(file, located.line_of(detail["loc"]), explain(detail)) for detail in error.errors()]
        raise _Refused(problems) from error
    if getattr(value, "id", file.stem) != file.stem:
        raise _refuse(located.line_of(("id",)), f"the id must be the file name: {file.stem!r}")
    return value
