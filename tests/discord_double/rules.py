"""Rules of Discord that its OpenAPI file does not state: generators of (place, problem)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from .messages import BUTTON, COMPONENTS_V2, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .payloads import Json

Finding = tuple[str, str]

COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
COMMAND_SIZE, COMMANDS_PER_SCOPE = 8000, 100
EMBEDS_SIZE, CONTENT_SIZE = 6000, 2000
TEXT_COMPONENTS_SIZE, COMPONENTS_COUNT, ROWS_COUNT = 4000, 40, 5
CHOICES_COUNT, CHOICE_SIZE = 25, 100
CHAT_INPUT, SUBCOMMAND, SUBCOMMAND_GROUP = 1, 1, 2
LINK_STYLE, PREMIUM_STYLE = 5, 6
TEXT_DISPLAY, FIRST_V2_TYPE = 10, 9


def command_set(commands: list[Json]) -> Iterator[Finding]:
    """Check a bulk registration."""
    kinds = Counter((command.get("name"), command.get("type") or CHAT_INPUT) for command in commands)
    for (name, kind), count in kinds.items():
        if count > 1:
            yield "$", f"{count} commands of type {kind} are named {name!r}"
    slash = sum(count for (_, kind), count in kinds.items() if kind == CHAT_INPUT)
    if slash > COMMANDS_PER_SCOPE:
        yield "$", f"{slash} slash commands, at most {COMMANDS_PER_SCOPE} are allowed"
    for index, one in enumerate(commands):
        for place, problem in command(one):
            yield f"$[{index}]{place.removeprefix('$')}", f"command {one.get('name')!r}: {problem}"


def command(one: Json) -> Iterator[Finding]:
    """Check one command."""
    size = _command_size(one)
    if size > COMMAND_SIZE:
        yield "$", f"{size} characters, at most {COMMAND_SIZE} are allowed"
    if (one.get("type") or CHAT_INPUT) == CHAT_INPUT:
        yield from _names(one, "$")
        yield from _options(one.get("options") or [], "$.options")
    elif one.get("description") or one.get("options"):
        yield "$", "a context menu has no description and no options"


def _names(one: Json, place: str) -> Iterator[Finding]:
    for name in [one.get("name") or "", *(one.get("name_localizations") or {}).values()]:
        if not COMMAND_NAME.match(name) or name != name.lower():
            yield f"{place}.name", f"{name!r} is not a lower-case name of 1 to 32 letters, digits, - or _"
    if not (one.get("description") or "").strip():
        yield f"{place}.description", "is needed"


def _options(options: list[Json], place: str) -> Iterator[Finding]:
    yield from _duplicates(place, "options are named", (option.get("name") for option in options))
    nesting = {option.get("type") in (SUBCOMMAND, SUBCOMMAND_GROUP) for option in options}
    if len(nesting) > 1:
        yield place, "subcommands and ordinary options stand side by side"
    optional_seen = False
    for index, option in enumerate(options):
        here = f"{place}[{index}]"
        yield from _names(option, here)
        if option.get("required") and optional_seen:
            yield here, "a required option stands after an optional one"
        optional_seen = optional_seen or not option.get("required")
        if option.get("autocomplete") and option.get("choices"):
            yield here, "has both choices and autocomplete"
        yield from choices(option.get("choices") or [], f"{here}.choices")
        yield from _options(option.get("options") or [], f"{here}.options")


def choices(offered: list[Json], place: str = "$.data.choices") -> Iterator[Finding]:
    """Check the choices of an option or of an autocomplete answer."""
    if len(offered) > CHOICES_COUNT:
        yield place, f"{len(offered)} choices, at most {CHOICES_COUNT} are allowed"
    for index, choice in enumerate(offered):
        for key in ("name", "value"):
            text = choice.get(key)
            if isinstance(text, str) and not 1 <= len(text) <= CHOICE_SIZE:
                yield f"{place}[{index}].{key}", f"{len(text)} characters, must be 1 to {CHOICE_SIZE}"


def _command_size(one: Json) -> int:
    own = sum(
        max([len(one.get(key) or ""), *(len(text) for text in (one.get(f"{key}_localizations") or {}).values())])
        for key in ("name", "description")
    )
    offered = sum(len(c["name"]) + len(str(c["value"])) for c in one.get("choices") or [])
    return own + offered + sum(_command_size(option) for option in one.get("options") or [])


def message(body: Json, *, is_new: bool, has_files: bool = False) -> Iterator[Finding]:
    """Check a message that is created or edited."""
    embeds, components = body.get("embeds") or [], body.get("components") or []
    content = body.get("content") or ""
    if len(content) > CONTENT_SIZE:
        yield "$.content", f"{len(content)} characters, at most {CONTENT_SIZE} are allowed"
    is_blank = not (content.strip() or embeds or components or has_files or body.get("poll") or body.get("sticker_ids"))
    if is_new and is_blank:
        yield "$", "an empty message"
    yield from _embeds(embeds)
    yield from _components(components)
    is_v2 = bool(int(body.get("flags") or 0) & COMPONENTS_V2)
    if is_v2 and (content or embeds):
        yield "$", "a message with components v2 has no content and no embeds"
    if is_new and not is_v2 and any(part["type"] >= FIRST_V2_TYPE for part in walk(components)):
        yield "$.flags", "components v2 without their flag"
    if not is_v2 and len(components) > ROWS_COUNT:
        yield "$.components", f"{len(components)} rows, at most {ROWS_COUNT} are allowed"


def _embeds(embeds: list[Json]) -> Iterator[Finding]:
    size = sum(len(text) for embed in embeds for text in _embed_texts(embed))
    if size > EMBEDS_SIZE:
        yield "$.embeds", f"{size} characters over all embeds, at most {EMBEDS_SIZE} are allowed"
    for index, embed in enumerate(embeds):
        if not set(embed) - {"type", "color", "flags"}:
            yield f"$.embeds[{index}]", "shows nothing"
        for number, part in enumerate(embed.get("fields") or []):
            for key in ("name", "value"):
                if not str(part.get(key) or "").strip():
                    yield f"$.embeds[{index}].fields[{number}].{key}", "is blank"


def _embed_texts(embed: Json) -> Iterator[str]:
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    for part in embed.get("fields") or []:
        yield str(part.get("name") or "")
        yield str(part.get("value") or "")
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""


def _components(components: list[Json], place: str = "$.components") -> Iterator[Finding]:
    parts = list(walk(components))
    yield from _duplicates(place, "components have the custom_id", (part.get("custom_id") for part in parts))
    if len(parts) > COMPONENTS_COUNT:
        yield place, f"{len(parts)} components, at most {COMPONENTS_COUNT} are allowed"
    size = sum(len(part.get("content") or "") for part in parts if part["type"] == TEXT_DISPLAY)
    if size > TEXT_COMPONENTS_SIZE:
        yield place, f"{size} characters in text components, at most {TEXT_COMPONENTS_SIZE} are allowed"
    for part in parts:
        yield from _button(part, place) if part["type"] == BUTTON else ()
        kinds = [inner["type"] for inner in part.get("components") or []]
        if part["type"] == 1 and len(kinds) > 1 and set(kinds) != {BUTTON}:
            yield place, "a select menu or text input shares its row"


def _button(button: Json, place: str) -> Iterator[Finding]:
    what = f"button {button.get('label')!r}"
    style = button.get("style")
    if style == LINK_STYLE and (not button.get("url") or button.get("custom_id")):
        yield place, f"{what} is a link and needs a url and no custom_id"
    if style not in (LINK_STYLE, PREMIUM_STYLE) and (not button.get("custom_id") or button.get("url")):
        yield place, f"{what} needs a custom_id and no url"
    if style != PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        yield place, "a button without label and emoji"


def modal(data: Json) -> Iterator[Finding]:
    """Check a modal."""
    components = data.get("components") or []
    yield from _components(components, "$.data.components")
    if len(components) > ROWS_COUNT:
        yield "$.data.components", f"{len(components)} rows, at most {ROWS_COUNT} are allowed"


def mentions(body: Json) -> Iterator[Finding]:
    """Check that a new message cannot ping anybody."""
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict):
        yield "$.allowed_mentions", "is absent, so whatever the text mentions is pinged"
        return
    pinging = {key: allowed[key] for key in ("parse", "users", "roles", "replied_user") if allowed.get(key)}
    if "parse" not in allowed or pinging:
        yield "$.allowed_mentions", f"would ping: {allowed}"


def _duplicates(place: str, what: str, names: Iterable[Any]) -> Iterator[Finding]:
    for name, count in Counter(name for name in names if name is not None).items():
        if count > 1:
            yield place, f"{count} {what} {name!r}"
