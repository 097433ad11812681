"""Several instances of the bot on one PostgreSQL: nothing twice, nothing lost, each woken by the others."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot import chain
from bot.addresses import AccountRef
from bot.chain import Intact
from bot.ports import Unavailable
from storage import people, promises, record
from storage.kept import KeptPromises
from storage.prepared import Prepared
from storage.store import Store
from storage.transaction import Transaction
from tests.postgres import Databases
from tests.storage.conftest import Depot, count, counted, make_group, new_group
from tests.world import PATIENCE, START

_PID = Prepared(sa.select(sa.func.pg_backend_pid()), int)


@pytest.fixture
def depot(postgres_url: str) -> Iterator[Depot]:
    depot = Depot(postgres_url)
    yield depot
    depot.close()


@pytest.fixture
def two(depot: Depot) -> tuple[Store, Store]:
    """Two instances."""
    return depot.open(), depot.open()


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who looks after the server."""

    server: psycopg.Connection[Any]
    name: str

    def end(self, pid: int | None) -> None:
        """Cuts one connection."""
        self.server.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def end_all(self) -> None:
        """Cuts every connection to the database."""
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        self.server.execute(ours, (self.name,))

    def allow(self, allowed: bool) -> None:
        """Whether anybody is let in."""
        self.server.execute(f'ALTER DATABASE "{self.name}" WITH ALLOW_CONNECTIONS {allowed}')


@pytest.fixture
def keeper(databases: Databases, postgres_url: str) -> Keeper:
    return Keeper(databases.admin, str(make_url(postgres_url).database))


async def pid(store: Store) -> int:
    """The server's process behind the writer."""
    found = await store.write(lambda tx: tx.row(_PID))
    assert found is not None
    return found


# Order


async def test_numbers_and_the_chain_have_one_order(two: tuple[Store, Store]) -> None:
    group = await make_group(two[0])

    def enter(tx: Transaction) -> int:
        people.lock(tx, group)
        number = count(tx, group)
        record.append(tx, group, "tea.cup", START, by=1, subject=f"C-{number}")
        return number

    numbers = await asyncio.gather(*(two[n % 2].write(enter) for n in range(120)))
    assert sorted(numbers) == list(range(1, 121))
    entries = await two[0].read(lambda tx: list(record.entries(tx, group)))
    found = chain.verify((entry.body, entry.hash) for entry in entries)
    assert isinstance(found, Intact)
    assert found.count == 120
    assert await two[1].read(lambda tx: record.head(tx, group)) == (found.count, found.head)


async def test_who_forgets_to_lock_waits_all_the_same(two: tuple[Store, Store]) -> None:
    group = await make_group(two[0])

    def enter(tx: Transaction) -> None:
        record.append(tx, group, "tea.cup", START, by=1)

    await asyncio.gather(*(two[n % 2].write(enter, lane=str(n)) for n in range(30)))
    entries = await two[0].read(lambda tx: list(record.entries(tx, group)))
    assert chain.verify((entry.body, entry.hash) for entry in entries) == Intact(30, entries[-1].hash)


async def test_a_person_who_comes_to_two_at_once_is_one_person(two: tuple[Store, Store]) -> None:
    zoe = AccountRef("console", "local", "zoe")
    found = await asyncio.gather(
        *(two[n % 2].write(lambda tx: tx.person_of(zoe, "zoe", START)) for n in range(8))
    )
    assert len(set(found)) == 1


async def test_a_commit_holds_what_one_channel_asked_for(depot: Depot) -> None:
    """Or two instances would wait for each other's groups."""
    store = depot.open()
    began, go = threading.Event(), threading.Event()

    def wait(tx: Transaction) -> None:
        began.set()
        assert go.wait(2 * PATIENCE)

    waiting = asyncio.ensure_future(store.write(wait, long=True))
    await asyncio.to_thread(began.wait, 10)
    lanes = ["one", "one", "other", "other", "one"]
    tasks = [asyncio.ensure_future(store.write(lambda tx: tx, lane=lane)) for lane in lanes]
    await asyncio.sleep(0)
    go.set()
    first, second, third, fourth, fifth = await asyncio.gather(*tasks)
    assert first is second is not third is fourth is not fifth
    await waiting


# Conflicts


async def test_a_deadlock_is_played_again(two: tuple[Store, Store]) -> None:
    one, other = await make_group(two[0], "one"), await make_group(two[0], "other")
    meet = threading.Barrier(2)
    runs: Counter[int] = Counter()

    def crosses(first: int, second: int) -> Callable[[Transaction], None]:
        def work(tx: Transaction) -> None:
            runs[first] += 1
            people.lock(tx, first)
            if runs[first] == 1:
                meet.wait(10)
            people.lock(tx, second)
            count(tx, first)
            count(tx, second)

        return work

    await asyncio.gather(two[0].write(crosses(one, other)), two[1].write(crosses(other, one)))
    assert sum(runs.values()) >= 3  # whoever gave way may meet the other once more
    assert await counted(two[0], one) == await counted(two[0], other) == 2


