"""Alternates: asked, accepted, and voting where the other is away or steps aside."""

from __future__ import annotations

import json

import pytest

from bot.refusals import Why
from storage import polls
from tests.stories.assembly import CIVIL, GOVERNMENT, entries, facts, seated
from tests.world import Actor, World

SURE = "confirm:yes"


async def with_eve(world: World, *, agreed: bool = True) -> list[Actor]:
    """Ana, Ben and Eve, who watches, sit for government, and Dan for civil society. Eve is Ben's alternate."""
    ana, ben, dan = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, dan=CIVIL)
    eve = world.person("eve")
    assert (await eve.says("/member join government role:observer")).ok
    if agreed:
        assert (await ben.says("/member alternate @eve")).ok
        assert (await eve.says("/member alternate @ben change:accept")).ok
    return [ana, ben, dan, eve]


# Asking and answering


async def test_asked_accepted_and_listed(world: World) -> None:
    ana, ben, _, eve = await with_eve(world, agreed=False)
    asked = await ben.says("/member alternate @eve")
    assert (await eve.says("/member alternate @ben")).text == (
        "ben has asked you that. /member alternate #2 change:accept says yes, and /member alternate #2 change:decline"
        " says no."
    )
    assert any("ben asks you to be their alternate in Tea" in told for told in asked.told("eve"))
    assert "alternate" not in (await ana.says("/member list")).text
    assert "ben asks you" in (await eve.whispers("/me")).text
    await world.restarts()
    accepted = await eve.presses("Accept")
    assert accepted.ok
    assert any("eve is your alternate in Tea" in told for told in accepted.told("ben"))
    assert "alternate: eve" in (await ana.says("/member list")).text
    assert "asks you" not in (await eve.whispers("/me")).text
    assert (await entries(world, "#2"))[-2:] == ["member.alternate_asked", "member.alternate_accepted"]
    assert await facts(world, "member.alternate_accepted") == [{"participant": 2, "alternate": 4}]


async def test_declined_and_asked_again(world: World) -> None:
    ana, ben, _, eve = await with_eve(world, agreed=False)
    await ben.says("/member alternate @eve")
    declined = await eve.presses("Decline")
    assert any("eve declined to be your alternate" in told for told in declined.told("ben"))
    assert "alternate" not in (await ana.says("/member list")).text
    assert (await eve.says("/member alternate @ben change:accept")).why is Why.NOT_FOUND
    assert (await ben.says("/member alternate @eve")).ok


@pytest.mark.parametrize("ends", ["ben", "eve"])
async def test_either_of_them_ends_it(world: World, ends: str) -> None:
    ana, ben, _, eve = await with_eve(world)
    actor, other = (ben, eve) if ends == "ben" else (eve, ben)
    ended = await actor.says(f"/member alternate @{other.name} change:end")
    assert ended.ok
    assert any("any more" in told for told in ended.told(other.name))
    assert "alternate" not in (await ana.says("/member list")).text
    assert (await entries(world))[-1] == "member.alternate_ended"
    assert (await actor.says(f"/member alternate @{other.name} change:end")).why is Why.NOT_FOUND


@pytest.mark.parametrize(
    ("who", "line", "why", "says"),
    [
        ("ben", "/member alternate @ben", Why.MALFORMED, "That is you"),
        ("ben", "/member alternate @ana", Why.MALFORMED, "a vote of their own"),
        ("ben", "/member alternate @dan", Why.MALFORMED, "another stakeholder group"),
        ("ben", "/member alternate @zoe", Why.NOT_FOUND, "zoe"),
        ("ben", "/member alternate @eve", Why.CONFLICT, "is your alternate already"),
        ("ben", "/member alternate @gus", Why.CONFLICT, "is your alternate already"),
        ("ana", "/member alternate @eve", Why.MALFORMED, "is the alternate of ben already"),
        ("eve", "/member alternate @gus", Why.CONFLICT, "You watch"),
        ("eve", "/member alternate @ben change:accept", Why.CONFLICT, "already"),
        ("eve", "/member alternate @ana change:accept", Why.NOT_FOUND, "has not asked you"),
        ("gus", "/member alternate @ben change:decline", Why.NOT_FOUND, "has not asked you"),
        ("zoe", "/member alternate @ben", Why.NOT_ALLOWED, "/member join"),
    ],
)
async def test_who_cannot_stand_in(world: World, who: str, line: str, why: Why, says: str) -> None:
    await with_eve(world)
    await world.person("gus").says("/member join government role:observer")
    before = await entries(world)
    refused = await world.person(who).says(line)
    assert refused.why is why
    assert says in refused.text
    assert await entries(world) == before


