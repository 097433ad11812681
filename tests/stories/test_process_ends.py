"""How polls end under a charter that hears stakeholder groups: extended for those who were not heard, suspended by
those who are opposed, reworked, lapsed."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, TECHNICAL, entries, facts
from tests.world import Actor, Heard, World

SEATS = {"a": GOVERNMENT, "b": PRIVATE, "c": CIVIL, "d": TECHNICAL}


async def chartered(world: World, overrides: str = "") -> dict[str, Actor]:
    """Twelve people, three of each stakeholder group, each of another affiliation; a1 coordinates."""
    found: dict[str, Actor] = {}
    for letter, stakeholder in SEATS.items():
        for number in "123":
            actor = found[letter + number] = world.person(letter + number)
            if len(found) == 1:
                assert (await actor.says("/group create Tea")).ok
            heard = await actor.says(f'/member join "{stakeholder}" affiliation:{actor.name.upper()}')
            assert heard.ok, heard.text
    said = f' overrides:"{overrides}"' if overrides else ""
    adopted = await found["a1"].says(f"/group charter propose multistakeholder{said}")
    assert adopted.ok, adopted.text
    return found


async def votes(people: dict[str, Actor], poll: str, agree: str = "", object_: str = "") -> None:
    for name in agree.split():
        assert (await people[name].says(f"/poll vote {poll} agree")).ok
    for name in object_.split():
        heard = await people[name].says(f'/poll vote {poll} object reason:"Not reviewed."')
        assert heard.ok, heard.text


def flat(heard: Heard) -> str:
    return " ".join(" ".join(heard.posts).split())


# Not heard


async def test_a_stakeholder_group_that_is_not_heard_earns_one_extension(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2 c1 c2")
    await world.restarts()
    extended = await world.passes(days=8)
    assert (
        "P-1 is open until Tuesday 15 December 2026, 23:59 UTC, once: technical community has not been heard"
        in (flat(extended))
    )
    (said,) = await facts(world, "poll.extended")
    assert said == {
        "from": "2026-12-08T23:59:00.000000Z",
        "closes": "2026-12-15T23:59:00.000000Z",
        "unheard": [TECHNICAL],
    }
    assert "for a stakeholder group that had not been heard: technical community" in " ".join(
        (await people["d1"].says("/poll show P-1")).text.split()
    )
    assert (await people["d1"].says("/poll vote P-1 agree")).ok
    closed = await world.passes(days=7)
    assert "P-1 passed" in flat(closed)
    assert "technical community was not heard (1 took part, where 2 were needed)" in flat(closed)
    assert (await entries(world, "P-1")).count("poll.extended") == 1


async def test_whoever_was_heard_needs_no_extension(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2 c1 c2 d1 d2")
    assert "P-1 passed" in flat(await world.passes(days=8))
    assert "poll.extended" not in await entries(world)


async def test_a_facilitator_may_extend_besides(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2")
    await world.passes(days=8)
    heard = await people["a1"].says('/poll extend P-1 "2026-12-17 23:59 UTC" "a late text"')
    assert heard.ok, heard.text
    assert (await entries(world, "P-1")).count("poll.extended") == 2


# Opposed


async def test_opposition_of_a_stakeholder_group_suspends_and_rework_carries_it(world: World) -> None:
    people = await chartered(world)
    a1, b1 = people["a1"], people["b1"]
    assert (await a1.says('/poll open "Adopt the draft?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    closed = await world.passes(days=8)
    said = flat(closed)
    assert "P-1 is suspended: Adopt the draft?" in said
    assert "Being opposed suspends it once, and is no veto. Until Tuesday 22 December 2026" in said
    assert "Overall it then needs at least 4/5 of those who take a side in favour" in said
    assert "since civil society is opposed" in " ".join(closed.told("a1")[-1].split())
    (ended,) = await facts(world, "poll.closed")
    assert ended["suspended_by"] == [CIVIL]
    assert "you can put it again" in " ".join((await a1.says("/me")).text.split())
    other = await b1.says('/poll rework P-1 "Mine"')
    assert other.why is Why.NOT_ALLOWED
    assert "a1 asked P-1" in other.text
    await world.restarts()
    again = await a1.says('/poll rework P-1 "With the review."')
    assert again.ok, again.text
    assert "P-1 was suspended, and put again as P-2" in flat(again)
    assert "It puts P-1 again" in flat(again)
    assert "With the review." in flat(again)
    opened = (await facts(world, "poll.opened"))[-1]
    assert opened["reworks"] == "P-1"
    rules = opened["rules"]
    assert isinstance(rules, dict)
    assert rules["threshold"] == ">=4/5 of voting"
    assert "put again as P-2 already" in (await a1.says('/poll rework P-1 "Once more"')).text
    await votes(people, "P-2", "a1 a2 a3 b1 b2 b3 d1 d2", "c1 c2")
    passed = flat(await world.passes(days=8))
    assert "P-2 passed" in passed
    assert (
        "at most “strong support but significant opposition”, with the minority statement attached" in passed
    )
    assert "intact" in (await a1.says("/record verify")).text
    await world.passes(days=20)
    assert "poll.lapsed" not in await entries(world)


async def test_a_reworked_poll_fails_by_one_ballot(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    await world.passes(days=8)
    assert (await people["a1"].says('/poll rework P-1 "Better"')).ok
    await votes(people, "P-2", "a1 a2 a3 b1 b2 b3 d1", "c1 c2")
    failed = flat(await world.passes(days=22))
    assert "P-2 did not pass" in failed
    assert "significant opposition" not in failed
    assert "suspended" not in failed.partition("P-2 did not pass")[2]
    refused = await people["a1"].says('/poll rework P-2 "Again"')
    assert refused.why is Why.CONFLICT
    assert "P-2 is not suspended" in refused.text


async def test_a_stakeholder_group_that_agrees_after_the_rework_limits_nothing(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    await world.passes(days=8)
    assert (await people["a1"].says('/poll rework P-1 "Better"')).ok
    await votes(people, "P-2", "a1 a2 b1 b2 c1 c2 d1 d2")
    passed = flat(await world.passes(days=8))
    assert "P-2 passed" in passed
    assert "significant opposition" not in passed


async def test_what_nobody_reworks_lapses(world: World) -> None:
    people = await chartered(world)
    a1 = people["a1"]
    assert (await a1.says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    await world.passes(days=8)
    await world.restarts()
    lapsed = flat(await world.passes(days=14))
    assert "P-1 was suspended, and nobody put it again in time" in lapsed
    assert (await entries(world, "P-1"))[-1] == "poll.lapsed"
    refused = await a1.says('/poll rework P-1 "Too late"')
    assert refused.why is Why.CONFLICT
    assert "has lapsed" in refused.text
    assert "suspended" not in (await a1.says("/me")).text


async def test_more_than_opposition_suspends_nothing(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2 d1 d2", "c1 c2 c3 b3 a3")
    closed = flat(await world.passes(days=8))
    assert "P-1 did not pass" in closed
    assert "suspended" not in closed.split("P-1 did not pass", 1)[1].split("For the minutes")[0]
    assert (await people["a1"].says('/poll rework P-1 "Better"')).why is Why.CONFLICT


async def test_a_facilitator_reworks_for_somebody_who_has_left(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says("/member role @b1 facilitator")).ok
    assert (await people["a1"].says("/member role @c3 facilitator")).ok
    assert (await people["b1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 a3 b2 b3 d1 d2", "c1 c2")
    await world.passes(days=8)
    assert (await people["b1"].says("/member leave")).ok
    refused = await people["a2"].says('/poll rework P-1 "Better"')
    assert refused.why is Why.NOT_ALLOWED
    assert "a facilitator can put it again" in " ".join(refused.text.split())
    assert (await people["c3"].says('/poll rework P-1 "Better"')).ok


async def test_a_suspended_charter_is_put_again_and_adopted(world: World) -> None:
    people = await chartered(world)
    a1 = people["a1"]
    assert (await a1.says('/group charter propose multistakeholder overrides:"cap=1"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    await world.passes(days=16)
    assert "charter.rejected" not in await entries(world)
    again = await a1.says('/poll rework P-1 "For one year, and then we look again."')
    assert again.ok, again.text
    await votes(people, "P-2", "a1 a2 a3 b1 b2 b3 d1 d2", "c1 c2")
    adopted = flat(await world.passes(days=16))
    assert "Tea adopted the charter “Multistakeholder”, version 2" in adopted
    assert "P-2" in adopted


async def test_a_suspended_charter_that_lapses_is_rejected(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/group charter propose multistakeholder overrides:"cap=1"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    await world.passes(days=40)
    assert (await entries(world, "P-1"))[-2:] == ["poll.lapsed", "charter.rejected"]


async def suspended_charter(world: World, overrides: str = "cap=1") -> dict[str, Actor]:
    """P-1 of a1 would amend the charter so, and civil society is opposed."""
    people = await chartered(world)
    assert (await people["a1"].says(f'/group charter propose multistakeholder overrides:"{overrides}"')).ok
    await votes(people, "P-1", "a1 a2 a3 b1 b2 d1 d2", "c1 c2")
    told = await world.passes(days=16)
    assert "It is about the charter “Multistakeholder” with cap=1." in flat(told)
    return people


async def test_a_suspended_charter_is_put_again_with_other_rules(world: World) -> None:
    people = await suspended_charter(world)
    a1 = people["a1"]
    card = " ".join((await a1.says("/poll show P-1")).text.split())
    assert 'To put it again with other rules: /group charter propose multistakeholder overrides:"…"' in card
    softer = '/group charter propose multistakeholder overrides:"minimum=21 days"'
    refused = await a1.says(softer)
    assert refused.why is Why.CONFLICT
    assert "add rework:P-1; to give it up, use /poll withdraw P-1" in " ".join(refused.text.split())
    assert (await people["a1"].says("/member role @b1 coordinator")).ok
    for line in (softer, f"{softer} rework:P-1", '/poll withdraw P-1 "I am against it"'):
        other = await people["b1"].says(line)
        assert other.why in (Why.CONFLICT, Why.NOT_ALLOWED), other.text
    assert (await a1.says('/poll open "Where do we meet?" options:"Geneva | Nairobi" method:choice')).ok
    wrong = await a1.says(f"{softer} rework:P-2")
    assert wrong.why is Why.MALFORMED
    assert "P-2 is not about a charter" in wrong.text
    await world.restarts()
    again = await a1.says(f"{softer} rework:P-1")
    assert again.ok, again.text
    assert "It puts P-1 again" in flat(again)
    assert "It is about the charter “Multistakeholder” with minimum=21 days." in flat(again)
    proposed = (await facts(world, "charter.proposed"))[-1]
    assert (proposed["poll"], proposed["reworks"]) == ("P-3", "P-1")
    assert "P-1 was put again as P-3 already" in (await a1.says('/poll rework P-1 "Once more"')).text
    await votes(people, "P-3", "a1 a2 a3 b1 b2 b3 d1 d2", "c1 c2")
    adopted = flat(await world.passes(days=16))
    assert "Tea adopted the charter “Multistakeholder”, version 2" in adopted
    assert "Chosen by the group: minimum=21 days" in (await a1.says("/group charter")).text
    assert "charter.rejected" not in await entries(world)
    assert "intact" in (await a1.says("/record verify")).text


async def test_what_was_put_again_and_withdrawn_can_be_put_again_while_there_is_time(world: World) -> None:
    people = await suspended_charter(world)
    a1 = people["a1"]
    for number, line in enumerate(
        (
            '/poll rework P-1 "The same rules, for one year"',
            '/group charter propose multistakeholder overrides:"minimum=21 days" rework:P-1',
        ),
        2,
    ):
        assert (await a1.says(line)).ok
        back = await a1.says(f'/poll withdraw P-{number} "the wrong text"')
        assert back.ok, back.text
        assert f"It was put again as P-{number}, which was withdrawn. Being opposed suspends it" in flat(back)
        assert "Until Tuesday 29 December 2026, 23:59 UTC a1 can put it again" in flat(back)
        assert "you can put it again" in " ".join((await a1.says("/me")).text.split())
        await world.restarts()
    rejected = [said["poll"] for said in await facts(world, "charter.rejected")]
    assert rejected == ["P-3"]  # The rules of P-2 wait with P-1.
    lapsed = flat(await world.passes(days=14))
    assert "P-1 was suspended, and P-3, which put it again, was withdrawn: nothing is decided" in lapsed
    assert (await entries(world, "P-1"))[-2:] == ["poll.lapsed", "charter.rejected"]
    assert "has lapsed" in (await a1.says('/poll rework P-1 "Too late"')).text
    assert "intact" in (await a1.says("/record verify")).text


async def test_what_is_withdrawn_after_the_time_to_rework_lapses_too(world: World) -> None:
    people = await suspended_charter(world)
    a1 = people["a1"]
    assert (await a1.says('/poll rework P-1 "The same rules, for one year"')).ok
    await world.passes(days=13)
    ended = await a1.says('/poll withdraw P-2 "nobody has time"')
    assert ended.ok, ended.text
    assert "It was put again as P-2, which was withdrawn after the time for that. So it has lapsed" in flat(
        ended
    )
    assert (await entries(world, "P-1"))[-1] == "poll.lapsed"
    assert [said["poll"] for said in await facts(world, "charter.rejected")] == ["P-2"]
    assert "P-1 is suspended" not in (await a1.says("/me")).text
    assert (await a1.says('/group charter propose multistakeholder overrides:"cap=1"')).ok


async def test_whoever_asked_a_suspended_poll_can_give_it_up(world: World) -> None:
    people = await suspended_charter(world)
    a1 = people["a1"]
    withdrawn = await a1.says('/poll withdraw P-1 "We leave it as it is"')
    assert withdrawn.ok, withdrawn.text
    assert "P-1 was withdrawn" in flat(withdrawn)
    assert (await entries(world, "P-1"))[-2:] == ["poll.withdrawn", "charter.rejected"]
    assert (await a1.says('/poll rework P-1 "After all"')).why is Why.CONFLICT
    assert (await a1.says('/poll withdraw P-1 "Twice"')).why is Why.CONFLICT
    await world.passes(days=20)
    assert "poll.lapsed" not in await entries(world)
    assert (await a1.says('/group charter propose multistakeholder overrides:"cap=1"')).ok
