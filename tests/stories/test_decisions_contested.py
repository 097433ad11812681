"""Determinations are challenged, answered, appealed and ruled on, by the ladders of several charters."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.assembly import CIVIL, at_once, entries, facts
from tests.stories.deciding import CLOCKS, closed, determined, determines
from tests.world import World, text_of

GNSO, IETF, W3C = "gnso-working-group", "ietf-rough-consensus", "w3c-consensus"
CHALLENGE = '/decision challenge D-1 "Page 4 names no money"'


async def test_the_whole_way_of_the_ietf(world: World) -> None:
    """Chairs, area director, IESG, IAB: one person may appeal, and each step is written down."""
    ana, ben, cleo, dan, eve = await determined(world, IETF, "rough consensus", CLOCKS)
    heard = await dan.says(CHALLENGE)
    assert heard.text.startswith("Your challenge to D-1 is on the record, and ben is asked to answer it.")
    assert "dan (civil society) challenges it: Page 4 names no money" in heard.post()
    assert "/decision answer D-1 keeps what you found" in heard.told("ben")[0]
    assert "D-1 is challenged, and waits for your answer: Adopt?" in (await ben.whispers("/me")).text
    assert (await dan.says("/decision appeal D-1 Now")).why is Why.CONFLICT
    await world.restarts()
    assert (await cleo.says("/decision answer D-1 Yes")).why is Why.NOT_ALLOWED
    heard = await ben.says('/decision answer D-1 "It names the fund"')
    assert "It stands, and can be appealed to the area director until" in heard.text
    assert "ben keeps the determination: It names the fund" in heard.told("dan")[0]
    for body, step in (("the area director", 1), ("the IESG", 2), ("the IAB", 3)):
        heard = await dan.says('/decision appeal D-1 "The fund is empty"')
        assert heard.text.startswith(f"Your appeal against D-1 goes to {body}."), step
        assert f"When {body} has ruled, write it down" in heard.told("cleo")[0]
        for actor in (ana, ben, dan):
            assert (await actor.says("/decision rule D-1 upheld Yes")).why is Why.NOT_ALLOWED
        await world.restarts()
        heard = await cleo.says(f'/decision rule D-1 upheld "{body} finds no error"')
        assert f"Ruling of {body}, written down by cleo: upheld" in heard.told("dan")[0]
    heard = await dan.says("/decision appeal D-1 Again")
    assert heard.why is Why.CONFLICT
    assert "The last step of the ladder has ruled on D-1, so there is no further appeal." in heard.text
    shown = (await eve.says("/decision show D-1")).text
    assert "dan (civil society) appeals to the IAB: The fund is empty" in shown
    assert "intact" in (await eve.says("/record verify")).text
    assert (await entries(world, "D-1")).count("decision.ruled") == 3


async def test_an_appeal_that_needs_several_gathers_them(world: World) -> None:
    ana, ben, cleo, dan, eve = await determined(
        world, GNSO, "consensus", f"{CLOCKS} | appeal=3 | appeal_groups=2 | ruling=10 days"
    )
    await dan.says(CHALLENGE)
    await ben.says("/decision answer D-1 Enough")
    heard = await dan.says('/decision appeal D-1 "Not enough"')
    assert "The appeal needs 3 people from 2 stakeholder groups, and has 1." in heard.text
    assert "There is an appeal against D-1 already." in (await eve.says("/decision appeal D-1 Too")).text
    heard = await eve.presses("Support the appeal", on="D-1")
    assert "has 2." in heard.text
    assert "Your name stands there already." in (await eve.says("/decision sign D-1")).text
    assert (await ben.says("/decision sign D-1")).why is Why.NOT_ALLOWED
    assert (await cleo.says("/decision rule D-1 upheld Early")).why is Why.CONFLICT
    await world.restarts()
    heard = await ana.says("/decision sign D-1")
    assert "stands until the liaison of the chartering organization has ruled, by Friday 8 January" in (
        heard.text
    )
    assert heard.told("cleo")
    assert "An appeal against D-1 waits for a ruling: Adopt?" in (await cleo.whispers("/me")).text
    heard = await world.passes(days=10)
    assert "Rule on D-1" in heard.told("cleo")[0]
    heard = await cleo.says('/decision rule D-1 returned "Say why the fund is enough"')
    assert "It was sent back, to be determined anew." in heard.text
    assert "P-1 is to be determined by" in (await ben.whispers("/me")).text
    heard = await determines(ben, "strong support")
    assert heard.text.startswith("D-2 says of P-1: strong support but significant opposition.")


async def test_an_appeal_without_enough_support_lapses(world: World) -> None:
    _, ben, _, dan, eve = await determined(world, GNSO, "consensus", f"{CLOCKS} | appeal=3 | appeal_groups=2")
    await dan.says(CHALLENGE)
    await ben.says("/decision answer D-1 Enough")
    await dan.says('/decision appeal D-1 "Not enough"')
    heard = await world.passes(days=7)
    assert "It lapsed: too few supported it in time" in heard.post()
    assert "There is nothing to support" in (await eve.says("/decision sign D-1")).text
    assert "could be appealed until" in (await dan.says("/decision appeal D-1 Again")).text
    assert "decision.lapsed" in await entries(world, "D-1")


async def test_a_challenge_can_lead_to_another_determination(world: World) -> None:
    _, ben, _, dan, _ = await determined(world, W3C, "dissent", CLOCKS)
    await dan.says(CHALLENGE)
    assert (
        "That is what D-1 says already."
        in (await ben.says('/decision answer D-1 "Yes" designation:dissent')).text
    )
    heard = await ben.says('/decision answer D-1 "Yes" designation:consensus')
    assert "P-1 cannot be “consensus”: 1 objection was not given up." in heard.text


async def test_which_takes_the_place_of_the_first(world: World) -> None:
    _, ben, cleo, dan, _ = await determined(world, GNSO, "consensus", f"{CLOCKS} | determiners=2")
    await cleo.says("/decision confirm D-1")
    await dan.says(CHALLENGE)
    heard = await ben.says('/decision answer D-1 "Right" designation:"strong support"')
    assert "It takes the place of D-1 once a facilitator of another stakeholder group confirms it." in (
        heard.text
    )
    assert "challenged" in (await dan.says("/decision list")).text
    assert "ben determines it anew, which has to be confirmed: Right" in heard.told("dan")[0]
    await world.restarts()
    heard = await cleo.says("/decision confirm D-2")
    assert heard.ok
    shown = (await dan.says("/decision show D-1")).text
    assert "D-2 took its place." in shown
    assert "ben determined it anew: Right" in shown
    shown = (await dan.says("/decision show D-2")).text
    assert "In the place of: D-1" in " ".join(shown.split())


async def test_what_is_annulled_leaves_things_as_they_were(world: World) -> None:
    _, ben, cleo, dan, eve = await determined(world, GNSO, "consensus", CLOCKS)
    await dan.says(CHALLENGE)
    await ben.says('/decision answer D-1 "Right" designation:divergence')
    await eve.says('/decision challenge D-2 "It was consensus"')
    await ben.says("/decision answer D-2 No")
    await eve.says('/decision appeal D-2 "Most agree"')
    heard = await cleo.says('/decision rule D-2 annulled "Most agree"')
    assert "It was annulled: everything is as it was before it." in heard.text
    assert "Ruling of the liaison of the chartering organization, written down by cleo" in heard.post()
    shown = (await dan.says("/decision show D-1")).text
    assert "It is challenged, and stands until that is answered" in shown
    assert "Right" not in shown, "the answer came with the decision that counts as never made"
    assert (await ben.says('/decision answer D-1 "It stays"')).ok
    assert "determined" not in (await cleo.whispers("/me")).text


async def test_without_another_the_poll_waits_again(world: World) -> None:
    _, ben, cleo, dan, _ = await determined(world, IETF, "rough consensus", CLOCKS)
    await dan.says(CHALLENGE)
    await ben.says("/decision answer D-1 No")
    await dan.says('/decision appeal D-1 "Money"')
    await cleo.says('/decision rule D-1 annulled "There is none"')
    assert "P-1 is to be determined by" in (await ben.whispers("/me")).text
    assert (
        "D-1 was annulled, so it counts as never made."
        in (await dan.says("/decision challenge D-1 More")).text
    )
    assert (await determines(ben, "no rough consensus")).text.startswith("D-2 says of P-1")


async def test_a_challenge_comes_in_time(world: World) -> None:
    _, ben, _, dan, eve = await determined(world, W3C, "dissent", CLOCKS)
    assert (await ben.says("/decision challenge D-1 Mine")).why is Why.NOT_ALLOWED
    assert (await world.person("zoe").says("/decision challenge D-1 Mine")).why is Why.NOT_ALLOWED
    assert (await dan.says(CHALLENGE)).ok
    assert "You challenged D-1 already" in (await dan.says(CHALLENGE)).text
    until = world.now.replace(year=2027, month=1, day=5)
    answer = text_of(await at_once(world, until, eve, "/decision challenge D-1 Late"))
    assert "D-1 could be challenged until Tuesday 5 January 2027, 09:00 UTC." in answer
    assert "/decision minority D-1" in answer


async def test_the_deadline_says_utc_whatever_the_zone(world: World) -> None:
    ana, ben, *_ = await closed(world, W3C, CLOCKS, ana="agree", ben="agree")
    await ana.says("/group set zone:Nairobi")
    heard = await determines(ben, "consensus")
    assert "until Tuesday 5 January 2027, 12:00 Africa/Nairobi (2027-01-05 09:00 UTC)." in heard.post()


async def test_an_objection_after_the_close_is_a_challenge(world: World) -> None:
    actors = await closed(world, IETF, CLOCKS, ben="live")
    _, ben, _, dan, _ = actors
    heard = await dan.says('/objection raise P-1 "No budget"')
    assert heard.why is Why.CONFLICT
    assert "Once it is determined, one person is enough to challenge that" in heard.text
    await determines(ben, "rough consensus")
    heard = await dan.says('/objection raise P-1 "No budget"')
    assert heard.text.startswith("Your challenge to D-1 is on the record")
    assert "dan (civil society) challenges it: No budget" in heard.post()
    await world.passes(days=8)
    heard = await actors[4].says('/objection raise P-1 "Late"')
    assert heard.why is Why.CONFLICT
    assert "D-1 could be challenged until" in heard.text


async def test_a_challenge_that_nobody_answers_goes_on(world: World) -> None:
    _, ben, cleo, dan, _ = await determined(world, GNSO, "consensus", CLOCKS)
    await dan.says(CHALLENGE)
    assert (await cleo.says("/decision answer D-1 No")).why is Why.NOT_ALLOWED
    heard = await world.passes(days=7)
    assert heard.told("ben")
    assert "Nobody answered your challenge in time, so you can appeal now" in heard.told("dan")[0]
    assert "nobody answered in time. It stands, and can be appealed to the liaison" in heard.post()
    heard = await dan.says('/decision appeal D-1 "Silence"')
    assert heard.ok
    assert "Nobody answered it in time." in (await ben.says("/decision show D-1")).text


async def test_or_another_facilitator_answers_it(world: World) -> None:
    _, _, cleo, dan, _ = await determined(world, GNSO, "consensus", CLOCKS)
    await dan.says(CHALLENGE)
    await world.passes(days=7)
    assert (await cleo.says("/decision answer D-1 No")).ok


async def test_without_a_ladder_a_facilitator_with_no_part_in_it_rules(world: World) -> None:
    ana, ben, cleo, dan, eve = await closed(world, "igf-nri", "", ana="agree", ben="agree")
    await determines(ben, "approved")
    await eve.says('/decision challenge D-1 "Three groups?"')
    await ben.says("/decision answer D-1 Yes")
    heard = await eve.says('/decision appeal D-1 "Two"')
    assert heard.text.startswith("Your appeal against D-1 goes to a facilitator with no part in it.")
    assert "You have no part in it, so Tea asks you to rule" in heard.told("cleo")[0]
    assert (await dan.says("/decision rule D-1 upheld No")).why is Why.NOT_ALLOWED
    heard = await cleo.says('/decision rule D-1 upheld "Three took part"')
    assert "Ruling of cleo: upheld, so the decision stays. Three took part" in heard.post()
    assert "no further appeal" in (await eve.says("/decision appeal D-1 Again")).text
    assert (await facts(world, "decision.ruled")) == [{"disposition": "upheld"}]
    assert ana.name


async def test_who_was_on_the_roll_and_left_can_challenge(world: World) -> None:
    _, _, _, dan, _ = await determined(world, IETF, "rough consensus", CLOCKS)
    await dan.says("/member leave")
    heard = await dan.says(CHALLENGE)
    assert heard.ok
    assert f"dan ({CIVIL}) challenges it" in heard.post()
