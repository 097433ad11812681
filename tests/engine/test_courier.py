"""The courier: what was promised is said, once, in order, however the platform fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import heartbeat
from bot.addresses import ChannelRef
from bot.clock import VirtualClock
from bot.courier import TRIES, Courier
from bot.heartbeat import CLAIM
from bot.ports import Unavailable
from bot.refusals import Hindrance
from storage import groups, promises, unsaid
from storage.numbers import next_number
from storage.prepared import Prepared
from storage.transaction import Transaction
from tests.engine import tea
from tests.engine.gateway import Arrived, Faulty, Vanished, refused
from tests.world import PATIENCE, START

BROKEN = RuntimeError("the vendor's library stumbled")
SILENT = TimeoutError()


GIVEN_UP: Prepared[tuple[str, str]] = Prepared(
    sa.select(promises.PARCEL.c.subject, promises.PARCEL.c.trouble)
    .where(promises.PARCEL.c.state == promises.PARKED)
    .order_by(promises.PARCEL.c.id),
    lambda subject, why: (subject, why),
)


@dataclass(slots=True)
class Post:
    """A bot whose only platform is faulty."""

    url: str
    gateway: Faulty
    clock: VirtualClock
    room: tea.TeaRoom
    rest: timedelta = timedelta(0)

    async def says(
        self, subject: str, channel: str = "main", kind: str = "tea call", platform: str = "console"
    ) -> None:
        address = str(ChannelRef(platform, "local", channel))
        await self.room.store.write(lambda tx: promises.say(tx, kind, subject, address, self.clock.now()))

    async def card(self, group: int = 1) -> None:
        """Something changes that a card shows."""
        address = str(tea.channel())

        def change(tx: Transaction) -> None:
            next_number(tx, group, tea.CUP)
            promises.post_card(tx, "tea shelf", str(group), address, self.clock.now())
            promises.refresh(tx, "tea shelf", str(group))

        await self.room.store.write(change)

    async def after(self, seconds: float = 0) -> None:
        """Time passes, with everything at its own moment."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while (due := await self.room.heartbeat.next_due()) is not None and due <= end:
            self.clock.move_to(due)
            await asyncio.wait_for(self.room.heartbeat.tick(), PATIENCE)
        self.clock.move_to(end)

    async def parked(self) -> list[tuple[str, str]]:
        """What was given up: its subject, and why."""
        return await self.room.store.read(lambda tx: tx.rows(GIVEN_UP))

    async def restarts(self) -> None:
        await self.room.close()
        self.open()
        await self.room.start()

    def open(self) -> None:
        self.room = tea.build(self.url, {"console": self.gateway}, self.clock, card_rest=self.rest)


@pytest.fixture
async def post(database_url: str) -> AsyncIterator[Post]:
    clock, gateway = VirtualClock(START), Faulty()
    post = Post(database_url, gateway, clock, tea.build(database_url, {"console": gateway}, clock))
    await post.room.store.write(lambda tx: groups.create(tx, "key", "Ceylon", "UTC", "en", "open", START))
    yield post
    await post.room.close()


# Trying again


async def test_it_is_tried_again_with_longer_and_longer_pauses(post: Post) -> None:
    post.gateway.fails(refused(), refused(), BROKEN)
    await post.says("ready")
    pauses = []
    for _ in range(3):
        before = post.clock.now()
        await post.room.heartbeat.tick()
        due = await post.room.heartbeat.next_due()
        assert due is not None
        pauses.append((due - before).total_seconds())
        post.clock.move_to(due)
    assert pauses == [2, 4, 8]
    await post.after(0)
    assert post.gateway.posted == ["Tea! ready"]
    assert await post.room.heartbeat.next_due() is None


