"""The bot's own sentences per language: gettext catalogues (knowledge/messages/<language>.po), dates and numbers by locale."""

from __future__ import annotations

import datetime as dt
import gettext
import io
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_compact_decimal, format_decimal

from bot.core.dates import UNDATED, parse_partial_date, years_since
from bot.core.fields import Field
from bot.errors import CatalogueProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from babel.messages.catalog import Catalog

SOURCE_LANGUAGE = "en"
_MILLION = 1_000_000
_DAY_FORMATS = {"en": "d MMMM yyyy", "da": "d. MMMM yyyy"}


FIELD_NAMES = {
    Field.SUMMARY: "What it is",
    Field.STATUS: "Status",
    Field.AVAILABILITY: "Where it is",
    Field.CONSENT: "Consent",
    Field.LICENCE: "Licence",
    Field.SIZE: "Size",
    Field.CREATORS: "Made by",
    Field.RELEASED: "Released",
    Field.COLLECTION: "How it was collected",
    Field.DERIVED_FROM: "Derived from",
    Field.DERIVATIVES: "Derived sets",
    Field.USED_BY: "Used by",
    Field.CONCERNS: "Concerns",
    Field.TIMELINE: "Timeline",
    Field.ALTERNATIVES: "Alternatives",
}


class Messages:
    """The sentences, dates and numbers of one language; English is the text in the code itself."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)

    def field(self, field: Field) -> str:
        """Return the name of a field as a heading."""
        return self.say(FIELD_NAMES[field])

    def say(self, message: str, /, **values: object) -> str:
        """Return a message in this language, its `{placeholders}` filled."""
        text = self._translations.gettext(message)
        return text.format(**values) if values else text

    def say_many(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Return the form of a message that fits a number, which fills `{number}`."""
        return self._translations.ngettext(singular, plural, number).format(number=self.number(number), **values)

    def word(self, context: str, word: str) -> str:
        """Return a word of a fixed vocabulary (a status, a unit ...); unknown words come back as they are."""
        return self._translations.pgettext(context, word)

    def listed(self, items: Sequence[str]) -> str:
        """Return items as a list in words ("a, b and c")."""
        return str(format_list(list(items), locale=self._locale))

    def number(self, value: float) -> str:
        """Return a number with this language's separators; a round one from a million on in words ("5.85 million")."""
        if value >= _MILLION and float(f"{value:.3g}") == value:
            return str(format_compact_decimal(value, format_type="long", fraction_digits=2, locale=self._locale))
        return str(format_decimal(int(value) if float(value).is_integer() else value, locale=self._locale))

    def date(self, text: str) -> str:
        """Return a partial date in words ("June 2019"), or that none is recorded."""
        if text == UNDATED:
            return self.say("no date recorded")
        year, month, day = parse_partial_date(text)
        if month is None:
            return str(year)
        pattern = _DAY_FORMATS.get(self.language, "d MMMM yyyy") if day else "MMMM yyyy"
        return str(format_date(dt.date(year, month, day or 1), pattern, locale=self._locale))

    def on_date(self, text: str) -> str:
        """Return a partial date as an adverbial: "in 2019", "in June 2019", "on 6 June 2019"."""
        exact_day = parse_partial_date(text)[2] is not None
        return self.say("on {date}", date=self.date(text)) if exact_day else self.say("in {date}", date=self.date(text))

    def as_of(self, text: str, today: dt.date | None) -> str:
        """Return "as of June 2019", with the age when a day is given and it is over a year before that."""
        if text == UNDATED:
            return self.say("seen in an undated copy")
        seen = self.say("as of {date}", date=self.date(text))
        years = years_since(text, today) if today else 0
        if years < 1:
            return seen
        return f"{seen}, " + self.say_many("more than {number} year ago", "more than {number} years ago", years)


class Catalogues:
    """The messages of every language that has a catalogue."""

    def __init__(self, by_language: Mapping[str, Messages]) -> None:
        self._by_language = dict(by_language)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the bot speaks."""
        return tuple(self._by_language)

    def of(self, language: str) -> Messages:
        """Return a language's messages; English where there is no catalogue."""
        return self._by_language.get(language, self._by_language[SOURCE_LANGUAGE])


def read_catalogues(folder: Path) -> Catalogues:
    """Read every <language>.po of a folder.

    Raises CatalogueProblem for a file that gettext cannot read, or a translation with other placeholders than its message.
    """
    found = {SOURCE_LANGUAGE: Messages(SOURCE_LANGUAGE, gettext.NullTranslations())}
    for path in sorted(folder.glob("*.po")):
        compiled = io.BytesIO()
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale=path.stem, abort_invalid=True)
            write_mo(compiled, catalogue)
        except (PoFileError, ValueError) as error:
            raise CatalogueProblem(path, str(error)) from error
        _check_placeholders(path, catalogue)
        compiled.seek(0)
        found[path.stem] = Messages(path.stem, gettext.GNUTranslations(compiled))
    return Catalogues(found)


def _check_placeholders(path: Path, catalogue: Catalog) -> None:
    """Raise CatalogueProblem for the first translation that lacks a placeholder, or has one that nobody fills."""
    for message in catalogue:
        expected = [_placeholders(text) for text in _forms(message.id)]
        for translation in filter(None, _forms(message.string)):
            if message.id and _placeholders(translation) not in expected:
                raise CatalogueProblem(
                    path, f"the translation of {_forms(message.id)[0]!r} has other placeholders: {translation!r}"
                )


def _forms(texts: str | Sequence[str]) -> tuple[str, ...]:
    """Return the singular and plural forms of a message; one text where it has none."""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _placeholders(text: str) -> frozenset[str] | None:
    """Return the names in braces; None where the braces do not match."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None
