"""Posts and edits of what was promised, through discord.py's client for the Web API."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from adapters.discord import allowed
from adapters.discord.limits import NONCE, cut
from adapters.discord.pace import told
from adapters.discord.rendering import Rendered, rendered
from bot.addresses import PRIVATE, ChannelRef, MessageRef
from bot.blocks import Paragraph
from bot.boundary import View
from bot.ports import Clock, Unsearchable
from bot.refusals import Fate, GatewayError, Hindrance
from bot.text import Text

FRESH: Final = timedelta(minutes=2)
"""So long after the first try Discord knows a nonce for sure ("the past few minutes"): the message is sent
again, and there is still only one."""
BEFORE: Final = timedelta(minutes=1)
_MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"
_EPOCH: Final = 1420070400000
_MOST_PAGES: Final = 5
_REASON: Final = 100
"""Characters of what Discord says of a refusal."""
_LATER: Final = 60.0
"""Seconds before another try, where Discord says no number."""
_LOOKED_THROUGH: Final = 100
_EMPTIED: Final = Text("This part is not needed any more.")
_HINDRANCES: Final = {
    10003: Hindrance.NO_CHANNEL,
    10004: Hindrance.NO_CHANNEL,
    10008: Hindrance.DELETED,
    40058: Hindrance.POSTS_ONLY,
    50001: Hindrance.SHUT_OUT,
    50008: Hindrance.POSTS_ONLY,
    50013: Hindrance.SHUT_OUT,
    160005: Hindrance.SHUT_OUT,
}
"""What Discord's codes mean: no such channel, server or message, no access, no
messages in such a channel, no permission, a thread that is locked. A message that is sent again with its nonce
is not there either (10008) when somebody deleted it meanwhile."""
_ARCHIVED: Final = 50083
"""Nothing can be edited in a thread where nobody has written for long. A new message would open it by itself."""


class DiscordGateway:
    """`client` is set once it has logged in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.client: discord.Client | None = None
        self._private: dict[str, str] = {}

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        shown = rendered(view.blocks, view.reader, card=True, most=_MOST_PAGES)
        target = await self._channel(channel)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=target)
        posted: list[str] = []
        for page in range(len(shown.pages)):
            try:
                said = await self._call(route, _body(shown, page, view.nonce))
            except GatewayError as fault:
                if posted and not fault.permanent:  # Some of it stands there: it is looked for, then.
                    raise GatewayError(
                        str(fault), retry_after=fault.retry_after, fate=Fate.UNKNOWN
                    ) from fault
                raise
            posted.append(str(said["id"]))
        return MessageRef(channel, ".".join(posted))

    async def edit(self, message: MessageRef, view: View) -> None:
        ids = message.message.split(".")
        shown = rendered(view.blocks, view.reader, card=True, most=len(ids))
        target = await self._channel(message.channel)
        emptied = rendered((Paragraph(_EMPTIED),), view.reader, card=True)
        for page, each in enumerate(ids):
            route = Route("PATCH", _MESSAGE, channel_id=target, message_id=each)
            stays = page < len(shown.pages)
            # A page that is not needed now may be needed again, so it is not deleted.
            await self._edit(target, route, shown.payload(page) if stays else emptied.payload())

    async def _edit(self, target: str, route: Route, body: dict[str, Any]) -> None:
        try:
            await self._call(route, body)
        except GatewayError as fault:
            fault.alone = (
                True  # Discord counts edits apart from new messages, and those of old ones once more.
            )
            refused = fault.__cause__
            if not isinstance(refused, discord.HTTPException) or refused.code != _ARCHIVED:
                raise
            await self._call(Route("PATCH", "/channels/{channel_id}", channel_id=target), {"archived": False})
            await self._call(route, body)

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        if self._clock.now() - around < FRESH:
            return None  # Sent again with its nonce, it still stands there once.
        target = await self._channel(channel)
        since = (int((around - BEFORE).timestamp() * 1000) - _EPOCH) << 22
        try:
            found = await self._call(
                Route("GET", "/channels/{channel_id}/messages", channel_id=target),
                params={"after": max(since, 0), "limit": _LOOKED_THROUGH},
            )
        except GatewayError as fault:
            if fault.permanent:
                raise Unsearchable from fault
            raise
        marked = {mark: str(said["id"]) for said in found for mark in _marks(said)}
        for of in range(1, _MOST_PAGES + 1):
            pages = [marked.get(_mark(nonce, page, of)) for page in range(of)]
            ids = [page for page in pages if page is not None]
            if len(ids) == of:
                return MessageRef(channel, ".".join(ids))
            if ids:
                raise Unsearchable("only some of its pages arrived")
        if len(found) >= _LOOKED_THROUGH:
            raise Unsearchable("too much was said since")
        return None

    async def _channel(self, channel: ChannelRef) -> str:
        """The channel's id; a private conversation is opened first."""
        if channel.thread:
            return channel.thread
        if not channel.is_private:
            return channel.channel
        user = channel.channel.removeprefix(PRIVATE)
        if user not in self._private:
            opened = await self._call(Route("POST", "/users/@me/channels"), {"recipient_id": user})
            self._private[user] = str(opened["id"])
        return self._private[user]

    async def _call(self, route: Route, body: Any = None, **more: Any) -> Any:
        """Raises GatewayError."""
        if self.client is None:
            raise GatewayError("not connected to Discord", retry_after=5)
        if body is not None:
            more["json"] = body
        try:
            if body is not None and "components" in body:
                allowed.check(allowed.message(body))
            return await self.client.http.request(route, **more)
        except allowed.Unfit as unfit:
            raise GatewayError(f"Discord would refuse it: {unfit}", permanent=True) from unfit
        except discord.RateLimited as limited:
            raise GatewayError("rate limited", retry_after=limited.retry_after) from limited
        except discord.HTTPException as refused:
            raise _fault(refused) from refused
        except (aiohttp.ClientConnectorError, ConnectionRefusedError) as away:
            raise GatewayError("cannot reach Discord") from away
        except (TimeoutError, aiohttp.ClientError, OSError) as cut:
            raise GatewayError(f"the connection was cut: {type(cut).__name__}", fate=Fate.UNKNOWN) from cut


