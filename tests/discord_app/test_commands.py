"""Every command, as somebody on Discord sees it: real discord.py, real knowledge, real search."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from discord_double import ALICE, DiscordDouble, User, autocomplete, slash

if TYPE_CHECKING:
    from discord_double import Interaction, Invocation

    from bot.discord_app.client import EthicsClient

pytestmark = pytest.mark.usefixtures("bot")


async def answer(double: DiscordDouble, invocation: Invocation) -> Interaction:
    """Invoke, and wait until the "thinking" is replaced."""
    interaction = await (await double.invoke(invocation)).answered()
    return await interaction.until(lambda one: not one.message.is_loading)


class TestAsk:
    async def test_answer_has_sentences_with_their_sources(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="where is Faces-1M available?"))
        assert (interaction.ack_type, interaction.is_ephemeral) == (5, False)
        main, sources = interaction.message.embeds
        assert main["author"]["name"] == "where is Faces-1M available?"
        assert main["title"] == "Faces-1M · withdrawn"
        assert "Example Torrents" in main["description"]
        assert "[[1]](https://daily.example/a-million-faces_%282019%29)" in main["description"]
        assert sources["title"] == "Sources"
        assert (
            "[1] The Daily Example, 6 June 2019: [A million faces \\[without\\] \\*consent\\*]("
            in sources["description"]
        )
        assert "[2] Example Forum, undated: Is there another copy?" in sources["description"]
        assert sources["footer"]["text"].startswith("Knowledge ")
        assert sources["footer"]["text"].endswith(" confidence")

    async def test_private_answer_is_seen_by_the_asker_alone(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="where is Faces-1M available?", private=True))
        assert interaction.is_ephemeral
        assert double.messages() == []

    async def test_answer_in_a_private_channel(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="who made Faces-1M?").in_dm())
        assert "Example Corporation" in interaction.message.text
        assert len(double.direct_messages(ALICE)) == 1

    async def test_answer_is_in_the_language_of_the_question(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="blev folk i Faces-1M spurgt om samtykke?"))
        assert "Ingen i Faces-1M blev spurgt" in interaction.message.text
        assert "Kilder" in interaction.message.text

    async def test_abstention_has_no_sources(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="where is Secret-Set-9 available?"))
        (only,) = interaction.message.embeds
        assert "I have no record of" in only["description"]
        assert "http" not in interaction.message.text

    async def test_question_of_500_characters_is_taken(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("ask", question="why? " * 100))
        assert interaction.message.embeds


class TestDataset:
    @pytest.mark.parametrize("name", ["faces-1m", "Faces 1M", "MILLION-FACES", "f1m"])
    async def test_card_by_id_or_any_name(self, double: DiscordDouble, name: str) -> None:
        interaction = await answer(double, slash("dataset", name=name))
        card, sources = interaction.message.embeds
        assert card["title"] == "Faces-1M · withdrawn"
        assert "Also called: Million Faces, F1M" in card["description"]
        names = [part["name"] for part in card["fields"]]
        assert names == ["Status", "Where it is", "Consent", "Made by", "Derived sets", "Concerns"]
        assert sources["description"].count("\n") == 2

    async def test_card_in_danish(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("dataset", name="faces-1m").speaking("da"))
        assert {"Hvor det er", "Samtykke"} <= {part["name"] for part in interaction.message.embeds[0]["fields"]}
        assert "Ingen i Faces-1M blev spurgt" in interaction.message.text

    async def test_one_field(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("dataset", name="faces-1m", field="availability"))
        assert interaction.message.embeds[0]["title"] == "Faces-1M: Where it is"
        assert "Example Torrents" in interaction.message.text
        assert "asked" not in interaction.message.text

    async def test_field_that_is_not_recorded(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("dataset", name="open-letters", field="consent"))
        assert "says nothing about this" in interaction.message.text

    async def test_unknown_name_is_answered_with_the_nearest(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("dataset", name="Faces-2M"))
        assert interaction.is_ephemeral
        assert "Nearest records: Faces-1M" in interaction.message.content

    async def test_unknown_name_is_shown_letter_by_letter(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("dataset", name="[Faces](https://evil.example) @everyone"))
        assert "\\[Faces\\](https\\://evil.example) @\u200beveryone" in interaction.message.content


class TestCompletion:
    @pytest.mark.parametrize(("command", "option"), [("dataset", "name"), ("sources", "dataset")])
    async def test_choices_are_record_ids(self, double: DiscordDouble, command: str, option: str) -> None:
        interaction = await (await double.invoke(autocomplete(command, option, "million f"))).answered()
        assert [(one["name"], one["value"]) for one in interaction.choices] == [
            ("Faces-1M (Million Faces)", "faces-1m")
        ]

    async def test_long_input_is_no_problem(self, double: DiscordDouble) -> None:
        interaction = await (await double.invoke(autocomplete("dataset", "name", "x" * 100))).answered()
        assert interaction.choices == []


class TestSources:
    async def test_articles_of_a_record_by_type_and_language(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("sources", dataset="faces-1m"))
        (page,) = interaction.message.embeds
        assert interaction.is_ephemeral
        assert page["title"] == "Faces-1M: 3 sources"
        headings = [line for line in page["description"].split("\n") if line.startswith("**")]
        assert headings == ["**Discussion, English** (1)", "**News, Danish** (1)", "**News, English** (1)"]
        assert (
            "- Avisen, June 2019: [En million ansigter uden samtykke](https://avisen.example/ansigter)"
            in page["description"]
        )
        assert "Is there another copy? (address withheld)" in page["description"]

    async def test_counts(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("sources"))
        assert interaction.message.embeds[0]["title"] == "4 sources"
        assert "News: 2" in interaction.message.text
        assert "English: 3" in interaction.message.text

    async def test_counts_in_danish(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("sources").speaking("da"))
        assert "Efter sprog" in interaction.message.text
        assert "Engelsk: 3" in interaction.message.text

    async def test_unknown_record(self, double: DiscordDouble) -> None:
        interaction = await answer(double, slash("sources", dataset="nothing like it").speaking("da"))
        assert interaction.is_ephemeral
        assert "Jeg har ingen post om “nothing like it”." in interaction.message.content


class TestPages:
    @pytest.mark.parametrize(
        ("locale", "title"), [("en-US", "About this bot"), ("da", "Om denne bot"), ("fr", "About this bot")]
    )
    async def test_about(self, double: DiscordDouble, bot: EthicsClient, locale: str, title: str) -> None:
        interaction = await answer(double, slash("about").speaking(locale))
        assert interaction.message.embeds[0]["title"] == title
        text = interaction.message.text
        assert bot.services.knowledge.version in text
        assert all(
            part in text for part in ("3 dataset records", "4 sources", "CC BY 4.0", "not stored", "No language model")
        )

    @pytest.mark.parametrize(("locale", "title"), [("en-GB", "How to ask"), ("da", "Sådan spørger du")])
    async def test_help_names_every_command(self, double: DiscordDouble, locale: str, title: str) -> None:
        interaction = await answer(double, slash("help").speaking(locale))
        (page,) = interaction.message.embeds
        assert page["title"] == title
        assert {part["name"].removeprefix("/") for part in page["fields"]} == {one["name"] for one in double.commands()}


async def test_no_message_intents_are_asked_for(double: DiscordDouble) -> None:
    assert double.gateway.identifies[0]["intents"] == 1


async def test_fifty_questions_at_once_are_acknowledged_and_answered(double: DiscordDouble) -> None:
    questions = ["where is Faces-1M available?", "who made Faces-1M?", "hvem lavede Faces-1M?", "is Open Letters free?"]
    invocations = [slash("ask", question=questions[n % 4]).by(User.numbered(n)) for n in range(50)]
    interactions = [await double.invoke(invocation) for invocation in invocations]
    await asyncio.gather(*(one.until(lambda it: it.is_answered and not it.message.is_loading) for one in interactions))
    assert max(one.ack_latency or 9 for one in interactions) < 3
    assert all(one.message.embeds for one in interactions)