async def test_after_many_tries_it_is_parked_with_the_reason(post: Post) -> None:
    post.gateway.fails(*[refused()] * 50)
    await post.says("ready")
    await post.after(10_000)
    assert len(post.gateway.tries) == TRIES
    assert await post.parked() == [("ready", "no")]
    await post.restarts()
    await post.after(10_000)
    assert len(post.gateway.tries) == TRIES


async def test_what_cannot_be_said_any_more_is_parked_at_once(post: Post) -> None:
    post.gateway.fails(refused(permanent=True))
    await post.says("ready")
    await post.says("again")
    await post.after(0)
    assert await post.parked() == [("ready", "no")]
    assert post.gateway.posted == ["Tea! again"]


async def test_a_rate_limit_holds_its_channel_for_as_long_as_it_says_and_no_other(post: Post) -> None:
    post.gateway.fails(refused(retry_after=60))
    for subject in ("one", "two", "three"):
        await post.says(subject)
        await post.says(subject, channel="kitchen")
    await post.after(59)
    assert post.gateway.tries.count("main") == 1
    assert post.gateway.posted == ["Tea! one", "Tea! two", "Tea! three"]
    await post.after(1)
    assert post.gateway.posted[3:] == ["Tea! one", "Tea! two", "Tea! three"]


async def test_what_a_platform_asks_for_counts_from_when_it_does(post: Post) -> None:
    async def slowly(channel: ChannelRef) -> None:
        post.gateway.meanwhile = None
        post.clock.move(timedelta(seconds=10))

    post.gateway.meanwhile = slowly
    post.gateway.fails(refused(retry_after=5))
    await post.says("ready")
    await post.says("ready too")
    await post.room.heartbeat.tick()
    assert post.gateway.tries == ["main"]
    assert await post.room.heartbeat.next_due() == START + timedelta(seconds=15)


async def test_a_limit_on_one_message_holds_no_other(post: Post) -> None:
    post.gateway.fails(refused(retry_after=60, alone=True))
    await post.says("old")
    await post.says("new")
    await post.after(59)
    assert post.gateway.posted == ["Tea! new"]
    await post.after(1)
    assert post.gateway.posted == ["Tea! new", "Tea! old"]


async def test_patience_with_rate_limits_has_no_end(post: Post) -> None:
    post.gateway.fails(*[refused(retry_after=5)] * (TRIES * 3))
    await post.says("ready")
    await post.after(5 * TRIES * 3)
    assert post.gateway.posted == ["Tea! ready"]


@pytest.mark.parametrize("pause", [0, -3, 0.001])
async def test_a_platform_that_wants_it_at_once_gets_a_breath_all_the_same(post: Post, pause: float) -> None:
    post.gateway.fails(*[refused(retry_after=pause)] * 5)
    await post.says("ready")
    await asyncio.wait_for(post.room.heartbeat.tick(), PATIENCE)
    assert len(post.gateway.tries) == 1
    await post.after(5)
    assert post.gateway.posted == ["Tea! ready"]


async def test_waiting_for_a_rate_limit_is_no_failure(post: Post) -> None:
    post.gateway.fails(*[refused(retry_after=1)] * (TRIES * 2), refused())
    await post.says("first")
    await post.says("second")
    await post.after(TRIES * 2)
    post.gateway.fails(refused())
    await post.after(100)
    assert sorted(post.gateway.posted) == ["Tea! first", "Tea! second"]
    assert await post.parked() == []


async def test_a_message_that_fails_does_not_hold_up_its_channel(post: Post) -> None:
    post.gateway.fails(refused())
    await post.says("difficult")
    await post.says("easy")
    await post.after(0)
    assert post.gateway.posted == ["Tea! easy"]
    await post.after(60)
    assert post.gateway.posted == ["Tea! easy", "Tea! difficult"]


