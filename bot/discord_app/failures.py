"""What a person is told when a command does not work: always what to do next."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import discord
import structlog
from discord import app_commands

from bot.discord_app import markdown
from bot.discord_app.responding import EXPIRED, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.language.messages import Messages

_log = structlog.get_logger(__name__)


async def handle_failure(
    interaction: discord.Interaction[Any], error: app_commands.AppCommandError, messages: Messages
) -> None:
    """Answer the person whose command failed, and log what is not their doing; the question is never logged."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    facts = {"interaction": interaction.id, "guild": interaction.guild_id, "command": _name(interaction)}
    if isinstance(cause, discord.HTTPException) and cause.code in EXPIRED:
        _log.warning("interaction expired", code=cause.code, **facts)
        return
    expected = explanation(cause, messages)
    if expected is None:
        _log.error("command failed", errors=list(_kinds(cause)), trace=frames(cause), **facts)
    else:
        _log.info("command refused", error=type(cause).__name__, **facts)
    if (
        interaction.type is discord.InteractionType.autocomplete
    ):  # nothing but choices can be sent; showing none is right
        return
    await tell(interaction, expected or unexpected(interaction.id, messages))


def explanation(error: BaseException, messages: Messages) -> str | None:
    """Return what to say of a failure that is part of normal life; None for every other."""
    say = messages.say
    match error:
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return say(
                "This command no longer exists in this form. Discord may need a minute to show the present ones; "
                "try {command}. If it stays, whoever runs this bot can run {sync}.",
                command="`/help`",
                sync="`python -m bot sync`",
            )
        case app_commands.CommandOnCooldown():
            return say(
                "That was quick. Please try again in {seconds} seconds.", seconds=max(1, round(error.retry_after + 0.5))
            )
        case app_commands.NoPrivateMessage():
            return say("This command works only in a server. Please use it there.")
        case app_commands.MissingPermissions() | app_commands.MissingRole() | app_commands.MissingAnyRole():
            return say(
                "You are not allowed to use this command here. Ask a moderator of this server to do it or to allow you."
            )
        case app_commands.BotMissingPermissions():
            missing = markdown.plain(messages.listed([name.replace("_", " ") for name in error.missing_permissions]))
            return say(
                "I lack a permission here: {missing}. Ask an admin of this server to give it to me.", missing=missing
            )
        case app_commands.CheckFailure():
            return say("You cannot use this command here. {command} shows what you can use.", command="`/help`")
        case app_commands.TransformerError():
            return say("One of the values cannot be read. Choose one of those that Discord offers while you type.")
    return None


def unexpected(reference: int, messages: Messages) -> str:
    """Return what to say when something broke; the number finds it in the log."""
    return messages.say(
        "Something went wrong, and it is not your fault. Please try again in a minute; "
        "if it happens again, tell whoever runs this bot this number: {number}",
        number=f"`{reference}`",
    )


def frames(error: BaseException) -> str:
    """Return where an error came from, without its message, which could repeat what somebody typed."""
    return "".join("".join(traceback.format_tb(one.__traceback__)) + type(one).__name__ + "\n" for one in _chain(error))


def _kinds(error: BaseException) -> Iterator[str]:
    return (type(one).__name__ for one in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from, the first cause last; at most five."""
    one: BaseException | None = error
    for _ in range(5):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _name(interaction: discord.Interaction[Any]) -> str | None:
    return interaction.command.qualified_name if interaction.command else None
