"""Socket Mode: a connection that we open, so that Slack reaches us behind any wall.

The library reconnects by itself, and is watched: one that stays deaf is replaced by a new one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.faults import DENIED, code_of
from adapters.slack.http import ODD
from adapters.slack.workspaces import quiet
from bot.ports import Unavailable

log = logging.getLogger(__name__)

PING = 5.0
"""Seconds between two looks at the connection."""
DEAF = 6
"""Looks in a row that find no connection, until it is given up for a new one."""
BRIEF = 10.0
"""Seconds: a connection that ends before was no good; the second in a row is waited for, each longer."""
LONGEST = 20.0
AT_START = 30.0
_DENIED_PAUSE = 60.0
"""Seconds until a token that Slack refuses is tried again."""


class _Link(SocketModeClient):
    """A connection that does not hammer on a closed door, nor on one that is shut in its face at once."""

    _opened_at = 0.0
    _in_a_row = 0

    async def issue_new_wss_url(self) -> str:
        self._in_a_row = self._in_a_row + 1 if time.monotonic() - self._opened_at < BRIEF else 0
        if self._in_a_row > 1:
            # Too many connections, or Socket Mode was switched off: Slack lets us in to send us away.
            log.warning("Slack ends the connection again and again", extra={"action": "socket_ended"})
            await asyncio.sleep(min(2.0 ** (self._in_a_row - 1), LONGEST))
        try:
            url = await super().issue_new_wss_url()
            self._opened_at = time.monotonic()
            return url
        except SlackApiError as fault:
            if (code := code_of(fault)) in DENIED:
                log.warning("Slack refuses SLACK_APP_TOKEN (%s)", code, extra={"action": "token_refused"})
                await asyncio.sleep(_DENIED_PAUSE)
            raise


class Socket:
    """`token` is the app-level one; it was checked before. `pause`: seconds between two looks. `greeted` is
    called for each connection that Slack has taken, the first one included."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        token: str,
        pause: float = PING,
        greeted: Callable[[], None] = lambda: None,
    ) -> None:
        self._greeted = greeted
        self._pause = pause
        self._app = app
        self._client = client
        self._token = token
        self._link: _Link | None = None
        self._taken: object = None
        """The session that Slack has said hello on: before that it sends nothing."""
        self._hello = asyncio.Event()

    async def connected(self) -> bool:
        link = self._link
        return link is not None and self._taken is link.current_session and await link.is_connected()

    async def trouble(self) -> str:
        """For whoever asks whether we are ready; empty where we are."""
        return "" if await self.connected() else "not connected"

    async def open(self) -> None:
        """Raises Unavailable."""
        try:
            async with asyncio.timeout(AT_START):
                await self._connect()
        except TimeoutError as late:
            await self.close()
            raise Unavailable(
                "Slack opened no connection for Socket Mode. Check that Socket Mode is on in the settings of"
                " your app, and that this machine may open WebSocket connections."
            ) from late

    async def watch(self) -> None:
        """Until it is cancelled."""
        misses = 0
        while True:
            await asyncio.sleep(self._pause)
            misses = 0 if await self.connected() else misses + 1
            if misses >= DEAF:
                log.warning("Socket Mode is deaf; connecting anew", extra={"action": "socket_deaf"})
                misses = 0
                await self.close()
                try:
                    async with asyncio.timeout(AT_START):
                        await self._connect()
                except TimeoutError:
                    log.warning("Slack cannot be reached", extra={"action": "socket_unreachable"})

    async def close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            await link.close()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        self._link = _Link(self._token, logger=quiet, web_client=self._client, ping_interval=PING)
        self._link.socket_mode_request_listeners.append(self._came)
        self._link.message_listeners.append(self._heard)
        self._taken = None
        self._hello.clear()
        await self._link.connect()  # type: ignore[no-untyped-call]
        await self._hello.wait()

    async def _heard(self, client: Any, message: Mapping[str, Any], raw: str | None = None) -> None:
        link = self._link
        if message.get("type") == "hello" and link is not None and link is client:
            self._taken = link.current_session
            self._hello.set()
            self._greeted()

    async def _came(self, client: Any, request: SocketModeRequest) -> None:
        try:
            answer = await run_async_bolt_app(self._app, request)
        except ODD:
            log.warning("refused: malformed", extra={"action": "slack_request_refused"})
            answer = BoltResponse(status=200, body="")
        await send_async_response(client, request, answer, 0.0)