def _fault(refused: discord.HTTPException) -> GatewayError:
    said = f"{cut(refused.text, _REASON)} (HTTP {refused.status}, code {refused.code})".strip()
    if refused.status >= 500:
        return GatewayError(said, fate=Fate.UNKNOWN)
    if refused.status in (401, 429):  # Whoever runs us can mend a token; a limit ends by itself.
        return GatewayError(said, retry_after=told(refused.response.headers) or _LATER)
    hindrance = _HINDRANCES.get(refused.code)
    # Without a code it was not Discord itself that refused, but who stands before it, and not for ever.
    permanent = (refused.status in (400, 403, 404) and refused.code != 0) or hindrance is not None
    return GatewayError(said, permanent=permanent, hindrance=hindrance)


def _body(shown: Rendered, page: int, nonce: str) -> dict[str, Any]:
    """Each page has a nonce of its own, and carries a mark by which it can be found again."""
    payload = shown.payload(page)
    framed, *others = payload["components"]
    payload["components"] = [{**framed, "id": _mark(nonce, page, len(shown.pages))}, *others]
    return {**payload, "nonce": f"{nonce}{page}"[-NONCE:], "enforce_nonce": True}


def _mark(nonce: str, page: int, of: int) -> int:
    """The page's own, which also says of how many it is one."""
    digest = hashlib.sha256(f"{nonce} {page} {of}".encode()).digest()
    return int.from_bytes(digest[:4]) % (2**31 - 1000) + 1000


def _marks(message: Any) -> set[int]:
    return {int(each.get("id") or 0) for each in message.get("components", ()) if isinstance(each, dict)}
