"""Rank fusion and the lexical index, in tables."""

from __future__ import annotations

import pytest
from chunk_samples import chunk

from bot.core.chunks import Chunk
from bot.retrieval.fusion import fuse_ranks
from bot.retrieval.lexical_index import LexicalIndex


@pytest.mark.parametrize(
    ("rankings", "expected"),
    [
        pytest.param([], [], id="no ranking"),
        pytest.param([[], []], [], id="empty rankings"),
        pytest.param([["a", "b"]], [("a", 1 / 61), ("b", 1 / 62)], id="one ranking keeps its order"),
        pytest.param(
            [["a", "b"], ["b", "c"]], [("b", 1 / 62 + 1 / 61), ("a", 1 / 61), ("c", 1 / 62)], id="found twice wins"
        ),
        pytest.param([["a"], ["b"]], [("a", 1 / 61), ("b", 1 / 61)], id="a tie keeps the order of appearance"),
        pytest.param([["b"], ["a"]], [("b", 1 / 61), ("a", 1 / 61)], id="a tie the other way round"),
        pytest.param([["a", "a", "b"]], [("a", 1 / 61), ("b", 1 / 62)], id="a repeated id counts once"),
        pytest.param(
            [["a", "b", "c"], ["c", "b", "a"]],
            [("a", 1 / 61 + 1 / 63), ("c", 1 / 61 + 1 / 63), ("b", 2 / 62)],
            id="first and last beats twice in the middle",
        ),
    ],
)
def test_ranks_are_fused(rankings: list[list[str]], expected: list[tuple[str, float]]) -> None:
    fused = fuse_ranks(rankings)
    assert [item for item, _ in fused] == [item for item, _ in expected]
    assert [score for _, score in fused] == pytest.approx([score for _, score in expected])


FACES = chunk("faces taken from the web without consent")
WEB = chunk("pictures from the web")
LETTERS = chunk("letters letters letters")
NO_WORDS = chunk("")


def words_of(some: Chunk) -> list[str]:
    return some.text.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["consent"], [FACES], id="one chunk has it"),
        pytest.param(["web"], [WEB, FACES], id="the shorter chunk first"),
        pytest.param(["consent", "web"], [FACES, WEB], id="both words beat one"),
        pytest.param(["letters", "nonsense"], [LETTERS], id="an unknown word is passed over"),
        pytest.param(["nonsense"], [], id="only unknown words"),
        pytest.param([], [], id="no words"),
        pytest.param([""], [], id="an empty word"),
        pytest.param(["web", "web"], [WEB, FACES], id="a repeated word"),
    ],
)
def test_chunks_with_the_words_are_found(words: list[str], expected: list[Chunk]) -> None:
    index = LexicalIndex([FACES, WEB, LETTERS, NO_WORDS], words_of)
    found = index.nearest(words, 10)
    assert [chunk_id for chunk_id, _ in found] == [some.id for some in expected]
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_no_more_than_asked_for_are_returned() -> None:
    index = LexicalIndex([FACES, WEB, LETTERS], words_of)
    assert [chunk_id for chunk_id, _ in index.nearest(["web"], 1)] == [WEB.id]
    assert index.nearest(["web"], 0) == []


def test_equal_chunks_keep_their_order() -> None:
    twins = [chunk("the same words", f"faces/concerns/{number}") for number in range(3)]
    others = [Chunk(twin.text, "en", "claim", twin.origin, (str(number),), ()) for number, twin in enumerate(twins)]
    assert [chunk_id for chunk_id, _ in LexicalIndex(others, words_of).nearest(["same"], 3)] == [
        some.id for some in others
    ]


@pytest.mark.parametrize("held", [[], [NO_WORDS]], ids=["no chunks", "no words in any chunk"])
def test_an_empty_index_finds_nothing(held: list[Chunk]) -> None:
    index = LexicalIndex(held, words_of)
    assert index.nearest(["web"], 5) == []
    assert index.nearest([""], 5) == []
