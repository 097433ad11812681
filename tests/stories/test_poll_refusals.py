"""What cannot be asked or voted: each answered with what is wrong and what to do, changing nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Door, Reader, Reply, Request
from bot.feature import Call
from bot.refusals import Refusal, Why
from bot.text import Text
from commands.poll.declared import Open
from commands.poll.handlers.planning import plan
from storage import polls, seats
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, at_once, entries, four, seated
from tests.world import World, text_of

LONG = "x" * 100_000


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("Where? method:choice", "options", "two options at least"),
        ("Where? options:Geneva", "options", "two options at least"),
        ('Where? options:"Geneva | geneva"', "options", "tell these options apart: Geneva and geneva"),
        ('Where? options:"#1 | #2"', "options", "mistaken for a number"),
        ('Adopt? method:vote options:"a | b"', "options", "takes no options"),
        ("Adopt? method:lottery", "method", "Choose one of vote, choice, approval, consent, gradients"),
        (
            "Adopt? method:consensus",
            "method",
            "The nearest: consent, lazy-consensus, call-for-consensus and rough-consensus.",
        ),
        ("Adopt? closes:2026-11-30", "closes", "Monday 30 November 2026, 23:59 UTC has passed"),
        ("Adopt? closes:now", "closes", "has passed"),
        ('Adopt? opens:"in 3 days" closes:"in 2 days"', "closes", "before it opens"),
        ("Adopt? opens:yesterday", "opens", "has passed"),
        ('Adopt? opens:"in 500 days"', "opens", "opens within 400 days"),
        ('Adopt? closes:"in 30 seconds"', "closes", "open for a minute at least"),
        ('Adopt? closes:"in 401 days"', "closes", "open for 400 days at most"),
        ("Adopt? closes:01/02/2027", "closes", "can be"),
        ("Adopt? closes:someday", "closes", "as a moment"),
        ("Adopt? quorum:2", "quorum", "from 0 to 1"),
        ("Adopt? quorum:150%", "quorum", "from 0 to 1"),
        ("Adopt? quorum:most", "quorum", "1/3, 50% and 0.5"),
        ("Adopt? quorum:-1/2", "quorum", "from 0 to 1"),
        ("Adopt? group_quorum:3/2", "group_quorum", "from 0 to 1"),
        ("Adopt? threshold:1.1", "threshold", "how much is enough"),
        ("Adopt? threshold:0", "threshold", "how much is enough"),
        ("Adopt? group_threshold:lots", "group_threshold", "how much is enough"),
        ("Adopt? link:ftp://example.org/draft", "link", "starts with https://"),
        ("Adopt? link:javascript:alert(1)", "link", "starts with https://"),
        ("Adopt? link:https://", "link", "starts with https://"),
        ('Adopt? link:"https://example.org/a b"', "link", "starts with https://"),
        ("Adopt? secret:yes visibility:open", "secret", "contradict"),
        ("Adopt? secret:no visibility:secret", "secret", "contradict"),
        ("Adopt? secret:yes reasons:required", "reasons", "keeps no reasons"),
        ("Adopt? secret:perhaps", "secret", "yes or no"),
        ("Adopt? remind:soon", "remind", "72h, 24h"),
        ("Adopt? remind:1s", "remind", "72h, 24h"),
        (f'"{LONG}"', "question", "at most 300 fit"),
        (f'Adopt? text:"{LONG}"', "text", "at most"),
        ('"Adopt\x07?"', "question", "control characters"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
async def test_a_poll_that_cannot_be_opened(world: World, line: str, field: str, said: str) -> None:
    ana, *_ = await four(world)
    before = await entries(world)
    for verb in ("open", "preview"):
        heard = await ana.says(f"/poll {verb} {line}")
        assert heard.why is Why.MALFORMED
        assert said in heard.text
        assert field in heard.text
    assert await entries(world) == before
    assert "no such polls" in (await ana.says("/poll list")).text


async def test_all_faults_of_a_poll_are_told_together(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says(
        "/poll open Where? options:Geneva closes:yesterday link:nowhere secret:yes reasons:required"
    )
    for said in ("two options", "has passed", "starts with https://", "keeps no reasons"):
        assert said in heard.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Adopt? secret:yes method:consent", "consent is never secret"),
        (
            "Adopt? secret:yes threshold:unanimity method:choice options:a|b",
            "only when all ballots say the same",
        ),
        ('Adopt? secret:yes threshold:">=3/4 of cast"', "there are 3"),
    ],
)
async def test_what_would_give_a_secret_ballot_away_is_refused(world: World, line: str, said: str) -> None:
    actors = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=CIVIL, dan=CIVIL)
    await actors[3].says('/member away now "in 20 days"')
    heard = await actors[0].says(f"/poll open {line}")
    assert heard.why is Why.CONFLICT
    assert said in heard.text
    assert "poll.opened" not in await entries(world)


async def test_a_poll_without_anybody_on_the_roll(world: World) -> None:
    """Whoever opens one could vote in it; still, a roll that cannot be read is never taken for all."""
    await four(world)
    await observing(world)

    def proposed(tx: Transaction) -> str:
        context = tx.context(
            AccountRef("console", "local", "ana"), ChannelRef("console", "local", "main"), None
        )
        assert context.person is not None
        call = Call(
            tx=tx,
            at=world.now,
            request=world.person("ana").request("/poll open Adopt?"),
            person=context.person,
            reader=Reader(),
            key=lambda: "key",
            registry=world.app.engine.registry,
            perhaps_group=context.group,
            perhaps_seat=context.seat,
        )
        with pytest.raises(Refusal) as refused:
            plan(call, Open(question="Adopt?"))
        return refused.value.text.source if isinstance(refused.value.text, Text) else ""

    assert (await world.reads(proposed)).startswith("Nobody here could vote yet")


async def test_a_scheduled_poll_that_nobody_could_vote_in_is_withdrawn(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open Adopt? opens:"in 2 days"')
    await observing(world)
    message = (await world.passes(days=2)).post()
    assert message.startswith("P-1 was withdrawn: Adopt?")
    assert "nobody could have voted" in message
    assert await entries(world, "P-1") == ["poll.scheduled", "poll.dropped"]


async def observing(world: World) -> None:
    """Everybody only watches now, which no command could bring about."""

    def watch(tx: Transaction) -> None:
        for seat in seats.sitting(tx, 1):
            seats.change(tx, seat.id, "role", "observer")

    await world.app.store.write(watch)


async def test_a_member_does_not_open_polls(world: World) -> None:
    _, ben, *_ = await four(world)
    heard = await ben.says("/poll open Adopt?")
    assert heard.why is Why.NOT_ALLOWED
    assert "facilitator" in heard.text


@pytest.mark.parametrize(
    ("line", "why", "said"),
    [
        ("/poll vote P-1 maybe", Why.MALFORMED, "Choose from yes, no and abstain"),
        ("/poll vote P-9 yes", Why.NOT_FOUND, "There is no poll “P-9” in this group"),
        ("/poll vote draft yes", Why.NOT_FOUND, "There is no poll “draft” in this group"),
        ("/poll vote P-99999999999999999999 yes", Why.NOT_FOUND, "There is no poll"),
        ("/poll vote P-1", Why.INCOMPLETE, "choice"),
        (f'/poll vote P-1 yes reason:"{LONG}"', Why.MALFORMED, "at most"),
        ("/poll unvote P-1", Why.CONFLICT, "You have no ballot on P-1"),
        ("/poll close P-1", Why.NOT_ALLOWED, "facilitator"),
        ("/poll roll P-1 page:9", Why.NOT_FOUND, "no page 9"),
    ],
)
async def test_what_a_member_cannot_do(world: World, line: str, why: Why, said: str) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    before = await entries(world)
    heard = await ben.says(line)
    assert heard.why is why
    assert said in heard.text
    assert await entries(world) == before


async def test_a_stranger_is_not_on_the_roll(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says("/poll open Adopt?")
    heard = await world.person("zoe").says("/poll vote P-1 yes")
    assert heard.why is Why.NOT_ALLOWED
    assert "not on the roll" in heard.text


async def test_observers_and_waiting_seats_are_not_on_the_roll(world: World) -> None:
    ana, *_ = await four(world)
    eve = world.person("eve")
    await eve.says("/member join government role:observer")
    opened = await ana.says("/poll open Adopt?")
    assert "4 people can vote" in opened.text
    assert (await eve.says("/poll vote P-1 yes")).why is Why.NOT_ALLOWED


async def test_a_poll_of_another_group_is_no_such_poll(world: World) -> None:
    ana, *_ = await four(world)
    zoe = world.person("zoe")
    await zoe.says("/group create Coffee", "#coffee")
    for _ in range(3):
        await zoe.says("/poll open Beans?", "#coffee")
    await ana.says("/poll open Adopt?")
    for verb in ("vote P-3 yes", "show P-3", "roll P-3", "unvote P-3", 'withdraw P-3 "no"'):
        other = await ana.says(f"/poll {verb}")
        none = await ana.says(f"/poll {verb.replace('P-3', 'P-4')}")
        assert other.why is Why.NOT_FOUND
        assert other.text.replace("P-3", "P-4") == none.text


async def test_a_button_of_another_group_is_no_such_poll(world: World) -> None:
    ana, *_ = await four(world)
    zoe = world.person("zoe")
    await zoe.says("/group create Coffee", "#coffee")
    await zoe.says("/poll open Beans?", "#coffee")
    await ana.says("/poll open Adopt?")
    coffee, tea = await _keys(world)
    for key in (coffee, "nothing"):
        answer = await _presses(world, "ana", group="1", poll=key)
        assert answer.why is Why.NOT_FOUND
        assert "That poll is not in this group" in text_of(answer)
    assert (await _presses(world, "ana", group="1", poll=tea)).accepted


async def _keys(world: World) -> tuple[str, str]:
    """The keys of the first polls of the second group (none: empty) and of the first."""

    def look(tx: Transaction) -> tuple[str, str]:
        tea, coffee = (polls.by_number(tx, group, 1, None) for group in (1, 2))
        assert tea is not None
        return coffee.key if coffee else "", tea.key

    return await world.reads(look)


async def _presses(world: World, name: str, **given: str) -> Reply:
    request = Request(
        id=world.stage.callers.next_id(),
        who=AccountRef("console", "local", name),
        where=ChannelRef("console", "local", "main"),
        door=Door.PRESS,
        path="poll vote",
        given={**given, "choice": "yes"},
    )
    answer = await world.sends(request)
    assert isinstance(answer, Reply)
    return answer


async def test_an_old_button_after_the_close_says_when_it_closed(world: World) -> None:
    ana, *_ = await four(world)
    opened = await ana.says("/poll open Adopt?")
    assert "[1] Yes" in opened.post()
    _, key = await _keys(world)
    await world.passes(days=7)
    answer = await _presses(world, "ben", group="1", poll=key)
    assert answer.why is Why.CONFLICT
    assert "P-1 closed Tuesday 8 December 2026, 09:00 UTC" in text_of(answer)


async def test_reasons_that_are_required(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? reasons:required")
    heard = await ben.says("/poll vote P-1 yes")
    assert heard.why is Why.MALFORMED
    assert "P-1 asks for a reason with each ballot" in heard.text
    assert (await ben.says('/poll vote P-1 yes reason:"It is short"')).ok
    changed = await ben.says("/poll vote P-1 no")
    assert changed.why is Why.MALFORMED, "a reason for yes is none for no"


async def test_an_objection_needs_its_reason(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/poll open Adopt? method:consent")
    heard = await ben.says("/poll vote P-1 object")
    assert heard.why is Why.MALFORMED
    assert "An objection needs its reason" in heard.text
    assert "0 of 2 voted" in (await ben.says("/poll show P-1")).text


async def test_a_scheduled_poll_takes_no_ballots_and_shows_no_roll(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open Adopt? opens:"in 2 days"')
    assert (await ben.says("/poll vote P-1 yes")).why is Why.CONFLICT
    assert "frozen when it opens" in (await ben.says("/poll roll P-1")).text
    for line in ("/poll close P-1", "/poll nudge P-1", '/poll extend P-1 "in 9 days" "more time"'):
        heard = await ana.says(line)
        assert heard.why is Why.CONFLICT
        assert "not open yet" in heard.text


async def test_nothing_but_the_result_is_possible_once_the_time_has_passed(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says('/poll open Adopt? closes:"in 2 hours"')
    await ben.says("/poll vote P-1 no")
    close = world.now + timedelta(hours=2)
    lines = (
        '/poll withdraw P-1 "it goes wrong"',
        '/poll extend P-1 "in 3 days" "it goes wrong"',
        '/poll amend P-1 "it goes wrong" question:Other?',
        "/poll nudge P-1",
    )
    for line in lines:
        answer = await at_once(world, close, ana, line)
        assert isinstance(answer, Reply)
        assert answer.why is Why.CONFLICT, text_of(answer)
    assert (await world.passes(hours=0)).post().startswith("P-1 did not pass")


async def test_a_reason_without_its_name_is_told_how_to_be_written(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open "Adopt?" closes:"in 2 days"')
    refused = await ana.says("/poll vote P-1 no because it costs too much")
    assert (
        'If “because it costs too much” is your reason, write reason:"because it costs too much"'
        in refused.text
    )
    assert "is your reason" not in (await ana.says("/poll vote P-1 perhaps")).text
