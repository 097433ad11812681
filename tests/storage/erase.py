"""A bot that is killed again and again while it erases somebody: the program behind tests/storage/test_erase_crash.py.

    python -m tests.storage.erase URL

Each life begins to erase Zoe and dies just before one of its writes, a later one each time; the last one dies when
it has answered, before anything was posted. Says on standard output, a line for each life, before which write it
died and what then stood in the database, as a digest.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from adapters.console.stage import MAIN, account, where
from bot.boundary import Door, Known, Reply, Request
from bot.clock import VirtualClock
from bot.wiring import build
from storage.database import Database
from storage.tables import metadata
from storage.transaction import Transaction
from tests.world import START

STRIDE = 9
"""Writes between two deaths."""
DIED, ANSWERED = 9, 10


def contents(url: str) -> str:
    """All rows of all tables, as one digest."""
    found = sha256()
    database = Database(url)
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            found.update(f"{table.name} {[tuple(row) for row in rows]}\n".encode())
    database.engine.dispose()
    return found.hexdigest()


def deadly(write: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """The same, until none is left."""

    def writes(*given: Any, **values: Any) -> Any:
        if left[0] == 0:
            os._exit(DIED)
        left[0] -= 1
        return write(*given, **values)

    return writes


async def erase(url: str, writes: int) -> None:
    app = build(url, {}, clock=VirtualClock(START))
    left = [writes]
    for name in ("write", "write_new", "write_many"):
        setattr(Transaction, name, deadly(getattr(Transaction, name), left))
    asked = Request(
        "one",
        account("zoe"),
        where("zoe", MAIN),
        Door.LINE,
        line="/privacy erase sure:yes",
        known=Known("zoe"),
    )
    answer = await app.engine.handle(asked)
    assert isinstance(answer, Reply)
    assert answer.accepted
    os._exit(ANSWERED)


def main(url: str) -> None:
    print(0, contents(url), flush=True)
    writes = 0
    while True:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(erase(url, writes))
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in (DIED, ANSWERED), code
        print(writes, contents(url), flush=True)
        if code == ANSWERED:
            return
        writes += STRIDE


if __name__ == "__main__":
    main(sys.argv[1])