async def test_in_a_channel_the_order_of_the_promises_is_kept(post: Post) -> None:
    for number in range(50):
        await post.says(str(number), channel="main" if number % 2 else "kitchen")
    post.gateway.fails(refused(retry_after=3), channel="kitchen")
    await post.after(10)
    said = [int(text.removeprefix("Tea! ")) for text in post.gateway.posted]
    assert [number for number in said if number % 2] == list(range(1, 50, 2))
    assert [number for number in said if not number % 2] == list(range(0, 50, 2))


async def test_a_slow_channel_does_not_hold_up_another(post: Post) -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def meanwhile(channel: ChannelRef) -> None:
        if channel.channel == "slow":
            await go.wait()
        elif channel.channel == "quick":
            arrived.set()

    post.gateway.meanwhile = meanwhile
    await post.says("x", channel="slow")
    await post.says("y", channel="quick")
    ticking = asyncio.ensure_future(post.room.heartbeat.tick())
    await asyncio.wait_for(arrived.wait(), PATIENCE)
    go.set()
    await asyncio.wait_for(ticking, PATIENCE)
    assert sorted(post.gateway.posted) == ["Tea! x", "Tea! y"]


async def test_a_platform_that_does_not_answer_keeps_nothing_from_being_done(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "HANGING", 0.01)
    hanging, go = asyncio.Event(), asyncio.Event()

    async def meanwhile(channel: ChannelRef) -> None:
        hanging.set()
        await go.wait()

    post.gateway.meanwhile = meanwhile
    await post.says("ready")
    ticking = asyncio.ensure_future(post.room.heartbeat.tick())
    await asyncio.wait_for(hanging.wait(), PATIENCE)
    await post.room.store.write(lambda tx: promises.promise(tx, "tea whistle", "cup1x1", START))
    async with asyncio.timeout(PATIENCE):
        while await post.room.store.read(lambda tx: promises.promised(tx, "tea whistle", "cup1x1")):
            pass
    assert not ticking.done()
    go.set()
    await asyncio.wait_for(ticking, PATIENCE)
    assert post.gateway.posted == ["Tea! ready"]


async def test_a_flood_of_things_to_do_does_not_keep_us_silent(post: Post) -> None:
    left: list[int] = []

    async def meanwhile(channel: ChannelRef) -> None:
        left.append(len(await post.room.store.read(waiting)))

    def flood(tx: Transaction) -> None:
        for number in range(3 * CLAIM):
            promises.promise(tx, "tea whistle", "cup1x1", START - timedelta(seconds=number))

    def waiting(tx: Transaction) -> list[datetime]:
        return promises.promised(tx, "tea whistle", "cup1x1")

    post.gateway.meanwhile = meanwhile
    await post.room.store.write(flood)
    await post.says("ready")
    await post.after(0)
    assert left == [2 * CLAIM]
    assert await post.room.store.read(waiting) == []


# What nobody knows


async def test_what_arrived_although_nobody_knew_is_found_and_not_repeated(post: Post) -> None:
    post.gateway.fails(Arrived())
    await post.says("ready")
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]
    assert post.gateway.looked == [START]
    assert await post.parked() == []


async def test_of_what_only_a_part_arrived_the_rest_is_added(post: Post) -> None:
    post.gateway.fails(Arrived())
    post.gateway.incomplete = True
    await post.says("ready")
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]
    assert post.gateway.edits == ["Tea! ready"]
    assert await post.parked() == []


async def test_what_got_lost_is_looked_for_and_said_once(post: Post) -> None:
    post.gateway.fails(Vanished(), Vanished())
    await post.says("ready")
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]
    # From the first try on, since that is the one that may have arrived.
    assert post.gateway.looked == [START, START]


async def test_a_doubt_stays_until_it_is_settled(post: Post) -> None:
    # It arrived, the next try is refused, and only then can it be looked for: still not repeated.
    post.gateway.fails(Arrived())
    post.gateway.searchable = False
    await post.says("ready", kind="tea rumour")
    await post.room.heartbeat.tick()
    post.gateway.fails(refused())
    await post.after(2)
    assert len(post.gateway.tries) == 2
    post.gateway.searchable = True
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]


