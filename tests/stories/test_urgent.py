"""Polls that are urgent: proposed for a reason, seconded by a facilitator of another stakeholder group, short, and
looked at again."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, at_once, entries
from tests.stories.test_process_ends import chartered, flat, votes
from tests.world import Actor, World, text_of

URGENT = '/poll open "Reply to the consultation?" kind:urgent reason:"The deadline is Friday."'


async def facilitated(world: World, overrides: str = "") -> dict[str, Actor]:
    """A2, B1 and C1 facilitate besides the coordinator."""
    people = await chartered(world, overrides)
    for name in ("a2", "b1", "c1"):
        assert (await people["a1"].says(f"/member role @{name} facilitator")).ok
    return people


async def test_two_facilitators_of_different_stakeholder_groups_open_it(world: World) -> None:
    people = await facilitated(world)
    a1, b1 = people["a1"], people["b1"]
    proposed = await a1.says(URGENT)
    assert proposed.ok, proposed.text
    assert "P-1 is proposed as urgent. It opens when 1 facilitator of another" in " ".join(
        proposed.text.split()
    )
    assert "The deadline is Friday." in proposed.told("b1")[0]
    assert proposed.told("c1")
    assert not proposed.told("a2")
    assert "is proposed as urgent, and waits" in " ".join((await b1.says("/me")).text.split())
    assert (await b1.says("/poll vote P-1 agree")).why is Why.CONFLICT
    assert (await b1.says('/objection raise P-1 "Wait" kind:concern')).why is Why.CONFLICT
    assert (await b1.says("/poll roll P-1")).why is Why.CONFLICT
    own = await a1.says("/poll second P-1")
    assert own.why is Why.CONFLICT
    same = await people["a2"].says("/poll second P-1")
    assert same.why is Why.CONFLICT
    assert "a1 has said so for government already" in " ".join(same.text.split())
    member = await people["c2"].says("/poll second P-1")
    assert member.why is Why.NOT_ALLOWED
    await world.restarts()
    await world.passes(hours=5)
    opened = await b1.presses("It is urgent")
    assert "P-1 is open, and 12 people can vote until Friday 4 December 2026, 14:00 UTC" in " ".join(
        opened.text.split()
    )
    assert "these facilitators found: a1 and b1" in flat(opened)
    assert (await people["c1"].says("/poll second P-1")).why is Why.CONFLICT
    await votes(people, "P-1", "a1 a2 b1 b2 c1 c2")
    closed = await world.passes(days=4)
    assert "P-1 passed" in flat(closed)
    assert "poll.extended" not in await entries(world)
    await world.restarts()
    await world.passes(days=28)
    reminded = await world.passes(days=2)
    assert "P-1 passed as urgent" in " ".join(reminded.told("b1")[0].split())
    assert reminded.told("a1")
    assert not reminded.told("c2")
    assert (await entries(world, "P-1"))[-1] == "poll.due"
    assert "intact" in (await a1.says("/record verify")).text


async def test_an_unanswered_objection_stops_it_and_an_answer_lets_it_pass(world: World) -> None:
    people = await facilitated(world)
    for poll in ("P-1", "P-2"):
        assert (await people["a1"].says(URGENT)).ok
        assert (await people["b1"].says(f"/poll second {poll}")).ok
        await votes(people, poll, "a1 a2 a3 b1 b2 d1 d2 c1 c2", "c3")
    assert (await people["a1"].says('/objection answer O-2 "We mention it." considered')).ok
    closed = flat(await world.passes(days=4))
    assert "P-1 did not pass" in closed
    assert "It was urgent, and could not wait for an answer" in closed
    assert "P-2 passed" in closed
    await world.passes(days=31)
    assert "poll.due" not in await entries(world, "P-1")


async def test_nobody_seconds_it(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    dropped = flat(await world.passes(days=1))
    assert "Too few facilitators of other stakeholder groups had found it urgent" in dropped
    assert (await entries(world, "P-1"))[-1] == "poll.dropped"
    assert (await people["b1"].says("/poll second P-1")).why is Why.CONFLICT
    assert "urgent" not in (await people["b1"].says("/me")).text


async def test_at_the_last_moment_it_is_too_late(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    moment = world.now.replace(day=2)
    assert "does not wait for anybody" in text_of(
        await at_once(world, moment, people["b1"], "/poll second P-1")
    ).replace("\n", " ")


async def test_it_can_be_taken_back(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    assert (await people["a1"].says('/poll withdraw P-1 "settled by telephone"')).ok
    assert (await people["b1"].says("/poll second P-1")).why is Why.CONFLICT
    assert not (await world.passes(days=2)).told("b1")
    assert (await entries(world, "P-1"))[-1] == "poll.withdrawn"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('/poll open "Now?" kind:urgent', "Why is it urgent?"),
        ('/poll open "Now?" reason:"I am in a hurry."', "Only a poll that is urgent under the charter"),
        ('/poll open "Now?" kind:urgent reason:"Soon." opens:"in 2 days"', "opens as soon as enough"),
        ('/poll open "Now?" kind:urgent reason:"Soon." closes:"in 2 days"', "open for 3 days at least"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, line: str, says: str) -> None:
    people = await facilitated(world)
    refused = await people["a1"].says(line)
    assert refused.why is Why.MALFORMED
    assert says in " ".join(refused.text.split())


async def test_a_group_may_ask_for_three(world: World) -> None:
    people = await facilitated(world, "urgent.urgent_openers=3")
    assert (await people["a1"].says(URGENT)).ok
    heard = await people["b1"].says("/poll second P-1")
    assert "1 more facilitator of another stakeholder group has to" in " ".join(heard.text.split())
    assert (await people["b1"].says("/poll second P-1")).why is Why.CONFLICT
    assert "P-1 is open" in (await people["c1"].says("/poll second P-1")).text


async def test_urgent_and_opposed_it_is_put_again_at_once(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    assert (await people["b1"].says("/poll second P-1")).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 b3 d1 d2 d3", "c1 c2")
    for objection in ("O-1", "O-2"):
        assert (await people["a1"].says(f'/objection answer {objection} "We mention it." considered')).ok
    suspended = flat(await world.passes(days=4))
    assert "P-1 is suspended" in suspended
    assert CIVIL in suspended
    again = await people["a1"].says('/poll rework P-1 "Shorter."')
    assert "P-2 is open" in again.text


async def test_without_facilitators_of_another_stakeholder_group_nothing_is_urgent(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says("/member role @a2 facilitator")).ok
    refused = await people["a1"].says(URGENT)
    assert refused.why is Why.MALFORMED
    assert "It takes 2 facilitators of different stakeholder groups" in " ".join(refused.text.split())
    assert "poll.proposed" not in await entries(world)


async def test_whoever_has_an_interest_in_it_does_not_call_it_urgent(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    assert (await people["b1"].says("/member declare I sell the reply poll:P-1")).ok
    refused = await people["b1"].says("/poll second P-1")
    assert refused.why is Why.NOT_ALLOWED
    assert "you declared an interest in it" in " ".join(refused.text.split())
    assert "is proposed as urgent" not in (await people["b1"].says("/me")).text
    assert (await people["c1"].says("/poll second P-1")).ok


async def test_nobody_extends_an_urgent_poll(world: World) -> None:
    people = await facilitated(world)
    assert (await people["a1"].says(URGENT)).ok
    assert (await people["b1"].says("/poll second P-1")).ok
    refused = await people["a1"].says('/poll extend P-1 "in 10 days" "More time"')
    assert refused.why is Why.CONFLICT
    assert "P-1 is urgent, so it closes Friday 4 December 2026" in " ".join(refused.text.split())
    assert "poll.extended" not in await entries(world)
