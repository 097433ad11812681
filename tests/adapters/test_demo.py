"""`convenor demo`: what it shows really happens, and it takes about a minute."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.console.demo import SCRIPT, START, scenes, show
from adapters.console.play import perform
from adapters.console.stage import Stage, Step
from bot.clock import VirtualClock
from bot.columns import columns
from tests.adapters.program import convenor
from tests.world import World


async def test_every_step_is_accepted_and_everything_to_be_shown_is_there(database_url: str) -> None:
    world = World(database_url)
    stage = Stage(world.stage.build, VirtualClock(START))
    await stage.open()
    last: Step | None = None
    for scene in scenes(SCRIPT.read_text("utf-8")):
        if scene.line is not None:
            last = await perform(stage, scene.line)
            assert last.ok, last
        for pick in scene.picks:
            assert last is not None
            assert pick.found_in(last) is not None, (pick, last)
    await stage.close()
    assert stage.clock.now() - START >= timedelta(days=28)


async def test_it_takes_about_a_minute_and_fits_a_narrow_terminal(database_url: str) -> None:
    slept: list[float] = []
    shown: list[str] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    build = World(database_url).stage.build
    await show(build, VirtualClock(START), shown.append, speed=1, bold=False, sleep=sleep)
    assert 45 < sum(slept) < 80
    lines = "".join(shown).split("\n")
    assert max(map(columns, lines)) <= 78
    assert ["", ""] not in [lines[place : place + 2] for place in range(len(lines) - 1)]


@pytest.mark.parametrize("words", [["--fast"], []])
def test_where_nobody_watches_it_does_not_wait(words: list[str], tmp_path: Path) -> None:
    done = convenor("demo", *words, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "P-3 did not pass" in done.stdout
    assert "The record is intact" in done.stdout
    assert "Three things to try now" in done.stdout
    assert "\x1b" not in done.stdout
    assert list(tmp_path.iterdir()) == []
