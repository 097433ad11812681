"""What promises cost when there are many: 100,000 timers that wait, of which 1,000 are due at one instant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import sqlalchemy as sa

from commands.reminder.handlers.kinds import STRIKE
from commands.reminder.rules import State, Target
from storage.base import table
from storage.prepared import Prepared, insert
from storage.promises import TimerRow
from storage.reminders import ReminderRow
from storage.transaction import Transaction
from tests.bench.hall import Hall, folder
from tests.bench.measure import Measure
from tests.world import START

WAITING, DUE, MEMBERS = 100_000, 1_000, 1_000
LOOKS = 200
_REMINDER = insert(
    ReminderRow, "key", "group_id", "number", "state", "author", "text", "target", "participant", "stakeholder_id",
    "role", "rhythm", "zone", "anchor", "due_at", "told_at", "added_at",
)  # fmt: skip
_TIMER = insert(TimerRow, "kind", "subject", "due_at", "held_until")
_LEFT = Prepared(sa.select(table(ReminderRow).c.id).where(table(ReminderRow).c.told_at.is_not(None)), int)
_WHEN = START + timedelta(days=1)


def run() -> Iterator[Measure]:
    yield from asyncio.run(_measure())


async def _measure() -> list[Measure]:
    with folder() as place:
        hall = Hall(place, MEMBERS)
        await hall.fill()
        await hall.app.store.write(lambda tx: _promise(tx, 0, DUE), long=True)
        few = await _look(hall)
        await hall.app.store.write(lambda tx: _promise(tx, DUE, WAITING), long=True)
        many = await _look(hall)
        hall.clock.move_to(_WHEN)
        struck, blocked = await _strike(hall)
        told = await hall.app.store.read(lambda tx: len(list(tx.stream(_LEFT))))
        assert told == DUE, f"{DUE - told} reminders have not come round"
        await hall.app.close()
    return [
        Measure("timers.due_1000_s", struck, "s"),
        Measure("timers.blocked_ms", blocked * 1000, "ms"),
        Measure("timers.next_due_us", many * 1e6, "us", few * 1e6, few / many),
    ]


def _promise(tx: Transaction, begin: int, end: int) -> None:
    """Reminders to one member each that repeat every week; the first thousand at one instant, the rest later."""
    reminders, timers = [], []
    for number in range(begin, end):
        due = _WHEN if number < DUE else _WHEN + timedelta(hours=1, seconds=number)
        reminders.append(
            {
                "key": f"bench{number}", "group_id": 1, "number": number + 1, "state": State.STANDING.value,
                "author": 1, "text": "Send the agenda", "target": Target.PERSON.value,
                "participant": number % MEMBERS + 2, "stakeholder_id": None, "role": "",
                "rhythm": "FREQ=WEEKLY;BYDAY=WE;BYHOUR=9;BYMINUTE=0", "zone": "Europe/Berlin", "anchor": due,
                "due_at": due, "told_at": None, "added_at": START,
            }
        )  # fmt: skip
        timers.append({"kind": STRIKE, "subject": f"bench{number}", "due_at": due, "held_until": due})
    tx.write_many(_REMINDER, reminders)
    tx.write_many(_TIMER, timers)


async def _look(hall: Hall) -> float:
    """Seconds that it takes to learn when something is due next."""
    taken = []
    for _ in range(LOOKS):
        start = time.perf_counter()
        assert await hall.app.heartbeat.next_due() == _WHEN
        taken.append(time.perf_counter() - start)
    return median(taken)


async def _strike(hall: Hall) -> tuple[float, float]:
    """Seconds until all that is due is done, and the longest time for which nothing else had its turn."""
    blocked, over = 0.0, False

    async def watch() -> None:
        nonlocal blocked
        while not over:
            start = time.perf_counter()
            await asyncio.sleep(0)
            blocked = max(blocked, time.perf_counter() - start)
            await asyncio.sleep(0.0005)

    watching = asyncio.create_task(watch())
    start = time.perf_counter()
    await hall.app.heartbeat.tick()
    taken = time.perf_counter() - start
    over = True
    await watching
    return taken, blocked
