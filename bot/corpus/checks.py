"""Every rule about knowledge files, once: loader, terminal, pre-commit, CI and Discord all call `check_corpus`."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.core.dates import UNDATED, is_future
from bot.core.fields import Field
from bot.core.names import comparable_name
from bot.corpus.models import Article, Claim, Dataset, EventClaim, LineageClaim, ReleaseClaim, StatusClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.corpus.problems import Problem
    from bot.corpus.reader import Corpus, SourceText

    Path = tuple[str | int, ...]
    DatasetRule = Callable[[Corpus, Dataset, SourceText, dt.date], Iterator[Problem]]
    ArticleRule = Callable[[Corpus, Article, SourceText, dt.date], Iterator[Problem]]

_DIRECT_LINK = re.compile(
    r"magnet:|drive\.google\.com/|docs\.google\.com/uc|pan\.baidu\.com/|dropbox\.com/s|mega\.nz/|1drv\.ms/"
    r"|academictorrents\.com/(?:details|download)|/resolve/(?:main|[0-9a-f]{8,})/",
    re.IGNORECASE,
)
_ARCHIVE_URL = re.compile(
    r"https?://\S+\.(?:zip|tar|tar\.gz|tgz|7z|rar|torrent|parquet|csv|jsonl)(?:[?#]\S*)?$", re.IGNORECASE
)
_LINK_OR_MENTION = re.compile(r"https?://|<[@#][!&]?\d+>|@everyone|@here|\]\(")


def check_corpus(corpus: Corpus, today: dt.date | None = None) -> list[Problem]:
    """Return every problem of the knowledge files, sorted by file and line; `today` is the day that no date may pass."""
    day = today or dt.datetime.now(dt.UTC).date()
    problems = list(corpus.problems)
    for dataset in corpus.datasets.values():
        text = corpus.texts[f"datasets/{dataset.id}"]
        for dataset_rule in _DATASET_RULES:
            problems.extend(dataset_rule(corpus, dataset, text, day))
    for article in corpus.articles.values():
        text = corpus.texts[f"articles/{article.id}"]
        for article_rule in _ARTICLE_RULES:
            problems.extend(article_rule(corpus, article, text, day))
    problems.extend(_names_used_twice(corpus))
    return sorted(set(problems))


def claims_with_paths(dataset: Dataset) -> Iterator[tuple[Path, Field, Claim]]:
    """Yield each claim of a record (the reasons of a status too) with its path in the file."""
    for field in Field:
        value = getattr(dataset, field.value)
        if isinstance(value, tuple):
            yield from (((field.value, index), field, claim) for index, claim in enumerate(value))
            continue
        yield (field.value,), field, value
        if isinstance(value, StatusClaim):
            yield from ((("status", "reasons", index), field, reason) for index, reason in enumerate(value.reasons))


def _unknown_sources(corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in claims_with_paths(dataset):
        for index, source in enumerate(claim.sources):
            if source not in corpus.articles:
                yield text.problem(
                    (*path, "sources", index), f"unknown source {source!r}: there is no articles/{source}.md"
                )
        if len(set(claim.sources)) < len(claim.sources):
            yield text.problem((*path, "sources"), "a source stands here twice")


def _dates_in_the_future(_corpus: Corpus, dataset: Dataset, text: SourceText, day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in claims_with_paths(dataset):
        dates = {"as_of": claim.as_of}
        if isinstance(claim, EventClaim | ReleaseClaim):
            dates["date"] = claim.date
        if isinstance(claim, StatusClaim):
            dates["since"] = claim.since
        for key, value in dates.items():
            if value is not None and value != UNDATED and is_future(value, day):
                yield text.problem((*path, key), f"{value} is in the future")


def _lone_disputes(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    disputed: dict[Path, list[Path]] = defaultdict(list)
    for path, _field, claim in claims_with_paths(dataset):
        if claim.disputed:
            disputed[path[:-1]].append(path)
    for paths in disputed.values():
        if len(paths) == 1:
            yield text.problem(
                (*paths[0], "disputed"),
                "a disputed claim needs the other side beside it in the same list, also disputed",
            )


def _lineage(corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for field in (Field.DERIVED_FROM, Field.DERIVATIVES, Field.ALTERNATIVES):
        for index, claim in enumerate(dataset.claims(field)):
            if not isinstance(claim, LineageClaim) or claim.dataset is None:
                continue
            path = (field.value, index, "dataset")
            other = corpus.datasets.get(claim.dataset)
            if other is None:
                yield text.problem(path, f"dead cross-reference: there is no datasets/{claim.dataset}.yaml")
            elif other.id == dataset.id:
                yield text.problem(path, "a record cannot refer to itself")
            elif field is not Field.ALTERNATIVES and not _answers_back(dataset, field, other):
                back = Field.DERIVATIVES if field is Field.DERIVED_FROM else Field.DERIVED_FROM
                yield text.problem(
                    path,
                    f"lineage is told on one side only: add `dataset: {dataset.id}` under {back.value} of {other.id}",
                )


def _answers_back(dataset: Dataset, field: Field, other: Dataset) -> bool:
    back = other.derivatives if field is Field.DERIVED_FROM else other.derived_from
    return any(claim.dataset == dataset.id for claim in back)


def _links_in_claims(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in claims_with_paths(dataset):
        for key, value in _strings(claim):
            if _DIRECT_LINK.search(value):
                yield text.problem((*path, key), "a direct link to data: name the host and leave the address out")
            elif _LINK_OR_MENTION.search(value):
                yield text.problem(
                    (*path, key), "links and mentions do not belong in a claim; addresses stand in the article files"
                )


def _strings(claim: Claim) -> Iterator[tuple[str, str]]:
    for key, value in claim:
        if key == "sources":
            continue
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from ((key, translation) for translation in value.values())


def _article_dates(_corpus: Corpus, article: Article, text: SourceText, day: dt.date) -> Iterator[Problem]:
    if article.published is not None and is_future(article.published, day):
        yield text.problem(("published",), f"{article.published} is in the future")


def _article_cross_references(corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for index, dataset_id in enumerate(article.about):
        if dataset_id not in corpus.datasets:
            yield text.problem(("about", index), f"dead cross-reference: there is no datasets/{dataset_id}.yaml")


def _article_links(_corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for key in ("url", "archived_url"):
        address = getattr(article, key)
        if address and (_DIRECT_LINK.search(address) or _ARCHIVE_URL.search(address)):
            yield text.problem((key,), "a direct link to data: give the page that describes it, or `url_withheld`")
    for index, statement in enumerate(article.statements):
        if _DIRECT_LINK.search(statement) or _LINK_OR_MENTION.search(statement):
            yield text.problem(("statements", index), "links and mentions do not belong in a note")
        if len(statement) > _MAX_STATEMENT:
            yield text.problem(
                ("statements", index),
                f"a statement of {len(statement)} characters; the limit is {_MAX_STATEMENT}: split it",
            )


_MAX_STATEMENT = 1200


def _names_used_twice(corpus: Corpus) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for dataset in corpus.datasets.values():
        owners.setdefault(comparable_name(dataset.name), dataset.id)
    for dataset in corpus.datasets.values():
        text = corpus.texts[f"datasets/{dataset.id}"]
        if comparable_name(dataset.name) and owners[comparable_name(dataset.name)] != dataset.id:
            yield text.problem(("name",), _owned(dataset.name, owners[comparable_name(dataset.name)]))
        for index, alias in enumerate(dataset.aliases):
            owner = owners.setdefault(comparable_name(alias), dataset.id)
            if owner != dataset.id:
                yield text.problem(("aliases", index), _owned(alias, owner))
            elif alias in dataset.names[: index + 1]:
                yield text.problem(("aliases", index), f"{alias!r} stands here twice")


def _owned(name: str, owner: str) -> str:
    return f"{name!r} is a name of {owner} already; a name belongs to one record only"


_DATASET_RULES: tuple[DatasetRule, ...] = (
    _unknown_sources,
    _dates_in_the_future,
    _lone_disputes,
    _lineage,
    _links_in_claims,
)
_ARTICLE_RULES: tuple[ArticleRule, ...] = (_article_dates, _article_cross_references, _article_links)
