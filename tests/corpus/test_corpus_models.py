"""What a value of a record may be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.fields import Field
from bot.corpus.models import Dataset, EventClaim, LineageClaim, SizeClaim, TextClaim

MINIMAL: dict[str, Any] = {
    "id": "faces",
    "name": "Faces",
    "kinds": ["faces"],
    "summary": {"text": "A set of faces.", "sources": ["a"]},
    "status": {"value": "available", "as_of": "undated", "sources": ["a"]},
}


def test_every_field_has_a_place_in_the_record() -> None:
    dataset = Dataset.model_validate(MINIMAL)
    for field in Field:
        assert isinstance(dataset.claims(field), tuple)
    assert set(Dataset.model_fields) == {field.value for field in Field} | {"id", "name", "aliases", "kinds"}


def test_proper_name_comes_first() -> None:
    assert Dataset.model_validate({**MINIMAL, "aliases": ["F", "Fc"]}).names == ("Faces", "F", "Fc")


def test_records_do_not_change() -> None:
    dataset = Dataset.model_validate(MINIMAL)
    with pytest.raises(ValidationError):
        dataset.name = "Other"


@pytest.mark.parametrize(
    ("given", "date"),
    [(2019, "2019"), ("2019", "2019"), (dt.date(2019, 6, 6), "2019-06-06"), ("2019-06", "2019-06"), (" 2019 ", "2019")],
)
def test_dates_become_text(given: object, date: str) -> None:
    assert EventClaim.model_validate({"date": given, "event": "It began.", "sources": ["a"]}).date == date


@pytest.mark.parametrize(
    "given", [dt.datetime(2019, 6, 6, tzinfo=dt.UTC), True, 19, -2019, "2019/06", "", None, 2019.0, "２０１９"]
)
def test_what_is_no_date_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        EventClaim.model_validate({"date": given, "event": "It began.", "sources": ["a"]})


@pytest.mark.parametrize("number", [float("inf"), float("nan"), -1, "12", True, None])
def test_what_is_no_count_is_refused(number: object) -> None:
    with pytest.raises(ValidationError):
        SizeClaim.model_validate({"number": number, "unit": "images", "sources": ["a"]})


@pytest.mark.parametrize("ties", [{}, {"dataset": "a", "name": "A"}])
def test_a_tie_names_a_record_or_a_set_without_one(ties: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give either"):
        LineageClaim.model_validate({**ties, "sources": ["a"]})


def test_a_claim_without_a_source_is_refused() -> None:
    with pytest.raises(ValidationError):
        TextClaim.model_validate({"text": "So it is.", "sources": []})
