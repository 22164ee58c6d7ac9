"""How many sources really say something: five articles that repeat one piece count as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.corpus.models import Article


def origins_of(sources: Iterable[str], articles: Mapping[str, Article]) -> frozenset[str]:
    """Return where the words of some sources come from, each origin once.

    A primary source is its own origin (its id). A secondary one stands for what it repeats: the origins of the articles that
    `independence.of` names by id, and in small letters what it names in words. A source that repeats itself in a circle, or
    that has no file, is its own origin.
    """
    return frozenset(origin for source in sources for origin in _origins(source, articles, frozenset()))


def _origins(source: str, articles: Mapping[str, Article], on_the_way: frozenset[str]) -> frozenset[str]:
    article = articles.get(source)
    if article is None:
        return frozenset({source.casefold()})
    if article.independence.level == "primary" or source in on_the_way:
        return frozenset({source})
    found = (_origins(origin, articles, on_the_way | {source}) for origin in article.independence.of)
    return frozenset().union(*found)
