"""`/sources`: the articles behind a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_app.cogs.completing import complete_dataset, say_unknown
from bot.discord_app.pages import articles_behind, render_source_counts, render_sources
from bot.discord_app.responding import acknowledge, deliver

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import EthicsClient
    from bot.discord_app.embeds import Page
    from bot.discord_app.services import Services
    from bot.language.messages import Messages


@app_commands.command(description="Show the articles behind a dataset's record")
@app_commands.describe(dataset="The dataset; type a few letters. Leave it empty for the numbers")
@app_commands.autocomplete(dataset=complete_dataset)
async def sources(
    interaction: discord.Interaction[EthicsClient], dataset: app_commands.Range[str, 1, 100] | None = None
) -> None:
    """Show the sources of one record, or how many there are."""
    services, messages = interaction.client.services, interaction.client.messages_for(interaction)
    found = services.chooser.find(dataset) if dataset else None
    if dataset and found is None:
        await say_unknown(interaction, dataset)
        return
    await acknowledge(interaction, private=True)
    pages = await services.inference.run(_pages, services, found, messages)
    await deliver(interaction, pages, private=True)


def _pages(services: Services, found: str | None, messages: Messages) -> tuple[Page, ...]:
    if found is None:
        return (render_source_counts(services.knowledge, messages),)
    (record,) = services.records([found])
    return render_sources(record, articles_behind(services.knowledge, found), messages, services.knowledge.version)
