"""Waiting for something that rings no bell, such as a line in the log."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


async def until(is_true: Callable[[], object], within: float = 10.0) -> None:
    """Return once a condition holds; raise TimeoutError after `within` seconds."""
    async with asyncio.timeout(within):
        while not is_true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
