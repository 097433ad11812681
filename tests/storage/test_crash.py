"""Killed at any instant: nothing accepted is lost, no promise is forgotten, nothing is said twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from bot import chain
from bot.boundary import Reply
from bot.clock import SystemClock, VirtualClock
from bot.plain import plain_reply
from storage import promises, record
from storage.prepared import Prepared
from storage.promises import PARCEL, SENT, TIMER
from tests.engine import tea
from tests.storage.crash import GROUP, Wall, lines, request

LIVES = 10
SHORTEST, LONGEST = 0.05, 0.6
"""Seconds: short enough to die while starting, long enough to be busy with everything."""
_ROOT = Path(__file__).parent.parent.parent


def instants(url: str) -> list[float]:
    """When to kill: other instants in each run, since each database has another name."""
    drawn = sha256(url.encode()).digest()[:LIVES]
    return [SHORTEST + (LONGEST - SHORTEST) * byte / 255 for byte in drawn]


async def test_killed_at_any_instant(database_url: str, tmp_path: Path) -> None:
    wall = Wall(tmp_path / "posted")
    room = tea.build(database_url, {"console": wall}, SystemClock())
    await room.engine.handle(request("/tea house Ceylon", "house"))
    await room.close()

    lives = [str(seconds) for seconds in instants(database_url)]
    program = [sys.executable, "-m", "tests.storage.crash", database_url, str(tmp_path), *lives]
    ended = await asyncio.to_thread(
        subprocess.run, program, cwd=_ROOT, timeout=60, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert lines(tmp_path / "trouble") == [], ended.stderr

    # A last one takes up what the dead left undone, when all their leases are over.
    clock = VirtualClock(SystemClock().now() + 2 * promises.LEASE)
    room = tea.build(database_url, {"console": wall}, clock)
    try:
        await room.start()
        await room.heartbeat.tick()
        clock.move(timedelta(hours=1))
        await room.heartbeat.tick()
        await check(room, tmp_path)
    finally:
        await room.close()


async def check(room: tea.TeaRoom, folder: Path) -> None:
    accepted = lines(folder / "accepted")
    cups = {key: text for kind, key, text in accepted if kind == "cup"}
    kettles = [subject for kind, subject, _ in accepted if kind == "kettle"]
    assert len(cups) > 20, "it hardly worked"
    assert len(kettles) > 5, "it hardly promised anything"

    # The record is whole, and every accepted cup stands on it, once.
    entries = await room.store.read(lambda tx: list(record.entries(tx, GROUP)))
    assert chain.verify((entry.body, entry.hash) for entry in entries) == chain.Intact(
        len(entries), entries[-1].hash
    )
    recorded = Counter(entry.subject for entry in entries if entry.kind == "tea.cup")
    assert set(recorded.values()) == {1}
    missing = {
        text for text in cups.values() if text.removeprefix("Here is ").removesuffix(".") not in recorded
    }
    assert missing == set()
    assert len(set(cups.values())) == len(cups), "one cup for two requests"
    assert await room.store.read(lambda tx: tea.cups(tx, GROUP)) == len(recorded)

    # Asked again, they are answered alike and nothing more is done.
    for key, text in list(cups.items())[:: max(1, len(cups) // 20)]:
        again = await room.engine.handle(request("/tea cup", key))
        assert isinstance(again, Reply)
        assert plain_reply(again, again.reader, buttons=False) == text
    assert await room.store.read(lambda tx: tea.cups(tx, GROUP)) == len(recorded)

    # Every accepted promise was kept, once; what was promised and not accepted, at most once.
    whistled = Counter(entry.subject for entry in entries if entry.kind == "tea.whistle")
    assert set(whistled.values()) == {1}
    assert {f"C-{cup.rpartition('x')[2]}" for cup in kettles} <= set(whistled)

    # What was said was said once, however often it was tried.
    posted = lines(folder / "posted")
    said = Counter(text for _, text in posted if text.startswith("Tea!"))
    assert said == Counter({f"Tea! cup{GROUP}x{subject.removeprefix('C-')}": 1 for subject in whistled})
    assert max(Counter(mark for mark, _ in posted).values()) == 1
    unfinished = Prepared(sa.select(PARCEL.c.id).where(PARCEL.c.state != SENT))
    assert await room.store.read(lambda tx: tx.rows(unfinished)) == []
    assert await room.store.read(lambda tx: tx.rows(Prepared(sa.select(TIMER.c.id)))) == []

    if room.database.sqlite:
        connection = room.database.connect(writes=False)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
