"""Seats: joining, giving, confirming, roles, absences, leaving; what goes on the record."""

from __future__ import annotations

import asyncio

import pytest

from adapters.console.stage import MAIN, where
from bot.people import Joining, Stage
from bot.refusals import Why
from storage import groups, record, seats
from storage.seats import Sitting
from storage.transaction import Transaction
from tests.world import Actor, World, text_of


async def tea(world: World) -> Actor:
    ana = world.person("ana")
    assert (await ana.says('/group create "Tea WG"')).ok
    return ana


async def chartered(world: World, joining: Joining = Joining.APPROVED) -> Actor:
    """A group that is not forming any more, as if it had adopted a charter."""
    ana = await tea(world)

    def adopt(tx: Transaction) -> None:
        group_id = group_here(tx)
        groups.change(tx, group_id, "stage", Stage.CHARTERED.value)
        groups.change(tx, group_id, "joining", joining.value)

    await world.app.store.write(adopt)
    return ana


def group_here(tx: Transaction) -> int:
    at = groups.at(tx, str(where("ana", MAIN)))
    assert at is not None
    return at.id


async def seats_of(world: World) -> dict[str, Sitting]:
    return await world.reads(lambda tx: {seat.name: seat for seat in seats.sitting(tx, group_here(tx))})


# Joining


