"""The double itself: a real, unmodified discord.py client lives through everything that the double can do."""

from __future__ import annotations

import asyncio
import io
import sys
import warnings
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from discord_double import (
    ALICE,
    BOB,
    MODERATOR,
    DiscordDouble,
    Failure,
    User,
    autocomplete,
    is_validation_required,
    message_menu,
    openapi_path,
    point_discord_py_at,
    press,
    running,
    select,
    slash,
    submit,
    user_menu,
    why_not_validated,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports the standard library's audioop
    import discord
    from discord import app_commands, ui

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CALLBACK, FOLLOW_UP = r"^/interactions/.*/callback$", r"^/webhooks/[^/]+/[^/]+$"


class Opinion(ui.Modal, title="Your opinion"):
    """A modal with one input."""

    words: ui.Label[Opinion] = ui.Label(text="Words", component=ui.TextInput(custom_id="words", max_length=200))

    def __init__(self) -> None:
        super().__init__(custom_id="opinion")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.words.component, ui.TextInput)
        await interaction.response.send_message(f"noted: {self.words.component.value}", ephemeral=True)


class Choice(ui.View):
    """A button that edits, one that opens a modal, and a select menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="More", custom_id="more", emoji="🔎")
    async def more(self, interaction: discord.Interaction, button: ui.Button[Choice]) -> None:
        await interaction.response.edit_message(content="more of it", view=None)

    @ui.button(label="Opinion", custom_id="open-opinion")
    async def opinion(self, interaction: discord.Interaction, button: ui.Button[Choice]) -> None:
        await interaction.response.send_modal(Opinion())

    @ui.select(
        placeholder="Which one?",
        custom_id="which",
        options=[
            discord.SelectOption(label="One", value="1", emoji="🔥"),
            discord.SelectOption(label="Two", value="2"),
        ],
    )
    async def which(self, interaction: discord.Interaction, menu: ui.Select[Choice]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"chosen {menu.values[0]}", view=None)


class Bot(discord.Client):
    """A small bot with every kind of command."""

    def __init__(self, *, mentions: discord.AllowedMentions | None = None) -> None:
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=mentions)
        self.tree = app_commands.CommandTree(self)
        self.errors: list[BaseException] = []
        self.failed = asyncio.Event()
        self.tree.error(self.remember)
        commands: list[Any] = [ask, view, layout, attach, source_group, cite, who, tell]
        for command in commands:
            self.tree.add_command(command)

    async def remember(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        self.errors.append(error.__cause__ or error)
        self.failed.set()

    async def setup_hook(self) -> None:
        await self.tree.sync()


@app_commands.command(description="Ask a question")
async def ask(interaction: discord.Interaction, text: str, private: bool = False) -> None:
    await interaction.response.defer(ephemeral=private)
    await asyncio.sleep(0.05)
    embed = discord.Embed(title=f"Answer to {text}", description=f"{interaction.locale.value}, {interaction.user.name}")
    embed.add_field(name="Where", value=interaction.guild.name if interaction.guild else "in private")
    await interaction.followup.send(embed=embed)
    await interaction.followup.send("one more thing", ephemeral=True)


@ask.autocomplete("text")
async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current}{number}", value=str(number)) for number in range(3)]


@app_commands.command(name="view", description="Show components")
async def view(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("choose", view=Choice())


@app_commands.command(description="Show components, version 2")
async def layout(interaction: discord.Interaction) -> None:
    shown = ui.LayoutView(timeout=None)
    section: ui.Section[ui.LayoutView] = ui.Section("a section", accessory=ui.Button(label="Go", custom_id="go"))
    link: ui.ActionRow[ui.LayoutView] = ui.ActionRow(ui.Button(label="Read", url="https://example.org/read"))
    shown.add_item(ui.Container(ui.TextDisplay("# Title"), ui.Separator(), section, link))
    await interaction.response.defer()
    await interaction.followup.send(view=shown)


@app_commands.command(description="Send a file")
async def attach(interaction: discord.Interaction) -> None:
    file = discord.File(io.BytesIO(b"notes"), filename="notes.txt")
    await interaction.response.send_message("see the file", file=file)


source_group = app_commands.Group(name="source", description="Sources")


@source_group.command(name="add", description="Add a source")
async def add(interaction: discord.Interaction, url: str, by: discord.Member) -> None:
    await interaction.response.send_message(f"{url} by {by.name}", ephemeral=True)


@app_commands.context_menu(name="Cite this")
async def cite(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"cited: {message.content}")


@app_commands.context_menu(name="Who is this")
async def who(interaction: discord.Interaction, user: discord.User) -> None:
    await interaction.response.send_message(f"{user.name}")


@app_commands.command(description="Write to somebody in private, and to the channel")
async def tell(interaction: discord.Interaction, whom: discord.Member) -> None:
    assert isinstance(interaction.channel, discord.TextChannel)
    await interaction.response.defer(thinking=True)
    await whom.send("for you")
    public = await interaction.channel.send("for all")
    await public.edit(content="for all, edited")
    await public.delete()
    await interaction.edit_original_response(content="told")
    original = await interaction.original_response()
    await original.delete()


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble() as one:
        point_discord_py_at(monkeypatch, one)
        yield one


@pytest.fixture
async def bot(double: DiscordDouble) -> AsyncIterator[Bot]:
    one = Bot(mentions=discord.AllowedMentions.none())
    async with running(double, one):
        yield one


class TestCommands:
    async def test_sync_stores_commands_with_ids(self, double: DiscordDouble, bot: Bot) -> None:
        names = {command["name"]: command for command in await double.synced()}
        assert {"ask", "source", "Cite this"} <= set(names)
        assert all(command["id"].isdigit() for command in names.values())
        assert len(await bot.tree.fetch_commands()) == len(names)
        double.check()

    async def test_guild_commands_are_found_in_the_guild(self, double: DiscordDouble, bot: Bot) -> None:
        guild = discord.Object(double.world.guild_id)
        bot.tree.copy_global_to(guild=guild)
        await bot.tree.sync(guild=guild)
        interaction = await double.invoke(slash("ask", text="here"))
        assert interaction.event["data"]["guild_id"] == double.world.guild_id
        await interaction.answered()
        double.check()

    async def test_deferred_answer_in_the_guild(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await double.invoke(slash("ask", text="why?", private=True).speaking("da"))
        await interaction.acknowledged()
        assert interaction.ack_type == 5
        assert interaction.ack_latency is not None
        assert 0 < interaction.ack_latency < 1
        await interaction.answered()
        assert interaction.message.text.splitlines() == ["Answer to why?", "da, alice", "Where", "Test guild"]
        assert interaction.is_ephemeral, "the deferral's visibility stays, whatever the follow-up says"
        assert not interaction.message.is_loading
        await interaction.until(lambda one: len(one.followups) == 1)
        assert interaction.followups[0].content == "one more thing"
        assert double.messages() == []
        double.check()

    async def test_answer_in_private(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(slash("ask", text="why?").by(BOB).in_dm())).answered()
        assert "in private" in interaction.message.text
        assert not interaction.is_ephemeral
        assert double.direct_messages(BOB) == [interaction.message]
        await interaction.until(lambda one: bool(one.followups))
        double.check()

    async def test_subcommand_with_resolved_member(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await double.invoke(slash("source add", url="https://example.org", by=BOB).by(MODERATOR))
        await interaction.answered()
        assert interaction.message.content == "https://example.org by bob"
        assert interaction.is_ephemeral
        double.check()

    async def test_what_no_client_could_send_is_refused(self, double: DiscordDouble, bot: Bot) -> None:
        with pytest.raises(ValueError, match=r"unknown options \['txt'\], missing options \['text'\]"):
            await double.invoke(slash("ask", txt="why?"))

    async def test_unregistered_command_reaches_the_error_handler(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await double.invoke(slash("forgotten"))
        with pytest.raises(TimeoutError, match=r"'forgotten'.*no ack, no answer"):
            await interaction.acknowledged(0.3)
        assert isinstance(bot.errors[0], app_commands.CommandNotFound)

    async def test_autocomplete(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(autocomplete("ask", "text", "ms"))).answered()
        assert interaction.choices == [{"name": f"ms{number}", "value": str(number)} for number in range(3)]
        double.check()

    async def test_context_menus(self, double: DiscordDouble, bot: Bot) -> None:
        cited = await (await double.invoke(message_menu("Cite this", double.write("a claim", by=BOB)))).answered()
        assert cited.message.content == "cited: a claim"
        named = await (await double.invoke(user_menu("Who is this", BOB).in_dm())).answered()
        assert named.message.content == "bob"
        double.check()

    async def test_other_messages(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await double.invoke(slash("tell", whom=BOB))
        await interaction.until(lambda one: bool(one.deleted))
        assert [message.content for message in double.direct_messages(BOB)] == ["for you"]
        assert interaction.edits[0]["content"] == "told"
        assert double.messages() == []
        double.check()


class TestComponents:
    async def test_button_edits_its_message(self, double: DiscordDouble, bot: Bot) -> None:
        shown = await (await double.invoke(slash("view"))).answered()
        pressed = await (await double.invoke(press(shown.message, "More").by(BOB))).answered()
        assert pressed.ack_type == 7
        assert pressed.message is shown.message
        assert (shown.message.content, shown.message.components) == ("more of it", [])
        double.check()

    async def test_modal_opens_and_is_submitted(self, double: DiscordDouble, bot: Bot) -> None:
        shown = await (await double.invoke(slash("view"))).answered()
        opened = await (await double.invoke(press(shown.message, "open-opinion"))).answered()
        assert opened.modal["title"] == "Your opinion"
        submitted = await (await double.invoke(submit(opened, {"words": "I agree"}))).answered()
        assert submitted.message.content == "noted: I agree"
        assert submitted.is_ephemeral
        double.check()

    async def test_select_menu(self, double: DiscordDouble, bot: Bot) -> None:
        shown = await (await double.invoke(slash("view").in_dm())).answered()
        with pytest.raises(ValueError, match="offers"):
            select(shown.message, "Which one?", "3")
        chosen = await (await double.invoke(select(shown.message, "Which one?", "2").in_dm())).answered()
        assert (chosen.ack_type, chosen.message.content) == (6, "chosen 2")
        double.check()

    async def test_components_version_2(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(slash("layout"))).answered()
        assert interaction.message.text == "# Title\na section"
        assert [button["label"] for button in interaction.message.buttons] == ["Go", "Read"]
        double.check()

    async def test_file(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(slash("attach"))).answered()
        assert interaction.message.payload["attachments"][0]["filename"] == "notes.txt"
        assert double.exchanges[-1].files == ("notes.txt",)
        double.check()


class TestFailingAnswers:
    async def test_429_on_the_callback_delays_the_acknowledgement(self, double: DiscordDouble, bot: Bot) -> None:
        fault = double.fail("POST", CALLBACK, Failure.rate_limited(0.4))
        interaction = await (await double.invoke(slash("ask", text="why?"))).answered()
        assert fault.hits == 1
        assert interaction.ack_latency is not None
        assert 0.4 <= interaction.ack_latency < 1.5
        await interaction.until(lambda one: bool(one.followups))
        double.check()

    async def test_429_on_the_follow_up_is_waited_for(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", FOLLOW_UP, Failure.rate_limited(0.2), times=2)
        interaction = await (await double.invoke(slash("ask", text="why?"))).answered()
        assert interaction.answer_latency is not None
        assert interaction.answer_latency > 0.4

    async def test_429_without_via_is_an_error_at_once(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", FOLLOW_UP, Failure.rate_limited(9, via=False))
        await double.invoke(slash("ask", text="why?"))
        await _until_error(bot)
        assert isinstance(bot.errors[0], discord.HTTPException)
        assert bot.errors[0].status == 429

    async def test_500_is_tried_again(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", FOLLOW_UP, Failure.server_error(500))
        interaction = await (await double.invoke(slash("ask", text="why?"))).answered()
        assert interaction.answer_latency is not None
        assert interaction.answer_latency > 1

    async def test_502_after_the_fact_ends_in_a_second_acknowledgement(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", CALLBACK, Failure.server_error(502, carried_out=True))
        interaction = await double.invoke(slash("ask", text="why?"))
        await interaction.until(lambda one: (400, 40060) in one.refusals)
        assert [one.kind for one in double.violations] == ["protocol"]
        double.check(ignoring=["protocol"])

    async def test_late_acknowledgement_is_unknown(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await double.invoke(slash("ask", text="why?"))
        interaction.sent_at -= 3.5  # as if the bot had needed so long
        await interaction.until(lambda one: (404, 10062) in one.refusals)
        await _until_error(bot)
        assert isinstance(bot.errors[0], discord.NotFound)
        with pytest.raises(AssertionError, match="acknowledged too late"):
            double.check()

    @pytest.mark.parametrize(
        ("failure", "code"),
        [
            (Failure.expired_token(), 50027),
            (Failure.unknown_interaction(), 10062),
            (Failure.already_acknowledged(), 40060),
        ],
        ids=["expired token", "unknown interaction", "already acknowledged"],
    )
    async def test_final_errors_reach_the_bot(
        self, double: DiscordDouble, bot: Bot, failure: Failure, code: int
    ) -> None:
        double.fail("POST", FOLLOW_UP if code == 50027 else CALLBACK, failure)
        await double.invoke(slash("ask", text="why?"))
        await _until_error(bot)
        assert isinstance(bot.errors[0], discord.HTTPException)
        assert bot.errors[0].code == code

    async def test_cut_connection_reaches_the_bot(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", CALLBACK, Failure.dropped())
        await double.invoke(slash("ask", text="why?"))
        await _until_error(bot)
        assert isinstance(bot.errors[0], aiohttp.ServerDisconnectedError)

    async def test_slow_network(self, double: DiscordDouble, bot: Bot) -> None:
        double.fail("POST", CALLBACK, Failure.slow(0.3))
        interaction = await (await double.invoke(slash("ask", text="why?"))).answered()
        assert interaction.ack_latency is not None
        assert interaction.answer_latency is not None
        assert interaction.answer_latency > interaction.ack_latency + 0.3

    async def test_expired_interaction_takes_no_edit(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(slash("ask", text="why?"))).acknowledged()
        interaction.expire()
        await _until_error(bot)
        assert (401, 50027) in interaction.refusals


class TestGateway:
    async def test_event_in_a_gap_is_answered_after_resuming(self, double: DiscordDouble, bot: Bot) -> None:
        async with double.gateway.gap():
            interactions = [await double.invoke(slash("ask", text=str(number))) for number in range(3)]
        for interaction in interactions:
            await interaction.answered()
        (resumption,) = double.gateway.resumptions
        assert (resumption.path, resumption.is_accepted, resumption.replayed) == ("/resume/", True, 3)
        assert len(double.gateway.identifies) == 1

    async def test_closing_op_7_and_op_9_true_are_resumed(self, double: DiscordDouble, bot: Bot) -> None:
        await double.gateway.close(4000)
        await double.gateway.until(lambda gateway: len(gateway.resumptions) == 1)
        await double.connected()
        await double.gateway.request_reconnect()
        await double.gateway.until(lambda gateway: len(gateway.resumptions) == 2)
        await double.connected()
        await double.gateway.invalidate_session(resumable=True)
        await double.gateway.until(lambda gateway: len(gateway.resumptions) == 3)
        assert all(one.is_accepted for one in double.gateway.resumptions)
        await (await double.invoke(slash("ask", text="still there?"))).answered()

    async def test_op_9_leads_to_a_new_identify(self, double: DiscordDouble, bot: Bot) -> None:
        await double.gateway.invalidate_session()
        await double.gateway.until(lambda gateway: len(gateway.identifies) == 2, within=8)
        await double.connected()
        await (await double.invoke(slash("ask", text="still there?"))).answered()

    async def test_wrong_token_at_the_gateway(self, double: DiscordDouble) -> None:
        client = Bot()
        await client.login(double.token)
        client.http.token = "wrong"
        with pytest.raises(discord.ConnectionClosed) as caught:
            await client.connect()
        assert caught.value.code == 4004
        await client.close()

    async def test_wrong_token_at_login(self, double: DiscordDouble) -> None:
        client = Bot()
        with pytest.raises(discord.LoginFailure):
            await client.start("wrong")
        await client.close()

    async def test_privileged_intents_can_be_refused(self, double: DiscordDouble) -> None:
        double.gateway.refused_intents = discord.Intents(guilds=True).value
        client = Bot()
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(double.token)
        await client.close()

    async def test_refused_login(self, double: DiscordDouble) -> None:
        double.refuse(2)
        client = Bot()
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.start(double.token)
        await client.close()
        double.recover()
        async with running(double, Bot()):
            assert double.gateway.is_connected

    async def test_refused_first_connection_to_the_gateway(self, double: DiscordDouble) -> None:
        double.gateway.refuse(1)
        client = Bot()
        with pytest.raises(AttributeError, match="sequence"):  # a known flaw of discord.py 2.7
            await client.start(double.token)
        await client.close()

    async def test_refused_reconnection_is_tried_again(
        self, double: DiscordDouble, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.05)
        double.gateway.refuse(2)
        double.gateway.drop()
        interaction = await (await double.invoke(slash("ask", text="still there?"))).answered()
        assert interaction.message.embeds
        assert [one.is_accepted for one in double.gateway.resumptions] == [True]

    async def test_forgotten_session_is_not_resumed(self, double: DiscordDouble, bot: Bot) -> None:
        connection = double.gateway.connection
        double.gateway.forget_sessions()
        connection.abort()
        await double.gateway.until(lambda gateway: bool(gateway.resumptions))
        assert not double.gateway.resumptions[0].is_accepted

    async def test_members_and_shards(self, double: DiscordDouble) -> None:
        client = discord.AutoShardedClient(intents=discord.Intents(guilds=True, members=True))
        async with running(double, client):
            await asyncio.wait_for(client.wait_until_ready(), 10)
            (guild,) = client.guilds
            assert guild.chunked
            assert {member.name for member in guild.members} == {"testbot", "alice", "bob", "mona"}
            assert guild.get_member(int(MODERATOR.id)).guild_permissions.manage_messages  # type: ignore[union-attr]

    async def test_heartbeats_are_acknowledged_and_recorded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async with DiscordDouble(heartbeat_interval=0.2) as one:
            point_discord_py_at(monkeypatch, one)
            async with running(one, Bot()):
                await one.gateway.until(lambda gateway: len(gateway.heartbeats) >= 4)
        beats = one.gateway.heartbeats
        assert 0.1 < beats[-1] - beats[-2] < 0.6

    async def test_zlib_or_zstd_is_used_as_the_client_asks(
        self, double: DiscordDouble, bot: Bot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = double.gateway.connection.compression
        assert asked == discord.utils._ActiveDecompressionContext.COMPRESSION_TYPE
        await (await double.invoke(slash("ask", text="compressed" * 300))).answered()

    async def test_zlib(self, double: DiscordDouble, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", ZlibContext)
        async with running(double, Bot()):
            assert double.gateway.connection.compression == "zlib-stream"
            await (await double.invoke(slash("ask", text="compressed" * 300))).answered()

    async def test_zstd(self, double: DiscordDouble, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("zstandard")
        assert discord.utils._ActiveDecompressionContext.COMPRESSION_TYPE == "zstd-stream"
        async with running(double, Bot()):
            assert double.gateway.connection.compression == "zstd-stream"
            await (await double.invoke(slash("ask", text="compressed" * 300))).answered()


class ZlibContext:
    """What discord.py uses where zstandard is absent, so that both streams are tested where it is present."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        import zlib

        self._stream = zlib.decompressobj()

    def decompress(self, data: bytes, /) -> str | None:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._stream.decompress(data).decode()


