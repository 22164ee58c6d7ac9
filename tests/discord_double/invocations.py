"""What a user can do: run a command, type into an option, press, select, submit; as complete gateway events."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from .messages import BUTTON, SELECTS, Message
from .payloads import ALICE, EVERY_CHANNEL_PERMISSION, Channel, Json, Role, User, World, dm_channel, snowflake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
GUILD_CONTEXT, BOT_DM_CONTEXT = 0, 1
ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024
_ID_OPTIONS = {6, 7, 8, 9}
_RESOLVED_KEYS: dict[type, str] = {User: "users", Role: "roles", Channel: "channels"}

Thing = User | Role | Channel
Value = str | int | float | bool | Thing


@dataclass(frozen=True)
class Invocation:
    """A thing that a user does, ready to be sent; `data` is complete but for what the server knows."""

    type: int
    data: Json
    user: User = ALICE
    in_guild: bool = True
    locale: str = "en-US"
    source: Message | None = None
    overrides: Json = field(default_factory=dict)

    def by(self, user: User) -> Invocation:
        """Return the same, done by somebody else."""
        return replace(self, user=user)

    def in_dm(self) -> Invocation:
        """Return the same, done in the private channel with the bot."""
        return replace(self, in_guild=False)

    def speaking(self, locale: str) -> Invocation:
        """Return the same, by a user whose Discord runs in this language."""
        return replace(self, locale=locale)

    def overriding(self, **keys: Any) -> Invocation:
        """Return the same with top-level keys of the event replaced; a value of None removes the key."""
        return replace(self, overrides={**self.overrides, **keys})


def slash(command: str, /, **options: Value) -> Invocation:
    """Run a slash command; write subcommands with spaces: `slash("source add", url="...")`."""
    return Invocation(COMMAND, _command_data(command, options))


def autocomplete(command: str, option: str, typed: str, /, **options: Value) -> Invocation:
    """Type into an option of a slash command; the other options are those filled in already."""
    return Invocation(AUTOCOMPLETE, _command_data(command, {**options, option: typed}, focused=option))


def user_menu(command: str, target: User, /) -> Invocation:
    """Run a user context menu on somebody."""
    data = {"type": USER_MENU, "name": command, "target_id": target.id, **_resolved([target])}
    return Invocation(COMMAND, data)


def message_menu(command: str, target: Message, /) -> Invocation:
    """Run a message context menu on a message."""
    resolved = {"messages": {target.id: deepcopy(target.payload)}}
    return Invocation(COMMAND, {"type": MESSAGE_MENU, "name": command, "target_id": target.id, "resolved": resolved})


def press(message: Message, button: str, /) -> Invocation:
    """Press a button, named by its custom_id or its label."""
    component = message.component(button)
    if component["type"] != BUTTON or component.get("disabled") or not component.get("custom_id"):
        raise ValueError(f"{button!r} is not a button that can be pressed: {component}")
    data = {"component_type": BUTTON, "custom_id": component["custom_id"], "id": component["id"]}
    return Invocation(COMPONENT, data, source=message)


def select(message: Message, menu: str, /, *values: str | Thing) -> Invocation:
    """Choose values in a select menu, named by its custom_id or its placeholder."""
    component = message.component(menu)
    if component["type"] not in SELECTS or component.get("disabled"):
        raise ValueError(f"{menu!r} is not a select menu that can be used: {component}")
    ids = [value.id if isinstance(value, Thing) else value for value in values]
    offered = {option["value"] for option in component.get("options", [])}
    if offered and not offered.issuperset(ids):
        raise ValueError(f"{menu!r} offers {sorted(offered)}, not {ids}")
    data: Json = {
        "component_type": component["type"],
        "custom_id": component["custom_id"],
        "id": component["id"],
        "values": ids,
    }
    data |= _resolved(values)
    return Invocation(COMPONENT, data, source=message)


def submit(opened: Interaction, /, values: Mapping[str, str | list[str]]) -> Invocation:
    """Fill in and submit the modal that an interaction opened; values by custom_id, the rest stays as it was."""
    modal = opened.modal
    unknown = set(values) - {str(part.get("custom_id")) for part in _modal_inputs(modal["components"])}
    if unknown:
        raise ValueError(f"modal {modal['custom_id']!r} has no inputs {sorted(unknown)}")
    components = [_filled_in(part, values) for part in modal["components"]]
    return Invocation(
        MODAL_SUBMIT,
        {"custom_id": modal["custom_id"], "components": components},
        user=opened.user,
        in_guild="guild_id" in opened.event,
        locale=opened.event["locale"],
        source=opened.source,
    )


def event(invocation: Invocation, world: World, dm_id: str, interaction_id: str, token: str) -> Json:
    """Return the INTERACTION_CREATE payload of an invocation."""
    user = invocation.user
    payload: Json = {
        "id": interaction_id,
        "application_id": world.application_id,
        "type": invocation.type,
        "token": token,
        "version": 1,
        "data": invocation.data,
        "locale": invocation.locale,
        "app_permissions": EVERY_CHANNEL_PERMISSION,
        "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        "entitlements": [],
        "entitlement_sku_ids": [],
    }
    if invocation.in_guild:
        payload |= {
            "guild_id": world.guild_id,
            "guild": {"id": world.guild_id, "locale": world.guild_locale, "features": []},
            "guild_locale": world.guild_locale,
            "channel_id": world.channel_id,
            "channel": {**world.text_channel(), "permissions": EVERY_CHANNEL_PERMISSION},
            "member": {**user.member(), "permissions": str(user.permissions)},
            "authorizing_integration_owners": {"0": world.guild_id},
            "context": GUILD_CONTEXT,
        }
    else:
        payload |= {
            "channel_id": dm_id,
            "channel": dm_channel(dm_id, user),
            "user": user.payload(),
            "authorizing_integration_owners": {"0": "0"},
            "context": BOT_DM_CONTEXT,
        }
    if invocation.source is not None:
        payload["message"] = deepcopy(invocation.source.payload)
    payload |= invocation.overrides
    return {key: value for key, value in payload.items() if value is not None}


def with_registration(invocation: Invocation, registered: Json | None) -> Invocation:
    """Complete a command's data from what the bot registered; refuse what no client could send."""
    data = dict(invocation.data)
    data["id"] = registered["id"] if registered else snowflake()
    if registered:
        if "guild_id" in registered:
            data["guild_id"] = registered["guild_id"]
        if data["type"] == CHAT_INPUT:
            is_partial = invocation.type == AUTOCOMPLETE
            data["options"] = _checked(data["options"], registered.get("options", []), data["name"], is_partial)
    return replace(invocation, data=data)


