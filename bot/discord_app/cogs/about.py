"""`/about` and `/help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_app.pages import render_about, render_help

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import EthicsClient


@app_commands.command(description="What this bot is, what it knows and what it keeps")
async def about(interaction: discord.Interaction[EthicsClient]) -> None:
    """Show what the bot is."""
    client = interaction.client
    page = render_about(client.services.knowledge, client.messages_for(interaction))
    await interaction.response.send_message(embeds=list(page.embeds), ephemeral=True)


@app_commands.command(name="help", description="How to ask, with examples")
async def help_(interaction: discord.Interaction[EthicsClient]) -> None:
    """Show the commands with examples."""
    page = render_help(interaction.client.messages_for(interaction))
    await interaction.response.send_message(embeds=list(page.embeds), ephemeral=True)
