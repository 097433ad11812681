"""How the running bot behaves when Slack, the database or the network do not: nobody waits, nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.loopback import Fault, Loopback
from tests.adapters.slack.people import CHANNEL, Member, button, by_socket, member
from tests.adapters.slack.test_life import card, founded, posted


@pytest.fixture
async def people(slack: Loopback, bot: Bot) -> tuple[Member, Member]:
    """The bot runs, and two people have a group."""
    await bot.start()
    await bot.connected()
    ana, ben = (member(slack, by_socket(slack), name) for name in ("ana", "ben"))
    await founded(ana, ben)
    return ana, ben


@contextmanager
def locked(bot: Bot) -> Iterator[None]:
    """Somebody else holds the database."""
    other = sqlite3.connect(bot.folder / "convenor.db", isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_nobody_waits_for_the_database(
    slack: Loopback, bot: Bot, people: tuple[Member, Member]
) -> None:
    ana, ben = people
    await ana.types("poll open Tea?")
    shown = await card(slack, "Tea?")
    took = []
    with locked(bot):
        for by in (ana, ben, ana, ben, ana):
            since = time.perf_counter()
            await slack.send("interactive", by.pressed(shown, button(shown.buttons, "Yes")))
            took.append(time.perf_counter() - since)
            since = time.perf_counter()
            await by.sends(by.typed("zone Nairobi"))
            took.append(time.perf_counter() - since)
        # Who waited for the database would wait until it is free. How quick it is on a quiet machine, the bench tells.
        assert sorted(took)[len(took) // 2] < 2, took
    await slack.until(lambda: any("counted" in one.text for one in ben.heard()), "the ballot")


async def test_a_modal_that_takes_long_says_so_and_then_what_came_of_it(
    slack: Loopback, bot: Bot, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    view = await ana.opens("poll open")
    with locked(bot):
        told = await ana.fills(view, {"question": "Slow?"})
        assert told["response_action"] == "update"
        assert "Working on it" in str(told["view"])
        slack.views[view["id"]] |= told["view"]
    await slack.until(lambda: "is open, and" in str(slack.views[view["id"]]), "the answer in the modal")
    await card(slack, "Slow?")


async def test_a_fault_lands_under_its_field_and_nothing_typed_is_lost(
    slack: Loopback, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    view = await ana.opens("poll open closes:yesterday")
    wrong = await ana.fills(view, {"question": "Tea?", "closes": "the day before"})
    assert wrong["response_action"] == "errors"
    assert "closes" in wrong["errors"]
    assert await ana.fills(view, {"question": "Tea?", "closes": "in 2 days"}) == {}
    await card(slack, "Tea?")


async def test_a_modal_that_comes_too_late_is_opened_by_a_button(
    slack: Loopback, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    before = len(ana.heard())
    await ana.sends(ana.typed("poll open") | {"trigger_id": "stale"})
    told = await ana.answer(before, "poll open")
    assert "Still to be said: question." in told.text
    view = await ana.presses_for_modal("Open the form", told)
    assert await ana.fills(view, {"question": "Late?"}) == {}
    await card(slack, "Late?")


async def test_a_person_is_chosen_or_named(slack: Loopback, people: tuple[Member, Member]) -> None:
    ana, _ = people
    gita = member(slack, ana.deliver, "gita")
    view = await ana.opens("member add")
    before = len(ana.heard())
    assert await ana.fills(view, {"who": gita.id, "stakeholder": "government"}) == {}
    assert "Gita sits in Tea" in (await ana.answer(before, "member add")).text
    nobody = await ana.fills(await ana.opens("member add"), {"stakeholder": "government"})
    assert set(nobody["errors"]) == {"who"}


async def test_a_shortcut_opens_a_form(slack: Loopback, people: tuple[Member, Member]) -> None:
    ana, _ = people
    view = await ana.uses("poll open")
    assert await ana.fills(view, {"question": "From the menu?"}) == {}
    await card(slack, "From the menu?")
    # With several groups it asks for which one, first.
    await ana.types("group create Coffee", "C0COFFEE")
    view = await ana.uses("poll open")
    (chosen,) = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert [option["value"] for option in chosen["options"]] == ["Coffee", "Tea"]
    told = await ana.fills(view, {"group": "Coffee"})
    assert told["response_action"] == "update"
    asked = {**told["view"], "id": view["id"], "hash": "h"}
    assert await ana.fills(asked, {"question": "Black?"}) == {}
    await slack.until(lambda: posted(slack, "Black?", "C0COFFEE"), "a card in the other channel")
    # Whoever has none learns what to do.
    zoe = member(slack, ana.deliver, "zoe")
    await zoe.sends_shortcut("poll open")
    assert "You have no seat in any group yet." in (await zoe.answer(0, "a shortcut")).text


async def test_the_page_of_the_bot_shows_what_needs_one_and_can_be_used(
    slack: Loopback, people: tuple[Member, Member]
) -> None:
    ana, ben = people
    await ana.types("poll open Tea?")
    await card(slack, "Tea?")
    home = await ben.looks_at_home()
    rows = [each for block in home["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert rows, home
    before = set(slack.views)
    press = {
        **ben._base(), "type": "block_actions", "container": {"type": "view", "view_id": "V0HOME"},
        "view": {"id": "V0HOME", "type": "home"},
        "actions": [{"type": "button", "action_id": rows[0]["action_id"], "value": rows[0]["value"], "action_ts": "1.5",
                     "block_id": "b", "text": rows[0]["text"]}],
    }  # fmt: skip
    slack.homes.clear()
    await slack.send("interactive", press)
    view = await ben.modal(before, "a press on the page")
    assert view["callback_id"] in ("said", "form")
    await slack.until(lambda: slack.homes.get(ben.id), "the page again")


async def test_where_we_are_no_member_somebody_is_told_what_to_do(slack: Loopback, bot: Bot) -> None:
    slack.inside = set()
    await bot.start()
    await bot.connected()
    ana, ben = (member(slack, by_socket(slack), name) for name in ("ana", "ben"))
    await founded(ana, ben)
    await ana.types("poll open Tea?")
    await slack.until(
        lambda: any("Type /invite @Convenor here" in one.text for one in ana.heard()), "what to do"
    )
    assert posted(slack, "Tea?") == []
    slack.inside = {CHANNEL}
    await card(slack, "Tea?")


# Doubt and limits


async def test_a_post_in_doubt_is_said_to_be_a_repeat(slack: Loopback, people: tuple[Member, Member]) -> None:
    ana, _ = people
    slack.faults["chat.postMessage"].append(Fault(503, done=True))
    await ana.types("poll open Tea?")
    await slack.until(lambda: len(posted(slack, "Tea?")) == 2, "a second post")
    assert "This may be a repeat" in posted(slack, "Tea?")[1].text


async def test_a_post_in_doubt_is_found_where_we_may_look(
    slack: Loopback, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    slack.granted = {"channels:history"}
    slack.faults["chat.postMessage"].append(Fault(503, done=True))
    await ana.types("poll open Tea?")
    await slack.until(lambda: slack.called("conversations.history"), "a look into the channel")
    shown = await card(slack, "Tea?")
    await ana.presses("Yes", shown)
    await slack.until(lambda: "1 of 1 voted" in shown.text, "the edit")
    assert len(posted(slack, "Tea?")) == 1


async def test_a_limit_is_kept_and_nobody_else_waits(slack: Loopback, people: tuple[Member, Member]) -> None:
    ana, ben = people
    slack.faults["chat.postMessage"].append(Fault(429, "ratelimited", {"Retry-After": "2"}))
    since = time.perf_counter()
    await ana.types("poll open Tea?")
    assert (await ben.types("me")).text
    assert posted(slack, "Tea?") == [] or time.perf_counter() - since >= 2
    await card(slack, "Tea?")
    assert time.perf_counter() - since >= 2


# The connection


async def test_it_comes_back_whatever_happens_to_the_connection(
    slack: Loopback, bot: Bot, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    links = slack.links
    await slack.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
    await slack.until(lambda: slack.links > links, "a new connection")
    assert (await ana.types("me")).text
    links = slack.links
    transport = slack.sockets[-1]._req.transport  # type: ignore[union-attr]
    assert transport is not None
    transport.abort()
    await slack.until(lambda: slack.links > links, "a connection after a cut")
    assert (await ana.types("me")).text


async def test_what_is_under_way_is_finished_before_it_ends(
    slack: Loopback, bot: Bot, people: tuple[Member, Member]
) -> None:
    ana, _ = people
    with locked(bot):
        await ana.sends(ana.typed("poll open Last?"))
        ending = asyncio.create_task(bot.ends())
        await asyncio.sleep(0.3)
        assert not ending.done()
    assert await ending == 128 + 15
    assert any("P-1 is open" in one.text for one in ana.heard())
    await bot.start()
    await card(slack, "Last?")
