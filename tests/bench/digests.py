"""What a digest costs in a group with 5,000 members, 2,000 actions and 200 polls: for a coordinator, the whole way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from storage.transaction import Transaction
from tests.bench.hall import CREATOR, Hall, ballot, folder, voter
from tests.bench.measure import ROUNDS, Measure

MEMBERS = 5_000
CLOSED, OPEN, VOTED = 150, 50, 10
"""Polls that are over and that are open, and how many of these everybody has voted in."""
ACTIONS = 2_000
"""A quarter of them overdue, ten with the reader."""
ALLOWED = 0.3
"""Seconds that it may take."""


def run() -> Iterator[Measure]:
    yield asyncio.run(_digest())


async def _digest() -> Measure:
    with folder() as place:
        hall = await busy(place)
        taken: list[float] = []
        told = ""
        for _ in range(ROUNDS):
            start = time.perf_counter()
            told = repr(await hall.says(CREATOR, "/digest now"))
            taken.append(time.perf_counter() - start)
        await hall.app.close()
    assert "Closed 0?" in told
    assert "overdue" in told, told
    return Measure("digest.5000_members_s", median(taken), "s", ALLOWED, ALLOWED / median(taken))


async def busy(place: Path) -> Hall:
    """A large group in the midst of its work."""
    hall = Hall(place, MEMBERS)
    await hall.fill()
    for number in range(CLOSED - 1):
        await hall.says(CREATOR, f'/poll open "Closed {number}?" closes:"in 6 days" remind:none')
    for number in range(ACTIONS):
        whose = voter(number) if number % 200 else CREATOR
        due = "in 5 days" if number % 4 == 0 else "in 12 days"
        await hall.says(whose, f'/action add "Write part {number}" due:"{due}"')
    hall.clock.move(timedelta(days=1))
    for number in range(OPEN):
        await hall.says(CREATOR, f'/poll open "Open {number}?" closes:"in 9 days" remind:none')
    await hall.app.store.write(_vote, long=True)
    hall.clock.move(timedelta(days=6))
    while timers := await hall.app.promises.due_timers(hall.clock.now(), CLOSED):
        for timer in timers:
            await hall.app.engine.strike(timer)
    return hall


def _vote(tx: Transaction) -> None:
    for poll in range(CLOSED + 1, CLOSED + VOTED + 1):
        tx.write_many(*ballot(poll, MEMBERS))
