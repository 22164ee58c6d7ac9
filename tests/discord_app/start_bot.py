"""Starts the bot on a small knowledge folder, as a process of its own: `start_bot.py KNOWLEDGE DATA`, DISCORD_TOKEN set."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from small_knowledge import SmallProgram, settings_for

from bot.discord_app.service import run_bot

if __name__ == "__main__":
    settings = settings_for(Path(sys.argv[1]), Path(sys.argv[2]))
    with SmallProgram(settings) as program:
        asyncio.run(run_bot(program, settings))
