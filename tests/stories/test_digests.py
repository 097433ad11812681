"""Digests: each reader's own, on their clock and in their language, and only when there is something to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.boundary import Door, Reply
from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, four, seated
from tests.world import Actor, Heard, World


def digests(heard: Heard, name: str) -> list[str]:
    """The digests that somebody was sent during a step."""
    return [text for text in heard.told(name) if text.startswith(("Digest of", "Synthèse de"))]


def at(zone: str, *moment: int) -> datetime:
    year, month, day, hour, minute = moment
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def ask(actor: Actor, question: str, closes: str) -> None:
    heard = await actor.says(f'/poll open "{question}" closes:"{closes}"')
    assert heard.ok, heard.text


# What stands in it


async def test_a_digest_tells_what_needs_one_what_was_decided_what_comes_and_who_takes_part(
    world: World,
) -> None:
    ana, ben, cleo, dan = await four(world)
    assert (await ben.says("/digest schedule weekly")).ok
    await ask(ana, "Tea?", "in 3 days")
    for actor in (ana, ben, cleo, dan):
        await actor.says("/poll vote P-1 yes")
    await ask(ana, "Milk?", "in 10 days")
    await cleo.says("/poll vote P-2 no")
    (digest,) = digests(await world.passes(days=8), "ben")
    lines = [line for line in digest.splitlines() if line.strip()]
    assert lines == [
        "Digest of Tea",
        "1 thing needs you",
        "P-2 waits for your ballot: Milk? (closes Friday 11 December 2026, 09:00 UTC)",
        "[1] Yes  [2] No  [3] Abstain",
        "Decided since Tuesday 1 December 2026",
        "P-1 passed: “Tea?” It passed with 4 of 4 in favour; 3 were needed (more than 1/2 of yes and no in favour).",
        "Coming up until Tuesday 15 December 2026",
        "P-2 closes Friday 11 December 2026, 09:00 UTC: “Milk?”",
        "Who takes part",
        "Ballots in 2 polls – government: 2 of 4 voted, private sector: 2 of 2 voted and civil society: 1 of 2 voted",
        "[4] Balance in numbers  [5] Pause these digests",
    ]
    assert (await ben.presses("Yes")).ok
    # It is done, so it needs ben no more; what was told is not told again.
    (later,) = digests(await world.passes(days=7), "ben")
    assert "needs you" not in later
    assert "P-1" not in later
    assert "P-2 did not pass" in later


async def test_coordinators_see_who_is_not_heard_and_what_is_not_answered(world: World) -> None:
    ana, ben, _, dan = await four(world)
    scheduled = await ana.says("/digest schedule weekly to:coordinators")
    assert "Each coordinator of Tea gets a digest every week" in scheduled.text
    await ben.says("/digest schedule weekly")
    assert (await ana.says('/poll open "Send it?" closes:"in 9 days" method:consent')).ok
    await ana.says("/poll vote P-1 agree")
    await dan.says('/poll vote P-1 object reason:"Too long"')
    heard = await world.passes(days=8)
    (full,), (plain,) = digests(heard, "ana"), digests(heard, "ben")
    assert "“Send it?” Not heard yet: private sector." in full
    assert "O-1 against P-1 has no answer yet." in full
    assert "O-1 against P-1 waits for an answer: Too long" in full
    for text in (full, plain):
        assert (
            "government: 1 of 2 voted, private sector: 0 of 1 voted and civil society: 1 of 1 voted" in text
        )
    assert "Not heard" not in plain
    assert "no answer" not in plain
    # What is missing can be asked for at once, of all who have not voted alike.
    reminded = await ana.presses("Remind about P-1")
    assert reminded.ok, reminded.text
    assert reminded.told("cleo")


async def test_the_balance_is_told_in_numbers_behind_the_button(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says("/digest schedule weekly")
    await ask(ana, "Tea?", "in 9 days")
    for actor in (ana, ben, cleo):
        await actor.says("/poll vote P-1 yes")
    await world.passes(days=8)
    numbers = await ana.presses("Balance in numbers")
    assert "government:     2 of 2 (67 % of all)" in numbers.text
    assert "civil society:  0 of 1 (0 % of all)" in numbers.text
    assert "technical" not in numbers.text  # Nobody sits for it.
    assert "0.444 (0 is equal)" in numbers.text
    assert "0.579 (1 is equal)" in numbers.text
    assert "25.00 points away" in numbers.text
    assert (await dan.says("/digest balance")).text == numbers.text.replace(
        "since Tuesday 1", "since Wednesday 2"
    )


async def test_a_charter_that_was_adopted_is_told(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule weekly")
    assert (await ana.says("/group charter propose apache-lazy-consensus")).ok
    (digest,) = digests(await world.passes(days=8), "ben")
    assert "Decided since Tuesday 1 December 2026\nThe charter “" in digest
    assert "is in force, as version 1." in digest


async def test_secret_polls_tell_who_took_part_and_nothing_else(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/digest schedule weekly")
    assert (await ana.says('/poll open "Trust us?" closes:"in 9 days" secret:yes')).ok
    await ben.says("/poll vote P-1 no")
    (digest,) = digests(await world.passes(days=8), "ana")
    assert "government: 1 of 2 voted" in digest
    assert "Not heard yet: private sector and civil society." in digest


async def test_at_most_fifteen_lines_and_the_rest_on_pages(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule weekly")
    for number in range(12):
        await ask(ana, f"Question {number}?", "in 3 days")
    for number in range(12, 24):
        await ask(ana, f"Question {number}?", "in 9 days")
    await ask(ana, "Planned?", "in 30 days")
    (digest,) = digests(await world.passes(days=8), "ben")
    lines = [line for line in digest.splitlines() if line.strip()]
    assert len(lines) == 15
    for heading in ("13 things need you", "Decided since", "Coming up until", "Who takes part"):
        assert heading in digest
    more = await ben.presses("More")
    assert "Digest of Tea, further: 1 of 4" in more.text
    told = digest + more.text
    for page in (2, 3, 4):
        more = await ben.presses("More")
        assert f"further: {page} of 4" in more.text
        told += more.text
    for number in range(12):
        assert told.count(f"“Question {number}?”") == 1
    for number in range(12, 24):
        assert told.count(f"waits for your ballot: Question {number}?") == 1
        assert told.count(f"“Question {number}?”") == 1
    assert "[" not in more.text  # Nothing comes after the last page.
    assert (await ben.says("/digest more 5")).why is Why.NOT_FOUND
    assert "further: 2 of 4" in (await ben.says("/digest more 2")).text
    shown = await ben.says("/digest now")
    assert len([line for line in shown.text.splitlines() if line.strip()]) <= 15
    assert "further: 1 of" in (await ben.presses("More")).text


async def test_what_happens_at_the_very_moment_of_a_digest_is_told_once(world: World) -> None:
    """Many things are due at nine: some before the digest, some after it. None is lost, none told twice."""
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule weekly")
    await ask(ana, "Closing just then?", "in 7 days")
    (first,) = digests(await world.passes(days=7), "ben")
    assert "P-1 did not pass: “Closing just then?”" in first
    await ask(ana, "Withdrawn just after?", "in 5 days")
    await ana.says('/poll withdraw P-2 "A mistake."')
    (second,) = digests(await world.passes(days=7), "ben")
    assert "P-2 was withdrawn" in second
    assert "P-1" not in second


# When it comes, and when not


async def test_when_there_is_nothing_to_say_none_comes(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule monday")
    assert not digests(await world.passes(days=21), "ben")
    nothing = await ben.says("/digest now")
    assert "nothing needs you" in nothing.text
    await ask(ana, "Tea?", "in 10 days")
    assert len(digests(await world.passes(days=7), "ben")) == 1
    # Who takes part is no news by itself, unless one asks for nothing else.
    await ben.says("/poll vote P-1 yes")
    await world.passes(days=7)
    await ask(ana, "A long one?", "in 60 days")
    await ben.says("/poll vote P-2 yes")
    assert not digests(await world.passes(days=7), "ben")
    await ben.says("/digest schedule monday sections:participation")
    (numbers,) = digests(await world.passes(days=7), "ben")
    assert "1 of 2 voted" in numbers
    assert "Coming" not in numbers


async def test_weekly_for_a_year_on_two_clocks_and_in_two_languages(world: World) -> None:
    """Mondays at nine by each reader's own clock, through both nights on which clocks change, with
    restarts in between: each exactly once."""
    ana, ben, *_ = await four(world)
    await ana.says("/zone New York")
    await ben.says("/zone Europe/Paris")
    await ben.says("/language fr")
    await ben.says("/member role @ben coordinator")
    await ana.says("/member role @ben coordinator")
    scheduled = await ana.says("/digest schedule every monday 9:00 to:coordinators")
    assert "Monday 7 December 2026, 09:00 America/New_York" in scheduled.text
    await ask(ana, "All the year?", "2027-11-30")
    clocks = {"ben": "Europe/Paris", "ana": "America/New_York"}
    words = {"ben": "attend votre bulletin", "ana": "waits for your ballot"}
    for week in range(52):
        monday = date(2026, 12, 7) + timedelta(weeks=week)
        for name, zone in clocks.items():  # Paris is ahead of New York all year.
            assert (await world.person(name).says("/me")).ok  # They are here, and only look.
            nine = at(zone, monday.year, monday.month, monday.day, 9, 0)
            # Around the nights on which clocks change, to the minute.
            if monday.month in (3, 4, 10, 11):
                assert not digests(await world.passes_until(nine - timedelta(minutes=1)), name)
                if name == "ben":
                    await world.restarts()
            (digest,) = digests(await world.passes_until(nine), name)
            assert words[name] in digest
            assert zone in digest
            assert not digests(await world.passes(minutes=1), name)


async def test_after_three_without_a_press_only_what_needs_one_is_sent(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")

    async def week(number: int, closes: str = "in 4 days") -> list[str]:
        await ask(ana, f"Week {number}?", closes)
        return digests(await world.passes(days=7), "ben")

    for number in range(3):
        (digest,) = await week(number, "in 6 days 20 hours" if number == 0 else "in 7 days")
        assert "Who takes part" in digest
    (brief,) = await week(3, "in 9 days")
    assert "You have not pressed or typed anything here since the last three digests" in brief
    assert "Week 3?" in brief
    for missing in ("Decided", "Coming up", "Who takes part", "Balance"):
        assert missing not in brief
    # Looking is enough to be there again; what was left out is told then.
    assert (await ben.says("/help")).ok
    (full,) = await week(4)
    assert "You have not pressed" not in full
    for number in (2, 3):
        assert f"“Week {number}?”" in full
    assert "Who takes part" in full


async def test_a_press_counts_and_so_does_a_ballot(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    for number in range(5):
        await ask(ana, f"Week {number}?", "in 9 days")
        (digest,) = digests(await world.passes(days=7), "ben")
        assert "You have not pressed" not in digest
        if number == 2:
            assert (await ben.presses("Yes")).ok


async def test_silence_without_needs_is_silence(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    for number in range(3):
        await ask(ana, f"Week {number}?", "in 4 days")
        assert len(digests(await world.passes(days=7), "ben")) == 1
    # The polls are over, so nothing needs him: a fourth would only tell what was decided.
    assert not digests(await world.passes(days=28), "ben")


async def test_what_was_missed_while_we_were_down_comes_once(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    await ask(ana, "Tea?", "in 90 days")
    world.stage.clock.move(timedelta(days=30))
    (digest,) = digests(await world.restarts(), "ben") or digests(await world.passes(minutes=1), "ben")
    assert "needs you" in digest
    assert "next Monday 4 January 2027, 09:00 UTC" in (await ben.says("/digest list")).text
    assert len(digests(await world.passes_until(at("UTC", 2027, 1, 4, 9, 0)), "ben")) == 1


async def test_who_moves_gets_it_on_the_new_clock(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday 9:00")
    await ask(ana, "Tea?", "in 40 days")
    await ben.says("/zone America/New_York")
    assert not digests(await world.passes_until(at("America/New_York", 2026, 12, 7, 8, 59)), "ben")
    assert len(digests(await world.passes(minutes=1), "ben")) == 1
    await ben.says("/zone Tokyo")  # Nine in Tokyo comes before nine in New York: it is late once.
    assert len(digests(await world.passes_until(at("America/New_York", 2026, 12, 14, 9, 0)), "ben")) == 1
    assert not digests(await world.passes_until(at("Asia/Tokyo", 2026, 12, 21, 8, 59)), "ben")
    assert len(digests(await world.passes(minutes=1), "ben")) == 1


# Pausing and stopping


async def test_a_digest_is_paused_by_its_button_and_resumed(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    await ask(ana, "Tea?", "in 80 days")
    assert len(digests(await world.passes(days=7), "ben")) == 1
    paused = await ben.presses("Pause these digests")
    assert "/digest resume" in paused.text
    assert (await ben.says("/digest pause")).why is Why.CONFLICT
    assert "paused" in (await ben.says("/digest list")).text
    await world.restarts()
    assert not digests(await world.passes(days=28), "ben")
    assert (await ben.says("/digest resume")).ok
    assert (await ben.says("/digest resume")).why is Why.CONFLICT
    assert len(digests(await world.passes(days=7), "ben")) == 1
    until = await ben.says('/digest pause until:"in 3 weeks"')
    assert "It comes again Monday 8 February 2027, 09:00 UTC" in until.text
    assert not digests(await world.passes(days=26), "ben")
    assert len(digests(await world.passes(days=1), "ben")) == 1
    assert (await ben.says("/digest stop")).ok
    assert not digests(await world.passes(days=14), "ben")
    assert (await ben.says("/digest stop")).why is Why.NOT_FOUND
    assert (await ben.says("/digest pause")).why is Why.NOT_FOUND


async def test_a_pause_touches_nobody_else(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/member role @ben coordinator")
    await ana.says("/digest schedule every monday to:coordinators")
    await ask(ana, "Tea?", "in 40 days")
    heard = await world.passes(days=7)
    assert (len(digests(heard, "ana")), len(digests(heard, "ben"))) == (1, 1)
    assert (await ben.presses("Pause these digests")).ok
    heard = await world.passes(days=7)
    assert (len(digests(heard, "ana")), len(digests(heard, "ben"))) == (1, 0)


async def test_another_rhythm_takes_the_place_of_the_first(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    assert (await ben.says("/digest schedule every monday")).why is Why.CONFLICT
    assert (await ben.says("/digest schedule every thursday sections:needs,coming")).ok
    listed = (await ben.says("/digest list")).text
    assert "every Thursday at 09:00, with needs and coming only; next Thursday 3 December" in listed
    assert "Monday" not in listed
    await ask(ana, "Tea?", "in 40 days")
    (digest,) = digests(await world.passes(days=8), "ben")
    assert "Who takes part" not in digest


# Whose it is


async def test_coordinators_come_and_go_and_their_digest_with_them(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/digest schedule every monday to:coordinators")
    await ask(ana, "Tea?", "in 60 days")
    await ana.says("/member role @ben coordinator")
    assert digests(await world.passes(days=7), "ana")
    heard = await world.passes(days=7)
    assert (len(digests(heard, "ana")), len(digests(heard, "ben"))) == (1, 1)
    await ben.says("/member role @ana member")
    heard = await world.passes(days=7)
    assert (len(digests(heard, "ana")), len(digests(heard, "ben"))) == (0, 1)
    assert (await ana.says("/digest stop coordinators")).why is Why.NOT_ALLOWED
    assert (await ben.says("/digest stop coordinators")).ok
    assert not digests(await world.passes(days=14), "ben")
    kinds = await entries(world)
    assert (kinds.count("digest.scheduled"), kinds.count("digest.stopped")) == (1, 1)
    assert (await facts(world, "digest.scheduled"))[0]["to"] == "coordinators"
    assert "set up a digest" in (await ben.says("/record show")).text


async def test_a_digest_waits_for_the_end_of_quiet_hours_and_tells_how_things_are_then(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/member role @ben coordinator")
    await ana.says("/digest schedule every day 9:00 to:coordinators")
    assert (await ben.says("/reminder quiet 22:00-10:00")).ok
    await ask(ana, "Tea?", "in 6 days")
    heard = await world.passes(hours=24)
    assert len(digests(heard, "ana")) == 1
    assert not digests(heard, "ben"), "it is 9:00"
    await ask(ana, "Milk?", "in 6 days")
    (digest,) = digests(await world.passes(hours=1), "ben")
    assert "P-2 waits for your ballot: Milk?" in digest
    assert len(digests(await world.passes(hours=24), "ben")) == 1, "one a day"


async def test_one_s_own_digest_is_no_matter_of_the_record(world: World) -> None:
    _, ben, *_ = await four(world)
    await ben.says("/digest schedule every monday")
    await ben.says("/digest stop")
    assert not [kind for kind in await entries(world) if kind.startswith("digest")]


async def test_a_home_gets_one_in_the_words_and_on_the_clock_of_the_group(world: World) -> None:
    ana, ben, *_ = await four(world)
    await ana.says("/group set zone:Nairobi")
    await ana.says("/group home group:Tea", "#board")
    away = await ana.says("/digest schedule every friday to:home group:Tea", "#elsewhere")
    assert away.why is Why.CONFLICT
    assert (await ana.whispers("/digest schedule every friday to:home")).why is Why.CONFLICT
    scheduled = await ana.says("/digest schedule every friday to:home", "#board")
    assert "This channel gets a digest of Tea every Friday at 09:00" in scheduled.text
    await ask(ana, "Tea?", "in 6 days")
    heard = await world.passes_until(at("Africa/Nairobi", 2026, 12, 4, 9, 0))
    digest = heard.post("#board")
    assert digest.startswith("Digest of Tea")
    assert "needs you" not in digest
    assert "[" not in digest
    for number in range(20):
        await ask(ana, f"More {number}?", "in 3 days")
    heard = await world.passes(days=7)
    assert "[1] More" in heard.post("#board")
    more = await ben.presses("More")
    assert "further: 1 of" in more.text  # Whoever reads there reads on, privately.
    # A channel that is no home any more gets nothing.
    assert (await ana.says("/group home remove", "#board")).ok
    assert not [post for post in (await world.passes(days=14)).posts if post.startswith("Digest")]


async def test_who_leaves_gets_none_and_a_closed_group_sends_none(world: World) -> None:
    ana, ben, *_ = await four(world)
    for actor in (ana, ben):
        await actor.says("/digest schedule every monday")
    await ask(ana, "Tea?", "in 10 days")
    await ben.says("/member leave")
    heard = await world.passes(days=7)
    assert (len(digests(heard, "ana")), len(digests(heard, "ben"))) == (1, 0)
    await world.passes(days=5)
    assert (await ana.says('/group close "Done." name:Tea')).ok
    assert not (await world.passes(days=30)).posts
    assert (await ana.says("/digest now")).ok  # It can still be read.


async def test_somebody_else_cannot_read_on(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    await ben.says("/digest schedule every monday")
    for number in range(20):
        await ask(ana, f"Question {number}?", "in 20 days")
    await world.passes(days=7)
    button = next(
        button
        for message in world.stage.recorder.messages.values()
        for block in message.view.blocks
        for button in getattr(block, "buttons", ())
        if button.path == "digest more"
    )
    key = dict(button.values)["digest"]
    pressed = cleo.request("/digest more")
    forged = replace(
        pressed,
        line="",
        path="digest more",
        door=Door.PRESS,
        given={"group": "1", "digest": key, "page": "1"},
    )
    answer = await world.sends(forged)
    assert isinstance(answer, Reply)
    assert answer.why is Why.NOT_ALLOWED
    forged = replace(forged, id="other", path="digest pause", given={"group": "1", "digest": key})
    answer = await world.sends(forged)
    assert isinstance(answer, Reply)
    assert answer.why is Why.NOT_ALLOWED


@pytest.mark.parametrize(
    ("line", "why", "says"),
    [
        ("/digest schedule hourly", Why.MALFORMED, "once a day at most"),
        ("/digest schedule FREQ=DAILY;BYHOUR=9,17", Why.MALFORMED, "once a day at most"),
        ("/digest schedule whenever", Why.MALFORMED, "whenever"),
        ("/digest schedule FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", Why.MALFORMED, ""),
        ("/digest schedule monday sections:weather", Why.MALFORMED, "needs, decided, coming, participation"),
        ("/digest schedule monday to:coordinators", Why.NOT_ALLOWED, "Only a coordinator"),
        ("/digest schedule monday to:home", Why.NOT_ALLOWED, "Only a coordinator"),
        ("/digest schedule monday to:everybody", Why.MALFORMED, "coordinators"),
        ("/digest stop home", Why.NOT_ALLOWED, "Only a coordinator"),
        ("/digest stop", Why.NOT_FOUND, "/digest schedule"),
        ("/digest pause coordinators", Why.NOT_FOUND, "/digest schedule monday to:coordinators"),
        ("/digest pause home", Why.NOT_ALLOWED, "Only a coordinator"),
        ("/digest resume", Why.NOT_FOUND, "/digest schedule"),
        ("/digest more", Why.NOT_FOUND, "/digest now"),
        ("/digest send x", Why.UNKNOWN_COMMAND, ""),
    ],
)
async def test_what_cannot_be_is_refused_and_says_what_to_do(
    world: World, line: str, why: Why, says: str
) -> None:
    _, ben, *_ = await four(world)
    refused = await ben.says(line)
    assert refused.why is why, refused.text
    assert says in refused.text
    assert "no digests for you" in (await ben.says("/digest list")).text


async def test_a_pause_until_yesterday_is_refused(world: World) -> None:
    _, ben, *_ = await four(world)
    await ben.says("/digest schedule monday")
    assert (await ben.says("/digest pause until:2026-11-01")).why is Why.MALFORMED


async def test_who_has_no_seat_gets_no_digest(world: World) -> None:
    await seated(world, ana=GOVERNMENT, ben=PRIVATE)
    zoe = world.person("zoe")
    assert (await zoe.says("/digest schedule monday")).why is Why.NOT_ALLOWED
    assert (await zoe.says("/digest now")).why is Why.NOT_ALLOWED


async def test_two_groups_two_digests_and_needs_of_the_other_are_named(world: World) -> None:
    ana, ben = await seated(world, ana=GOVERNMENT, ben=CIVIL)
    await ana.says("/group create Coffee", "#coffee")
    await ben.says('/member join "civil society"', "#coffee")
    await ben.says("/digest schedule monday")
    heard = await ana.says('/poll open "Beans?" closes:"in 20 days"', "#coffee")
    assert heard.ok
    (digest,) = digests(await world.passes(days=7), "ben")
    assert "Coffee: P-1 waits for your ballot: Beans?" in digest
