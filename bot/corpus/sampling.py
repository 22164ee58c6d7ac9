"""Draws claims at random, so that somebody compares them with their sources."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.corpus.models import Article
    from bot.corpus.reader import Corpus


def draw_claims(corpus: Corpus, count: int, seed: int) -> list[dict[str, Any]]:
    """Return up to `count` claims, each as likely as the other, as plain data: where it stands, what it says, its sources.

    The same files and seed give the same claims.
    """
    places = [
        (dataset.id, path, claim)
        for dataset in sorted(corpus.datasets.values(), key=lambda dataset: dataset.id)
        for path, _field, claim in dataset.claims_with_paths()
    ]
    drawn = random.Random(seed).sample(places, min(count, len(places)))  # noqa: S311 - no secret
    found: list[dict[str, Any]] = []
    for dataset_id, path, claim in drawn:
        text = corpus.texts[f"datasets/{dataset_id}"]
        found.append(
            {
                "place": f"{text.file}:{text.located.line_of(path)}",
                "record": corpus.datasets[dataset_id].name,
                "field": "/".join(map(str, path)),
                "claim": claim.model_dump(
                    mode="json", exclude_defaults=True, exclude={"sources", "translations", "reasons"}
                ),
                "sources": [_described(corpus.articles[source]) for source in claim.sources],
            }
        )
    return found


def _described(article: Article) -> dict[str, Any]:
    described = article.model_dump(
        mode="json", include={"id", "title", "publisher", "published", "url", "language"}, exclude_none=True
    )
    return {**described, "note": list(article.statements)}
