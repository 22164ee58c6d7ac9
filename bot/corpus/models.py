"""The file formats of knowledge/ as pydantic models; frozen, so that they are the values the rest of the program reads."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints, model_validator
from pydantic import Field as ModelField

from bot.core.dates import UNDATED, parse_partial_date
from bot.core.facets import Asked, CommercialUse, Kind, StatusValue
from bot.core.fields import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_BREAKS = re.compile(r"\s*\n\s*")
_DATE_FORM = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def _on_one_line(value: object) -> object:
    """Fold the line breaks that a YAML block text keeps; a sentence of an answer stands on one line."""
    return _LINE_BREAKS.sub(" ", value.strip()) if isinstance(value, str) else value


def _as_date_text(value: object) -> object:
    if isinstance(value, dt.datetime):
        raise ValueError("a date without a time of day is expected")  # noqa: TRY004 - pydantic turns ValueError into a message
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checked_date(value: str) -> str:
    parse_partial_date(value)
    if re.fullmatch(_DATE_FORM, value) is None:  # months and days count from 1, in the digits 0 to 9
        raise ValueError(f"{value!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _checked_date_or_undated(value: str) -> str:
    return value if value == UNDATED else _checked_date(value)


def _date_schema(*others: str) -> dict[str, Any]:
    """Return what an editor checks of a date: YAML reads `2019` as a number, the longer forms as text."""
    pattern = "|".join((_DATE_FORM, *others))
    return {"type": ["string", "integer"], "pattern": f"^({pattern})$", "minimum": 1000, "maximum": 9999}


def _one_or_several(schema: dict[str, Any]) -> None:
    """Let an editor accept one phrase where a list of phrases stands."""
    several = {"type": schema.pop("type"), "items": schema.pop("items")}
    schema["anyOf"] = [several["items"], several]


def _exactly_one(*keys: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [key]} for key in keys]}


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200), BeforeValidator(_on_one_line)
]
Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), BeforeValidator(_on_one_line)
]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]
PartialDate = Annotated[
    str, BeforeValidator(_as_date_text), AfterValidator(_checked_date), ModelField(json_schema_extra=_date_schema())
]
AsOf = Annotated[
    str,
    BeforeValidator(_as_date_text),
    AfterValidator(_checked_date_or_undated),
    ModelField(json_schema_extra=_date_schema(UNDATED)),
]
YesOrNo = Annotated[bool, Strict()]
Number = Annotated[float, Strict(), ModelField(ge=0, allow_inf_nan=False)]

Form = Literal["original", "copy", "derivative"]
Access = Literal["open", "on request", "gated", "removed", "unknown"]
Qualifier = Literal["exact", "about", "at least", "up to"]
ArticleType = Literal[
    "news", "paper", "official statement", "regulation", "court document", "investigation", "dataset page", "repository",
    "discussion", "encyclopedia", "report", "book", "talk", "concept",
]  # fmt: skip


class FrozenModel(BaseModel):
    """A value that refuses unknown fields and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Claim(FrozenModel):
    """A short statement about one field of one dataset, with the sources that say so."""

    sources: Annotated[tuple[Id, ...], ModelField(min_length=1, description="ids of the articles that say so")]
    as_of: AsOf | None = None
    disputed: YesOrNo = False
    translations: dict[Language, Text] = ModelField(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )

    @property
    def free_text(self) -> str | None:
        """The claim's own words, where it has any beside its structured parts."""
        return None


class TextClaim(Claim):
    """A claim that is told in a sentence, perhaps as somebody's view."""

    text: Text
    who: Phrase | None = None

    @property
    def free_text(self) -> str | None:
        return self.text


class OptionalTextClaim(Claim):
    """A claim with structured parts and, if wanted, a sentence beside them."""

    text: Text | None = None

    @property
    def free_text(self) -> str | None:
        return self.text


class StatusClaim(OptionalTextClaim):
    """What became of the dataset, since when, by whom, and the reasons that were given."""

    value: StatusValue
    since: PartialDate | None = None
    who: Phrase | None = None
    as_of: AsOf
    reasons: tuple[TextClaim, ...] = ()


class AvailabilityClaim(Claim):
    """Where the dataset (or a copy) could be had, in what form, and when that was seen."""

    host: Phrase
    form: Form
    access: Access = "unknown"
    as_of: AsOf
    note: Text | None = None

    @property
    def free_text(self) -> str | None:
        return self.note


class ConsentClaim(TextClaim):
    """Whether the people in the data were asked."""

    asked: Asked


class LicenceClaim(TextClaim):
    """Under which terms the dataset was given out."""

    name: Phrase | None = None
    commercial_use: CommercialUse | None = None


class SizeClaim(Claim):
    """One number with its unit."""

    number: Number
    unit: Phrase
    qualifier: Qualifier = "exact"
    note: Text | None = None

    @property
    def free_text(self) -> str | None:
        return self.note


class CreatorClaim(OptionalTextClaim):
    """A person or institution that made the dataset."""

    name: Phrase
    affiliation: Phrase | None = None


