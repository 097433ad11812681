"""Actions as people live them: added, followed up, moved, handed over, done, and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.people import Group
from bot.refusals import Why
from bot.reports import Asked, Section
from bot.text import Words
from bot.writing import PlainMarkup, write
from commands.action import feature
from storage import people
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, seated
from tests.world import START, Actor, World, text_of


async def four(world: World) -> list[Actor]:
    """Ana coordinates; Ben, Cleo and Dan are members, the last two for civil society."""
    return await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL, dan=CIVIL)


async def with_ben(world: World) -> list[Actor]:
    """A-1 is Ben's, due in three days."""
    actors = await four(world)
    heard = await actors[0].says('/action add "Draft the summary" who:@ben due:"in 3 days"')
    assert heard.ok, heard.text
    return actors


# Added


async def test_a_long_list_goes_on_with_the_next_page(world: World) -> None:
    ana, *_ = await four(world)
    for number in range(1, 43):
        await ana.says(f'/action add "Thing {number}" due:"in {number + 1} days"')
    first = await ana.says("/action list")
    assert "A-20" in first.text
    assert "A-21" not in first.text
    second = await ana.presses("Next page")
    assert "A-21" in second.text
    assert "page:3" in second.text
    last = await ana.presses("Next page")
    assert "A-42" in last.text
    assert "There are more" not in last.text
    mine = await ana.says("/action list who:me page:3")
    assert "A-42" in mine.text


async def test_a_long_text_is_short_among_others_and_whole_by_itself(world: World) -> None:
    """A whole message may become an action, by the shortcut."""
    ana, ben, *_ = await four(world)
    long = "Draft\n\nthe summary. " * 20
    await ana.says(f'/action add "{long}" who:@ben due:"in 3 days"')
    for line in ("/action list", "/me", "/digest now"):
        told = " ".join((await ben.says(line)).text.split())
        assert "Draft the summary. Draft" in told
        assert 0 < told.count("the summary.") <= 2 * 11, line
        assert "…" in told
    assert (await ben.says("/action show A-1")).text.count("the summary.") == 20


