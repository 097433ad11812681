"""What may be determined of polls that the opposition of a stakeholder group suspended, and who determines."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.assembly import TECHNICAL
from tests.stories.deciding import determined
from tests.stories.test_process_ends import chartered, flat, votes
from tests.world import Actor, Heard, World

ALL_BUT_D = "a1 a2 a3 b1 b2 b3 c1 c2 c3"
CREATE = '/rota create facilitator "every 4 weeks" pool:"civil society" starts:"3 december 2026"'


async def suspended(world: World) -> dict[str, Actor]:
    """P-1 is suspended, since the fourth stakeholder group is opposed; b1 and c1 facilitate."""
    people = await chartered(world)
    for name in ("b1", "c1"):
        assert (await people["a1"].says(f"/member role @{name} facilitator")).ok
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", ALL_BUT_D, "d1 d2")
    assert "P-1 is suspended" in flat(await world.passes(days=8))
    return people


async def determines(actor: Actor, poll: str, designation: str) -> Heard:
    return await actor.says(f'/decision determine {poll} "{designation}" "All was weighed"')


async def rules(people: dict[str, Actor], *objections: str) -> None:
    for objection in objections:
        assert (await people["b1"].says(f"/objection rule {objection} overruled Budget")).ok


def plain(heard: Heard) -> str:
    return " ".join(heard.text.split())


async def test_a_suspended_poll_is_not_determined_while_it_can_be_put_again(world: World) -> None:
    people = await suspended(world)
    await rules(people, "O-1", "O-2")
    refused = await determines(people["b1"], "P-1", "divergence")
    assert refused.why is Why.CONFLICT
    assert "it is suspended, and can be put again until" in refused.text
    shown = await people["b1"].says("/decision evidence P-1")
    assert "it is suspended, and can be put again until" in plain(shown)
    assert "Determine P-1" not in shown.text
    assert (await people["a1"].says('/poll rework P-1 "Section 4 is reviewed."')).ok
    refused = await determines(people["b1"], "P-1", "divergence")
    assert refused.why is Why.CONFLICT
    assert "it was put again as P-2" in refused.text


async def test_a_suspended_poll_that_lapsed_can_be_determined_but_not_as_consensus(world: World) -> None:
    people = await suspended(world)
    await rules(people, "O-1", "O-2")
    await world.passes(days=15)
    assert (await determines(people["b1"], "P-1", "consensus")).why is Why.MALFORMED
    assert (await determines(people["b1"], "P-1", "divergence")).ok


async def test_what_is_carried_against_a_stakeholder_group_is_strong_support_at_most(world: World) -> None:
    people = await suspended(world)
    assert (await people["a1"].says('/poll rework P-1 "Section 4 is reviewed."')).ok
    await votes(people, "P-2", ALL_BUT_D, "d1 d2")
    assert "P-2 passed" in flat(await world.passes(days=14))
    await rules(people, "O-3", "O-4")
    for designation in ("full consensus", "consensus"):
        refused = await determines(people["b1"], "P-2", designation)
        assert refused.why is Why.MALFORMED
        assert f"{TECHNICAL} is opposed as a stakeholder group" in plain(refused)
    assert (await determines(people["b1"], "P-2", "strong support")).ok
    assert (await people["c1"].says("/decision confirm D-1")).ok
    await world.restarts()
    shown = await people["d3"].says("/decision show D-1")
    assert "its minority statement is attached: O-3 and O-4" in plain(shown)


async def test_what_is_carried_with_everybody_can_be_consensus(world: World) -> None:
    people = await suspended(world)
    assert (await people["a1"].says('/poll rework P-1 "Section 4 is reviewed."')).ok
    await votes(people, "P-2", f"{ALL_BUT_D} d1", "d2")
    assert "P-2 passed" in flat(await world.passes(days=14))
    await rules(people, "O-3")
    assert (await determines(people["b1"], "P-2", "consensus")).ok
    assert "minority statement" not in (await people["d3"].says("/decision show D-1")).text


async def test_what_failed_since_too_few_took_part_is_no_consensus(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says("/member role @b1 facilitator")).ok
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2")
    await world.passes(days=16)
    for designation in ("full consensus", "consensus", "strong support"):
        refused = await determines(people["b1"], "P-1", designation)
        assert refused.why is Why.MALFORMED
        assert "too few took part for it to pass" in plain(refused)
    assert (await determines(people["b1"], "P-1", "minority view")).ok


async def test_who_determines_is_told_when_nobody_can_confirm_it(world: World) -> None:
    people = await suspended(world)
    await rules(people, "O-1", "O-2")
    await world.passes(days=15)
    assert (await people["c1"].says("/member declare I sell tea poll:P-1")).ok
    heard = await determines(people["b1"], "P-1", "divergence")
    assert "Nobody is there who can confirm it" in plain(heard)
    assert "/member role" in heard.text
    heard = await people["a1"].says("/member role @b2 facilitator")
    assert (await people["b2"].says("/decision confirm D-1")).why is Why.NOT_ALLOWED
    assert (await people["a1"].says("/member role @c2 facilitator")).ok
    assert "D-1" in (await people["c2"].says("/me")).text
    assert (await people["c2"].says("/decision confirm D-1")).ok


async def test_whoever_holds_a_turn_as_facilitator_is_asked_too(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says(CREATE)).ok
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2 c1 c2 c3 d1 d2")
    closed = await world.passes(days=8)
    assert "asks you to determine what it means" in flat(closed)
    asked = [
        name for name in ("c1", "c2", "c3") if "to be determined" in plain(await people[name].says("/me"))
    ]
    assert len(asked) == 1
    assert (await determines(people[asked[0]], "P-1", "consensus")).ok


async def test_those_who_coordinate_are_told_when_nobody_can_determine_a_poll(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says('/poll open "Adopt?"')).ok
    await votes(people, "P-1", "a1 a2 b1 b2 c1 c2")
    closed = await world.passes(days=16)
    assert "Tea has nobody who can determine what it means" in flat(closed)
    assert "Make somebody else facilitator" in plain(await people["a1"].says("/me"))
    assert (await people["a1"].says("/member role @b1 facilitator")).ok
    assert "determined" not in (await people["a1"].says("/me")).text
    assert (await determines(people["b1"], "P-1", "consensus")).ok
    waiting = plain(await people["a1"].says("/me"))
    assert "D-1 waits to be confirmed, and nobody can" in waiting
    assert (await people["a1"].says("/member role @c1 facilitator")).ok
    assert "D-1" not in (await people["a1"].says("/me")).text


async def test_those_who_coordinate_are_told_when_nobody_can_rule_on_an_appeal(world: World) -> None:
    ana, ben, _, dan, _ = await determined(world, "gnso-working-group", "consensus")
    assert (await ana.says("/member role @cleo member")).ok
    assert (await dan.says("/decision challenge D-1 Unheard")).ok
    assert (await ben.says("/decision answer D-1 Heard")).ok
    assert (await dan.says("/decision appeal D-1 Unheard")).ok
    assert "D-1 is appealed, and nobody can rule on that" in plain(await ana.says("/me"))
    assert (await ana.says("/member role @cleo facilitator")).ok
    assert "D-1" not in (await ana.says("/me")).text


async def test_nothing_is_determined_of_an_amendment_that_did_not_pass(world: World) -> None:
    people = await chartered(world)
    assert (await people["a1"].says("/member role @b1 facilitator")).ok
    await world.passes(days=31)
    assert (await people["a1"].says('/group charter propose multistakeholder overrides:"cap=1"')).ok
    await votes(people, "P-1", ALL_BUT_D, "d1 d2")
    await world.passes(days=21)
    shown = plain(await people["b1"].says("/decision evidence P-1"))
    assert "it is suspended, and can be put again until" in shown
    assert "took effect" not in shown
    await world.passes(days=15)
    shown = plain(await people["b1"].says("/decision evidence P-1"))
    assert "It did not pass, so nothing changed" in shown
    refused = await determines(people["b1"], "P-1", "divergence")
    assert refused.why is Why.CONFLICT
    assert "did not pass, so nothing changed" in plain(refused)
