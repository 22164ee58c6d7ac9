"""Every form of question through the whole pipeline: what is shown is cited, and only what is cited is listed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from fakes import HashingEmbedder, MemoryIndex
from test_answering_properties import check

from bot.answering.assistant import Assistant
from bot.core.answers import Answer
from bot.core.fields import Field
from bot.retrieval.lexical_index import LexicalIndex
from bot.retrieval.retriever import Retriever

if TYPE_CHECKING:
    import datetime as dt

    from bot.answering.knowledge import Knowledge
    from bot.language.messages import Catalogues

_SEED = 20261123
_EACH_FORM = 150
_FORMS = (
    "{field} of {name}?",
    "what do you know about the {field} of {name}",
    "is {name} {word}?",
    "did {maker} {word} {name}?",
    "why was {name} {word}?",
    "when was {name} {word} and by whom",
    "how many {word} are in {name}",
    "can i use {name} in a commercial app",
    "am i in {name}?",
    "compare {name} and {other} by {field}",
    "what do {name} and {other} have in common",
    "which datasets are derived from {name}",
    "how many datasets are {word} like {name}",
    "who said what about the {word} of {name}",
    "hvad er {field} for {name}?",
)
_WORDS = (
    "withdrawn",
    "available",
    "free",
    "biased",
    "paid",
    "private",
    "pictures",
    "people",
    "criticised",
    "collected",
)


@pytest.fixture(scope="module")
def whole(real_knowledge: Knowledge, real_catalogues: Catalogues, today: dt.date) -> Assistant:
    """An assistant on the real knowledge base, with vectors of hashed words: the forms are tried, not the model."""
    chunks, index, embedder = real_knowledge.chunks, MemoryIndex(), HashingEmbedder()
    index.add("all", list(chunks.values()), embedder.embed([chunk.text for chunk in chunks.values()]))
    lexical = LexicalIndex(list(chunks.values()), real_knowledge.words_of_chunk)
    retriever = Retriever(chunks, "all", index, lexical, embedder)
    return Assistant(real_knowledge, lambda: retriever, real_catalogues, "en", lambda: today)


@pytest.mark.parametrize("form", _FORMS)
def test_every_form_shows_nothing_without_a_citation(whole: Assistant, real_knowledge: Knowledge, form: str) -> None:
    draw = random.Random(f"{_SEED} {form}")
    records = list(real_knowledge.corpus.datasets.values())
    answered = 0
    for record in draw.sample(records, _EACH_FORM):
        text = form.format(
            name=draw.choice(record.names),
            other=draw.choice(records).name,
            field=draw.choice(list(Field)).replace("_", " "),
            word=draw.choice(_WORDS),
            maker=draw.choice(record.creators).name if record.creators else "Stanford",
        )

        result = whole.ask(text)

        if isinstance(result, Answer):
            answered += 1
            check(real_knowledge, result)
            check(real_knowledge, result.whole)
    assert answered, "no question of this form was answered"