async def test_an_action_for_somebody_is_posted_and_they_are_told(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says('/action add "Draft the summary" who:@ben due:friday line:"C5 Trust"')
    assert heard.text.startswith("A-1 is with ben, due Friday 4 December 2026, 23:59 UTC.")
    assert heard.post().startswith("A-1: Draft the summary\nWith:        ben")
    assert "Action line: C5 Trust" in heard.post()
    (told,) = heard.told("ben")
    assert "In Tea this is with you now: due Friday 4 December 2026, 23:59 UTC." in told
    assert await facts(world, "action.added") == [
        {"text": "Draft the summary", "owners": [2], "due": "2026-12-04T23:59:00.000000Z", "line": "C5 Trust"}
    ]


async def test_without_anybody_named_it_is_ones_own_and_told_nobody(world: World) -> None:
    _, ben, *_ = await four(world)
    heard = await ben.says('/action add "Book the room"')
    assert "A-1 is yours. Without a due date nobody is reminded of it: /action due A-1" in heard.text
    assert not heard.posts
    assert not (await world.passes(days=40)).posts


async def test_several_people_and_a_stakeholder_group_can_have_one(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says('/action add Translate who:"@ben, cleo" due:"in 3 days"')
    assert "A-1 is with ben and cleo" in heard.text
    assert heard.told("ben")
    assert heard.told("cleo")
    heard = await ana.says("/action add Outreach in spring who:civil society due:in 3 days")
    assert "Outreach in spring" in heard.told("cleo")[0]
    assert "A-2 is with everybody in civil society" in heard.text
    assert [bool(heard.told(name)) for name in ("ben", "cleo", "dan")] == [False, True, True]
    assert "A-2 is due" in (await world.person("dan").says("/me")).text


async def test_one_can_come_from_the_outcome_of_a_poll(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open "Meet in person?"')
    heard = await ana.says('/action add "Book the room" poll:P-1')
    assert heard.why is Why.MALFORMED
    assert "P-1 has no outcome that an action could come from yet." in heard.text
    await world.passes(days=8)
    heard = await ana.says('/action add "Book the room" poll:P-1')
    assert "Comes from: P-1" in heard.post()


async def test_the_result_of_a_poll_goes_on_as_an_action_by_one_press(world: World) -> None:
    _, ben, cleo, _ = await four(world)
    await world.person("ana").says('/poll open "Meet in person?"')
    await world.passes(days=8)
    heard = await ben.presses("Add an action")
    assert heard.why is Why.INCOMPLETE, heard.text
    assert "poll:P-1" in heard.text, "only what is to be done is asked for"
    assert (await ben.says('/action add "Book the room" poll:P-1')).ok
    zed = world.person("zed")
    await zed.says("/member join civil role:observer")
    assert (await zed.presses("Add an action")).why is Why.NOT_ALLOWED
    assert (await cleo.presses("Add an action")).why is Why.INCOMPLETE


async def test_one_from_a_message_keeps_its_link(world: World) -> None:
    ana, *_ = await four(world)
    asked = ana.request('/action add "Answer this"')
    link = "https://chat.example/archives/C1/p17"
    assert "A-1" in text_of(await world.sends(replace(asked, known=replace(asked.known, permalink=link))))
    assert f"Message: {link}" in (await ana.says("/action show A-1")).text


# Followed up


async def test_whoever_has_it_is_told_before_at_the_moment_and_weekly_then_the_coordinators(
    world: World,
) -> None:
    await with_ben(world)
    told: list[tuple[int, str, str]] = []
    for day in range(1, 26):
        heard = await world.passes(days=1)
        told += [(day, post.channel, post.text) for post in heard.step.posts if post.channel != "#main"]
        if day % 3 == 0:
            assert not (await world.restarts()).posts
    to_ben = [(day, text) for day, channel, text in told if channel == "dm:ben"]
    ((day, to_ana),) = [(day, text) for day, channel, text in told if channel == "dm:ana"]
    assert [day for day, _ in to_ben] == [2, 3, 10, 17, 24]
    assert "You have this in Tea, and it is due Friday 4 December 2026, 09:00 UTC." in to_ben[0][1]
    assert (
        "it was due Friday 4 December 2026, 09:00 UTC. Is it done, or do you need more time?" in to_ben[1][1]
    )
    assert day == 10
    assert "In Tea this is with ben and overdue since Friday 4 December 2026, 09:00 UTC." in to_ana


async def test_the_card_says_by_itself_that_it_is_overdue(world: World) -> None:
    await with_ben(world)
    assert "overdue since Friday 4 December 2026" in (await world.passes(days=3)).post()


async def test_how_long_coordinators_wait_can_be_said(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/action add Draft who:@ben due:"in 3 days" patience:2')
    assert not (await world.passes(days=4)).told("ana")
    assert (await world.passes(days=1)).told("ana")
    assert not (await world.passes(days=30)).told("ana")


async def test_a_group_can_have_a_patience_of_its_own_for_actions_to_come(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/action add Sooner who:@ben due:"in 3 days"')
    assert "coordinators are told after 2 days" in (await ana.says("/group set patience:2")).text
    assert "Overdue actions" in (await ana.says("/group show")).text
    await ana.says('/action add Later who:@ben due:"in 3 days"')
    await ana.says('/action add Own who:@ben due:"in 3 days" patience:1')
    told = [" ".join((await world.passes(days=days)).told("ana")) for days in (4, 1, 5)]
    assert [[name for name in ("Sooner", "Later", "Own") if name in text] for text in told] == [
        ["Own"],
        ["Later"],
        ["Sooner"],
    ]
    heard = await ana.presses("Undo") if (await ana.says("/group set patience:0")).ok else None
    assert heard is not None
    assert "coordinators are told after 2 days" in heard.text


async def test_an_owner_who_cannot_be_told_is_a_matter_for_the_coordinators_at_once(world: World) -> None:
    ana, *_ = await four(world)
    assert (await ana.says('/member import list:"Zoe, government"')).ok
    assert (await ana.says('/action add Draft who:Zoe due:"in 3 days"')).ok
    assert len((await world.passes(days=2)).told("ana")) == 1


async def test_they_wait_for_the_end_of_quiet_hours(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/reminder quiet 22:00-07:00")
    await ana.says('/action add Draft who:@ben due:"4 december 23:30"')
    heard = await world.passes_until(START + timedelta(days=3, hours=-2, minutes=-1))
    assert not heard.told("ben")
    assert len((await world.passes(minutes=1)).told("ben")) == 1


async def test_after_a_week_without_the_bot_each_is_told_once(world: World) -> None:
    await with_ben(world)
    world.stage.clock.move_to(world.now + timedelta(days=12))
    heard = await world.restarts()
    assert len(heard.told("ben")) == 1
    assert len(heard.told("ana")) == 1
    assert not (await world.passes(days=4)).told("ben")
    assert len((await world.passes(days=1)).told("ben")) == 1


# Done, moved, dropped


async def test_done_by_a_press_ends_the_reminders_and_can_be_undone(world: World) -> None:
    _, ben, *_ = await with_ben(world)
    await world.passes(days=2)
    heard = await ben.presses("Done", on="A-1")
    assert heard.text.startswith("A-1 is done: Draft the summary")
    assert "done on Thursday 3 December 2026" in heard.post()
    assert not (await world.passes(days=30)).posts
    heard = await ben.presses("Undo", on="A-1")
    assert "A-1 is open again, with ben: overdue since" in heard.text
    assert (await world.passes(days=7)).told("ben")
    assert await entries(world, "A-1") == ["action.added", "action.done", "action.reopened"]


async def test_more_time_moves_what_follows(world: World) -> None:
    _, ben, *_ = await with_ben(world)
    form = await ben.opens("/action due A-1")
    heard = await ben.fills(form, when="in 10 days", reason="The figures come late")
    assert heard.text == "A-1 is due Friday 11 December 2026, 09:00 UTC now."
    assert "due Friday 11 December 2026" in heard.post()
    assert not (await world.passes(days=8)).posts
    assert len((await world.passes(days=1)).told("ben")) == 1
    shown = (await ben.says("/action show A-1")).text
    assert "ben: gave an action another due date: The figures come late" in shown
    assert "ana: added an action" in shown


async def test_whoever_added_it_drops_it_for_a_reason(world: World) -> None:
    ana, ben, cleo, _ = await with_ben(world)
    assert (await cleo.says("/action drop A-1 No")).why is Why.NOT_ALLOWED
    heard = await ben.says("/action drop A-1 No")
    assert heard.why is Why.NOT_ALLOWED
    assert "You can hand it over: /action assign A-1 @name" in heard.text
    assert (await ana.says('/action drop A-1 "The meeting was cancelled"')).ok
    assert not (await world.passes(days=30)).posts
    assert "The meeting was cancelled" in (await ben.says("/action show A-1")).text
    heard = await ben.says("/action done A-1")
    assert heard.text.startswith("A-1 was dropped.")


async def test_notes_are_kept_with_it(world: World) -> None:
    _, ben, cleo, _ = await with_ben(world)
    assert (await cleo.says('/action note A-1 "The printer is closed"')).ok
    assert (
        "cleo: noted something on an action: The printer is closed"
        in (await ben.says("/action show A-1")).text
    )
    assert "intact" in (await ben.says("/record verify")).text


# Handed over


async def test_handing_over_tells_whoever_has_it_now(world: World) -> None:
    _, ben, *_ = await with_ben(world)
    await world.passes(days=2)
    form = await ben.opens("/action assign A-1")
    heard = await ben.fills(form, who="@cleo")
    assert heard.text.startswith("A-1 is with cleo now")
    assert heard.told("cleo")
    assert not heard.told("ben")
    heard = await world.passes(days=1)
    assert heard.told("cleo")
    assert not heard.told("ben")
    assert (await ben.says("/action done A-1")).why is Why.NOT_ALLOWED
    assert await facts(world, "action.assigned") == [{"from": [2], "to": [3]}]


async def test_one_of_several_passes_on_only_their_own_part(world: World) -> None:
    ana, _, cleo, _ = await four(world)
    await ana.says('/action add Translate who:"@ben, @cleo" due:"in 3 days"')
    assert "A-1 is with ben and dan now" in (await cleo.says("/action assign A-1 @dan")).text
    heard = await cleo.says("/action assign A-1 @cleo")
    assert heard.why is Why.NOT_ALLOWED
    assert "A-1 is with cleo now" in (await ana.says("/action assign A-1 @cleo")).text
    heard = await cleo.says("/action assign A-1 @cleo")
    assert heard.why is Why.CONFLICT


@pytest.mark.parametrize("removed", [False, True])
async def test_who_leaves_hands_back_to_a_coordinator_who_is_told(world: World, removed: bool) -> None:
    ana, ben, cleo, _ = await with_ben(world)
    await cleo.says('/action add Translate who:"@ben, @cleo" due:"in 3 days"')
    heard = (
        await ana.says('/member remove @ben "Changed employer"')
        if removed
        else await ben.says("/member leave")
    )
    assert heard.ok
    (told,) = heard.told("ana")
    assert "Whoever had this has left Tea, so it is with ana now: due Friday 4 December 2026" in told
    listed = (await ana.says("/action list")).text
    assert "A-1: Draft the summary (ana;" in listed
    assert "A-2: Translate (cleo;" in listed
    assert (await world.passes(days=2)).told("ana")
    returned = {"from": [2], "to": [1]}, {"from": [2], "to": [3]}
    assert await facts(world, "action.returned") == list(returned)


async def test_a_stakeholder_group_keeps_its_action_when_somebody_leaves(world: World) -> None:
    ana, _, cleo, dan = await four(world)
    await ana.says('/action add Outreach who:civil due:"in 3 days"')
    await cleo.says("/member leave")
    assert (await world.passes(days=2)).told("dan")
    heard = await dan.says("/member leave")
    assert not heard.told("ana")
    assert (await world.passes(days=1)).told("ana"), "nobody is left in it who could be told"


# Seen


async def test_lists_by_owner_state_line_and_overdue(world: World) -> None:
    ana, ben, *_ = await with_ben(world)
    await ana.says('/action add Report line:"C5  Trust" due:"in 10 days"')
    await ana.says('/action add Outreach who:civil line:"c5 trust"')
    await ben.says("/action add Translate")
    await ben.says("/action done A-4")
    await world.passes(days=4)

    async def listed(line: str) -> list[str]:
        text = (await ben.says(f"/action list {line}")).text
        return [short for short in ("A-1", "A-2", "A-3", "A-4") if f"{short}: " in text]

    assert await listed("") == ["A-1", "A-2", "A-3"]
    assert await listed("who:me") == ["A-1"]
    assert await listed("who:civil") == ["A-3"]
    assert await listed("state:done") == ["A-4"]
    assert await listed('line:"C5 trust"') == ["A-2", "A-3"]
    assert await listed("overdue:yes") == ["A-1"]
    assert await listed("who:me state:dropped") == []
    assert (await ben.says('/action list who:"@ana, @ben"')).why is Why.MALFORMED


async def test_what_is_due_soon_needs_whoever_has_it(world: World) -> None:
    ana, ben, *_ = await with_ben(world)
    await ana.says('/action add Later who:@ben due:"in 30 days"')
    await ana.says('/action add "Book the room" due:tomorrow')
    heard = await ben.says("/me")
    assert "1 thing needs you" in heard.text
    assert "A-1 is due Friday 4 December 2026, 09:00 UTC: Draft the summary" in heard.text
    of_ana = (await ana.says("/me")).text
    assert ("A-3 is due" in of_ana, "A-1" in of_ana) == (True, False)
    heard = await ben.presses("A-1 is done")
    assert heard.ok
    assert "Nothing needs you now." in (await ben.says("/me")).text


async def test_what_digests_and_calendars_are_told(world: World) -> None:
    ana, ben, *_ = await with_ben(world)
    await ana.says('/action add Outreach who:civil due:"in 12 days"')
    await ben.says('/action add Translate due:"in 5 days"')
    await ben.says("/action done A-3")
    await world.passes(days=4)
    at = world.now

    def said(words: Words) -> str:
        return write(words, group.reader, PlainMarkup())

    group: Group = await world.reads(lambda tx: people.group_of(tx, 1))

    def look(tx: Transaction, section: Section, coordinates: bool) -> list[tuple[str, bool]]:
        week = timedelta(days=10)
        asked = Asked(
            tx=tx, at=at, group=group, since=at - week, until=at + week, person_id=1, coordinates=coordinates
        )
        return [(said(item.text), item.urgent) for item in feature.reports[section](asked)]

    coming = ("A-2: Outreach (everybody in civil society; due Sunday 13 December 2026, 09:00 UTC)", False)
    overdue = ("A-1: Draft the summary (ben; overdue since Friday 4 December 2026, 09:00 UTC)", True)
    assert await world.reads(lambda tx: look(tx, Section.COMING, True)) == [overdue, coming]
    assert await world.reads(lambda tx: look(tx, Section.COMING, False)) == [coming]
    assert await world.reads(lambda tx: look(tx, Section.DECIDED, False)) == [
        ("A-3: Translate (ben; done on Tuesday 1 December 2026, 09:00 UTC)", False)
    ]

    def shares(tx: Transaction) -> list[dict[str, int]]:
        asked = Asked(
            tx=tx, at=at, group=group, since=START - timedelta(1), until=at, person_id=1, coordinates=True
        )
        return [dict(share.counts) for share in feature.shares[0](asked)]

    assert await world.reads(shares) == [{PRIVATE: 2, CIVIL: 1}]
    await ana.says('/action due A-1 "in 2 days"')
    events = await world.reads(lambda tx: list(feature.events[0](tx, 1, at)))
    assert [(said(event.title), event.people, event.cancelled) for event in events] == [
        ("A-3, done: Translate", ("ben",), False),
        ("A-1 is due: Draft the summary", ("ben",), False),
        ("A-2 is due: Outreach", (), False),
    ]
    assert events[1].sequence > events[2].sequence


# Refused


@pytest.mark.parametrize(
    ("line", "why", "text"),
    [
        ("add x due:yesterday", Why.MALFORMED, "has passed"),
        ("add x who:@zed", Why.NOT_FOUND, "zed has no seat in Tea and cannot have an action here."),
        ("add x who:nobody", Why.NOT_FOUND, "I know nobody and no stakeholder group called “nobody”"),
        (
            'add x who:"civil, government"',
            Why.MALFORMED,
            "One stakeholder group can have an action, not several.",
        ),
        ("add x patience:1000", Why.MALFORMED, "Write a whole number from 0 to 365."),
        ("due A-1 yesterday", Why.MALFORMED, "has passed"),
        ("due A-1 9999-01-01", Why.MALFORMED, "UTC is more than 10 years away. Choose an earlier moment."),
        (
            'due A-1 next friday "it rains"',
            Why.MALFORMED,
            'If “it rains” is the reason, write /action due A-1 "next friday" reason:"it rains"',
        ),
        (
            'due A-1 "friday 3pm CET"',
            Why.MALFORMED,
            "Name a city in “friday 3pm CET”: friday 3pm Paris.",
        ),
        ('due A-1 "friday it rains"', Why.MALFORMED, "as a moment. Try in 3 days, friday 15:00 and 2027"),
        ('done A-1 "ok"', Why.MALFORMED, 'If it is the note, write /action done A-1 note:"ok"'),
        ('due A-1 "4 december 9:00"', Why.CONFLICT, "A-1 is due then already."),
        ("done A-7", Why.NOT_FOUND, "There is no action “A-7”"),
        ("reopen A-1", Why.CONFLICT, "A-1 is open."),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, line: str, why: Why, text: str) -> None:
    _, ben, *_ = await with_ben(world)
    heard = await ben.says(f"/action {line}")
    assert heard.why is why
    assert text in " ".join(heard.text.split())


async def test_observers_add_nothing_and_strangers_change_nothing(world: World) -> None:
    await with_ben(world)
    eve, zed = world.people("eve", "zed")
    await eve.says("/member join civil role:observer")
    assert (await eve.says("/action add x")).why is Why.NOT_ALLOWED
    assert (await eve.says("/action note A-1 x")).why is Why.NOT_ALLOWED
    assert (await zed.says("/action done A-1")).why is Why.NOT_ALLOWED
    assert "A-1: Draft the summary" in (await zed.says("/action show A-1")).text


async def test_what_can_be_named_is_suggested(world: World) -> None:
    _, ben, *_ = await with_ben(world)
    assert await ben.wonders("action done", "action", "summ") == ["A-1"]
    assert await ben.wonders("action add", "who", "c") == [
        "cleo",
        "private sector",
        "civil society",
        "technical community",
    ]
    assert await ben.wonders("action add", "who", "@ben, cl") == ["@ben, cleo"]


async def test_a_year_of_actions_is_followed_up_without_gap_or_repeat(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/zone New York")
    await ana.says('/action add Report who:@ben due:"8 december 9:00"')
    count = 0
    for month in range(12):
        count += len((await world.passes(days=30)).told("ben"))
        if month % 3 == 0:
            await world.restarts()
    # A day before, at the moment, and every week for the 353 days after it.
    assert count == 2 + 50
