"""Reminders as people live them: once and again, to oneself and others, late, quiet, put off and cancelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, seated
from tests.world import START, Actor, World


async def three(world: World) -> list[Actor]:
    """Ana coordinates; Ben and Cleo are members; the group is in Berlin. It is Tuesday 1 December, 10:00 there."""
    actors = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL)
    assert (await actors[0].says("/group set zone:Berlin")).ok
    return actors


def told(posts: list[str], text: str) -> list[str]:
    return [post for post in posts if post.startswith(f"Reminder: {text}")]


# Once


async def test_a_reminder_to_oneself_comes_once_and_to_nobody_else(world: World) -> None:
    ana, ben, _ = await three(world)
    heard = await ana.says('/reminder add "Call the printer" "in 2 hours"')
    assert heard.text.startswith("N-1: I remind you on Tuesday 1 December 2026, 12:00 Europe/Berlin.")
    assert "It will say: Call the printer" in heard.text
    assert not (await world.passes(minutes=119)).posts
    heard = await world.passes(minutes=1)
    assert heard.told("ana") == heard.posts
    assert heard.posts[0].startswith("Reminder: Call the printer")
    assert "You set N-1 in Tea." in heard.posts[0]
    assert not (await world.passes(days=30)).posts
    assert (await ana.says("/reminder list")).text.startswith("No reminder stands in Tea")
    assert (await ben.says("/reminder cancel N-1")).why is Why.NOT_FOUND
    assert not [kind for kind in await entries(world) if kind.startswith("reminder")]


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("friday", "Friday 4 December 2026, 09:00"),
        ("tomorrow", "Wednesday 2 December 2026, 09:00"),
        ("today", "Tuesday 1 December 2026, 23:59"),
        ("tomorrow 23:59", "Wednesday 2 December 2026, 23:59"),
        ("friday 15:00", "Friday 4 December 2026, 15:00"),
    ],
)
async def test_a_day_without_an_hour_is_its_morning(world: World, when: str, due: str) -> None:
    ana, *_ = await three(world)
    assert f"I remind you on {due} Europe/Berlin." in (await ana.says(f'/reminder add Tea "{when}"')).text


async def test_one_for_somebody_else_names_who_set_it_and_pings_nobody(world: World) -> None:
    ana, *_ = await three(world)
    heard = await ana.says('/reminder add "@everyone: slides" tomorrow to:@ben')
    assert "I remind ben on" in heard.text
    (post,) = (await world.passes(days=1)).told("ben")
    assert post.startswith("Reminder: @everyone: slides")
    assert "ana set N-1 in Tea for you." in post


async def test_who_is_reminded_can_cancel_it_and_others_cannot_even_see_it(world: World) -> None:
    ana, ben, cleo = await three(world)
    await ana.says("/reminder add Slides tomorrow to:@ben")
    assert "N-1" not in (await cleo.says("/reminder list")).text
    assert (await cleo.says("/reminder snooze N-1 tomorrow")).why is Why.NOT_FOUND
    assert "N-1: Slides (for ben" in (await ana.says("/reminder list")).text
    assert (await ben.says("/reminder cancel N-1")).ok
    assert not (await world.passes(days=2)).posts
    heard = await ana.says("/reminder cancel N-1")
    assert heard.text.startswith("N-1 does not stand any more.")


async def test_stakeholder_groups_and_roles_are_those_who_are_there_when_it_comes(world: World) -> None:
    ana, *_ = await three(world)
    assert (
        "everybody who sits for civil society" in (await ana.says("/reminder add One tomorrow to:civil")).text
    )
    assert (
        "I remind the facilitators on" in (await ana.says("/reminder add Two tomorrow to:facilitator")).text
    )
    dan = world.person("dan")
    await dan.says("/member join civil")
    await ana.says("/member role @ben facilitator")
    posts = await world.passes(days=1)
    assert [len(told(posts.told(name), "One")) for name in ("ana", "ben", "cleo", "dan")] == [0, 0, 1, 1]
    assert [len(told(posts.told(name), "Two")) for name in ("ana", "ben", "cleo", "dan")] == [0, 1, 0, 0]
    assert {"to": "role", "role": "facilitator", "first": "2026-12-02T08:00:00.000000Z"} in await facts(
        world, "reminder.added"
    )


async def test_where_nobody_facilitates_the_coordinators_are_reminded(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says("/reminder add Agenda tomorrow to:facilitators")
    assert len((await world.passes(days=1)).told("ana")) == 1


async def test_one_for_the_group_stands_in_its_homes_without_buttons(world: World) -> None:
    ana, ben, _ = await three(world)
    assert (await ana.says("/group home group:Tea", "#second")).ok
    await ben.says('/reminder add "Report is due" "friday 15:00" to:home')
    heard = await world.passes(days=4)
    assert heard.post() == heard.post("#second")
    assert heard.post().startswith("Reminder: Report is due")
    assert "ben set N-1 in Tea for the whole group." in heard.post()
    assert "In an hour" not in heard.post()


# Again and again


async def test_a_repeating_one_says_when_it_comes_next_until_it_is_cancelled(world: World) -> None:
    ana, *_ = await three(world)
    heard = await ana.says('/reminder add Agenda "every other tuesday 14:00"')
    assert (
        "I remind you every 2 weeks on Tuesday at 14:00, first on Tuesday 1 December 2026, 14:00"
        in heard.text
    )
    (post,) = (await world.passes(hours=4)).posts
    assert "It comes every 2 weeks on Tuesday at 14:00; next on Tuesday 15 December 2026, 14:00" in post
    assert not (await world.passes(days=13)).posts
    await world.restarts()
    assert len((await world.passes(days=1)).posts) == 1
    assert "does not come any more: Agenda" in (await ana.says("/reminder cancel N-1")).text
    assert not (await world.passes(days=60)).posts


async def test_every_from_a_moment_on_keeps_its_day_and_hour(world: World) -> None:
    ana, *_ = await three(world)
    heard = await ana.says('/reminder add Report "friday 15:00" every:"2 weeks"')
    assert (
        "every 2 weeks on Friday at 15:00, first on Friday 4 December 2026, 15:00 Europe/Berlin" in heard.text
    )
    heard = await ana.says('/reminder add Backup "today 12:20" every:"6 hours"')
    assert "every 6 hours, 20 minutes past the hour, first on Tuesday 1 December 2026, 12:20" in heard.text


async def test_one_for_others_names_the_clock_that_it_keeps(world: World) -> None:
    ana, ben, *_ = await three(world)
    await ben.says("/zone New York")
    heard = await ben.says('/reminder add Standup "every monday 9:00" to:home')
    assert "the whole group every Monday at 09:00 (Europe/Berlin), first on Monday" in heard.text
    assert "03:00 America/New_York" in heard.text
    assert "every Monday at 09:00 (Europe/Berlin), next on" in (await ana.says("/reminder list")).text


async def test_a_year_of_them_through_both_nights_of_three_zones(world: World) -> None:
    ana, ben, cleo = await three(world)
    await ben.says("/zone New York")
    await cleo.says("/zone Sydney")
    for actor in (ana, ben, cleo):
        assert (await actor.says('/reminder add Agenda "every sunday 2:30"')).ok
    await ana.says('/reminder add Standup "weekly" to:home')
    counts: dict[str, int] = {}
    for month in range(12):
        heard = await world.passes(days=30)
        for name in ("dm:ana", "dm:ben", "dm:cleo", "#main"):
            counts[name] = counts.get(name, 0) + sum(post.channel == name for post in heard.step.posts)
        if month % 2:
            await world.restarts()
    # 360 days from a Tuesday: 51 Sundays, and 52 Tuesdays at 09:00.
    assert counts == {"dm:ana": 51, "dm:ben": 51, "dm:cleo": 51, "#main": 51}


# Late


async def down_for(world: World, away: timedelta) -> list[str]:
    """The bot is down for so long, and comes back. Returns what it says then."""
    world.stage.clock.move_to(world.now + away)
    return (await world.restarts()).posts


async def test_one_that_comes_once_is_said_however_late_and_says_so(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says('/reminder add "Renew the room" "in 2 hours"')
    (post,) = await down_for(world, timedelta(days=5))
    assert post.startswith("Reminder: Renew the room")
    assert "It was due on Tuesday 1 December 2026, 12:00 Europe/Berlin." in post


async def test_missed_times_are_not_caught_up_one_by_one(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says('/reminder add Daily "every day 12:00"')
    await ana.says('/reminder add Weekly "every tuesday 12:00"')
    posts = await down_for(world, timedelta(days=9, hours=12))
    (daily,) = told(posts, "Daily")
    assert "It was due on Thursday 10 December 2026, 12:00" in daily
    assert not told(posts, "Weekly"), "the one of the day before yesterday is history"
    posts = (await world.passes(days=5)).posts
    assert len(told(posts, "Daily")) == 5
    assert len(told(posts, "Weekly")) == 1


# Quiet hours


async def test_private_messages_wait_for_the_end_of_quiet_hours(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says("/zone Berlin")
    heard = await ana.says("/reminder quiet 22:00-07:00")
    assert heard.text.startswith(
        "From 22:00 to 07:00 Europe/Berlin private messages that can wait will wait."
    )
    await ana.says('/reminder add Late "today 23:30"')
    await ana.says('/reminder add Early "tomorrow 6:59"')
    await ana.says('/reminder add Morning "tomorrow 7:00"')
    await ana.says('/reminder add Public "today 23:30" to:home')
    heard = await world.passes_until(START + timedelta(hours=20))
    assert [post.channel for post in heard.step.posts] == ["#main"]
    heard = await world.passes_until(START + timedelta(hours=21))
    assert [len(told(heard.posts, text)) for text in ("Late", "Early", "Morning")] == [1, 1, 1]
    assert "It was due on Tuesday 1 December 2026, 23:30" in told(heard.posts, "Late")[0]


async def test_what_repeats_within_quiet_hours_comes_once_after_them(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says("/reminder quiet 8pm to 7am")
    await ana.says("/reminder add Look hourly")
    heard = await world.passes_until(datetime(2026, 12, 1, 18, 30, tzinfo=UTC))
    assert len(heard.posts) == 9
    heard = await world.passes_until(datetime(2026, 12, 2, 6, 30, tzinfo=UTC))
    assert len(heard.posts) == 2, "one that waited, and the one of 07:00"
    assert (await ana.says("/reminder quiet off")).text.startswith("You have no quiet hours.")
    assert len((await world.passes(hours=24)).posts) == 24


@pytest.mark.parametrize("to", ["home", "@ben", "civil", "facilitator"])
@pytest.mark.parametrize("when", ["hourly", "tomorrow every:hourly"])
async def test_others_are_not_flooded(world: World, to: str, when: str) -> None:
    ana, *_ = await three(world)
    heard = await ana.says(f"/reminder add Look {when} to:{to}")
    assert heard.why is Why.MALFORMED
    assert "Others are reminded once a day at most. Write every day 9:00." in heard.text
    assert (await ana.says(f"/reminder add Look {when}")).ok, "oneself as often as one likes"


@pytest.mark.parametrize("hours", ["25:00-7:00", "22:00", "22:00-22:00", "night", "7:00-8:00-9:00"])
async def test_hours_that_are_none_are_refused(world: World, hours: str) -> None:
    ana, *_ = await three(world)
    heard = await ana.says(f'/reminder quiet "{hours}"')
    assert heard.why is Why.MALFORMED
    assert "Write from when until when: 22:00-07:00." in heard.text


# Put off


async def test_snoozing_tells_oneself_again_and_does_not_touch_others(world: World) -> None:
    ana, ben, _ = await three(world)
    await ana.says('/reminder add Slides "in 1 hour" to:private')
    await world.passes(hours=1)
    heard = await ben.presses("In an hour", on="N-1")
    assert heard.text == "I remind you of N-1 on Tuesday 1 December 2026, 12:00 Europe/Berlin."
    await world.restarts()
    heard = await world.passes(hours=1)
    assert heard.told("ben") == heard.posts
    assert "It was due on" not in heard.posts[0]
    assert not (await world.passes(days=3)).posts


async def test_one_of_ones_own_is_put_off_before_it_comes(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says('/reminder add Slides "in 1 hour"')
    assert (await ana.says('/reminder snooze N-1 "in 3 hours"')).ok
    assert not (await world.passes(hours=2)).posts
    assert len((await world.passes(hours=1)).posts) == 1
    assert (await ana.says("/reminder snooze N-1 yesterday")).why is Why.MALFORMED
    assert (await ana.says('/reminder snooze N-1 "in 3 years"')).why is Why.MALFORMED


async def test_what_was_cancelled_does_not_come_even_where_it_was_put_off(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says('/reminder add Slides "every day 12:00"')
    await world.passes(hours=2)
    await ana.presses("Tomorrow", on="N-1")
    await ana.says("/reminder cancel N-1")
    assert not (await world.passes(days=3)).posts
    assert (await ana.says("/reminder snooze N-1 tomorrow")).why is Why.CONFLICT


# Whose they are


async def test_it_survives_its_author_and_ends_with_whom_it_is_for(world: World) -> None:
    ana, ben, cleo = await three(world)
    await ben.says('/reminder add Report "every day 12:00" to:home')
    await ben.says('/reminder add Own "every day 12:00"')
    await ana.says('/reminder add Slides "every day 12:00" to:@ben')
    await ben.says("/member leave")
    heard = await world.passes(days=3)
    assert len(heard.posts) == 3
    assert "ben set N-1 in Tea for the whole group." in heard.post()
    assert await entries(world, "N-3") == ["reminder.ended"]
    assert (await cleo.says("/reminder cancel N-1")).why is Why.NOT_ALLOWED
    assert (await ana.says("/reminder cancel N-1")).ok
    assert await entries(world, "N-1") == ["reminder.added", "reminder.cancelled"]


async def test_what_waits_for_somebody_is_not_said_once_they_have_left(world: World) -> None:
    ana, ben, _ = await three(world)
    await ben.says("/reminder quiet 9:00-20:00")
    await ana.says('/reminder add Slides "in 1 hour" to:private')
    assert not (await world.passes(hours=2)).posts
    await ana.says('/member remove @ben "Changed employer"')
    assert not told((await world.passes(days=1)).posts, "Slides")


async def test_a_closed_group_reminds_nobody(world: World) -> None:
    ana, *_ = await three(world)
    await ana.says('/reminder add Report "every day 12:00" to:home')
    assert "/reminder cancel" in (await ana.says("/reminder list")).text
    assert (await ana.says("/group close reason:Done name:Tea")).ok
    listed = (await ana.says("/reminder list")).text
    assert "Report" in listed
    assert "/reminder cancel" not in listed
    assert not [post for post in (await world.passes(days=3)).posts if post.startswith("Reminder")]


# What is refused


@pytest.mark.parametrize(
    ("line", "why", "text"),
    [
        ("Tea yesterday", Why.MALFORMED, "has passed"),
        ("Tea every morning", Why.MALFORMED, "Say at what hour: write every day 9:00."),
        ('Tea friday every:"every friday evening"', Why.MALFORMED, "write every friday 18:00."),
        ('Tea "in 6 years"', Why.MALFORMED, "more than five years away"),
        ('Tea "every second tuesday"', Why.MALFORMED, "Please write it out as you mean it."),
        ('Tea "30 february"', Why.MALFORMED, "There is never such a day"),
        ('Tea "now and then"', Why.MALFORMED, "I cannot read “now and then” as a moment, nor how often."),
        ('Tea "tomorrow at 3"', Why.MALFORMED, "can be two moments"),
        ('Tea friday every:"every 5 minutes"', Why.MALFORMED, "The shortest rhythm is once an hour"),
        ('Tea "every friday" every:week', Why.MALFORMED, "Say when it comes first"),
        ("Tea friday to:nobody", Why.NOT_FOUND, "I know nobody and no stakeholder group called “nobody”"),
        ("Tea friday to:@eve", Why.NOT_FOUND, "has no seat in Tea"),
    ],
)
async def test_what_does_not_fit_is_refused(world: World, line: str, why: Why, text: str) -> None:
    ana, *_ = await three(world)
    heard = await ana.says(f"/reminder add {line}")
    assert heard.why is why
    assert text in heard.text


async def test_observers_remind_themselves_only(world: World) -> None:
    await three(world)
    dan = world.person("dan")
    await dan.says("/member join civil role:observer")
    assert (await dan.says("/reminder add Tea tomorrow")).ok
    assert (await dan.says("/reminder add Tea tomorrow to:home")).why is Why.NOT_ALLOWED


async def test_nobody_can_set_more_for_others_than_they_can_answer_for(world: World) -> None:
    ana, *_ = await three(world)
    for _ in range(20):
        assert (await ana.says("/reminder add Tea tomorrow to:@ben")).ok
    heard = await ana.says("/reminder add Tea tomorrow to:home")
    assert heard.why is Why.CONFLICT
    assert "You have 20 such reminders standing already." in heard.text
    assert (await ana.says("/reminder add Tea tomorrow")).ok
    await world.passes(days=1)
    assert (await ana.says("/reminder add Tea tomorrow to:home")).ok


async def test_what_can_be_named_is_suggested(world: World) -> None:
    ana, *_ = await three(world)
    assert await ana.wonders("reminder add", "to") == [
        "me", "home", "facilitator", "coordinator", "government", "private sector", "civil society",
        "technical community", "ana", "ben", "cleo",
    ]  # fmt: skip
    await ana.says("/reminder add Slides tomorrow")
    assert await ana.wonders("reminder cancel", "reminder", "sli") == ["N-1"]


async def test_without_a_time_a_form_asks_for_it(world: World) -> None:
    ana, *_ = await three(world)
    form = await ana.opens("/reminder add Slides")
    heard = await ana.fills(form, when="every friday", to="home")
    assert "I remind the whole group every Friday at 09:00" in heard.text
