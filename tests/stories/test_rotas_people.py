"""Who can hold a turn: absences, hours of rest, opting out, exemptions, and rotas that nobody can hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.blocks import Paragraph
from bot.boundary import Reader
from bot.people import Group
from bot.plain import plain
from bot.refusals import Why
from bot.reports import Asked
from commands.rota.handlers.reporting import coming, events, shares
from storage import people as persons
from storage import turns
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, seated
from tests.stories.test_rotas import CREATE, FIRST, WEEK, begun, four, holders
from tests.world import World

# What cannot be


@pytest.mark.parametrize(
    ("line", "why", "said"),
    [
        ("/rota create scribe never", Why.MALFORMED, "every:"),
        ('/rota create scribe "every 30 february"', Why.MALFORMED, "every:"),
        ('/rota create scribe "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"', Why.MALFORMED, "every:"),
        ('/rota create scribe "every tuesday 14:00" pool:martians', Why.MALFORMED, "no stakeholder group"),
        ('/rota create scribe "every tuesday 14:00" zone:Mars', Why.MALFORMED, "Europe/Paris"),
        ('/rota create scribe "every tuesday 14:00" holders:0', Why.MALFORMED, "from 1 to 5"),
        ('/rota create scribe "every tuesday 14:00" announce:never', Why.MALFORMED, "7 days, 24 hours"),
        ('/rota create coordinator "every tuesday 14:00"', Why.MALFORMED, "with /member role, not by a turn"),
        ('/rota create R-2 "every tuesday 14:00"', Why.MALFORMED, "reads like a number or a short id"),
        ('/rota create scribe "every tuesday 14:00" lasts:"1 minute"', Why.MALFORMED, "from 10 minutes to"),
        ("/rota show R-9", Why.NOT_FOUND, "There is no rota “R-9”"),
        ("/rota why T-99", Why.NOT_FOUND, "There is no turn “T-99”"),
        ("/rota hours late", Why.MALFORMED, "22:00-07:00"),
    ],
)
async def test_what_is_refused(world: World, line: str, why: Why, said: str) -> None:
    people = await four(world)
    heard = await people["zed" if "create" in line else "ana"].says(line)
    assert heard.why is why, heard.text
    assert said in heard.text
    assert (await people["zed"].says("/rota list")).text.startswith("Tea has no rota yet.")


async def test_a_swap_with_oneself_or_with_somebody_outside(world: World) -> None:
    people, (first, second, *_) = await begun(world)
    heard = await first.says(f"/rota swap T-1 @{first.name}")
    assert heard.why is Why.CONFLICT
    assert "T-1 is yours already. Name somebody else" in heard.text
    heard = await first.says("/rota swap T-1 @stranger")
    assert heard.why is Why.NOT_FOUND
    heard = await first.says("/rota swap T-1 @zed")
    assert heard.why is Why.CONFLICT, "Zed sits for no stakeholder group"
    assert (await second.says(f"/rota swap T-1 @{first.name}")).why is Why.CONFLICT, "not theirs to give"
    heard = await people["zed"].says('/rota override T-1 @stranger "who?"')
    assert heard.why is Why.NOT_FOUND
    eve = world.person("eve")
    assert (await eve.says("/rota confirm T-1")).why is Why.NOT_ALLOWED


async def test_who_may_do_what(world: World) -> None:
    people, (first, second, *_) = await begun(world)
    for line in (
        '/rota create scribe "every monday"',
        '/rota override T-1 @ana "why not"',
        "/rota end R-1",
        '/rota draw R-1 "the lottery"',
    ):
        assert (await first.says(line)).why is Why.NOT_ALLOWED, line
    heard = await first.says(f"/rota leave R-1 who:@{second.name}")
    assert heard.why is Why.NOT_ALLOWED
    assert (await world.person("eve").says("/rota show R-1")).ok, "everybody can look"
    assert (await people["zed"].says("/rota take T-1")).why is Why.NOT_ALLOWED


async def test_of_another_group_there_is_nothing_to_see(world: World) -> None:
    await begun(world)
    ida = world.person("ida")
    await ida.says("/group create Coffee", "#coffee")
    assert (await ida.says("/rota show R-1", "#coffee")).why is Why.NOT_FOUND
    assert (await ida.says("/rota why T-1", "#coffee")).why is Why.NOT_FOUND


# Absences


async def test_who_is_away_is_passed_over(world: World) -> None:
    people = await four(world)
    for name in ("ana", "ben", "cleo"):
        assert (await people[name].says('/member away "7 december 2026" "9 december 2026"')).ok
    await people["zed"].says(CREATE)
    assert (await holders(world))[0] == "dan"
    assert (
        "because only technical community has somebody who can"
        in (await people["ana"].says("/rota why T-1")).text
    )
    assert "it has nobody else who can." in (await people["ana"].says("/rota why T-1")).text


async def test_an_absence_said_later_passes_a_planned_turn_on(world: World) -> None:
    _, (_, second, *_) = await begun(world)
    assert (await second.says('/member away "14 december 2026" "16 december 2026"')).ok
    await world.passes_until(FIRST + timedelta(minutes=1))
    after = await holders(world)
    assert after[1] != second.name
    assert second.name in after[2:4], "they are next as soon as they are back"


async def test_an_absence_passes_on_what_was_given_and_not_confirmed(world: World) -> None:
    _, (first, *_) = await begun(world)
    heard = await first.says('/member away "7 december 2026" "9 december 2026"')
    (new, *_) = await holders(world)
    assert new != first.name
    assert any("T-1 is yours" in text for text in heard.told(new))
    assert any("T-1 has changed hands" in text for text in heard.posts)


async def test_who_leaves_the_group_holds_no_turn(world: World) -> None:
    _, (first, *_) = await begun(world)
    await first.says("/rota confirm T-1")
    assert (await first.says("/member leave")).ok
    await world.passes_until(FIRST + timedelta(minutes=1))
    assert first.name not in await holders(world)
    assert (await first.says('/poll open "May I?"')).why is Why.NOT_ALLOWED


# Opting out, exemptions, hours


async def test_anyone_may_opt_out_and_come_back(world: World) -> None:
    people, (first, *_) = await begun(world)
    heard = await first.says("/rota leave R-1")
    assert "You stay out of R-1 from now on. /rota leave R-1 back:yes takes part again." in heard.text
    assert "Passed on:" in heard.text
    assert first.name not in await holders(world)
    assert f"Stay out of it: {first.name}" in " ".join((await people["zed"].says("/rota show")).text.split())
    assert (await first.says("/rota leave R-1")).why is Why.CONFLICT
    heard = await first.says("/rota leave R-1 back:yes")
    assert "You take part in R-1 again" in heard.text
    assert first.name in await holders(world)
    assert (await entries(world, "R-1"))[-2:] == ["rota.left", "rota.returned"]


async def test_a_coordinator_exempts_somebody(world: World) -> None:
    people, (first, second, *_) = await begun(world)
    heard = await people["zed"].says(f"/rota leave R-1 who:@{first.name}")
    assert f"{first.name} is exempt from R-1." in heard.text
    assert first.name not in await holders(world)
    assert "(exempt)" in (await people["zed"].says("/rota show")).text
    assert (await second.says(f"/rota leave R-1 who:@{first.name} back:yes")).why is Why.NOT_ALLOWED
    assert (await people["zed"].says(f"/rota leave R-1 who:@{first.name} back:yes")).ok


async def test_no_turn_at_the_hours_of_rest(world: World) -> None:
    people = await four(world)
    await people["ana"].says("/zone Asia/Tokyo")
    assert (
        "between 22:00 and 07:00 (Asia/Tokyo)" in (await people["ana"].says("/rota hours 22:00-07:00")).text
    )
    await people["zed"].says(CREATE)
    assert "ana" not in await holders(world), "14:00 UTC is 23:00 in Tokyo"
    assert (await people["ana"].says("/rota hours none")).ok
    assert "ana" in await holders(world)


async def test_hours_of_rest_do_not_take_away_what_was_given(world: World) -> None:
    _, (first, *_) = await begun(world)
    heard = await first.says("/rota hours 12:00-16:00")
    assert "You hold a turn that does: T-1. Decline it if you cannot." in heard.text
    assert (await first.presses("Decline T-1")).ok
    assert first.name not in await holders(world)


async def test_unsocial_hours_are_kept_count_of(world: World) -> None:
    people = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    await people[1].says("/zone Asia/Tokyo")
    await people[0].says(CREATE)
    await world.passes_until(FIRST + 4 * WEEK)
    shown = " ".join((await people[0].says("/rota show")).text.split())
    assert "At unsocial hours (22:00 to 07:00 at home): ben" in shown


# Nobody


async def test_a_rota_that_nobody_can_hold_yet(world: World) -> None:
    (zed,) = await seated(world, zed="")
    heard = await zed.says(CREATE)
    assert heard.ok
    assert "Nobody can hold its first turn yet" in heard.text
    assert not heard.told("zed"), "the answer says so; when the turn is given all coordinators are told"
    ana = world.person("ana")
    await ana.says(f'/member join "{GOVERNMENT}"')
    await world.passes_until(FIRST - timedelta(days=6))
    assert (await holders(world))[0] == "ana"


async def test_a_turn_that_nobody_can_hold_is_skipped_and_the_coordinator_told_once(world: World) -> None:
    (zed,) = await seated(world, zed="")
    await zed.says(CREATE)
    heard = await world.passes_until(FIRST - timedelta(minutes=1))
    (told,) = heard.told("zed")
    assert "Name somebody, or it is skipped: /rota override T-1" in told
    assert "Nobody can be facilitator in T-1" in (await zed.says("/me")).text
    heard = await world.passes_until(FIRST + timedelta(minutes=1))
    assert all("Nobody can hold T-2" in text for text in heard.told("zed")), "of T-1 they know"
    assert (await entries(world, "T-1"))[-1] == "turn.skipped"
    ana = world.person("ana")
    await ana.says(f'/member join "{GOVERNMENT}"')
    await world.passes_until(FIRST + WEEK + timedelta(minutes=1))
    assert (await holders(world))[:2] == ["", "ana"], "the next turn comes as planned"
    states = await world.reads(lambda tx: [turn.state for turn in turns.of_rota(tx, 1)][:2])
    assert states == ["skipped", "running"]
    heard = await ana.says("/member leave")
    assert sum("Nobody can hold T-3" in text for text in heard.told("zed")) == 1, "something has changed"
    assert not (await world.passes_until(FIRST + 2 * WEEK - timedelta(minutes=1))).told("zed")


async def test_a_vacant_turn_can_be_given_by_a_coordinator(world: World) -> None:
    people, (first, *_) = await begun(world)
    others = [name for name in people if name not in ("zed", first.name)]
    for name in others:
        await people[name].says("/rota leave R-1")
    heard = await first.says("/rota decline T-1")
    assert "nobody else can so far; the coordinators are told" in heard.text
    assert "Nobody can hold T-1" in heard.told("zed")[0]
    form = await people["zed"].presses("Name somebody", on="T-1")
    assert form.why is Why.INCOMPLETE
    assert (await people["zed"].says(f'/rota override T-1 @{others[0]} "Nobody else is there"')).ok
    assert (await holders(world))[0] == others[0]


# Shares


async def test_co_holders_are_of_different_stakeholder_groups(world: World) -> None:
    people = await four(world)
    heard = await people["zed"].says(CREATE + " holders:2")
    assert "Holders of a turn: 2" in heard.text
    for pair in await holders(world):
        assert len(set(pair.split("+"))) == 2
    first = (await holders(world))[0].split("+")
    await world.passes(hours=6)
    await people[first[0]].says("/rota confirm T-1")
    await people[first[1]].says("/rota decline T-1")
    assert (await holders(world))[0].split("+")[0] == first[0]
    assert first[1] not in (await holders(world))[0]
    await world.passes_until(FIRST + timedelta(minutes=1))
    for name in (await holders(world))[0].split("+"):
        assert (await people[name].says('/poll open "Both of us?"')).ok


async def test_only_some_stakeholder_groups(world: World) -> None:
    people = await four(world)
    heard = await people["zed"].says(CREATE + f' pool:"government | {PRIVATE}"')
    assert "Only: " in " ".join(heard.text.split())
    assert set(await holders(world)) == {"ana", "ben"}
    heard = await people["ana"].says(
        "/rota swap " + ("T-1" if (await holders(world))[0] == "ana" else "T-2") + " @cleo"
    )
    assert heard.why is Why.CONFLICT
    assert "cleo does not take part in R-1" in heard.text


async def test_by_members_a_group_of_one_serves_less_often(world: World) -> None:
    zed, *_ = await seated(world, zed="", a=GOVERNMENT, b=GOVERNMENT, c=PRIVATE, d=PRIVATE, e=CIVIL)
    heard = await zed.says('/rota create scribe "every day 14:00" share:members')
    assert "by how many people each stakeholder group has" in heard.text
    await world.passes(days=40)
    held = (await holders(world))[:40]
    assert 7 <= held.count("e") <= 9, "one of five members: every fifth turn"


@pytest.mark.parametrize(
    ("every", "announced"),
    [
        ("every tuesday 14:00", "7 days and 24 hours"),
        ("every mon and thu 14:00", "24 hours"),
        ("every day 14:00", "24 hours"),
        ("every 6 hours", "6 hours"),
    ],
)
async def test_a_turn_is_announced_once_the_one_before_has_begun(
    world: World, every: str, announced: str
) -> None:
    people = await four(world)
    await people["zed"].says(f'/rota create scribe "{every}"')
    shown = (await people["zed"].says("/rota show R-1")).text
    assert re.search(f"Announced before: +{announced}\n", shown), shown


@pytest.mark.parametrize(
    "line", ["/member add @eve private", '/member import "@eve, private\n@fay, private"']
)
async def test_a_newcomer_holds_what_nobody_could(world: World, line: str) -> None:
    """Whoever is added or stands in a list counts at once, like whoever joins."""
    zed, _ = await seated(world, zed="", ana=GOVERNMENT)
    await zed.says(CREATE + " holders:2")
    await world.passes(hours=6)
    assert (await holders(world))[0] == "ana"
    await zed.says(line)
    assert (await holders(world))[0] in ("ana+eve", "ana+fay")


async def test_turns_running_and_rest(world: World) -> None:
    zed, *_ = await seated(world, zed="", a=GOVERNMENT, b=GOVERNMENT, c=GOVERNMENT)
    heard = await zed.says('/rota create scribe "every tuesday 14:00" most:1 rest:"13 days"')
    assert "at most 1" in heard.text
    assert "13 days" in heard.text
    held = await holders(world)
    assert all(held[n] not in held[n + 1 : n + 2] for n in range(5))


# What others are told


async def test_a_digest_and_a_calendar_hear_of_turns(world: World) -> None:

    people, (first, *_) = await begun(world)

    def asked(tx: Transaction) -> Asked[Transaction]:
        group: Group = persons.group_of(tx, 1)
        return Asked(tx=tx, at=world.now, group=group, since=FIRST - 2 * WEEK, until=FIRST + WEEK, person_id=1,
                     coordinates=True)  # fmt: skip

    lines = await world.reads(
        lambda tx: [plain((Paragraph(item.text),), Reader()) for item in coming(asked(tx))]
    )
    assert len(lines) == 2
    assert lines[0].startswith("T-1, facilitator")
    assert first.name in lines[0]
    before = {event.uid: event for event in await world.reads(lambda tx: list(events(tx, 1, world.now)))}
    assert len(before) >= 6
    await world.passes_until(FIRST + timedelta(hours=1))
    (share,) = await world.reads(lambda tx: list(shares(asked(tx))))
    assert sum(share.counts.values()) == 1
    assert len(share.counts) == 4
    await people["zed"].says("/rota end R-1")
    after = await world.reads(lambda tx: list(events(tx, 1, world.now - WEEK)))
    assert {event.uid for event in after} >= set(before)
    cancelled = [event for event in after if event.cancelled]
    assert len(cancelled) >= 6
    assert all(event.sequence > before[event.uid].sequence for event in cancelled if event.uid in before)
    assert (await facts(world, "turn.ended")) == [{}]


async def test_a_group_that_is_closed_has_no_turns(world: World) -> None:
    people, (first, *_) = await begun(world)
    assert (await people["zed"].says('/group close "The report is out" name:Tea')).ok
    heard = await world.passes(days=40)
    assert heard.posts == []
    assert (await first.says("/rota confirm T-1")).why is Why.CONFLICT
    assert (await people["zed"].says("/rota show R-1")).ok, "it can still be read"