async def test_one_person_stands_in_for_one(world: World) -> None:
    ana, ben, _, eve = await with_eve(world, agreed=False)
    await ana.says("/member alternate @eve")
    await ben.says("/member alternate @eve")
    assert (await eve.says("/member alternate @ana change:accept")).ok
    refused = await eve.says("/member alternate @ben change:accept")
    assert refused.why is Why.CONFLICT
    assert "nobody votes for two" in refused.text


async def test_who_has_a_vote_by_now_cannot_accept(world: World) -> None:
    _, ben, _, eve = await with_eve(world, agreed=False)
    await ben.says("/member alternate @eve")
    await eve.says("/member join government role:member")
    refused = await eve.says("/member alternate @ben change:accept")
    assert refused.why is Why.CONFLICT
    assert "Nobody votes twice" in refused.text


async def test_who_left_is_nobodys_alternate(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await world.person("gus").says("/member join government role:observer")
    await eve.says("/member leave")
    assert "alternate" not in (await ana.says("/member list")).text
    assert (await ben.says("/member alternate @gus")).ok
    assert (await world.person("gus").says("/member alternate @ben change:accept")).ok
    assert "alternate: gus" in (await ana.says("/member list")).text


# Somebody steps aside


async def test_an_alternate_takes_the_place_of_who_steps_aside(world: World) -> None:
    ana, ben, dan, eve = await with_eve(world)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:open quorum:1')
    await ben.says("/poll vote P-1 no")
    assert "eve votes in your stead" in (await ben.says("/poll recuse P-1 x")).text
    stepped = await ben.says(f"/poll recuse P-1 x {SURE}")
    assert any("You vote in the stead of ben" in told for told in stepped.told("eve"))
    assert await facts(world, "poll.recused") == [
        {
            "participant": 2,
            "alternate": 4,
            "roll": {"stakeholder": GOVERNMENT, "seats": 2, "available": 2},
        }
    ]
    rolled = (await dan.says("/poll roll P-1")).text
    assert "ben (recused and an alternate votes)" in rolled
    assert "eve (for ben)" in rolled
    await world.restarts()
    assert "P-1 waits for your ballot" in (await eve.whispers("/me")).text
    voted = await eve.presses("Yes", on="P-1")
    assert voted.ok
    assert "You vote in the stead of ben." in (await eve.says("/poll show P-1")).text
    assert "eve votes" in (await ben.says("/poll show P-1")).text
    assert (await ben.says("/poll vote P-1 no")).why is Why.NOT_ALLOWED
    for actor in (ana, dan):
        await actor.says("/poll vote P-1 yes")
    closed = await ana.says("/poll close P-1")
    assert "passed with 3 of 3" in closed.text


async def test_an_alternate_steps_aside_too(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days"')
    await ben.says(f"/poll recuse P-1 x {SURE}")
    await eve.says("/poll vote P-1 yes")
    stepped = await eve.says(f"/poll recuse P-1 y {SURE}")
    assert stepped.ok
    assert "2 recused" in stepped.post()
    shown = (await ana.says("/poll show P-1")).text
    assert "0 of 1 voted" in shown


async def test_who_was_asked_after_the_opening_does_not_vote(world: World) -> None:
    """Nobody picks who casts the ballot that they give up."""
    ana, ben, _, eve = await with_eve(world, agreed=False)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days"')
    await world.passes(minutes=1)
    await ben.says("/member alternate @eve")
    await eve.says("/member alternate @ben change:accept")
    asked = await ben.says("/poll recuse P-1 x")
    assert "nobody votes in your stead" in asked.text
    assert not (await ben.says(f"/poll recuse P-1 x {SURE}")).told("eve")
    assert (await eve.says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED


async def test_an_alternate_with_a_ballot_of_their_own_gets_no_second(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await eve.says("/member join government role:member")
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:open')
    await eve.says("/poll vote P-1 yes")
    await eve.says("/member leave")
    await eve.says("/member join government role:observer")
    await ben.says(f"/poll recuse P-1 x {SURE}")
    rolled = (await ana.says("/poll roll P-1")).text
    assert rolled.count("eve") == 1
    assert "3 people may take part" in rolled


async def test_an_alternate_of_another_stakeholder_group_by_now_does_not_vote(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await eve.says("/member join civil society")
    await ana.says('/poll open "Buy tea?" closes:"in 3 days"')
    assert "nobody votes in your stead" in (await ben.says("/poll recuse P-1 x")).text


async def test_a_secret_ballot_of_an_alternate(world: World) -> None:
    seats = dict.fromkeys(("ana", "ben", "cleo", "dan"), GOVERNMENT)
    ana, ben, cleo, dan = await seated(world, **seats)
    eve = world.person("eve")
    await eve.says("/member join government role:observer")
    await ben.says("/member alternate @eve")
    await eve.says("/member alternate @ben change:accept")
    await ana.says('/poll open "Elect ana?" closes:"in 3 days" secret:yes')
    await ben.says("/poll vote P-1 no")
    await ben.says(f"/poll recuse P-1 x {SURE}")
    for actor in (ana, cleo, dan, eve):
        assert (await actor.says("/poll vote P-1 yes")).ok
    assert "receipt" in (await eve.says("/poll show P-1")).text
    assert "4 of 4" in (await world.passes(days=3)).post()


# Somebody is away


async def away(actor: Actor) -> None:
    assert (await actor.says("/member away since:2026-11-30 until:2026-12-31")).ok


async def test_an_alternate_votes_while_the_other_is_away(world: World) -> None:
    ana, ben, dan, eve = await with_eve(world)
    await away(ben)
    opened = await ana.says('/poll open "Buy tea?" closes:"in 3 days" quorum:1')
    assert any("You vote in the stead of ben" in told for told in opened.told("eve"))
    assert "3 people can vote" in opened.text
    assert "is away" not in opened.post()
    rolled = (await dan.says("/poll roll P-1")).text
    assert "ben (away and an alternate votes)" in rolled
    assert "eve (for ben)" in rolled
    (opening,) = await facts(world, "poll.opened")
    assert opening["alternates"] == [{"participant": 4, "for": 2}]
    assert {"stakeholder": GOVERNMENT, "participants": [1, 4]} in opening["roll"]  # type: ignore[operator]
    refused = await ben.says("/poll vote P-1 yes")
    assert refused.why is Why.NOT_ALLOWED
    assert "eve has your place in it" in refused.text
    assert (await ben.says(f"/poll recuse P-1 x {SURE}")).why is Why.CONFLICT
    for actor in (ana, dan, eve):
        assert (await actor.says("/poll vote P-1 yes")).ok
    assert "passed with 3 of 3" in (await ana.says("/poll close P-1")).text


async def test_a_scheduled_poll_looks_at_its_opening(world: World) -> None:
    ana, ben, _, _ = await with_eve(world)
    await ana.says('/poll open "Buy tea?" opens:tomorrow closes:"in 5 days"')
    await away(ben)
    opened = await world.passes(days=2)
    assert any("You vote in the stead of ben" in told for told in opened.told("eve"))
    poll = await world.reads(lambda tx: polls.by_number(tx, 1, 1, None))
    assert poll is not None
    assert [GOVERNMENT, 2, 2] in json.loads(poll.roll)


async def test_an_alternate_who_is_away_too_takes_no_place(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await away(ben)
    await away(eve)
    opened = await ana.says('/poll open "Buy tea?" closes:"in 3 days"')
    assert "1 is away" in opened.post()
    assert (await eve.says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED
    assert (await ben.says("/poll vote P-1 yes")).ok


async def test_who_is_away_for_a_part_votes_alone(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    assert (await ben.says("/member away since:2026-12-02 until:2026-12-02")).ok
    await ana.says('/poll open "Buy tea?" closes:"in 3 days"')
    assert (await eve.says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED
    assert (await ben.says("/poll vote P-1 yes")).ok


@pytest.mark.parametrize(
    ("more", "away_too", "counted"),
    [("", False, True), ("", True, False), ('opens:"in 3 days" closes:"in 9 days"', False, True)],
)
async def test_a_preview_counts_alternates_as_the_opening_does(
    world: World, more: str, away_too: bool, counted: bool
) -> None:
    ana, ben, _, eve = await with_eve(world)
    for actor in (ben, eve) if away_too else (ben,):
        await away(actor)
    typed = f'"Buy tea?" quorum:1 {more}'
    adopts = f"{3 if counted else 2} people could adopt it"
    previewed = (await ana.says(f"/poll preview {typed}")).text
    assert adopts in previewed
    assert ("1 is away" in previewed) is not counted
    opened = await ana.says(f"/poll open {typed}")
    if more:
        await world.passes(days=3)
    assert opened.ok
    shown = (await ana.says("/poll show P-1")).text
    assert adopts in shown
    assert ("1 is away" in shown) is not counted


async def test_a_preview_counts_nobody_who_votes_anyway(world: World) -> None:
    ana, ben, _, eve = await with_eve(world)
    await away(ben)
    assert (await eve.says("/member join government role:member")).ok
    for line in ("/poll preview", "/poll open"):
        heard = await ana.says(f'{line} "Buy tea?" quorum:1')
        assert "3 people could adopt it" in heard.text
