"""Characters that do not belong in knowledge files: control, direction and invisible ones, and halves of characters."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def forbidden_character(text: str) -> tuple[int, str] | None:
    """Return where the first forbidden character of a text stands and what to say about it; None when there is none."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    return found.start(), f"holds a control, direction or invisible character (U+{ord(found.group()):04X}); remove it"
