"""`/ask`: a question in somebody's own words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from discord import app_commands

from bot.core.answers import Answer
from bot.core.questions import MAX_QUESTION_CHARACTERS  # noqa: TC001 - discord.py evaluates the annotation
from bot.discord_app.rendering import render_result
from bot.discord_app.responding import acknowledge, deliver

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import EthicsClient

_log = structlog.get_logger(__name__)


@app_commands.command(description="Ask about the ethics of a machine-learning dataset")
@app_commands.describe(
    question="For example: where is MS Celeb still available?",
    private="True: only you see question and answer",
    more="True: everything that was found, also what is less sure to answer it",
)
async def ask(
    interaction: discord.Interaction[EthicsClient],
    question: app_commands.Range[str, 1, MAX_QUESTION_CHARACTERS],
    private: bool = False,
    more: bool = False,
) -> None:
    """Answer a question."""
    began = time.perf_counter()
    services = interaction.client.services
    await acknowledge(interaction, private=private)
    acknowledged = time.perf_counter()
    result = await services.inference.run(services.assistant.ask, question)
    if more and isinstance(result, Answer):
        result = result.whole
    page = render_result(result, services.catalogues.of(result.language), services.records(result.datasets))
    await deliver(interaction, [page], private=private)
    _log.info(
        "question answered",
        interaction=interaction.id,
        guild=interaction.guild_id,
        answer=result.id,
        kind=result.kind,
        acknowledged_ms=round((acknowledged - began) * 1000),
        total_ms=round((time.perf_counter() - began) * 1000),
    )
