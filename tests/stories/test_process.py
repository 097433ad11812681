"""The process of a charter: who is on the roll, and when polls close."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import (
    CIVIL,
    GOVERNMENT,
    PRIVATE,
    TECHNICAL,
    at_once,
    entries,
    facts,
    four,
    seated,
)
from tests.stories.test_process_ends import chartered
from tests.world import Actor, World, text_of

AGED = '/group charter propose sociocratic-consent overrides:"seat_age=14 days | represented=2"'
WINDOW = (
    '/group charter propose sociocratic-consent overrides:"closing_days=tue-thu | closing_hour=23:59 UTC"'
)


async def joins(actor: Actor, stakeholder: str) -> None:
    heard = await actor.says(f'/member join "{stakeholder}"')
    assert heard.ok, heard.text


# How old a seat must be


async def test_a_group_decides_on_the_day_on_which_it_adopts_its_charter(world: World) -> None:
    ana, ben, *_ = await four(world)
    assert (await ana.says(AGED)).ok
    opened = await ana.says('/poll open "Adopt the draft?"')
    assert "4 people can vote" in opened.text
    assert "newer than" not in opened.post()
    assert (await ben.says("/poll vote P-1 agree")).ok


async def test_newcomers_are_off_the_roll_and_can_still_be_heard(world: World) -> None:
    ana, ben, *_ = await four(world)
    assert (await ana.says(AGED)).ok
    await world.passes(days=20)
    eve = world.person("eve")
    await joins(eve, CIVIL)
    await world.passes(days=13, hours=23)
    preview = await ana.says('/poll preview "Adopt the draft?"')
    note = "1 seat is newer than 14 days and not on the roll"
    assert note in " ".join(preview.text.split())
    opened = await ana.says('/poll open "Adopt the draft?"')
    assert "4 people can vote" in opened.text
    assert note in " ".join(opened.post().split())
    (said,) = await facts(world, "poll.opened")
    assert said["newcomers"] == 1
    refused = await eve.says("/poll vote P-1 agree")
    assert refused.why is Why.NOT_ALLOWED
    assert "takes seats of at least 14 days, and yours was newer" in " ".join(refused.text.split())
    raised = await eve.says('/objection raise P-1 "Who checks it?" kind:concern')
    assert raised.ok, raised.text
    assert (await ben.says('/poll vote P-1 object reason:"It comes too soon."')).ok
    signed = await eve.says("/objection sign O-2")
    assert signed.ok, signed.text
    assert (await ana.says('/poll open "Where do we meet?" options:"Geneva | Nairobi"')).ok
    assert (await eve.says("/poll vote P-2 Nairobi")).ok
    await world.restarts()
    await world.passes(days=1)
    later = await ana.says('/poll open "And now?"')
    assert "5 people can vote" in later.text
    assert "newer than" not in later.post()


async def test_a_seat_for_another_stakeholder_group_is_a_new_one(world: World) -> None:
    ana, ben, *_ = await four(world)
    assert (await ana.says(AGED)).ok
    await world.passes(days=40)
    await joins(ben, CIVIL)
    await world.passes(days=1)
    assert "3 people can vote" in (await ana.says('/poll open "Adopt?"')).text


async def test_who_cannot_decide_yet_is_told_why(world: World) -> None:
    ana, cleo = await seated(world, ana=GOVERNMENT, cleo=PRIVATE)
    assert (await ana.says(AGED)).ok
    await world.passes(days=20)
    assert (await cleo.says("/member leave")).ok
    dan, eve = world.people("dan", "eve")
    await joins(dan, CIVIL)
    await joins(eve, PRIVATE)
    await world.passes(days=1)
    refused = await ana.says('/poll open "Adopt?"')
    assert refused.why is Why.CONFLICT
    told = " ".join(refused.text.split())
    assert "takes seats of at least 14 days on the roll (chosen by the group), and without 2 seats" in told
    assert "or ask for advice by another method" in told
    assert (await ana.says('/poll open "Shall we?" method:vote')).ok


async def test_a_planned_poll_counts_the_age_at_its_opening(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says(AGED)).ok
    await world.passes(days=20)
    eve, zoe = world.people("eve", "zoe")
    await joins(eve, CIVIL)
    planned = await ana.says('/poll open "Adopt?" opens:"in 14 days"')
    assert planned.ok, planned.text
    await world.passes(days=1)
    await joins(zoe, CIVIL)
    await world.passes(days=13)
    assert (await eve.says("/poll vote P-1 agree")).ok
    assert "yours was newer" in (await zoe.says("/poll vote P-1 agree")).text


# When polls close


async def test_a_poll_closes_at_the_first_fitting_moment(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says(WINDOW)).ok
    opened = await ana.says('/poll open "Adopt?"')  # Tuesday 1 December 2026, 09:00 UTC
    assert "until Tuesday 8 December 2026, 23:59 UTC" in " ".join(opened.text.split())
    planned = await ana.says('/poll open "Adopt?" opens:"2026-12-04 09:00 UTC"')
    assert "close Tuesday 15 December 2026, 23:59 UTC" in " ".join(planned.text.split())
    closed = await world.passes(days=8)
    assert any("P-1 did not pass" in post for post in closed.posts)


@pytest.mark.parametrize(
    ("closes", "next_one"),
    [
        ("2026-12-11 23:59 UTC", "2026-12-15 23:59 UTC"),  # a Friday
        ("2026-12-09 23:58 UTC", "2026-12-09 23:59 UTC"),
        ("2026-12-09 23:59 Europe/Paris", "2026-12-09 23:59 UTC"),
        ("2026-12-29 23:59 UTC", "2027-01-05 23:59 UTC"),  # in the holidays
    ],
)
async def test_another_moment_is_refused_and_the_next_one_named(
    world: World, closes: str, next_one: str
) -> None:
    ana, *_ = await four(world)
    assert (await ana.says(WINDOW)).ok
    assert (await ana.says('/group set holidays:"2026-12-24..2027-01-02 | 2027-05-01"')).ok
    refused = await ana.says(f'/poll open "Adopt?" closes:"{closes}"')
    assert refused.why is Why.MALFORMED
    assert "polls close only on Tuesday, Wednesday and Thursday at 23:59 UTC" in " ".join(
        refused.text.split()
    )
    assert f'closes:"{next_one}"' in " ".join(refused.text.split())
    assert (await ana.says(f'/poll open "Adopt?" closes:"{next_one}"')).ok


async def test_an_extension_fits_too(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says(WINDOW)).ok
    assert (await ana.says('/poll open "Adopt?"')).ok
    refused = await ana.says('/poll extend P-1 "2026-12-12 23:59 UTC" "the text came late"')
    assert refused.why is Why.MALFORMED
    assert 'until:"2026-12-15 23:59 UTC"' in " ".join(refused.text.split())
    assert (await ana.says('/poll extend P-1 "2026-12-15 23:59 UTC" "the text came late"')).ok


async def test_holidays_that_are_declared_later_move_a_planned_poll_only(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says(WINDOW)).ok
    assert (await ana.says('/poll open "Open now?"')).ok
    assert (await ana.says('/poll open "Planned?" opens:"2026-12-08 09:00 UTC"')).ok
    assert (await ana.says('/group set holidays:"2026-12-08 | 2026-12-15..2026-12-20"')).ok
    heard = await world.passes(days=7)
    assert "Tuesday 22 December 2026, 23:59 UTC" in " ".join(heard.post().split())
    assert "poll.closed" not in await entries(world)
    await world.passes(days=1)
    assert (await entries(world, "P-1"))[-1] == "poll.closed"


# Holidays


async def test_holidays_are_seen_by_all_and_set_by_coordinators(world: World) -> None:
    ana, ben, *_ = await four(world)
    assert "Holidays" not in (await ben.says("/group show")).text
    assert (await ben.says('/group set holidays:"2026-12-24"')).why is Why.NOT_ALLOWED
    heard = await ana.says(
        '/group set holidays:"2027-05-01 | 2026-12-24..2026-12-31, 2027-01-01..2027-01-02"'
    )
    assert heard.ok, heard.text
    shown = " ".join((await ben.says("/group show")).text.split())
    assert "Holidays: 2026-12-24 to 2027-01-02 and 2027-05-01" in shown
    (said,) = await facts(world, "group.set")
    assert said == {"setting": "holidays", "value": "2026-12-24..2027-01-02 | 2027-05-01"}
    await world.restarts()
    await world.passes(days=60)
    assert "Holidays: 2027-05-01" in " ".join((await ben.says("/group show")).text.split())
    assert (await ana.says("/group set holidays:none")).ok
    assert "Holidays" not in (await ben.says("/group show")).text


@pytest.mark.parametrize(
    "typed", ["Christmas", "2026-13-01", "2026-12-31..2026-12-01", "2026-12-01..2027-02-01"]
)
async def test_holidays_that_cannot_be_read_are_refused(world: World, typed: str) -> None:
    ana, *_ = await four(world)
    refused = await ana.says(f'/group set holidays:"{typed}"')
    assert refused.why is Why.MALFORMED
    assert "2026-12-24..2027-01-02 | 2027-05-01" in " ".join(refused.text.split())


async def test_at_the_very_moment_of_the_close_no_ballot_counts(world: World) -> None:
    ana, ben, *_ = await four(world)
    assert (await ana.says(WINDOW)).ok
    assert (await ana.says('/poll open "Adopt?" closes:"2026-12-08 23:59 UTC"')).ok
    moment = world.now.replace(day=8, hour=23, minute=59)
    assert "closed" in text_of(await at_once(world, moment, ben, "/poll vote P-1 agree"))


# Our own charter


async def test_an_election_in_a_multistakeholder_group(world: World) -> None:
    people = await chartered(world)
    a1 = people["a1"]
    await world.passes(days=20)
    assert (await people["d3"].says("/member leave")).ok
    assert (await people["c3"].says(f'/member join "{TECHNICAL}"')).ok
    for name in ("d1", "d2"):
        assert (await people[name].says("/member confirm @c3")).ok
    await world.passes(days=20)
    assert "11 people can vote" in (await a1.says('/poll open "Adopt the report?" method:consent')).text
    election = '/poll open "Who chairs?" kind:election options:"Ana | Ben | Cleo"'
    opened = await a1.says(election)
    assert "10 people can vote" in opened.text
    assert "1 seat is newer than 30 days and not on the roll" in " ".join(opened.post().split())
    assert "Secret: no member, facilitator or coordinator sees what you vote" in " ".join(
        opened.post().split()
    )
    for name in ("a1", "a2", "a3", "b1", "b2", "b3"):
        assert (await people[name].says('/poll vote P-2 "1 > 2"')).ok
    assert (await people["c3"].says('/poll vote P-2 "1 > 2"')).why is Why.NOT_ALLOWED
    closed = await world.passes(days=14)
    assert any("P-2: Ana won" in post for post in closed.posts)
    open_one = await a1.says(election + " visibility:open")
    assert open_one.why is Why.MALFORMED


async def test_two_stakeholder_groups_are_too_few_for_our_own_charter(world: World) -> None:
    people = await chartered(world)
    for name in ("c1", "c2", "c3", "d1", "d2", "d3"):
        assert (await people[name].says("/member leave")).ok
    refused = await people["a1"].says('/poll open "Adopt?"')
    assert refused.why is Why.CONFLICT
    assert "needs members from 3 stakeholder groups (our judgement), and there are 2" in " ".join(
        refused.text.split()
    )
