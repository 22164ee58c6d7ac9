"""Waiting for something that another task will do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Changes:
    """A bell that is rung whenever something changed, and that tasks can wait for."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits."""
        self._bell.set()
        self._bell = asyncio.Event()

    async def until(self, is_true: Callable[[], bool], within: float, describe: Callable[[], str]) -> None:
        """Return once the condition holds; raise TimeoutError with the description after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while not is_true():
                    await self._bell.wait()
        except TimeoutError:
            raise TimeoutError(f"after {within:g} s: {describe()}") from None
