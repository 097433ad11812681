"""Ballots a second through the whole engine (request in, durable commit with `synchronous=FULL`, reply
out), beside a floor that writes the same four rows with raw sqlite3, one commit a ballot."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.hall import Hall, folder, voter
from tests.bench.measure import ROUNDS, Measure, rate

VOTERS = 500
BALLOTS = 2000
IN_FLIGHT = (1, 32, 128)


def run() -> Iterator[Measure]:
    with folder() as place:
        yield from asyncio.run(_rounds(place))


async def _rounds(place: Path) -> list[Measure]:
    hall = Hall(place, VOTERS)
    await hall.fill()
    raw = _Floor(place / "floor.db")
    ours: dict[int, list[float]] = {count: [] for count in IN_FLIGHT}
    floor: dict[int, list[float]] = {count: [] for count in IN_FLIGHT}
    # The machine's speed wanders: floor and engine are measured in turn, round by round.
    for _ in range(ROUNDS):
        for count in IN_FLIGHT:
            floor[count].append(raw.rate(BALLOTS))
            ours[count].append(await _rate(hall, BALLOTS, count))
    await hall.app.close()
    raw.close()
    return [rate(f"ballots.inflight{count}", "ballots/s", ours[count], floor[count]) for count in IN_FLIGHT]


async def _rate(hall: Hall, ballots: int, in_flight: int) -> float:
    numbers = iter(range(ballots))

    async def client() -> None:
        for number in numbers:
            choice = "yes" if number % 3 else "no"
            await hall.says(voter(number % VOTERS), f"/poll vote P-1 {choice}")

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(in_flight)))
    return ballots / (time.perf_counter() - start)


class _Floor:
    """The ballot, the entry, the request and the outbox row, as bare as they can be."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(
            """
            CREATE TABLE ballot (poll_id INTEGER, seat_id INTEGER, version INTEGER, choice TEXT, choice_salt TEXT,
                reason TEXT, reason_salt TEXT, PRIMARY KEY (poll_id, seat_id)) WITHOUT ROWID;
            CREATE TABLE entry (group_id INTEGER, seq INTEGER, at TEXT, kind TEXT, subject TEXT, body TEXT, hash TEXT,
                PRIMARY KEY (group_id, seq));
            CREATE TABLE request (id TEXT PRIMARY KEY, at TEXT, answer TEXT);
            CREATE TABLE parcel (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, subject TEXT, address TEXT,
                state TEXT);
            """
        )
        self._count = 0

    def rate(self, ballots: int) -> float:
        run = self._connection.execute
        at, salt, body, link = "2026-12-01 09:00:00.000000", "s" * 23, "b" * 400, "h" * 64
        start = time.perf_counter()
        for number in range(ballots):
            self._count += 1
            run("BEGIN IMMEDIATE")
            run(
                "INSERT INTO ballot VALUES (1, ?, 1, ?, ?, '', ?) ON CONFLICT (poll_id, seat_id)"
                " DO UPDATE SET choice = excluded.choice, choice_salt = excluded.choice_salt",
                (number % VOTERS, "yes", salt, salt),
            )
            run(
                "INSERT INTO entry VALUES (1, ?, ?, 'ballot.cast', 'P-1', ?, ?)",
                (self._count, at, body, link),
            )
            run("INSERT INTO request VALUES (?, ?, ?)", (f"bench {self._count}", at, body))
            run(
                "INSERT INTO parcel (kind, subject, address, state)"
                " VALUES ('poll card', ?, 'console:local/main', 'pending')",
                (salt,),
            )
            run("COMMIT")
        return ballots / (time.perf_counter() - start)

    def close(self) -> None:
        self._connection.close()
