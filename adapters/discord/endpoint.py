"""Interactions over HTTP, without a connection of our own: each is signed, and a bad signature is refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import discord
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from adapters.discord import answering, arriving
from bot.platforms import Arrived, Sent
from bot.ports import Clock, Finding

log = logging.getLogger(__name__)

OLDEST: Final = timedelta(minutes=5)
"""A request that was signed earlier is somebody's repetition."""
LARGEST: Final = 512 * 1024
PATH: Final = "/discord/interactions"
_PAGE: Final = "on the page General Information of your application"


class Endpoint:
    """Answers at once; the answer to the person follows by Discord's Web API."""

    def __init__(self, public_key: str, receive: Callable[[Mapping[str, Any]], None], clock: Clock) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._receive = receive
        self._clock = clock

    async def serve(self, arrived: Arrived) -> Sent:
        if len(arrived.body) > LARGEST:
            return Sent(413)
        if wrong := self._wrong(arrived):
            log.warning(wrong, extra={"action": "bad_signature"})
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

    def _wrong(self, arrived: Arrived) -> str:
        """What is wrong with its signature; empty where it is well."""
        timestamp = arrived.headers.get("x-signature-timestamp", "")
        try:
            signature = bytes.fromhex(arrived.headers.get("x-signature-ed25519", ""))
            self._key.verify(signature, timestamp.encode() + arrived.body)
            signed_at = datetime.fromtimestamp(int(timestamp), self._clock.now().tzinfo)
        except (InvalidSignature, ValueError, OverflowError, OSError):
            return "a bad signature"
        if abs(self._clock.now() - signed_at) > OLDEST:
            return "signed at another time: it is an old request, or the clock of this machine is wrong"
        return ""


def findings(application: discord.AppInfo, public_key: str | None, web_url: str | None) -> Iterator[Finding]:
    """Whether Discord sends interactions to where we wait for them: to an address, or on our connection."""
    sent_to = application.interactions_endpoint_url
    if public_key is None:
        if sent_to:
            wrong = (
                f"Discord sends them to {sent_to}, and not on the connection where Convenor waits for them"
            )
            mend = f"Remove Interactions Endpoint URL {_PAGE}, or set DISCORD_PUBLIC_KEY."
            yield Finding(_ABOUT, wrong, mend)
        return
    if application.verify_key.casefold() != public_key.casefold():
        yield Finding(
            "DISCORD_PUBLIC_KEY",
            "it is not that of this application",
            f"Copy Public Key again: it is {_PAGE}.",
        )
    address = f"{web_url or 'https://…'}{PATH}"
    if not sent_to:
        mend = f"Start Convenor, then set Interactions Endpoint URL to {address}, {_PAGE}."
        yield Finding(
            _ABOUT, "Discord does not send them to an address, and Convenor waits for them at one", mend
        )
    else:
        elsewhere = f", and not to {address}" if web_url is not None and sent_to != address else ""
        yield Finding(_ABOUT, f"Discord sends them to {sent_to}{elsewhere}")


_ABOUT: Final = "Discord's interactions"