async def test_while_a_group_forms_joining_is_immediate(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    joined = await ben.says('/member join civil society region:Africa affiliation:"ACME Ltd"')
    assert joined.ok
    assert "member for civil society" in joined.text
    seat = (await seats_of(world))["ben"]
    assert (seat.number, seat.stakeholder, seat.pending) == (2, "civil society", False)
    assert (seat.region, seat.affiliation) == ("Africa", "ACME Ltd")
    listed = (await ben.says("/member list")).text
    for words in ("#2", "ben", "civil society", "Africa", "ACME Ltd"):
        assert words in listed


@pytest.mark.parametrize(
    "typed", ["government", "GOVERNMENT", "gov", '"government"', "góvernment", "stakeholder:gov"]
)
async def test_the_beginning_of_a_name_is_enough(world: World, typed: str) -> None:
    await tea(world)
    joined = await world.person("ben").says(f"/member join {typed}")
    assert joined.ok
    assert "member for government" in joined.text


async def test_a_stakeholder_group_that_is_not_there_is_answered_with_those_that_are(world: World) -> None:
    await tea(world)
    refused = await world.person("ben").says("/member join academia")
    assert refused.why is Why.NOT_FOUND
    assert "government, private sector, civil society and technical community" in refused.text
    assert (await world.person("ben").says("/member list")).why is Why.NOT_ALLOWED


async def test_a_beginning_that_fits_two_is_asked_back(world: World) -> None:
    ana = await tea(world)
    await ana.says('/group set stakeholders:"civil society | civil service"')
    refused = await world.person("ben").says("/member join civil")
    assert refused.why is Why.CONFLICT
    assert "civil society and civil service" in refused.text


async def test_joining_twice_says_so_and_an_observer_only_watches(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    assert "observer for government" in (await ben.says("/member join government role:observer")).text
    again = await ben.says("/member join government role:observer")
    assert again.why is Why.CONFLICT
    assert "/member leave" in again.text
    assert "member for government" in (await ben.says("/member join government role:member")).text


async def test_nobody_makes_themselves_facilitator(world: World) -> None:
    ana = await tea(world)
    assert (await world.person("ben").says("/member join government role:coordinator")).why is Why.MALFORMED
    stepping_down = await ana.says("/member join government role:observer")
    assert stepping_down.why is Why.MALFORMED
    assert "/member role" in stepping_down.text


async def test_the_coordinator_chooses_a_stakeholder_group_and_stays_coordinator(world: World) -> None:
    ana = await tea(world)
    assert "coordinator for technical community" in (await ana.says("/member join technical community")).text
    assert (await seats_of(world))["ana"].role == "coordinator"


async def test_joining_elsewhere_means_no_group(world: World) -> None:
    await tea(world)
    refused = await world.person("ben").says("/member join government", "#elsewhere")
    assert refused.why is Why.NOT_FOUND
    assert "/group create" in refused.text


# Under a charter


async def test_under_approval_a_seat_waits_for_a_coordinator(world: World) -> None:
    ana = await chartered(world)
    ben = world.person("ben")
    asked = await ben.says("/member join government affiliation:ACME")
    assert asked.ok
    assert "A coordinator has to confirm it" in asked.text
    assert asked.told("ana") == [
        "ben (ACME) would like to sit in Tea WG as member for government.\n\n[1] Confirm  [2] Decline"
    ]
    waits = await ben.says('/poll open "Tea?"')
    assert waits.why is Why.NOT_ALLOWED
    assert "would like to sit" in (await ana.says("/me")).text
    await world.restarts()
    confirmed = await ana.presses("Confirm")
    assert confirmed.ok
    assert confirmed.told("ben") == ["Your seat in Tea WG: member for government."]
    assert not (await seats_of(world))["ben"].pending
    again = await ana.presses("Confirm")
    assert again.why is Why.CONFLICT
    assert "would like to sit" not in (await ana.says("/me")).text


async def test_a_coordinator_declines_with_a_reason(world: World) -> None:
    ana = await chartered(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    assert (await ana.presses("Decline")).why is Why.INCOMPLETE
    declined = await ana.says('/member remove ben "Not from a government."')
    assert declined.ok
    assert "Not from a government." in declined.told("ben")[0]
    assert (await ben.says("/member list")).why is Why.NOT_ALLOWED


async def test_all_coordinators_hear_of_a_pending_seat_in_their_language(world: World) -> None:
    ana = await chartered(world)
    cleo = world.person("cleo")
    await cleo.says("/language fr")
    await ana.says("/member add @cleo government role:coordinator")
    asked = await world.person("ben").says("/member join government")
    assert asked.told("ana")[0].startswith("ben would like")
    assert len(asked.told("cleo")) == 1
    assert "ben" in asked.told("cleo")[0]
    assert "would like" not in asked.told("cleo")[0]


async def test_open_joining_stays_immediate_under_a_charter(world: World) -> None:
    await chartered(world, Joining.OPEN)
    joined = await world.person("ben").says("/member join government")
    assert "You sit in Tea WG as member for government." in joined.text
    assert joined.posts == []


# Changing one's stakeholder group


async def test_correcting_a_choice_while_the_group_forms_is_free(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    for stakeholder in ("government", "civil society", "private sector"):
        assert (await ben.says(f"/member join {stakeholder}")).ok
    kinds = [entry.kind for entry in await world.reads(record_of)]
    assert kinds[-3:] == ["member.joined", "member.moved", "member.moved"]


async def test_one_changes_at_most_once_in_90_days(world: World) -> None:
    await chartered(world, Joining.OPEN)
    ben = world.person("ben")
    await ben.says("/member join government")
    assert (await ben.says("/member join civil society")).ok
    refused = await ben.says("/member join private sector")
    assert refused.why is Why.CONFLICT
    assert "Monday 1 March 2027" in refused.text
    await world.passes(days=89, hours=23)
    assert (await ben.says("/member join private sector")).why is Why.CONFLICT
    await world.passes(hours=1)
    assert (await ben.says("/member join private sector")).ok


async def test_leaving_and_coming_back_is_no_way_round_the_90_days(world: World) -> None:
    await chartered(world, Joining.OPEN)
    ben = world.person("ben")
    await ben.says("/member join government")
    await ben.says("/member join civil society")
    await ben.says("/member leave")
    assert (await ben.says("/member join private sector")).why is Why.CONFLICT
    back = await ben.says("/member join civil society")
    assert back.ok
    assert (await seats_of(world))["ben"].number == 2


async def test_under_approval_a_change_waits_and_never_suspends_the_only_coordinator(
    world: World,
) -> None:
    ana = await chartered(world)
    ben = world.person("ben")
    await ana.says("/member add @ben government")
    changed = await ben.says("/member join civil society")
    assert "has to confirm" in changed.text
    assert len(changed.told("ana")) == 1
    assert (await seats_of(world))["ben"].pending
    alone = await ana.says("/member join government")
    assert alone.why is Why.CONFLICT
    assert "/member role" in alone.text
    assert (await seats_of(world))["ana"].stakeholder == ""


# Giving seats


async def test_a_coordinator_gives_a_seat_that_is_confirmed_at_once(world: World) -> None:
    ana = await chartered(world)
    added = await ana.says("/member add @ben private sector role:facilitator region:Asia affiliation:ACME")
    assert added.ok
    assert "ben sits in Tea WG as facilitator for private sector." in added.text
    seat = (await seats_of(world))["ben"]
    assert (seat.role, seat.region, seat.affiliation, seat.pending) == ("facilitator", "Asia", "ACME", False)
    assert "facilitator for private sector" in (await world.person("ben").says("/me")).text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/member add @ben government", Why.CONFLICT),
        ("/member add @zoe academia", Why.NOT_FOUND),
        ("/member add zoe government", Why.NOT_FOUND),
        ("/member add @zoe government role:boss", Why.MALFORMED),
        (f"/member add @zoe government region:{'x' * 61}", Why.MALFORMED),
        ("/member add @zoe", Why.INCOMPLETE),
        ("/member confirm @ben", Why.CONFLICT),
        ("/member confirm @zoe", Why.NOT_FOUND),
        ("/member role @ben member", Why.CONFLICT),
        ("/member role @zoe member", Why.NOT_FOUND),
        ("/member role @ana member", Why.CONFLICT),
        ("/member remove @ana bye", Why.MALFORMED),
        ("/member remove @zoe bye", Why.NOT_FOUND),
        ("/member remove @ben", Why.INCOMPLETE),
        ("/member leave", Why.CONFLICT),
        ("/member list academia", Why.NOT_FOUND),
        ("/member list page:2", Why.MALFORMED),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(world: World, line: str, why: Why) -> None:
    ana = await tea(world)
    await world.person("ben").says("/member join government")
    before = (await ana.says("/record verify")).text
    refused = await ana.says(line)
    assert refused.why is why
    assert (await ana.says("/record verify")).text == before


@pytest.mark.parametrize(
    "line",
    [
        "/member add @zoe government",
        "/member import @zoe, government",
        "/member confirm @ben",
        "/member role @ben coordinator",
        "/member remove @ana bye",
        "/member away today tomorrow who:@ana",
    ],
)
async def test_only_a_coordinator_disposes_of_seats(world: World, line: str) -> None:
    ana = await tea(world)
    ben, cleo, dora = world.people("ben", "cleo", "dora")
    await ben.says("/member join government")
    await ana.says("/member add @cleo government role:facilitator")
    for person in (ben, cleo, dora):
        assert (await person.says(line)).why is Why.NOT_ALLOWED


# Roles and ends


async def test_roles_are_given_and_their_holders_told(world: World) -> None:
    ana = await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    given = await ana.says("/member role @ben coordinator")
    assert given.told("ben") == ["Your seat in Tea WG: coordinator for government."]
    assert (await ana.says("/member leave")).ok
    assert (await ben.says("/member leave")).why is Why.CONFLICT
    assert "Coordinators:       ben" in (await ben.says("/group show")).text


async def test_removal_tells_the_reason_and_coming_back_needs_a_look(world: World) -> None:
    ana = await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    removed = await ana.says('/member remove ben "Changed employer."')
    assert removed.ok
    assert "Changed employer." in removed.told("ben")[0]
    back = await ben.says("/member join civil society")
    assert "has to confirm" in back.text
    assert back.told("ana")
    assert (await seats_of(world))["ben"].number == 2
    await ana.presses("Confirm")
    # Gone by oneself, one comes back at once.
    await ben.says("/member leave")
    assert "You sit in Tea WG" in (await ben.says("/member join civil society")).text


async def test_names_and_reasons_stand_beside_the_record_never_in_it(world: World) -> None:
    ana = await tea(world)
    await world.person("ben").says("/member join government region:Atlantis affiliation:ACME")
    await ana.says('/member remove ben "Changed employer."')
    bodies = await world.reads(lambda tx: [entry.body for entry in record_of(tx)])
    assert len(bodies) == 4
    for personal in ("ben", "Atlantis", "ACME", "employer"):
        assert personal not in "".join(bodies)
    assert '"participant":2' in bodies[-1]
    assert "intact" in (await ana.says("/record verify")).text


def record_of(tx: Transaction) -> list[record.Entry]:
    return list(record.entries(tx, group_here(tx)))


async def test_two_people_of_one_name_are_told_apart_by_their_number(world: World) -> None:
    ana = await chartered(world)
    await ana.says("/member import Sam Lee, government")
    await ana.says('/member import "Sam Lee, civil society" skip:yes')
    listed = (await ana.says("/member list")).text
    assert listed.count("Sam Lee") == 1
    assert (await ana.says('/member role "#2" facilitator')).ok
    assert (await seats_of(world))["Sam Lee"].role == "facilitator"
    assert (await ana.says('/member role "#9" facilitator')).why is Why.NOT_FOUND


async def test_a_long_list_has_pages(world: World) -> None:
    ana = await tea(world)
    await ana.says("/member import " + " | ".join(f"@p{n:02}, government" for n in range(60)))
    first = await ana.says("/member list government")
    assert "60 seats" in first.text
    assert "Page 1 of 2." in first.text
    assert "p39" in first.text
    assert "p40" not in first.text
    second = await ana.presses("Next")
    assert "p59" in second.text
    assert "ana" not in second.text


# Pasted lists


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


# Absences


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


async def test_a_request_that_comes_twice_is_done_once(world: World) -> None:
    ana = await tea(world)
    ben = world.person("ben")
    request = ben.request("/member join government")
    first, second = await world.sends(request), await world.sends(request)
    assert text_of(first) == text_of(second)
    assert "member for government" in text_of(first)
    assert "intact: 3 entries" in (await ana.says("/record verify")).text


async def test_two_who_join_in_the_same_moment_get_two_numbers(world: World) -> None:
    await tea(world)
    asked = [world.person(f"p{n}").request("/member join government") for n in range(12)]
    await asyncio.gather(*(world.sends(request) for request in asked))
    assert sorted(seat.number for seat in (await seats_of(world)).values()) == list(range(1, 14))
