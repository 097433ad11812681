"""Workspaces install Convenor by a link, and take it away again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, CookieJar, DummyCookieJar

from adapters.slack.manifest import SCOPES
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.loopback import BOT_TOKEN, Fault, Loopback
from tests.adapters.slack.people import SECRET, by_http, changes, member
from tests.adapters.slack.test_life import ready
from tests.adapters.slack.test_user_groups import heard, nobody

GIVEN = {
    "SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": SECRET, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush",
    "CONVENOR_SECRET_KEY": "a-long-random-text",
}  # fmt: skip


async def state_of(session: ClientSession, bot: Bot) -> str:
    async with session.get(f"{bot.url}/slack/install", allow_redirects=False) as answer:
        assert answer.status == 302
        to = urlsplit(answer.headers["Location"])
    assert f"{to.scheme}://{to.netloc}{to.path}" == "https://slack.com/oauth/v2/authorize"
    asked = parse_qs(to.query)
    assert asked["client_id"] == ["1.2"]
    assert set(asked["scope"][0].split(",")) == set(SCOPES)
    return asked["state"][0]


async def comes_back(session: ClientSession, bot: Bot, **query: str) -> tuple[int, str]:
    async with session.get(f"{bot.url}/slack/oauth_redirect", params=query) as answer:
        return answer.status, await answer.text()


async def test_a_workspace_installs_us_and_takes_us_away_again(slack: Loopback, bot: Bot) -> None:
    await bot.start(**GIVEN)
    await ready(bot)
    ana = member(slack, by_http(f"{bot.url}/slack/events"), "ana")
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        state = await state_of(session, bot)
        status, said = await comes_back(session, bot, state=state, code="c0de")
        assert (status, "Convenor is installed in Loopback &lt;b&gt;." in said) == (200, True)
        assert (await comes_back(session, bot, state=state, code="c0de"))[0] == 401, "a link is good once"
    (exchanged,) = slack.called("oauth.v2.access")
    assert exchanged["code"] == "c0de"
    assert "Nothing needs you now." in (await ana.types("me")).text
    # The token is not in the database as it is.
    for file in bot.folder.glob("convenor.db*"):
        assert BOT_TOKEN.encode() not in file.read_bytes()
    # It is there after a restart, and gone after it was taken away.
    await bot.ends()
    await bot.start(**GIVEN)
    await ready(bot)
    assert "Nothing needs you now." in (await ana.types("me")).text
    await ana.deliver("events_api", ana.event(type="tokens_revoked", tokens={"oauth": ["U1"], "bot": []}))
    assert "Nothing needs you now." in (await ana.types("me")).text
    assert "Tea" in (await ana.types("group create Tea")).text
    await changes(slack, ana.deliver, "civil", ana, member(slack, ana.deliver, "ben"))
    assert "I follow @civil" in (await ana.types("member add @civil civil keep:yes")).text
    uninstalled = ana.event(type="app_uninstalled")
    await ana.deliver("events_api", uninstalled)
    before = len(slack.called("users.info"))
    await ana.deliver("slash_commands", ana.typed("group create Tea"))
    assert len(slack.called("users.info")) == before
    # Installed again: what it follows is looked at, and what Slack tells late of the end before is let go.
    await changes(slack, nobody, "civil", ana, member(slack, ana.deliver, "cleo"))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        await comes_back(session, bot, state=await state_of(session, bot), code="c0de")
    await heard(slack, ana, "1 person has a new seat: Cleo.")
    late = uninstalled["event_time"] - 60
    await ana.deliver("events_api", uninstalled | {"event_time": late})
    await ana.deliver(
        "events_api", ana.event(type="tokens_revoked", tokens={"bot": ["U1"]}) | {"event_time": late}
    )
    assert "Cleo" in (await ana.types("member list")).text


async def test_a_link_is_bound_to_its_browser(slack: Loopback, bot: Bot) -> None:
    await bot.start(**GIVEN)
    await ready(bot)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        state = await state_of(session, bot)
        async with ClientSession(cookie_jar=DummyCookieJar()) as other:
            assert (await comes_back(other, bot, state=state, code="c0de"))[0] == 401
        for forged in ("", "abc", "1.2", f"{state}0", "9" * 30, "1796115600." + "0" * 64):
            assert (await comes_back(session, bot, state=forged, code="c0de"))[0] == 401
        assert (await comes_back(session, bot, state=state))[0] == 401
        assert "was not installed" in (await comes_back(session, bot, error="access_denied", state=state))[1]
        slack.faults["oauth.v2.access"].append(Fault(error="invalid_code"))
        assert (await comes_back(session, bot, state=state, code="c0de"))[0] == 400


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1", "name": "All"}},
            "choose a workspace",
        ),
        ({"refresh_token": "xoxe-1-loopback", "expires_in": 43200}, "token rotation is on"),
        ({"team": "T1"}, "begin again"),
    ],
)
async def test_what_we_could_not_serve_is_not_installed(
    slack: Loopback, bot: Bot, more: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = slack._installed()
    monkeypatch.setattr(slack, "_installed", lambda: installed | more)
    await bot.start(**GIVEN)
    await ready(bot)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        status, page = await comes_back(session, bot, state=await state_of(session, bot), code="c0de")
        assert (status, said in page) == (400, True), page
        ana = member(slack, by_http(f"{bot.url}/slack/events"), "ana")
        await ana.deliver("slash_commands", ana.typed("me"))
    assert slack.called("users.info") == []
    assert "hush" not in bot.log()
    assert "c0de" not in bot.log()


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET is not"),
        ("CONVENOR_SECRET_KEY", "Set CONVENOR_SECRET_KEY"),
    ],
)
async def test_what_is_lacking_is_said(without: str, said: str, bot: Bot) -> None:
    await bot.start(**GIVEN | {without: ""})
    assert await bot.ended() == 1
    assert said in bot.log()


async def test_another_key_does_not_open_the_vault(slack: Loopback, bot: Bot) -> None:
    await bot.start(**GIVEN)
    await ready(bot)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        await comes_back(session, bot, state=await state_of(session, bot), code="c0de")
    await bot.ends()
    await bot.start(**GIVEN | {"CONVENOR_SECRET_KEY": "another"})
    assert await bot.ended() == 1
    assert "was written with another CONVENOR_SECRET_KEY" in bot.log()
