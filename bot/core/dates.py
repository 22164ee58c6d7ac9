"""Dates that are only as exact as their source: a year, a month or a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re

UNDATED = "undated"
_PARTIAL_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_DAYS_A_YEAR = 365.25


def parse_partial_date(text: str) -> tuple[int, int | None, int | None]:
    """Split `YYYY`, `YYYY-MM` or `YYYY-MM-DD` into its parts.

    Raises ValueError for any other form and for a date that no calendar has.
    """
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    assert year is not None  # noqa: S101 - the pattern has it
    try:
        dt.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date: {error}") from error
    return year, month, day


def first_day(text: str) -> dt.date:
    """Return the first day that a partial date can mean."""
    year, month, day = parse_partial_date(text)
    return dt.date(year, month or 1, day or 1)


def last_day(text: str) -> dt.date:
    """Return the last day that a partial date can mean."""
    year, month, day = parse_partial_date(text)
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def is_future(text: str, today: dt.date) -> bool:
    """Tell whether even the first day of a partial date is still to come."""
    return first_day(text) > today


def years_since(text: str, today: dt.date) -> int:
    """Return the whole years since the last day that a partial date can mean (0 when less than one)."""
    return max(0, int((today - last_day(text)).days / _DAYS_A_YEAR))
