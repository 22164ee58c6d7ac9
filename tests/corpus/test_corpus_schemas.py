"""The JSON Schemas that editors use say the same as the models."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.corpus.models import json_schemas
from bot.corpus.reader import _FRONT_MATTER, knowledge_files
from bot.corpus.schemas import render_schema, write_schemas
from bot.corpus.yaml_text import YamlProblem, parse_yaml

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
BAD = Path(__file__).parent / "bad_knowledge"
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in json_schemas().items()}
REFUSED_BY_AN_EDITOR_TOO = [
    "datasets/claim-without-source.yaml",
    "datasets/impossible-date.yaml",
    "datasets/list-instead-of-mapping.yaml",
    "datasets/long-text.yaml",
    "datasets/missing-fields.yaml",
    "datasets/unknown-field.yaml",
    "datasets/wrong-types.yaml",
    "datasets/Wrong-File-Name.yaml",
    "articles/neither-url-nor-withheld.md",
    "articles/not-a-url.md",
    "articles/statements-in-front-matter.md",
    "articles/unknown-article-field.md",
    "articles/url-and-withheld.md",
    "articles/wrong-language.md",
    "articles/wrong-type.md",
]


def faults(path: Path) -> list[str]:
    """Return what an editor would underline: the schema applied to the YAML of a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        name, data = "dataset.schema.json", parse_yaml(text).data
    else:
        match = _FRONT_MATTER.match(text)
        assert match is not None
        name, data = "article.schema.json", parse_yaml(match["matter"]).data
    return [f"{path.name}: {error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(data)]


def problem_places(model_lines: list[str], file: str) -> int:
    return sum(line.startswith(f"{file}:") for line in model_lines)


@pytest.mark.parametrize("name", sorted(VALIDATORS))
def test_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json_schemas()[name])


@pytest.mark.parametrize("name", sorted(VALIDATORS))
def test_committed_schema_is_current(name: str) -> None:
    committed = (KNOWLEDGE / "schema" / name).read_text(encoding="utf-8")
    assert committed == render_schema(json_schemas()[name]), "run `python -m bot schema`"


def test_schemas_are_written_where_told(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new" / "schema")
    assert sorted(path.name for path in written) == sorted(VALIDATORS)
    assert all(json.loads(path.read_text(encoding="utf-8")) == json_schemas()[path.name] for path in written)


def test_every_real_file_satisfies_its_schema() -> None:
    assert [fault for path in knowledge_files(KNOWLEDGE) for fault in faults(path)] == []


@pytest.mark.parametrize("file", REFUSED_BY_AN_EDITOR_TOO)
def test_editor_refuses_what_the_models_refuse(file: str) -> None:
    assert faults(BAD / file) != []


def test_editor_accepts_whatever_the_models_accept() -> None:
    """Files of the bad folder that only break a rule between files satisfy the schema."""
    reported = (BAD.parent / "bad_knowledge_problems.txt").read_text(encoding="utf-8").splitlines()
    for path in knowledge_files(BAD):
        file = path.relative_to(BAD).as_posix()
        if problem_places(reported, file) == 0:
            assert faults(path) == []


@pytest.mark.parametrize(
    ("date", "is_accepted"),
    [(2019, True), ("2019", True), ("2019-06", True), ("2019-06-06", True), ("undated", True), (19, False), (True, False),
     ("2019-13", False), ("2019-6", False), ("June 2019", False), ("2019-06-06 12:00", False), (2019.5, False), ([2019], False)],
)  # fmt: skip
def test_editor_reads_dates_as_the_models_do(date: Any, is_accepted: bool) -> None:
    claim = {"value": "available", "as_of": date, "sources": ["a"]}
    schema = json_schemas()["dataset.schema.json"]
    validator = Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/StatusClaim"})
    assert validator.is_valid(claim) is is_accepted


@pytest.mark.parametrize("path", sorted((BAD / "datasets").glob("*.yaml")), ids=lambda path: path.stem)
def test_schema_never_breaks_on_a_bad_record(path: Path) -> None:
    with contextlib.suppress(YamlProblem, UnicodeDecodeError):
        faults(path)
