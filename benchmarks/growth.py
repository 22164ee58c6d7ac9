"""What growth costs: index time, size and warm answers of the first thirty records against the whole collection."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from benchmarks.figures import percentile
from benchmarks.warm import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.workspace import Workspace

FIRST_RECORDS = frozenset(
    """aol-search-2006 bookcorpus books3 boston-housing brainwash clearview common-crawl common-voice compas damd
    diversity-in-faces dukemtmc dukemtmc-reid enron-emails facebook-contagion havasupai hela-genome ijb-c imagenet laion-5b lfw
    megaface ms-celeb-1m okcupid-2016 t3-harvard-facebook the-pile tiny-images uccs vggface2 yfcc100m""".split()
)  # the thirty with most claims when the collection had its first 63


def measure(workspace: Workspace) -> dict[str, Any]:
    """Build both indexes from nothing, and ask both the golden questions about the first thirty records."""
    small = workspace.folder / "first-records"
    write_first_records(workspace.knowledge, small)
    questions = _questions()
    return {
        "questions": len(questions),
        "first": _measured(workspace, small, questions),
        "whole": _measured(workspace, workspace.knowledge, questions),
    }


def _measured(workspace: Workspace, knowledge: Path, questions: list[str]) -> dict[str, Any]:
    data = workspace.fresh_folder("growth")
    built = workspace.probe("path", data, knowledge=knowledge)
    described = workspace.probe("describe", data, knowledge=knowledge)
    runs = [
        workspace.probe("warm", data, knowledge=knowledge, rounds=workspace.repeats(7, 3), only=questions)
        for _ in range(workspace.repeats(3))
    ]
    series = {
        name: [value * 1000 for run in runs for group in run["groups"].values() for value in group[name]]
        for name in ("ask", "embed")
    }
    return {
        **{name: described[name] for name in ("datasets", "articles", "claims", "chunks")},
        "index_seconds": built["ready_seconds"],
        "bytes": sum(path.stat().st_size for path in data.rglob("*") if path.is_file()),
        "p50_ms": percentile(series["ask"], 0.5),
        "p95_ms": percentile(series["ask"], 0.95),
        "embed_p50_ms": percentile(series["embed"], 0.5),
        "ratio_p50": percentile(series["ask"], 0.5) / percentile(series["embed"], 0.5),
    }


def _questions() -> list[str]:
    from bot.evaluation.golden import read_golden

    return [one.id for one in read_golden(GOLDEN) if one.datasets and set(one.datasets) <= FIRST_RECORDS]


def write_first_records(source: Path, target: Path) -> None:
    """Write a knowledge folder with the first thirty records, the notes that they cite, and all concept notes.

    JSON is YAML, so the files are written as JSON; ties to records that are left out become ties to their names.
    """
    from bot.corpus.reader import read_corpus

    corpus = read_corpus(source)
    kept = {dataset.id: dataset for dataset in corpus.datasets.values() if dataset.id in FIRST_RECORDS}
    cited = {name for dataset in kept.values() for _, _, claim in dataset.claims_with_paths() for name in claim.sources}
    for part in ("lexicon", "messages"):
        shutil.copytree(source / part, target / part)
    for part in ("datasets", "articles", "concepts"):
        (target / part).mkdir()
    for dataset in kept.values():
        record = dataset.model_dump(mode="json", exclude_defaults=True)
        for name in ("derived_from", "derivatives", "alternatives"):
            record[name] = [_tie(tie, corpus.datasets, kept) for tie in record.get(name, ())]
        (target / "datasets" / f"{dataset.id}.yaml").write_text(json.dumps(record), encoding="utf-8")
    for article in corpus.articles.values():
        if article.id in cited or article.type == "concept":
            matter = article.model_dump(mode="json", exclude_defaults=True, exclude={"statements"})
            matter["about"] = [name for name in article.about if name in kept]
            if origins := matter.get("independence", {}).get("of"):
                matter["independence"]["of"] = [origin.replace("-", " ") for origin in origins]
            folder = "concepts" if article.type == "concept" else "articles"
            text = f"---\n{json.dumps(matter)}\n---\n\n" + "\n\n".join(article.statements) + "\n"
            (target / folder / f"{article.id}.md").write_text(text, encoding="utf-8")


def _tie(tie: dict[str, Any], all_records: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    other = tie.get("dataset")
    if other is None or other in kept:
        return tie
    return {**{key: value for key, value in tie.items() if key != "dataset"}, "name": all_records[other].name}
