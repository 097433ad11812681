"""The record: one unbroken chain whatever happens at once, and nobody can change it unseen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import commands.record
from bot import chain
from bot.feature import Registry
from bot.ports import Clock, Gateway
from storage import record
from storage.answers import REQUEST
from storage.prepared import Prepared
from storage.record import ENTRY, OPENING
from storage.transaction import Transaction
from tests.engine import tea
from tests.stories.test_engine_stories import house, open_house
from tests.world import START, World, text_of

REGISTRY = Registry((tea.feature, commands.record.feature))


def make(url: str, gateways: Mapping[str, Gateway], clock: Clock) -> tea.TeaRoom:
    return tea.build(url, gateways, clock, registry=REGISTRY)


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[World]:
    """A tea house with a record that people can look at."""
    world = World(database_url, make)
    await world.stage.open()
    yield world
    await world.stage.close()


async def entries(world: World) -> list[record.Entry]:
    group = await house(world)
    return await world.reads(lambda tx: list(record.entries(tx, group)))


async def verdict(world: World) -> str:
    """What `/record verify` says, in one line."""
    return (await world.person("ana").says("/record verify")).text.replace("\n", " ")


# As it should be


async def test_an_entry_is_canonical_and_names_nobody(library: World) -> None:
    ana, _ = await open_house(library)
    await ana.says('/tea cup "blue" reason:"since Ben broke mine"')
    entry = (await entries(library))[-1]
    body = json.loads(entry.body)
    assert chain.canonical(body) == entry.body
    assert (body["seq"], body["kind"], body["by"], body["subject"]) == (3, "tea.cup", "participant 1", "C-1")
    assert body["facts"] == {"note": "blue"}
    assert body["at"] == "2026-12-01T09:00:00.000000Z"
    assert "Ben" not in entry.body
    assert "ana" not in entry.body
    ((seq, field, salt, value),) = await library.reads(lambda tx: list(record.openings(tx, 1)))
    assert (seq, field, value) == (3, "reason", "since Ben broke mine")
    assert body["personal"] == {"reason": chain.commitment(salt, "reason", value)}
    assert salt not in entry.body


async def test_the_chain_holds_whatever_happens_at_once(library: World) -> None:
    ana, ben = await open_house(library)
    await ana.says("/tea house Assam", "#assam")
    lines = [
        "/tea cup",
        "/tea sip",
        "/tea spill late-fault",
        "/tea hello",
        "/tea spill late-refuse",
        "/tea cup x",
    ] * 6
    requests = [who.request(line) for line in lines for who in (ana, ben)]
    requests += [ana.request("/tea cup", "#assam") for _ in range(10)]
    answers = await asyncio.gather(*(library.sends(request) for request in requests))
    assert sum("Here is" in text_of(answer) for answer in answers) == 34
    found = await entries(library)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert chain.verify((entry.body, entry.hash) for entry in found) == chain.Intact(38, found[-1].hash)
    assert [entry.subject for entry in found if entry.kind == "tea.cup"] == [f"C-{n}" for n in range(1, 25)]
    assert "38" in await verdict(library)
    assert (await ana.says("/record verify", "#assam")).ok


async def test_the_chain_goes_on_after_a_restart(library: World) -> None:
    ana, _ = await open_house(library)
    for _ in range(3):
        await ana.says("/tea cup")
        await library.restarts()
    found = await entries(library)
    assert chain.verify((entry.body, entry.hash) for entry in found) == chain.Intact(5, found[-1].hash)


class Jumping:
    """A clock that somebody sets back: which no clock should, and all do."""

    def __init__(self, *moments: datetime) -> None:
        self.moments = list(moments)

    def now(self) -> datetime:
        return self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]


async def test_time_never_goes_back_within_a_group(database_url: str) -> None:
    hours = [0, 5, 1, 6, 2, -30, 3, 7, 0]
    clock = Jumping(START, *(START + timedelta(hours=hour) for hour in hours))
    room = tea.build(database_url, {}, clock)
    callers = World(database_url).stage.callers
    try:
        await room.engine.handle(callers.says("ana", "/tea house Ceylon", tea.channel()))
        for _ in hours:
            await room.engine.handle(callers.says("ana", "/tea cup", tea.channel()))
        found = await room.store.read(lambda tx: list(record.entries(tx, 1)))
    finally:
        await room.close()
    moments = [entry.at for entry in found]
    assert len(moments) == len(hours) + 1
    assert moments == sorted(moments)
    assert max(moments) == START + timedelta(hours=7)
    assert [json.loads(entry.body)["at"] for entry in found] == [chain.stamp(moment) for moment in moments]


async def test_time_never_goes_back_among_those_who_share_a_commit(database_url: str) -> None:
    # Ahead of the founding, and ever less so.
    clock = Jumping(START, *(START + timedelta(seconds=second) for second in range(100, 0, -1)))
    room = tea.build(database_url, {}, clock)
    callers = World(database_url).stage.callers
    try:
        await room.engine.handle(callers.says("ana", "/tea house Ceylon", tea.channel()))
        cups = (room.engine.handle(callers.says("ana", "/tea cup", tea.channel())) for _ in range(20))
        await asyncio.gather(*cups)
        found = await room.store.read(lambda tx: list(record.entries(tx, 1)))
        moments = await room.store.read(lambda tx: tx.rows(Prepared(sa.select(REQUEST.c.at))))
    finally:
        await room.close()
    assert [entry.at - START for entry in found] == [timedelta(0), *[timedelta(seconds=100)] * 20]
    # Not only the entries: all that happens in a command happens at that moment.
    assert {moment - START for (moment,) in moments} == {timedelta(0), timedelta(seconds=100)}


async def test_what_the_clock_does_is_not_put_before_what_happened(database_url: str) -> None:
    clock = Jumping(START)
    room = tea.build(database_url, {}, clock)
    callers = World(database_url).stage.callers
    try:
        for line in ("/tea house Ceylon", "/tea cup", '/tea boil C-1 "in 1 hour"'):
            await room.engine.handle(callers.says("ana", line, tea.channel()))
        clock.moments = [START + timedelta(hours=5)]
        await room.engine.handle(callers.says("ana", "/tea cup", tea.channel()))
        clock.moments = [START + timedelta(hours=2)]
        await room.heartbeat.tick()
        found = await room.store.read(lambda tx: list(record.entries(tx, 1)))
    finally:
        await room.close()
    assert [(entry.kind, entry.at - START) for entry in found[-2:]] == [
        ("tea.cup", timedelta(hours=5)),
        ("tea.whistle", timedelta(hours=5)),
    ]


# Tampering: somebody with the database in their hands

_seq = sa.bindparam("which", type_=sa.Integer)
_AT = ENTRY.c.seq == _seq


def _change(**values: Any) -> Callable[[Transaction], None]:
    """Changes entry 4."""
    statement = Prepared(sa.update(ENTRY).where(_AT).values(**values))
    return lambda tx: _do(tx, statement, which=4)


def _do(tx: Transaction, statement: Prepared[Any], **values: Any) -> None:
    assert tx.write(statement, **values) == 1


def _rewrite(tx: Transaction) -> None:
    """Another fact in entry 4, with a hash that fits."""
    (found,) = [entry for entry in record.entries(tx, 1) if entry.seq == 4]
    body = chain.canonical({**json.loads(found.body), "facts": {"note": "another"}})
    statement = Prepared(sa.update(ENTRY).where(_AT).values(body=body, hash=chain.digest(body)))
    _do(tx, statement, which=4)


def _swap(tx: Transaction) -> None:
    """Entries 4 and 5 change places."""
    move = Prepared(sa.update(ENTRY).where(_AT).values(seq=sa.bindparam("to", type_=sa.Integer)))
    for which, to in ((4, 99), (5, 4), (99, 5)):
        _do(tx, move, which=which, to=to)


def _insert(tx: Transaction) -> None:
    """Entry 5 once more, behind the last."""
    (found,) = [entry for entry in record.entries(tx, 1) if entry.seq == 5]
    tx.write(
        record._APPEND, group_id=1, seq=7, at=found.at, kind=found.kind, subject=found.subject,
        body=found.body, hash=found.hash,
    )  # fmt: skip


def _delete(which: int) -> Callable[[Transaction], None]:
    statement = Prepared(sa.delete(ENTRY).where(_AT))
    return lambda tx: _do(tx, statement, which=which)


def _reopen(tx: Transaction) -> None:
    """Another reason for entry 3 than was given."""
    _do(tx, Prepared(sa.update(OPENING).where(OPENING.c.seq == _seq).values(value="no reason")), which=3)


TAMPERING = {
    "another body": _change(body='{"at":"2026-12-01T09:00:00.000000Z"}'),
    "another hash": _change(hash="0" * 64),
    "no JSON": _change(body="x", hash=chain.digest("x")),
    "a fact, and its hash": _rewrite,
    "another moment beside the entry": _change(at=START - timedelta(days=1)),
    "another kind beside the entry": _change(kind="tea.stolen"),
    "another subject beside the entry": _change(subject="C-9"),
    "one deleted in the middle": _delete(5),
    "the last deleted": _delete(6),
    "one put in": _insert,
    "two exchanged": _swap,
    "another reason": _reopen,
}


@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_detected(library: World, how: str) -> None:
    ana, _ = await open_house(library)
    await ana.says("/tea cup reason:mine")
    for note in "abc":
        await ana.says(f"/tea cup {note}")
    assert (await verdict(library)).startswith("The record is intact")
    await library.app.store.write(TAMPERING[how])
    assert not (await verdict(library)).startswith("The record is intact")


async def test_erasing_what_is_personal_leaves_the_chain_valid(library: World) -> None:
    ana, _ = await open_house(library)
    await ana.says("/tea cup reason:mine")
    await ana.says("/tea cup")
    good = await verdict(library)
    await library.app.store.write(lambda tx: tx.write(Prepared(sa.delete(OPENING))))
    assert await verdict(library) == good
    assert await library.reads(lambda tx: list(record.openings(tx, 1))) == []
