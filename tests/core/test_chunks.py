"""A chunk's id depends on its content alone; changing how it is made embeds every index anew."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chunks import Chunk
from bot.core.fields import Field

CHUNK = Chunk("Nobody was asked.", "en", "claim", "faces/consent/0", ("faces",), ("a", "b"), Field.CONSENT)
IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True)
CHUNKS = st.builds(
    Chunk,
    text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
    language=st.sampled_from(["en", "da"]),
    kind=st.sampled_from(["claim", "statement"]),
    origin=st.text(max_size=5),
    datasets=st.lists(IDS, max_size=3).map(tuple),
    sources=st.lists(IDS, max_size=3).map(tuple),
    field=st.none() | st.sampled_from(Field),
)


def content(chunk: Chunk) -> tuple[Any, ...]:
    return tuple(getattr(chunk, field.name) for field in fields(Chunk) if field.name != "origin")


def test_id_is_the_same_in_every_version_of_the_program() -> None:
    assert CHUNK.id == "76271a96d82ceba5ac5d2a3095b4e872"


@given(CHUNKS, st.text())
def test_id_does_not_depend_on_where_a_chunk_stands(chunk: Chunk, origin: str) -> None:
    assert replace(chunk, origin=origin).id == chunk.id


@given(CHUNKS, CHUNKS)
def test_chunks_share_an_id_only_when_they_say_the_same(one: Chunk, other: Chunk) -> None:
    assert (one.id == other.id) == (content(one) == content(other))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Nobody was asked"},
        {"language": "da"},
        {"kind": "statement"},
        {"datasets": ("faces", "a")},
        {"datasets": (), "sources": ("faces", "a", "b")},
        {"datasets": ("faces", "a"), "sources": ("b",)},
        {"sources": ("b", "a")},
        {"field": Field.CONCERNS},
        {"field": None},
    ],
    ids=str,
)
def test_id_changes_with_every_part_of_the_content(change: dict[str, Any]) -> None:
    assert replace(CHUNK, **change).id != CHUNK.id


@given(CHUNKS)
def test_id_is_short_and_plain(chunk: Chunk) -> None:
    assert len(chunk.id) == 32
    assert set(chunk.id) <= set("0123456789abcdef")
