"""Killed at any instant of an erasure: it has happened, or it has not; what it promised is kept afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from storage.database import Database
from tests.stories.test_privacy import SAID, lived, traces
from tests.world import World

_ROOT = Path(__file__).parent.parent.parent


async def test_killed_while_somebody_is_erased(database_url: str) -> None:
    Database(database_url).prepare()
    world = World(database_url)
    await world.stage.open()
    ana, zoe = await lived(world)
    await world.stage.close()

    program = [sys.executable, "-m", "tests.storage.erase", database_url]
    ended = await asyncio.to_thread(
        subprocess.run, program, cwd=_ROOT, timeout=100, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    before, *lives = [line.split()[1] for line in ended.stdout.splitlines()]
    assert len(lives) > 3, ended.stdout
    assert set(lives[:-1]) == {before}, "whoever died before the end has changed nothing"
    assert lives[-1] != before

    heard = await world.restarts()
    assert any("Asked by participant 2." in post for post in heard.posts), (
        "the cards are redrawn all the same"
    )
    assert any("A-1" in text for text in heard.told("ana"))
    assert await traces(world, "zoe") == set()
    assert {table for table, _ in await traces(world, *SAID)} == {"roll"}
    assert "intact" in (await ana.says("/record verify")).text
    assert (await zoe.says("/privacy")).text.startswith("I store nothing about you")
    await world.stage.close()
