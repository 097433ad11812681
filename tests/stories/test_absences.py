"""Saying when one is away, and taking it back."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.founding import tea
from tests.world import World


async def test_absences_are_noted_united_and_taken_back(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    noted = await ben.says("/member away since:monday until:friday")
    assert noted.ok
    assert "Monday 7 December 2026, 00:00 UTC" in noted.text
    assert "Friday 11 December 2026, 23:59 UTC" in noted.text
    longer = await ben.says("/member away 2026-12-10 2026-12-20")
    assert longer.text.count("December") == 2
    assert "Sunday 20 December 2026, 23:59 UTC" in longer.text
    assert "Undo" not in longer.text
    assert (await ben.says("/member away 2026-12-09 2026-12-10")).why is Why.CONFLICT
    apart = await ben.says("/member away 2027-01-04 2027-01-05")
    assert apart.text.count("2027") == 2
    assert "2027" not in (await ben.presses("Undo")).text
    assert "You are here" in (await ben.says("/member away 2026-12-01 2026-12-31 here:yes")).text
    assert (await ben.says("/member away 2026-12-01 2026-12-31 here:yes")).why is Why.CONFLICT


async def test_from_today_on_the_last_day_is_enough(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    await ben.says("/zone Tokyo")
    noted = await ben.says("/member away until:friday")
    assert "Tuesday 1 December 2026, 00:00" in noted.text
    assert "Friday 4 December 2026, 23:59" in noted.text
    assert "You are here" in (await ben.presses("Undo")).text
    assert (await ben.says("/member away until: friday 15:00")).ok
    assert "You are here" in (await ben.says("/member away until:friday here:yes")).text
    # One day by itself may be the first or the last: it is asked for.
    asked = await ben.says("/member away friday")
    assert asked.why is Why.INCOMPLETE
    assert "since:friday" in asked.text
    assert "Write /member away until:friday" in (await ben.says("/member away until friday")).text


async def test_the_list_shows_who_is_away(world: World) -> None:
    ana = await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    await ben.says("/member away today tomorrow")
    assert "away until" in (await ana.says("/member list")).text
    await world.passes(days=2)
    assert "away until" not in (await ana.says("/member list")).text


async def test_one_day_away_is_that_day_in_ones_own_zone(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    await ben.says("/zone Tokyo")
    noted = await ben.says("/member away monday monday")
    assert "Monday 7 December 2026, 00:00" in noted.text
    assert "Monday 7 December 2026, 23:59" in noted.text
    assert noted.text.count("Asia/Tokyo") == 2


async def test_a_coordinator_notes_the_absence_of_another(world: World) -> None:
    ana = await tea(world)
    await world.person("ben").says("/member join government")
    assert "ben is away" in (await ana.says("/member away monday friday who:@ben")).text
    assert "ben is here" in (await ana.presses("Undo")).text


@pytest.mark.parametrize(
    ("line", "why", "says"),
    [
        ("/member away 2026-12-10 2026-12-09", Why.MALFORMED, "not after"),
        ("/member away 2026-11-01 2026-11-30", Why.MALFORMED, "has passed"),
        ("/member away today 2028-01-01", Why.MALFORMED, "year"),
        ("/member away 01/02/2027 2027-03-01", Why.MALFORMED, "1 February 2027"),
        ("/member away whenever tomorrow", Why.MALFORMED, "whenever"),
        ("/member away today", Why.INCOMPLETE, "until"),
        ("/member away today tomorrow who:@zoe", Why.NOT_FOUND, "zoe"),
    ],
)
async def test_an_absence_that_cannot_be_is_refused(world: World, line: str, why: Why, says: str) -> None:
    ana = await tea(world)
    refused = await ana.says(line)
    assert refused.why is why
    assert says in refused.text
    assert "Note" in (await ana.says("/member list")).text
    assert "away until" not in (await ana.says("/member list")).text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("from tomorrow until friday", "/member away since:tomorrow until:friday"),
        ("since 5 december to 9 december", '/member away since:"5 december" until:"9 december"'),
        ("from tomorrow until friday who:@ana", "/member away since:tomorrow until:friday who:@ana"),
    ],
)
async def test_little_words_are_not_read_but_the_line_is_shown_as_it_should_be(
    world: World, typed: str, shown: str
) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    heard = await ana.says(f"/member away {typed}")
    assert heard.why is Why.MALFORMED
    assert f"Write {shown}\n" in heard.text
    assert (await ana.says(shown)).ok


async def test_little_words_that_lead_nowhere_are_not_guessed(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    assert "Write /member away" not in (await ana.says("/member away from lunch until friday")).text
