"""What people naturally type, and what only looks right: found by trying the product out."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.founding import seats_of, tea
from tests.world import Actor, World


async def facilitated(world: World) -> Actor:
    ana = await tea(world)
    await ana.says("/member join government")
    return ana


# Words that are not in quotes


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ('/poll open "Tea?" closes:in 2 days', "Thursday 3 December 2026, 09:00"),
        ('/poll open "Tea?" closes: "in 2 days"', "Thursday 3 December 2026, 09:00"),
        ("/poll open Tea? closes:friday 15:00", "Friday 4 December 2026, 15:00"),
        (
            '/poll open "Tea?" options:Green, Black closes:tomorrow noon method:choice',
            "2 December 2026, 12:00",
        ),
    ],
)
async def test_a_moment_may_stand_without_quotes(world: World, line: str, closes: str) -> None:
    ana = await facilitated(world)
    opened = await ana.says(line)
    assert opened.ok
    assert closes in opened.text
    assert opened.posts[0].startswith("P-1: Tea?\n")


async def test_a_reason_may_stand_without_quotes(world: World) -> None:
    ana = await facilitated(world)
    await ana.says('/poll open "Tea?"')
    assert (await ana.says("/poll vote P-1 no reason:The pot: it is missing.")).ok
    assert (await ana.says("/poll withdraw P-1 reason:No longer needed")).ok
    assert "No longer needed" in (await ana.says("/poll show P-1")).text


async def test_a_setting_of_several_words_never_renames_the_group(world: World) -> None:
    ana = await tea(world)
    assert (await ana.says("/group set about:Drafts the report")).ok
    assert (await ana.says("/group set zone:New York")).ok
    shown = (await ana.says("/group show")).text
    assert shown.startswith("Tea WG\n")
    assert "Drafts the report" in shown
    assert "America/New_York" in shown


@pytest.mark.parametrize(
    "line",
    [
        '/poll open "Tea?" deadline:"in 2 days"',
        '/poll open "Tea?" duration:3d',
        '/poll open Shall we have tea? deadline:"in 2 days"',
        '/poll open "Tea?" "Green | Black"',
    ],
)
async def test_what_looks_like_a_parameter_never_becomes_part_of_the_question(
    world: World, line: str
) -> None:
    ana = await facilitated(world)
    refused = await ana.says(line)
    assert refused.why is Why.MALFORMED
    assert "belongs to" in refused.text or "nothing of this name" in refused.text
    assert "no such polls" in (await ana.says("/poll list")).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('/reminder add "Send minutes" at:friday', '/reminder add "Send minutes" when:friday'),
        ("/reminder add Send minutes at:friday", "/reminder add Send minutes when:friday"),
        (
            '/reminder add "Send minutes" when:friday at:10:00',
            '/reminder add "Send minutes" when:"friday 10:00"',
        ),
        ("/action add Draft for:@ana by:friday", "/action add Draft who:@ana due:friday"),
        ('/poll open "Tea?" until:"in 9 days"', '/poll open "Tea?" closes:"in 9 days"'),
        ('/poll open title:"Tea?"', '/poll open question:"Tea?"'),
        ("/member away from:friday to:saturday", "/member away since:friday until:saturday"),
        ("/rota create scribe every:monday at:10:00", '/rota create scribe every:"monday 10:00"'),
    ],
)
async def test_another_name_for_a_parameter_is_told_with_the_line_to_write(
    world: World, typed: str, meant: str
) -> None:
    ana = await facilitated(world)
    refused = await ana.says(typed)
    assert refused.why is Why.MALFORMED
    assert f"write {meant}" in refused.text
    assert (await ana.says(meant)).ok


async def test_a_text_with_a_colon_in_it_stays_whole(world: World) -> None:
    ana = await facilitated(world)
    for text in ("Agenda: budget", "Dues: collect them", "See https://example.org/by:x", "Tea at 10:30"):
        assert (await ana.says(f"/action add {text} due:friday")).ok
        assert text in (await ana.says("/action list")).text
    assert (await ana.says('/action add "by:friday note: call" due:friday')).ok


async def test_a_colon_in_a_question_is_no_parameter(world: World) -> None:
    ana = await facilitated(world)
    opened = await ana.says("/poll open Fridays: shall we have tea: green?")
    assert opened.posts[0].startswith("P-1: Fridays: shall we have tea: green?\n")


async def test_a_role_may_follow_the_stakeholder_group(world: World) -> None:
    ana = await tea(world)
    assert (await ana.says("/member add @ben civil society facilitator")).ok
    assert (await world.person("cam").says("/member join technical community observer")).ok
    seats = await seats_of(world)
    assert (seats["ben"].stakeholder, seats["ben"].role) == ("civil society", "facilitator")
    assert (seats["cam"].stakeholder, seats["cam"].role) == ("technical community", "observer")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/vote P-1 yes", "/poll vote"),
        ("/join government", "/member join"),
        ("/opne Tea?", "/poll open"),
        ("/poll opne Tea?", "/poll open"),
        ("/pol open Tea?", "/poll open"),
    ],
)
async def test_an_unknown_command_names_the_one_that_was_meant(world: World, typed: str, meant: str) -> None:
    refused = await world.person("ana").says(typed)
    assert refused.why is Why.UNKNOWN_COMMAND
    assert meant in refused.text.partition("The nearest: ")[2].splitlines()[0]


# What nobody sees


@pytest.mark.parametrize("blank", ["\u200b", "\u202e\u2066", "\ufeff", "\u3164", "\u2800"])
async def test_nothing_to_be_seen_is_nothing(world: World, blank: str) -> None:
    ana = await facilitated(world)
    assert (await ana.says(f'/poll open "{blank}"')).why is Why.INCOMPLETE
    assert (await ana.says(f'/poll open "Tea?" method:choice options:"Green | {blank}"')).why is Why.MALFORMED
    assert (await ana.says(f'/group create "{blank}"', "#two")).why is Why.INCOMPLETE


async def test_options_and_names_that_only_look_alike_are_the_same(world: World) -> None:
    ana = await facilitated(world)
    refused = await ana.says('/poll open "Tea?" method:choice options:"Green | Gre\u200ben"')
    assert "Nobody could tell these options apart" in refused.text
    assert (await ana.says('/group create "Tea\u200b WG"', "#two")).why is Why.MALFORMED


async def test_a_number_that_is_also_a_label_can_be_told_apart(world: World) -> None:
    ana = await facilitated(world)
    await ana.says('/poll open "How many pots?" method:choice options:"2 | 1"')
    refused = await ana.says("/poll vote P-1 1")
    assert refused.why is Why.MALFORMED
    assert "such as #1" in refused.text
    assert "counted: 2" in (await ana.says("/poll vote P-1 #1")).text


# Several languages


async def test_a_default_stakeholder_group_is_understood_in_every_language(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tisane language:fr")
    assert (await ana.says("/member join government")).ok
    assert (await ana.says('/member add @ben "civil society" facilitator')).ok
    assert (await ana.says("/member import @cam, secteur privé | @dan, technical community")).ok
    seats = await seats_of(world)
    assert [seats[name].stakeholder for name in ("ana", "ben", "cam", "dan")] == [
        "pouvoirs publics",
        "société civile",
        "secteur privé",
        "communauté technique",
    ]
    unknown = await ana.says("/member add @eve business")
    assert unknown.why is Why.NOT_FOUND


# Forms that can only be typed


async def test_a_form_in_plain_text_says_what_the_button_chose(world: World) -> None:
    ana = await facilitated(world)
    await ana.says('/poll open "Tea?" method:consent')
    asked = await ana.presses("Object", on="P-1")
    assert asked.why is Why.INCOMPLETE
    line = asked.text.splitlines()[-1]
    assert line == "/poll vote poll:P-1 reason:… choice:object"
    assert (await ana.says(line.replace("…", '"Too hot."'))).ok
    assert "P-1 Tea? (open" in (await ana.says("/poll show")).text


@pytest.mark.parametrize("threshold", ["simple majority", "two thirds", "unanimous", "majorité simple"])
async def test_thresholds_have_the_names_that_people_know(world: World, threshold: str) -> None:
    ana = await facilitated(world)
    assert (await ana.says(f'/poll open "Tea?" threshold:"{threshold}"')).ok


async def test_a_quorum_of_all_does_not_read_like_one_person(world: World) -> None:
    ana = await facilitated(world)
    await world.person("ben").says("/member join civil society")
    opened = await ana.says('/poll open "Tea?" closes:"in 2 days" quorum:1 group_quorum:100%')
    assert "For the quorum everybody on the roll who is not away has to take part." in opened.posts[0]
    assert "Everybody of each stakeholder group who is not away has to take part." in opened.posts[0]
    await ana.says("/poll vote P-1 yes")
    closed = await world.passes(days=2)
    assert "Too few took part for the quorum: 1, where 2 were needed." in closed.post()
