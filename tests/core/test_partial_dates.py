"""Dates that are only as exact as their source."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import first_day, is_future, last_day, parse_partial_date, years_since

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
PARTIAL_DATES = DAYS.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]))


@given(PARTIAL_DATES)
def test_first_day_is_never_after_the_last(text: str) -> None:
    assert first_day(text) <= last_day(text)


@given(PARTIAL_DATES)
def test_first_and_last_day_are_written_alike(text: str) -> None:
    assert first_day(text).isoformat().startswith(text)
    assert last_day(text).isoformat().startswith(text)


@given(PARTIAL_DATES)
def test_no_day_beside_the_span_is_meant(text: str) -> None:
    day = dt.timedelta(days=1)
    assert not (first_day(text) - day).isoformat().startswith(text)
    assert not (last_day(text) + day).isoformat().startswith(text)


@given(DAYS)
def test_a_whole_day_is_its_own_first_and_last(day: dt.date) -> None:
    assert parse_partial_date(day.isoformat()) == (day.year, day.month, day.day)
    assert first_day(day.isoformat()) == last_day(day.isoformat()) == day


@given(PARTIAL_DATES, DAYS)
def test_a_date_is_future_only_when_all_of_it_is(text: str, today: dt.date) -> None:
    assert is_future(text, today) == (today.isoformat()[: len(text)] < text)


@given(PARTIAL_DATES, DAYS)
def test_age_is_never_negative(text: str, today: dt.date) -> None:
    assert years_since(text, today) >= 0
    if today <= last_day(text):
        assert years_since(text, today) == 0


@given(DAYS.filter(lambda day: day.year < 2040), st.integers(0, 60))
def test_a_year_is_counted_when_it_is_over(day: dt.date, years: int) -> None:
    anniversary = dt.date(day.year + years, day.month, min(day.day, 28))
    assert years_since(day.isoformat(), anniversary + dt.timedelta(days=5)) == years
    if years:
        assert years_since(day.isoformat(), anniversary - dt.timedelta(days=5)) == years - 1


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        year, month, day = parse_partial_date(text)
    except ValueError:
        return
    assert 1 <= year <= 9999
    assert month is None or 1 <= month <= 12
    assert day is None or month is not None


@pytest.mark.parametrize(
    "text",
    [
        "", "19", "2019-", "2019-6", "2019-06-6", "2019-13", "2019-02-29", "2019-06-31", "0000", "20190606", " 2019", "2019\n",
        "2019-06-06T00:00", "undated", "-2019",
        "2019-00",
        "2019-06-00",
        "\u0662\u0660\u0661\u0669",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_partial_date(text)


def test_leap_day_is_a_date() -> None:
    assert last_day("2020-02") == first_day("2020-02-29") == dt.date(2020, 2, 29)
