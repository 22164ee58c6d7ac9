"""Every rule about knowledge files, once: loader, terminal, pre-commit, CI and Discord all call `check_corpus`."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.core.dates import UNDATED, is_future
from bot.core.fields import Field
from bot.core.names import comparable_name
from bot.corpus.models import EventClaim, LineageClaim, ReleaseClaim, StatusClaim, TextClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.corpus.models import Article, Dataset
    from bot.corpus.problems import Problem
    from bot.corpus.reader import Corpus, SourceText

    Path = tuple[str | int, ...]
    DatasetRule = Callable[[Corpus, Dataset, SourceText, dt.date], Iterator[Problem]]
    ArticleRule = Callable[[Corpus, Article, SourceText, dt.date], Iterator[Problem]]

_DIRECT_LINK = re.compile(
    r"magnet:|drive\.google\.com/|docs\.google\.com/uc|pan\.baidu\.com/|dropbox\.com/s|mega\.nz/|1drv\.ms/|mediafire\.com/file"
    r"|academictorrents\.com/(?:details|download)|/resolve/(?:main|[0-9a-f]{8,})/|/releases/download/",
    re.IGNORECASE,
)
_ARCHIVE_URL = re.compile(
    r"\.(?:zip|tar|gz|tgz|bz2|xz|zst|7z|rar|torrent|parquet|csv|jsonl|npz|npy|h5|hdf5|mat|pkl|iso)(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_ADDRESS_FRAME = re.compile(r"^https?://(?:www\.)?|/?(?:#[^/]*)?$")
_LINK_OR_MENTION = re.compile(
    r"\b[a-z][a-z0-9+.-]*://|\bwww\.|\bdiscord\.gg/|<[@#][!&]?\d+>|@everyone|@here", re.IGNORECASE
)
_MARKDOWN_LINK = "]("
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ARTICLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_LONGEST_STATEMENT = 1200


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
    problems.extend(_addresses_used_twice(corpus))
    return sorted(set(problems))


def _unknown_sources(corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in dataset.claims_with_paths():
        for index, source in enumerate(claim.sources):
            if source not in corpus.articles and ("articles", source) not in corpus.refused:
                yield text.problem(
                    (*path, "sources", index), f"unknown source {source!r}: there is no articles/{source}.md"
                )
        if len(set(claim.sources)) < len(claim.sources):
            yield text.problem((*path, "sources"), "a source stands here twice")


def _dates_in_the_future(_corpus: Corpus, dataset: Dataset, text: SourceText, day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in dataset.claims_with_paths():
        dates = {"as_of": claim.as_of}
        if isinstance(claim, EventClaim | ReleaseClaim):
            dates["date"] = claim.date
        if isinstance(claim, StatusClaim):
            dates["since"] = claim.since
        for key, value in dates.items():
            if value is not None and value != UNDATED and is_future(value, day):
                yield text.problem((*path, key), f"{key} {value} is in the future")


def _lone_disputes(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    disputed: dict[Path, list[Path]] = defaultdict(list)
    for path, _field, claim in dataset.claims_with_paths():
        if claim.disputed and isinstance(path[-1], int):
            disputed[path[:-1]].append(path)
        elif claim.disputed:
            yield text.problem(
                (*path, "disputed"), f"there is only one {path[0]}; tell the two sides in a list such as concerns"
            )
    for paths in disputed.values():
        if len(paths) == 1:
            message = "a disputed claim needs the other side beside it in the same list, also disputed"
            yield text.problem((*paths[0], "disputed"), message)


def _verdicts_without_owner(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, field, claim in dataset.claims_with_paths():
        is_verdict = field is Field.CONCERNS or "reasons" in path
        if is_verdict and isinstance(claim, TextClaim) and claim.who is None:
            yield text.problem(path, "a verdict has an owner: `who` names the person or outlet whose view it is")


def _unfinished_sentences(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, _field, claim in dataset.claims_with_paths():
        for key in ("text", "event"):
            sentence = getattr(claim, key, None)
            if sentence is not None and not _SENTENCE_END.search(sentence):
                yield text.problem((*path, key), "a full sentence is expected: end it with a full stop")


def _lineage(corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for field in (Field.DERIVED_FROM, Field.DERIVATIVES, Field.ALTERNATIVES):
        for index, claim in enumerate(dataset.claims(field)):
            if (
                not isinstance(claim, LineageClaim)
                or claim.dataset is None
                or ("datasets", claim.dataset) in corpus.refused
            ):
                continue
            path = (field.value, index, "dataset")
            other = corpus.datasets.get(claim.dataset)
            if other is None:
                yield text.problem(path, f"dead cross-reference: there is no datasets/{claim.dataset}.yaml")
            elif other.id == dataset.id:
                yield text.problem(path, "a record cannot refer to itself")
            elif field is not Field.ALTERNATIVES and not _answers_back(dataset, field, other):
                back = Field.DERIVATIVES if field is Field.DERIVED_FROM else Field.DERIVED_FROM
                message = (
                    f"lineage is told on one side only: add `dataset: {dataset.id}` under {back.value} of {other.id}"
                )
                yield text.problem(path, message)
            elif field is Field.DERIVED_FROM and dataset.id in _ancestors(corpus, other):
                yield text.problem(path, f"lineage goes in a circle: {other.id} is derived from {dataset.id} itself")


def _ancestors(corpus: Corpus, dataset: Dataset) -> set[str]:
    return _reached_from(
        dataset.id, lambda name: (claim.dataset for claim in corpus.datasets[name].derived_from), corpus.datasets
    )


def _reached_from(start: str, next_to: Callable[[str], Iterable[str | None]], known: Mapping[str, object]) -> set[str]:
    """Return the ids that are reached from one, in any number of steps, among those that are known."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = {name for name in next_to(waiting.pop()) if name is not None and name in known} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _answers_back(dataset: Dataset, field: Field, other: Dataset) -> bool:
    back = other.derivatives if field is Field.DERIVED_FROM else other.derived_from
    return any(claim.dataset == dataset.id for claim in back)


