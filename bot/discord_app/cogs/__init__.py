"""The slash commands; each checks, acknowledges, calls one function and renders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.discord_app.cogs.about import about, help_
from bot.discord_app.cogs.ask import ask
from bot.discord_app.cogs.dataset import dataset
from bot.discord_app.cogs.sources import sources

if TYPE_CHECKING:
    from discord import app_commands

COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (ask, dataset, sources, about, help_)
