"""Interactions over HTTP, without a connection of our own: each is signed, and a bad signature is refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.discord import answering, arriving
from bot.platforms import Arrived, Sent
from bot.ports import Clock

log = logging.getLogger(__name__)

OLDEST: Final = timedelta(minutes=5)
"""A request that was signed earlier is somebody's repetition."""
LARGEST: Final = 512 * 1024


class Endpoint:
    """Answers at once; the answer to the person follows by Discord's Web API."""

    def __init__(self, public_key: str, receive: Callable[[Mapping[str, Any]], None], clock: Clock) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._receive = receive
        self._clock = clock

    async def serve(self, arrived: Arrived) -> Sent:
        if len(arrived.body) > LARGEST:
            return Sent(413)
        if not self._signed(arrived):
            log.warning("a bad signature", extra={"action": "bad_signature"})
            return Sent(401)
        try:
            payload = json.loads(arrived.body)
            kind = int(payload["type"])
        except (ValueError, KeyError, TypeError, RecursionError):
            log.warning("not an interaction", extra={"action": "odd_interaction"})
            return Sent(400)
        if kind == arriving.PING:
            return Sent(200, json.dumps({"type": answering.PONG}).encode(), "application/json")
        self._receive(payload)
        return Sent(202)

    def _signed(self, arrived: Arrived) -> bool:
        timestamp = arrived.headers.get("x-signature-timestamp", "")
        try:
            signature = bytes.fromhex(arrived.headers.get("x-signature-ed25519", ""))
            self._key.verify(signature, timestamp.encode() + arrived.body)
            signed_at = datetime.fromtimestamp(int(timestamp), self._clock.now().tzinfo)
        except (InvalidSignature, ValueError, OverflowError, OSError):
            return False
        return abs(self._clock.now() - signed_at) <= OLDEST
