"""Posts and edits of what was promised, through discord.py's client for the Web API.

Of a message that takes several, the first stands in the channel, and the others in a thread of it; where there can
be none, they follow in the channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import Any, Final

import discord
from discord.http import Route

from adapters.discord import allowed
from adapters.discord.limits import NONCE, THREAD, cut
from adapters.discord.rendering import Rendered, posted, rendered
from adapters.discord.standing import MOST_PAGES, Standing, mark, marked, pages
from adapters.discord.wire import ARCHIVED, HAS_THREAD, Refused, ask
from bot.addresses import PRIVATE, ChannelRef, MessageRef
from bot.blocks import Heading, Paragraph
from bot.boundary import View
from bot.plain import plain
from bot.ports import Clock, Incomplete, Unsearchable
from bot.refusals import Fate, GatewayError, Hindrance
from bot.text import Text

FRESH: Final = timedelta(minutes=2)
"""So long after the first try Discord knows a nonce for sure ("the past few minutes"): the message is sent
again, and there is still only one."""
BEFORE: Final = timedelta(minutes=1)
_MESSAGES: Final = "/channels/{channel_id}/messages"
_MESSAGE: Final = "/channels/{channel_id}/messages/{message_id}"
_EPOCH: Final = 1420070400000
_LOOKED_THROUGH: Final = 100
_ARCHIVED_AFTER: Final = 1440
"""Minutes in which nothing is said in a thread before Discord puts it away: a day."""
_EMPTIED: Final = Text("This part is not needed any more.")
_NOT_HERE: Final = (Hindrance.NO_CHANNEL, Hindrance.DELETED)


class DiscordGateway:
    """`client` is set once it has logged in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.client: discord.Client | None = None
        self._private: dict[str, str] = {}

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        shown = posted(view, MOST_PAGES)
        target = await self._channel(channel)
        said = await self._send(target, shown, 0, view)
        stands = Standing(said)
        if len(shown.pages) > 1:
            with _some_stands():
                threaded = not _threadless(channel) and await self._thread(target, said, view)
                stands = await self._follow(target, replace(stands, threaded=threaded), shown, view, new=True)
        message = MessageRef(channel, str(stands))
        # What Discord knew by its nonce still shows what was true at the first try.
        return await self.edit(message, view) if view.doubted and view.card else message

    async def _follow(
        self, target: str, stands: Standing, shown: Rendered, view: View, *, new: bool
    ) -> Standing:
        """The pages that do not stand anywhere yet. A message that is new goes on in the channel where nothing can be
        said in its thread."""
        for page in range(1 + len(stands.rest), len(shown.pages)):
            try:
                said = await self._send(stands.beneath(target), shown, page, view)
            except Refused as refused:
                if not refused.permanent:
                    raise
                if not new or stands.rest or not stands.threaded:
                    return await self._shut(target, stands, view)
                return await self._follow(target, replace(stands, threaded=False), shown, view, new=True)
            stands = replace(stands, rest=(*stands.rest, said))
        return stands

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        stands = Standing.parse(message.message)
        grows = stands.grows and not _threadless(message.channel)
        shown = posted(view, MOST_PAGES if grows else 1 + len(stands.rest))
        target = await self._channel(message.channel)
        await self._change(target, stands.first, shown, 0, view)
        with _some_stands(grows):
            try:
                if grows and view.doubted:
                    stands = await self._with_added(stands, view)
                for page, each in enumerate(stands.rest, 1):
                    await self._change(stands.beneath(target), each, shown, page, view)
                if len(shown.pages) > 1 + len(stands.rest):
                    stands = await self._grown(target, stands, shown, view)
            except Refused as refused:
                if not refused.permanent:
                    raise
                # Somebody deleted or closed some of it, or there cannot be a thread: the first has to do.
                stands = await self._shut(target, stands, view)
            except Unsearchable:
                stands = await self._shut(target, stands, view)
        return MessageRef(message.channel, str(stands))

    async def _with_added(self, stands: Standing, view: View) -> Standing:
        """With the pages that a try in doubt may have added in its thread. Raises Refused, Unsearchable."""
        try:
            there, _, known = await self._look(stands.first, view.nonce)
        except Refused as refused:
            if refused.hindrance is not Hindrance.NO_CHANNEL or stands.rest:
                raise
            return stands  # It has no thread.
        if not known:
            raise Unsearchable("too much was said in its thread")
        added = tuple(there[page] for page in takewhile(there.__contains__, count(1 + len(stands.rest))))
        return replace(stands, rest=(*stands.rest, *added), threaded=stands.threaded or bool(added))

    async def _grown(self, target: str, stands: Standing, shown: Rendered, view: View) -> Standing:
        """With the pages that it did not take before, in its thread."""
        if not stands.threaded and not await self._thread(target, stands.first, view):
            return await self._shut(target, stands, view)
        return await self._follow(target, replace(stands, threaded=True), shown, view, new=False)

    async def _shut(self, target: str, stands: Standing, view: View) -> Standing:
        """All in one message, now and later: what does not fit is said to be missing. What still stands of the
        others is emptied, since it will not be changed any more."""
        shown = posted(view, 1)
        await self._change(target, stands.first, shown, 0, view)
        for page, each in enumerate(stands.rest, 1):
            with suppress(Refused):
                await self._change(stands.beneath(target), each, shown, page, view)
        return Standing(stands.first, threaded=True)

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        if self._clock.now() - around < FRESH:
            return None  # Sent again with its nonce, it still stands there once.
        since = (int((around - BEFORE).timestamp() * 1000) - _EPOCH) << 22
        try:
            there, of, known = await self._look(await self._channel(channel), nonce, max(since, 0))
        except Refused as refused:
            if not refused.permanent:
                raise
            raise Unsearchable from refused
        if of and len(there) == of:
            return MessageRef(channel, str(Standing(there[0], tuple(there[page] for page in range(1, of)))))
        if of and (list(there) != [0] or _threadless(channel)):
            raise Unsearchable("only some of its pages arrived")
        if of:  # The others are in its thread, or nowhere.
            raise Incomplete(MessageRef(channel, there[0]))
        if not known:
            raise Unsearchable("too much was said since")
        return None

    async def _look(self, place: str, nonce: str, since: int = 0) -> tuple[Mapping[int, str], int, bool]:
        """The pages of a message that are found in a channel or thread, of how many they were, and whether there
        are no others. Raises Refused."""
        route = Route("GET", _MESSAGES, channel_id=place)
        params = {"after": since or place, "limit": _LOOKED_THROUGH}
        said = await self._call(route, params=params)
        return *pages(nonce, marked(said)), len(said) < _LOOKED_THROUGH

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

    async def _thread(self, target: str, message: str, view: View) -> bool:
        """Whether a message has a thread now, of its own id."""
        body = {"name": _name(view), "auto_archive_duration": _ARCHIVED_AFTER}
        allowed.check(allowed.thread(body))
        try:
            await self._call(
                Route("POST", f"{_MESSAGE}/threads", channel_id=target, message_id=message), body
            )
        except Refused as refused:
            if refused.code == HAS_THREAD:
                return True
            if not refused.permanent or refused.hindrance in _NOT_HERE:
                raise
            return False
        return True

    async def _send(self, place: str, shown: Rendered, page: int, view: View) -> str:
        """The id of a page. Each has a nonce of its own, and carries a mark by which it can be found again."""
        payload = _marked(shown.payload(page), page, len(shown.pages), view) | {
            "nonce": f"{view.nonce}{page}"[-NONCE:],
            "enforce_nonce": True,
        }
        said = await self._call(Route("POST", _MESSAGES, channel_id=place), payload)
        return str(said["id"])

    async def _change(self, place: str, message: str, shown: Rendered, page: int, view: View) -> None:
        # A page that is not needed now may be needed again, so it is not deleted.
        stays = page < len(shown.pages)
        emptied = rendered((Paragraph(_EMPTIED),), view.reader, card=True)
        payload = shown.payload(page) if stays else emptied.payload()
        route = Route("PATCH", _MESSAGE, channel_id=place, message_id=message)
        try:
            await self._call(route, _marked(payload, page, len(shown.pages), view))
        except GatewayError as fault:
            fault.alone = True  # Edits are counted apart from new messages, and those of old ones once more.
            raise

    async def _call(self, route: Route, body: Any = None, **more: Any) -> Any:
        """Raises GatewayError. A thread that was put away is taken out again."""
        try:
            return await ask(self.client, route, body, **more)
        except Refused as refused:
            if refused.code != ARCHIVED or route.channel_id is None:
                raise
        opened = Route("PATCH", "/channels/{channel_id}", channel_id=route.channel_id)
        await ask(self.client, opened, {"archived": False})
        return await ask(self.client, route, body, **more)


def _marked(payload: dict[str, Any], page: int, of: int, view: View) -> dict[str, Any]:
    """A page, and whose it is: an edit that said nothing of its mark would take it away."""
    framed, *others = payload["components"]
    own = mark(view.nonce, page, max(of, page + 1))
    return {**payload, "components": [{**framed, "id": own}, *others]}


def _threadless(channel: ChannelRef) -> bool:
    """Whether there are no threads in it."""
    return channel.is_private or bool(channel.thread)


@contextmanager
def _some_stands(elsewhere: bool = True) -> Iterator[None]:
    """A fault that passes leaves only some of it there: that is looked for, then. It says nothing of the channel,
    where the rest stands `elsewhere`."""
    try:
        yield
    except GatewayError as fault:
        if fault.permanent or not elsewhere:
            raise
        raise GatewayError(str(fault), retry_after=fault.retry_after, fate=Fate.UNKNOWN) from fault


def _name(view: View) -> str:
    """What the thread is called: as the message begins."""
    first = next((block for block in view.blocks if isinstance(block, Heading | Paragraph)), None)
    said = plain((first,), view.reader) if first else ""
    return cut(" ".join(said.split()), THREAD) or "…"
