"""`convenor play`: a conversation from a file, on a virtual clock (DESIGN §12, **fixed**)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import assert_never

from adapters.console.callers import MAIN
from adapters.console.paper import transcript
from adapters.console.script import Line, Passes, Presses, Restarts, Says
from adapters.console.stage import Build, Stage, Step
from bot.clock import VirtualClock


async def play(
    lines: Iterable[Line], build: Build, clock: VirtualClock, write: Callable[[str], None], *, as_json: bool
) -> None:
    """Plays the lines one after the other; `write` is given what came of each at once."""
    stage = Stage(build, clock)
    first = True
    try:
        await stage.open()
        for line in lines:
            step = await perform(stage, line)
            channel = line.channel if isinstance(line, Says) else MAIN
            write(to_json(step) if as_json else transcript(step, channel, first=first))
            first = False
    finally:
        await stage.close()


async def perform(stage: Stage, line: Line) -> Step:
    match line:
        case Says(name, said, channel):
            return await stage.says(name, said, channel)
        case Presses(name, said, label, on):
            return await stage.presses(name, label, on, said)
        case Passes(said, by):
            return await stage.passes(by, said)
        case Restarts():
            return await stage.restarts()
        case _:
            assert_never(line)


def to_json(step: Step) -> str:
    """One object on one line; the keys are **fixed**."""
    return json.dumps(step.to_json(), ensure_ascii=False) + "\n"
