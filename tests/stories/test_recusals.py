"""Stepping aside from a poll: out of the roll, its quorum and its thresholds, for good."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.boundary import Reply
from bot.refusals import Why
from storage import polls, record
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, at_once, entries, facts, four, seated
from tests.stories.test_process_ends import chartered, votes
from tests.world import Actor, World, text_of

SURE = "confirm:yes"


async def opened(world: World, more: str = "visibility:open") -> list[Actor]:
    """Four people and an open poll."""
    actors = await four(world)
    heard = await actors[0].says(f'/poll open "Buy tea?" closes:"in 3 days" {more}')
    assert heard.ok, heard.text
    return actors


async def test_who_steps_aside_is_out_and_the_ballot_is_void(world: World) -> None:
    ana, ben, cleo, _ = await opened(world, "visibility:open quorum:1")
    await ben.says("/poll vote P-1 no")
    stepped = await ben.says(f'/poll recuse P-1 "I sell tea." {SURE}')
    assert stepped.ok
    assert "Your ballot is void" in stepped.text
    assert "1 recused" in stepped.post()
    assert "0 of 1 voted" in stepped.post()
    rolled = (await cleo.says("/poll roll P-1")).text
    assert "3 people may take part" in rolled
    assert "ben (recused)" in rolled
    assert "I sell tea." in rolled
    shown = (await ben.says("/poll show P-1")).text
    assert "You recused yourself from this poll." in shown
    assert "You have not voted" not in shown
    assert await entries(world, "P-1") == ["poll.opened", "ballot.cast", "ballot.voided", "poll.recused"]
    assert await facts(world, "poll.recused") == [
        {"participant": 2, "roll": {"stakeholder": GOVERNMENT, "seats": 1, "available": 1}}
    ]
    assert "intact" in (await ana.says("/record verify")).text


async def test_the_others_make_the_quorum_and_can_close_early(world: World) -> None:
    ana, ben, cleo, dan = await opened(world, "quorum:1")
    for actor in (ana, cleo, dan):
        await actor.says("/poll vote P-1 yes")
    assert (await ana.says("/poll close P-1")).why is Why.CONFLICT
    await ben.says(f"/poll recuse P-1 I sell tea {SURE}")
    closed = await ana.says("/poll close P-1")
    assert closed.ok
    assert "passed with 3 of 3" in closed.text
    assert "1 person had recused themselves" in closed.post()
    assert "3 of 3 on the roll took part" in closed.post()


async def test_nobody_steps_aside_by_mistake(world: World) -> None:
    _, ben, _, _ = await opened(world)
    asked = await ben.says('/poll recuse P-1 "I sell tea."')
    assert asked.why is Why.INCOMPLETE
    assert "cannot be undone" in asked.text
    assert "nobody votes in your stead" in asked.text
    assert SURE in asked.text
    assert "Nothing was changed" in asked.text
    assert await entries(world, "P-1") == ["poll.opened"]
    assert (await ben.says("/poll vote P-1 yes")).ok


async def test_what_was_typed_is_kept_until_it_is_confirmed(world: World) -> None:
    _, ben, _, _ = await opened(world)
    await ben.says('/poll recuse P-1 "I sell tea."')
    form = (await ben.presses("Edit")).text
    assert "confirm" in form
    assert "I sell tea." in form


async def test_it_cannot_be_undone(world: World) -> None:
    ana, ben, _, _ = await opened(world)
    await ben.says(f"/poll recuse P-1 x {SURE}")
    again = await ben.says(f"/poll recuse P-1 x {SURE}")
    assert again.why is Why.CONFLICT
    assert "cannot be undone" in again.text
    for line in ("/poll vote P-1 yes", "/poll unvote P-1"):
        refused = await ben.says(line)
        assert refused.why is Why.NOT_ALLOWED
        assert "You recused yourself" in refused.text
    await world.restarts()
    assert (await ben.says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED
    assert "P-1" not in (await ben.whispers("/me")).text
    nudged = await ana.says("/poll nudge P-1")
    assert "3 people" in nudged.text
    assert not nudged.told("ben")


async def test_who_left_the_group_can_still_step_aside(world: World) -> None:
    _, ben, _, _ = await opened(world)
    await ben.says("/member leave")
    assert (await ben.says(f"/poll recuse P-1 x {SURE}")).ok


@pytest.mark.parametrize(
    ("who", "line", "why", "says"),
    [
        ("eve", f"/poll recuse P-1 x {SURE}", Why.NOT_ALLOWED, "not on the roll"),
        ("zoe", f"/poll recuse P-1 x {SURE}", Why.NOT_ALLOWED, "not on the roll"),
        ("ben", "/poll recuse P-1", Why.INCOMPLETE, "reason"),
        ("ben", f"/poll recuse P-9 x {SURE}", Why.NOT_FOUND, "P-9"),
        ("ben", f"/poll recuse P-2 x {SURE}", Why.CONFLICT, "/member declare poll:P-2"),
    ],
)
async def test_who_cannot_step_aside(world: World, who: str, line: str, why: Why, says: str) -> None:
    ana, *_ = await opened(world)
    await world.person("eve").says("/member join government role:observer")
    await ana.says('/poll open "Later?" opens:tomorrow')
    refused = await world.person(who).says(line)
    assert refused.why is why
    assert says in refused.text


async def test_not_after_the_close(world: World) -> None:
    _, ben, _, _ = await opened(world)
    closes = world.now + timedelta(days=3)
    late = await at_once(world, closes, ben, f"/poll recuse P-1 x {SURE}")
    assert isinstance(late, Reply)
    assert late.why is Why.CONFLICT
    assert "closed" in text_of(late)
    await world.passes(minutes=1)
    assert "is closed already" in (await ben.says(f"/poll recuse P-1 x {SURE}")).text


async def test_the_quorum_of_a_stakeholder_group_stays_at_two(world: World) -> None:
    """Four of government: a third is two. When two step aside, one alone does not speak for it."""
    ana, ben, eve, fay = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, eve=GOVERNMENT, fay=GOVERNMENT)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:open group_quorum:1/3')
    for actor in (eve, fay):
        assert (await actor.says(f"/poll recuse P-1 x {SURE}")).ok
    await ana.says("/poll vote P-1 yes")
    assert "1 of 2 voted: not enough" in (await ana.says("/poll show P-1")).text
    await ben.says("/poll vote P-1 yes")
    assert "2 of 2 voted: enough" in (await ana.says("/poll show P-1")).text
    last = await ben.says(f"/poll recuse P-1 x {SURE}")
    assert "too few are left for its quorum" in last.text
    assert "it cannot pass" in last.post()
    assert "could adopt it" not in (await ana.says("/poll show P-1")).text
    closed = await world.passes(days=3)
    assert "did not pass" in closed.post()
    assert "Too few of government took part for the quorum: 1, where 2 were needed." in closed.post()


async def test_an_objection_of_the_ballot_goes_with_it(world: World) -> None:
    _, ben, cleo, _ = await opened(world, "method:consent")
    await ben.says('/poll vote P-1 object reason:"It is too dear."')
    await cleo.says("/objection raise P-1 Too late for this year")
    stepped = await ben.says(f"/poll recuse P-1 x {SURE}")
    assert "O-1 is withdrawn" in stepped.text
    other = await cleo.says(f"/poll recuse P-1 x {SURE}")
    assert "Your objection O-2 still stands" in other.text
    assert (await cleo.says("/objection withdraw O-2")).ok


async def test_a_stakeholder_group_that_stepped_aside_is_not_told_to_be_empty(world: World) -> None:
    ana, ben, cleo, dan = await opened(world)
    stepped = await dan.says(f"/poll recuse P-1 x {SURE}")
    assert "civil society:       all recused" in stepped.post()
    for actor in (ana, ben, cleo):
        await actor.says("/poll vote P-1 yes")
    closed = (await world.passes(days=3)).post()
    assert "Everybody of civil society had recused themselves, so it neither blocked nor passed." in closed
    assert "Nobody of technical community was on the roll" in closed
    assert "civil society:       all recused" in closed
    laid = (await ben.says("/decision evidence P-1")).text
    assert "All recused themselves: civil society." in laid
    assert "Nobody on the roll: technical community." in laid
    assert "civil society:       all recused" in laid


# Secret polls


async def test_a_secret_ballot_is_taken_out_and_nobody_learns_whether_it_was_there(world: World) -> None:
    seats = dict.fromkeys(("ana", "ben", "cleo", "dan", "eve", "fay"), GOVERNMENT)
    ana, ben, cleo, *others = await seated(world, **seats)
    await ana.says('/poll open "Elect ana?" closes:"in 3 days" secret:yes')
    await ben.says("/poll vote P-1 no")
    voted = await ben.says(f"/poll recuse P-1 x {SURE}")
    silent = await cleo.says(f"/poll recuse P-1 x {SURE}")
    assert voted.text == silent.text
    assert "stays secret" in voted.text
    assert await entries(world, "P-1") == ["poll.opened", "poll.recused", "poll.recused"]
    assert await secret_rows(world) == (0, 0)
    for actor in (ana, *others):
        await actor.says("/poll vote P-1 yes")
    assert await secret_rows(world) == (4, 4)
    closed = await world.passes(days=3)
    assert "passed" in closed.post()
    assert "4 of 4 on the roll took part" in closed.post()
    entry = await world.reads(lambda tx: record.of_kind(tx, 1, "P-1", "poll.closed"))
    assert entry is not None
    assert len(json.loads(entry.body)["facts"]["ballots"]) == 4


async def secret_rows(world: World) -> tuple[int, int]:
    """How many ballots are in the box, and how many took part."""
    import sqlalchemy as sa

    from storage.ballots import TURNOUT
    from storage.prepared import Prepared
    from storage.secret_ballots import SECRET_BALLOT

    def look(tx: Transaction) -> tuple[int, int]:
        box = tx.row(Prepared(sa.select(sa.func.count()).select_from(SECRET_BALLOT), int))
        turnout = tx.row(Prepared(sa.select(sa.func.count()).select_from(TURNOUT), int))
        return box or 0, turnout or 0

    return await world.reads(look)


async def test_too_few_are_left_for_a_secret_to_pass(world: World) -> None:
    """With two the outcome hides who voted what; with one it would not."""
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    await ana.says('/poll open "Elect ana?" closes:"in 3 days" secret:yes')
    await ana.says("/poll vote P-1 yes")
    stepped = await ben.says(f"/poll recuse P-1 x {SURE}")
    assert "too few are left for the quorum" in stepped.text
    closed = await world.passes(days=3)
    assert "did not pass" in closed.post()
    assert "1 of 1 voted" in closed.post()
    assert "1 yes" not in closed.post()


# What facilitators do


async def test_who_stepped_aside_judges_nothing(world: World) -> None:
    ana, ben, cleo, _ = await opened(world, "method:consent")
    await ana.says("/member role @ben facilitator")
    await cleo.says("/objection raise P-1 Too dear")
    await ben.says(f"/poll recuse P-1 x {SURE}")
    refused = await ben.says("/objection rule O-1 overruled No")
    assert refused.why is Why.NOT_ALLOWED
    assert "you recused yourself from it" in refused.text


async def test_the_sizes_of_the_roll_are_those_of_its_rows(world: World) -> None:
    """What is kept of the sizes agrees with the rows, whoever steps aside in whatever order."""
    ana, ben, cleo, dan = await opened(world)
    for actor in (dan, ana, cleo):
        await actor.says(f"/poll recuse P-1 x {SURE}")
        await world.restarts()
    poll = await world.reads(lambda tx: polls.by_number(tx, 1, 1, None))
    assert poll is not None
    assert {name: seats for name, seats, *_ in json.loads(poll.roll)} == {
        GOVERNMENT: 1,
        PRIVATE: 0,
        CIVIL: 0,
        "technical community": 0,
    }
    await ben.says("/poll vote P-1 yes")
    assert "passed with 1 of 1" in (await world.passes(days=3)).post()


async def test_nobody_takes_the_power_to_suspend_from_their_stakeholder_group(world: World) -> None:
    """Three of civil society: one is in favour and steps aside, the other two object and suspend it still."""
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    stepped = await people["c3"].says(f"/poll recuse P-1 x {SURE}")
    assert "2 of civil society objecting" in " ".join(stepped.post().split())
    closed = " ".join(" ".join((await world.passes(days=8)).posts).split())
    assert "civil society is opposed: 2 of the 2 who took a side there object, which suspends it" in closed
