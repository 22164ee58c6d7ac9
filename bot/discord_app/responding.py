"""Getting something to the person who waits: acknowledging in time, delivering, and saying what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import structlog
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_app.embeds import Page

_log = structlog.get_logger(__name__)

ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN = 10015, 10062, 50027
EXPIRED = frozenset({UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN})

# Only for requests that may be sent twice; 429 and 5xx are tried again by discord.py itself.
_again_when_cut_off = retry(
    retry=retry_if_exception_type(aiohttp.ClientError),
    stop=stop_after_attempt(4),
    wait=wait_exponential(0.2),
    reraise=True,
)


async def acknowledge(interaction: discord.Interaction[Any], *, private: bool) -> None:
    """Tell Discord that an answer will come; who sees it is decided here for all that follows."""
    try:
        await interaction.response.defer(ephemeral=private, thinking=True)
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:  # a repeated callback whose first sending had arrived
            raise


async def deliver(interaction: discord.Interaction[Any], pages: Sequence[Page], *, private: bool) -> None:
    """Put the first page in place of "thinking" and send the others behind it."""
    await _again_when_cut_off(interaction.edit_original_response)(embeds=list(pages[0].embeds))
    for page in pages[1:]:
        await interaction.followup.send(embeds=list(page.embeds), ephemeral=private)


async def tell(interaction: discord.Interaction[Any], text: str) -> None:
    """Say something to the person alone, before or after a response; where that is impossible, only log it."""
    try:
        await _respond(interaction, text)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        code = error.code if isinstance(error, discord.HTTPException) else None
        _log.warning("could not tell", interaction=interaction.id, error=type(error).__name__, code=code)


async def _respond(interaction: discord.Interaction[Any], text: str) -> None:
    if not interaction.response.is_done():
        try:
            await interaction.response.send_message(text, ephemeral=True)
        except discord.HTTPException as error:
            if error.code != ALREADY_ACKNOWLEDGED:
                raise
        else:
            return
    await interaction.followup.send(text, ephemeral=True)
