"""Objections as people live them: raised, signed, answered, accepted, ruled on, merged and withdrawn."""

from __future__ import annotations

import asyncio

import pytest

from bot.boundary import Reply
from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, at_once, entries, facts, seated
from tests.world import Actor, World, text_of

CONSENT = '/poll open "Adopt?" method:consent'
OBJECTS = '/poll vote P-1 object reason:"It leaves out the islands"'


async def five(world: World) -> list[Actor]:
    """Ana coordinates and opens the polls; Ben facilitates; Cleo, Dan and Eve are members."""
    actors = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE, dan=CIVIL, eve=CIVIL)
    assert (await actors[0].says("/member role @ben facilitator")).ok
    return actors


async def consent(world: World) -> list[Actor]:
    actors = await five(world)
    assert (await actors[0].says(CONSENT)).ok
    return actors


# A ballot that objects


async def test_a_ballot_that_objects_opens_its_objection(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    heard = await cleo.says(OBJECTS)
    assert "is counted: object." in heard.text
    assert "Your objection is O-1, and you are owed an answer. /objection show O-1" in heard.text
    card = heard.post()
    assert "Objections: 1 not answered yet. /objection list P-1" in card
    assert "O-1: cleo (private sector) objects: It leaves out the islands" in card
    assert "An objection stands until whoever raised it accepts an answer or withdraws it" in card
    (told,) = heard.told("ana")
    assert "O-1: cleo (private sector) objects: It leaves out the islands" in told
    assert "/objection answer O-1" in told
    assert await entries(world, "O-1") == ["objection.raised"]
    assert await facts(world, "objection.raised") == [{"poll": "P-1", "kind": "objection", "ballot": "yes"}]


async def test_it_stops_the_poll_while_it_stands(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 did not pass")
    assert "1 objection stopped it." in message
    assert (await facts(world, "poll.closed"))[0]["objections"] == {"standing": ["O-1"], "settled": []}


async def test_an_answer_alone_does_not_settle_it(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await ana.says('/objection answer O-1 "Section 2 names them" resolution:accommodated')
    assert "1 objection stopped it." in (await world.passes(days=7)).post()


async def test_an_answer_that_is_accepted_lets_the_poll_pass(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    heard = await ana.says('/objection answer O-1 "Section 2 names them" resolution:accommodated')
    assert heard.text == "O-1 is answered. cleo is told, and can accept the answer."
    assert "Objections: 1 answered and not accepted." in heard.post()
    (told,) = heard.told("cleo")
    assert "O-1 against P-1 was answered" in told
    assert "ana answers: Section 2 names them" in told
    assert "accommodated: what it asks for is done" in told
    heard = await cleo.presses("Accept the answer", on="O-1")
    assert "You accepted the answer: O-1 does not stand any more." in heard.text
    assert (
        "Your ballot on P-1 still objects: alone it stops nothing, but it is not one in favour." in heard.text
    )
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 passed")
    assert "It passed: no objection stands, and 1 of 2 agreed." in message
    assert "1 objection that was raised does not stand any more." in message
    assert "object 1 of 2" in " ".join(message.split())
    assert (await facts(world, "poll.closed"))[0]["objections"] == {"standing": [], "settled": ["O-1"]}


@pytest.mark.parametrize(
    "disposition", ["overruled", "accommodated", "considered", "old", "minor", "timing", "scope"]
)
async def test_a_facilitator_with_no_part_in_it_can_rule_that_it_does_not_stand(
    world: World, disposition: str
) -> None:
    ana, ben, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    heard = await ben.says(f'/objection rule O-1 {disposition} "Section 2 names all islands"')
    assert heard.ok, heard.text
    assert f"You ruled on O-1: {disposition}: " in heard.text
    (told,) = heard.told("cleo")
    assert f"ben ruled on O-1 against P-1: {disposition}: " in told
    assert "The reasons: Section 2 names all islands" in told
    assert (await world.passes(days=7)).post().startswith("P-1 passed")
    assert await facts(world, "objection.ruled") == [{"disposition": disposition}]


async def test_one_that_was_upheld_stops_it(world: World) -> None:
    ana, ben, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await ana.says('/objection answer O-1 "They are few"')
    assert (await ben.says('/objection rule O-1 upheld "They are a fifth of the members"')).ok
    assert "Objections: 1 upheld." in (await cleo.says("/poll show P-1")).text
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 did not pass")
    assert "1 objection stopped it." in message


async def test_another_vote_withdraws_it_and_objecting_again_opens_it_again(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    await cleo.says(OBJECTS)
    heard = await cleo.says("/poll vote P-1 agree")
    assert "With that your objection O-1 is withdrawn." in heard.text
    assert "Objections: 1 that does not stand any more." in heard.post()
    heard = await cleo.says('/poll vote P-1 object reason:"And the coast"')
    assert "Your objection O-1 is open again." in heard.text
    assert "O-1: cleo (private sector) objects: And the coast" in heard.post()
    heard = await cleo.says("/poll unvote P-1")
    assert "With that your objection O-1 is withdrawn." in heard.text
    assert await entries(world, "O-1") == [
        "objection.raised",
        "objection.withdrawn",
        "objection.reopened",
        "objection.withdrawn",
    ]
    assert "intact" in (await cleo.says("/record verify")).text


async def test_another_reason_is_another_text_and_is_owed_an_answer(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await cleo.says(OBJECTS)
    await ana.says('/objection answer O-1 "Section 2 names them"')
    heard = await cleo.says('/poll vote P-1 object reason:"Not all of them"')
    assert "Your objection O-1 has the new text" in heard.text
    assert heard.told("ana")
    assert "O-1: cleo (private sector) objects: Not all of them" in heard.post()
    assert "Section 2" not in (await cleo.says("/objection show O-1")).text
    assert await entries(world, "O-1") == ["objection.raised", "objection.answered", "objection.reworded"]


async def test_a_ballot_cannot_undo_a_ruling(world: World) -> None:
    ana, ben, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await ben.says('/objection rule O-1 minor "One line"')
    assert "O-1" not in (await cleo.says("/poll vote P-1 agree")).text
    heard = await cleo.says('/poll vote P-1 object reason:"Once more"')
    assert "A facilitator overruled your objection O-1, so it does not stand." in heard.text
    assert "/objection raise P-1" in heard.text
    assert (await world.passes(days=7)).post().startswith("P-1 passed")


async def test_an_amendment_asks_ballots_again_and_leaves_objections_standing(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await ana.says('/poll amend P-1 question:"Adopt version 2?" reason:"names the islands"')
    await ana.says("/poll vote P-1 agree")
    assert "1 objection stopped it." in (await world.passes(days=7)).post()


async def test_confirming_an_objection_after_an_amendment_takes_back_its_acceptance(world: World) -> None:
    ana, _, cleo, *_ = await consent(world)
    await cleo.says(OBJECTS)
    await ana.says('/poll amend P-1 question:"Adopt version 2?" reason:"names the islands"')
    await ana.says('/objection answer O-1 "Version 2 names them" resolution:accommodated')
    await cleo.says("/objection accept O-1")
    heard = await cleo.says("/poll vote P-1 object")
    assert "Your objection O-1 is open again." in heard.text
    assert "O-1: cleo (private sector) objects: It leaves out the islands" in heard.post()


async def test_a_vote_on_an_ordinary_poll_has_nothing_to_do_with_objections(world: World) -> None:
    ana, ben, *_ = await five(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 no reason:No")
    assert "/objection" not in (await ana.says("/poll show P-1")).text
    assert (await ben.says("/objection list")).text.startswith("There are no such objections in Tea.")


async def test_where_silence_is_assent_only_what_stands_stops_it(world: World) -> None:
    ana, ben, cleo, dan, _ = await five(world)
    for question in ("One?", "Two?"):
        await ana.says(f"/poll open {question} method:lazy-consensus")
    await cleo.says(OBJECTS)
    await dan.says('/poll vote P-2 object reason:"No budget"')
    await ben.says('/objection rule O-1 old "As in P-0"')
    closed = await world.passes(days=7)
    first, second = [post for post in closed.posts if "For the minutes" in post]
    assert "It passed: no objection stands. 0 said that they agree, and 4 kept silent." in first
    assert "1 objection that was raised does not stand any more." in first
    assert "1 objection stopped it." in second


async def test_where_the_facilitator_determines_it_says_what_is_left_to_answer(world: World) -> None:
    ana, _, cleo, *_ = await five(world)
    await ana.says("/poll open Adopt? method:rough-consensus")
    await cleo.says(OBJECTS)
    assert "1 objection stands and needs an answer first." in (await world.passes(days=7)).post()


# Raised by command


async def test_an_objection_can_be_raised_without_a_ballot(world: World) -> None:
    ana, _, _, dan, _ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    heard = await dan.says('/objection raise P-1 "No budget" resolve:"Add one"')
    assert "Your objection to P-1 is O-1, and you are owed an answer." in heard.text
    assert "What would resolve it: Add one" in heard.told("ana")[0]
    shown = (await ana.says("/objection show O-1")).text
    assert "O-1: dan (civil society) objects: No budget" in shown
    assert "What would resolve it: Add one" in shown
    assert "State: not answered yet" in " ".join(shown.split())
    assert "1 objection stopped it." in (await world.passes(days=7)).post()


async def test_in_a_vote_it_is_shown_and_answered_and_ballots_decide(world: World) -> None:
    ana, _, _, dan, _ = await five(world)
    await ana.says("/poll open Adopt?")
    await ana.says("/poll vote P-1 yes")
    heard = await dan.says('/objection raise P-1 "No budget"')
    assert "O-1: dan (civil society) objects: No budget" in heard.post()
    closed = await world.passes(days=7)
    assert closed.post().startswith("P-1 passed")
    card = closed.posts[-2]
    assert "Objections: 1 not answered yet. /objection list P-1" in card
    heard = await ana.says('/objection answer O-1 "There is none this year"')
    assert "Objections: 1 answered and not accepted." in heard.post()


async def test_in_a_secret_poll_it_bears_a_name_and_the_ballot_does_not(world: World) -> None:
    ana, _, _, dan, _ = await five(world)
    assert (await ana.says("/poll open Adopt? secret:yes")).ok
    heard = await dan.says('/objection raise P-1 "No budget"')
    assert "It bears your name, and everybody can see it; your ballot on P-1 stays secret." in heard.text
    assert "O-1: dan (civil society) objects: No budget" in heard.post()
    assert "civil society:       0 of 2 voted" in heard.post()


async def test_a_concern_never_blocks(world: World) -> None:
    ana, _, _, dan, _ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    heard = await dan.says('/objection raise P-1 "The tone is harsh" kind:concern')
    assert "Your concern about P-1 is O-1. It is on the record and does not block" in heard.text
    assert "1 concern, which does not block: /objection list P-1." in heard.post()
    assert heard.told("ana") == []
    assert "nobody objected" in (await world.passes(days=7)).post()


async def test_who_came_after_the_opening_can_have_a_concern_and_sign(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    await cleo.says(OBJECTS)
    fay = world.person("fay")
    heard = await fay.says('/objection raise P-1 "No budget"')
    assert heard.why is Why.NOT_ALLOWED
    assert "You have no seat in Tea yet." in heard.text
    await fay.says("/member join government")
    heard = await fay.says('/objection raise P-1 "No budget"')
    assert heard.why is Why.NOT_ALLOWED
    assert "You are not on the roll of P-1" in heard.text
    assert "kind:concern" in heard.text
    assert (await fay.says('/objection raise P-1 "No budget" kind:concern')).ok
    assert (await fay.says("/objection sign O-1")).ok
    assert "Signed by:" in (await fay.says("/objection show O-1")).text


async def test_who_left_and_stays_on_the_roll_can_still_object(world: World) -> None:
    ana, _, _, dan, _ = await consent(world)
    assert (await dan.says("/member leave")).ok
    assert (await dan.says('/objection raise P-1 "No budget"')).ok
    await ana.says('/objection answer O-1 "There is one"')
    assert (await dan.says("/objection accept O-1")).ok


async def test_three_may_wait_for_an_answer_at_a_time(world: World) -> None:
    ana, _, _, dan, eve = await consent(world)
    for text in ("one", "two", "three"):
        assert (await dan.says(f"/objection raise P-1 {text}")).ok
    heard = await dan.says("/objection raise P-1 four")
    assert heard.why is Why.CONFLICT
    assert "3 of your objections wait for an answer already." in heard.text
    assert (await eve.says("/objection raise P-1 four")).ok
    for text in ("a", "b", "c"):
        assert (await dan.says(f"/objection raise P-1 {text} kind:concern")).ok
    assert "3 of your concerns" in (await dan.says("/objection raise P-1 d kind:concern")).text
    await ana.says("/objection answer O-1 Done")
    assert (await dan.says("/objection raise P-1 four")).ok
    assert (await dan.says('/poll vote P-1 object reason:"A ballot is always counted"')).ok


async def test_it_can_be_raised_while_the_poll_is_open(world: World) -> None:
    ana, _, _, dan, _ = await five(world)
    await ana.says('/poll open Adopt? opens:"in 1 day"')
    heard = await dan.says("/objection raise P-1 No")
    assert heard.why is Why.CONFLICT
    assert "P-1 opens Wednesday 2 December 2026, 09:00 UTC. Raise it then." in heard.text
    await ana.says('/poll open "And this?"')
    await ana.says("/poll withdraw P-2 early")
    assert "P-2 was withdrawn" in (await dan.says("/objection raise P-2 No")).text
    await world.passes(days=9)
    heard = await dan.says("/objection raise P-1 No")
    assert heard.why is Why.CONFLICT
    assert (
        "so objections to it are not taken any more. Ask a facilitator to put it to the group" in heard.text
    )


async def test_at_the_instant_of_the_close_it_is_too_late(world: World) -> None:
    _, _, cleo, dan, _ = await consent(world)
    await cleo.says("/objection raise P-1 No")
    closes = world.now.replace(day=8)
    for line in ("/objection raise P-1 No", "/objection sign O-1"):
        assert "P-1 closed" in text_of(await at_once(world, closes, dan, line))


# Signing, time to think, withdrawing


async def test_others_sign_and_take_their_name_back(world: World) -> None:
    ana, _, cleo, dan, eve = await consent(world)
    await cleo.says(OBJECTS)
    heard = await dan.says("/objection sign O-1")
    assert heard.text == "You hold O-1 too. /objection withdraw O-1 takes your name back."
    await eve.says("/objection sign O-1")
    assert "dan and eve" in (await ana.says("/objection show O-1")).text
    heard = await dan.says("/objection withdraw O-1")
    assert heard.text == "Your name does not stand under O-1 any more."
    shown = (await ana.says("/objection show O-1")).text
    assert "eve" in shown
    assert "dan" not in shown
    assert (await dan.says("/objection sign O-1")).ok


async def test_who_cannot_sign(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    assert "You raised O-1 yourself" in (await cleo.says("/objection sign O-1")).text
    await dan.says("/objection sign O-1")
    assert "You hold O-1 already." in (await dan.says("/objection sign O-1")).text
    await ben.says("/objection rule O-1 minor Small")
    assert "O-1 does not take names any more." in (await ana.says("/objection sign O-1")).text


async def test_signers_learn_that_it_was_withdrawn(world: World) -> None:
    _, _, cleo, dan, _ = await consent(world)
    await cleo.says("/objection raise P-1 No")
    await dan.says("/objection sign O-1")
    heard = await cleo.says("/objection withdraw O-1")
    assert heard.text == "O-1 is withdrawn. It stays on the record."
    (told,) = heard.told("dan")
    assert "cleo withdrew O-1, which you signed" in told
    assert "/objection raise P-1" in told
    assert heard.told("cleo") == []
    assert "withdrawn" in (await dan.says("/objection show O-1")).text


async def test_signers_learn_that_the_answer_was_accepted(world: World) -> None:
    ana, _, cleo, dan, _ = await consent(world)
    await cleo.says("/objection raise P-1 No")
    await dan.says("/objection sign O-1")
    await ana.says("/objection answer O-1 Done")
    heard = await cleo.says("/objection accept O-1")
    assert "cleo accepted the answer to O-1, which you signed" in heard.told("dan")[0]
    assert "still objects" not in heard.text


async def test_one_can_ask_for_time_once_in_a_poll(world: World) -> None:
    _ana, ben, cleo, *_ = await consent(world)
    await cleo.says("/objection raise P-1 one")
    await cleo.says("/objection raise P-1 two")
    heard = await cleo.says('/objection hold O-1 "in 8 days"')
    assert heard.why is Why.MALFORMED
    assert "You can ask for 7 days at most." in heard.text
    assert (await cleo.says('/objection hold O-1 "2026-11-30 10:00"')).why is Why.MALFORMED
    heard = await cleo.says('/objection hold O-1 "in 2 days"')
    assert "You have until Thursday 3 December 2026, 09:00 UTC to think about O-1" in heard.text
    assert "P-1 still closes Tuesday 8 December 2026, 09:00 UTC." in heard.text
    heard = await cleo.says('/objection hold O-2 "in 2 days"')
    assert heard.why is Why.CONFLICT
    assert "You asked for time in P-1 already" in heard.text
    heard = await ben.says("/objection rule O-1 minor Small")
    assert heard.why is Why.CONFLICT
    assert "cleo asked for time to think about O-1, until Thursday 3 December 2026, 09:00 UTC" in heard.text
    assert "Needs time until:" in (await ben.says("/objection show O-1")).text
    assert (await ben.says("/objection rule O-2 minor Small")).ok
    await world.passes(days=2)
    assert (await ben.says("/objection rule O-1 minor Small")).ok


async def test_who_cannot_ask_for_time(world: World) -> None:
    _, ben, cleo, dan, _ = await consent(world)
    await cleo.says("/objection raise P-1 one")
    assert (await dan.says('/objection hold O-1 "in 1 day"')).why is Why.NOT_ALLOWED
    await cleo.says("/objection raise P-1 two kind:concern")
    assert "O-2 is a concern" in (await cleo.says('/objection hold O-2 "in 1 day"')).text
    await ben.says("/objection rule O-1 minor Small")
    assert "Nothing waits for you in O-1" in (await cleo.says('/objection hold O-1 "in 1 day"')).text


# Rights


async def test_who_answers(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await ben.says("/objection raise P-1 No")
    heard = await ben.says("/objection answer O-1 Yes")
    assert heard.why is Why.NOT_ALLOWED
    assert "You raised O-1, so somebody else answers it." in heard.text
    heard = await dan.says("/objection answer O-1 Yes")
    assert heard.why is Why.NOT_ALLOWED
    assert "answered by whoever opened P-1, or by a facilitator" in heard.text
    await cleo.says("/objection raise P-1 No")
    assert (await ben.says("/objection answer O-2 Yes")).ok
    assert (await ana.says("/objection answer O-1 Yes")).ok
    assert await facts(world, "objection.answered") == [{"resolution": "considered"}] * 2


async def test_nobody_rules_who_has_a_part_in_it(world: World) -> None:
    ana, ben, cleo, dan, eve = await consent(world)
    await ana.says("/member role @dan facilitator")
    await cleo.says(OBJECTS)
    await dan.says("/objection sign O-1")
    await ben.says("/objection raise P-1 No")
    heard = await ana.says("/objection rule O-1 minor Small")
    assert heard.why is Why.NOT_ALLOWED
    assert "You opened P-1, which O-1 is against" in heard.text
    heard = await dan.says("/objection rule O-1 minor Small")
    assert heard.why is Why.NOT_ALLOWED
    assert "You signed O-1" in heard.text
    await dan.says("/objection withdraw O-1")
    assert (await dan.says("/objection rule O-1 minor Small")).why is Why.NOT_ALLOWED
    heard = await ben.says("/objection rule O-2 minor Small")
    assert heard.why is Why.NOT_ALLOWED
    assert "You raised O-2 yourself" in heard.text
    assert (await eve.says("/objection rule O-1 minor Small")).why is Why.NOT_ALLOWED
    assert (await ben.says("/objection rule O-1 minor Small")).ok
    assert (await dan.says("/objection rule O-2 minor Small")).ok


async def test_who_accepts_and_withdraws(world: World) -> None:
    ana, _, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    heard = await cleo.says("/objection accept O-1")
    assert heard.why is Why.CONFLICT
    assert "Nobody has answered O-1 yet." in heard.text
    await ana.says("/objection answer O-1 Done")
    for line in ("/objection accept O-1", "/objection withdraw O-1"):
        heard = await dan.says(line)
        assert heard.why is Why.NOT_ALLOWED
        assert "O-1 is not yours" in heard.text
    assert (await world.person("zoe").says("/objection withdraw O-1")).why is Why.NOT_ALLOWED
    assert (await cleo.says("/objection accept O-1")).ok


SETTLED = {
    "accepted": ("ana: /objection answer O-1 Done", "cleo: /objection accept O-1"),
    "withdrawn": ("cleo: /objection withdraw O-1",),
    "upheld": ("ben: /objection rule O-1 upheld Right",),
    "overruled": ("ben: /objection rule O-1 overruled Wrong",),
    "merged": ("dan: /objection raise P-1 Same", "cleo: /objection merge O-1 O-2"),
}
LATE = {
    "ana: /objection answer O-1 Again",
    "cleo: /objection accept O-1",
    "ben: /objection rule O-1 minor Again",
    "cleo: /objection withdraw O-1",
    "cleo: /objection merge O-1 O-3",
    "cleo: /objection merge O-3 O-1",
}
STILL = {"upheld": {"cleo: /objection withdraw O-1"}, "merged": {"cleo: /objection withdraw O-1"}}


@pytest.mark.parametrize("state", SETTLED)
async def test_what_is_settled_stays_so(world: World, state: str) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    says = {"ana": ana, "ben": ben, "cleo": cleo, "dan": dan}
    await cleo.says("/objection raise P-1 No")
    for step in SETTLED[state]:
        name, _, line = step.partition(": ")
        assert (await says[name].says(line)).ok, step
    if state != "merged":
        await dan.says("/objection raise P-1 Other")
    await cleo.says("/objection raise P-1 Third")
    before = await entries(world, "O-1")
    for step in sorted(LATE - STILL.get(state, set())):
        name, _, line = step.partition(": ")
        heard = await says[name].says(line)
        assert heard.why is Why.CONFLICT, (step, heard.text)
        assert "O-1" in heard.text
    assert await entries(world, "O-1") == before
    assert f"State: {state}" in " ".join((await ana.says("/objection show O-1")).text.split())
    for step in sorted(STILL.get(state, set())):
        name, _, line = step.partition(": ")
        assert (await says[name].says(line)).ok


async def test_a_concern_is_answered_and_never_ruled_on(world: World) -> None:
    ana, ben, cleo, *_ = await consent(world)
    await cleo.says("/objection raise P-1 Harsh kind:concern")
    heard = await ben.says("/objection rule O-1 minor Small")
    assert heard.why is Why.CONFLICT
    assert "O-1 is a concern and never blocks" in heard.text
    assert (await ana.says("/objection answer O-1 Softer now")).ok
    assert (await cleo.says("/objection accept O-1")).ok


async def test_nothing_is_left_to_do_once_the_poll_is_withdrawn(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    await dan.says("/objection raise P-1 No")
    await ana.says("/poll withdraw P-1 early")
    for actor, line in (
        (ana, "/objection answer O-1 Done"),
        (ben, "/objection rule O-1 minor Small"),
        (cleo, "/objection withdraw O-1"),
        (cleo, '/objection hold O-1 "in 1 day"'),
        (cleo, "/objection accept O-1"),
        (dan, "/objection sign O-1"),
        (dan, "/objection merge O-2 O-1"),
    ):
        heard = await actor.says(line)
        assert heard.why is Why.CONFLICT, line
        assert "P-1 was withdrawn, and the objections to it with it." in heard.text
    assert "waits for an answer" not in (await ana.says("/me")).text


# Merging


async def test_duplicates_merge_and_keep_their_signers(world: World) -> None:
    ana, ben, cleo, dan, eve = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await dan.says('/poll vote P-1 object reason:"The islands are missing"')
    await eve.says("/objection sign O-2")
    heard = await ben.says("/objection merge O-2 O-1")
    assert heard.text == "O-2 lives on in O-1, with the names of all who hold it."
    assert "O-2 against P-1 says the same as O-1" in heard.told("dan")[0]
    assert "dan and eve" in (await ana.says("/objection show O-1")).text
    assert "merged into O-1" in (await ana.says("/objection show O-2")).text
    assert await facts(world, "objection.merged") == [{"into": "O-1", "signers": [4, 5]}]
    message = (await world.passes(days=7)).post()
    assert "1 objection stopped it." in message
    assert "object 2 of 3" in " ".join(message.split())


async def test_what_was_merged_comes_back_when_only_the_other_is_settled(world: World) -> None:
    """Whoever withdraws an objection, or accepts the answer, cannot do so for others."""
    ana, _, cleo, dan, _ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await dan.says('/poll vote P-1 object reason:"The islands are missing"')
    await dan.says("/objection merge O-2 O-1")
    await cleo.says("/poll vote P-1 agree")
    assert "not answered yet" in (await dan.says("/objection show O-2")).text
    assert await entries(world, "O-2") == ["objection.raised", "objection.merged", "objection.separated"]
    assert "1 objection stopped it." in (await world.passes(days=7)).post()


async def test_a_ruling_holds_for_what_was_merged(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await dan.says('/poll vote P-1 object reason:"The islands are missing"')
    await ben.says("/objection merge O-2 O-1")
    heard = await ben.says('/objection rule O-1 overruled "Page 2 has them"')
    assert heard.told("cleo")
    assert heard.told("dan")
    assert (await world.passes(days=7)).post().startswith("P-1 passed")


async def test_taking_ones_name_back_takes_back_what_one_merged(world: World) -> None:
    _, _, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    await dan.says("/objection raise P-1 Islands")
    await dan.says("/objection merge O-2 O-1")
    assert (await dan.says("/objection withdraw O-1")).ok
    assert "withdrawn" in (await dan.says("/objection show O-2")).text
    assert "Signed by" not in (await dan.says("/objection show O-1")).text


async def test_a_vote_for_it_says_that_what_was_raised_by_command_still_stands(world: World) -> None:
    _, _, cleo, dan, _ = await consent(world)
    await cleo.says('/objection raise P-1 "It leaves out the islands"')
    heard = await cleo.says("/poll vote P-1 agree")
    assert "Your objection O-1 still stands. /objection withdraw O-1 takes it back." in heard.text
    assert "still stands" not in (await dan.says("/poll vote P-1 agree")).text
    assert (await cleo.says("/objection withdraw O-1")).ok
    assert "still stands" not in (await cleo.says("/poll vote P-1 stand-aside")).text
    assert (await world.passes(days=7)).post().startswith("P-1 passed")


async def test_a_vote_for_it_takes_the_name_from_the_one_that_it_was_merged_into(world: World) -> None:
    _, _, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    await dan.says('/poll vote P-1 object reason:"The islands are missing"')
    await dan.says("/objection merge O-2 O-1")
    assert "O-2 is withdrawn" in (await dan.says("/poll vote P-1 agree")).text
    assert "Signed by" not in (await dan.says("/objection show O-1")).text


async def test_what_cannot_be_merged(world: World) -> None:
    ana, ben, cleo, dan, _eve = await consent(world)
    await ana.says('/poll open "And this?"')
    await cleo.says("/objection raise P-1 one")
    await dan.says("/objection raise P-1 two")
    await dan.says("/objection raise P-2 three")
    await dan.says("/objection raise P-1 four kind:concern")
    await ben.says("/objection raise P-1 five")
    for line, why, said in (
        ("/objection merge O-1 O-1", Why.MALFORMED, "cannot be merged into itself"),
        ("/objection merge O-2 O-3", Why.MALFORMED, "against different polls"),
        ("/objection merge O-2 O-4", Why.MALFORMED, "is a concern"),
        ("/objection merge O-1 O-2", Why.NOT_ALLOWED, "merged by whoever raised it, or by a facilitator"),
    ):
        heard = await dan.says(line)
        assert heard.why is why, line
        assert said in heard.text
    assert (await ana.says("/objection merge O-2 O-1")).why is Why.NOT_ALLOWED
    assert (await ben.says("/objection merge O-1 O-5")).why is Why.NOT_ALLOWED


# Closing early


async def test_a_poll_does_not_close_early_while_an_answer_is_owed(world: World) -> None:
    ana, ben, cleo, dan, eve = await consent(world)
    for actor in (ana, ben, dan, eve):
        await actor.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    heard = await ana.says("/poll close P-1")
    assert heard.why is Why.CONFLICT
    assert "It closes early only when every objection is answered, and these are not: O-1." in heard.text
    await ana.says("/objection answer O-1 Done")
    heard = await ana.says("/poll close P-1")
    assert (
        heard.why is Why.CONFLICT
    )  # Or answering and closing at once would stop what Cleo may be content with.
    assert "It closes early only when no objection stands, and these do: O-1." in heard.text
    assert (await cleo.says("/objection accept O-1")).ok
    heard = await ana.says("/poll close P-1")
    assert heard.ok
    assert "It passed: no objection stands" in heard.text


# Seeing


async def test_the_list(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await ana.says('/poll open "And this?"')
    await cleo.says(OBJECTS)
    await dan.says("/objection raise P-2 Costly")
    await dan.says("/objection raise P-1 Harsh kind:concern")
    await ben.says("/objection rule O-1 scope Elsewhere")
    everything = (await ana.says("/objection list")).text
    assert "O-3: P-1, concern of dan: Harsh (not answered yet)" in everything
    assert "O-2: P-2, dan: Costly (not answered yet)" in everything
    assert "O-1: P-1, cleo: It leaves out the islands (overruled)" in everything
    assert "O-2" not in (await ana.says("/objection list P-1")).text
    assert "O-1" not in (await ana.says("/objection list P-1 state:open")).text
    assert (
        "There are no such objections against P-2."
        in (await ana.says("/objection list P-2 state:upheld")).text
    )
    shown = (await cleo.says("/objection show O-1")).text
    assert "Ruling of ben: scope: outside what the group is there for" in " ".join(shown.split())
    assert "Reasons: Elsewhere" in " ".join(shown.split())


async def test_each_sees_the_buttons_of_what_they_can_do(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    buttons = {}
    for actor in (ana, ben, cleo, dan):
        text = (await actor.says("/objection show O-1")).text
        labels = ("Answer", "Accept the answer", "Sign it too", "Rule on it", "Withdraw it")
        buttons[actor.name] = [label for label in labels if f"] {label}" in text]
    assert buttons == {
        "ana": ["Answer", "Sign it too"],
        "ben": ["Answer", "Sign it too", "Rule on it"],
        "cleo": ["Withdraw it"],
        "dan": ["Sign it too"],
    }
    heard = await ana.presses("Answer", on="O-1")
    assert heard.why is Why.INCOMPLETE
    assert (await dan.presses("Sign it too", on="O-1")).ok


async def test_what_needs_somebody_now(world: World) -> None:
    ana, ben, cleo, dan, _ = await consent(world)
    await cleo.says(OBJECTS)
    needed = "O-1 against P-1 waits for an answer: It leaves out the islands"
    for actor, asked in ((ana, True), (ben, True), (cleo, False), (dan, False)):
        assert (needed in (await actor.says("/me")).text) is asked
    await ana.says('/objection answer O-1 "Page 2"')
    assert needed not in (await ana.says("/me")).text
    assert "Your objection O-1 against P-1 was answered: Page 2" in (await cleo.says("/me")).text
    assert "Tea: Your objection O-1" in (await cleo.says("/me", "#elsewhere")).text
    assert (await cleo.presses("Accept the answer to O-1")).ok
    assert "O-1" not in (await cleo.says("/me")).text


async def test_what_does_not_exist_and_what_is_suggested(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    heard = await cleo.says("/objection show O-7")
    assert heard.why is Why.NOT_FOUND
    assert "There is no objection “O-7” in this group." in heard.text
    await cleo.says(OBJECTS)
    await cleo.says("/objection raise P-1 Costly")
    assert await cleo.wonders("objection show", "objection") == ["O-2", "O-1"]
    assert await cleo.wonders("objection show", "objection", "islands") == ["O-1"]
    assert await cleo.wonders("objection show", "objection", "o2") == ["O-2"]
    for typed in ("o-1", "1", "O1"):
        assert (await cleo.says(f"/objection show {typed}")).ok


async def test_an_objection_of_another_group_is_none(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    await cleo.says(OBJECTS)
    zoe = world.person("zoe")
    await zoe.says("/group create Coffee", "#coffee")
    assert (await zoe.says("/objection show O-1", "#coffee")).why is Why.NOT_FOUND


# The record, restarts, repetition


async def test_everything_survives_a_restart(world: World) -> None:
    ana, _ben, cleo, *_ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)
    await world.restarts()
    await ana.says("/objection answer O-1 Done resolution:accommodated")
    await world.restarts()
    assert (await cleo.presses("Accept the answer", on="O-1")).ok
    await world.restarts()
    assert (await world.passes(days=7)).post().startswith("P-1 passed")
    assert "intact" in (await ana.says("/record verify")).text


async def test_the_words_are_beside_the_record_and_not_in_it(world: World) -> None:
    from storage import record
    from storage.transaction import Transaction

    ana, ben, cleo, *_ = await consent(world)
    await cleo.says("/objection raise P-1 Islands resolve:Atolls")
    await ana.says("/objection answer O-1 Lagoons")
    await ben.says("/objection rule O-1 overruled Reefs")

    def look(tx: Transaction) -> tuple[str, set[str]]:
        bodies = "".join(entry.body for entry in record.entries(tx, 1))
        return bodies, {value for _, _, _, value in record.openings(tx, 1)}

    bodies, opened = await world.reads(look)
    for typed in ("Islands", "Atolls", "Lagoons", "Reefs"):
        assert typed not in bodies
        assert typed in opened
    assert "raised an objection" in (await ana.says("/record show O-1")).text
    assert "ruled on an objection" in (await ana.says("/record show O-1")).text


async def test_a_repeated_request_is_done_once(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    asked = cleo.request("/objection raise P-1 Islands", id="again")
    first, second = await world.sends(asked), await world.sends(asked)
    assert isinstance(first, Reply)
    assert text_of(first) == text_of(second)
    assert await entries(world, "O-1") == ["objection.raised"]
    assert await entries(world, "O-2") == []


async def test_many_object_at_once(world: World) -> None:
    ana, ben, cleo, dan, eve = await consent(world)
    voters = (ana, ben, cleo, dan, eve)
    lines = [actor.request(f'/poll vote P-1 object reason:"{actor.name} says so"') for actor in voters]
    answers = await asyncio.gather(*(world.sends(line) for line in lines))
    assert all("Your objection is O-" in text_of(answer) for answer in answers)
    listed = (await ana.says("/objection list P-1")).text
    for number in range(1, 6):
        assert f"O-{number}: " in listed
    assert "intact" in (await ana.says("/record verify")).text


async def test_each_reads_it_in_their_own_language(world: World) -> None:
    _, _, cleo, *_ = await consent(world)
    await cleo.says("/language fr")
    await cleo.says("/objection raise P-1 Islands")
    heard = await cleo.says('/objection hold O-1 "in 2 days"')
    assert "3 décembre 2026" in heard.text


async def test_a_ballot_from_before_objections_were_kept_stands_as_it_did(world: World) -> None:
    from storage.objections import OBJECTION
    from storage.prepared import Prepared
    from storage.transaction import Transaction

    ana, _, cleo, dan, _ = await consent(world)
    await ana.says("/poll vote P-1 agree")
    await cleo.says(OBJECTS)

    def forget(tx: Transaction) -> None:
        tx.write(Prepared(OBJECTION.delete()))

    await world.app.store.write(forget)
    heard = await dan.says('/objection raise P-1 "No budget"')
    assert "cleo (private sector) objects: It leaves out the islands" in heard.post()
    assert "O-2: dan (civil society) objects: No budget" in heard.post()
    assert "2 objections stopped it." in (await world.passes(days=7)).post()
