"""Pasted lists of members: all of it or nothing, and people who are expected."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.founding import chartered, seats_of, tea
from tests.world import World


async def test_a_pasted_list_gives_seats_and_says_how_many(world: World) -> None:
    ana = await chartered(world)
    pasted = (
        "@ben, government, facilitator, Africa, ACME\n@cleo; civil society\nDora, civil society, observer"
    )
    imported = await ana.says(f'/member import "{pasted}"')
    assert imported.ok
    assert "3 people were added to Tea WG." in imported.text
    assert "civil society:       2 seats" in imported.text
    assert "1 of them is expected" in imported.text
    found = await seats_of(world)
    assert (found["ben"].role, found["ben"].region, found["ben"].affiliation) == (
        "facilitator",
        "Africa",
        "ACME",
    )
    assert (found["Dora"].role, found["Dora"].expected) == ("observer", True)
    assert "expected" in (await ana.says("/member list")).text


async def test_several_people_in_one_line_are_asked_for_one_each(world: World) -> None:
    ana = await tea(world)
    refused = await ana.says("/member import @ben, government; @cleo, civil society")
    assert "Each person needs a line, or a | before the next." in refused.text
    assert (await ana.says("/member import @ben, government | @cleo, civil society")).ok


async def test_faulty_lines_are_told_together_and_nothing_is_done(world: World) -> None:
    ana = await tea(world)
    await world.person("ben").says("/member join government")
    pasted = (
        "@cleo, government\n@dora, academia\n@eve\n@ben, civil society\n@cleo, government\n@f, government, x"
    )
    refused = await ana.says(f"/member import {pasted}")
    assert refused.why is Why.MALFORMED
    for line in (2, 3, 4, 5, 6):
        assert f"Line {line}:" in refused.text
    assert "Line 1:" not in refused.text
    assert "stands in line 1" in refused.text
    assert set(await seats_of(world)) == {"ana", "ben"}
    skipping = await ana.says(f"/member import {pasted} skip:yes")
    assert skipping.ok
    assert "1 person was added" in skipping.text
    assert "5 faulty lines were left out" in skipping.text
    assert set(await seats_of(world)) == {"ana", "ben", "cleo"}


async def test_a_list_pasted_twice_changes_nothing_the_second_time(world: World) -> None:
    ana = await tea(world)
    pasted = "@ana, government | @ben, civil society | Cleo Diaz, private sector"
    assert "3 people were added" in (await ana.says(f"/member import {pasted}")).text
    before = (await ana.says("/record verify")).text
    again = await ana.says(f"/member import {pasted}")
    assert again.ok
    assert "3 lines changed nothing" in again.text
    assert (await ana.says("/record verify")).text == before


async def test_many_faults_are_counted_not_recited(world: World) -> None:
    ana = await tea(world)
    refused = await ana.says("/member import " + " | ".join(f"@p{n}, nowhere" for n in range(40)))
    assert "Line 15:" in refused.text
    assert "Line 16:" not in refused.text
    assert "25 more lines do not fit." in refused.text


async def test_a_list_has_two_thousand_lines_at_most(world: World) -> None:
    ana = await tea(world)
    too_many = await ana.says("/member import " + "\n".join(f"p{n},government" for n in range(2001)))
    assert too_many.why is Why.MALFORMED
    assert "2,000" in too_many.text
    just = await ana.says("/member import " + "\n".join(f"p{n},government" for n in range(2000)))
    assert just.ok
    assert "2,000 people were added" in just.text
    assert "intact: 2,002 entries" in (await ana.says("/record verify")).text


async def test_who_is_expected_takes_their_seat(world: World) -> None:
    ana = await tea(world)
    await ana.says("/member import Ben, government, observer, Africa | Cleo, civil society, facilitator")
    ben, cleo = world.people("ben", "cleo")
    assert (await ben.says("/member list")).why is Why.NOT_ALLOWED
    came = await ben.says("/member join government")
    assert "You were expected: you sit in Tea WG as observer for government." in came.text
    seat = (await seats_of(world))["Ben"]
    assert (seat.number, seat.region, seat.expected) == (2, "Africa", False)
    # A name alone gives no power.
    powerful = await cleo.says("/member join civil society")
    assert "A coordinator has to confirm that it is you" in powerful.text
    assert len(powerful.told("ana")) == 1
    assert (await ana.presses("Confirm")).ok
    assert "facilitator for civil society" in (await cleo.says("/me")).text
    assert len(await seats_of(world)) == 3


async def test_under_approval_even_the_expected_are_looked_at(world: World) -> None:
    ana = await chartered(world)
    await ana.says("/member import Ben, government")
    not_yet = await ana.says("/member confirm Ben")
    assert not_yet.why is Why.CONFLICT
    came = await world.person("ben").says("/member join government")
    assert "has to confirm" in came.text
    assert (await ana.presses("Confirm")).ok


async def test_a_coordinator_says_who_the_expected_is(world: World) -> None:
    ana = await chartered(world)
    await ana.says("/member import Ben, government, facilitator")
    added = await ana.says("/member add @ben government")
    assert "ben sits" in added.text.casefold()
    assert set(await seats_of(world)) == {"ana", "Ben"}
    assert "facilitator for government" in (await world.person("ben").says("/me")).text


async def test_an_expected_coordinator_does_not_count_as_one(world: World) -> None:
    ana = await tea(world)
    await ana.says("/member import Ben, government, coordinator")
    assert (await ana.says("/member leave")).why is Why.CONFLICT
