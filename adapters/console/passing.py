"""Time that passes because somebody wants it to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...

    def move_to(self, moment: datetime) -> None: ...


class Heartbeat(Protocol):
    async def tick(self) -> None: ...

    async def next_due(self) -> datetime | None: ...


async def pass_time(clock: Clock, heartbeat: Heartbeat, by: timedelta) -> None:
    """What is due meanwhile is done at its own moment, in order."""
    target = clock.now() + by
    while (due := await heartbeat.next_due()) is not None and due <= target:
        clock.move_to(due)
        await heartbeat.tick()
    clock.move_to(target)
    await heartbeat.tick()