async def test_a_doubt_outlives_giving_up(post: Post) -> None:
    post.gateway.fails(Arrived(), *[refused()] * (TRIES - 1))
    post.gateway.searchable = False
    await post.says("ready", kind="tea rumour")
    await post.after(10_000)
    assert await post.parked() == [("ready", "no")]
    post.gateway.searchable = True
    address = str(ChannelRef("console", "local", "main"))
    assert await post.room.store.write(lambda tx: unsaid.resume(tx, address, post.clock.now())) == 1
    await post.after(0)
    assert post.gateway.posted == ["Tea! ready"]


async def test_where_it_cannot_be_looked_for_the_message_says_that_it_may_be_a_repeat(post: Post) -> None:
    post.gateway.searchable = False
    post.gateway.fails(Vanished())
    await post.says("ready", kind="tea rumour")
    await post.after(60)
    (said,) = post.gateway.posted
    assert "may be a repeat" in said
    assert said.endswith("Tea! ready")


async def test_where_it_cannot_be_looked_for_and_must_not_be_repeated_it_is_parked(post: Post) -> None:
    post.gateway.searchable = False
    post.gateway.fails(Vanished())
    await post.says("ready", kind="tea secret")
    await post.after(60)
    assert post.gateway.posted == []
    ((subject, why),) = await post.parked()
    assert (subject, why) == ("ready", Hindrance.DOUBTFUL)


async def test_a_platform_that_never_answers_is_not_waited_for(post: Post) -> None:
    room = post.room
    room.heartbeat._courier = Courier(  # with less patience than it has
        room.registry, room.store, room.promises, {"console": post.gateway}, post.clock,
        patience=timedelta(milliseconds=50),
    )  # fmt: skip
    post.gateway.fails(SILENT)
    await post.says("ready")
    await post.says("ready too", channel="kitchen")
    await post.after(60)
    assert sorted(post.gateway.posted) == ["Tea! ready", "Tea! ready too"]
    assert len(post.gateway.looked) == 1


async def test_what_was_being_sent_at_a_crash_is_doubtful_and_not_repeated(post: Post) -> None:
    on_its_way = asyncio.Event()

    async def meanwhile(channel: ChannelRef) -> None:
        on_its_way.set()
        post.gateway.meanwhile = None
        if channel.channel == "main":
            await asyncio.Event().wait()

    post.gateway.meanwhile = meanwhile
    await post.says("ready")
    ticking = asyncio.ensure_future(post.room.heartbeat.tick())
    await on_its_way.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    post.clock.move(timedelta(hours=1))
    await post.restarts()
    await post.after(0)
    assert post.gateway.posted == ["Tea! ready"]
    assert post.gateway.looked == [START], "however long nobody was there"


async def test_what_was_posted_but_could_not_be_noted_is_not_repeated(post: Post) -> None:
    """The database fails just after the platform took the message."""

    async def meanwhile(channel: ChannelRef) -> None:
        post.room.store.close()

    post.gateway.meanwhile = meanwhile
    await post.says("ready")
    with pytest.raises(Unavailable):
        await post.room.heartbeat.tick()
    post.gateway.meanwhile = None
    await post.restarts()
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]


async def test_when_only_noting_it_failed_it_is_looked_for(post: Post) -> None:
    def clash(tx: Transaction) -> None:
        raise LookupError("the note could not be written")

    kept = post.room.promises.parcel_sent

    async def noting(*args: object) -> None:
        post.room.promises.parcel_sent = kept  # type: ignore[method-assign]
        await post.room.store.write(clash)

    post.room.promises.parcel_sent = noting  # type: ignore[method-assign,assignment]
    await post.says("ready")
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]
    assert len(post.gateway.looked) == 1


# Nothing to say, or no way to say it


