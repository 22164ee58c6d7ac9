"""The Discord client: no privileged intent, no pings, one place that answers for everything that fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
import structlog
from discord import app_commands

from bot.discord_app.cogs import COMMANDS
from bot.discord_app.failures import handle_failure

if TYPE_CHECKING:
    from bot.discord_app.services import Services
    from bot.language.messages import Messages

_log = structlog.get_logger(__name__)

_FAREWELL_SECONDS = 5.0
_COMMAND_TASK = "CommandTree-invoker"  # discord.py's name for the task that runs a command


class EthicsTree(app_commands.CommandTree["EthicsClient"]):
    """The commands, and what happens when one fails."""

    async def on_error(
        self, interaction: discord.Interaction[EthicsClient], error: app_commands.AppCommandError
    ) -> None:
        """Answer the person, whatever happened."""
        await handle_failure(interaction, error, self.client.messages_for(interaction))


class EthicsClient(discord.Client):
    """A client for one knowledge version's services."""

    def __init__(self, services: Services, proxy: str | None = None) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),  # no messages at all, privileged or not: commands come without
            allowed_mentions=discord.AllowedMentions.none(),
            proxy=proxy,
            max_messages=None,
        )
        self.services = services
        self.tree = EthicsTree(self)

    async def setup_hook(self) -> None:
        """Add the commands; telling Discord of them is `sync`."""
        for command in COMMANDS:
            self.tree.add_command(command)

    def messages_for(self, interaction: discord.Interaction[EthicsClient]) -> Messages:
        """Return the messages in the language of somebody's Discord."""
        return self.services.catalogues.of(interaction.locale.value.partition("-")[0])

    async def on_ready(self) -> None:
        """Log that questions are answered from now on."""
        _log.info("ready", user=self.user.id if self.user else None, guilds=len(self.guilds))

    async def on_resumed(self) -> None:
        """Log that a lost connection was taken up again."""
        _log.info("connection resumed")

    async def finish_answers(self, seconds: float = _FAREWELL_SECONDS) -> None:
        """Wait for the commands that are being answered, but not long."""
        running = [task for task in asyncio.all_tasks() if task.get_name() == _COMMAND_TASK]
        if running:
            await asyncio.wait(running, timeout=seconds)
