"""What facilitators may do with an open poll, and within which bounds."""

from __future__ import annotations

from bot.refusals import Why
from tests.stories.assembly import entries, facts, four
from tests.world import World


async def test_before_the_first_ballot_an_amendment_is_simply_another_version(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? text:first")
    heard = await ana.says('/poll amend P-1 reason:"a typo" question:"Adopt it?" text:-')
    assert heard.text == "P-1 is amended; nobody had voted yet."
    card = heard.post()
    assert card.startswith("P-1: Adopt it?")
    assert "first" not in card
    assert "Amended Tuesday 1 December 2026, 09:00 UTC: a typo" in card
    assert (await ben.says("/poll vote P-1 yes")).ok
    assert (await world.passes(days=7)).post().startswith("P-1 passed: Adopt it?")


async def test_after_the_first_ballot_an_amendment_asks_voters_to_confirm(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 yes")
    await cleo.says('/poll vote P-1 no reason:"too long"')
    heard = await ana.says('/poll amend P-1 "the annex was missing" question:"Adopt with annex?"')
    assert heard.text == "P-1 is amended: version 2. 2 people who had voted are asked to confirm."
    assert "government:          0 of 2 voted" in heard.post()
    (told,) = heard.told("ben")
    assert "does not count until you vote again" in told
    assert "The reason: the annex was missing" in told
    assert not heard.told("dan")
    assert "vote again, so that your ballot counts" in (await ben.says("/poll show P-1")).text
    confirmed = await cleo.presses("Confirm: no")
    assert confirmed.ok
    assert "Your reason: too long" in (await cleo.says("/poll show P-1")).text
    await dan.says("/poll vote P-1 yes")
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 did not pass: Adopt with annex?")
    assert "1 of 2, where 2 were needed" in message
    assert "The question stood in its version 2." in message
    assert [version["version"] for version in await facts(world, "ballot.cast")] == [1, 1, 2, 2]


async def test_an_amendment_leaves_time_to_confirm(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 yes")
    await world.passes(days=6, hours=1)
    heard = await ana.says("/poll amend P-1 late question:Other?")
    assert heard.why is Why.CONFLICT
    assert "too soon for them to confirm" in heard.text
    assert (await ana.says('/poll extend P-1 "in 3 days" "to amend it"')).ok
    assert (await ana.says("/poll amend P-1 late question:Other?")).ok


async def test_nobody_puts_another_question_in_the_last_minute(world: World) -> None:
    """Also where nobody has voted yet: one accomplice could pass it alone."""
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    await world.passes(days=6, hours=1)
    heard = await ana.says("/poll amend P-1 late question:Other?")
    assert heard.why is Why.CONFLICT
    assert "too soon for people to read an amendment" in heard.text


async def test_the_notice_of_the_charter_begins_again_with_an_amendment(world: World) -> None:
    """Seven days at least: half of a poll of ten days, and the whole notice in one of twenty."""
    ana, *_ = await four(world)
    assert (await ana.says('/group charter propose roberts-majority overrides:"minimum=7 days"')).ok
    for closes, early, late in ((10, 4, 2), (20, 12, 2)):
        opened = await ana.says(f'/poll open "Adopt?" closes:"in {closes} days"')
        assert opened.ok, opened.text
        poll = "P-1" if closes == 10 else "P-2"
        await world.passes(days=early)
        assert (await ana.says(f"/poll amend {poll} typo question:Adopted?")).ok
        await world.passes(days=late)
        heard = await ana.says(f"/poll amend {poll} more question:Bought?")
        assert heard.why is Why.CONFLICT
        assert "The charter sets a shortest time" in heard.text
        await world.passes(days=closes)


async def test_silence_assents_to_nothing_that_came_late(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open "Serve tea?" method:call-for-consensus closes:"in 10 days"')
    await world.passes(days=4)
    assert (await ana.says('/poll amend P-1 "a typo" question:"Serve green tea?"')).ok
    await world.passes(days=2)
    heard = await ana.says('/poll amend P-1 "while we are at it" question:"Give Ana the budget?"')
    assert heard.why is Why.CONFLICT
    assert "Silence is assent in P-1, so an amendment has to leave half of its time" in heard.text
    assert (await ana.says('/poll extend P-1 "2026-12-20 09:00" "for another question"')).ok
    assert (await ana.says('/poll amend P-1 "while we are at it" question:"Give Ana the budget?"')).ok


async def test_an_amendment_that_changes_nothing(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    heard = await ana.says("/poll amend P-1 because")
    assert heard.why is Why.CONFLICT
    assert "changes nothing in P-1" in heard.text


async def test_an_amended_secret_poll_is_voted_on_anew(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? secret:yes")
    await ben.says("/poll vote P-1 yes")
    heard = await ana.says("/poll amend P-1 because question:Other?")
    assert "1 person who had voted is asked to vote again" in heard.text
    (told,) = heard.told("ben")
    assert "Confirm" not in told
    assert "You have not voted yet" in (await ben.says("/poll show P-1")).text
    assert "0 of 2 voted" in heard.post()


async def test_a_poll_is_extended_once_for_a_reason(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    earlier = await ana.says('/poll extend P-1 "in 6 days" "more time"')
    assert earlier.why is Why.MALFORMED
    assert "Choose a later moment" in earlier.text
    assert (await ana.says('/poll extend P-1 "in 500 days" "more time"')).why is Why.MALFORMED
    assert (await ana.says('/poll extend P-1 "in 9 days"')).why is Why.INCOMPLETE
    heard = await ana.says('/poll extend P-1 "in 9 days" "the text came late"')
    assert heard.text == "P-1 now closes Thursday 10 December 2026, 09:00 UTC."
    assert "Extended Tuesday 1 December 2026, 09:00 UTC: the text came late" in heard.post()
    again = await ana.says('/poll extend P-1 "in 12 days" "even more time"')
    assert again.why is Why.CONFLICT
    await world.passes(days=8)
    assert (await ben.says("/poll vote P-1 yes")).ok
    assert (await world.passes(days=1)).post().startswith("P-1 passed")
    (extended,) = await facts(world, "poll.extended")
    assert extended == {"from": "2026-12-08T09:00:00.000000Z", "closes": "2026-12-10T09:00:00.000000Z"}


async def test_a_poll_closes_early_only_when_all_have_voted(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    for actor in (ana, ben, cleo):
        await actor.says("/poll vote P-1 yes")
    heard = await ana.says("/poll close P-1")
    assert heard.why is Why.CONFLICT
    assert "only when everybody on the roll has voted, and 3 of 4 have" in heard.text
    await dan.says("/poll vote P-1 no")
    heard = await ana.says("/poll close P-1")
    assert heard.ok
    assert heard.post().startswith("P-1 passed")
    assert (await ana.says("/poll close P-1")).why is Why.CONFLICT
    assert not (await world.passes(days=8)).posts


async def test_a_withdrawal_keeps_the_tally_on_the_record(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 no")
    heard = await ana.says('/poll withdraw P-1 "asked too early"')
    assert heard.text == "P-1 is withdrawn. How it stood is kept on the record."
    card, message = heard.posts
    assert "P-1 was withdrawn: Adopt?" in message
    assert "asked too early" in message
    assert "government:          0 yes and 1 no; 1 of 2 voted" in card
    (withdrawn,) = await facts(world, "poll.withdrawn")
    assert isinstance(withdrawn["tally"], dict)
    assert withdrawn["tally"]["overall"]["voted"] == 1
    late = await ben.says("/poll vote P-1 yes")
    assert late.why is Why.CONFLICT
    assert "was withdrawn" in late.text
    assert not (await world.passes(days=8)).posts


async def test_a_withdrawal_before_the_first_ballot_leaves_no_tally(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open Adopt? opens:"in 2 days"')
    assert (await ana.says('/poll withdraw P-1 "not needed"')).ok
    assert await facts(world, "poll.withdrawn") == [{}]
    assert not (await world.passes(days=10)).posts
    assert await entries(world, "P-1") == ["poll.scheduled", "poll.withdrawn"]


async def test_a_nudge_reaches_all_who_have_not_voted_and_is_not_repeated_the_same_day(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 yes")
    heard = await ana.says("/poll nudge P-1")
    assert heard.text == "3 people who have not voted on P-1 yet are being reminded privately."
    assert {post.channel for post in heard.step.posts} == {"dm:ana", "dm:cleo", "dm:dan"}
    assert "A facilitator asked to remind everybody" in heard.told("dan")[0]
    again = await ana.says("/poll nudge P-1")
    assert again.why is Why.CONFLICT
    assert "The next may follow Wednesday 2 December 2026, 09:00 UTC" in again.text
    await world.passes(days=1)
    assert (await ana.says("/poll nudge P-1")).ok
    for actor in (ana, cleo, dan):
        assert (await actor.presses("Yes", on="P-1")).ok
    await world.passes(days=1)
    assert "has voted" in (await ana.says("/poll nudge P-1")).text


async def test_those_who_have_not_voted_are_reminded_privately_before_the_close(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ana.says("/poll open Adopt?")
    await ben.says("/poll vote P-1 yes")
    early = await world.passes(days=4)
    assert {post.channel for post in early.step.posts} == {"dm:ana", "dm:cleo", "dm:dan"}
    assert "waits for your ballot and closes in 3 days" in early.told("ana")[0]
    await cleo.presses("Yes", on="P-1")
    late = await world.passes(days=2)
    assert {post.channel for post in late.step.posts} == {"dm:ana", "dm:dan"}
    assert not any(name in post for post in late.posts for name in ("cleo", "dan"))


async def test_when_to_remind_can_be_set(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open Adopt? remind:"2h" closes:"in 2 days"')
    assert not (await world.passes(days=1, hours=21)).posts
    assert len((await world.passes(hours=1)).posts) == 4
    await ana.says('/poll open Adopt? remind:none closes:"in 2 days"')
    assert not (await world.passes(days=1, hours=23)).told("dan")


async def test_a_reminder_that_would_come_too_late_is_not_sent(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open Adopt? closes:"in 4 days" remind:72h')
    world.stage.clock.move_to(world.now.replace(day=2, hour=20))
    assert not (await world.restarts()).posts
