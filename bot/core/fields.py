"""The fields of a dataset record, as people ask for them."""

from enum import StrEnum


class Field(StrEnum):
    """One field of a dataset record; a claim is about exactly one."""

    SUMMARY = "summary"
    STATUS = "status"
    AVAILABILITY = "availability"
    CONSENT = "consent"
    LICENCE = "licence"
    SIZE = "size"
    CREATORS = "creators"
    RELEASED = "released"
    COLLECTION = "collection"
    DERIVED_FROM = "derived_from"
    DERIVATIVES = "derivatives"
    USED_BY = "used_by"
    CONCERNS = "concerns"
    TIMELINE = "timeline"
    ALTERNATIVES = "alternatives"