def _links_in_records(_corpus: Corpus, dataset: Dataset, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    names = [(("name",), dataset.name), *((("aliases", index), alias) for index, alias in enumerate(dataset.aliases))]
    for path, value in (*names, *_texts_of_claims(dataset)):
        if _DIRECT_LINK.search(value):
            yield text.problem(path, "a direct link to data: name the host and leave the address out")
        elif _LINK_OR_MENTION.search(value):
            yield text.problem(
                path, "links and mentions do not belong in a record; addresses stand in the article files"
            )


def _texts_of_claims(dataset: Dataset) -> Iterator[tuple[Path, str]]:
    for path, _field, claim in dataset.claims_with_paths():
        for key, value in claim:
            if isinstance(value, str):
                yield (*path, key), value
            elif isinstance(value, dict):
                yield from (((*path, key, language), translation) for language, translation in value.items())
            elif isinstance(value, tuple):
                yield from (((*path, key, index), item) for index, item in enumerate(value) if isinstance(item, str))


def _article_dates(_corpus: Corpus, article: Article, text: SourceText, day: dt.date) -> Iterator[Problem]:
    if article.published is not None and is_future(article.published, day):
        yield text.problem(("published",), f"published {article.published} is in the future")


def _article_cross_references(corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for index, dataset_id in enumerate(article.about):
        if dataset_id not in corpus.datasets and ("datasets", dataset_id) not in corpus.refused:
            yield text.problem(("about", index), f"dead cross-reference: there is no datasets/{dataset_id}.yaml")


def _article_origins(corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    path = ("independence", "of")
    for origin in article.independence.of:
        if origin == article.id:
            yield text.problem(path, "a source cannot repeat itself")
        elif origin in corpus.articles:
            if article.id in _repeated_by(corpus, origin):
                yield text.problem(path, f"sources repeat each other in a circle: {origin} repeats {article.id} itself")
        elif _ARTICLE_ID.fullmatch(origin) and ("articles", origin) not in corpus.refused:
            yield text.problem(
                path, f"{origin!r} reads like an id, but there is no articles/{origin}.md; name it in words"
            )


def _repeated_by(corpus: Corpus, source: str) -> set[str]:
    return _reached_from(source, lambda name: corpus.articles[name].independence.of, corpus.articles)


def _article_folder(_corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    folder = "concepts" if article.type == "concept" else "articles"
    if text.file.parts[0] != folder:
        yield text.problem(
            ("type",), f"a note of type {article.type!r} stands in {folder}/: move the file, or mend the type"
        )


def _article_addresses(_corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for key in ("url", "archived_url"):
        address = getattr(article, key)
        if address and (_DIRECT_LINK.search(address) or _ARCHIVE_URL.search(address)):
            yield text.problem((key,), "a direct link to data: give the page that describes it, or `url_withheld`")
    if article.url_withheld and article.archived_url:
        yield text.problem(("archived_url",), "where the address is withheld, its archived copy is too")


def _article_texts(_corpus: Corpus, article: Article, text: SourceText, _day: dt.date) -> Iterator[Problem]:
    for path, value in _texts_of_article(article):
        if _DIRECT_LINK.search(value) or _LINK_OR_MENTION.search(value):
            yield text.problem(
                path, "links and mentions do not belong in a note; the address of its source stands under url"
            )
    for index, statement in enumerate(article.statements):
        if _MARKDOWN_LINK in statement:
            yield text.problem(("statements", index), "Markdown links do not belong in a note")
        if len(statement) > _LONGEST_STATEMENT:
            message = f"a statement of {len(statement)} characters; the limit is {_LONGEST_STATEMENT}: split it"
            yield text.problem(("statements", index), message)


def _texts_of_article(article: Article) -> Iterator[tuple[Path, str]]:
    for key in ("title", "publisher", "url_withheld"):
        yield (key,), getattr(article, key) or ""
    yield from ((("independence", "of"), origin) for origin in article.independence.of)
    for key in ("authors", "statements"):
        yield from (((key, index), value) for index, value in enumerate(getattr(article, key)))


def _addresses_used_twice(corpus: Corpus) -> Iterator[Problem]:
    """Tell of notes on one page, which would count as two sources; several concepts may rest on one law."""
    owners: dict[str, str] = {}
    for article in corpus.articles.values():
        if article.url is None or article.type == "concept":
            continue
        owner = owners.setdefault(_ADDRESS_FRAME.sub("", article.url).casefold(), article.id)
        if owner != article.id:
            text = corpus.texts[f"articles/{article.id}"]
            yield text.problem(("url",), f"articles/{owner}.md is a note on this page already: put both into one")


def _names_used_twice(corpus: Corpus) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for dataset in corpus.datasets.values():
        owners.setdefault(comparable_name(dataset.name), dataset.id)
    for dataset in corpus.datasets.values():
        text = corpus.texts[f"datasets/{dataset.id}"]
        paths: list[Path] = [("name",), *(("aliases", index) for index in range(len(dataset.aliases)))]
        yield from _names_not_free(dataset.id, dataset.names, paths, owners, text, "record")
    owners = {comparable_name(name): dataset.id for dataset in corpus.datasets.values() for name in dataset.names}
    for article in corpus.articles.values():
        text = corpus.texts[f"articles/{article.id}"]
        if article.names and article.type != "concept":
            yield text.problem(("names",), "only concepts have names; those of a dataset stand in its record")
            continue
        paths = [("names", index) for index in range(len(article.names))]
        yield from _names_not_free(article.id, article.names, paths, owners, text, "record or concept")


def _names_not_free(
    owner_id: str, names: Sequence[str], paths: Sequence[Path], owners: dict[str, str], text: SourceText, what: str
) -> Iterator[Problem]:
    """Tell of the names that another one has, that stand twice, or that nobody can type; the rest become the owner's."""
    for index, (name, path) in enumerate(zip(names, paths, strict=True)):
        owner = owners.setdefault(comparable_name(name), owner_id)
        if not comparable_name(name):
            yield text.problem(path, f"{name!r} has no letter or digit, so nobody can ask for it")
        elif owner != owner_id:
            yield text.problem(path, f"{name!r} is a name of {owner} already; a name belongs to one {what} only")
        elif name in names[:index]:
            yield text.problem(path, f"{name!r} stands here twice")


_DATASET_RULES: tuple[DatasetRule, ...] = (
    _unknown_sources,
    _dates_in_the_future,
    _lone_disputes,
    _verdicts_without_owner,
    _unfinished_sentences,
    _lineage,
    _links_in_records,
)
_ARTICLE_RULES: tuple[ArticleRule, ...] = (
    _article_dates,
    _article_cross_references,
    _article_origins,
    _article_folder,
    _article_addresses,
    _article_texts,
)