class ReleaseClaim(OptionalTextClaim):
    """When the dataset was first given out."""

    date: PartialDate


class CollectionClaim(TextClaim):
    """How and where from the data was gathered."""

    origins: tuple[Phrase, ...] = ()


class LineageClaim(OptionalTextClaim):
    """A tie to another dataset: its record, or only its name where there is no record."""

    model_config = ConfigDict(json_schema_extra=_exactly_one("dataset", "name"))

    dataset: Id | None = None
    name: Phrase | None = None

    @model_validator(mode="after")
    def _names_exactly_one(self) -> LineageClaim:
        if (self.dataset is None) == (self.name is None):
            raise ValueError("give either `dataset` (the id of a record) or `name` (a set without a record)")
        return self


class UseClaim(Claim):
    """Who used the dataset, and what for."""

    who: Phrase
    purpose: Text | None = None

    @property
    def free_text(self) -> str | None:
        return self.purpose


class EventClaim(Claim):
    """One event on one date."""

    date: PartialDate
    event: Text

    @property
    def free_text(self) -> str | None:
        return self.event


class Dataset(FrozenModel):
    """The record of one dataset."""

    id: Id
    name: Phrase
    aliases: tuple[Phrase, ...] = ()
    kinds: Annotated[tuple[Kind, ...], ModelField(min_length=1)]
    summary: TextClaim
    status: StatusClaim
    availability: tuple[AvailabilityClaim, ...] = ()
    consent: tuple[ConsentClaim, ...] = ()
    licence: tuple[LicenceClaim, ...] = ()
    size: tuple[SizeClaim, ...] = ()
    creators: tuple[CreatorClaim, ...] = ()
    released: tuple[ReleaseClaim, ...] = ()
    collection: tuple[CollectionClaim, ...] = ()
    derived_from: tuple[LineageClaim, ...] = ()
    derivatives: tuple[LineageClaim, ...] = ()
    used_by: tuple[UseClaim, ...] = ()
    concerns: tuple[TextClaim, ...] = ()
    timeline: tuple[EventClaim, ...] = ()
    alternatives: tuple[LineageClaim, ...] = ()

    def claims(self, field: Field) -> tuple[Claim, ...]:
        """Return the claims of one field in the order of the file (summary and status have one each)."""
        value = getattr(self, field.value)
        return value if isinstance(value, tuple) else (value,)

    def claims_with_paths(self) -> Iterator[tuple[tuple[str | int, ...], Field, Claim]]:
        """Yield each claim (the reasons of the status too) with its path in the file."""
        for field in Field:
            value = getattr(self, field.value)
            if isinstance(value, tuple):
                yield from (((field.value, index), field, claim) for index, claim in enumerate(value))
                continue
            yield (field.value,), field, value
            if isinstance(value, StatusClaim):
                yield from ((("status", "reasons", index), field, reason) for index, reason in enumerate(value.reasons))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that people may type for it, the proper one first."""
        return (self.name, *self.aliases)


class Independence(FrozenModel):
    """Whether a source says something of its own or repeats others: ids of articles, or words for those without a note."""

    level: Literal["primary", "secondary"]
    of: Annotated[
        tuple[Phrase, ...],
        BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
        ModelField(json_schema_extra=_one_or_several),
    ] = ()

    @model_validator(mode="after")
    def _secondary_names_its_origin(self) -> Independence:
        if self.level == "secondary" and not self.of:
            raise ValueError("a secondary source says what it repeats: {level: secondary, of: ...}")
        return self


class Article(FrozenModel):
    """One source and our own-words note on it."""

    model_config = ConfigDict(json_schema_extra=_exactly_one("url", "url_withheld"))

    id: Id
    title: Annotated[str, StringConstraints(min_length=1, max_length=400), BeforeValidator(_on_one_line)]
    publisher: Phrase
    authors: tuple[Phrase, ...] = ()
    published: PartialDate | None = None
    url: Url | None = None
    url_withheld: Phrase | None = None
    archived_url: Url | None = None
    language: Language
    note_language: Language = "en"
    type: ArticleType
    independence: Independence
    about: tuple[Id, ...] = ()
    names: Annotated[
        tuple[Phrase, ...], ModelField(description="of a concept: words under which people ask for it, in any language")
    ] = ()
    statements: Annotated[tuple[str, ...], ModelField(min_length=1, description="the note's paragraphs")]

    @model_validator(mode="after")
    def _has_address_or_reason(self) -> Article:
        if (self.url is None) == (self.url_withheld is None):
            raise ValueError("give either `url`, or `url_withheld` with the reason why there is none")
        return self


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas that editors use, by file name."""
    article = Article.model_json_schema()
    article["properties"].pop("statements")  # the note stands below the front matter
    article["required"].remove("statements")
    schemas = {"dataset.schema.json": Dataset.model_json_schema(), "article.schema.json": article}
    return {name: {"$schema": _SCHEMA_DIALECT, **schema} for name, schema in schemas.items()}


_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
