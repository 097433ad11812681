"""HTTP mode: what Slack posts to us, checked before anything reads it.

Whatever is not signed with our secret, too old or not of Slack's shape is refused with a 4xx, and never
written to a log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from urllib.parse import parse_qs

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms import Arrived, Sent
from bot.ports import Clock

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
_OLD = 300
"""Seconds that a signature is good for (Slack's own advice)."""


class Http:
    def __init__(self, secret: str, clock: Clock, app: AsyncApp) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._app = app

    async def serve(self, arrived: Arrived) -> Sent:
        if not self._signed(arrived.body, arrived.headers):
            return _refused(401, "not signed")
        if not _of_slack(arrived.body, arrived.headers.get("content-type", "")):
            return _refused(400, "malformed")
        came = AsyncBoltRequest(body=arrived.body.decode(), headers=dict(arrived.headers))
        said = await self._app.async_dispatch(came)
        kind = said.first_headers().get("content-type", "text/plain; charset=utf-8")
        return Sent(said.status, (said.body or "").encode(), kind)

    def _signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        stamp = headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
            return False
        if abs(self._clock.now().timestamp() - int(stamp)) > _OLD:
            return False
        expected = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        given = headers.get("x-slack-signature", "")
        return hmac.compare_digest(f"v0={expected}".encode(), given.encode("utf-8", "replace"))


def _of_slack(body: bytes, content_type: str) -> bool:
    """Whether it has the shape of something that Slack sends."""
    try:
        text = body.decode("utf-8")
        if content_type.partition(";")[0].strip() == "application/json":
            return _typed(json.loads(text))
        fields = parse_qs(text, strict_parsing=True)
        if "payload" in fields:
            return _typed(json.loads(fields["payload"][0]))
    except (ValueError, RecursionError):
        return False
    return "command" in fields


def _typed(payload: object) -> bool:
    return isinstance(payload, dict) and isinstance(payload.get("type"), str)


def _refused(status: int, why: str) -> Sent:
    log.warning("refused: %s", why, extra={"action": "slack_request_refused"})
    return Sent(status, why.encode())
