"""Pointing an unmodified discord.py at the double, in this process or in one of its own."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    import pytest

REST_VARIABLE, GATEWAY_VARIABLE = "DISCORD_DOUBLE_REST", "DISCORD_DOUBLE_GATEWAY"

SITECUSTOMIZE = f'''"""Points discord.py at a local double of Discord as soon as it is imported."""

import importlib.machinery
import os
import sys


def _set_rest(module):
    module.Route.BASE = os.environ["{REST_VARIABLE}"]


def _set_gateway(module):
    from yarl import URL

    module.DiscordWebSocket.DEFAULT_GATEWAY = URL(os.environ["{GATEWAY_VARIABLE}"])


class _Finder:
    changes = {{"discord.http": _set_rest, "discord.gateway": _set_gateway}}

    def find_spec(self, name, path=None, target=None):
        change = self.changes.get(name)
        spec = importlib.machinery.PathFinder.find_spec(name, path, target) if change else None
        if spec is None:
            return None
        execute = spec.loader.exec_module

        def execute_and_change(module):
            execute(module)
            change(module)

        spec.loader.exec_module = execute_and_change
        return spec


if "{REST_VARIABLE}" in os.environ:
    sys.meta_path.insert(0, _Finder())
'''


class Addresses(Protocol):
    """Where the double listens."""

    @property
    def rest_url(self) -> str:
        """The base of all REST calls."""

    @property
    def gateway_url(self) -> str:
        """The address for a first connection to the gateway."""


def point_discord_py_at(monkeypatch: pytest.MonkeyPatch, double: Addresses) -> None:
    """Let discord.py in this process talk to the double until the test ends."""
    monkeypatch.setattr("discord.http.Route.BASE", double.rest_url)
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", URL(double.gateway_url))


class Client(Protocol):
    """What is needed of a discord.py client."""

    async def start(self, token: str) -> None:
        """Log in and stay connected."""

    async def close(self) -> None:
        """Disconnect."""


class Double(Addresses, Protocol):
    """What is needed of the double."""

    @property
    def token(self) -> str:
        """The bot's token."""

    async def connected(self, within: float = ...) -> None:
        """Wait for a client."""


@asynccontextmanager
async def running(double: Double, client: Client) -> AsyncIterator[asyncio.Task[None]]:
    """Run a client in this process until the block ends; what ended it before its time is raised here."""
    task = asyncio.create_task(client.start(double.token))
    connected = asyncio.create_task(double.connected())
    try:
        await asyncio.wait([task, connected], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        await connected
        yield task
    finally:
        connected.cancel()
        await client.close()
        if not task.done():
            task.cancel()
        results = await asyncio.gather(task, connected, return_exceptions=True)
    if isinstance(results[0], Exception):
        raise results[0]


def process_environment(folder: Path, double: Addresses, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Write a sitecustomize.py into a folder and return an environment in which discord.py talks to the double.

    Python started with -I or -E does not see it; a sitecustomize.py of the distribution is hidden by it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    environment = dict(os.environ if base is None else base)
    search_path = [str(folder), *filter(None, [environment.get("PYTHONPATH")])]
    return {
        **environment,
        "PYTHONPATH": os.pathsep.join(search_path),
        REST_VARIABLE: double.rest_url,
        GATEWAY_VARIABLE: double.gateway_url,
    }
