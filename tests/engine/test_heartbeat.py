"""The heartbeat: what was promised is done at its own moment, in order, whatever fails or comes late."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.heartbeat import RETRY
from storage import promises, record
from storage.transaction import Transaction
from tests.engine import tea
from tests.engine.gateway import Faulty
from tests.world import PATIENCE, START, Actor, World


async def kitchen(world: World) -> Actor:
    """A tea house with three cups."""
    (ana,) = world.people("ana")
    await ana.says("/tea house Ceylon")
    for _ in range(3):
        await ana.says("/tea cup")
    return ana


async def struck(world: World) -> list[tuple[str, str, timedelta]]:
    """What the clock did: what, for which cup, how long after the start."""

    def look(tx: Transaction) -> list[tuple[str, str, timedelta]]:
        found = record.entries(tx, 1)
        return [
            (entry.kind, entry.subject, entry.at - START)
            for entry in found
            if entry.kind in ("tea.whistle", "tea.rattle")
        ]

    return await world.reads(look)


MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_what_is_due_is_done_at_its_own_moment_in_order(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-2 "in 3 hours"')
    await ana.says('/tea boil C-1 "in 2 hours"')
    await ana.says('/tea boil C-3 "in 2 hours"')
    assert await struck(tearoom) == []
    await tearoom.passes(minutes=119)
    assert await struck(tearoom) == []
    heard = await tearoom.passes(days=1)
    assert await struck(tearoom) == [
        ("tea.whistle", "C-1", 2 * HOUR),
        ("tea.whistle", "C-3", 2 * HOUR),
        ("tea.whistle", "C-2", 3 * HOUR),
    ]
    assert len(heard.posts) == 3


async def test_many_at_once_are_all_done(tearoom: World) -> None:
    await kitchen(tearoom)

    def promise(tx: Transaction) -> None:
        for number in range(130):
            promises.promise(tx, "tea whistle", "cup1x1", START + HOUR - number * timedelta(seconds=1))

    await tearoom.app.store.write(promise)
    await tearoom.passes(hours=2)
    times = [at for _, _, at in await struck(tearoom)]
    assert len(times) == 130
    assert times == sorted(times)
    assert await tearoom.app.heartbeat.next_due() is None


async def test_many_that_wait_for_us_are_done_in_order_too(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    for _ in range(67):
        await tearoom.sends(ana.request("/tea cup"))

    def promise(tx: Transaction) -> None:
        for number in range(1, 71):
            promises.promise(
                tx, "tea whistle", f"cup1x{number}", START + HOUR - number * timedelta(seconds=1)
            )

    await tearoom.app.store.write(promise)
    await asleep(tearoom, days=1)
    await tearoom.app.heartbeat.tick()
    assert [cup for _, cup, _ in await struck(tearoom)] == [f"C-{number}" for number in range(70, 0, -1)]


async def test_a_promise_made_twice_is_kept_once(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    assert (await ana.says('/tea boil C-1 "in 2 hours"')).ok
    assert (await ana.says('/tea boil C-1 "in 2 hours"')).ok
    await tearoom.passes(hours=3)
    assert len(await struck(tearoom)) == 1


async def test_a_promise_taken_back_is_not_kept(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-1 "in 2 hours"')
    await ana.says('/tea boil C-1 "in 3 hours"')
    await ana.says('/tea boil C-2 "in 3 hours"')
    await tearoom.app.store.write(lambda tx: promises.release(tx, "tea whistle", "cup1x1"))
    await tearoom.passes(hours=4)
    assert await struck(tearoom) == [("tea.whistle", "C-2", 3 * HOUR)]


# Late


async def asleep(world: World, **by: float) -> None:
    """The bot is down while time passes."""
    await world.stage.close()
    world.stage.clock.move(timedelta(**by))
    await world.stage.open()


async def test_what_is_right_whenever_it_comes_is_done_late(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-1 "in 1 hour"')
    await asleep(tearoom, days=3)
    await tearoom.app.heartbeat.tick()
    assert await struck(tearoom) == [("tea.whistle", "C-1", timedelta(days=3))]


@pytest.mark.parametrize(("minutes", "done"), [(70, True), (71, False)])
async def test_what_is_worse_than_silence_when_late_is_not_done(
    tearoom: World, minutes: int, done: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assert timedelta(minutes=10) == tea.LATE
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-1 "in 1 hour" kind:"tea rattle"')
    await asleep(tearoom, minutes=minutes)
    with caplog.at_level(logging.WARNING):
        await tearoom.app.heartbeat.tick()
    assert bool(await struck(tearoom)) == done
    assert ("too late" in caplog.text) != done  # nothing is left out silently
    assert await tearoom.app.heartbeat.next_due() is None


async def test_what_became_due_while_we_were_down_is_done_in_the_order_of_its_moments(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-3 "in 2 hours"')
    await ana.says('/tea boil C-1 "in 3 hours"')
    await ana.says('/tea boil C-2 "in 1 hour"')
    await asleep(tearoom, days=3)
    await tearoom.app.heartbeat.tick()
    assert [cup for _, cup, _ in await struck(tearoom)] == ["C-2", "C-3", "C-1"]


# What fails


async def test_one_that_fails_holds_up_nobody_and_is_tried_again(
    tearoom: World, caplog: pytest.LogCaptureFixture
) -> None:
    ana = await kitchen(tearoom)
    await ana.says('/tea boil C-1 "in 1 hour" kind:"tea burst"')
    await ana.says('/tea boil C-2 "in 1 hour"')
    with caplog.at_level(logging.ERROR):
        await tearoom.passes(hours=1)
    assert [cup for _, cup, _ in await struck(tearoom)] == ["C-2"]
    assert "steam" in caplog.text
    due = await tearoom.app.heartbeat.next_due()
    assert due == START + HOUR + RETRY
    await tearoom.passes(minutes=5)
    assert await tearoom.reads(lambda tx: promises.promised(tx, "tea burst", "cup1x1")) == [START + HOUR]


async def test_a_kind_that_nobody_knows_any_more_is_kept_for_whoever_does(tearoom: World) -> None:
    await kitchen(tearoom)
    await tearoom.app.store.write(lambda tx: promises.promise(tx, "tea ceremony", "cup1x1", START + HOUR))
    await tearoom.passes(hours=2)
    assert await tearoom.reads(lambda tx: promises.promised(tx, "tea ceremony", "cup1x1")) == [START + HOUR]


async def test_a_promise_about_something_that_is_gone_is_dropped(tearoom: World) -> None:
    await kitchen(tearoom)
    await tearoom.app.store.write(lambda tx: promises.promise(tx, "tea whistle", "cup1x99", START + HOUR))
    await tearoom.passes(hours=2)
    assert await tearoom.app.heartbeat.next_due() is None
    assert await struck(tearoom) == []


async def test_a_fault_leaves_nothing_half_done(tearoom: World) -> None:
    ana = await kitchen(tearoom)
    before = await tearoom.reads(lambda tx: record.head(tx, 1))
    await ana.says('/tea boil C-1 "in 1 hour" kind:"tea burst"')
    await tearoom.passes(hours=2)
    assert await tearoom.reads(lambda tx: record.head(tx, 1)) == before


# Moments are instants

DST = [
    datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]


async def test_summer_time_means_nothing_to_a_timer(tearoom: World) -> None:
    await kitchen(tearoom)

    def promise(tx: Transaction) -> None:
        for moment in reversed(DST):
            promises.promise(tx, "tea whistle", "cup1x1", moment)

    await tearoom.app.store.write(promise)
    assert await tearoom.reads(lambda tx: promises.promised(tx, "tea whistle", "cup1x1")) == DST
    await tearoom.passes_until(datetime(2028, 1, 1, tzinfo=UTC))
    assert [START + at for _, _, at in await struck(tearoom)] == DST


# By itself, on the system's clock


@pytest.fixture
async def clockwork(database_url: str) -> AsyncIterator[tuple[tea.TeaRoom, Faulty]]:
    """A bot that keeps its promises by itself."""
    gateway = Faulty()
    room = tea.build(database_url, {"console": gateway}, SystemClock())
    callers = World(database_url).stage.callers
    await room.engine.handle(callers.says("ana", "/tea house Ceylon", tea.channel()))
    await room.engine.handle(callers.says("ana", "/tea cup", tea.channel()))
    room.store.on_promise = room.heartbeat.nudge
    await room.heartbeat.start()
    yield room, gateway
    await room.close()


async def until_posted(gateway: Faulty, most: float = PATIENCE) -> list[str]:
    """Waits for the next message."""
    there = asyncio.Event()
    gateway.on_change = lambda message: there.set()
    await asyncio.wait_for(there.wait(), most)
    return gateway.posted


async def test_it_wakes_at_the_next_moment(clockwork: tuple[tea.TeaRoom, Faulty]) -> None:
    room, gateway = clockwork
    await until_posted(gateway)  # the shelf
    due = SystemClock().now() + timedelta(milliseconds=300)
    await room.store.write(lambda tx: promises.promise(tx, "tea whistle", "cup1x1", due))
    await until_posted(gateway)
    assert SystemClock().now() >= due
    assert gateway.posted[-1] == "Tea! cup1x1"


async def test_what_is_promised_now_is_said_now(clockwork: tuple[tea.TeaRoom, Faulty]) -> None:
    room, gateway = clockwork
    await until_posted(gateway)
    now = SystemClock().now()
    await room.store.write(lambda tx: promises.say(tx, "tea call", "ready", str(tea.channel()), now))
    assert (await until_posted(gateway))[-1] == "Tea! ready"


async def test_stopping_finishes_what_is_under_way(clockwork: tuple[tea.TeaRoom, Faulty]) -> None:
    room, gateway = clockwork
    await until_posted(gateway)
    on_its_way, go = asyncio.Event(), asyncio.Event()

    async def meanwhile(channel: object) -> None:
        on_its_way.set()
        await go.wait()

    gateway.meanwhile = meanwhile
    now = SystemClock().now() + timedelta(milliseconds=50)  # so that the scheduler starts it
    await room.store.write(lambda tx: promises.say(tx, "tea call", "ready", str(tea.channel()), now))
    await asyncio.wait_for(on_its_way.wait(), PATIENCE)
    stopping = asyncio.ensure_future(room.heartbeat.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert gateway.posted[-1] == "Tea! ready"
    assert await room.store.read(lambda tx: promises.next_due(tx, {"console"})) is None
    # Nothing begins after the end.
    await room.store.write(lambda tx: promises.say(tx, "tea call", "late", str(tea.channel()), now))
    assert not room.heartbeat._tasks
    assert gateway.posted[-1] == "Tea! ready"


async def test_stopping_while_the_next_moment_is_looked_for(
    clockwork: tuple[tea.TeaRoom, Faulty], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room, gateway = clockwork
    await until_posted(gateway)
    stopping: list[asyncio.Future[None]] = []

    async def stopped_meanwhile(heartbeat: object) -> datetime:
        stopping.append(asyncio.ensure_future(room.heartbeat.stop()))
        await asyncio.sleep(0)
        return SystemClock().now() + HOUR

    monkeypatch.setattr("bot.heartbeat.Heartbeat.next_due", stopped_meanwhile)
    room.heartbeat.nudge()
    await asyncio.gather(*room.heartbeat._tasks)
    await asyncio.wait_for(asyncio.gather(*stopping), PATIENCE)
    assert stopping
    assert caplog.messages == []
