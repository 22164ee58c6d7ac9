"""Writes the JSON Schemas of the file formats, for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.corpus.models import json_schemas

if TYPE_CHECKING:
    from pathlib import Path


def write_schemas(folder: Path) -> list[Path]:
    """Write dataset.schema.json and article.schema.json into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, schema in json_schemas().items():
        path = folder / name
        path.write_text(render_schema(schema), encoding="utf-8")
        paths.append(path)
    return paths


def render_schema(schema: object) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