class TestCrowd:
    @pytest.mark.parametrize("count", [50, 300])
    async def test_many_at_once(self, double: DiscordDouble, bot: Bot, count: int) -> None:
        invocations = [slash("ask", text=str(number)).by(User.numbered(number)) for number in range(count)]
        interactions = [await double.invoke(invocation) for invocation in invocations]
        await asyncio.gather(*(interaction.answered() for interaction in interactions))
        assert {interaction.message.embeds[0]["title"] for interaction in interactions} == {
            f"Answer to {number}" for number in range(count)
        }
        assert len({interaction.token for interaction in interactions}) == count
        await asyncio.gather(*(interaction.until(lambda one: bool(one.followups)) for interaction in interactions))
        assert max(interaction.ack_latency or 9 for interaction in interactions) < 3
        if count == 50:
            double.check()


@pytest.fixture
def openapi() -> Path:
    path = openapi_path()
    if path is None:
        (pytest.fail if is_validation_required() else pytest.skip)(why_not_validated() or "")
    return path


class TestChecking:
    async def test_missing_openapi_file_fails_in_continuous_integration(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("DISCORD_OPENAPI", str(tmp_path / "absent.json"))
        monkeypatch.delenv("CI", raising=False)
        DiscordDouble().check()
        monkeypatch.setenv("CI", "true")
        with pytest.raises(AssertionError, match=r"openapi\.json is not here"):
            DiscordDouble().check()

    async def test_shape_errors_are_reported(self, double: DiscordDouble, bot: Bot, openapi: Path) -> None:
        interaction = await (await double.invoke(slash("view"))).answered()
        await _follow_up(bot, interaction.token, {"content": "x" * 2001, **NO_PINGS})
        row = {"type": 1, "components": [{"type": 2, "style": 99, "label": "x", "custom_id": "x"}]}
        await _follow_up(bot, interaction.token, {"content": "x", "components": [row], **NO_PINGS})
        messages = [one.message for one in double.violations if one.kind == "schema"]
        assert any(message.startswith("$.content: ") and "too long" in message for message in messages)
        assert any(message.startswith("$.components[0].components[0].style: ") for message in messages)

    async def test_rule_errors_are_reported(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(slash("view"))).answered()
        embeds = [{"description": "x" * 4000}, {"description": "y" * 2500, "fields": [{"name": " ", "value": "v"}]}]
        button = {"type": 2, "style": 1, "label": "x", "custom_id": "same"}
        for body in (
            {"embeds": embeds},
            {"components": [{"type": 1, "components": [button, button]}]},
            {"content": ""},
        ):
            await _follow_up(bot, interaction.token, {**body, **NO_PINGS})
        found = "\n".join(str(one) for one in double.violations)
        assert "6502 characters over all embeds" in found
        assert "$.embeds[1].fields[0].name: is blank" in found
        assert "2 components have the custom_id 'same'" in found
        assert "an empty message" in found

    async def test_command_errors_are_reported(self, double: DiscordDouble, bot: Bot) -> None:
        option = {"type": 3, "name": "A", "description": "d"}
        options = [option, {**option, "name": "b", "required": True}]
        bad = [{"name": "ask", "description": "d", "options": options}, {"name": "ask", "description": "d"}]
        long = {"type": 3, "name": "c", "description": "d", "choices": [{"name": "n" * 100, "value": "v" * 101}] * 45}
        bad.append({"name": "long", "description": "d", "options": [long]})
        await bot.http.bulk_upsert_global_commands(int(double.world.application_id), bad)  # type: ignore[arg-type]
        found = "\n".join(str(one) for one in double.violations)
        assert "2 commands of type 1 are named 'ask'" in found
        assert "'A' is not a lower-case name" in found
        assert "a required option stands after an optional one" in found
        assert "45 choices" in found
        assert "101 characters, must be 1 to 100" in found
        assert "9052 characters, at most 8000" in found

    async def test_pings_tokens_and_unknown_calls_are_reported(
        self, double: DiscordDouble, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with running(double, Bot()) as _:
            bot = Bot()
            await bot.login(double.token)
            await (await double.invoke(slash("view"))).answered()
            route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=double.world.channel_id)
            await bot.http.request(route, json={"content": double.token, "allowed_mentions": {"parse": ["users"]}})
            with pytest.raises(discord.NotFound):
                await bot.http.request(discord.http.Route("GET", "/nowhere"))
            await bot.close()
        kinds = [one.kind for one in double.violations]
        assert kinds == ["path", "mention", "token", "mention"]
        with pytest.raises(AssertionError, match="4 violations"):
            double.check()
        double.check(ignoring=["path", "token", "mention"])
        double.forbids_mentions = False
        assert [one.kind for one in double.violations] == ["path", "token"]

    async def test_mistakes_of_the_double_itself_are_reported(
        self, double: DiscordDouble, bot: Bot, openapi: Path
    ) -> None:
        interaction = await (await double.invoke(slash("view"))).answered()
        del interaction.message.payload["timestamp"]
        await (await double.invoke(press(interaction.message, "open-opinion"))).answered()
        pressed = await double.invoke(press(interaction.message, "More"))
        await pressed.answered()
        assert [one.kind for one in double.violations] == ["reply"]
        assert "'timestamp' is a required property" in str(double.violations[0])

    async def test_rules_of_order(self, double: DiscordDouble, bot: Bot) -> None:
        interaction = await (await double.invoke(autocomplete("ask", "text", "ms"))).answered()
        with pytest.raises(discord.NotFound):
            await _follow_up(bot, interaction.token, {"content": "too early", **NO_PINGS})
        assert interaction.refusals == [(404, 10015)]


NO_PINGS: dict[str, Any] = {"allowed_mentions": {"parse": []}}


async def _follow_up(bot: Bot, token: str, body: dict[str, Any]) -> None:
    route = discord.http.Route("POST", "/webhooks/{app}/{token}", app=bot.application_id, token=token)
    await bot.http.request(route, json=body)


async def _until_error(bot: Bot) -> None:
    await asyncio.wait_for(bot.failed.wait(), 5)


PROGRAM = """
import discord
from discord import app_commands

client = discord.Client(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
tree = app_commands.CommandTree(client)

@tree.command(description="Answer")
async def ping(interaction: discord.Interaction):
    await interaction.response.send_message("pong")

async def setup():
    await tree.sync()

client.setup_hook = setup
client.run(TOKEN)
"""


async def test_bot_in_a_process_of_its_own(tmp_path: Path) -> None:
    async with DiscordDouble() as double:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            PROGRAM.replace("TOKEN", repr(double.token)),
            env=double.environment(tmp_path / "site"),
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await double.connected(within=20)
            interaction = await (await double.invoke(slash("ping"))).answered()
            assert interaction.message.content == "pong"
            double.check()
        finally:
            process.terminate()
            await process.wait()


async def test_users_are_known_to_the_library(double: DiscordDouble, bot: Bot) -> None:
    await double.gateway.until(lambda gateway: gateway.session.sequence >= 2)
    guild = await bot.fetch_guild(int(double.world.guild_id))
    member = await guild.fetch_member(int(ALICE.id))
    assert (guild.name, member.name) == ("Test guild", "alice")
    channel = await bot.fetch_channel(int(double.world.channel_id))
    assert isinstance(channel, discord.TextChannel)
    assert (await bot.fetch_user(int(BOB.id))).name == "bob"
    double.check()
