"""The double, a small knowledge base, and a bot between them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest
from discord_double import DiscordDouble, point_discord_py_at, running
from small_knowledge import SmallProgram, settings_for, write_small_knowledge

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports the standard library's audioop
    from bot.discord_app.client import EthicsClient
    from bot.discord_app.services import Services
    from bot.discord_app.sync import sync_commands
from bot.inference import InferenceThread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.settings import Settings


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge folder with three records."""
    return write_small_knowledge(tmp_path_factory.mktemp("small") / "knowledge")


@pytest.fixture(scope="session")
def program(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallProgram]:
    """The program on that folder, its index built."""
    with SmallProgram(settings_for(folder, tmp_path_factory.mktemp("data"))) as one:
        one.bring_index_up_to_date()
        assert one.assistant.ask("Who was worried about being watched?").question
        yield one


@pytest.fixture
async def services(program: SmallProgram) -> AsyncIterator[Services]:
    """What the commands need, with an inference thread for this test."""
    async with InferenceThread() as inference:
        yield Services(program.assistant, program.knowledge, program.catalogues, inference)


@pytest.fixture
def tolerated() -> set[str]:
    """The kinds of violations that a test provokes; it adds them."""
    return set()


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch, tolerated: set[str]) -> AsyncIterator[DiscordDouble]:
    """A local Discord; what was sent to it is checked when the test ends."""
    async with DiscordDouble() as one:
        point_discord_py_at(monkeypatch, one)
        yield one
        one.check(ignoring=tolerated)


@pytest.fixture
def settings(program: SmallProgram, double: DiscordDouble) -> Settings:
    """Settings with the double's token."""
    return settings_for(program.settings.knowledge_folder, program.settings.data_dir, discord_token=double.token)


@pytest.fixture
async def bot(double: DiscordDouble, services: Services, settings: Settings) -> AsyncIterator[EthicsClient]:
    """A connected bot whose commands are registered."""
    await sync_commands(settings)
    client = EthicsClient(services)
    async with running(double, client):
        yield client
