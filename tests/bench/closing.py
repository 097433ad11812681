"""What `/poll show` and the close cost at 100, 10,000 and 100,000 ballots, beside a bare count by SQL."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.hall import CREATOR, Hall, folder
from tests.bench.measure import Measure

SIZES = (100, 10_000, 100_000)
SHOWS = 5


def run() -> Iterator[Measure]:
    for size in SIZES:
        yield from asyncio.run(_size(size))


async def _size(size: int) -> list[Measure]:
    with folder() as place:
        hall = Hall(place, size)
        await hall.fill()
        await hall.cast_all()
        bare = _bare_count(hall)
        shows = []
        for _ in range(SHOWS):
            start = time.perf_counter()
            await hall.says(CREATOR, "/poll show P-1")
            shows.append(time.perf_counter() - start)
        before = _peak_mib()
        start = time.perf_counter()
        await hall.close_poll()
        closing = time.perf_counter() - start
        grown = _peak_mib() - before
        closed = await hall.says(CREATOR, "/poll show P-1")
        assert "33333" in repr(closed) or size < 100_000, "the poll has not been counted"
        await hall.app.close()
    show = median(shows)
    return [
        Measure(f"show.{size}_s", show, "s", bare, bare / show),
        Measure(f"close.{size}_s", closing, "s", bare, bare / closing),
        Measure(f"close.{size}_mib", grown, "MiB"),
    ]


def _bare_count(hall: Hall) -> float:
    with sqlite3.connect(hall.path) as connection:
        start = time.perf_counter()
        connection.execute(
            "SELECT roll.stakeholder, ballot.choice, count(*) FROM ballot JOIN roll USING (poll_id, seat_id)"
            " WHERE ballot.poll_id = 1 GROUP BY roll.stakeholder, ballot.choice"
        ).fetchall()
        taken = time.perf_counter() - start
    connection.close()
    return taken


def _peak_mib() -> float:
    """The most memory this process ever had: it grows when a close holds ballots in memory."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
