"""Limits: what has to wait holds up nobody else, and nobody is asked before they may be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord.http import Route

from adapters.discord.client import Single
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord, Fault
from tests.adapters.discord.people import Somebody, text_of
from tests.adapters.discord.town import Town

OTHER = "400000000000000002"
LIMITED = 3.0


def limit(path: str, wait: float, *, everywhere: bool = False, method: str = "POST") -> Fault:
    """Discord asks to wait, as its documentation shows it."""
    headers = {"Via": "1.1 google", "Retry-After": str(wait), "X-RateLimit-Scope": "user"}
    if everywhere:
        headers |= {"X-RateLimit-Scope": "global", "X-RateLimit-Global": "true"}
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
    return Fault(path, 429, headers=headers, body=body, method=method)


async def opened(ana: Somebody, question: str) -> None:
    assert "P-" in (await ana.uses("poll open", question=question)).text


def stands(town: Town, channel: str, words: str) -> bool:
    return any(
        each["channel_id"] == channel and words in text_of(each) for each in town.discord.messages.values()
    )


async def two_groups(town: Town) -> tuple[Somebody, Somebody]:
    """One in each channel; the second person sits in the other."""
    ana = town.person("ana", administrator=True)
    ben = town.person("ben", administrator=True)
    ben.channel = OTHER
    for somebody, name in ((ana, "Tea"), (ben, "Coffee")):
        await somebody.uses("group create", name=name)
        await somebody.uses("member join", stakeholder="government")
    return ana, ben


async def test_one_channel_waits_and_the_others_go_on(town: Town) -> None:
    ana, ben = await two_groups(town)
    town.discord.faults.append(limit(f"/channels/{payloads.HOME}/messages", LIMITED))
    loop = asyncio.get_running_loop()
    began = loop.time()
    await opened(ana, "Green tea?")
    await town.discord.until(lambda: not town.discord.faults)
    await opened(ben, "Black coffee?")
    await opened(ben, "With milk?")
    await town.discord.until(
        lambda: stands(town, OTHER, "Black coffee?") and stands(town, OTHER, "With milk?")
    )
    assert loop.time() - began < LIMITED - 1
    assert not stands(town, payloads.HOME, "Green tea?")
    await town.discord.until(lambda: stands(town, payloads.HOME, "Green tea?"))
    assert loop.time() - began >= LIMITED
    posts = [each.path for each in town.discord.requests if each.method == "POST"]
    assert posts.count(f"/channels/{payloads.HOME}/messages") == 2, "refused once, and not asked meanwhile"


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Discord, Single]]:
    double = Discord()
    await double.start()
    monkeypatch.setattr(Route, "BASE", f"{double.base}/api/v10")
    async with Single(lambda payload: None) as connected:
        await connected.login(double.token)
        yield double, connected
    await double.stop()


async def ask(client: Single, channel: str = payloads.HOME) -> Any:
    return await client.http.request(Route("GET", "/channels/{channel_id}/messages", channel_id=channel))


async def test_what_discord_says_is_left_is_kept_to(client: tuple[Discord, Single]) -> None:
    double, connected = client
    double.limits = {"X-RateLimit-Bucket": "b", "X-RateLimit-Limit": "2", "X-RateLimit-Reset-After": "2.5"}
    double.left = [1, 0]
    asked = await asyncio.gather(*(ask(connected) for _ in range(4)), return_exceptions=True)
    assert [type(each) for each in asked] == [list, list, discord.RateLimited, discord.RateLimited]
    assert isinstance(asked[2], discord.RateLimited)
    assert 1 < asked[2].retry_after <= 2.5
    before = len(double.requests)
    with pytest.raises(discord.RateLimited):
        await ask(connected)
    assert len(double.requests) == before, "Discord is not even asked"
    assert await ask(connected, OTHER) == []


async def test_a_moment_is_waited(client: tuple[Discord, Single]) -> None:
    double, connected = client
    double.limits = {"X-RateLimit-Bucket": "b", "X-RateLimit-Limit": "1", "X-RateLimit-Reset-After": "0.2"}
    double.left = [0, 0]
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert tuple(await asyncio.gather(ask(connected), ask(connected))) == ([], [])
    assert loop.time() - began >= 0.2


async def test_all_of_discord_may_be_closed(client: tuple[Discord, Single]) -> None:
    double, connected = client
    double.faults.append(limit(f"/channels/{payloads.HOME}", 2, everywhere=True, method="GET"))
    with pytest.raises(discord.RateLimited):
        await ask(connected)
    before = len(double.requests)
    with pytest.raises(discord.RateLimited) as closed:
        await ask(connected, OTHER)
    assert 1 < closed.value.retry_after <= 2
    assert len(double.requests) == before
    await asyncio.sleep(closed.value.retry_after)
    assert await ask(connected, OTHER) == []


async def test_who_stands_before_discord_may_close_all_of_it(client: tuple[Discord, Single]) -> None:
    double, connected = client
    page = {"Content-Type": "text/html", "Retry-After": "1.3"}
    double.faults.append(Fault(f"/channels/{payloads.HOME}", 429, headers=page, method="GET"))
    with pytest.raises(discord.HTTPException):
        await ask(connected)
    with pytest.raises(discord.RateLimited) as closed:
        await ask(connected, OTHER)
    assert 1 < closed.value.retry_after <= 1.3


async def test_whoever_gives_up_keeps_nobody_waiting(client: tuple[Discord, Single]) -> None:
    """discord.py never asked anything again when it was interrupted while it waited."""
    double, connected = client
    double.faults.append(limit(f"/channels/{payloads.HOME}", 0.5, everywhere=True, method="GET"))
    with pytest.raises((TimeoutError, discord.RateLimited)):
        async with asyncio.timeout(0.05):
            await ask(connected)
    async with asyncio.timeout(20):
        assert await ask(connected) == []
