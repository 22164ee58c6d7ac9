"""The inventory of a collection as tables of text, for the terminal and for Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.corpus.inventory import DEEP_CLAIMS, DEEP_EVENTS, DEEP_FIELDS, DEEP_ORIGINS, STALE_YEARS

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from bot.corpus.inventory import Inventory, RecordCoverage

_DEEP = (
    f"at least {DEEP_CLAIMS} claims over {DEEP_FIELDS} fields from {DEEP_ORIGINS} independent sources, "
    f"{DEEP_EVENTS} dated events"
)


@dataclass(frozen=True)
class TextTable:
    """A table: a title, a head, and rows as long as the head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_tables(inventory: Inventory) -> Iterator[TextTable]:
    """Yield the counts of the whole collection."""
    yield _counts("Collection", "what", _totals(inventory))
    yield _ranked("Records by kind", "kind", inventory.records_by_kind)
    yield _ranked("Records by status", "status", inventory.records_by_status)
    rows = (
        (name, str(count), str(inventory.claims_with_one_origin_by_field[name]))
        for name, count in inventory.claims_by_field.most_common()
    )
    yield TextTable("Claims by field", ("field", "claims", "of one independent source"), tuple(rows))
    yield _counts(
        "Claims by independent sources",
        "sources",
        {str(count): inventory.claims_by_origins[count] for count in sorted(inventory.claims_by_origins)},
    )
    yield _ranked("Sources by type", "type", inventory.sources_by_type)
    yield _ranked("Sources by language", "language", inventory.sources_by_language)
    yield _ranked("Sources by independence", "independence", inventory.sources_by_independence)


def work_lists(inventory: Inventory) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what moderators may want to work on next: a heading and the ids, empty lists too."""
    yield "Records without a timeline", inventory.without_timeline
    yield "Ended sets that name no alternative", inventory.without_alternative
    yield "Sources that no claim cites", inventory.uncited


def records_table(inventory: Inventory) -> TextTable:
    """Return a row for each record, those with most claims first."""
    head = (
        "record", "status", "claims", "fields", "sources", "independent", "of one source", "events", "stale dates", "deep",
    )  # fmt: skip
    records = sorted(inventory.records, key=lambda record: (-record.claims, record.id))
    return TextTable("Records", head, tuple(_row(record) for record in records))


def render_inventory(inventory: Inventory, version: str, day: dt.date) -> str:
    """Return the whole report as one Markdown page."""
    parts = [
        "# What the knowledge base holds\n",
        f"Made by `make coverage` (`python -m bot check --coverage --report docs/COVERAGE.md`) on {day.isoformat()}, knowledge "
        f"version `{version}`. Independent sources: those that repeat another count as that one. Stale dates: `as_of` "
        f"unknown or at least {STALE_YEARS} years old. Deep: {_DEEP}.\n",
        *(_markdown(table) for table in summary_tables(inventory)),
        *(
            f"## {heading} ({len(ids)})\n\n{', '.join(f'`{name}`' for name in ids) or 'None.'}\n"
            for heading, ids in work_lists(inventory)
        ),
        _markdown(records_table(inventory)),
    ]
    return "\n".join(parts)


def _totals(inventory: Inventory) -> Mapping[str, int]:
    return {
        "dataset records": len(inventory.records),
        "articles (notes on one source each)": inventory.articles,
        "concept notes": inventory.concepts,
        "claims": inventory.claims,
        "claims with two or more independent sources": inventory.claims - inventory.claims_by_origins[1],
        "disputed claims": inventory.disputed_claims,
        "deep records": len(inventory.deep),
        "claims with text": inventory.texts,
        **{f"... translated: {name}": count for name, count in sorted(inventory.texts_by_translation.items())},
        **{f"notes written in: {name}": count for name, count in inventory.notes_by_language.most_common()},
        "stale dates": sum(len(record.stale) for record in inventory.records),
        "sources that no claim cites": len(inventory.uncited),
    }


def _counts(title: str, what: str, counts: Mapping[str, int]) -> TextTable:
    return TextTable(title, (what, "count"), tuple((name, str(count)) for name, count in counts.items()))


def _ranked(title: str, what: str, counts: Counter[str]) -> TextTable:
    return _counts(title, what, dict(counts.most_common()))


def _row(record: RecordCoverage) -> tuple[str, ...]:
    return (
        record.id, record.status, str(record.claims), str(record.fields), str(record.sources), str(record.origins),
        str(record.claims_with_one_origin), str(record.events), str(len(record.stale)), "yes" if record.is_deep else "",
    )  # fmt: skip


def _markdown(table: TextTable) -> str:
    lines = [table.head, ("---",) * len(table.head), *table.rows]
    return "\n".join([f"## {table.title}\n", *(f"| {' | '.join(line)} |" for line in lines), ""])
