"""What the double remembers: commands, messages, private channels, interactions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .messages import EPHEMERAL, Message
from .payloads import Json, User, World, snowflake

if TYPE_CHECKING:
    from .interactions import Interaction

GLOBAL_SCOPE = ""


@dataclass
class State:
    """Everything that outlives a request; commands are kept by scope (a guild's id, or "" for global)."""

    world: World
    commands: dict[str, list[Json]] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    dm_ids: dict[str, str] = field(default_factory=dict)
    dm_users: dict[str, User] = field(default_factory=dict)
    interactions: list[Interaction] = field(default_factory=list)
    by_token: dict[str, Interaction] = field(default_factory=dict)

    def dm_id(self, user: User) -> str:
        """Return the id of the private channel with a user, opened when first needed."""
        channel_id = self.dm_ids.setdefault(user.id, snowflake())
        self.dm_users.setdefault(channel_id, user)
        return channel_id

    def user(self, user_id: str) -> User | None:
        """Return anybody who was ever seen: a member, or the user of an interaction."""
        strangers = (one.user for one in self.interactions if one.user.id == user_id)
        return self.world.person(user_id) or next(strangers, None)

    def registered(self, name: str, kind: int) -> Json | None:
        """Return the registered command of this name and type; the guild's own goes before the global one."""
        for scope in (self.world.guild_id, GLOBAL_SCOPE):
            for command in self.commands.get(scope, []):
                if (command["name"], command["type"]) == (name, kind):
                    return command
        return None

    def keep(self, message: Message) -> Message:
        """Store a message."""
        self.messages[message.id] = message
        return message

    def in_channel(self, channel_id: str) -> list[Message]:
        """Return the messages of a channel that everybody there sees, oldest first."""
        return [
            message
            for message in self.messages.values()
            if message.payload["channel_id"] == channel_id and not message.flags & EPHEMERAL
        ]

    def remember(self, interaction: Interaction) -> Interaction:
        """Store an interaction."""
        self.interactions.append(interaction)
        self.by_token[interaction.token] = interaction
        return interaction
