"""The small world that the double serves, as Discord would print it: users, one guild, one application."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
TEXT_CHANNEL, DM_CHANNEL = 0, 1
# Add reactions, view channels, send, embed links, attach files, read history, external emoji, application commands.
MEMBER_PERMISSIONS = sum(1 << bit for bit in (6, 10, 11, 14, 15, 16, 18, 31))
MODERATOR_PERMISSIONS = MEMBER_PERMISSIONS | 1 << 5 | 1 << 13  # manage guild, manage messages
JOINED_AT = "2024-01-01T00:00:00.000000+00:00"
EVERY_CHANNEL_PERMISSION = str(0x7FFF_FFFF_FFFF)

_counter = itertools.count(1)


def snowflake() -> str:
    """Return a new id that carries the present time, as Discord's ids do."""
    milliseconds = int(time.time() * 1000) - DISCORD_EPOCH_MS
    return str((milliseconds << 22) | (next(_counter) & 0x3FFFFF))


def timestamp() -> str:
    """Return the present time in the form of Discord's timestamps."""
    return datetime.now(UTC).isoformat()


@dataclass(frozen=True)
class User:
    """Somebody on Discord, with the roles and permissions (a bit field) that they have in the guild."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    permissions: int = MEMBER_PERMISSIONS
    bot: bool = False

    @classmethod
    def numbered(cls, number: int) -> User:
        """Return one of many distinct users, for tests with a crowd."""
        return cls(id=str(500_000_000_000_000_000 + number), name=f"user{number}")

    def payload(self) -> Json:
        """Return the user object."""
        return {
            "id": self.id,
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """Return the guild member object."""
        return {
            "user": self.payload(),
            "roles": list(self.roles),
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": JOINED_AT,
            "premium_since": None,
            "communication_disabled_until": None,
            "pending": False,
            "flags": 0,
            "mute": False,
            "deaf": False,
        }


@dataclass(frozen=True)
class Role:
    """A role of the guild."""

    id: str
    name: str
    permissions: int = MEMBER_PERMISSIONS

    def payload(self) -> Json:
        """Return the role object."""
        return {
            "id": self.id,
            "name": self.name,
            "permissions": str(self.permissions),
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(frozen=True)
class Channel:
    """A text channel of the guild."""

    id: str
    name: str

    def payload(self) -> Json:
        """Return the part of the channel object that comes with an option or a select menu."""
        permissions = EVERY_CHANNEL_PERMISSION
        return {"id": self.id, "name": self.name, "type": TEXT_CHANNEL, "permissions": permissions}


MODERATOR_ROLE = Role("310000000000000001", "moderators", MODERATOR_PERMISSIONS)
ALICE = User("410000000000000001", "alice")
BOB = User("410000000000000002", "bob")
MODERATOR = User("410000000000000003", "mona", roles=(MODERATOR_ROLE.id,), permissions=MODERATOR_PERMISSIONS)


@dataclass(frozen=True)
class World:
    """Who and what exists: the application with its bot, one guild with one text channel, and some people."""

    token: str = "MTEwMDAwMDAwMDAwMDAwMDAx.double.not-a-real-token-0123456789"
    application_id: str = "110000000000000001"
    bot: User = User("110000000000000001", "testbot", bot=True)
    guild_id: str = "210000000000000001"
    guild_name: str = "Test guild"
    guild_locale: str = "en-US"
    channel: Channel = Channel("220000000000000001", "general")
    roles: tuple[Role, ...] = (MODERATOR_ROLE,)
    people: tuple[User, ...] = field(default=(ALICE, BOB, MODERATOR))

    @property
    def channel_id(self) -> str:
        """The id of the guild's channel."""
        return self.channel.id

    def everyone(self) -> tuple[User, ...]:
        """Return all members of the guild, the bot first."""
        return (self.bot, *self.people)

    def person(self, user_id: str) -> User | None:
        """Return the member with this id."""
        return next((user for user in self.everyone() if user.id == user_id), None)

    def current_user(self) -> Json:
        """Return the bot as it sees itself."""
        return {**self.bot.payload(), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}

    def application(self) -> Json:
        """Return the application as its own bot sees it."""
        return {
            "id": self.application_id,
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.bot.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": ALICE.payload(),
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
        }

    def text_channel(self) -> Json:
        """Return the guild's text channel."""
        return {
            "id": self.channel_id,
            "type": TEXT_CHANNEL,
            "guild_id": self.guild_id,
            "name": self.channel.name,
            "position": 0,
            "flags": 0,
            "topic": None,
            "nsfw": False,
            "parent_id": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "permission_overwrites": [],
        }

    def role_payloads(self) -> list[Json]:
        """Return all roles, the one of everybody (whose id is the guild's) first."""
        return [Role(self.guild_id, "@everyone").payload(), *(role.payload() for role in self.roles)]

    def guild(self) -> Json:
        """Return the guild as REST prints it."""
        nothing = (
            "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id",
            "afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code",
            "rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data",
        )  # fmt: skip
        zero = (
            "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level",
            "explicit_content_filter", "premium_tier", "premium_subscription_count", "nsfw_level",
        )  # fmt: skip
        return {
            **dict.fromkeys(nothing),
            **dict.fromkeys(zero, 0),
            "id": self.guild_id,
            "name": self.guild_name,
            "features": [],
            "owner_id": ALICE.id,
            "region": "deprecated",
            "afk_timeout": 300,
            "widget_enabled": False,
            "roles": self.role_payloads(),
            "max_members": 250_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "preferred_locale": self.guild_locale,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "emojis": [],
            "stickers": [],
        }

    def guild_create(self) -> Json:
        """Return the guild as the gateway announces it."""
        empty = ("threads", "presences", "voice_states", "stage_instances", "guild_scheduled_events")
        return {
            **self.guild(),
            **{name: [] for name in empty},
            "soundboard_sounds": [],
            "joined_at": JOINED_AT,
            "large": False,
            "unavailable": False,
            "member_count": len(self.everyone()),
            "channels": [self.text_channel()],
            "members": [user.member() for user in self.everyone()],
        }


def dm_channel(channel_id: str, user: User) -> Json:
    """Return the private channel between the bot and a user."""
    return {
        "id": channel_id,
        "type": DM_CHANNEL,
        "flags": 0,
        "last_message_id": None,
        "recipients": [user.payload()],
    }
