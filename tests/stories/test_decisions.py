"""Polls are determined: when, by whom, in which words, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.boundary import Reader
from bot.refusals import Why
from bot.reports import Asked, Event, Section
from bot.writing import PlainMarkup, write
from commands.decision import feature
from storage import people
from storage.transaction import Transaction
from tests.stories.assembly import GOVERNMENT, TECHNICAL, entries, facts, seated
from tests.stories.deciding import CLOCKS, OPEN, closed, determined, determines, group
from tests.world import World

GNSO, IETF, W3C = "gnso-working-group", "ietf-rough-consensus", "w3c-consensus"


# Waiting for it


async def test_those_who_facilitate_are_asked_when_it_closes(world: World) -> None:
    actors = await group(world, IETF, CLOCKS)
    await actors[0].says(OPEN)
    heard = await world.passes(days=28)
    (told,) = heard.told("ben")
    assert "P-1 is closed, and Tea asks you to determine what it means" in told
    assert "by Tuesday 5 January 2027, 09:00 UTC." in told
    assert heard.told("cleo")
    assert heard.told("ana") == [], "she opened it"
    me = (await actors[1].whispers("/me")).text
    assert "P-1 is to be determined by Tuesday 5 January 2027, 09:00 UTC: Adopt?" in me
    assert "determined" not in (await actors[0].whispers("/me")).text
    assert "determined" not in (await actors[3].whispers("/me")).text


async def test_an_overdue_one_is_asked_for_again_and_then_of_those_who_coordinate(world: World) -> None:
    actors = await group(world, IETF, CLOCKS)
    ana, ben, *_ = actors
    assert (await ben.says(OPEN)).ok
    await world.passes(days=28)
    assert "determined" not in (await ana.whispers("/me")).text, "Cleo facilitates and is asked first"
    heard = await world.passes(days=7)
    assert "Tea waits for the determination of P-1: it is due now." in heard.told("cleo")[0]
    assert heard.told("ana") == []
    await world.restarts()
    heard = await world.passes(days=7)
    assert "nobody has made it. From now on whoever facilitates or coordinates" in heard.told("ana")[0]
    assert heard.told("ben") == [], "he opened it"
    assert "P-1 was to be determined by" in (await ana.whispers("/me")).text
    assert await entries(world, "P-1") == ["poll.opened", "poll.closed", "decision.overdue"]
    assert (await determines(ana, "no rough consensus")).ok
    heard = await world.passes(days=7)
    assert not any(heard.told(actor.name) for actor in actors)


async def test_without_anybody_else_the_coordinator_is_asked_at_once(world: World) -> None:
    actors = await group(world, IETF)
    ana, ben, cleo, *_ = actors
    await ben.says(OPEN)
    await ana.says("/member role @cleo member")
    heard = await world.passes(days=28)
    assert heard.told("ana")
    assert heard.told("cleo") == []
    assert "P-1 waits to be determined: Adopt?" in (await ana.whispers("/me")).text
    assert cleo.name == "cleo"


async def test_polls_that_decide_by_themselves_wait_for_nobody(world: World) -> None:
    ana, ben, *_ = await group(world, "roberts-majority")
    await ana.says(OPEN)
    await ben.says("/poll vote P-1 yes")
    heard = await world.passes(days=28)
    assert heard.told("ben") == []
    assert "/decision" not in (await ben.whispers("/me")).text
    heard = await determines(ben, "approved")
    assert heard.text.startswith("D-1 says of P-1: approved.")


async def test_a_charter_that_was_adopted_needs_no_determination(world: World) -> None:
    ana, ben, *_ = await group(world, "igf-nri")
    assert (await ana.says("/group charter propose ietf-rough-consensus")).ok
    for actor in (ana, ben):
        await actor.says("/poll vote P-1 agree")
    await world.passes(days=60)
    heard = await determines(ben, "consensus")
    assert heard.why is Why.CONFLICT
    assert "took effect when it closed, so there is nothing to determine" in heard.text


async def test_a_rough_consensus_waits_for_it_without_a_charter_too(world: World) -> None:
    ana, ben, *_ = await group(world)
    await ana.says(f"{OPEN} method:rough-consensus")
    await ben.says("/poll vote P-1 live")
    assert (await world.passes(days=28)).told("ben")
    listed = (await ben.says("/decision list")).text
    assert "There are no such decisions in Tea." in listed
    assert "These polls wait to be determined:\n\nP-1: Adopt?" in listed
    heard = await determines(ben, "full consensus")
    assert "It stands, and can be challenged until a later decision takes its place." in heard.text


# Who, when, and in which words


@pytest.mark.parametrize("line", ["/poll open Adopt?", '/poll open Adopt? opens:"in 1 day"'])
async def test_a_poll_has_to_be_closed(world: World, line: str) -> None:
    ana, ben, *_ = await group(world)
    await ana.says(line)
    heard = await determines(ben, "approved")
    assert heard.why is Why.CONFLICT
    assert "It is determined once it is closed." in heard.text
    await ana.says("/poll withdraw P-1 early")
    assert "P-1 was withdrawn, so there is nothing to determine." in (await determines(ben, "approved")).text


async def test_nobody_determines_what_they_have_a_part_in(world: World) -> None:
    actors = await closed(world, GNSO, "", ben="agree", cleo='object reason:"No budget"')
    ana, ben, cleo, dan, _ = actors
    await ben.says("/objection rule O-1 overruled Budget")
    heard = await determines(ana, "consensus")
    assert heard.why is Why.NOT_ALLOWED
    assert heard.text == "You cannot determine P-1: you opened it. These can: ben."
    heard = await determines(cleo, "consensus")
    assert "You cannot determine P-1: you raised O-1 against it. These can: ben." in heard.text
    assert (await determines(dan, "consensus")).why is Why.NOT_ALLOWED
    assert (await determines(ben, "consensus")).ok


async def test_nor_what_they_signed_an_objection_to(world: World) -> None:
    ana, ben, cleo, dan, _ = await group(world, IETF)
    await ana.says(OPEN)
    await dan.says('/objection raise P-1 "No budget"')
    await ben.says("/objection sign O-1")
    await ben.says("/objection withdraw O-1")
    await world.passes(days=28)
    await cleo.says("/objection rule O-1 overruled Budget")
    heard = await determines(ben, "no rough consensus")
    assert heard.text == "You cannot determine P-1: you signed O-1 against it. These can: cleo."


async def test_nothing_is_determined_while_somebody_is_owed_an_answer(world: World) -> None:
    actors = await closed(world, IETF, "", ben="live", dan='object reason:"No budget"')
    ben = actors[1]
    heard = await determines(ben, "rough consensus")
    assert heard.why is Why.CONFLICT
    assert "P-1 cannot be determined while somebody is owed an answer: O-1." in heard.text
    await ben.says('/objection answer O-1 "Page 4"')
    assert (await determines(ben, "rough consensus")).ok


async def test_what_contradicts_the_evidence_is_refused(world: World) -> None:
    actors = await closed(world, GNSO, "", ben="agree", dan='object reason:"No budget"')
    ben = actors[1]
    await ben.says("/objection rule O-1 overruled Budget")
    heard = await determines(ben, "full consensus")
    assert heard.why is Why.MALFORMED
    assert "P-1 cannot be “full consensus”: 1 is against it." in heard.text
    heard = await determines(ben, "sugar")
    assert heard.why is Why.MALFORMED
    assert "There is no designation “sugar” here. There are full consensus, consensus," in heard.text
    assert "decision.determined" not in await entries(world)


async def test_an_objection_that_was_given_up_speaks_against_nothing(world: World) -> None:
    actors = await closed(world, GNSO, "", ben="agree", dan='object reason:"No budget"')
    _, ben, _, dan, _ = actors
    await ben.says('/objection answer O-1 "Page 4" resolution:accommodated')
    await dan.says("/objection accept O-1")
    assert (await determines(ben, "full consensus")).ok


async def test_the_evidence_is_laid_out_for_everybody(world: World) -> None:
    actors = await closed(
        world, GNSO, CLOCKS, ben='agree reason:"It is time"', eve="agree", dan='object reason:"No budget"'
    )
    shown = (await actors[3].says("/decision evidence P-1")).text
    squeezed = " ".join(shown.split())
    assert "civil society: 1 for it, 1 against, 0 neutral; 2 of 2 took part" in squeezed
    assert "Not heard: government and private sector." in shown
    assert "Objections: O-1 not answered yet. /objection list P-1 shows them." in shown
    assert "ben (technical community), agree: It is time" in shown
    assert "full consensus: not possible: 1 is against it" in squeezed
    assert "consensus: possible: only a small minority disagrees, and most agree" in squeezed
    assert "minority view: not possible: 4 are for it and 1 against" in squeezed
    assert "It cannot be determined while somebody is owed an answer: /objection answer O-1" in shown
    assert "Determine P-1" not in shown
    await actors[1].says("/objection rule O-1 old Budget")
    shown = (await actors[1].says("/decision evidence P-1")).text
    assert "O-1 ruled out" in shown
    assert "[1] Determine P-1" in shown


async def test_who_has_nobody_on_the_roll_is_not_among_those_who_were_not_heard(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=TECHNICAL)
    assert (await ana.says(OPEN)).ok
    await ana.says("/poll vote P-1 yes")
    await world.passes(days=28)
    shown = " ".join((await ana.says("/decision evidence P-1")).text.split())
    assert "Not heard: technical community. Nobody on the roll: private sector and civil society." in shown
    assert (await ana.says(OPEN)).ok
    for name in ("ana", "ben"):
        await world.person(name).says("/poll vote P-2 yes")
    await world.passes(days=28)
    shown = " ".join((await ana.says("/decision evidence P-2")).text.split())
    assert "Every stakeholder group with somebody on the roll was heard. Nobody on the roll:" in shown


async def test_of_a_secret_poll_it_shows_what_the_result_published(world: World) -> None:
    ana, ben, *others = await group(world)
    await ana.says(f"{OPEN} secret:yes")
    for actor in (ana, ben, *others):
        await actor.whispers("/poll vote P-1 yes")
    await world.passes(days=28)
    shown = (await ben.says("/decision evidence P-1")).text
    assert "civil society:       2 of 2 took part" in shown
    assert "for it" not in shown
    assert (await determines(ben, "approved")).ok


async def test_one_line_without_all_its_values_asks_for_the_rest(world: World) -> None:
    actors = await closed(world, W3C, "", ana="agree", ben="agree")
    form = await actors[1].opens("/decision determine P-1")
    assert form.path == "decision determine"
    (choices,) = [field.choices for field in form.fields if field.name == "designation"]
    assert [choice.value for choice in choices] == ["consensus", "unanimity", "dissent"]
    heard = await actors[1].fills(form, designation="consensus", rationale="All was weighed")
    assert heard.text.startswith("D-1 says of P-1: consensus.")


async def test_the_evidence_has_a_button_that_asks_for_the_rest(world: World) -> None:
    actors = await closed(world, W3C, "", ana="agree", ben="agree")
    await actors[1].says("/decision evidence P-1")
    heard = await actors[1].presses("Determine P-1")
    assert "rationale" in heard.text
    assert "consensus" in heard.text


# What follows


async def test_the_card_says_all_of_it(world: World) -> None:
    ana, ben, *_ = await determined(world, GNSO, "consensus", CLOCKS)
    shown = (await ana.says("/decision show d-1")).text
    assert "D-1 on P-1: consensus\nAdopt?" in shown
    assert "Determined by ben (technical community): All was weighed" in shown
    assert "It stands, and can be challenged until Tuesday 5 January 2027, 09:00 UTC." in shown
    assert "For the minutes: On Tuesday 29 December 2026 the poll P-1 of Tea, “Adopt?”, was" in shown
    assert await facts(world, "decision.determined") == [
        {"poll": "P-1", "designation": "consensus", "challenge_until": "2027-01-05T09:00:00.000000Z"}
    ]
    assert "D-1: P-1, Adopt?: consensus (stands)" in (await ana.says("/decision list")).text
    assert (await ana.presses("D-1")).text.startswith("D-1 on P-1: consensus"), (
        "as the menu of the list offers it"
    )
    assert "intact" in (await ben.says("/record verify")).text


async def test_the_card_of_the_poll_tells_of_it(world: World) -> None:
    actors = await closed(world, W3C, "", ana="agree", ben="agree")
    assert "determined" not in (await actors[0].says("/poll show P-1")).text
    heard = await determines(actors[1], "consensus")
    assert any(
        "P-1 passed: Adopt?" in post and "It is determined: consensus." in post for post in heard.posts
    )
    assert "/decision show D-1 gives the reasons." in (await actors[0].says("/poll show P-1")).text


async def test_it_is_determined_once(world: World) -> None:
    actors = await determined(world, GNSO, "consensus")
    heard = await determines(actors[2], "divergence")
    assert heard.why is Why.CONFLICT
    assert "P-1 is determined already: D-1." in heard.text
    assert "determined" not in (await actors[2].whispers("/me")).text


async def test_two_of_different_stakeholder_groups_determine_together(world: World) -> None:
    ana, ben, cleo, dan, _ = await determined(
        world, GNSO, "consensus", f"{CLOCKS} | determiners=2 | review=30 days"
    )
    assert (
        "It waits for a facilitator of another stakeholder group to confirm it."
        in (await dan.says("/decision show D-1")).text
    )
    assert "D-1 does not stand yet" in (await dan.says("/decision challenge D-1 Early")).text
    assert (await ben.says("/decision confirm D-1")).why is Why.NOT_ALLOWED
    heard = await ana.says("/decision confirm D-1")
    assert heard.text == "You have a part in P-1, so another facilitator confirms D-1."
    assert "D-1 waits for you to confirm it: Adopt? (consensus)" in (await cleo.whispers("/me")).text
    await world.restarts()
    heard = await cleo.presses("Confirm", on="D-1")
    assert "You confirmed D-1. It stands, and can be challenged until" in heard.text
    assert "It is determined: consensus." in heard.post()
    assert (await cleo.says("/decision confirm D-1")).why is Why.CONFLICT
    (said,) = await facts(world, "decision.confirmed")
    assert set(said) == {"challenge_until", "review"}


async def test_who_finds_otherwise_determines_it_themselves(world: World) -> None:
    _, ben, cleo, *_ = await determined(world, GNSO, "consensus", "determiners=2")
    assert "D-2 says of P-1: divergence." in (await determines(cleo, "divergence")).text
    assert "D-2 took its place." in (await cleo.says("/decision show D-1")).text
    assert (await ben.says("/decision confirm D-2")).ok


async def test_a_second_of_the_same_stakeholder_group_is_not_enough(world: World) -> None:
    ana, _, _, dan, eve = await group(world, GNSO, "determiners=2")
    for actor in (dan, eve):
        await ana.says(f"/member role @{actor.name} facilitator")
    await ana.says(OPEN)
    await world.passes(days=28)
    await determines(dan, "consensus")
    heard = await eve.says("/decision confirm D-1")
    assert heard.why is Why.NOT_ALLOWED
    assert heard.text.startswith("dan determined D-1 and sits for the same stakeholder group as you.")


async def test_minority_statements_attach_in_time_and_after_it(world: World) -> None:
    _, _, cleo, dan, _ = await determined(world, GNSO, "consensus", CLOCKS)
    heard = await dan.says('/decision minority D-1 "There is no budget"')
    assert "Minority statement of dan (civil society): There is no budget" in heard.post()
    await dan.says('/decision minority D-1 "There is no money"')
    await world.passes(days=8)
    await cleo.says('/decision minority D-1 "Nor time"')
    shown = (await dan.says("/decision show D-1")).text
    assert "There is no budget" not in shown
    assert "Minority statement of dan (civil society): There is no money" in shown
    assert "cleo (private sector), after the time for challenges: Nor time" in shown
    assert await facts(world, "decision.dissented") == [{"in_time": "yes"}] * 2 + [{"in_time": "no"}]
    assert (await world.person("zoe").says("/decision minority D-1 No")).why is Why.NOT_ALLOWED


async def test_how_far_it_is_carried_out(world: World) -> None:
    ana, ben, _, dan, _ = await determined(world, GNSO, "consensus")
    assert (await dan.says("/decision status D-1 done Yes")).why is Why.NOT_ALLOWED
    assert (await ben.says("/decision status D-1 sleeping Yes")).why is Why.MALFORMED
    heard = await ben.says('/decision status D-1 under-way "With the editors"')
    assert heard.text == "D-1 is now: under way."
    assert "Carried out: under way. With the editors" in heard.post()
    await ana.says('/decision status D-1 reported-back "In plenary"')
    assert [said["state"] for said in await facts(world, "decision.reported")] == [
        "under-way",
        "reported-back",
    ]


async def test_it_is_looked_at_again(world: World) -> None:
    ana, ben, *_ = await determined(world, GNSO, "consensus", "review=30 days")
    assert (
        "It is looked at again Thursday 28 January 2027, 09:00 UTC."
        in (await ana.says("/decision show D-1")).text
    )
    assert (await ben.says('/decision review D-1 "2026-12-01 10:00"')).why is Why.MALFORMED
    assert (await ben.says('/decision review D-1 "in 10 days"')).ok
    await world.restarts()
    heard = await world.passes(days=10)
    assert "The time has come to look again at what was determined: consensus." in heard.post()
    assert heard.told("ana")
    assert "D-1 is due to be looked at again: Adopt?" in (await ben.whispers("/me")).text
    assert (await ben.says('/decision review D-1 "in 90 days"')).ok
    assert "D-1" not in (await ben.whispers("/me")).text
    assert (await world.passes(days=25)).posts == [], "the date of the charter does not count any more"


async def test_a_later_decision_takes_its_place(world: World) -> None:
    ana, ben, _, dan, _ = await determined(world, GNSO, "consensus", CLOCKS)
    await ana.says(OPEN)
    await world.passes(days=28)
    await determines(ben, "full consensus", "P-2")
    assert (await ben.says("/decision supersede D-2 by:D-1")).why is Why.MALFORMED
    assert (await dan.says("/decision supersede D-1 by:D-2")).why is Why.NOT_ALLOWED
    await dan.says("/decision challenge D-2 Silence")
    assert "D-2 is challenged or appealed." in (await ben.says("/decision supersede D-1 by:D-2")).text
    await ben.says('/decision answer D-2 "Silence is assent here"')
    heard = await ben.says("/decision supersede D-1 by:D-2")
    assert heard.text == "D-2 takes the place of D-1, which stays on the record."
    assert "D-2 took the place of D-1." in (await ben.says("/decision status D-1 done Yes")).text
    assert "(superseded by D-2)" in (await ana.says("/decision list superseded")).text


async def test_designate_is_another_word_for_it(world: World) -> None:
    actors = await closed(world, W3C, "", ana="agree", ben="agree")
    heard = await actors[1].says('/designate P-1 consensus "All was weighed"')
    assert heard.text.startswith("D-1 says of P-1: consensus.")


async def test_a_call_for_consensus_has_a_word_of_its_own(world: World) -> None:
    ana, *_ = await group(world, GNSO)
    heard = await ana.says('/call "Adopt the draft?"')
    assert "Silence is assent: it passes unless somebody objects" in heard.post()


async def test_a_new_home_shows_what_can_still_be_challenged(world: World) -> None:
    ana, *_ = await determined(world, GNSO, "consensus", CLOCKS)
    heard = await ana.says('/group home group:"Tea"', "#side")
    assert any("D-1 on P-1: consensus" in post.text for post in heard.step.posts if post.channel == "#side")


async def test_decisions_are_named_safely(world: World) -> None:
    ana, *_ = await determined(world, GNSO, "consensus")
    assert (await ana.says("/decision show D-9")).why is Why.NOT_FOUND
    assert await ana.wonders("decision show", "decision", "ado") == ["D-1"]
    assert await ana.wonders("decision determine", "designation", "", poll="P-1") == [
        "consensus",
        "strong support but significant opposition",
        "divergence",
        "full consensus",
        "minority view",
    ]


# What digests and calendars are told


async def told(world: World, section: Section) -> list[str]:
    """The lines of a digest about the last 60 days and the next 60, as decisions tell them."""

    def look(tx: Transaction) -> list[str]:
        asked = Asked(
            tx=tx,
            at=world.now,
            group=people.group_of(tx, 1),
            since=world.now - timedelta(days=60),
            until=world.now + timedelta(days=60),
            person_id=1,
            coordinates=False,
        )
        items = sorted(feature.reports[section](asked), key=lambda item: item.at)
        return [write(item.text, Reader(), PlainMarkup()) for item in items]

    return await world.reads(look)


async def dated(world: World, since: datetime) -> dict[str, Event]:
    return await world.reads(
        lambda tx: {
            event.uid.rpartition("-")[2]: event for tells in feature.events for event in tells(tx, 1, since)
        }
    )


async def test_digests_hear_of_what_was_decided_and_what_comes(world: World) -> None:
    actors = await closed(world, GNSO, f"{CLOCKS} | review=30 days", ana="agree", ben="agree")
    assert await told(world, Section.DECIDED) == []
    assert await told(world, Section.COMING) == [
        "P-1 is to be determined by Tuesday 5 January 2027, 09:00 UTC: Adopt?"
    ]
    await determines(actors[1], "consensus")
    assert await told(world, Section.DECIDED) == ["D-1 on P-1, Adopt?: consensus"]
    assert await told(world, Section.COMING) == [
        "D-1 can be challenged until Tuesday 5 January 2027, 09:00 UTC: Adopt?",
        "D-1 is looked at again Thursday 28 January 2027, 09:00 UTC: Adopt?",
    ]


async def test_calendars_hear_of_the_same_dates(world: World) -> None:
    actors = await closed(world, GNSO, f"{CLOCKS} | review=30 days", ana="agree", ben="agree")
    start = world.now
    (event,) = (await dated(world, start)).values()
    assert event.starts == start + timedelta(days=7)
    assert event.uid.endswith("-determination")
    await determines(actors[1], "consensus")
    before = await dated(world, start)
    assert {name: event.starts - start for name, event in before.items()} == {
        "challenge": timedelta(days=7),
        "review": timedelta(days=30),
    }
    await actors[1].says('/decision review D-1 "in 40 days"')
    after = await dated(world, start)
    assert after["review"].starts - start == timedelta(days=40)
    assert after["review"].sequence > before["review"].sequence
    assert after["review"].uid == before["review"].uid
