"""Discord's limits on embeds, and the values that a message is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION, FIELD_NAME, FIELD_VALUE, FIELDS, TITLE, FOOTER, AUTHOR = 4096, 256, 1024, 25, 256, 2048, 256
TOTAL, EMBEDS = 6000, 10

NEUTRAL = discord.Colour(0x5865F2)
GREY = discord.Colour(0x80848E)
STATUS_COLOURS = {
    "available": discord.Colour(0x3BA55D),
    "restricted": discord.Colour(0xFAA61A),
    "withdrawn": discord.Colour(0xED4245),
    "retracted": discord.Colour(0xED4245),
    "removed by host": discord.Colour(0xED4245),
    "superseded": discord.Colour(0x9B84EE),
    "not released": discord.Colour(0xFAA61A),
}


@dataclass(frozen=True)
class Page:
    """One message: its embeds."""

    embeds: tuple[discord.Embed, ...]


def fits(page: Page) -> bool:
    """Tell whether Discord takes a message."""
    return (
        len(page.embeds) <= EMBEDS
        and sum(len(embed) for embed in page.embeds) <= TOTAL
        and all(map(_embed_fits, page.embeds))
    )


def pack(lines: Sequence[str], most: int) -> list[str]:
    """Join lines to texts of at most `most` characters; no line may be longer."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= most:
            texts[-1] += "\n" + line
        else:
            texts.append(line)
    return texts


def _embed_fits(embed: discord.Embed) -> bool:
    return (
        len(embed.title or "") <= TITLE
        and len(embed.author.name or "") <= AUTHOR
        and len(embed.footer.text or "") <= FOOTER
        and len(embed.description or "") <= DESCRIPTION
        and len(embed.fields) <= FIELDS
        and all(len(field.name or "") <= FIELD_NAME and len(field.value or "") <= FIELD_VALUE for field in embed.fields)
    )
