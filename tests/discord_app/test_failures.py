"""What goes wrong on Discord, in the network or in our code: the person is told, the bot stays up, nothing private is logged."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import discord
import pytest
import structlog
from discord import app_commands
from discord_double import Failure, autocomplete, slash

from bot.discord_app.failures import explanation
from bot.discord_app.services import Services
from bot.language.messages import read_catalogues
from discord_app.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from discord_double import DiscordDouble
    from small_knowledge import SmallProgram

    from bot.discord_app.client import EthicsClient

CALLBACK, ANSWER = r"^/interactions/.*/callback$", r"^/webhooks/.*/messages/@original$"
QUESTION = "where is Faces-1M available?"


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as entries:
        yield entries
    assert QUESTION not in repr(entries)


def register_old_command(double: DiscordDouble, name: str = "search") -> None:
    double.commands().append({"id": "77", "name": name, "type": 1, "options": []})


async def add(bot: EthicsClient, double: DiscordDouble, command: app_commands.Command[Any, ..., None]) -> None:
    bot.tree.add_command(command)
    register_old_command(double, command.name)


class TestRefusals:
    async def test_old_command_is_answered(self, double: DiscordDouble, bot: EthicsClient) -> None:
        register_old_command(double)
        interaction = await (await double.invoke(slash("search"))).answered()
        assert interaction.is_ephemeral
        assert "no longer exists" in interaction.message.content
        assert "`python -m bot sync`" in interaction.message.content

    async def test_cooldown(self, double: DiscordDouble, bot: EthicsClient) -> None:
        @app_commands.command(description="Twice")
        @app_commands.checks.cooldown(1, 60)
        async def twice(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("done", ephemeral=True)

        await add(bot, double, twice)
        await (await double.invoke(slash("twice"))).answered()
        interaction = await (await double.invoke(slash("twice"))).answered()
        assert "try again in 6" in interaction.message.content

    async def test_missing_permission(self, double: DiscordDouble, bot: EthicsClient) -> None:
        @app_commands.command(description="Moderators only")
        @app_commands.checks.has_permissions(manage_guild=True)
        async def moderate(interaction: discord.Interaction) -> None: ...

        await add(bot, double, moderate)
        interaction = await (await double.invoke(slash("moderate"))).answered()
        assert "Ask a moderator" in interaction.message.content

    async def test_failure_after_a_response_is_told_too(
        self, double: DiscordDouble, bot: EthicsClient, logged: list[Any]
    ) -> None:
        @app_commands.command(description="Half")
        async def half(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("half", ephemeral=True)
            raise ValueError(QUESTION)

        await add(bot, double, half)
        interaction = await (await double.invoke(slash("half"))).until(lambda one: bool(one.followups))
        assert f"`{interaction.id}`" in interaction.followups[0].content
        (entry,) = [entry for entry in logged if entry["event"] == "command failed"]
        assert entry["errors"] == ["ValueError"]
        assert "test_failures.py" in entry["trace"]

    def test_every_expected_failure_says_what_to_do(self, tmp_path: Path) -> None:
        messages = read_catalogues(tmp_path).of("en")
        for error in (
            app_commands.CommandNotFound("x", []),
            app_commands.NoPrivateMessage(),
            app_commands.BotMissingPermissions(["embed_links"]),
            app_commands.MissingPermissions(["manage_guild"]),
            app_commands.CheckFailure(),
        ):
            assert "." in (explanation(error, messages) or "")
        assert "embed links" in (explanation(app_commands.BotMissingPermissions(["embed_links"]), messages) or "")
        assert explanation(ValueError("x"), messages) is None


class TestOurFault:
    async def test_broken_answer_is_told_in_the_persons_language(
        self, double: DiscordDouble, bot: EthicsClient, logged: list[Any]
    ) -> None:
        class Broken:
            def ask(self, text: str) -> None:
                raise RuntimeError(text)

        bot.services = Services(Broken(), bot.services.knowledge, bot.services.catalogues, bot.services.inference)  # type: ignore[arg-type]
        interaction = await (await double.invoke(slash("ask", question=QUESTION).speaking("da"))).answered()
        await interaction.until(lambda one: not one.message.is_loading)
        assert interaction.message.content.startswith("Noget gik galt")
        assert [entry["errors"] for entry in logged if entry["event"] == "command failed"] == [["RuntimeError"]]

    async def test_event_loop_does_not_wait_for_a_slow_model(
        self, double: DiscordDouble, bot: EthicsClient, program: SmallProgram, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gaps: list[float] = []

        async def tick() -> None:
            last = time.perf_counter()
            while True:
                await asyncio.sleep(0.01)
                now = time.perf_counter()
                gaps.append(now - last - 0.01)
                last = now

        monkeypatch.setattr(program.embedder, "busy_for", 0.5)
        calls = program.embedder.calls
        ticker = asyncio.create_task(tick())
        worries = ("being watched", "being filmed", "being sold")
        asked = [await double.invoke(slash("ask", question=f"Who was worried about {worry}?")) for worry in worries]
        await asyncio.gather(*(one.until(lambda it: it.is_answered and not it.message.is_loading) for one in asked))
        ticker.cancel()
        assert program.embedder.calls > calls
        assert max(gaps) < 0.25
        assert max(one.ack_latency or 9 for one in asked) < 0.5


class TestNetwork:
    @pytest.mark.parametrize(
        "failure",
        [
            Failure.rate_limited(0.2),
            Failure.server_error(500),
            Failure.server_error(502, carried_out=True),
            Failure.dropped(),
        ],
        ids=["429", "500", "502 after it took effect", "cut off"],
    )
    async def test_answer_arrives_in_spite_of_a_failure(
        self, double: DiscordDouble, bot: EthicsClient, failure: Failure
    ) -> None:
        fault = double.fail("PATCH", ANSWER, failure)
        interaction = await double.invoke(slash("ask", question=QUESTION))
        await interaction.until(lambda one: one.is_answered and not one.message.is_loading)
        await until(lambda: fault.hits == 1)
        assert "Example Torrents" in interaction.message.text

    async def test_repeated_acknowledgement_does_no_harm(
        self, double: DiscordDouble, bot: EthicsClient, tolerated: set[str]
    ) -> None:
        tolerated.add("protocol")  # discord.py sends a callback again after a 5xx, though Discord had taken it
        double.fail("POST", CALLBACK, Failure.server_error(500, carried_out=True))
        interaction = await double.invoke(slash("ask", question=QUESTION))
        await interaction.until(lambda one: one.is_answered and not one.message.is_loading)
        assert interaction.refusals == [(400, 40060)]
        assert "Example Torrents" in interaction.message.text

    @pytest.mark.parametrize(
        "failure", [Failure.expired_token(), Failure.unknown_interaction()], ids=["50027", "10062"]
    )
    @pytest.mark.parametrize(
        ("method", "path"), [("PATCH", ANSWER), ("POST", CALLBACK)], ids=["answer", "acknowledgement"]
    )
    async def test_expired_interaction_is_logged(
        self, double: DiscordDouble, bot: EthicsClient, logged: list[Any], failure: Failure, method: str, path: str
    ) -> None:
        double.fail(method, path, failure)
        await double.invoke(slash("ask", question=QUESTION))
        await until(lambda: any(entry["event"] == "interaction expired" for entry in logged))
        assert not any(entry["event"] == "command failed" for entry in logged)
        await (await double.invoke(slash("about"))).answered()

    async def test_failed_apology_is_logged(self, double: DiscordDouble, bot: EthicsClient, logged: list[Any]) -> None:
        register_old_command(double)
        double.fail("POST", CALLBACK, Failure.unknown_interaction())
        await double.invoke(slash("search"))
        await until(lambda: any(entry["event"] == "could not tell" for entry in logged))

    async def test_completion_of_an_old_command_is_no_error(
        self, double: DiscordDouble, bot: EthicsClient, logged: list[Any]
    ) -> None:
        double.commands().append({"id": "77", "name": "search", "type": 1, "options": [{"name": "q", "type": 3}]})
        await double.invoke(autocomplete("search", "q", "x"))
        await until(lambda: any(entry["event"] == "command refused" for entry in logged))

    async def test_question_asked_while_the_connection_was_lost_is_answered(
        self, double: DiscordDouble, bot: EthicsClient
    ) -> None:
        async with double.gateway.gap():
            interaction = await double.invoke(slash("ask", question=QUESTION))
        await interaction.until(lambda one: one.is_answered and not one.message.is_loading)
        assert [one.is_accepted for one in double.gateway.resumptions] == [True]
