"""Oneself: what needs me, the help, my language and zone."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from commands import FEATURES
from tests.world import World

TYPED = [
    handles.command for feature in FEATURES for handles in feature.handles if handles.command.right.of_people
]


async def tea(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says('/group create "Tea WG"')
    await ben.says("/member join government")


# What needs me


async def test_who_has_nothing_to_do_is_told_what_one_can_do(world: World) -> None:
    me = await world.person("ana").whispers("/me")
    assert me.ok
    assert "Nothing needs you now." in me.text
    assert "/group create NAME" in me.text
    assert "/help" in me.text


async def test_me_shows_every_group_wherever_one_asks(world: World) -> None:
    await tea(world)
    ana, ben = world.people("ana", "ben")
    await ben.says("/group create Coffee", "#coffee")
    for heard in (await ben.says("/me"), await ben.says("/me", "#elsewhere"), await ben.whispers("/me")):
        assert "Tea WG: member for government" in heard.text
        assert "Coffee: coordinator" in heard.text
        assert "Set Coffee up: step 1 of 5." in heard.text
    # Who already sits with others has set up by hand.
    assert "Set Tea WG up" not in (await ana.says("/me")).text


async def test_who_has_no_seat_in_the_group_of_a_channel_can_take_one_at_once(world: World) -> None:
    await tea(world)
    cleo = world.person("cleo")
    shown = (await cleo.says("/me")).text
    assert (
        "This is a channel of Tea WG, and you have no seat there. /member join STAKEHOLDER takes one."
        in shown
    )
    assert "/group create" not in shown
    assert "a channel of" not in (await world.person("ben").says("/me")).text
    asked = await cleo.presses("Join")
    assert "Tea WG" in asked.text or "stakeholder" in asked.text
    await cleo.says("/group create Coffee", "#coffee")
    assert "Coffee: coordinator" in (both := (await cleo.says("/me")).text)
    assert "a channel of Tea WG" in both


async def test_nothing_but_the_root_means_me(world: World) -> None:
    assert "Nothing needs you now." in (await world.person("ana").says("/wg")).text


# Help


async def test_the_help_lists_every_noun_and_first_what_one_can_do_now(world: World) -> None:
    await tea(world)
    ana, cleo = world.people("ana", "cleo")
    text = (await ana.says("/help")).text
    for noun in {command.path.partition(" ")[0] for command in TYPED}:
        assert f"/{noun}:" in text
    stranger = (await cleo.says("/help")).text
    assert stranger.index("/member join STAKEHOLDER") < stranger.index("/group:")
    await cleo.says("/group create Coffee", "#coffee")
    busy = (await cleo.says("/help", "#coffee")).text
    assert busy.startswith("1 thing needs you now: /me.")


@pytest.mark.parametrize("noun", sorted({command.path.partition(" ")[0] for command in TYPED}))
async def test_a_topic_has_twelve_lines_at_most_and_an_example(world: World, noun: str) -> None:
    heard = await world.person("ana").says(f"/help {noun}")
    assert heard.ok
    lines = heard.text.splitlines()
    assert len(lines) <= 12
    assert any(line.startswith("For example: /") for line in lines)
    for command in TYPED:
        if command.path.partition(" ")[0] == noun:
            assert f"/{command.path}" in heard.text


@pytest.mark.parametrize("path", sorted(command.path for command in TYPED))
async def test_every_command_has_a_page_of_its_own(world: World, path: str) -> None:
    heard = await world.person("ana").says(f"/help {path}")
    assert heard.ok
    assert f"/{path}" in heard.text
    assert len(heard.text.splitlines()) <= 12


async def test_commands_of_the_clock_are_nobodys_business(world: World) -> None:
    paths = [
        handles.command.path
        for feature in FEATURES
        for handles in feature.handles
        if not handles.command.right.of_people
    ]
    assert paths
    for path in paths:
        assert (await world.person("ana").says(f"/help {path}")).why is Why.NOT_FOUND
        assert (await world.person("ana").says(f"/{path}")).why is Why.UNKNOWN_COMMAND


@pytest.mark.parametrize(("typed", "near"), [("membr", "/help member"), ("member jion", "/help member join")])
async def test_an_unknown_topic_is_answered_with_the_nearest(world: World, typed: str, near: str) -> None:
    refused = await world.person("ana").says(f"/help {typed}")
    assert refused.why is Why.NOT_FOUND
    assert near in refused.text


async def test_a_topic_like_nothing_leads_to_the_list(world: World) -> None:
    refused = await world.person("ana").says("/help zzzzzz")
    assert refused.why is Why.NOT_FOUND
    assert "/help" in refused.text


async def test_a_noun_alone_is_a_question(world: World) -> None:
    assert "/member join" in (await world.person("ana").says("/member")).text


# Language


async def test_one_chooses_a_language_and_keeps_it(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    asked = await ben.says("/language")
    assert "English" in asked.text
    chosen = await ben.presses("français")
    assert chosen.ok
    assert "français" in chosen.text
    assert "as you chose" not in chosen.text
    await world.restarts()
    assert "Nothing needs you now." not in (await ben.says("/me")).text
    assert "Nothing was changed." not in (await ben.says("/member join academia")).text
    # Others are answered as before.
    assert "Your groups" in (await world.person("ana").says("/me")).text
    back = await ben.says("/language anglais")
    assert "I answer you in English" in back.text


async def test_auto_follows_the_group_again(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Thé language:fr")
    await ana.says("/language en")
    assert "Your groups" in (await ana.says("/me")).text
    auto = await ana.says("/language auto")
    assert "français" in auto.text
    assert "Your groups" not in (await ana.says("/me")).text


async def test_a_language_that_we_do_not_speak_is_refused(world: World) -> None:
    refused = await world.person("ana").says("/language klingon")
    assert refused.why is Why.MALFORMED
    assert "en (English) and fr (français)" in refused.text


# Zone


async def test_one_chooses_a_zone_and_moments_follow(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    assert "UTC counts, where it is 09:00 now" in (await ben.says("/zone")).text
    chosen = await ben.says("/zone new york")
    assert "America/New_York, where it is 04:00 now" in chosen.text
    assert "America/New_York" in (await ben.says("/member away monday friday")).text
    assert "UTC counts" in (await ben.says("/zone auto")).text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("naroibi", "The nearest: Africa/Nairobi"),
        ("EST", "I know no zone “EST”"),
        ("qqq", "such as Nairobi or Europe/Paris"),
    ],
)
async def test_an_unknown_zone_gets_suggestions(world: World, typed: str, says: str) -> None:
    ana = world.person("ana")
    refused = await ana.says(f"/zone {typed}")
    assert refused.why is Why.MALFORMED
    assert says in refused.text
    assert "You have chosen no zone." in (await ana.says("/zone")).text


async def test_personal_settings_are_no_entries(world: World) -> None:
    await tea(world)
    ben = world.person("ben")
    before = (await ben.says("/record verify")).text
    await ben.says("/zone Tokyo")
    await ben.says("/language fr")
    await ben.says("/language en")
    assert (await ben.says("/record verify")).text == before
