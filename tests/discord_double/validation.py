"""Bodies against Discord's published description of its API, with errors that a person can read."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from .payloads import Json

SPEC_URI = "urn:discord"
REPOSITORY = Path(__file__).resolve().parents[2]
_UNIONS = ("anyOf", "oneOf")


def openapi_path() -> Path | None:
    """Return where Discord's OpenAPI file is: $DISCORD_OPENAPI, else beside the repository; None if there is none."""
    named = os.environ.get("DISCORD_OPENAPI")
    path = Path(named) if named else REPOSITORY.parent / "shared" / "discord" / "openapi.json"
    return path if path.is_file() else None


def why_not_validated() -> str | None:
    """Return why bodies cannot be checked against the OpenAPI file, or None if they can."""
    if openapi_path() is not None:
        return None
    return "Discord's openapi.json is not here (set DISCORD_OPENAPI to its path): bodies are checked by our rules only"


def is_validation_required() -> bool:
    """Say whether a missing OpenAPI file is an error: in continuous integration it is."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@dataclass(frozen=True)
class Operation:
    """One call of the API: its template, and the place of its definition in the file."""

    method: str
    template: str
    pattern: re.Pattern[str]


class OpenApi:
    """Discord's description, ready to check bodies."""

    def __init__(self, spec: Json) -> None:
        # Discord takes numbers for ids although the file says strings, and discord.py sends them in some places.
        spec["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
        self._spec = spec
        self._registry: Registry[Any] = Registry().with_resource(SPEC_URI, DRAFT202012.create_resource(spec))
        self._validators: dict[str, Draft202012Validator] = {}
        templates = sorted(spec["paths"], key=lambda template: (template.count("{"), template))
        self._operations = [
            Operation(method.upper(), template, re.compile(re.sub(r"\{\w+\}", "[^/]+", template) + "$"))
            for template in templates
            for method in spec["paths"][template]
            if method in ("get", "put", "post", "patch", "delete")
        ]

    def operation(self, method: str, path: str) -> Operation | None:
        """Return the call that a request makes; templates with fewer parameters go first."""
        return next((one for one in self._operations if one.method == method and one.pattern.match(path)), None)

    def request_problems(self, operation: Operation, body: Any) -> list[str]:
        """Return what is wrong with a request body; also for the JSON part of a form."""
        return self._problems(operation, ("requestBody", "content", "application/json", "schema"), body)

    def reply_problems(self, operation: Operation, status: int, body: Any) -> list[str]:
        """Return what is wrong with a reply of the double."""
        return self._problems(operation, ("responses", str(status), "content", "application/json", "schema"), body)

    def _problems(self, operation: Operation, keys: tuple[str, ...], body: Any) -> list[str]:
        place: Any = self._spec["paths"][operation.template][operation.method.lower()]
        for key in keys:
            if key not in place:
                return [f"the OpenAPI file has no {'/'.join(keys)} for {operation.method} {operation.template}"]
            place = place[key]
        pointer = "/".join(_escaped(key) for key in ("paths", operation.template, operation.method.lower(), *keys))
        validator = self._validators.get(pointer)
        if validator is None:
            schema = {"$ref": f"{SPEC_URI}#/{pointer}"}
            validator = self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        return sorted({line for error in validator.iter_errors(body) for line in self._explain(error)})

    def _explain(self, error: ValidationError) -> Iterator[str]:
        branches = self._likely_branches(error) if error.validator in _UNIONS else []
        if not branches:
            yield f"{error.json_path}: {_shortened(error.message)}"
            return
        for inner in min(branches, key=len):
            yield from self._explain(inner)

    def _likely_branches(self, error: ValidationError) -> list[list[ValidationError]]:
        schemas: Any = error.validator_value
        by_branch: dict[int, list[ValidationError]] = {}
        for inner in error.context or []:
            by_branch.setdefault(int(inner.schema_path[0]), []).append(inner)
        fitting = {
            index: errors for index, errors in by_branch.items() if self._could_mean(schemas[index], error.instance)
        }
        return list((fitting or by_branch).values())

    def _could_mean(self, schema: Json, instance: Any) -> bool:
        while "$ref" in schema:
            schema = self._spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        if schema.get("type") == "null":
            return instance is None
        if not isinstance(instance, dict) or "type" not in instance:
            return True
        kinds = schema.get("properties", {}).get("type", {}).get("enum")
        return kinds is None or instance["type"] in kinds


@cache
def load(path: Path) -> OpenApi:
    """Read the OpenAPI file, once per run."""
    return OpenApi(json.loads(path.read_text(encoding="utf-8")))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _shortened(message: str) -> str:
    """Keep both ends: a value stands first, what is wrong with it last."""
    return message if len(message) < 300 else f"{message[:120]} … {message[-150:]}"
