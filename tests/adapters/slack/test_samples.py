"""Payloads that Slack's own library is tested with: ours are like them, and none of them is too much for us."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.adapters.slack import published
from tests.adapters.slack.loopback import Loopback, Message
from tests.adapters.slack.people import Member, member
from tests.adapters.slack.rig import Rig


async def test_a_shortcut_on_a_message_takes_its_text(slack: Loopback, rig: Rig) -> None:
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    said = Message(
        "C0TEA", "1.5", "Shall <@U0ANA> *buy* &lt;green&gt; tea <https://example.org/t|here>?", [], {}
    )
    view = await ana.uses("poll open", said)
    (question,) = [block for block in view["blocks"] if block.get("block_id") == "question"]
    assert question["element"]["initial_value"] == "Shall @Ana *buy* <green> tea https://example.org/t?"
    assert slack.called("chat.getPermalink") == [{"channel": "C0TEA", "message_ts": "1.5"}]
    assert await ana.fills(view, {}) == {}


async def test_a_long_message_gives_its_beginning(slack: Loopback, rig: Rig) -> None:
    """The rest stands behind the link to it; a field that cannot be sent would be a dead end."""
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    await ana.types("member join government")
    for words in (100, 2000):
        view = await ana.uses("poll open", Message("C0TEA", "1.5", "Lemon? " * words, [], {}))
        (question,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "question"]
        assert question["initial_value"].endswith("…")
        assert len(question["initial_value"]) <= question["max_length"] == 300
        assert await ana.fills(view, {}) == {}


# Samples


def samples() -> Iterator[tuple[str, dict[str, Any]]]:
    """What there is of whole payloads, by the name of the file."""
    for file in sorted((published.FOLDER / "bolt-python-payloads").glob("*.json")):
        found = json.loads(file.read_text(encoding="utf-8"))
        inner = found.get("payload", found) if isinstance(found, dict) else None
        if isinstance(inner, dict) and ("command" in inner or isinstance(inner.get("type"), str)):
            yield file.stem, inner


def kind_of(payload: Mapping[str, Any]) -> str:
    if "command" in payload:
        return "slash_commands"
    return "events_api" if "event" in payload else "interactive"


@published.needed
async def test_every_sample_is_answered(slack: Loopback, rig: Rig) -> None:
    seen = 0
    for _, payload in samples():
        if kind_of(payload) == "slash_commands":
            payload = {name: str(value) for name, value in payload.items()}
        await rig.deliver(kind_of(payload), payload)
        seen += 1
    assert seen > 50


ODD: tuple[Any, ...] = (None, 3, ["x"], {"id": 3}, "\ud800\x00", ...)
"""`...`: it is not there at all."""
Place = tuple[str | int, ...]


def places(payload: Any, at: Place = ()) -> Iterator[Place]:
    """Wherever something stands in a payload."""
    inner = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for step, value in inner:
        yield (*at, step)
        if isinstance(value, dict | list) and step != "blocks":
            yield from places(value, (*at, step))


def changed(payload: dict[str, Any], at: Place, odd: Any) -> dict[str, Any]:
    made = copy.deepcopy(payload)
    inner: Any = made
    for step in at[:-1]:
        inner = inner[step]
    if odd is ...:
        del inner[at[-1]]
    else:
        inner[at[-1]] = odd
    return made


async def test_no_payload_is_too_odd(slack: Loopback, rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    """Slack may change what it sends: whatever it is, it is acknowledged or refused, and nothing breaks."""
    ana = member(slack, rig.deliver, "ana")
    await ana.types("group create Tea")
    shown = Message("C0TEA", "1.1", "x", [], {})
    press = {"action_id": "press:0", "text": {"type": "plain_text", "text": "Yes"}, "value": "1~me"}
    pressed = ana.pressed(shown, press)
    at_home = {
        **pressed,
        "container": {"type": "view", "view_id": "V0"},
        "view": {"id": "V0", "type": "home"},
    }
    view = await ana.opens("member add")
    sent: list[tuple[str, dict[str, Any]]] = [
        ("interactive", ana.filled(view, {"who": "U0ANA", "stakeholder": "government"})),
        ("interactive", pressed),
        ("interactive", {name: at_home[name] for name in at_home if name not in ("message", "channel")}),
        ("interactive", ana.shortcut("poll open", shown)),
        (
            "events_api",
            ana.event(type="app_mention", text="<@U0CONVENOR> me", channel="C0TEA", thread_ts="1.0"),
        ),
        ("events_api", ana.event(type="app_home_opened", tab="home")),
        ("events_api", ana.event(type="subteam_updated", subteam={"id": "S1"})),
        ("events_api", ana.event(type="tokens_revoked", tokens={"bot": ["U0CONVENOR"], "oauth": []})),
        ("slash_commands", ana.typed("me")),
    ]
    for kind, payload in sent:
        for at in places(payload):
            for odd in ODD:
                if at == ("type",) or (kind == "slash_commands" and odd is not ...):
                    continue
                answer = await rig.sends(kind, changed(payload, at, odd))
                assert answer.status in (200, 400), (kind, at, odd)
                await rig.listening.close()
                assert [one.message for one in caplog.records if one.levelname == "ERROR"] == [], (
                    kind,
                    at,
                    odd,
                )


async def test_what_does_not_say_who_asks_is_let_go(slack: Loopback, rig: Rig) -> None:
    """All of them would be one and the same person."""
    ana = member(slack, rig.deliver, "ana")
    view = await ana.opens("group create")
    calls = len(slack.calls)
    for kind, payload, at in (
        ("slash_commands", ana.typed("group create Tea"), ("user_id",)),
        ("interactive", ana.filled(view, {"name": "Tea"}), ("user",)),
        (
            "events_api",
            ana.event(type="app_mention", text="group create Tea", channel="C0TEA"),
            ("event", "user"),
        ),
    ):
        assert await rig.deliver(kind, changed(payload, at, ...)) == {}
    await rig.listening.close()
    assert len(slack.calls) == calls
    assert "Tea" not in (await ana.types("group show")).text


async def test_what_slack_does_not_mark_is_like_nothing_else(slack: Loopback, rig: Rig) -> None:
    ana = member(slack, rig.deliver, "ana")
    for name in ("Tea", "Coffee"):
        await ana.sends(changed(ana.typed(f"group create {name}", f"C0{name.upper()}"), ("trigger_id",), ...))
    listed = (await ana.types("group list")).text
    assert "Tea" in listed
    assert "Coffee" in listed


@published.needed
def test_what_we_send_is_like_the_samples() -> None:
    """Each key of ours stands in some published payload of the same kind."""
    known: dict[str, set[str]] = {}
    for _, payload in samples():
        known.setdefault(kind_of(payload), set()).update(keys(payload))
    slack = Loopback()
    slack.address = "http://127.0.0.1:1"
    ana = Member(slack, None, "U0ANA", "ana")  # type: ignore[arg-type]
    view = {"id": "V1", "hash": "h", "type": "modal", "callback_id": "form", "private_metadata": "", "blocks": [],
            "title": {}}  # fmt: skip
    shown = Message("C1", "1.1", "x", [], {})
    press = {"action_id": "press:0", "text": {"type": "plain_text", "text": "Yes"}, "value": "1~me"}
    for kind, sent in (
        ("slash_commands", ana.typed("me")),
        ("interactive", ana.filled(view, {})),
        ("interactive", ana.pressed(shown, press)),
        ("events_api", ana.event(type="app_mention", text="x", channel="C1", ts="1.1")),
    ):
        assert not keys(sent) - known[kind], kind


def keys(payload: Mapping[str, Any], depth: int = 2) -> set[str]:
    found = {name for name, value in payload.items()}
    if depth > 1:
        for name, value in payload.items():
            if isinstance(value, dict) and name not in ("state", "message"):
                found |= {f"{name}.{inner}" for inner in value}
    return found