async def test_what_there_is_no_need_to_say_any_more_is_dropped(post: Post) -> None:
    await post.says("nothing")
    await post.after(60)
    assert post.gateway.tries == []
    assert await post.parked() == []


async def test_words_that_cannot_be_found_do_not_hold_up_others(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.says("broken", channel="kitchen")
    await post.says("unknown", kind="tea ceremony", channel="garden")
    await post.says("ready")
    with caplog.at_level(logging.ERROR):
        await post.after(0)
    assert post.gateway.posted == ["Tea! ready"]
    assert "the megaphone" in caplog.text
    await post.after(10_000)
    assert [subject for subject, _ in await post.parked()] == ["broken", "unknown"]


async def test_what_is_promised_to_a_platform_that_is_not_connected_waits_in_peace(post: Post) -> None:
    await post.says("ready", platform="telegraph")
    assert await post.room.heartbeat.next_due() is None
    await asyncio.wait_for(post.room.heartbeat.tick(), PATIENCE)
    await post.says("ready")
    await post.after(60)
    assert post.gateway.posted == ["Tea! ready"]


# Cards


async def test_many_changes_of_a_card_are_one_edit(post: Post) -> None:
    await post.card()
    await post.after(0)
    assert post.gateway.posted == ["Cups on the shelf: 1"]
    for _ in range(10):
        await post.card()
    await post.after(0)
    assert post.gateway.edits == ["Cups on the shelf: 11"]
    await post.after(60)
    assert (len(post.gateway.posted), len(post.gateway.edits)) == (1, 1)


async def test_many_changes_before_the_card_stands_are_one_post(post: Post) -> None:
    await asyncio.gather(*(post.card() for _ in range(10)))
    await post.after(60)
    assert post.gateway.posted == ["Cups on the shelf: 10"]
    assert post.gateway.edits == []


async def test_a_change_while_the_card_is_on_its_way_is_not_lost(post: Post) -> None:
    async def meanwhile(channel: ChannelRef) -> None:
        post.gateway.meanwhile = None
        await post.card()

    post.gateway.meanwhile = meanwhile
    await post.card()
    await post.after(0)
    assert post.gateway.posted == ["Cups on the shelf: 1"]
    assert post.gateway.edits == ["Cups on the shelf: 2"]
    post.gateway.meanwhile = meanwhile
    await post.card()
    await post.after(0)
    assert post.gateway.edits[-1] == "Cups on the shelf: 4"


async def test_a_card_rests_between_edits(post: Post) -> None:
    post.rest = timedelta(seconds=3)
    await post.restarts()
    await post.card()
    await post.after(0)
    for _ in range(6):
        await post.card()
        await post.after(1)
    assert post.gateway.edits == ["Cups on the shelf: 4", "Cups on the shelf: 7"]
    await post.after(60)
    assert len(post.gateway.edits) == 2


async def test_an_edit_that_fails_is_tried_again_with_what_is_true_then(post: Post) -> None:
    await post.card()
    await post.after(0)
    post.gateway.fails(Vanished(), refused())
    await post.card()
    await post.room.heartbeat.tick()
    await post.card()
    await post.after(60)
    assert post.gateway.edits == ["Cups on the shelf: 3"]
    assert post.gateway.looked == []  # an edit can be repeated


async def test_a_card_that_arrived_although_nobody_knew_shows_what_is_true_now(post: Post) -> None:
    post.gateway.fails(Arrived())
    await post.card()
    await post.room.heartbeat.tick()
    await post.card()
    await post.after(60)
    assert post.gateway.posted == ["Cups on the shelf: 1"]
    assert post.gateway.edits == ["Cups on the shelf: 2"]


async def test_a_card_stands_after_a_restart(post: Post) -> None:
    await post.card()
    await post.after(0)
    await post.restarts()
    await post.card()
    await post.after(0)
    assert (len(post.gateway.posted), post.gateway.edits) == (1, ["Cups on the shelf: 2"])
