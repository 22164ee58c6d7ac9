"""The bot as a service: warming up, connecting against odds, coming back, stopping, telling Discord its commands."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import pytest
import structlog
from discord_double import DiscordDouble, Failure, slash
from small_knowledge import SmallProgram, settings_for

from bot.discord_app.service import Patience, run_bot
from bot.discord_app.sync import sync_commands
from bot.errors import DiscordUnavailable, TokenMissing
from discord_app.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

TESTS = Path(__file__).resolve().parents[1]
IMPATIENT = Patience(first=0.05, longest=0.2)
COMMANDS = ["about", "ask", "dataset", "help", "sources"]
QUESTION = "where is Faces-1M available?"


@asynccontextmanager
async def serving(program: SmallProgram, settings: Settings, patience: Patience = IMPATIENT) -> AsyncIterator[None]:
    """Run the bot until the block ends, then end it as an init system does."""
    task = asyncio.create_task(run_bot(program, settings, patience))
    try:
        yield
    finally:
        if not task.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 10)


class TestSync:
    async def test_everywhere(self, double: DiscordDouble, settings: Settings) -> None:
        assert sorted(await sync_commands(settings)) == COMMANDS
        assert sorted(one["name"] for one in double.commands()) == COMMANDS

    async def test_one_server(self, double: DiscordDouble, settings: Settings, program: SmallProgram) -> None:
        assert sorted(await sync_commands(settings, int(double.world.guild_id))) == COMMANDS
        assert double.commands() == []
        assert sorted(one["name"] for one in double.commands(in_guild=True)) == COMMANDS
        async with serving(program, settings):
            await double.connected()
            interaction = await (await double.invoke(slash("help"))).answered()
            assert interaction.message.embeds

    async def test_refusals_say_what_to_do(self, double: DiscordDouble, settings: Settings) -> None:
        with pytest.raises(TokenMissing):
            await sync_commands(settings.model_copy(update={"discord_token": None}))
        with pytest.raises(DiscordUnavailable, match="Reset Token"):
            await sync_commands(settings_for(settings.knowledge_folder, settings.data_dir, discord_token="wrong"))
        double.fail("PUT", "/commands$", Failure.server_error(503))
        with pytest.raises(DiscordUnavailable, match="cannot be reached"):
            await sync_commands(settings)


class TestConnecting:
    async def test_missing_token(self, program: SmallProgram, settings: Settings) -> None:
        with pytest.raises(TokenMissing):
            await run_bot(program, settings.model_copy(update={"discord_token": None}))

    async def test_refused_token_ends_it(self, program: SmallProgram, settings: Settings) -> None:
        wrong = settings_for(settings.knowledge_folder, settings.data_dir, discord_token="wrong")
        with pytest.raises(DiscordUnavailable, match="does not accept the bot token"):
            await run_bot(program, wrong, IMPATIENT)

    async def test_refused_intents_end_it(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings
    ) -> None:
        double.gateway.refused_intents = discord.Intents(guilds=True).value
        with pytest.raises(DiscordUnavailable, match="intents"):
            await run_bot(program, settings, IMPATIENT)

    async def test_failed_logins_and_gateways_are_tried_again(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings
    ) -> None:
        double.fail("GET", "/users/@me$", Failure.server_error(503))
        double.fail("GET", "/users/@me$", Failure.dropped(), times=2)
        double.gateway.refuse(2)
        with structlog.testing.capture_logs() as logged:
            async with serving(program, settings):
                await double.connected()
                interaction = await (await double.invoke(slash("ask", question=QUESTION))).answered()
                await interaction.until(lambda one: not one.message.is_loading)
        failures = [entry for entry in logged if entry["event"] == "not connected, trying again"]
        assert [entry["attempt"] for entry in failures] == [1, 2, 3, 4]
        assert [entry["pause_s"] for entry in failures] == sorted(entry["pause_s"] for entry in failures)
        assert not any("trace" in entry for entry in failures)
        assert [entry["event"] for entry in logged][-1] == "stopped"

    async def test_unreadable_event_starts_a_new_client(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings
    ) -> None:
        with structlog.testing.capture_logs() as logged:
            async with serving(program, settings):
                await double.connected()
                await double.gateway.dispatch("INTERACTION_CREATE", {"id": "1", "type": 2})
                await double.gateway.until(lambda gateway: len(gateway.identifies) == 2 and gateway.is_connected)
                interaction = await (await double.invoke(slash("ask", question=QUESTION))).answered()
                await interaction.until(lambda one: not one.message.is_loading)
        (failure,) = [entry for entry in logged if entry["event"] == "not connected, trying again"]
        assert failure["error"] == "KeyError"
        assert "trace" in failure

    async def test_connection_that_held_is_started_anew(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings
    ) -> None:
        with structlog.testing.capture_logs() as logged:
            async with serving(program, settings, Patience(first=30, good_after=0)):
                await double.connected()
                await double.gateway.close(4010)
                await double.gateway.until(lambda gateway: len(gateway.identifies) == 2 and gateway.is_connected)
        assert "connection died, starting anew" in [entry["event"] for entry in logged]

    async def test_stopping_while_waiting_to_try_again(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings
    ) -> None:
        double.gateway.refuse(100)
        with structlog.testing.capture_logs() as logged:
            async with serving(program, settings, Patience(first=30, longest=60)):
                await until(lambda: any(entry["event"] == "not connected, trying again" for entry in logged))


class TestStopping:
    async def test_cancelling_ends_it(self, double: DiscordDouble, program: SmallProgram, settings: Settings) -> None:
        task = asyncio.create_task(run_bot(program, settings, IMPATIENT))
        await double.connected()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 5)

    async def test_answer_in_progress_is_still_given(
        self, double: DiscordDouble, program: SmallProgram, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with serving(program, settings):
            await double.connected()
            monkeypatch.setattr(program.embedder, "busy_for", 0.5)
            interaction = await double.invoke(slash("ask", question="Who was worried about being watched?"))
            await interaction.acknowledged()
        assert interaction.is_answered
        assert not interaction.message.is_loading

    async def test_stopping_while_the_index_is_built(
        self, double: DiscordDouble, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with SmallProgram(settings_for(folder, tmp_path / "data", discord_token=double.token)) as program:
            monkeypatch.setattr(program.embedder, "busy_for", 0.3)
            async with serving(program, program.settings):
                await asyncio.sleep(0.1)
        assert double.gateway.identifies == []

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_process_ends_cleanly(
        self, double: DiscordDouble, folder: Path, tmp_path: Path, number: signal.Signals
    ) -> None:
        environment = double.environment(tmp_path / "site", {**os.environ, "DISCORD_TOKEN": double.token})
        environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], str(TESTS), str(TESTS.parent)])
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(TESTS / "discord_app" / "start_bot.py"), str(folder), str(tmp_path / "data")),
            env=environment,
            cwd=tmp_path,
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            await double.connected(within=40)
            interaction = await (await double.invoke(slash("ask", question=QUESTION))).answered()
            await interaction.until(lambda one: not one.message.is_loading)
            process.send_signal(number)
            output: Any = b"".join(await asyncio.wait_for(process.communicate(), 15))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == 0, output.decode()
        assert double.gateway.connections[-1].close_code == 1000
        text = output.decode()
        assert double.token not in text
        assert QUESTION not in text
        assert "Traceback" not in text
