"""What the collection holds and what it lacks: the counts and work lists of `check --coverage`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.core.dates import UNDATED, years_since
from bot.core.facets import ENDED
from bot.core.fields import Field
from bot.corpus.independence import origins_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.facets import StatusValue
    from bot.corpus.models import Article, Claim, Dataset
    from bot.corpus.reader import Corpus

STALE_YEARS = 5
DEEP_CLAIMS, DEEP_FIELDS, DEEP_ORIGINS, DEEP_EVENTS = 12, 8, 4, 2


@dataclass(frozen=True)
class RecordCoverage:
    """The figures of one record; `origins` are independent sources (see `origins_of`)."""

    id: str
    status: StatusValue
    claims: int
    fields: int
    sources: int
    origins: int
    claims_with_one_origin: int
    events: int
    alternatives: int
    stale: tuple[str, ...]

    @property
    def is_deep(self) -> bool:
        """Tell whether the record has the depth that a famous case should have."""
        return (
            self.claims >= DEEP_CLAIMS
            and self.fields >= DEEP_FIELDS
            and self.origins >= DEEP_ORIGINS
            and self.events >= DEEP_EVENTS
        )


@dataclass(frozen=True)
class Inventory:
    """The counts of a whole collection."""

    records: tuple[RecordCoverage, ...]
    claims: int
    disputed_claims: int
    articles: int
    concepts: int
    records_by_kind: Counter[str]
    records_by_status: Counter[str]
    claims_by_field: Counter[str]
    claims_by_origins: Counter[int]
    claims_with_one_origin_by_field: Counter[str]
    sources_by_type: Counter[str]
    sources_by_language: Counter[str]
    sources_by_independence: Counter[str]
    notes_by_language: Counter[str]
    texts: int
    texts_by_translation: Counter[str]
    uncited: tuple[str, ...]

    @cached_property
    def without_timeline(self) -> tuple[str, ...]:
        """The records that tell of no event."""
        return tuple(record.id for record in self.records if not record.events)

    @cached_property
    def without_alternative(self) -> tuple[str, ...]:
        """The records of sets that ended and name nothing to use instead."""
        return tuple(record.id for record in self.records if record.status in ENDED and not record.alternatives)

    @cached_property
    def deep(self) -> tuple[str, ...]:
        """The records with the depth of a famous case."""
        return tuple(record.id for record in self.records if record.is_deep)


def take_inventory(corpus: Corpus, today: dt.date | None = None, stale_years: int = STALE_YEARS) -> Inventory:
    """Count what a collection holds.

    A date is stale when it is `stale_years` whole years old on `today` (now, when None) or older, or when it is not known.
    """
    day = today or dt.datetime.now(dt.UTC).date()
    datasets = sorted(corpus.datasets.values(), key=lambda dataset: dataset.id)
    claims = [(dataset_field, claim) for dataset in datasets for _, dataset_field, claim in dataset.claims_with_paths()]
    origins = [(dataset_field, len(origins_of(claim.sources, corpus.articles))) for dataset_field, claim in claims]
    texts = [claim for _, claim in claims if claim.free_text is not None]
    sources = [article for article in corpus.articles.values() if article.type != "concept"]
    return Inventory(
        records=tuple(_coverage(dataset, corpus.articles, day, stale_years) for dataset in datasets),
        claims=len(claims),
        disputed_claims=sum(claim.disputed for _, claim in claims),
        articles=len(sources),
        concepts=len(corpus.articles) - len(sources),
        records_by_kind=Counter(kind for dataset in datasets for kind in dataset.kinds),
        records_by_status=Counter(dataset.status.value for dataset in datasets),
        claims_by_field=Counter({name.value: 0 for name in Field} | Counter(name.value for name, _ in claims)),
        claims_by_origins=Counter(count for _, count in origins),
        claims_with_one_origin_by_field=Counter(name.value for name, count in origins if count == 1),
        sources_by_type=Counter(article.type for article in sources),
        sources_by_language=Counter(article.language for article in sources),
        sources_by_independence=Counter(article.independence.level for article in sources),
        notes_by_language=Counter(article.note_language for article in corpus.articles.values()),
        texts=len(texts),
        texts_by_translation=Counter(language for claim in texts for language in claim.translations),
        uncited=_uncited(sources, {source for _, claim in claims for source in claim.sources}),
    )


def _uncited(sources: list[Article], cited: set[str]) -> tuple[str, ...]:
    return tuple(sorted(article.id for article in sources if article.id not in cited))


def _coverage(dataset: Dataset, articles: Mapping[str, Article], day: dt.date, stale_years: int) -> RecordCoverage:
    claims = [(name, claim) for _, name, claim in dataset.claims_with_paths()]
    sources = {source for _, claim in claims for source in claim.sources}
    return RecordCoverage(
        id=dataset.id,
        status=dataset.status.value,
        claims=len(claims),
        fields=len({name for name, _ in claims}),
        sources=len(sources),
        origins=len(origins_of(sources, articles)),
        claims_with_one_origin=sum(len(origins_of(claim.sources, articles)) == 1 for _, claim in claims),
        events=len(dataset.timeline),
        alternatives=len(dataset.alternatives),
        stale=tuple(f"{name.value} {claim.as_of}" for name, claim in claims if _is_stale(claim, day, stale_years)),
    )


def _is_stale(claim: Claim, day: dt.date, stale_years: int) -> bool:
    if claim.as_of is None:
        return False
    return claim.as_of == UNDATED or years_since(claim.as_of, day) >= stale_years
