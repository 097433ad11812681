"""HTTP mode: what Slack posts to us, checked before anything reads it.

Whatever is not signed with our secret, too old, too large or not of Slack's shape is refused with a 4xx,
and never written to a log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.ports import Clock

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
_OLD = 300
"""Seconds that a signature is good for (Slack's own advice)."""


class Http:
    """`app` is set once we are ready; before that Slack is asked to come again."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self.app: AsyncApp | None = None

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._signed(body, request.headers):
            return _refused(401, "not signed")
        if not _of_slack(body, request.content_type):
            return _refused(400, "malformed")
        if self.app is None:
            return _refused(503, "not ready")
        came = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        return await to_aiohttp_response(await self.app.async_dispatch(came))

    def _signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        stamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
            return False
        if abs(self._clock.now().timestamp() - int(stamp)) > _OLD:
            return False
        expected = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(f"v0={expected}".encode(), signature.encode())


def _of_slack(body: bytes, content_type: str) -> bool:
    """Whether it has the shape of something that Slack sends."""
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            return _typed(json.loads(text))
        fields = parse_qs(text, strict_parsing=True)
        if "payload" in fields:
            return _typed(json.loads(fields["payload"][0]))
    except (ValueError, RecursionError):
        return False
    return "command" in fields or "ssl_check" in fields


def _typed(payload: object) -> bool:
    return isinstance(payload, dict) and isinstance(payload.get("type"), str)


def _refused(status: int, why: str) -> web.Response:
    log.warning("refused: %s", why, extra={"action": "slack_request_refused"})
    return web.Response(status=status, text=why)
