"""`/dataset`: all that is recorded about one dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.core.fields import Field
from bot.discord_app.cogs.completing import complete_dataset, say_unknown
from bot.discord_app.rendering import render_card, render_field
from bot.discord_app.responding import acknowledge, deliver
from bot.language.messages import FIELD_NAMES

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import EthicsClient
    from bot.discord_app.embeds import Page
    from bot.discord_app.services import Services
    from bot.language.messages import Messages


@app_commands.command(description="Show what is recorded about one dataset")
@app_commands.describe(name="The dataset; type a few letters", field="Only this part of the record, but all of it")
@app_commands.choices(
    field=[app_commands.Choice(name=shown, value=field.value) for field, shown in FIELD_NAMES.items()]
)
@app_commands.autocomplete(name=complete_dataset)
async def dataset(
    interaction: discord.Interaction[EthicsClient], name: app_commands.Range[str, 1, 100], field: str | None = None
) -> None:
    """Show a record."""
    services, messages = interaction.client.services, interaction.client.messages_for(interaction)
    found = services.chooser.find(name)
    if found is None:
        await say_unknown(interaction, name)
        return
    await acknowledge(interaction, private=False)
    page = await services.inference.run(_page, services, found, Field(field) if field else None, messages)
    await deliver(interaction, [page], private=False)


def _page(services: Services, found: str, field: Field | None, messages: Messages) -> Page:
    (record,) = services.records([found])
    answer = services.assistant.card(found, messages.language)
    return render_field(answer, messages, record, field) if field else render_card(answer, messages, record)
