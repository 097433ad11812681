"""What is not of Slack, or not of ours any more: refused, told privately where a person asked, never a fault."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.slack.platform import SlackPlatform
from bot.clock import SystemClock
from bot.platforms import House
from bot.settings import Settings
from bot.wiring import build, commands
from storage.vault import KeptVault
from tests.adapters.program import convenor
from tests.adapters.slack.conftest import Bot, free_port
from tests.adapters.slack.loopback import APP_TOKEN, BOT_TOKEN, Fault, Loopback
from tests.adapters.slack.people import SECRET, body_of, by_http, by_socket, member, post, signed
from tests.adapters.slack.test_life import card, founded, ready

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TYPED = "what nobody may read in a log"


@pytest.fixture
async def door(bot: Bot) -> str:
    """Where Slack posts to the bot."""
    await bot.start(SLACK_SIGNING_SECRET=SECRET)
    await ready(bot)
    return f"{bot.url}/slack/events"


def an_hour_ago() -> str:
    return str(int(time.time()) - 3600)  # noqa: TID251 - Slack's clock is the real one


async def test_what_is_not_signed_is_refused(door: str, bot: Bot, slack: Loopback) -> None:
    ana = member(slack, by_http(door), "ana")
    body, kind = body_of("slash_commands", ana.typed(TYPED))
    for headers in (
        {},
        signed(body, secret="another"),
        signed(body, stamp=an_hour_ago()),
        {**signed(body), "X-Slack-Request-Timestamp": "abc"},
        {**signed(body), "X-Slack-Request-Timestamp": "-1"},
        {**signed(body), "X-Slack-Signature": "v0=" + "é" * 3},
        {**signed(body + b"x")},
    ):
        assert (await post(door, body, kind, headers))[0] == 401
    assert TYPED not in bot.log()
    assert slack.messages == []


MALFORMED = [
    (b"{", JSON), (b"\xff\xfe", JSON), (b"[]", JSON), (b"{}", JSON), (b"null", JSON), (b'{"type": 3}', JSON),
    (b"", FORM), (b"payload=%7B", FORM), (b"payload=[]", FORM), (b"a=b", FORM), (b"\xff", FORM),
    (b"[" * 100_000, JSON), (b"<xml/>", "text/xml"),
]  # fmt: skip


async def test_what_is_malformed_is_refused(door: str) -> None:
    for body, kind in MALFORMED:
        assert (await post(door, body, kind))[0] == 400, body[:20]


async def test_what_is_too_large_or_elsewhere_is_refused(door: str, bot: Bot) -> None:
    assert (await post(door, b"x" * 2_000_000, JSON))[0] == 413
    async with ClientSession() as session:
        for path, status in (
            ("/slack/events", 405),
            ("/", 404),
            ("/slack", 404),
            ("/healthz", 200),
            ("/readyz", 200),
        ):
            async with session.get(bot.url + path) as answer:
                assert answer.status == status, path


async def test_slack_may_ask_whether_it_is_us(door: str) -> None:
    asked = json.dumps({"type": "url_verification", "token": "t", "challenge": "abc123"}).encode()
    status, text = await post(door, asked, JSON)
    assert (status, "abc123" in text) == (200, True)
    assert (await post(door, asked, JSON, {}))[0] == 401


async def test_what_is_unknown_is_acknowledged_and_forgotten(slack: Loopback, bot: Bot) -> None:
    await bot.start()
    await bot.connected()
    ana = member(slack, by_socket(slack), "ana")
    base = ana.filled({"id": "V1", "hash": "h", "type": "modal", "callback_id": "form", "private_metadata": TYPED,
                       "blocks": [], "title": {}}, {})  # fmt: skip
    assert await slack.send("interactive", base) == {}
    assert await slack.send("interactive", {**base, "type": "view_closed"}) == {}
    assert await slack.send("interactive", {**base, "type": "something_new"}) == {}
    await slack.send("interactive", {**base, "type": "shortcut", "callback_id": "not ours"})
    await slack.send("events_api", ana.event(type="reaction_added", reaction="tada"))
    await slack.send(
        "events_api", ana.event(type="app_mention", text=TYPED, channel="C1", ts="1", bot_id="B1")
    )
    answer = await ana.types("opne poll")
    assert answer.words.startswith("There is no command `/wg opne`. The nearest: `/wg zone`, `/wg poll open`")
    assert "There is no command `/wg member ad`" in (await ana.types("member ad @ben")).words
    assert "Nothing needs you now." in (await ana.types("/me")).text
    assert TYPED not in bot.log()


async def test_a_button_that_means_nothing_is_told_to_whoever_pressed_it(slack: Loopback, bot: Bot) -> None:
    await bot.start()
    await bot.connected()
    ana, ben, eve = (member(slack, by_socket(slack), name) for name in ("ana", "ben", "eve"))
    await founded(ana, ben)
    await ana.types("poll open Tea?")
    shown = await card(slack, "Tea?")
    vote = next(button for button in shown.buttons if "poll.vote" in button["value"])

    async def pressing(value: str) -> str:
        before = len(eve.heard())
        await slack.send("interactive", eve.pressed(shown, {**vote, "value": value}))
        return (await eve.answer(before, value)).text

    assert "another version of Convenor" in await pressing("0~poll.vote~poll=1")
    assert "another version of Convenor" in await pressing("%%%")
    assert "another version of Convenor" in await pressing("")
    assert "There is no command" in await pressing("1~poll.explode")
    # The clock alone may close a poll so.
    assert "There is no command" in await pressing("1~poll.expire~poll=x")
    for forged in ("1~poll.vote~group=1~poll=nothing~choice=yes", "1~poll.vote~group=99~poll=x~choice=yes"):
        assert (await pressing(forged)) != ""
    # Somebody without a seat presses a real button.
    refused = await pressing(vote["value"])
    assert "You are not on the roll of P-1" in refused
    assert "0 of 1" in shown.text


async def test_what_is_delivered_twice_is_done_once(slack: Loopback, bot: Bot) -> None:
    await bot.start()
    await bot.connected()
    ana, ben = (member(slack, by_socket(slack), name) for name in ("ana", "ben"))
    await founded(ana, ben)
    line = ana.typed("poll open Once?")
    await ana.sends(line)
    await ana.sends(line)
    shown = await card(slack, "Once?")
    press = ben.pressed(shown, next(one for one in shown.buttons if "choice=yes" in one["value"]))
    for _ in range(3):
        await slack.send("interactive", press)
    await ben.answer(0, "Yes")
    assert await bot.ends() == 128 + signal.SIGTERM
    # Another process knows it, too.
    slack.sockets.clear()
    await bot.start()
    await bot.connected()
    await ana.sends(line)
    again = await ana.types("poll list")
    assert again.text.count("Once?") == 1
    assert len([one for one in ben.heard() if "counted" in one.text]) == 1


# At the start


async def test_a_token_that_slack_refuses_is_told_once(slack: Loopback, bot: Bot) -> None:
    slack.refused_tokens = {APP_TOKEN}
    await bot.start()
    assert await bot.ended() == 1
    assert "SLACK_APP_TOKEN (invalid_auth)" in bot.log()
    assert len(slack.called("apps.connections.open")) == 1
    slack.refused_tokens = {BOT_TOKEN}
    await bot.start()
    assert await bot.ended() == 1
    assert "SLACK_BOT_TOKEN (invalid_auth)" in bot.log()


async def test_slack_that_is_away_at_the_start_is_waited_for(slack: Loopback, tmp_path: Path) -> None:
    away = (Fault(503), Fault(200, "internal_error"), Fault(429, "ratelimited"))
    slack.faults["auth.test"].extend(away)
    slack.faults["apps.connections.open"].append(Fault(502))
    given: dict[str, Any] = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "CONVENOR_SLACK_API_URL": f"{slack.address}/api",
    }
    settings = Settings(**given)
    wired = SlackPlatform(settings, commands(), SystemClock(), pauses=(0.01, 0.02))
    app = build(f"sqlite:///{tmp_path / 'away.db'}", {"slack": wired.gateway})
    wrong: dict[str, Callable[[], Awaitable[str]]] = {}
    house = House(
        engine=app.engine, vault=KeptVault(app.store, None), clock=SystemClock(), serve=lambda *_: None,
        report=wrong.__setitem__,
    )  # fmt: skip
    running = asyncio.create_task(wired.run(house))
    await slack.until(lambda: len(slack.called("auth.test")) > 1 or running.done())
    assert "Slack could not be asked about SLACK_BOT_TOKEN" in await wrong["slack"]()
    await slack.until(lambda: slack.sockets or running.done())
    assert not running.done()
    assert len(slack.called("auth.test")) == len(away) + 2
    running.cancel()
    await asyncio.wait({running})
    await app.close()


async def test_without_a_way_in_it_does_not_start(bot: Bot) -> None:
    await bot.start(SLACK_APP_TOKEN="")
    assert await bot.ended() == 1
    assert "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP" in bot.log()


async def test_a_token_that_expires_is_refused(bot: Bot) -> None:
    await bot.start(SLACK_BOT_TOKEN=f"xoxe.{BOT_TOKEN}-1")
    assert await bot.ended() == 1
    assert "token rotation is on" in bot.log()


async def checked(folder: Path, **given: str) -> tuple[int, str]:
    done = await asyncio.to_thread(convenor, "check", folder=folder, **given)
    assert done.stderr == ""
    return done.returncode, done.stdout


async def test_check_says_what_is_wrong(slack: Loopback, tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
             "CONVENOR_SLACK_API_URL": f"{slack.address}/api"}  # fmt: skip
    code, said = await checked(tmp_path, **given)
    assert "ok     Slack: the bot token is that of the workspace Loopback" in said
    assert "ok     Slack: Socket Mode can be opened" in said
    assert code == 0, said
    slack.refused_tokens = {BOT_TOKEN, APP_TOKEN}
    code, said = await checked(tmp_path, **given)
    assert code == 1
    assert "wrong  Slack: the bot token cannot be used" in said
    assert "wrong  Slack: Socket Mode cannot be opened" in said
    code, said = await checked(
        tmp_path, **given | {"CONVENOR_SLACK_API_URL": f"http://127.0.0.1:{free_port()}"}
    )
    assert "Check the connection of this machine" in said
    assert BOT_TOKEN not in said
