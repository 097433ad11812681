"""What every command can count on, whatever feature it belongs to: on both databases, told with tea."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace

import pytest

from bot.addresses import AccountRef
from bot.binding import KEY_MARK
from bot.boundary import Door, Reply, Request
from bot.people import Role
from bot.refusals import Why
from storage import groups, record
from storage.transaction import Transaction
from tests.engine import tea
from tests.world import Actor, World, text_of


async def open_house(world: World) -> tuple[Actor, Actor]:
    """Ana has founded a tea house; Ben is a member of it."""
    ana, ben = world.people("ana", "ben")
    assert (await ana.says("/tea house Ceylon")).ok
    assert (await ben.says("/tea sit member")).ok
    return ana, ben


async def house(world: World, channel: str = "main") -> int:
    """The id of the group at home in a channel."""

    def look(tx: Transaction) -> int:
        found = tx.context(None, tea.channel(channel), None).group
        assert found is not None
        return found.id

    return await world.reads(look)


async def kinds(world: World, channel: str = "main") -> list[str]:
    """What stands on the record of the group at home in a channel."""
    group = await house(world, channel)
    return [entry.kind for entry in await world.reads(lambda tx: list(record.entries(tx, group)))]


async def shelf(world: World) -> int:
    """How many cups there are."""
    group = await house(world)
    return await world.reads(lambda tx: tea.cups(tx, group))


# Done once, answered alike


async def test_a_request_that_comes_again_is_done_once_and_answered_alike(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    request = ana.request("/tea cup", id="the same")
    first = await tearoom.sends(request)
    assert await tearoom.sends(request) == first
    assert "C-1" in text_of(first)
    assert await shelf(tearoom) == 1


async def test_a_request_that_comes_again_after_a_restart_is_done_once(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    request = ana.request("/tea cup", id="the same")
    first = await tearoom.sends(request)
    await tearoom.restarts()
    assert await tearoom.sends(request) == first
    await ana.says("/tea cup")
    assert await tearoom.sends(request) == first
    assert await shelf(tearoom) == 2


async def test_a_request_that_comes_many_times_at_once_is_done_once(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    one, other = ana.request("/tea cup", id="one"), ben.request("/tea cup", id="other")
    answers = await asyncio.gather(*(tearoom.sends(request) for request in [one, other] * 10))
    assert await shelf(tearoom) == 2
    assert len({text_of(answer) for answer in answers[0::2]}) == 1
    assert len({text_of(answer) for answer in answers[1::2]}) == 1
    assert text_of(answers[0]) != text_of(answers[1])


async def test_an_answer_is_kept_for_a_week(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    request = ana.request("/tea cup", id="the same")
    await tearoom.sends(request)
    await tearoom.passes(days=6, hours=23)
    await tearoom.app.promises.sweep(tearoom.now)
    await tearoom.sends(request)
    assert await shelf(tearoom) == 1


async def test_a_refusal_changes_nothing_and_may_be_mended(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    request = ben.request("/tea drink C-1", id="the same")
    refused = await tearoom.sends(request)
    assert isinstance(refused, Reply)
    assert refused.why is Why.NOT_FOUND
    await ana.says("/tea cup")
    assert text_of(await tearoom.sends(request)) == "Drunk: C-1"


# Who may


def may(least: Role) -> list[Role]:
    return [role for role in Role if role.rank >= least.rank]


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("tea hello", list(Role)),
        ("tea watch", list(Role)),
        ("tea sip", may(Role.MEMBER)),
        ("tea pour", may(Role.FACILITATOR)),
        ("tea shut", may(Role.COORDINATOR)),
    ],
)
async def test_rights_by_role(tearoom: World, path: str, roles: list[Role]) -> None:
    await tearoom.person("ana").says("/tea house Ceylon")
    for role in Role:
        somebody = tearoom.person(f"one{role}")
        await somebody.says(f"/tea sit {role}")
        heard = await somebody.says(f"/{path}")
        assert heard.ok == (role in roles), (path, role, heard.text)
        assert heard.why == (None if role in roles else Why.NOT_ALLOWED)
        waiting = tearoom.person(f"waiting{role}")
        await waiting.says(f"/tea sit {role} pending:yes")
        heard = await waiting.says(f"/{path}")
        assert heard.ok == (Role.OBSERVER in roles), (path, role, heard.text)
    stranger = await tearoom.person("zoe").says(f"/{path}")
    assert stranger.ok == (path == "tea hello")
    if not stranger.ok:
        assert "no seat in Ceylon" in stranger.text
        assert "/member join" in stranger.text


async def test_what_was_not_allowed_is_not_on_the_record(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    assert not (await ben.says("/tea shut")).ok
    assert await kinds(tearoom) == ["tea.founded", "tea.seated"]


async def test_a_seat_that_waits_is_told_so(tearoom: World) -> None:
    await open_house(tearoom)
    zoe = tearoom.person("zoe")
    await zoe.says("/tea sit coordinator pending:yes")
    assert "waiting to be confirmed" in (await zoe.says("/tea sip")).text


async def test_a_channel_without_a_group_says_what_to_do(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    heard = await ana.says("/tea sip", "#elsewhere")
    assert heard.why is Why.NOT_FOUND
    assert "/group create" in heard.text
    heard = await tearoom.person("zoe").whispers("/tea sip")
    assert heard.why is Why.NOT_FOUND
    assert "You have no seat in any group yet." in heard.text


async def test_in_private_a_command_means_the_only_group(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    assert (await ben.whispers("/tea sip")).ok
    await ana.says("/tea house Assam", "#assam")
    await ben.says("/tea sit member", "#assam")
    heard = await ben.whispers("/tea sip")
    assert heard.why is Why.NOT_FOUND
    assert "group:" in heard.text
    assert (await ben.whispers("/tea sip group:assam")).ok
    assert (await kinds(tearoom, "assam"))[-1] == "tea.sip"


async def test_a_group_is_named_from_anywhere_by_those_who_sit_in_it(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    zoe = tearoom.person("zoe")
    await zoe.says("/tea house Assam", "#assam")
    assert (await ben.says("/tea sip group:CEYLON", "#assam")).ok
    heard = await ben.says("/tea sip group:Assam")
    assert heard.why is Why.NOT_FOUND
    assert "Assam" in heard.text
    assert await kinds(tearoom, "assam") == ["tea.founded"]


# Buttons


async def press(world: World, name: str, path: str, **given: str) -> Reply:
    """Presses a button that may not even exist."""
    who = AccountRef("console", "local", name)
    at = tea.channel("@" + name)
    request = Request(world.stage.callers.next_id(), who, at, Door.PRESS, path=path, given=given)
    answer = await world.sends(request)
    assert isinstance(answer, Reply), text_of(answer)
    return answer


async def test_a_button_acts_on_what_it_was_made_for(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    await ana.says("/tea cup")
    await ana.says("/tea cup")
    heard = await ana.presses("Drink", on="C-1")
    assert heard.text == "Drunk: C-1"


async def test_a_button_of_another_group_cannot_reach_this_one(tearoom: World) -> None:
    ana, _ = await open_house(tearoom)
    await ana.says("/tea cup")
    ceylon = await house(tearoom)
    zoe = tearoom.person("zoe")
    await zoe.says("/tea house Assam", "#assam")
    assam = await house(tearoom, "assam")
    # Zoe's own group and a cup of the other; the other group, where she has no seat.
    forged = await press(tearoom, "zoe", "tea drink", group=str(assam), cup=tea.Cup(ceylon, 1).key)
    assert forged.why is Why.NOT_FOUND
    forged = await press(tearoom, "zoe", "tea drink", group=str(ceylon), cup=tea.Cup(ceylon, 1).key)
    assert forged.why is Why.NOT_FOUND
    # The same answer as for what does not exist at all.
    missing = await press(tearoom, "zoe", "tea drink", group=str(assam), cup=tea.Cup(assam, 1).key)
    assert missing.why is Why.NOT_FOUND


async def test_a_forged_button_shows_nothing_of_a_group_that_cannot_be_seen_from_there(
    tearoom: World,
) -> None:
    await open_house(tearoom)
    ceylon = await house(tearoom)
    # Whoever sits in it, and whoever is in its home, may say hello; nobody else, unless it is public.
    assert (await press(tearoom, "ben", "tea hello", group=str(ceylon))).accepted
    assert (await tearoom.person("zoe").says("/tea hello")).ok
    assert (await press(tearoom, "zoe", "tea hello", group=str(ceylon))).why is Why.NOT_FOUND
    assert (
        await press(tearoom, "zoe", "tea sit", group=str(ceylon), role="coordinator")
    ).why is Why.NOT_FOUND
    await tearoom.app.store.write(lambda tx: groups.change(tx, ceylon, "public", True))
    assert (await press(tearoom, "zoe", "tea hello", group=str(ceylon))).accepted


@pytest.mark.parametrize("group", ["99", "99999999999999999999", "-1", "0", "one", "1 ", "²", KEY_MARK + "1"])
async def test_a_forged_group_is_no_group(tearoom: World, group: str) -> None:
    # He sits in one group only: in private, a command that names none would mean that one.
    await open_house(tearoom)
    forged = await press(tearoom, "ben", "tea sip", group=group)
    assert forged.why in (Why.NOT_FOUND, Why.MALFORMED), text_of(forged)


@pytest.mark.parametrize("path", ["tea whistle", "tea nothing", "", "edit", "TEA SIP"])
async def test_a_forged_path_is_refused(tearoom: World, path: str) -> None:
    await open_house(tearoom)
    forged = await press(tearoom, "ben", path, cup=tea.Cup(1, 1).key, draft="x")
    assert forged.why in (Why.UNKNOWN_COMMAND, Why.NOT_FOUND)


# What goes wrong


async def test_a_refusal_after_a_write_takes_the_write_back(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    heard = await ben.says("/tea spill late-refuse")
    assert (heard.ok, heard.why, heard.text) == (False, Why.CONFLICT, "Mind the carpet.")
    assert await shelf(tearoom) == 0
    assert await kinds(tearoom) == ["tea.founded", "tea.seated"]


@pytest.mark.parametrize("how", ["fault", "late-fault"])
async def test_a_fault_of_ours_has_a_reference_and_changes_nothing(
    tearoom: World, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    _, ben = await open_house(tearoom)
    request = ben.request(f"/tea spill {how}", id="the same")
    with caplog.at_level(logging.ERROR):
        answer = await tearoom.sends(request)
    assert isinstance(answer, Reply)
    assert answer.why is Why.FAULT
    reference = re.search(r"[Rr]eference (\w{6})\b", text_of(answer))
    assert reference is not None
    (logged,) = [entry for entry in caplog.records if reference[1] in entry.getMessage()]
    assert logged.exc_info is not None
    assert "the handle came off" in caplog.text
    assert "Traceback" in caplog.text
    assert await shelf(tearoom) == 0
    assert await kinds(tearoom) == ["tea.founded", "tea.seated"]
    # It is no answer to keep: when the fault is mended, the same request may be done.
    assert isinstance(again := await tearoom.sends(replace(request, line="/tea cup")), Reply)
    assert again.accepted


async def test_one_that_fails_costs_the_others_nothing(tearoom: World) -> None:
    _ana, ben = await open_house(tearoom)
    said = [
        "/tea cup",
        "/tea spill late-fault",
        "/tea cup",
        "/tea spill late-refuse",
        "/tea spill refuse",
    ] * 6
    answers = await asyncio.gather(*(tearoom.sends(ben.request(line)) for line in said))
    cups = [text_of(answer) for answer, line in zip(answers, said, strict=True) if line == "/tea cup"]
    assert len(set(cups)) == 12
    assert await shelf(tearoom) == 12
    assert (await kinds(tearoom)).count("tea.cup") == 12
    assert "tea.spilt" not in await kinds(tearoom)


async def test_when_the_store_is_gone_the_person_is_told_to_try_again(
    tearoom: World, caplog: pytest.LogCaptureFixture
) -> None:
    _, ben = await open_house(tearoom)
    tearoom.app.store.close()
    for line in ("/tea cup", "/tea hello", "/tea brew", "/tea cup “open", "/nothing"):
        answer = await tearoom.sends(ben.request(line))
        assert isinstance(answer, Reply)
        assert answer.why in (Why.BUSY, Why.MALFORMED, Why.UNKNOWN_COMMAND)
    assert await ben.wonders("tea drink", "cup") == []


async def test_who_is_nobody_yet_is_no_row(tearoom: World) -> None:
    await open_house(tearoom)
    before = await tearoom.reads(people_known)
    await tearoom.person("zoe").says("/tea hello")
    await tearoom.person("zoe").says("/tea sip")
    assert await tearoom.reads(people_known) == before


def people_known(tx: Transaction) -> list[str]:
    import sqlalchemy as sa

    from storage.people import PERSON
    from storage.prepared import Prepared

    return tx.rows(Prepared(sa.select(PERSON.c.name).order_by(PERSON.c.name), str))


# What is echoed


async def test_what_was_typed_is_kept(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    heard = await ben.says("/tea brew 9 A title that took long to think of")
    assert heard.why is Why.MALFORMED
    assert "from 1 to 5" in heard.text
    assert "A title that took long to think of" in heard.text
    heard = await ben.presses("Edit")
    assert heard.why is Why.INCOMPLETE
    assert "A title that took long to think of" in heard.text


async def test_control_characters_never_come_back(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    for line in ('/tea cup "\x1b[31mred"', "/tea\x1b]0;x\x07", "/tea cup “\x9b", "/tea cup \ud800"):
        heard = await ben.says(line)
        assert not heard.ok
        assert not set(heard.text) & set("\x1b\x07\x9b\ud800")
    assert await shelf(tearoom) == 0


@pytest.mark.parametrize("typed", [f'/tea drink "{KEY_MARK}cup1x1"', f"/tea drink {KEY_MARK}cup1x1"])
async def test_the_mark_of_a_key_cannot_be_typed(tearoom: World, typed: str) -> None:
    ana, _ = await open_house(tearoom)
    await ana.says("/tea cup")
    heard = await ana.says(typed.replace("cup1x1", tea.Cup(await house(tearoom), 1).key))
    assert heard.why is Why.MALFORMED
    assert "control characters" in heard.text
    assert "tea.drunk" not in await kinds(tearoom)
