"""A small knowledge base with an assistant on it, and the real one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from richer_knowledge import write_richer_knowledge
from small_knowledge import settings_for
from wider_knowledge import write_wider_knowledge

from bot.answering.assistant import Assistant
from bot.answering.knowledge import Knowledge
from bot.corpus.reader import read_corpus
from bot.language.lexicon import read_lexicon
from bot.language.messages import Catalogues, read_catalogues
from bot.wiring import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture(scope="session")
def today() -> dt.date:
    """The day on which the tests ask."""
    return dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on the small knowledge base, its index built with the packaged model."""
    folder = write_richer_knowledge(tmp_path_factory.mktemp("richer") / "knowledge")
    with Program(settings_for(folder, tmp_path_factory.mktemp("data"))) as one:
        one.bring_index_up_to_date()
        yield one


@pytest.fixture(scope="session")
def assistant(program: Program, today: dt.date) -> Assistant:
    """An assistant on the small knowledge base."""
    return Assistant(program.knowledge, lambda: program.retriever, program.catalogues, "en", lambda: today)


@pytest.fixture(scope="session")
def wider_assistant(tmp_path_factory: pytest.TempPathFactory, today: dt.date) -> Iterator[Assistant]:
    """An assistant on the wider knowledge base, which has enough records to list and to rank."""
    folder = write_wider_knowledge(tmp_path_factory.mktemp("wider") / "knowledge")
    with Program(settings_for(folder, tmp_path_factory.mktemp("wider-data"))) as one:
        one.bring_index_up_to_date()
        yield Assistant(one.knowledge, lambda: one.retriever, one.catalogues, "en", lambda: today)


@pytest.fixture(scope="session")
def real_catalogues() -> Catalogues:
    """The real messages."""
    return read_catalogues(KNOWLEDGE / "messages")


@pytest.fixture(scope="session")
def real_knowledge(real_catalogues: Catalogues) -> Knowledge:
    """The real knowledge base."""
    return Knowledge(read_corpus(KNOWLEDGE), read_lexicon(KNOWLEDGE / "lexicon"), real_catalogues)
