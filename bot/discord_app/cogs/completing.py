"""What the commands that take a dataset's name share: completing it, and answering when no record has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_app import markdown

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import EthicsClient


async def complete_dataset(
    interaction: discord.Interaction[EthicsClient], typed: str
) -> list[app_commands.Choice[str]]:
    """Return the records that somebody may mean, by id."""
    found = interaction.client.services.chooser.matching(typed)
    return [app_commands.Choice(name=choice.label, value=choice.id) for choice in found]


async def say_unknown(interaction: discord.Interaction[EthicsClient], name: str) -> None:
    """Answer the person alone that there is no such record, with the nearest ones."""
    knowledge, messages = interaction.client.services.knowledge, interaction.client.messages_for(interaction)
    nearest = [markdown.plain(knowledge.name_of(one)) for one in knowledge.names.nearest(name)]
    lines = [messages.say("I have no record of “{name}”.", name=markdown.shortened(name, 200))]
    if nearest:
        lines.append(messages.say("Nearest records: {names}.", names=", ".join(nearest)))
    lines.append(
        messages.say(
            "Type a few letters of the name and choose from the list, or ask with {command}.", command="`/ask`"
        )
    )
    await interaction.response.send_message(" ".join(lines), ephemeral=True)
