"""The database itself: who may use it, and the traps that databases have for the unwary."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database, head_version
from storage.people import PERSON, PersonRow
from storage.prepared import Prepared, insert_new
from storage.store import Store
from storage.transaction import Transaction
from storage.trouble import Kind, StorageTrouble
from tests.world import START

_ADD = insert_new(PersonRow, "name", "language", "zone", "created_at")
_FORGET = Prepared(sa.delete(PERSON).where(PERSON.c.id == sa.bindparam("which", type_=sa.Integer)))
_CREATED = Prepared(sa.select(PERSON.c.created_at).order_by(PERSON.c.id))


def add(tx: Transaction, created_at: datetime = START) -> int:
    return tx.write_new(_ADD, name="zoe", language="", zone="", created_at=created_at)


async def test_the_number_of_a_row_is_never_given_twice(store: Store) -> None:
    """An old button must never act on a new thing."""
    first = await store.write(add)
    await store.write(lambda tx: tx.write(_FORGET, which=first))
    assert await store.write(add) > first


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 12, 1, 10, 0, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 12, 1, 10, 0, 0, 123456, tzinfo=UTC),
        datetime(1999, 1, 1, tzinfo=timezone(-timedelta(hours=11, minutes=30))),
        datetime(9998, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
async def test_a_moment_comes_back_as_it_was(store: Store, moment: datetime) -> None:
    await store.write(lambda tx: add(tx, moment))
    ((found,),) = await store.read(lambda tx: tx.rows(_CREATED))
    assert found == moment
    assert found.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        await store.write(lambda tx: add(tx, datetime(2026, 12, 1)))  # noqa: DTZ001 - that is the point
    assert await store.read(lambda tx: tx.rows(_CREATED)) == []


def test_one_bot_at_a_time_uses_a_file(tmp_path: Path) -> None:
    one, other = (Database(f"sqlite:///{tmp_path}/convenor.db") for _ in range(2))
    one.take()
    with pytest.raises(StorageTrouble) as refused:
        other.take()
    assert refused.value.kind is Kind.IN_USE
    one.release()
    other.take()
    other.release()


def test_several_that_start_at_once_on_nothing_make_one_database(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(database.prepare) for database in databases]:
            done.result(20)
    assert databases[0].version() == head_version()


def test_every_connection_to_a_file_keeps_what_it_promises(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/convenor.db")
    for writes in (True, False):
        connection = database.connect(writes=writes)
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
        }
        connection.close()
        assert settings == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "query_only": not writes,
        }


@pytest.mark.parametrize(
    "url", ["", "convenor.db", "mysql://host/name", "sqlite", "http://example.org", "://"]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(StorageTrouble, match=r"sqlite:///FILE or postgresql\+psycopg://"):
        Database(url)
