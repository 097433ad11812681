"""What keyboards, clients and Slack itself make of what people type, and what happens when we cannot do it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from adapters.slack.admission import NOT_HERE
from adapters.slack.markup import JOINER
from adapters.slack.reception import Reception
from bot.ports import Unavailable
from tests.adapters.slack.loopback import Fault, Loopback
from tests.adapters.slack.people import CHANNEL, Member, button, member
from tests.adapters.slack.rig import Rig


@pytest.fixture
async def ana(slack: Loopback, rig: Rig) -> Member:
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    await ana.types("member join government")
    return ana


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("“Adopt…?” closes:”in 2 days”", "Adopt…?"),
        ("„Adopt?“ closes:„in 2 days“", "Adopt?"),
        ('“Adopt?" closes:»in 2 days«', "Adopt?"),
        ("\n“Adopt\u00a0it?”\ncloses:“in 2 days”\n", "Adopt it?"),
        ('"Adopt <http://readme.md|readme.md>?" closes:"in 2 days"', "Adopt readme.md?"),
        ('"Call <tel:+4930|+4930>?" closes:"in 2 days"', "Call +4930?"),
        ('"Ask <!channel> in <#C1|tea>?" closes:"in 2 days"', "Ask @channel in #tea?"),
        (f'"Adopt {JOINER}_it_{JOINER}?" closes:"in 2 days"', "Adopt _it_?"),
        ('"1 &lt; 2 &amp; 3?" closes:"in 2 days"', "1 < 2 & 3?"),
    ],
)
async def test_a_question_is_what_was_typed(ana: Member, typed: str, asked: str) -> None:
    assert "P-1 is open" in (await ana.types(f"poll open {typed}")).text
    shown = (await ana.types("poll show P-1")).words.replace(JOINER, "").replace("\u00a0", " ")
    for sign, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(sign, letter)
    assert asked in shown


async def test_an_address_alone_is_whole(ana: Member) -> None:
    line = "poll open Tea? link:<http://example.org/tea|example.org/tea>"
    assert "P-1 is open" in (await ana.types(line)).text
    assert "<http://example.org/tea>" in (await ana.types("poll show P-1")).words


async def test_a_message_that_is_edited_does_nothing_twice(ana: Member) -> None:
    said = {"type": "app_mention", "channel": CHANNEL, "ts": "1796115600.77"}
    for text, heard in (("action add Bu", "A-1"), ("action add Buy tea", "A-1"), ("action list", "Bu")):
        before = len(ana.heard())
        await ana.deliver("events_api", ana.event(**said, text=f"<@U0CONVENOR> {text}"))
        assert heard in (await ana.answer(before, text)).text
    assert "A-2" not in (await ana.types("action list")).text


async def test_the_root_may_stand_twice(ana: Member) -> None:
    for typed in ("wg poll list", "/wg poll list", "/poll list"):
        assert "no such polls in Tea" in (await ana.types(typed)).text, typed


async def test_whoever_was_mentioned_is_meant_in_the_window_that_asks_for_more(
    slack: Loopback, rig: Rig, ana: Member
) -> None:
    for name in ("ben", "cleo", "dan"):
        member(slack, rig.deliver, name)
    member(slack, rig.deliver, "robot", is_bot=True)

    async def sends(view: dict[str, Any]) -> str:
        before = len(ana.heard())
        wrong = await ana.fills(view, {"stakeholder": "civil society"})
        return str(wrong or (await ana.answer(before, "the window")).text)

    assert "Ben sits in Tea" in await sends(await ana.opens("member add <@U0BEN|ben>"))
    assert "Robot is a bot" in await sends(await ana.opens("member add <@U0ROBOT|robot>"))
    # What was refused is mended in a window.
    refused = await ana.types("member add <@U0CLEO> nowhere")
    assert "Cleo sits in Tea" in await sends(await ana.presses_for_modal("Edit", refused))
    # Slack lets nobody choose some people, such as those of other workspaces: then they are named.
    for name, said in (("DAN", "Dan sits in Tea"), ("ROBOT", "Robot is a bot")):
        slack.faults["views.open"].append(Fault(error="invalid_arguments"))
        view = await ana.opens(f"member add <@U0{name}>")
        assert "initial_user" not in str(view)
        assert said in await sends(view)


# When it cannot be done


async def test_a_window_waits_for_nobody_s_name(
    slack: Loopback, rig: Rig, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await ana.opens("poll open")
    monkeypatch.setattr("adapters.slack.reception.PATIENCE", 0.05)
    monkeypatch.setattr("adapters.slack.names._PATIENCE", 2.5)
    rig.listening._reception._names._kept.clear()
    slack.faults["users.info"].append(Fault(silent=True))
    since = time.perf_counter()
    told = await ana.fills(view, {"question": "Slow?"})
    assert time.perf_counter() - since < 2.4
    assert "Working on it" in str(told["view"])
    await slack.until(lambda: "is open, and" in str(slack.views[view["id"]]), "the answer in the window")


async def test_a_fault_of_ours_is_told_though_the_window_closes(
    slack: Loopback, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("on purpose")

    view = await ana.opens("poll open")
    monkeypatch.setattr(Reception, "_send_in", broken)
    before = len(ana.heard())
    assert await ana.fills(view, {"question": "Tea?"}) == {}
    assert "Something broke on our side" in (await ana.answer(before, "the window")).text


async def test_tokens_that_cannot_be_looked_up_are_told(
    rig: Rig, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(team: str) -> None:
        raise Unavailable("no database")

    monkeypatch.setattr(rig.workspaces, "installed", away)
    assert "Convenor cannot reach its database right now" in (await ana.types("me")).text
    assert await ana.deliver("events_api", ana.event(type="app_home_opened", tab="home")) == {}


async def test_whoever_comes_from_a_workspace_without_us_is_told(
    slack: Loopback, rig: Rig, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nowhere(team: str) -> None:
        return None

    refused = await ana.types("poll open Tea? closes:yesterday")
    eve = member(slack, rig.deliver, "eve")
    elsewhere = eve.pressed(refused, refused.buttons[0]) | {"team": {"id": "T0OTHER", "domain": "other"}}
    # One app of one workspace takes them for a guest of its own.
    await rig.deliver("interactive", elsewhere)
    await eve.answer(0, "a press")
    monkeypatch.setattr(rig.workspaces, "find", nowhere)
    before = len(eve.heard())
    await rig.deliver("interactive", elsewhere)
    assert (await eve.answer(before, "a press")).text == NOT_HERE


async def test_an_address_that_takes_no_answer_is_gone_round(slack: Loopback, ana: Member) -> None:
    """Slack refuses with 200, too, and takes five answers for each address."""
    refused = await ana.types("poll open Tea? closes:yesterday")
    press = ana.pressed(refused, button(refused.buttons, "Edit")) | {"trigger_id": "stale"}
    for url in (f"{slack.address}/api/nothing", f"{slack.address}/respond/used"):
        slack.faults["nothing"].append(Fault(200, "invalid_blocks"))
        times = len(slack.called("chat.postEphemeral"))
        again = press | {"response_url": url, "actions": [press["actions"][0] | {"action_ts": url}]}
        await ana.deliver("interactive", again)
        await slack.until(lambda: slack.called("chat.postEphemeral")[times:], url)  # noqa: B023 - awaited here
    slack.wrong.clear()
