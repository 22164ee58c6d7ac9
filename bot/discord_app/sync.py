"""Tells Discord which commands there are: on request, not at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.discord_app.cogs import COMMANDS
from bot.errors import DiscordUnavailable, TokenMissing

if TYPE_CHECKING:
    from bot.settings import Settings


async def sync_commands(settings: Settings, guild_id: int | None = None) -> list[str]:
    """Set the commands of one server, or everywhere, and return their names.

    Raises TokenMissing and DiscordUnavailable.
    """
    if settings.discord_token is None:
        raise TokenMissing
    client = discord.Client(intents=discord.Intents(guilds=True), proxy=settings.discord_proxy)
    try:
        async with client:
            await client.login(settings.discord_token.get_secret_value())
            return await _sync(client, discord.Object(guild_id) if guild_id is not None else None)
    except discord.LoginFailure as error:
        raise DiscordUnavailable.token_refused() from error
    except discord.Forbidden as error:
        raise DiscordUnavailable.server_refused(guild_id) from error
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise DiscordUnavailable.unreachable(type(error).__name__) from error


async def _sync(client: discord.Client, guild: discord.Object | None) -> list[str]:
    tree = app_commands.CommandTree(client)
    for command in COMMANDS:
        tree.add_command(command, guild=guild)
    return [command.name for command in await tree.sync(guild=guild)]
