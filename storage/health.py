"""How a database is, for `convenor check`: it is looked at, and nothing is changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot import chain
from bot.addresses import ChannelRef, UserGroupRef
from bot.people import Stage
from bot.ports import Finding, Used
from storage.database import Database, as_trouble, head_version
from storage.people import GROUP, HOME
from storage.record import ENTRY
from storage.trouble import Kind, StorageTrouble
from storage.user_groups import KEPT

ROOM = 100 * 2**20
"""Bytes that a disk should have free."""
SLACK = timedelta(minutes=2)
"""Clocks may differ by so much."""
READ_AT_ONCE = 1000


def findings(database: Database, now: datetime) -> Iterator[Finding]:
    """What is found, one after the other; ends with the first trouble that hides the rest."""
    path = database.path
    if path is not None:
        if not path.parent.is_dir():
            yield Finding(
                "database",
                f"the folder {path.parent} does not exist",
                "Make it, or set CONVENOR_DATABASE_URL.",
            )
            return
        yield _room(database)
        if not path.exists():
            yield Finding("database", f"{path} will be made at the first start")
            return
    try:
        version, head = database.version(), head_version()
        if version is None:
            yield Finding("database", "empty; its tables will be made at the first start")
            return
        yield _version(version, head)
        if database.sqlite:
            yield from _file(database)
        if version == head:
            yield from _contents(database, now)
    except StorageTrouble as trouble:
        yield Finding("database", "cannot be used", str(trouble))


def used(database: Database, platform: str) -> Used:
    """What groups use of a platform; nothing where the database cannot be read, which is told already."""
    if database.path is not None and not database.path.exists():
        return Used()
    try:
        if database.version() != head_version():
            return Used()
        with as_trouble(), database.engine.connect() as connection:
            homes = connection.execute(
                sa.select(HOME.c.channel)
                .join(GROUP, GROUP.c.id == HOME.c.group_id)
                .where(HOME.c.channel.like(f"{platform}:%"), GROUP.c.stage != Stage.CLOSED.value)
                .order_by(HOME.c.channel)
            ).scalars()
            followed = connection.execute(sa.select(KEPT.c.user_group).distinct()).scalars()
            return Used(
                tuple(ChannelRef.parse(home) for home in homes),
                tuple(ref for ref in sorted(map(UserGroupRef.parse, followed)) if ref.platform == platform),
            )
    except StorageTrouble:
        return Used()


def last_moment(database: Database) -> datetime | None:
    """When the last entry of any group was written; None in a database without groups."""
    with as_trouble(), database.engine.connect() as connection:
        moments = connection.execute(sa.select(GROUP.c.last_at)).scalars()
        return max(moments, default=None)


def _room(database: Database) -> Finding:
    assert database.path is not None
    free = shutil.disk_usage(database.path.parent).free
    found = f"{free // 2**20:,} MiB are free"
    return Finding(
        "disk", found, "" if free >= ROOM else "Free some space: 100 MiB are the least to run with."
    )


def _version(version: str, head: str) -> Finding:
    found = f"its version is {version}, ours is {head}"
    if version < head:
        return Finding("version", found, "Run: convenor migrate")
    if version > head:
        return Finding("version", found, "Update Convenor, or use a copy of the database from before.")
    return Finding("version", f"{version}, which is ours")


def _file(database: Database) -> Iterator[Finding]:
    """What can be wrong with the file of an SQLite database."""
    try:
        database.take()
    except StorageTrouble as trouble:
        if trouble.kind is not Kind.IN_USE:
            raise
        yield Finding("lock", "a Convenor is running on this database")
    else:
        database.release()
        yield Finding("lock", "no Convenor is running on this database")
    with closing(database.connect(writes=True)) as connection, as_trouble():
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        yield Finding(
            "journal",
            f"write-ahead log ({mode})" if mode == "wal" else f"no write-ahead log is possible here ({mode})",
            "" if mode == "wal" else "Keep the database on a disk of this machine, not on a network share.",
        )
        yield _quick(connection)


def _quick(connection: sqlite3.Connection) -> Finding:
    faults = [row[0] for row in connection.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
    torn = connection.execute("PRAGMA foreign_key_check").fetchall()
    if faults or torn:
        found = f"{faults[0]}" if faults else f"{len(torn)} rows refer to nothing"
        return Finding(
            "contents", found, "Stop Convenor, keep a copy of the file, and restore the last backup."
        )
    return Finding("contents", "every page and every reference is whole")


def _contents(database: Database, now: datetime) -> Iterator[Finding]:
    """What the tables say: the chain of each group's record, and the last moment."""
    last = last_moment(database)
    if last is not None and last > now + SLACK:
        yield Finding(
            "clock",
            f"the last entry was written at {last:%Y-%m-%d %H:%M} UTC, which is still to come",
            "Set this machine's clock. If time was tried out here with /time, start with another database.",
        )
    with as_trouble(), database.engine.connect() as connection:
        groups = connection.execute(
            sa.select(GROUP.c.id, GROUP.c.name, GROUP.c.seq, GROUP.c.hash).order_by(GROUP.c.id)
        ).all()
        for group_id, name, seq, head in groups:
            yield _record(connection, group_id, name, seq, head)


def _record(connection: sa.Connection, group_id: int, name: str, seq: int, head: str) -> Finding:
    entries = connection.execution_options(yield_per=READ_AT_ONCE).execute(
        sa.select(ENTRY.c.body, ENTRY.c.hash).where(ENTRY.c.group_id == group_id).order_by(ENTRY.c.seq)
    )
    found = chain.verify((body, digest) for body, digest in entries)
    about = f"record of “{name}”"
    if isinstance(found, chain.Intact) and (found.count, found.head) == (seq, head or chain.START):
        return Finding(about, f"{seq} entries, complete and unchanged")
    broken = found.seq if isinstance(found, chain.Broken) else min(found.count, seq) + 1
    return Finding(
        about,
        f"entry {broken} is missing or was changed",
        "Keep a copy of the database, compare it with the last backup, and tell the group.",
    )
