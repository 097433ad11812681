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
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms import Arrived, Sent
from bot.ports import Clock

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
ODD = (AttributeError, LookupError, TypeError, ValueError)
"""What bolt raises for a payload in which something has another shape than it expects."""
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
        payload = _read(arrived.body, arrived.headers.get("content-type", ""))
        if payload is None:
            return _refused(400, "malformed")
        try:
            # Read and checked once: bolt takes it as it takes what comes by Socket Mode.
            came = AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(arrived.headers))
            said = await self._app.async_dispatch(came)
        except ODD:
            return _refused(400, "malformed")
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


def _read(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What Slack sent; None for what has not the shape of anything that it sends."""
    try:
        text = body.decode("utf-8")
        if content_type.partition(";")[0].strip() == "application/json":
            return _typed(json.loads(text))
        fields = dict(parse_qsl(text, strict_parsing=True, keep_blank_values=True))
        if "payload" in fields:
            return _typed(json.loads(fields["payload"]))
    except (ValueError, RecursionError):
        return None
    return fields if "command" in fields else None


def _typed(payload: object) -> dict[str, Any] | None:
    return payload if isinstance(payload, dict) and isinstance(payload.get("type"), str) else None


def _refused(status: int, why: str) -> Sent:
    log.warning("refused: %s", why, extra={"action": "slack_request_refused"})
    return Sent(status, why.encode())
