"""Messages as Discord keeps them, made from the bodies that a bot sends."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .payloads import Json, snowflake, timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
KEPT_FLAGS = (1 << 2) | EPHEMERAL | (1 << 12) | COMPONENTS_V2  # suppress embeds, ephemeral, silent, components v2

ACTION_ROW, BUTTON, STRING_SELECT = 1, 2, 3
SELECTS = (3, 5, 6, 7, 8)
_EXPECTED_BY_TYPE: dict[int, Json] = {
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
    11: {"description": None, "spoiler": False},
    13: {"name": None, "size": None, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


@dataclass(eq=False)
class Message:
    """A message as it stands now; edits change it in place."""

    payload: Json

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.payload["id"])

    @property
    def content(self) -> str:
        """The plain text."""
        return str(self.payload["content"])

    @property
    def embeds(self) -> list[Json]:
        """The embeds."""
        return list(self.payload["embeds"])

    @property
    def components(self) -> list[Json]:
        """The components, as a tree."""
        return list(self.payload["components"])

    @property
    def flags(self) -> int:
        """The flags, a bit field."""
        return int(self.payload["flags"])

    @property
    def is_ephemeral(self) -> bool:
        """Whether only the asker sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All text that a reader sees, from content, embeds and text components, line by line."""
        return "\n".join(part for part in _texts(self.payload) if part)

    @property
    def buttons(self) -> list[Json]:
        """All buttons, wherever they stand."""
        return [component for component in walk(self.components) if component["type"] == BUTTON]

    def component(self, key: str) -> Json:
        """Return the component with this custom_id, label or placeholder."""
        for component in walk(self.components):
            if key in (component.get("custom_id"), component.get("label"), component.get("placeholder")):
                return component
        raise LookupError(f"message {self.id} has no component {key!r}")


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield all components of a tree, parents first."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component[key] for key in ("accessory", "component") if component.get(key)])


def _texts(payload: Json) -> Iterator[str]:
    yield payload["content"]
    for embed in payload["embeds"]:
        yield embed.get("title", "")
        yield embed.get("description", "")
        for part in embed.get("fields", []):
            yield part["name"]
            yield part["value"]
        yield embed.get("footer", {}).get("text", "")
    for component in walk(payload["components"]):
        yield component.get("content", "")


def message_payload(body: Json, *, channel_id: str, author: Json, files: tuple[str, ...] = (), **more: Any) -> Json:
    """Return a new message made from a request body; `more` overrides or adds keys."""
    payload: Json = {
        "id": snowflake(),
        "type": 0,
        "channel_id": channel_id,
        "author": author,
        "content": "",
        "timestamp": timestamp(),
        "edited_timestamp": None,
        "tts": bool(body.get("tts")),
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": int(body.get("flags") or 0) & KEPT_FLAGS,
        **more,
    }
    apply_body(payload, body, files)
    return payload


def edit(message: Message, body: Json, files: tuple[str, ...] = ()) -> None:
    """Change a message as the body of an edit says; an edit also ends the thinking state."""
    payload = message.payload
    editable = (1 << 2) | COMPONENTS_V2
    requested = body.get("flags")
    if requested is not None:
        payload["flags"] = (
            (payload["flags"] & ~editable) | (int(requested) & editable) | (payload["flags"] & COMPONENTS_V2)
        )
    payload["flags"] &= ~LOADING
    payload["edited_timestamp"] = timestamp()
    apply_body(payload, body, files)


def apply_body(payload: Json, body: Json, files: tuple[str, ...]) -> None:
    """Write content, embeds, components and attachments of a request body into a message."""
    if "content" in body:
        payload["content"] = body["content"] or ""
    if "embeds" in body:
        payload["embeds"] = [_embed(embed) for embed in body["embeds"] or []]
    if "components" in body:
        numbers = itertools.count(1)
        payload["components"] = [_component(part, numbers) for part in body["components"] or []]
    if files or "attachments" in body:
        kept = {str(part["id"]) for part in body.get("attachments") or []}
        old = [attachment for attachment in payload["attachments"] if attachment["id"] in kept]
        payload["attachments"] = old + [_attachment(name) for name in files]


def _embed(embed: Json) -> Json:
    shown = {key: value for key, value in embed.items() if value is not None}
    shown["type"] = "rich"
    if "fields" in shown:
        shown["fields"] = [{"inline": False, **part} for part in shown["fields"]]
    return shown


def _attachment(filename: str) -> Json:
    url = f"https://cdn.discordapp.com/attachments/{filename}"
    return {"id": snowflake(), "filename": filename, "size": 1, "url": url, "proxy_url": url}


def _media(media: Json) -> Json:
    url = str(media.get("url", ""))
    return {"id": snowflake(), "url": url, "proxy_url": url}


def _component(sent: Json, numbers: Iterator[int]) -> Json:
    """Return a component as Discord prints it: numbered, with what it adds, and without nulls that it leaves out."""
    kind = int(sent["type"])
    added = _EXPECTED_BY_TYPE.get(kind, {})
    shown = {**added, **{key: _without_nulls(value) for key, value in sent.items() if value is not None}}
    shown["id"] = sent.get("id") or next(numbers)
    if "components" in shown:
        shown["components"] = [_component(part, numbers) for part in shown["components"]]
    if "accessory" in shown:
        shown["accessory"] = _component(shown["accessory"], numbers)
    if "items" in shown:
        shown["items"] = [
            {"description": None, "spoiler": False, **item, "media": _media(item["media"])} for item in shown["items"]
        ]
    for key in ("media", "file"):
        if key in shown:
            shown[key] = _media(shown[key])
    return shown


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(part) for key, part in value.items() if part is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value
