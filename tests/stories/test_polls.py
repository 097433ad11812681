"""Polls as people live them: opened, voted on, closed, and what came out."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.boundary import Reply
from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, at_once, entries, facts, four, seated
from tests.world import World, text_of


async def test_a_poll_from_its_opening_to_the_minutes(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    opened = await ana.says('/poll open "Adopt the draft?" link:https://example.org/draft')
    assert "P-1 is open, and 4 people can vote until Tuesday 8 December 2026, 09:00 UTC." in opened.text
    assert "1 person could adopt it if nobody else votes" in opened.text
    assert "2 people could stop it" in opened.text
    card = opened.post()
    assert "P-1: Adopt the draft?" in card
    assert "https://example.org/draft" in card
    assert "more than 1/2 of yes and no" in card
    assert "Advisory" in card
    assert "technical community: nobody on the roll" in card

    heard = await ben.presses("Yes", on="P-1")
    assert heard.text == (
        "Your ballot on P-1 is counted: yes. You can change it until Tuesday 8 December 2026, 09:00 UTC."
    )
    assert "government:          1 of 2 voted" in heard.post()
    assert "yes " not in heard.post().partition("Until the close")[2]
    await cleo.says("/poll vote P-1 no")
    heard = await cleo.says("/poll vote p1 oui")
    assert "now says: yes" in heard.text
    await dan.says("/poll vote 1 no")

    closed = await world.passes(days=7)
    card, message = closed.posts[-2:]
    assert card.startswith("P-1 passed: Adopt the draft?")
    assert message.startswith("P-1 passed: Adopt the draft?")
    assert (
        "It passed with 2 of 3 in favour; 2 were needed (more than 1/2 of yes and no in favour)." in message
    )
    assert "government:          1 yes and 0 no; 1 of 2 voted" in message
    minutes = message.partition("For the minutes: ")[2]
    assert "On Tuesday 8 December 2026 Tea closed the poll P-1, “Adopt the draft?” (vote)" in minutes
    assert (
        "3 of 4 on the roll took part: government 1 of 2, private sector 1 of 1 and civil society 1 of 1."
        in minutes
    )
    assert "Altogether: 2 yes and 1 no." in minutes
    assert await entries(world, "P-1") == ["poll.opened", *["ballot.cast"] * 4, "poll.closed"]
    assert "intact" in (await ana.says("/record verify")).text


async def test_the_card_is_one_message_that_is_edited(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    for actor in (ben, cleo, dan):
        heard = await actor.says("/poll vote P-1 yes")
        assert [post.edited for post in heard.step.posts] == [True]


async def test_a_stakeholder_group_can_stop_what_most_people_want(world: World) -> None:
    actors = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=GOVERNMENT, dan=CIVIL)
    opened = await actors[0].says('/poll open "Adopt?" group_threshold:1/2')
    assert (
        "2 people could adopt it if nobody else votes: 1 of government and 1 of civil society." in opened.text
    )
    assert "1 person could stop it" in opened.text
    assert "1 of civil society voting against it" in opened.text
    for actor in actors[:3]:
        await actor.says("/poll vote P-1 yes")
    await actors[3].says("/poll vote P-1 no")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 did not pass")
    assert "Not enough of civil society were in favour: 0 of 1, where 1 was needed" in message
    assert "Nobody of technical community was on the roll, so it neither blocked nor passed." in message
    assert "government:          3 yes and 0 no; 3 of 3 voted: enough" in message
    assert "civil society:       0 yes and 1 no; 1 of 1 voted: not enough" in message


async def test_a_quorum_counts_abstentions_but_nobody_who_is_away(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    assert (await dan.says('/member away now "in 20 days"')).ok
    opened = await ana.says("/poll open Adopt? quorum:1")
    assert "civil society:       0 of 1 voted, 1 is away" in opened.post()
    await ana.says("/poll vote P-1 yes")
    await ben.says("/poll vote P-1 abstain")
    await cleo.says("/poll vote P-1 abstain")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 passed")
    assert "It passed with 1 of 1 in favour" in message


async def test_a_missed_quorum_says_how_many_were_missing(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt? quorum:3/4")
    await ana.says("/poll vote P-1 yes")
    assert "Too few took part for the quorum: 1, where 3 were needed." in (await world.passes(days=7)).post()


async def test_whoever_is_away_may_vote(world: World) -> None:
    ana, *_, dan = await four(world)
    await dan.says('/member away now "in 20 days"')
    await ana.says("/poll open Adopt?")
    assert (await dan.says("/poll vote P-1 yes")).ok


async def test_silence_decides_nothing(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt? method:consent")
    assert "Nobody voted, and silence decides nothing here." in (await world.passes(days=7)).post()


async def test_a_choice_of_one_option(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    opened = await ana.says('/poll open "Where do we meet?" options:"Geneva | Nairobi | Montevideo"')
    assert "1: Geneva\n2: Nairobi\n3: Montevideo" in opened.post()
    await ana.says("/poll vote P-1 2")
    await ben.presses("Nairobi", on="P-1")
    await cleo.says("/poll vote P-1 montevideo")
    await dan.says("/poll vote P-1 gen")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1: Nairobi won: Where do we meet?")
    assert "Nairobi won with the most ballots: 2 of 4." in message


async def test_a_tie_has_no_winner(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open "Where?" options:"Geneva | Nairobi"')
    await ana.says("/poll vote P-1 1")
    await ben.says("/poll vote P-1 2")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 has no winner")
    assert "Geneva and Nairobi are tied with 1 ballot each, so none of them won." in message


async def test_an_approval_of_several_options(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ana.says('/poll open "Which days?" options:"Monday | Tuesday | Friday" method:approval')
    heard = await ana.says("/poll vote P-1 monday, friday")
    assert "is counted: Monday and Friday." in heard.text
    await ben.says('/poll vote P-1 "2 | 3"')
    await cleo.says("/poll vote P-1 abstain")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1: Friday won")
    assert "Friday won with the most ballots: 2 of 3." in message


async def test_an_approval_asks_in_a_form_what_no_button_can_say(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open "Which days?" options:"Monday | Tuesday" method:approval')
    heard = await ana.presses("Vote", on="P-1")
    assert heard.why is Why.INCOMPLETE
    assert "choice" in heard.text


async def test_one_of_many_options_is_picked_and_a_reason_is_a_button_away(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    opened = await ana.says(
        '/poll open "Where?" options:"Abuja | Bern | Cusco | Delhi | Enugu" method:choice'
    )
    assert "[1] Abuja  [2] Bern  [3] Cusco  [4] Delhi  [5] Enugu  [6] Abstain" in opened.post()
    assert "is counted: Cusco" in (await ben.presses("Cusco", on="P-1")).text
    assert "says so already: Cusco" in (await ben.presses("Cusco", on="P-1")).text
    await world.restarts()
    assert "now says: Bern" in (await ben.presses("Bern", on="P-1")).text
    assert "is counted: Bern" in (await cleo.presses("Bern", on="P-1")).text
    asked = await dan.presses("Vote with a reason", on="P-1")
    assert asked.why is Why.INCOMPLETE
    assert "choice: your choice: its name or its number" in asked.text
    assert "reason: why" in asked.text
    amended = await ana.says('/poll amend P-1 reason:"a typo" question:"Where to?"')
    (told,) = amended.told("ben")
    assert "[1] Confirm: Bern\n\nVote:\n[2] Abuja  [3] Cusco  [4] Delhi  [5] Enugu  [6] Abstain" in told
    for actor in (ben, cleo):
        assert (await actor.presses("Confirm: Bern")).ok
    assert (await world.passes(days=7)).post().startswith("P-1: Bern won")


async def test_a_pick_that_needs_a_reason_asks_for_it(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open "How ready are we?" method:gradients reasons:required')
    asked = await ben.presses("4, abstain", on="P-1")
    assert asked.why is Why.INCOMPLETE
    assert "/poll vote poll:P-1 reason:… choice:step-4" in asked.text


async def test_a_list_shows_one_of_what_it_lists(world: World) -> None:
    ana, ben, *_ = await four(world)
    for question in ("Tea?", "Coffee?"):
        await ana.says(f"/poll open {question}")
    await ana.says('/action add "Buy tea"')
    await ana.says('/objection raise P-1 "It is too late for tea."')
    await ana.says("/rota create facilitator weekly")
    for listed, wanted, shown in (
        ("/poll list", "P-1", "P-1: Tea?"),
        ("/action list", "A-1", "A-1: Buy tea"),
        ("/objection list", "O-1", "It is too late for tea."),
        ("/rota list", "R-1", "R-1"),
    ):
        assert "Show one:\n[1]" in (await ana.says(listed)).text
        heard = await ana.presses(wanted)
        assert heard.ok, heard.text
        assert shown in heard.text
        assert "Show one" not in heard.text
    assert not (await ben.presses("A-1")).ok, "he has no such list before him"


async def test_one_objection_stops_consent_and_its_reason_stands_on_the_card(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ana.says("/poll open Adopt? method:consent")
    await ana.presses("Agree", on="P-1")
    await cleo.presses("Stand aside", on="P-1")
    heard = await ben.says('/poll vote P-1 object reason:"It leaves out the islands"')
    assert "ben (government) objects: It leaves out the islands" in heard.post()
    assert "agree" not in heard.post().partition("government:")[2].partition("[1]")[0]
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 did not pass")
    assert "1 objection stopped it." in message
    assert "private sector:      agree 0, stand aside 1 and object 0; 1 of 1 voted" in message


async def test_consent_passes_when_nobody_objects(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? method:consent")
    await ana.presses("Agree", on="P-1")
    await ben.presses("Stand aside", on="P-1")
    assert "nobody objected, and 1 of 2 agreed" in (await world.passes(days=7)).post()


async def test_people_without_a_stakeholder_group_count_in_the_whole_only(world: World) -> None:
    ana, ben, cleo = await seated(world, ana="", ben=GOVERNMENT, cleo=PRIVATE)
    await ana.says("/poll open Adopt? group_threshold:1/2")
    await ana.says("/poll vote P-1 no")
    for actor in (ben, cleo):
        await actor.says("/poll vote P-1 yes")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 passed")
    assert "no stakeholder group: 0 yes and 1 no; 1 of 1 voted\n" in message


async def test_the_roll_is_frozen_when_the_poll_opens(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    eve = world.person("eve")
    await eve.says("/member join government")
    heard = await eve.says("/poll vote P-1 yes")
    assert heard.why is Why.NOT_ALLOWED
    assert "not on the roll of P-1, which was frozen when it opened" in heard.text
    assert (await dan.says("/member leave")).ok
    assert (await ana.says('/member remove cleo reason:"moved on"')).ok
    assert (await ana.says("/member role ben observer")).ok
    for actor in (ben, cleo, dan):
        assert (await actor.says("/poll vote P-1 yes")).ok
    message = (await world.passes(days=7)).post()
    assert "3 of 3 in favour" in message
    assert "3 of 4 on the roll took part" in message


async def test_whoever_was_expected_votes_with_the_seat_that_waited(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says('/member import "zoe, government"')).ok
    opened = await ana.says("/poll open Adopt?")
    assert "5 people can vote" in opened.text
    zoe = world.person("zoe")
    assert (await zoe.says("/member join government")).ok
    assert (await zoe.says("/poll vote P-1 yes")).ok


async def test_a_ballot_at_the_last_moment_counts_and_one_at_the_close_does_not(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ana.says('/poll open Adopt? closes:"in 2 hours"')
    close = world.now + timedelta(hours=2)
    await ben.says("/poll vote P-1 no")
    last = await at_once(world, close - timedelta(microseconds=1), ben, "/poll vote P-1 yes")
    assert isinstance(last, Reply)
    assert last.accepted, text_of(last)
    late = await at_once(world, close, cleo, "/poll vote P-1 no")
    assert isinstance(late, Reply)
    assert late.why is Why.CONFLICT
    assert "P-1 closed Tuesday 1 December 2026, 11:00 UTC" in text_of(late)
    unvote = await at_once(world, close, ben, "/poll unvote P-1")
    assert isinstance(unvote, Reply)
    assert unvote.why is Why.CONFLICT
    message = (await world.passes(hours=0)).post()
    assert "It passed with 1 of 1 in favour" in message
    assert (await cleo.says("/poll vote P-1 no")).why is Why.CONFLICT


async def test_two_votes_at_once_leave_one_ballot(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    lines = [f"/poll vote P-1 {choice}" for choice in ("yes", "no", "abstain") * 5]
    await asyncio.gather(*(world.sends(ben.request(line)) for line in lines))
    message = (await world.passes(days=7)).post()
    assert "1 of 4 on the roll took part" in message


async def test_a_poll_closes_once_however_often_it_is_closed(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    for actor in (ana, ben, cleo, dan):
        await actor.says("/poll vote P-1 yes")
    lines = ["/poll close P-1"] * 4
    answers = await asyncio.gather(*(world.sends(ana.request(line)) for line in lines))
    assert sum(isinstance(answer, Reply) and answer.accepted for answer in answers) == 1
    posts = [*(await world.passes(hours=0)).posts, *(await world.passes(days=8)).posts]
    assert sum("For the minutes" in post for post in posts) == 1
    assert (await entries(world, "P-1")).count("poll.closed") == 1


async def test_a_restart_loses_no_ballot_and_closes_late_what_should_have_closed(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open Adopt? closes:"in 2 hours"')
    await ben.says("/poll vote P-1 yes")
    world.stage.clock.move_to(world.now + timedelta(days=3))
    message = (await world.restarts()).post()
    assert message.startswith("P-1 passed")
    assert "It passed with 1 of 1 in favour" in message


async def test_a_poll_opens_at_its_moment_and_freezes_the_roll_then(world: World) -> None:
    ana, ben, *_ = await four(world)
    heard = await ana.says('/poll open Adopt? opens:"in 2 days"')
    assert "P-1 will open Thursday 3 December 2026, 09:00 UTC and close Thursday 10 December" in heard.text
    assert "It opens Thursday 3 December 2026" in heard.post()
    early = await ben.says("/poll vote P-1 yes")
    assert early.why is Why.CONFLICT
    assert "P-1 opens Thursday 3 December 2026, 09:00 UTC" in early.text
    eve = world.person("eve")
    await eve.says("/member join government")
    started = await world.passes(days=2)
    assert any("P-1 is open now" in post for post in started.posts)
    assert (await eve.says("/poll vote P-1 yes")).ok
    assert (await world.passes(days=7)).post().startswith("P-1 passed")
    assert (await entries(world, "P-1"))[:2] == ["poll.scheduled", "poll.opened"]


async def test_a_poll_that_nobody_could_vote_in_does_not_open(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    await ana.says('/poll open Adopt? opens:"in 2 days" secret:yes')
    await ben.says("/member leave")
    message = (await world.passes(days=2)).post()
    assert message.startswith("P-1 was withdrawn")
    assert "too small to keep its ballots secret" in message


async def test_a_poll_that_opens_after_its_close_would_have_been_keeps_its_length(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open Adopt? opens:"in 1 day" closes:"in 2 days"')
    world.stage.clock.move_to(world.now + timedelta(days=5))
    card = next(post for post in (await world.restarts()).posts if post.startswith("P-1: Adopt?"))
    assert "It closes Monday 7 December 2026, 09:00 UTC." in card
    assert (await ben.says("/poll vote P-1 yes")).ok


async def test_the_rules_are_on_the_record_with_the_roll(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt? quorum:50% group_threshold:2/3 binding:yes")
    (opened,) = await facts(world, "poll.opened")
    assert opened["rules"] == {
        "method": "vote",
        "threshold": ">1/2 of voting",
        "quorum": "1/2",
        "group_threshold": ">=2/3 of voting",
    }
    assert opened["binding"] == "yes"
    assert opened["roll"] == [
        {"stakeholder": "government", "participants": [1, 2]},
        {"stakeholder": "private sector", "participants": [3]},
        {"stakeholder": "civil society", "participants": [4]},
        {"stakeholder": "technical community", "participants": []},
    ]
