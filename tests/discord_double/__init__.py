"""A local double of Discord's gateway and REST API, in which the real discord.py runs unmodified."""

from .exchanges import Exchange
from .faults import Failure, Fault, Reply
from .interactions import Acknowledgement, Interaction
from .invocations import (
    Invocation,
    autocomplete,
    message_menu,
    press,
    select,
    slash,
    submit,
    user_menu,
)
from .messages import Message
from .payloads import ALICE, BOB, MODERATOR, Channel, Role, User, World
from .process import point_discord_py_at, process_environment, running
from .server import DiscordDouble
from .validation import is_validation_required, openapi_path, why_not_validated
from .violations import Violation

__all__ = [
    "ALICE",
    "BOB",
    "MODERATOR",
    "Acknowledgement",
    "Channel",
    "DiscordDouble",
    "Exchange",
    "Failure",
    "Fault",
    "Interaction",
    "Invocation",
    "Message",
    "Reply",
    "Role",
    "User",
    "Violation",
    "World",
    "autocomplete",
    "is_validation_required",
    "message_menu",
    "openapi_path",
    "point_discord_py_at",
    "press",
    "process_environment",
    "running",
    "select",
    "slash",
    "submit",
    "user_menu",
    "why_not_validated",
]
