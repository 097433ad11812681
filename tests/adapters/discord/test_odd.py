"""What Discord never sends, or not yet: everybody gets an answer of their own, nothing ends, no traceback."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.discord import payloads
from tests.adapters.discord.people import Heard, Somebody
from tests.adapters.discord.town import Town

CUT = "\ud83d"
"""Half of an emoji, as a client sends one that it cut in two."""
OURS = "This was made by another version of me"
MESSAGE: dict[str, Any] = {
    "id": "1",
    "content": "",
    "attachments": [{"id": "2"}],
    "channel_id": payloads.HOME,
}


def menu(**more: Any) -> dict[str, Any]:
    return {"id": "1", "name": "Make action item", "type": 3, "target_id": "1", **more}


def option(*options: Any, name: str = "poll", kind: Any = 1) -> dict[str, Any]:
    return {"id": "1", "name": name, "type": kind, "options": list(options)}


def question(value: Any) -> dict[str, Any]:
    return option({"name": "open", "type": 1, "options": [{"name": "question", "type": 3, "value": value}]})


@pytest.fixture
async def ana(town: Town) -> Somebody:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    return ana


async def sends(town: Town, ana: Somebody, kind: int = 2, **changed: Any) -> Heard:
    """An interaction of which something is other than it should be; what is None is left out."""
    payload = {**ana._payload(kind, ana._command("me", {})), **changed}
    payload = {name: value for name, value in payload.items() if value is not None}
    return Heard(await town.discord.interact(payload, ""))


async def test_where_and_who(town: Town, ana: Somebody, caplog: pytest.LogCaptureFixture) -> None:
    """Conversations with several, servers that we are not in, threads, and what a proxy may leave out."""
    for changed in (
        {"member": None, "user": ana.user},
        {"member": {"user": ana.user, "permissions": None}},
        {"member": {"permissions": "8"}, "user": ana.user},
        {
            "member": None,
            "user": ana.user,
            "guild_id": None,
            "context": 2,
            "channel": {"id": "9", "type": 3},
        },
        {"guild_id": "999", "guild": None, "authorizing_integration_owners": {"1": ana.number}},
        {"channel": None},
        {"channel": {"id": "77", "type": 11, "parent_id": payloads.HOME}},
        {"channel": {"id": "77", "type": 99}},
        {"locale": None},
        {"locale": "xx-YY"},
        {"type": "2"},
    ):
        heard = await sends(town, ana, **changed)
        assert heard.data["flags"] & 64
        assert "Set Tea up" in heard.text, changed
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("channel", "forum"),
    [
        ({"id": "77", "type": 11, "parent_id": payloads.HOME, "applied_tags": ["5"]}, False),
        ({"id": payloads.HOME, "type": 15}, True),
        ({"id": payloads.HOME, "type": 0}, False),
    ],
)
async def test_a_forum_takes_no_messages(
    town: Town, ana: Somebody, channel: dict[str, Any], forum: bool
) -> None:
    made = {"name": "group", "options": [{"name": "create", "type": 1, "options": [CALLED]}]}
    heard = await sends(town, ana, data={**option(), **made}, channel=channel)
    assert ("takes no messages of its own" in heard.text) is forum


async def test_where_we_may_not_write_that_is_said_at_once(town: Town, ana: Somebody) -> None:
    made = {"name": "group", "options": [{"name": "create", "type": 1, "options": [CALLED]}]}
    for number, (may, lacks) in enumerate(
        (("8", ""), ("3072", ""), ("2048", "View Channel."), ("0", "View Channel, Send Messages.")), 71
    ):
        channel = {"id": str(number), "type": 0}
        heard = await sends(town, ana, data={**option(), **made}, channel=channel, app_permissions=may)
        assert "Coffee has begun" in heard.text
        assert (f"Allow me: {lacks}" in heard.text) is bool(lacks)
        await sends(town, ana, data=CLOSES, channel=channel)


CLOSES = option(
    {
        "name": "close",
        "type": 1,
        "options": [
            {"name": "reason", "type": 3, "value": "Enough."},
            {"name": "name", "type": 3, "value": "Coffee"},
        ],
    },
    name="group",
)
CALLED = {"name": "name", "type": 3, "value": "Coffee"}
NONE_OF_OURS: tuple[dict[str, Any], ...] = (
    option(name="tea"),
    option(name="poll"),
    option(name="tea", kind=4),
    option(None),
    option(1),
    {**option(), "options": "abc"},
    {**option(), "options": {"a": 1}},
    option({"name": "open", "type": 1, "options": [{"value": "x"}]}),
    question(["Tea?"]),
    question({}),
    menu(),
    menu(resolved=None),
    menu(resolved={"messages": {"1": None}}),
    menu(resolved={"messages": []}),
    menu(name="Tea"),
    {"id": "1", "name": "Show seat", "type": 2},
)


async def test_commands_that_are_none(town: Town, ana: Somebody, caplog: pytest.LogCaptureFixture) -> None:
    for data in NONE_OF_OURS:
        heard = await sends(town, ana, data=data)
        assert OURS in heard.text, data
        assert heard.data["flags"] & 64
    assert (await sends(town, ana, data=option(name="me", kind="?"))).text
    assert "Traceback" not in caplog.text


async def test_half_a_character_is_replaced(
    town: Town, ana: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    assert "P-1" in (await sends(town, ana, data=question(f"Tea {CUT}?"))).text
    assert "Tea \ufffd?" in (await ana.uses("poll show", poll="P-1")).text
    assert "P-2" in (await sends(town, ana, data=question("Tea \ud83c\udf75?"))).text
    assert "Tea \U0001f375?" in (await ana.uses("poll show", poll="P-2")).text, "two halves are whole"
    assert await ana.wonders("member show", "who", CUT) == []
    form = await ana.uses("poll open")
    assert "P-3" in (await ana.fills(form, question=f"More tea {CUT}?")).text
    form.data["custom_id"] = f"form~{CUT}"
    assert "too old" in (await ana.fills(form, question="More?")).text
    pressed = await ana.presses_token(f"1~poll.vote~choice={CUT}~group=1~poll=x", {"components": []})
    assert pressed.data["flags"] & 64
    ben = town.person("ben")
    cut = {**ben.user, "global_name": f"Ben {CUT}"}
    joined = await sends(town, ben, member={"user": cut, "permissions": "0"}, data=JOINS)
    assert "You sit in Tea" in joined.text
    assert "Ben \ufffd" in (await ana.uses("member list")).text
    assert "Traceback" not in caplog.text


JOINS = option(
    {"name": "join", "type": 1, "options": [{"name": "stakeholder", "type": 3, "value": "government"}]},
    name="member",
)


async def test_a_message_without_words_becomes_an_empty_form(town: Town, ana: Somebody) -> None:
    for message in (MESSAGE, {**MESSAGE, "content": None}):
        form = await sends(town, ana, data=menu(resolved={"messages": {"1": message}}))
        assert form.kind == 9
        asked = [each["component"] for each in form.data["components"] if each["type"] == 18]
        assert not any(each.get("value") for each in asked if each["custom_id"] == "text")


SOMETHING_ELSE: tuple[Any, ...] = (
    None,
    "abc",
    [None, 1, {"type": 18}, {"type": 18, "component": []}],
    [{"type": 1, "components": [{"type": 4, "custom_id": "question", "value": "As once?"}]}],
    [{"type": 18, "component": {"type": 4, "custom_id": "question", "value": None}}],
    [{"type": 18, "component": {"type": 99, "custom_id": "nonsense", "values": [{"a": 1}]}}],
)


async def test_forms_that_hold_something_else(
    town: Town, ana: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    for components in SOMETHING_ELSE:
        form = await ana.uses("poll open")
        data = {"custom_id": form.data["custom_id"], "components": components}
        heard = await sends(town, ana, 5, data=data)
        assert heard.data["flags"] & 64
        assert heard.text
        assert "P-1" not in heard.text
    assert OURS in (await sends(town, ana, 5, data={"custom_id": "form~", "components": []})).text
    assert "Traceback" not in caplog.text
