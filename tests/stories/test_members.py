"""Seats: joining, giving, confirming, roles, leaving; what goes on the record."""

from __future__ import annotations

import asyncio

import pytest

from bot.people import Joining
from bot.refusals import Why
from tests.stories.founding import chartered, record_of, seats_of, tea
from tests.world import World, text_of

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
    "typed",
    [
        "technical community",
        "TECHNICAL",
        "tech",
        '"technical community"',
        "téchnical",
        "stakeholder:tech",
        "technical-community",
        "technical_community",
    ],
)
async def test_the_beginning_of_a_name_is_enough(world: World, typed: str) -> None:
    await tea(world)
    joined = await world.person("ben").says(f"/member join {typed}")
    assert joined.ok
    assert "member for technical community" in joined.text


async def test_a_stakeholder_group_that_is_not_there_is_answered_with_those_that_are(world: World) -> None:
    await tea(world)
    refused = await world.person("ben").says("/member join academia")
    assert refused.why is Why.NOT_FOUND
    assert "government, private sector, civil society and technical community" in refused.text
    assert (await world.person("ben").says("/member list")).why is Why.NOT_ALLOWED


async def test_whoever_is_given_a_seat_is_told_what_that_brings(world: World) -> None:
    ana = await tea(world)
    given = await ana.says("/member add @ben government")
    (told,) = given.told("ben")
    assert "A coordinator gave you a seat in Tea WG: member for government." in told
    for command in ("/me", "/member leave", "/privacy"):
        assert command in told
    assert "member for government" in (await world.person("ben").whispers("/me")).text
    assert not (await ana.says("/member add Cleo government")).told("cleo"), "nobody is reached by a name"
    assert not (await ana.says("/member add @ana government")).told("ana"), "nobody tells themselves"


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


async def test_while_the_group_forms_one_changes_at_most_once_in_90_days_too(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    await ben.says("/member join government")
    assert (await ben.says("/member join civil society")).ok
    assert (await ben.says("/member join private sector")).why is Why.CONFLICT
    await ben.says("/member leave")
    assert (await ben.says("/member join private sector")).why is Why.CONFLICT
    await world.passes(days=90)
    assert (await ben.says("/member join private sector")).ok
    kinds = [entry.kind for entry in await world.reads(record_of)]
    assert kinds[-4:] == ["member.joined", "member.moved", "member.left", "member.joined"]


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


# Forms and suggestions


async def test_the_join_button_asks_for_a_stakeholder_group_to_choose(world: World) -> None:
    ana = await tea(world)
    asked = await ana.presses("Join")
    assert asked.why is Why.INCOMPLETE
    form = await world.person("ben").opens("/member join")
    offered = [choice.value for choice in form.fields[0].choices]
    assert offered == ["government", "private sector", "civil society", "technical community"]
    assert (await world.person("ben").fills(form, stakeholder="civil society")).ok
    assert (await seats_of(world))["ben"].stakeholder == "civil society"


async def test_stakeholder_groups_are_suggested_without_case_and_accents(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    assert await ben.wonders("member join", "stakeholder", "SÓC") == ["civil society"]
    assert await ben.wonders("member join", "stakeholder", "x") == []
    assert await ben.wonders("member join", "stakeholder", "", "#elsewhere") == []


async def test_who_leaves_stays_on_the_roll_of_an_open_poll(world: World) -> None:
    ana = await tea(world)
    ben, cleo = world.people("ben", "cleo")
    await ben.says("/member join government")
    await cleo.says("/member join government")
    await ana.says('/poll open "More tea?"')
    await ben.says("/member leave")
    await ana.says("/member remove @cleo bye")
    assert (await ben.says("/poll vote P-1 yes")).ok
    assert "2 of 2 voted" in (await cleo.says("/poll vote P-1 no")).post()


async def test_a_coordinator_may_ask_for_confirmation_while_the_group_forms(world: World) -> None:
    ana = await tea(world)
    ben, cleo = world.people("ben", "cleo")
    assert "waiting" not in (await ben.says("/member join government")).text
    assert (await ana.says("/group set joining:approved")).ok

    asked = await cleo.says("/member join civil")

    assert asked.ok
    assert (await cleo.says('/poll open "Tea?"')).why is Why.NOT_ALLOWED
    assert "cleo" in (await ana.says("/me")).text
    assert (await ben.says("/member confirm @cleo")).why is Why.NOT_ALLOWED
    assert (await ana.says("/member confirm @cleo")).ok
    assert [seat.pending for seat in (await seats_of(world)).values()] == [False, False, False]


async def test_a_setting_tightens_joining_under_a_charter_and_never_loosens_it(world: World) -> None:
    ana = await chartered(world, Joining.OPEN)
    assert (await ana.says("/group set joining:approved")).ok
    opened = await ana.says("/group set joining:open")
    assert opened.why is Why.MALFORMED
    assert "/group charter propose" in opened.text
    await world.person("ben").says("/member join civil")
    assert (await seats_of(world))["ben"].pending


@pytest.mark.parametrize("typed", ["@ben,@cem gov", "@ben, @cem gov"])
async def test_several_people_are_added_one_by_one(world: World, typed: str) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    heard = await ana.says(f"/member add {typed}")
    assert heard.why is Why.MALFORMED
    assert "Write /member add @ben gov for the first" in heard.text
    assert "/member import" in heard.text
    role = await ana.says("/member confirm @ben,@cem")
    assert "Write /member confirm @ben for the first and the same for each of the others." in role.text