@pytest.mark.parametrize(
    "fault", [psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.OperationalError]
)
async def test_what_the_server_asks_to_repeat_is_repeated(depot: Depot, fault: type[Exception]) -> None:
    store = depot.open()
    group = await make_group(store)
    runs: list[int] = []

    def work(tx: Transaction) -> int:
        runs.append(1)
        number = count(tx, group)
        if len(runs) < 3:
            raise fault
        return number

    assert await store.write(work) == 1
    assert await counted(store, group) == 1


async def test_it_is_not_repeated_for_ever_and_says_what_was_wrong(depot: Depot) -> None:
    store = depot.open()
    runs: list[int] = []

    def work(tx: Transaction) -> None:
        runs.append(1)
        raise psycopg.errors.SerializationFailure("again")

    with pytest.raises(psycopg.errors.SerializationFailure, match="again"):
        await store.write(work)
    assert 1 < len(runs) < 10
    assert await store.write(lambda tx: 1) == 1


async def test_a_statement_that_fails_spoils_nobody_else_s_work(depot: Depot) -> None:
    store = depot.open()
    group = await make_group(store)
    broken = Prepared(sa.select(sa.cast(sa.literal("one", sa.String), sa.Integer)))

    async def breaks() -> None:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            await store.write(lambda tx: tx.row(broken))

    works = [store.write(lambda tx: count(tx, group)) if n % 2 else breaks() for n in range(10)]
    await asyncio.gather(*works)
    assert await counted(store, group) == 5


# Connections that break


async def test_after_the_server_cut_the_connection_the_next_write_works(depot: Depot, keeper: Keeper) -> None:
    store = depot.open()
    group = await make_group(store)
    keeper.end(await pid(store))
    assert await store.write(lambda tx: count(tx, group)) == 1
    assert await counted(store, group) == 1


async def test_a_write_that_is_cut_off_is_done_once(depot: Depot, keeper: Keeper) -> None:
    store = depot.open()
    group = await make_group(store)
    runs: list[int] = []

    def work(tx: Transaction) -> int:
        runs.append(1)
        number = count(tx, group)
        if len(runs) == 1:
            keeper.end(tx.row(_PID))
        return number

    assert await store.write(work) == 1
    assert len(runs) == 2
    assert await counted(store, group) == 1


async def test_after_the_server_cut_the_connections_the_next_reads_work(depot: Depot, keeper: Keeper) -> None:
    store = depot.open()
    group = await make_group(store)
    await asyncio.gather(*(counted(store, group) for _ in range(8)))
    keeper.end_all()
    assert await asyncio.gather(*(counted(store, group) for _ in range(8))) == [0] * 8


async def test_while_the_server_takes_nobody_that_is_said_and_later_all_is_well(
    depot: Depot, keeper: Keeper
) -> None:
    store = depot.open()
    group = await make_group(store)
    await counted(store, group)
    keeper.allow(False)
    keeper.end_all()
    with pytest.raises(Unavailable, match="PostgreSQL server"):
        await store.write(lambda tx: count(tx, group))
    with pytest.raises(Unavailable, match="PostgreSQL server"):
        await counted(store, group)
    keeper.allow(True)
    assert await store.write(lambda tx: count(tx, group)) == 1
    assert await counted(store, group) == 1


# Promises


async def test_each_timer_is_claimed_by_one(two: tuple[Store, Store]) -> None:
    def promise(tx: Transaction) -> None:
        for number in range(60):
            promises.promise(tx, "tea whistle", f"cup{number}", START)

    await two[0].write(promise)
    kept = [KeptPromises(store) for store in two]
    claims = await asyncio.gather(*(kept[n % 2].due_timers(START, 7) for n in range(12)))
    claimed = Counter(timer.id for claim in claims for timer in claim)
    assert len(claimed) == 60
    assert set(claimed.values()) == {1}
    assert not await kept[0].due_timers(START, 7)
    # An instance that died lets go of what it claimed after its lease.
    again = START + promises.LEASE
    assert len(await kept[1].due_timers(again, 100)) == 60


async def test_each_parcel_is_claimed_by_one(two: tuple[Store, Store]) -> None:
    def say(tx: Transaction) -> None:
        for number in range(60):
            promises.say(tx, "tea call", f"{number}", "console:local/main", START)

    await two[0].write(say)
    kept = [KeptPromises(store) for store in two]
    claims = await asyncio.gather(*(kept[n % 2].claim_parcels(START, 7, "console") for n in range(12)))
    claimed = Counter(parcel.id for claim in claims for parcel in claim)
    assert len(claimed) == 60
    assert set(claimed.values()) == {1}
    assert not await kept[0].claim_parcels(START, 7, "console")


