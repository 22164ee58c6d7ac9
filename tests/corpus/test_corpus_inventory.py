"""What a collection holds, counted on a small one; sources that repeat one another count once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from small_knowledge import write_small_knowledge

from bot.corpus.independence import origins_of
from bot.corpus.inventory import Inventory, take_inventory
from bot.corpus.inventory_tables import records_table, render_inventory, summary_tables, work_lists
from bot.corpus.models import Article, Independence
from bot.corpus.reader import Corpus, read_corpus

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)


def article(name: str, *origins: str) -> Article:
    independence = Independence(level="secondary", of=origins) if origins else Independence(level="primary")
    return Article(
        id=name, title="A title", publisher="A publisher", url="https://example.org/", language="en", type="news",
        independence=independence, statements=("A source says something.",),
    )  # fmt: skip


ARTICLES = {
    one.id: one
    for one in (
        article("scoop"), article("paper"), article("copy-one", "scoop"), article("copy-two", "copy-one"),
        article("digest", "scoop", "paper"), article("wire-one", "Reuters, 2019"), article("wire-two", "reuters, 2019"),
        article("ring-one", "ring-two"),
        article("ring-two", "ring-one"),
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("sources", "origins"),
    [
        (["scoop", "paper"], {"scoop", "paper"}),
        (["scoop", "copy-one", "copy-two"], {"scoop"}),
        (["copy-two"], {"scoop"}),
        (["digest", "copy-one"], {"scoop", "paper"}),
        (["wire-one", "wire-two"], {"reuters, 2019"}),
        (["ring-one", "ring-two"], {"ring-one", "ring-two"}),
        (["no-file"], {"no-file"}),
        ([], set()),
    ],
)
def test_sources_that_repeat_one_another_have_one_origin(sources: list[str], origins: set[str]) -> None:
    assert origins_of(sources, ARTICLES) == origins


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write_small_knowledge(tmp_path / "knowledge"))


@pytest.fixture
def inventory(corpus: Corpus) -> Inventory:
    return take_inventory(corpus, TODAY)


def test_everything_is_counted(inventory: Inventory, corpus: Corpus) -> None:
    claims = [claim for dataset in corpus.datasets.values() for _, _, claim in dataset.claims_with_paths()]
    assert [record.id for record in inventory.records] == ["faces-1m", "faces-1m-clean", "open-letters"]
    assert inventory.claims == len(claims) == sum(inventory.claims_by_field.values())
    assert (
        inventory.claims
        == sum(inventory.claims_by_origins.values())
        == sum(record.claims for record in inventory.records)
    )
    assert inventory.records_by_kind["faces"] == 2
    assert inventory.records_by_status == {"withdrawn": 1, "available": 2}
    assert inventory.articles + inventory.concepts == len(corpus.articles)
    assert inventory.sources_by_independence == {"primary": inventory.articles - 1, "secondary": 1}
    assert inventory.claims_by_field["timeline"] == 0


def test_a_repeated_source_is_no_second_one(inventory: Inventory) -> None:
    faces = inventory.records[0]
    assert (faces.sources, faces.origins) == (3, 2)  # avisen-ansigter repeats daily-faces
    assert faces.claims_with_one_origin == faces.claims


def test_what_is_missing_is_listed(inventory: Inventory) -> None:
    assert inventory.without_timeline == ("faces-1m", "faces-1m-clean", "open-letters")
    assert inventory.without_alternative == ("faces-1m",)
    assert "daily-faces" not in inventory.uncited
    assert inventory.deep == ()


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (dt.date(2024, 6, 29), ()),
        (dt.date(2024, 7, 1), ("status 2019-06", "availability 2019-06")),
        (dt.date(2026, 2, 5), ("status 2019-06", "availability 2019-06", "availability 2021-02-03")),
    ],
)
def test_a_date_is_stale_after_five_years(corpus: Corpus, today: dt.date, stale: tuple[str, ...]) -> None:
    assert take_inventory(corpus, today).records[0].stale == stale


def test_an_unknown_date_is_stale(tmp_path: Path) -> None:
    folder = write_small_knowledge(tmp_path / "knowledge")
    record = folder / "datasets" / "open-letters.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("as_of: 2023-05", "as_of: undated"), encoding="utf-8")
    assert take_inventory(read_corpus(folder), TODAY).records[2].stale == ("status undated",)


def test_every_table_is_whole(inventory: Inventory) -> None:
    for table in (*summary_tables(inventory), records_table(inventory)):
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.head)}
    assert [heading for heading, _ in work_lists(inventory)]


def test_the_page_names_records_and_gaps(inventory: Inventory) -> None:
    page = render_inventory(inventory, "0123", TODAY)
    assert "| dataset records | 3 |" in page
    assert "## Records without a timeline (3)\n\n`faces-1m`, `faces-1m-clean`, `open-letters`" in page
    assert "| faces-1m | withdrawn |" in page
