"""Each kind of claim as a sentence, in English and in Danish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering.sentences import SentenceWriter
from bot.core.fields import Field
from bot.corpus.models import (
    AvailabilityClaim,
    Claim,
    CollectionClaim,
    ConsentClaim,
    CreatorClaim,
    Dataset,
    EventClaim,
    LicenceClaim,
    LineageClaim,
    ReleaseClaim,
    SizeClaim,
    StatusClaim,
    TextClaim,
    UseClaim,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.language.messages import Catalogues

SOURCES = ("a-source",)
NAMES = {"faces-1m": "Faces-1M", "other": "Other Faces"}


def make_dataset() -> Dataset:
    return Dataset(
        id="faces-1m",
        name="Faces-1M",
        kinds=("faces",),
        summary=TextClaim(text="A set of faces.", sources=SOURCES),
        status=StatusClaim(value="available", as_of="2019", sources=SOURCES),
    )


@pytest.fixture
def write(real_catalogues: Catalogues, today: dt.date) -> Callable[..., str]:
    """Return a function that writes a claim in a language."""

    def written(claim: Claim, field: Field, language: str = "en", day: dt.date | None = today) -> str:
        writer = SentenceWriter(real_catalogues.of(language), day, lambda one: NAMES.get(one, one))
        return writer.write(make_dataset(), field, claim)

    return written


def text_claim(**more: object) -> TextClaim:
    return TextClaim(sources=SOURCES, **more)


CLAIMS = [
    pytest.param(
        Field.SUMMARY,
        text_claim(text="A set of faces.", translations={"da": "Et sæt ansigter."}),
        "Faces-1M: A set of faces.",
        "Faces-1M: Et sæt ansigter.",
        id="summary",
    ),
    pytest.param(
        Field.SUMMARY,
        text_claim(text="Faces-1M holds faces.", translations={"da": "Faces-1M rummer ansigter."}),
        "Faces-1M holds faces.",
        "Faces-1M rummer ansigter.",
        id="a text that names the dataset",
    ),
    pytest.param(
        Field.STATUS,
        StatusClaim(value="withdrawn", since="2019-06-06", who="Microsoft", as_of="2019-06", sources=SOURCES),
        "Faces-1M was withdrawn by Microsoft on 6 June 2019 (as of June 2019, more than 7 years ago).",
        "Faces-1M blev trukket tilbage af Microsoft den 6. juni 2019 (pr. juni 2019, for mere end 7 år siden).",
        id="status",
    ),
    pytest.param(
        Field.STATUS,
        StatusClaim(
            value="available",
            who="Microsoft",
            as_of="2026-05",
            text="One may ask.",
            translations={"da": "Man kan spørge."},
            sources=SOURCES,
        ),
        "Faces-1M is available (as of May 2026). One may ask.",
        "Faces-1M er tilgængeligt (pr. maj 2026). Man kan spørge.",
        id="status without an agent",
    ),
    pytest.param(
        Field.AVAILABILITY,
        AvailabilityClaim(
            host="GitHub",
            form="copy",
            access="open",
            as_of="2021-02-03",
            note="Seen there.",
            translations={"da": "Set dér."},
            sources=SOURCES,
        ),
        "Faces-1M – GitHub: copy, open access (as of 3 February 2021, more than 5 years ago). Seen there.",
        "Faces-1M – GitHub: kopi, åben adgang (pr. 3. februar 2021, for mere end 5 år siden). Set dér.",
        id="availability",
    ),
    pytest.param(
        Field.CONSENT,
        ConsentClaim(asked="no", text="Nobody was asked.", translations={"da": "Ingen blev spurgt."}, sources=SOURCES),
        "Faces-1M, consent asked for: no. Nobody was asked.",
        "Faces-1M, spurgt om samtykke: nej. Ingen blev spurgt.",
        id="consent",
    ),
    pytest.param(
        Field.LICENCE,
        LicenceClaim(
            name="CC BY 4.0",
            commercial_use="no",
            text="For research.",
            translations={"da": "Til forskning."},
            sources=SOURCES,
        ),
        "Faces-1M, licence: CC BY 4.0; no commercial use. For research.",
        "Faces-1M, licens: CC BY 4.0; ingen kommerciel brug. Til forskning.",
        id="licence",
    ),
    pytest.param(
        Field.SIZE,
        SizeClaim(number=10_000_000.0, unit="images", qualifier="about", sources=SOURCES),
        "Faces-1M: about 10 million images.",
        "Faces-1M: omkring 10 millioner billeder.",
        id="size",
    ),
    pytest.param(
        Field.CREATORS,
        CreatorClaim(name="Ada Example", affiliation="Microsoft", sources=SOURCES),
        "Faces-1M was made by Ada Example (Microsoft).",
        "Faces-1M blev lavet af Ada Example (Microsoft).",
        id="creator",
    ),
    pytest.param(
        Field.RELEASED,
        ReleaseClaim(date="2016-07", sources=SOURCES),
        "Faces-1M was released in July 2016.",
        "Faces-1M blev udgivet i juli 2016.",
        id="release",
    ),
    pytest.param(
        Field.COLLECTION,
        CollectionClaim(
            text="Gathered from Bing.", origins=("Bing",), translations={"da": "Samlet fra Bing."}, sources=SOURCES
        ),
        "Faces-1M: Gathered from Bing.",
        "Faces-1M: Samlet fra Bing.",
        id="collection",
    ),
    pytest.param(
        Field.DERIVED_FROM,
        LineageClaim(dataset="other", sources=SOURCES),
        "Faces-1M is derived from Other Faces.",
        "Faces-1M er afledt af Other Faces.",
        id="derived from a record",
    ),
    pytest.param(
        Field.DERIVATIVES,
        LineageClaim(name="Small Faces", sources=SOURCES),
        "Small Faces is derived from Faces-1M.",
        "Small Faces er afledt af Faces-1M.",
        id="a derivative without a record",
    ),
    pytest.param(
        Field.ALTERNATIVES,
        LineageClaim(dataset="other", sources=SOURCES),
        "Other Faces may serve instead of Faces-1M.",
        None,
        id="alternative",
    ),
    pytest.param(
        Field.USED_BY,
        UseClaim(
            who="Megvii", purpose="to recognise faces", translations={"da": "til at genkende ansigter"}, sources=SOURCES
        ),
        "Megvii used Faces-1M: to recognise faces.",
        "Megvii har brugt Faces-1M: til at genkende ansigter.",
        id="use",
    ),
    pytest.param(
        Field.USED_BY,
        UseClaim(who="Megvii", sources=SOURCES),
        "Megvii used Faces-1M.",
        "Megvii har brugt Faces-1M.",
        id="use without a purpose",
    ),
    pytest.param(
        Field.CONCERNS,
        text_claim(text="It is biased.", who="A critic", translations={"da": "Det er skævt."}),
        "A critic on Faces-1M: It is biased.",
        "A critic om Faces-1M: Det er skævt.",
        id="concern of somebody",
    ),
    pytest.param(
        Field.TIMELINE,
        EventClaim(date="2019-06-06", event="It ended.", translations={"da": "Det sluttede."}, sources=SOURCES),
        "Faces-1M, 6 June 2019: It ended.",
        "Faces-1M, 6. juni 2019: Det sluttede.",
        id="event",
    ),
]


@pytest.mark.parametrize(("field", "claim", "english", "danish"), CLAIMS)
def test_a_claim_is_told_in_both_languages(
    write: Callable[..., str], field: Field, claim: Claim, english: str, danish: str | None
) -> None:
    assert write(claim, field) == english
    told = write(claim, field, "da")
    assert told == danish if danish else told != english


def test_every_field_has_a_sentence_here() -> None:
    assert {parameter.values[0] for parameter in CLAIMS} == set(Field)


@pytest.mark.parametrize(
    ("field", "claim"),
    [
        pytest.param(Field.CONCERNS, text_claim(text="It is biased."), id="a text"),
        pytest.param(
            Field.STATUS,
            StatusClaim(value="withdrawn", as_of="2019", text="It is gone.", sources=SOURCES),
            id="a status",
        ),
        pytest.param(
            Field.AVAILABILITY,
            AvailabilityClaim(host="GitHub", form="copy", as_of="2019", note="It is there.", sources=SOURCES),
            id="a note",
        ),
        pytest.param(
            Field.CONSENT, ConsentClaim(asked="no", text="Nobody was asked.", sources=SOURCES), id="a consent"
        ),
        pytest.param(Field.USED_BY, UseClaim(who="Megvii", purpose="to train", sources=SOURCES), id="a purpose"),
        pytest.param(Field.TIMELINE, EventClaim(date="2019", event="It ended.", sources=SOURCES), id="an event"),
    ],
)
def test_words_without_a_translation_are_marked_as_english(
    write: Callable[..., str], field: Field, claim: Claim
) -> None:
    told = write(claim, field, "da")

    assert claim.free_text.rstrip(".") in told
    assert "på engelsk" in told
    assert "på engelsk" not in write(claim, field)


@pytest.mark.parametrize("field", [Field.CONCERNS, Field.SUMMARY])
def test_a_marked_sentence_ends_once(write: Callable[..., str], field: Field) -> None:
    told = write(text_claim(text="It is biased."), field, "da")

    assert told.count(".") == 1


def test_what_somebody_says_is_told_as_theirs(write: Callable[..., str]) -> None:
    claim = ConsentClaim(asked="yes", text="All signed.", who="The hospital", sources=SOURCES)

    assert "The hospital: All signed." in write(claim, Field.CONSENT)


def test_somebody_who_is_named_in_the_text_is_not_named_twice(write: Callable[..., str]) -> None:
    claim = text_claim(text="Megvii says that Faces-1M is fine.", who="Megvii")

    assert write(claim, Field.CONCERNS) == "Megvii says that Faces-1M is fine."


@pytest.mark.parametrize("language", ["en", "da"])
def test_an_undated_sighting_says_so(write: Callable[..., str], real_catalogues: Catalogues, language: str) -> None:
    claim = AvailabilityClaim(host="GitHub", form="copy", as_of="undated", sources=SOURCES)

    told = write(claim, Field.AVAILABILITY, language)

    assert f"({real_catalogues.of(language).say('seen in an undated copy')})" in told


def test_a_claim_with_a_day_tells_it_and_its_age(write: Callable[..., str]) -> None:
    claim = text_claim(text="It is biased.", as_of="2021-04")

    assert write(claim, Field.CONCERNS).endswith("(as of April 2021, more than 5 years ago).")


def test_what_is_indexed_tells_no_age(write: Callable[..., str]) -> None:
    claim = text_claim(text="It is biased.", as_of="2021-04")

    assert write(claim, Field.CONCERNS, day=None).endswith("(as of April 2021).")


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [("exact", ": 5 images"), ("about", "about 5"), ("at least", "at least 5"), ("up to", "up to 5")],
)
def test_a_number_is_as_exact_as_its_source(write: Callable[..., str], qualifier: str, words: str) -> None:
    claim = SizeClaim(number=5.0, unit="images", qualifier=qualifier, sources=SOURCES)

    assert words in write(claim, Field.SIZE)


def test_origins_that_the_text_leaves_out_are_added(write: Callable[..., str]) -> None:
    claim = CollectionClaim(text="Gathered from the web.", origins=("Bing", "Flickr"), sources=SOURCES)

    assert write(claim, Field.COLLECTION) == "Faces-1M: Gathered from the web (Bing, Flickr)."


@pytest.mark.parametrize(
    "value",
    ["available", "restricted", "withdrawn", "retracted", "superseded", "removed by host", "not released", "unknown"],
)
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_status_has_a_sentence_that_names_the_dataset(
    write: Callable[..., str], value: str, language: str
) -> None:
    told = write(StatusClaim(value=value, as_of="2020", sources=SOURCES), Field.STATUS, language)

    assert "Faces-1M" in told
    assert "2020" in told


@pytest.mark.parametrize("asked", ["yes", "no", "partly", "opt-out only", "notice only", "unknown", "not applicable"])
def test_every_answer_on_consent_is_told_in_danish(write: Callable[..., str], asked: str) -> None:
    claim = ConsentClaim(asked=asked, text="x.", translations={"da": "x."}, sources=SOURCES)

    assert write(claim, Field.CONSENT, "da") != write(claim, Field.CONSENT)


def test_makers_that_share_a_sentence_are_listed(real_catalogues: Catalogues, today: dt.date) -> None:
    writer = SentenceWriter(real_catalogues.of("en"), today, NAMES.__getitem__)
    makers = [CreatorClaim(name=name, sources=SOURCES) for name in ("Ada", "Bo")]

    assert writer.write_together(make_dataset(), Field.CREATORS, makers) == "Faces-1M was made by Ada and Bo."


def test_users_with_one_purpose_share_a_sentence(real_catalogues: Catalogues, today: dt.date) -> None:
    writer = SentenceWriter(real_catalogues.of("en"), today, NAMES.__getitem__)
    users = [UseClaim(who=who, purpose="to train", sources=SOURCES) for who in ("Ada", "Bo")]

    assert writer.write_together(make_dataset(), Field.USED_BY, users) == "Ada and Bo used Faces-1M: to train."
