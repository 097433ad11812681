"""Rotas beside the rest: who leaves, quiet hours, and reminders for whoever has a turn."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from commands.rota.handlers.reporting import events
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, seated
from tests.stories.test_rotas import CREATE, WEEK, begun, four, holders
from tests.world import World

BRIEF = f'{CREATE} lasts:"2 hours"'


# Who leaves


@pytest.mark.parametrize("way", ["leave", "remove"])
async def test_who_leaves_hands_their_turns_on_at_once(world: World, way: str) -> None:
    people, (first, second, *_) = await begun(world)
    if way == "leave":
        heard = await first.says("/member leave")
    else:
        heard = await people["zed"].says(f'/member remove @{first.name} "moved away"')
    assert heard.ok, heard.text
    now = await holders(world)
    assert first.name not in now
    assert "" not in now
    assert (
        f"T-1 has changed hands: facilitator, Tuesday 8 December 2026, 14:00 UTC, now {now[0]}"
        in heard.post()
    )
    (asked,) = heard.told(now[0])
    assert asked.startswith("T-1 is yours: facilitator of Tea")
    shown = (await second.says("/rota show")).text
    assert first.name not in shown, "nor do they stand by for anybody"
    assert not [post for post in (await world.passes(days=20)).told(first.name) if "T-" in post]


async def test_who_leaves_in_the_middle_of_a_turn_loses_its_rights_and_the_coordinator_is_told(
    world: World,
) -> None:
    people, (first, second, *_) = await begun(world)
    await world.passes(days=7)
    assert (await first.says('/poll open "Tea?"')).ok
    heard = await first.says("/member leave")
    (told,) = heard.told("zed")
    assert told.startswith("Whoever held T-1 has left: nobody is facilitator of Tea until")
    assert (await first.says("/member join government")).ok
    assert (await first.says('/poll open "More tea?"')).why is Why.NOT_ALLOWED
    assert (await people["zed"].says(f'/rota override T-1 @{second.name} "steps in"')).ok
    assert (await second.says('/poll open "More tea?"')).ok
    assert "turn.overridden" in await entries(world, "T-1")


async def test_in_the_calendar_of_a_closed_group_the_turns_to_come_are_cancelled(world: World) -> None:
    people, _ = await begun(world)
    before = await world.reads(lambda tx: list(events(tx, 1, world.now)))
    assert not [event for event in before if event.cancelled]
    assert (await people["zed"].says("/group close over name:Tea")).ok
    after = await world.reads(lambda tx: list(events(tx, 1, world.now)))
    assert all(event.cancelled for event in after)
    assert [event.sequence - 1 for event in after] == [event.sequence for event in before]
    await world.passes(days=90)
    later = await world.reads(lambda tx: list(events(tx, 1, world.now - 13 * WEEK)))
    assert {event.uid for event in after} <= {event.uid for event in later if event.cancelled}


# Who is away, or may hold no turn any more


async def test_who_says_that_they_are_away_hands_an_unconfirmed_turn_on_at_once(world: World) -> None:
    _, (first, second, *_) = await begun(world)
    assert (await second.says("/member away since:2026-12-10 until:2027-12-01")).ok
    now = await holders(world)
    assert now[0] == first.name, "their turn is before"
    assert second.name not in now, "they were only planned"
    heard = await first.says("/member away since:2026-12-07 until:2026-12-09")
    assert "T-1 has changed hands" in heard.post()
    assert (await holders(world))[0] != first.name


async def test_who_confirmed_and_is_away_keeps_the_turn(world: World) -> None:
    _, (first, *_) = await begun(world)
    assert (await first.says("/rota confirm")).ok
    assert not (await first.says("/member away since:2026-12-07 until:2026-12-09")).posts
    assert (await holders(world))[0] == first.name


async def test_nobody_is_given_a_turn_or_asked_to_swap_while_they_are_away(world: World) -> None:
    people, (first, second, third, _) = await begun(world)
    await third.says("/member away since:2026-12-07 until:2026-12-09")
    for actor, line in (
        (people["zed"], f'/rota override T-1 @{third.name} "knows it well"'),
        (first, f"/rota swap T-1 @{third.name}"),
    ):
        heard = await actor.says(line)
        assert heard.why is Why.CONFLICT
        assert f"{third.name} has said that they are away until Wednesday 9 December 2026" in heard.text
        assert not heard.posts
    assert (await holders(world))[0] == first.name
    assert (await second.says(f"/rota swap T-2 @{third.name}")).ok, "they are here a week later"


async def test_who_becomes_an_observer_loses_their_turns(world: World) -> None:
    people, (first, *_) = await begun(world)
    heard = await people["zed"].says(f"/member role @{first.name} observer")
    assert "T-1 has changed hands" in heard.post()
    assert first.name not in await holders(world)


async def test_whoever_comes_into_a_group_that_lacks_people_gets_a_turn_at_once(world: World) -> None:
    (zed,) = await seated(world, zed="")
    assert (await zed.says(CREATE)).ok
    await world.passes(hours=6)
    assert set(await holders(world)) == {""}
    heard = await world.person("ana").says("/member join government")
    assert set(await holders(world)) == {"ana"}
    (asked,) = heard.told("ana")
    assert asked.startswith("T-1 is yours")


# Quiet hours


async def test_what_is_said_about_a_turn_waits_for_the_end_of_quiet_hours(world: World) -> None:
    people = await four(world)
    for actor in people.values():
        assert (await actor.says("/reminder quiet 13:00-20:00")).ok
    assert (await people["zed"].says(BRIEF)).ok
    first, second = (await holders(world))[:2]
    heard = await world.passes(hours=10)
    assert not heard.told(first), "it is 19:00"
    assert heard.post().startswith("T-1, facilitator"), "homes have no quiet hours"
    (asked,) = (await world.passes(hours=1)).told(first)
    assert asked.startswith("T-1 is yours")
    assert not (await world.passes(days=5, hours=22)).told(second), "it is 18:00 on the eve"
    (offered,) = (await world.passes(hours=2)).told(second)
    assert "You stand by, and can take it over." in offered
    began = await world.passes(hours=18)
    assert [post for post in began.told(first) if "Your turn T-1 in Tea has begun" in post], (
        "this cannot wait"
    )


async def test_what_would_come_too_late_after_quiet_hours_comes_at_once(world: World) -> None:
    people = await four(world)
    assert (await people["zed"].says(f'{BRIEF} announce:"3 hours"')).ok
    (first, *_) = await holders(world)
    assert (await people[first].says("/reminder quiet 08:00-20:00")).ok
    heard = await world.passes(days=7, hours=3)
    assert heard.told(first)[0].startswith("T-1 is yours"), "12:00, two hours ahead of the turn"


# Reminders for whoever has a turn


async def test_a_reminder_to_facilitators_reaches_who_has_the_turn(world: World) -> None:
    people = await four(world)
    assert (await people["zed"].says(BRIEF)).ok
    order = await holders(world)
    permanent = next(name for name in order[:4] if name not in order[:2])
    await people["zed"].says(f"/member role @{permanent} facilitator")
    await people["zed"].says('/reminder add Agenda "every tuesday 14:00" to:chair')
    await people["zed"].says('/reminder add Slides "every wednesday 14:00" to:facilitator')
    heard = await world.passes(days=7, hours=6)
    agenda = {name for name in people for post in heard.told(name) if post.startswith("Reminder: Agenda")}
    assert agenda == {order[0], permanent}, "1 December, 14:00: T-1 comes next; and 8 December: it begins"
    heard = await world.passes(days=1)
    slides = {name for name in people for post in heard.told(name) if post.startswith("Reminder: Slides")}
    assert slides == {order[1], permanent}, "T-1 is over"


async def test_a_role_that_a_rota_lets_go_round_can_be_reminded(world: World) -> None:
    zed, _, ben, _ = await seated(world, zed="", ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL)
    assert (await zed.says("/reminder add Minutes tomorrow to:scribe")).why is Why.NOT_FOUND
    assert (await zed.says(BRIEF.replace("facilitator", "Scribe"))).ok
    assert "scribe" in [each.lower() for each in await zed.wonders("reminder add", "to", "scr")]
    heard = await ben.says('/reminder add Minutes "every tuesday 15:00" to:scribe')
    assert "I remind whoever has the turn as Scribe every Tuesday at 15:00" in heard.text
    order = await holders(world)
    await world.passes(days=7)
    for place in (0, 1):
        heard = await world.passes(hours=7)
        told = [name for name in order for post in heard.told(name) if post.startswith("Reminder: Minutes")]
        assert set(told) == {order[place]}
        await world.passes(days=6, hours=17)
    assert (await zed.says("/rota end R-1")).ok
    heard = await world.passes(days=1)
    assert [post for post in heard.told("zed") if post.startswith("Reminder: Minutes")], (
        "nobody else can be told"
    )
