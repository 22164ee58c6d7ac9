"""What holds for every record and field of the real knowledge base: nothing is said without a source that says it."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.composing import Composer
from bot.answering.judging import Judge, Sufficient
from bot.core.answers import Abstention, Answer, Reason, as_dict
from bot.core.chunks import Passage
from bot.core.fields import Field
from bot.core.questions import Question

if TYPE_CHECKING:
    from bot.answering.knowledge import Knowledge
    from bot.core.answers import Result
    from bot.language.messages import Catalogues
    from bot.retrieval.retriever import Retriever

TODAY = dt.date(2026, 11, 22)
_MARKERS_AT_THE_END = re.compile(r"(?:\[\d+\])+$")
_LINK = re.compile(r"https?://|www\.|magnet:", re.IGNORECASE)

quietly = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
languages = st.sampled_from(["en", "da"])
fields = st.sets(st.sampled_from(list(Field)), min_size=1, max_size=3).map(tuple)


def no_search() -> Retriever:
    raise AssertionError("a look-up needs no search")


@pytest.fixture(scope="module")
def composer(real_knowledge: Knowledge, real_catalogues: Catalogues) -> Composer:
    """What composes answers from the real knowledge."""
    return Composer(real_knowledge, real_catalogues)


def look_up(
    knowledge: Knowledge, composer: Composer, datasets: tuple[str, ...], asked: tuple[Field, ...], language: str
) -> Result:
    """Return the result for recorded fields, as a question without further words asks for them."""
    question = Question(text="x", language=language, gloss="x", datasets=datasets, fields=asked)
    return composer.compose(question, Judge(knowledge, no_search).judge(question), TODAY)


def check(knowledge: Knowledge, answer: Answer) -> None:
    """Hold an answer to what every answer promises."""
    assert answer.sentences
    by_marker = {reference.marker: reference.id for reference in answer.references}
    used = list(dict.fromkeys(marker for sentence in answer.sentences for marker in sentence.markers))
    assert used == list(range(1, len(used) + 1)), "markers count from 1 in the order of first use"
    assert list(by_marker) == used, "the references are exactly the sources that are cited"
    assert len(set(by_marker.values())) == len(by_marker), "a source has one marker"
    for sentence in answer.sentences:
        assert sentence.markers, f"no citation: {sentence.text}"
        assert len(set(sentence.markers)) == len(sentence.markers)
        cited = {by_marker[marker] for marker in sentence.markers}
        assert cited <= set(knowledge.sources_of(sentence.origin)), sentence.text
        assert _MARKERS_AT_THE_END.search(sentence.cited)
        assert not _LINK.search(sentence.text), "no link is handed out"
        assert "\n" not in sentence.text
        assert "{" not in sentence.text


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("field", list(Field), ids=str)
def test_every_record_and_field_is_told_with_the_sources_of_its_claims(
    real_knowledge: Knowledge, composer: Composer, field: Field, language: str
) -> None:
    for dataset in real_knowledge.corpus.datasets:
        if not real_knowledge.claims_of(dataset, field):
            continue
        answer = look_up(real_knowledge, composer, (dataset,), (field,), language)
        assert isinstance(answer, Answer)
        check(real_knowledge, answer)
        assert any(sentence.field is field for sentence in answer.sentences)


@pytest.mark.parametrize("language", ["en", "da"])
def test_where_a_dataset_is_comes_with_a_date_or_says_that_it_is_undated(
    real_knowledge: Knowledge, composer: Composer, real_catalogues: Catalogues, language: str
) -> None:
    undated = real_catalogues.of(language).say("seen in an undated copy")
    for dataset in real_knowledge.corpus.datasets:
        if not real_knowledge.claims_of(dataset, Field.AVAILABILITY):
            continue
        answer = look_up(real_knowledge, composer, (dataset,), (Field.AVAILABILITY,), language)
        told = [sentence for sentence in answer.sentences if sentence.field is Field.AVAILABILITY]
        for sentence in told:
            as_of = real_knowledge.claims[sentence.origin].claim.as_of
            assert (undated if as_of == "undated" else as_of[:4]) in sentence.text
            if as_of != "undated" and int(as_of[:4]) < TODAY.year - 2:
                assert real_catalogues.of(language).as_of(as_of, TODAY) in sentence.text


def test_disputed_claims_are_never_shown_alone(real_knowledge: Knowledge, composer: Composer) -> None:
    disputed = [located for located in real_knowledge.claims.values() if located.claim.disputed]
    assert disputed
    for located in disputed:
        answer = look_up(real_knowledge, composer, (located.dataset.id,), (located.field,), "en")
        shown = [
            real_knowledge.claims[sentence.origin] for sentence in answer.sentences if sentence.field is located.field
        ]
        sides = [one for one in shown if one.claim.disputed]
        assert len(sides) != 1, f"one side alone: {sides[0].origin}"


def test_every_card_is_told_with_its_sources(real_knowledge: Knowledge, composer: Composer) -> None:
    for dataset in real_knowledge.corpus.datasets:
        check(real_knowledge, composer.card(dataset, "da", TODAY))


@quietly
@given(data=st.data(), asked=fields, language=languages)
def test_several_datasets_and_fields_are_told_with_the_sources_of_their_claims(
    real_knowledge: Knowledge, composer: Composer, data: st.DataObject, asked: tuple[Field, ...], language: str
) -> None:
    ids = st.sampled_from(sorted(real_knowledge.corpus.datasets))
    datasets = tuple(data.draw(st.lists(ids, min_size=1, max_size=3, unique=True)))
    if not all(any(real_knowledge.claims_of(dataset, field) for field in asked) for dataset in datasets):
        return

    result = look_up(real_knowledge, composer, datasets, asked, language)

    assert isinstance(result, Answer)
    check(real_knowledge, result)
    assert result.datasets[: len(datasets)] == datasets


@quietly
@given(data=st.data())
def test_any_claims_in_any_order_are_cited_by_first_use(
    real_knowledge: Knowledge, composer: Composer, data: st.DataObject
) -> None:
    origins = data.draw(st.lists(st.sampled_from(sorted(real_knowledge.claims)), min_size=1, max_size=12, unique=True))
    question = Question(text="x", language=data.draw(languages), gloss="x")

    result = composer.compose(question, Sufficient(tuple(real_knowledge.claims[origin] for origin in origins)), TODAY)

    assert isinstance(result, Answer)
    check(real_knowledge, result)


@quietly
@given(data=st.data())
def test_any_passages_are_cited_by_first_use(
    real_knowledge: Knowledge, composer: Composer, data: st.DataObject
) -> None:
    ids = data.draw(st.lists(st.sampled_from(sorted(real_knowledge.chunks)), min_size=1, max_size=4, unique=True))
    passages = tuple(Passage(real_knowledge.chunks[one], 1.0, 0.9) for one in ids)
    question = Question(text="x", language=data.draw(languages), gloss="x")

    result = composer.compose(question, Sufficient(passages=passages), TODAY)

    assert isinstance(result, Answer)
    check(real_knowledge, result)


def test_no_claim_is_told_twice(real_knowledge: Knowledge, composer: Composer) -> None:
    for dataset in real_knowledge.corpus.datasets:
        answer = composer.card(dataset, "en", TODAY)
        origins = [sentence.origin for sentence in answer.sentences]
        assert all(one != other for one, other in pairwise(sorted(origins)))


@quietly
@given(data=st.data(), language=languages)
def test_an_abstention_has_no_sources(
    real_knowledge: Knowledge, composer: Composer, data: st.DataObject, language: str
) -> None:
    why = data.draw(st.sampled_from(list(Reason)))
    nearest = data.draw(st.lists(st.sampled_from(sorted(real_knowledge.corpus.datasets)), max_size=3, unique=True))
    question = Question(text="x", language=language, gloss="x")

    result = composer.abstain(question, why, nearest, ("Zorblat",))

    assert isinstance(result, Abstention)
    shown = as_dict(result)
    assert (shown["sources"], shown["sentences"], shown["abstained"]) == ([], [], True)
    assert not re.search(r"\[\d+\]", result.text)
