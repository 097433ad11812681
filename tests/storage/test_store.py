"""Transactions: shared by those who wait, replayed when one of them fails, answered after the commit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bot.addresses import AccountRef
from bot.ports import Unavailable
from storage import answers
from storage.people import PERSON, AccountRow
from storage.prepared import Prepared, insert
from storage.store import BATCH, Reading, Store
from storage.transaction import Transaction
from tests.engine import tea
from tests.storage.conftest import Depot, count, counted, make_group
from tests.world import START


async def hold(store: Store) -> Callable[[], None]:
    """Makes the writer wait until the result is called: what is asked for meanwhile is taken together."""
    began, go = threading.Event(), threading.Event()

    def wait(tx: Transaction) -> None:
        began.set()
        assert go.wait(10)

    waiting = asyncio.ensure_future(store.write(wait, long=True))
    await asyncio.to_thread(began.wait, 10)

    def release() -> None:
        assert not waiting.done()
        go.set()

    return release


async def together(store: Store, *works: Callable[[Transaction], Any], lane: str = "one") -> list[Any]:
    """Does them as if they had all waited; what they raise is a result."""
    release = await hold(store)
    tasks = [asyncio.ensure_future(store.write(work, lane=lane)) for work in works]
    await asyncio.sleep(0)
    release()
    return await asyncio.gather(*tasks, return_exceptions=True)


class Runs(list[str]):
    """Which work ran, in order, replays included; and in which transaction."""

    def __init__(self) -> None:
        self.transactions: list[Transaction] = []

    def of(
        self, name: str, act: Callable[[Transaction], Any] = lambda tx: None
    ) -> Callable[[Transaction], Any]:
        def work(tx: Transaction) -> Any:
            self.append(name)
            self.transactions.append(tx)
            return act(tx)

        return work


def refuse(tx: Transaction) -> None:
    raise LookupError("before anything was written")


def break_after(group: int) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        count(tx, group)
        raise LookupError("after something was written")

    return work


# Group commit


async def test_those_who_wait_share_one_transaction_in_their_order(store: Store) -> None:
    group = await make_group(store)
    runs = Runs()
    works = [runs.of(str(number), lambda tx: count(tx, group)) for number in range(10)]
    assert await together(store, *works) == list(range(1, 11))
    assert runs == [str(number) for number in range(10)]
    assert len(set(map(id, runs.transactions))) == 1


async def test_a_batch_has_an_end(store: Store) -> None:
    group = await make_group(store)
    runs = Runs()
    await together(store, *[runs.of("x", lambda tx: count(tx, group)) for _ in range(BATCH + 3)])
    assert len(set(map(id, runs.transactions))) == 2
    assert await counted(store, group) == BATCH + 3


async def test_answers_are_given_after_the_commit(store: Store) -> None:
    group = await make_group(store)
    release = await hold(store)
    tasks: list[asyncio.Future[Any]] = []
    before: list[bool] = []

    def work(tx: Transaction) -> int:
        # What is put off to the end of the batch is done just before its commit.
        tx.at_end("look", lambda: before.extend(task.done() for task in tasks))
        return count(tx, group)

    tasks += [asyncio.ensure_future(store.write(act)) for act in (work, refuse, work)]
    await asyncio.sleep(0)
    release()
    _, refused, _ = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(refused, LookupError)
    assert before == [False, False, False]
    assert await counted(store, group) == 2


async def test_whoever_got_an_answer_finds_it_committed(depot: Depot, store: Store) -> None:
    group = await make_group(store)
    other = depot.open()
    for number in range(1, 6):
        assert await store.write(lambda tx: count(tx, group)) == number
        assert await counted(other, group) == number


async def test_a_refusal_before_anything_is_written_costs_nobody(store: Store) -> None:
    group = await make_group(store)
    runs = Runs()
    one, two, refused, three = await together(
        store,
        runs.of("one", lambda tx: count(tx, group)),
        runs.of("two", lambda tx: count(tx, group)),
        runs.of("refused", refuse),
        runs.of("three", lambda tx: count(tx, group)),
    )
    assert (one, two, three) == (1, 2, 3)
    assert isinstance(refused, LookupError)
    assert runs == ["one", "two", "refused", "three"]


async def test_a_failure_after_a_write_has_the_others_done_again_exactly_once(store: Store) -> None:
    group = await make_group(store)
    runs = Runs()
    one, broken, two = await together(
        store,
        runs.of("one", lambda tx: count(tx, group)),
        runs.of("broken", break_after(group)),
        runs.of("two", lambda tx: count(tx, group)),
    )
    assert (one, two) == (1, 2)
    assert isinstance(broken, LookupError)
    assert runs == ["one", "broken", "one", "broken", "two"]
    assert await counted(store, group) == 2


async def test_many_failures_in_one_batch(store: Store) -> None:
    group = await make_group(store)
    works = [break_after(group) if number % 3 else (lambda tx: count(tx, group)) for number in range(30)]
    results = await together(store, *works)
    assert [result for result in results if isinstance(result, int)] == list(range(1, 11))
    assert await counted(store, group) == 10


async def test_what_was_gathered_by_one_who_failed_is_not_written(store: Store) -> None:
    def gathers(tx: Transaction) -> None:
        answers.remember(tx, "lost", START, "answer")
        raise LookupError

    def keeps(tx: Transaction) -> None:
        answers.remember(tx, "kept", START, "answer")

    await together(store, keeps, gathers)
    assert await store.read(lambda tx: answers.recall(tx, "lost")) is None
    assert await store.read(lambda tx: answers.recall(tx, "kept")) == "answer"


async def test_a_row_that_cannot_be_written_at_the_end_fails_only_its_own(store: Store) -> None:
    def same(tx: Transaction) -> str:
        tx.gather(answers._REMEMBER, id="same", at=START, answer="answer")
        return "kept"

    group = await make_group(store)
    first, second, third = await together(store, same, same, lambda tx: count(tx, group))
    assert first == "kept"
    assert "IntegrityError" in type(second).__name__ or "UniqueViolation" in type(second).__name__
    assert third == 1
    assert await counted(store, group) == 1


async def test_a_long_one_is_alone_and_in_its_turn(store: Store) -> None:
    group = await make_group(store)
    runs = Runs()
    release = await hold(store)
    works = [("a", False), ("b", False), ("long", True), ("c", False), ("d", False)]
    tasks = [
        asyncio.ensure_future(store.write(runs.of(name, lambda tx: count(tx, group)), long=long))
        for name, long in works
    ]
    await asyncio.sleep(0)
    release()
    assert await asyncio.gather(*tasks) == [1, 2, 3, 4, 5]
    a, b, alone, c, d = map(id, runs.transactions)
    assert a == b != alone != c == d != a


async def test_what_was_promised_is_said_once_per_commit_and_after_it(store: Store) -> None:
    group = await make_group(store)
    heard: list[int] = []
    store.on_promise = lambda: heard.append(len(heard))

    def promise(tx: Transaction) -> int:
        tx.promised = True
        return count(tx, group)

    await together(store, promise, promise, refuse)
    assert len(heard) == 1
    await together(store, promise, promise, break_after(group))
    assert len(heard) == 2
    await store.write(lambda tx: count(tx, group))
    assert len(heard) == 2

    def breaks(tx: Transaction) -> None:
        promise(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(breaks)
    assert len(heard) == 2


async def test_who_stops_waiting_stops_nobody(store: Store) -> None:
    group = await make_group(store)
    release = await hold(store)
    gone = asyncio.ensure_future(store.write(lambda tx: count(tx, group)))
    stays = asyncio.ensure_future(store.write(lambda tx: count(tx, group)))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    release()
    assert await stays == 2  # what was accepted is done


async def test_a_connection_that_is_broken_for_good_is_replaced(store: Store) -> None:
    group = await make_group(store)

    def breaks(tx: Transaction) -> None:
        count(tx, group)
        tx._connection.close()
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(breaks)
    assert await store.write(lambda tx: count(tx, group)) == 1
    assert await counted(store, group) == 1


# Closing


async def test_closing_finishes_what_was_accepted(depot: Depot, store: Store) -> None:
    group = await make_group(store)
    release = await hold(store)
    tasks = [
        asyncio.ensure_future(store.write(lambda tx: count(tx, group), long=long))
        for long in (False, True) * 3
    ]
    await asyncio.sleep(0)
    threading.Timer(0.05, release).start()
    await asyncio.to_thread(store.close)
    assert await asyncio.gather(*tasks) == [1, 2, 3, 4, 5, 6]
    assert await counted(depot.open(), group) == 6


async def test_a_closed_store_says_so_at_once(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(Unavailable):
        await store.write(lambda tx: None)
    with pytest.raises(Unavailable):
        await store.read(lambda tx: None)


async def test_who_asks_from_a_loop_that_is_gone_harms_nobody(store: Store) -> None:
    group = await make_group(store)
    release = await hold(store)

    def elsewhere() -> None:
        async def ask() -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(store.write(lambda tx: count(tx, group)), 0.01)

        asyncio.run(ask())

    await asyncio.to_thread(elsewhere)
    release()
    assert await store.write(lambda tx: count(tx, group)) == 2


# Readers

_ADD_ACCOUNT = insert(AccountRow, "ref", "person_id")
_NAMES = Prepared(sa.select(PERSON.c.name), str)


async def test_readers_cannot_write(store: Store) -> None:
    group = await make_group(store)
    writes: list[Callable[[Transaction], Any]] = [
        lambda tx: count(tx, group),
        lambda tx: answers.remember(tx, "gathered", START, "answer"),
        lambda tx: tx.at_end("key", lambda: None),
        lambda tx: tx.write_many(_ADD_ACCOUNT, [{"ref": "console:local/zoe", "person_id": 1}]),
    ]
    for write in writes:
        with pytest.raises(RuntimeError, match="declared to read only"):
            await store.read(write)
    # Nor would the database let them.
    connection = store.database.connect(writes=False)
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        connection.execute("DELETE FROM person")
    connection.close()
    assert await counted(store, group) == 0
    assert await store.write(lambda tx: count(tx, group)) == 1


async def test_readers_see_what_is_committed_and_one_state_of_it(store: Store) -> None:
    group = await make_group(store)
    looked, go = threading.Event(), threading.Event()

    def look_twice(tx: Transaction) -> tuple[int, int]:
        before = tea.cups(tx, group)
        looked.set()
        assert go.wait(10)
        return before, tea.cups(tx, group)

    twice = asyncio.ensure_future(store.read(look_twice))
    await asyncio.to_thread(looked.wait, 10)
    await store.write(lambda tx: count(tx, group))
    assert await counted(store, group) == 1
    go.set()
    assert await twice == (0, 0)
    assert await counted(store, group) == 1


async def test_a_connection_reads_one_state_until_it_has_to_read_anew(store: Store) -> None:
    group = await make_group(store)
    reading = Reading(store.database)

    def look(tx: Transaction) -> int:
        return tea.cups(tx, group)

    assert reading.read(look, anew=True) == 0
    await store.write(lambda tx: count(tx, group))
    assert reading.read(look, anew=False) == 0
    assert reading.read(look, anew=True) == 1
    await store.write(lambda tx: count(tx, group))
    with pytest.raises(LookupError):
        reading.read(refuse, anew=False)
    assert reading.read(look, anew=False) == 2
    reading.end()
    await store.write(lambda tx: count(tx, group))
    assert reading.read(look, anew=False) == 3
    reading.close()


async def test_what_was_committed_before_a_read_was_asked_for_is_seen_though_others_waited(
    store: Store,
) -> None:
    group = await make_group(store)
    for cups in range(20):
        before = [asyncio.ensure_future(counted(store, group)) for _ in range(20)]
        await store.write(lambda tx: count(tx, group))
        assert await asyncio.gather(*(counted(store, group) for _ in range(20))) == [cups + 1] * 20
        assert {*await asyncio.gather(*before)} <= {cups, cups + 1}


async def test_readers_do_not_see_what_is_not_committed(store: Store) -> None:
    group = await make_group(store)
    wrote, go = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> None:
        count(tx, group)
        wrote.set()
        assert go.wait(10)

    writing = asyncio.ensure_future(store.write(slowly))
    await asyncio.to_thread(wrote.wait, 10)
    assert await counted(store, group) == 0
    go.set()
    await writing
    assert await counted(store, group) == 1


async def test_a_reader_that_fails_leaves_a_clean_connection(store: Store) -> None:
    group = await make_group(store)
    for _ in range(8):
        with pytest.raises(LookupError):
            await store.read(refuse)
    assert await counted(store, group) == 0


async def test_a_long_read_holds_up_no_other(store: Store) -> None:
    """Though all of them were handed over together."""
    group = await make_group(store)
    over = threading.Event()

    def last(tx: Transaction) -> int:
        over.set()
        return tea.cups(tx, group)

    waited, first, second = await asyncio.gather(
        store.read(lambda tx: over.wait(10)), store.read(lambda tx: tea.cups(tx, group)), store.read(last)
    )
    assert waited
    assert first == second == 0


async def test_of_many_reads_each_gets_its_own_answer(store: Store) -> None:
    await make_group(store)

    def odd(number: int) -> Callable[[Transaction], int]:
        def look(tx: Transaction) -> int:
            if number % 2 == 0:
                raise LookupError(number)
            return number

        return look

    answers = await asyncio.gather(*(store.read(odd(number)) for number in range(40)), return_exceptions=True)
    assert answers[1::2] == list(range(1, 40, 2))
    assert [str(fault) for fault in answers[::2]] == [str(number) for number in range(0, 40, 2)]


async def test_what_was_asked_for_before_the_end_is_answered(store: Store) -> None:
    group = await make_group(store)
    asked = [asyncio.ensure_future(counted(store, group)) for _ in range(3)]
    await asyncio.sleep(0)
    store.close()
    assert await asyncio.gather(*asked) == [0, 0, 0]


# The last line of defence


async def test_no_update_is_lost(store: Store) -> None:
    group = await make_group(store)
    results = await asyncio.gather(
        *(store.write(lambda tx: count(tx, group), lane=str(n % 3)) for n in range(200))
    )
    assert sorted(results) == list(range(1, 201))
    assert await counted(store, group) == 200


async def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await store.write(lambda tx: tx.write(_ADD_ACCOUNT, ref="console:local/zoe", person_id=99))


async def test_unique_rules_hold(store: Store) -> None:
    def add(tx: Transaction) -> None:
        tx.person_of(AccountRef("console", "local", "zoe"), "zoe", START)
        tx.write(_ADD_ACCOUNT, ref="console:local/zoe", person_id=1)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(add)
    assert await store.read(lambda tx: tx.rows(_NAMES)) == []
