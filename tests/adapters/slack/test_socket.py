"""The connection of Socket Mode: watched, and replaced when it is deaf."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace

import pytest

from adapters.slack.socket import Socket
from tests.adapters.slack.loopback import APP_TOKEN, Loopback
from tests.adapters.slack.people import by_socket, member
from tests.adapters.slack.rig import Rig


async def test_a_deaf_connection_is_replaced(slack: Loopback, rig: Rig) -> None:
    socket = Socket(rig.listening.app, rig.workspaces.client_of(None), APP_TOKEN, pause=0.02)
    assert await socket.trouble() == "not connected"
    await socket.open()
    assert await socket.trouble() == ""
    # The library is not there any more to notice: as in the reports of bots that went deaf.
    link = socket._link
    assert link is not None
    link.auto_reconnect_enabled = False
    for task in (link.current_session_monitor, link.message_receiver):
        assert task is not None
        task.cancel()
    assert link.current_session is not None
    await link.current_session.close()
    assert await socket.trouble() == "not connected"
    watching = asyncio.create_task(socket.watch())
    links = slack.links
    await slack.until(lambda: slack.links > links, "a new connection")
    ana = member(slack, by_socket(slack), "ana")
    assert "Nothing needs you now." in (await ana.types("me")).text
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await socket.close()


async def test_a_connection_without_a_greeting_is_none(slack: Loopback, rig: Rig) -> None:
    """Slack would send nothing on it, however well it answers pings."""
    greeted = asyncio.Event()
    client = rig.workspaces.client_of(None)
    socket = Socket(rig.listening.app, client, APP_TOKEN, pause=0.02, greeted=greeted.set)
    await socket.open()
    greeted.clear()
    slack.greets = False
    watching = asyncio.create_task(socket.watch())
    await slack.sockets[-1].send_json({"type": "disconnect", "reason": "warning", "debug_info": {}})
    await slack.until(lambda: slack.links > 2, "a connection instead of the silent one")
    assert await socket.trouble() == "not connected"
    slack.greets = True
    await slack.sockets[-1].close()
    await asyncio.wait_for(greeted.wait(), 20)
    assert await socket.trouble() == ""
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    await socket.close()


async def test_a_connection_that_slack_ends_at_once_is_not_hammered_on(
    slack: Loopback, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is so where too many connections are open, and where Socket Mode was switched off."""
    pauses: list[float] = []
    enough = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            enough.set()
            await asyncio.Event().wait()

    monkeypatch.setattr("adapters.slack.socket.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": pause}))
    slack.ends_at_once = "too_many_websockets"
    socket = Socket(rig.listening.app, rig.workspaces.client_of(None), APP_TOKEN)
    await socket.open()
    await asyncio.wait_for(enough.wait(), 20)
    assert pauses == [2.0, 4.0, 8.0, 16.0, 20.0, 20.0]
    assert slack.opened == 7, "the first replacement comes at once"
    await socket.close()
