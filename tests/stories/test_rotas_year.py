"""A year of rotas in three zones, through both nights in which the clocks change, with restarts in between."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from storage import record, rotas, turns
from storage.transaction import Transaction
from tests.stories.test_rotas import four
from tests.world import START, World

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe")
"""Their clocks change on different nights; on Lord Howe by half an hour."""
HALF_PAST_TWO = (2, 30)


async def test_a_year_with_restarts(world: World) -> None:
    people = await four(world)
    for zone in ZONES:
        heard = await people["zed"].says(
            f'/rota create scribe "every sunday 2:30" zone:{zone} lasts:"1 hour"'
        )
        assert heard.ok, heard.text
    said: Counter[tuple[str, str]] = Counter()
    end = START + timedelta(days=366)
    step = 0
    while world.now < end:
        heard = await world.passes(days=9, hours=7)
        for post in heard.step.posts:
            said[post.channel, post.text.split("\n")[0]] += 1
        step += 1
        if step % 3 == 0:
            await world.restarts()
    for number, zone in enumerate(ZONES, 1):
        await _held_every_sunday(world, number, zone)
    await _told_once(world, said)
    assert "intact" in (await people["zed"].says("/record verify")).text


async def _held_every_sunday(world: World, number: int, zone: str) -> None:
    """At half past two by the clocks there, also after they changed; in the night that skips it, at the first
    moment after. Each stakeholder group as often as the others, but for one turn."""

    def look(tx: Transaction) -> list[tuple[datetime, str, str]]:
        rota = rotas.by_number(tx, 1, number)
        assert rota is not None
        return [
            (turn.starts_at, turn.state, turns.holders(tx, turn.id)[0].name)
            for turn in turns.of_rota(tx, rota.id)
            if turn.starts_at < world.now - timedelta(hours=2)
        ]

    found = await world.reads(look)
    assert len(found) >= 52
    assert {state for _, state, _ in found} == {"over"}
    shown = [starts.astimezone(ZoneInfo(zone)) for starts, _, _ in found]
    assert {at.weekday() for at in shown} == {6}
    days = [at.date() for at in shown]
    assert all(after - before == timedelta(days=7) for before, after in pairwise(days))
    odd = [at for at in shown if (at.hour, at.minute) != HALF_PAST_TWO]
    assert len(odd) <= 1, "only in the night that has no half past two"
    assert all((at.hour, at.minute) == (3, 0) for at in odd)
    assert len({at.utcoffset() for at in shown}) == 2, "both halves of the year were there"
    counts = Counter(name for _, _, name in found)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert set(counts) == {"ana", "ben", "cleo", "dan"}


async def _told_once(world: World, said: Counter[tuple[str, str]]) -> None:
    """Every turn that is over was announced in the home twice, asked about three times and begun once."""

    def look(tx: Transaction) -> tuple[list[tuple[str, str, datetime]], Counter[tuple[str, str]]]:
        found = [
            (turn.short, turns.holders(tx, turn.id)[0].name, turn.starts_at)
            for number in range(1, len(ZONES) + 1)
            for turn in turns.of_rota(tx, number)
            if turn.state == "over"
        ]
        kinds = Counter((entry.subject, entry.kind) for entry in record.entries(tx, 1))
        return found, kinds

    found, kinds = await world.reads(look)
    assert len(found) >= 3 * 52
    for short, holder, starts in found:
        if starts - timedelta(days=7) <= START:
            continue  # told when the rota began, together with that
        told = Counter[str]()
        for (channel, line), count in said.items():
            if re.match(rf"{short}[ ,]", line):
                told[channel] += count
            elif re.search(rf"\b{short}\b", line) and line.startswith("Your turn"):
                told["begun"] += count
        assert (told["#main"], told[f"dm:{holder}"], told["begun"]) == (2, 3, 1), (short, told)
        assert kinds[short, "turn.given"] == kinds[short, "turn.began"] == kinds[short, "turn.ended"] == 1


async def test_what_was_missed_while_the_bot_was_down(world: World) -> None:
    """Down for three weeks: a turn whose holder knew began and ended; one that nobody was told of is skipped,
    and the next one is announced as ever."""
    people = await four(world)
    await people["zed"].says('/rota create scribe "every tuesday 14:00" lasts:"2 hours"')
    await world.passes(hours=6)
    world.stage.clock.move_to(START + timedelta(days=22))
    heard = await world.restarts()
    skipped = [text for text in heard.told("zed") if "was skipped: nobody was scribe of Tea" in text]
    assert [text[:3] for text in skipped] == ["T-3", "T-4"]

    def look(tx: Transaction) -> list[str]:
        return [turn.state for turn in turns.of_rota(tx, 1)]

    states = await world.reads(look)
    assert states[:5] == ["over", "over", "skipped", "skipped", "given"]
    assert len([state for state in states if state in ("given", "planned")]) == 6
    again = await world.restarts()
    assert again.posts == [], "nothing is said twice"