async def test_who_claims_does_not_wait_for_who_is_claiming(two: tuple[Store, Store]) -> None:
    def promise(tx: Transaction) -> None:
        for number in range(4):
            promises.promise(tx, "tea whistle", f"cup{number}", START)

    await two[0].write(promise)
    claimed, go = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> int:
        found = len(promises.claim_timers(tx, START, 2))
        claimed.set()
        assert go.wait(2 * PATIENCE)
        return found

    slow = asyncio.ensure_future(two[0].write(slowly))
    await asyncio.to_thread(claimed.wait, PATIENCE)
    quick = await asyncio.wait_for(KeptPromises(two[1]).due_timers(START, 10), PATIENCE)
    go.set()
    assert (await slow, len(quick)) == (2, 2)


async def test_a_timer_that_two_strike_at_once_is_done_once(two: tuple[Store, Store]) -> None:
    group = await make_group(two[0])
    await two[0].write(lambda tx: promises.promise(tx, "tea whistle", "cup", START))
    (timer,) = await KeptPromises(two[0]).due_timers(START, 10)

    def strike(tx: Transaction) -> bool:
        if tx.timer(timer.id) is None:
            return False
        count(tx, group)
        tx.finish_timer(timer.id)
        return True

    struck = await asyncio.gather(*(two[n % 2].write(strike, long=True) for n in range(6)))
    assert sum(struck) == 1
    assert await counted(two[0], group) == 1


async def test_starting_frees_only_what_nobody_is_at_any_more(two: tuple[Store, Store]) -> None:
    await two[0].write(lambda tx: promises.say(tx, "tea call", "x", "console:local/main", START))
    one, other = KeptPromises(two[0]), KeptPromises(two[1])
    assert len(await one.claim_parcels(START, 9, "console")) == 1
    await other.recover(START + timedelta(seconds=1))
    assert not await other.claim_parcels(START + timedelta(seconds=1), 9, "console")
    await other.recover(START + promises.LEASE)
    (parcel,) = await other.claim_parcels(START + promises.LEASE, 9, "console")
    assert parcel.doubted_at == START


# Being woken


@pytest.fixture
async def woken(two: tuple[Store, Store]) -> asyncio.Queue[str]:
    """Who was told that something was promised: both instances listen."""
    told: asyncio.Queue[str] = asyncio.Queue()
    for name, store in zip(("one", "other"), two, strict=True):
        store.on_promise = lambda name=name: told.put_nowait(name)  # type: ignore[misc]
        store.listen()
        store.listen()
    # Whoever hears the first word listens; until then it may have been too early.
    for store in two:
        while told.empty():
            await store.write(lambda tx: promises.say(tx, "tea call", "x", "console:local/main", START))
            await asyncio.sleep(0.01)
    # What is still on its way arrives, however busy the machine is.
    with suppress(TimeoutError):
        while True:
            await asyncio.wait_for(told.get(), 0.5)
    return told


async def heard(woken: asyncio.Queue[str]) -> list[str]:
    """Who was woken: both, and nobody twice."""
    names: list[str] = []
    while len(set(names)) < 2:
        names.append(await asyncio.wait_for(woken.get(), PATIENCE))
    await asyncio.sleep(0.1)
    while not woken.empty():
        names.append(woken.get_nowait())
    return sorted(names)


async def test_what_one_promises_wakes_both_once(two: tuple[Store, Store], woken: asyncio.Queue[str]) -> None:
    await two[0].write(lambda tx: promises.promise(tx, "tea whistle", "cup", START))
    assert await heard(woken) == ["one", "other"]
    await two[1].write(lambda tx: promises.say(tx, "tea call", "x", "console:local/main", START))
    assert await heard(woken) == ["one", "other"]


async def test_what_promises_nothing_wakes_nobody(
    two: tuple[Store, Store], woken: asyncio.Queue[str]
) -> None:
    await two[0].write(new_group)
    with pytest.raises(LookupError):
        await two[0].write(promise_and_fail)
    await asyncio.sleep(0.1)
    assert woken.empty()


def promise_and_fail(tx: Transaction) -> None:
    promises.promise(tx, "tea whistle", "cup", START)
    raise LookupError


async def test_a_listener_that_was_cut_off_listens_again_and_looks_what_it_missed(
    two: tuple[Store, Store],
    woken: asyncio.Queue[str],
    keeper: Keeper,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        keeper.end_all()
        # After a second; nothing was promised, but something might have been. On a busy machine it may take more
        # than one try, and each success is told.
        assert set(await heard(woken)) == {"one", "other"}
        with suppress(TimeoutError):
            while True:
                await asyncio.wait_for(woken.get(), 2)
    assert "not listening" in caplog.text
    await two[0].write(lambda tx: promises.promise(tx, "tea whistle", "cup", START))
    assert await heard(woken) == ["one", "other"]


async def test_closing_ends_listening_at_once(depot: Depot) -> None:
    store = depot.open()
    store.listen()
    await asyncio.wait_for(asyncio.to_thread(store.close), PATIENCE)
    assert not [thread for thread in threading.enumerate() if thread.name in ("listener", "writer")]