def _checked(options: list[Json], declared: list[Json], where: str, is_partial: bool) -> list[Json]:
    known = {option["name"]: option for option in declared}
    unknown = [option["name"] for option in options if option["name"] not in known]
    missing = [
        name for name, option in known.items() if option.get("required") and name not in {o["name"] for o in options}
    ]
    if unknown or (missing and not is_partial):
        raise ValueError(f"no client could send /{where}: unknown options {unknown}, missing options {missing}")
    return [_typed(option, known[option["name"]], where, is_partial) for option in options]


def _typed(option: Json, declaration: Json, where: str, is_partial: bool) -> Json:
    typed = {**option, "type": declaration["type"]}
    if "options" in option:
        inner = declaration.get("options", [])
        typed["options"] = _checked(option["options"], inner, f"{where} {option['name']}", is_partial)
    elif declaration["type"] in _ID_OPTIONS:
        typed["value"] = str(option["value"])
    return typed


def _command_data(command: str, options: Mapping[str, Value], focused: str | None = None) -> Json:
    name, *path = command.split()
    if len(path) > 2:
        raise ValueError(f"a command has at most a group and a subcommand: {command!r}")
    nested = [_option(key, value, is_focused=key == focused) for key, value in options.items()]
    for depth, part in enumerate(reversed(path)):
        nested = [{"type": SUBCOMMAND_GROUP if depth else SUBCOMMAND, "name": part, "options": nested}]
    data: Json = {"type": CHAT_INPUT, "name": name, "options": nested}
    return data | _resolved(options.values())


def _option(name: str, value: Value, *, is_focused: bool) -> Json:
    kinds: dict[type, int] = {str: STRING, bool: BOOLEAN, int: INTEGER, float: NUMBER}
    kinds |= {User: USER, Channel: CHANNEL, Role: ROLE}
    option: Json = {
        "type": kinds[type(value)],
        "name": name,
        "value": value.id if isinstance(value, Thing) else value,
    }
    if is_focused:
        option["focused"] = True
    return option


def _resolved(values: Iterable[Value]) -> Json:
    """Return what Discord tells about the users, roles and channels among the values."""
    resolved: dict[str, Json] = {}
    for value in values:
        if isinstance(value, User):
            member = {key: part for key, part in value.member().items() if key not in ("user", "mute", "deaf")}
            resolved.setdefault("members", {})[value.id] = {**member, "permissions": str(value.permissions)}
        if isinstance(value, Thing):
            resolved.setdefault(_RESOLVED_KEYS[type(value)], {})[value.id] = value.payload()
    return {"resolved": resolved} if resolved else {}


def _modal_inputs(components: list[Json]) -> list[Json]:
    return [inner for part in components for inner in (part.get("components") or [part.get("component") or part])]


def _filled_in(part: Json, values: Mapping[str, str | list[str]]) -> Json:
    if "components" in part:
        return {"type": part["type"], "id": 1, "components": [_filled_in(c, values) for c in part["components"]]}
    if "component" in part:
        return {"type": part["type"], "id": 1, "component": _filled_in(part["component"], values)}
    if "custom_id" not in part:
        return {"type": part["type"], "id": 1}
    filled: Json = {"type": part["type"], "id": 1, "custom_id": part["custom_id"]}
    value = values.get(part["custom_id"], part.get("value") or "")
    if isinstance(value, list):
        filled["values"] = value
    elif part["type"] in SELECTS:
        filled["values"] = [value] if value else []
    else:
        filled["value"] = value
    return filled
