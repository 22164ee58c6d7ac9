"""Discord's markdown: text from files and people is shown as it stands, and only our own links are links."""

from __future__ import annotations

import re
from urllib.parse import quote

from discord.utils import escape_mentions

# One pass over every character with a meaning. discord.utils.escape_markdown leaves the second of two masked links,
# `<...>` and bare addresses as they are: text that somebody typed would make a link.
_SIGNIFICANT = re.compile(r"[\\*_~`|\[\]<>#]|:(?=//)|^[-+](?=\s)")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_SAFE_IN_ADDRESS = ":/?#&=%@+,;~!$'*-._"


def plain(text: str) -> str:
    """Return a text as one line that Discord shows letter by letter: no markdown, mentions or links."""
    return escape_mentions(_SIGNIFICANT.sub(r"\\\g<0>", " ".join(text.split())))


def shortened(text: str, most: int) -> str:
    """Return `plain` text of at most `most` characters, cut between words."""
    whole = plain(text)
    if len(whole) <= most:
        return whole
    room = most - 1
    while len(short := plain(_cut(" ".join(text.split()), room)) + "…") > most:
        room = max(0, room - max(1, (len(short) - most) // 2))
    return short


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` characters for the places that know no markdown (author, footer, labels)."""
    text = " ".join(text.split())
    return text if len(text) <= most else _cut(text, most - 1) + "…"


def link(shown: str, url: str | None) -> str:
    """Return escaped text as a masked link; as it is where there is no web address."""
    if url is None or not _WEB_ADDRESS.fullmatch(url):
        return shown
    return f"[{shown}]({quote(url, safe=_SAFE_IN_ADDRESS)})"


def _cut(text: str, most: int) -> str:
    head, space, _ = text[:most].rpartition(" ")
    return head if space and len(head) > most // 2 else text[:most]
