"""Posts and edits in Slack, as the courier asks for them.

Of a message that takes several, the first stands in the channel, and the others in its thread.
Each message carries the courier's mark in its metadata, so that one whose fate is unknown can be found
again where a history scope was granted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import Any, Final

from adapters.slack.blocks import Rendered, render
from adapters.slack.faults import FAULTS, SHUT_OUT, code_of, gateway_error, retry_after
from adapters.slack.pace import PAUSE, Pace
from adapters.slack.pages import posted
from adapters.slack.standing import MOST_PAGES, Standing
from adapters.slack.workspaces import NotInstalled, Workspaces
from bot.addresses import PRIVATE, ChannelRef, MessageRef
from bot.blocks import Paragraph
from bot.boundary import View
from bot.ports import Incomplete, Unsearchable
from bot.refusals import Fate, GatewayError
from bot.text import Text

log = logging.getLogger(__name__)

MARK = "convenor_message"
PLAINLY: Final[dict[str, Any]] = {"parse": "none", "link_names": False}
"""Slack makes nothing of what stands in a text. Left to itself it reads edits as it reads what people type."""
_BEFORE = timedelta(minutes=2)
"""Clocks differ: it is looked from this much before the moment of sending."""
_PAGES, _PAGE = 5, 200
_UNSEARCHABLE: Final = ("missing_scope", "not_in_channel", "channel_not_found")
_EMPTIED: Final = Text("This part is not needed any more.")
_INVITED = (12, 5.0), (70, 60.0)
"""How often, and every how many seconds, it is looked whether we were invited meanwhile: for an hour. Then it
counts as failed, which coordinators are told."""


class SlackGateway:
    """`shut_out` is told of a channel that we may not write to until somebody invites us."""

    def __init__(self, workspaces: Workspaces, pace: Pace) -> None:
        self._workspaces = workspaces
        self._pace = pace
        self._outside: dict[str, int] = {}
        """How often we could not write to a channel since we last could."""
        self.shut_out: Callable[[ChannelRef], None] = lambda channel: None

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        self._free(str(channel.home))
        pages = posted(view, MOST_PAGES)
        place, first = await self._send(channel, pages, 0, view.nonce)
        # A private conversation has an id of its own, which is needed to edit anything in it.
        stands = Standing(place if channel.is_private else "", first)
        with _some_stands():
            stands = await self._follow(channel, stands, pages, view)
        return MessageRef(channel, str(stands))

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        stands = Standing.parse(message.message)
        pages = posted(view, 1 if stands.shut else MOST_PAGES)
        await self._update(message.channel, stands, stands.first, pages[0])
        with _some_stands():
            try:
                if view.doubted and (stands.rest or len(pages) > 1):
                    stands = await self._with_added(message.channel, stands, len(pages), view)
                for page, each in enumerate(stands.rest, 1):
                    shown = pages[page] if page < len(pages) else _emptied(view)
                    await self._update(message.channel, stands, each, shown)
            except Unsearchable:
                stands = await self._shut(message.channel, stands, view)
            except GatewayError as fault:
                if not fault.permanent:
                    raise
                stands = await self._shut(message.channel, stands, view)
            else:
                stands = await self._follow(message.channel, stands, pages, view)
        return MessageRef(message.channel, str(stands))

    async def _with_added(self, channel: ChannelRef, stands: Standing, wanted: int, view: View) -> Standing:
        """With the pages that a try in doubt may have added. Raises Unsearchable where more are `wanted`."""
        try:
            there = await self._replies(channel, stands, view.nonce)
        except Unsearchable:
            if wanted > 1 + len(stands.rest):
                raise
            return stands
        added = tuple(there[page] for page in takewhile(there.__contains__, count(1 + len(stands.rest))))
        return replace(stands, rest=(*stands.rest, *added))

    async def _follow(
        self, channel: ChannelRef, stands: Standing, pages: Sequence[Rendered], view: View
    ) -> Standing:
        """The pages that do not stand anywhere yet, in the thread of the first."""
        try:
            for page in range(1 + len(stands.rest), len(pages)):
                await self._soon(str(channel.home))
                _, said = await self._send(channel, pages, page, view.nonce, stands.first)
                stands = replace(stands, rest=(*stands.rest, said))
        except GatewayError as fault:
            if not fault.permanent:
                raise
            return await self._shut(channel, stands, view)
        return stands

    async def _shut(self, channel: ChannelRef, stands: Standing, view: View) -> Standing:
        """All in one message, now and later: what does not fit is said to be missing. What still stands of the
        others is emptied, since it will not be changed any more."""
        await self._update(channel, stands, stands.first, posted(view, 1)[0])
        for each in stands.rest:
            try:
                await self._update(channel, stands, each, _emptied(view))
            except GatewayError as fault:
                if not fault.permanent:
                    raise
        return replace(stands, rest=(), shut=True)

    async def _send(
        self, channel: ChannelRef, pages: Sequence[Rendered], page: int, nonce: str, first: str = ""
    ) -> tuple[str, str]:
        """Where one page stands now: the id of the conversation, and that of the message."""
        marked: dict[str, Any] = {"key": f"{nonce}.{page}" if page else nonce}
        if len(pages) > 1:
            marked["of"] = len(pages)
        given: dict[str, Any] = {
            "channel": channel.channel.removeprefix(PRIVATE),
            "text": pages[page].text,
            "blocks": pages[page].blocks,
            "metadata": {"event_type": MARK, "event_payload": marked},
            "unfurl_links": False,
            "unfurl_media": False,
            **PLAINLY,
        }
        if channel.thread or first:
            given["thread_ts"] = channel.thread or first
        self._pace.taken(str(channel.home))
        with self._translated(channel, str(channel.home)):
            client = await self._workspaces.client(channel.space)
            said = await client.chat_postMessage(**given)
        self._outside.pop(str(channel.home), None)
        return str(said.get("channel") or ""), str(said.get("ts") or "")

    async def _update(self, channel: ChannelRef, stands: Standing, message: str, shown: Rendered) -> None:
        limit = f"{channel.space} chat.update"
        try:
            self._free(limit)
            with self._translated(channel, limit):
                client = await self._workspaces.client(channel.space)
                await client.chat_update(
                    channel=stands.place or channel.channel, ts=message, text=shown.text, blocks=shown.blocks, **PLAINLY
                )  # fmt: skip
        except GatewayError as fault:
            fault.alone = fault.hindrance is None  # Edits are counted apart from new messages.
            raise

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        """Needs one of the history scopes, which are optional. Raises Unsearchable, Incomplete, GatewayError."""
        oldest = f"{(around - _BEFORE).timestamp():.6f}"
        place = channel.channel
        if channel.is_private:
            with self._searching(channel):
                client = await self._workspaces.client(channel.space)
                opened = await client.conversations_open(users=channel.channel.removeprefix(PRIVATE))
            place = str((opened.get("channel") or {}).get("id") or "")
        async for message in self._looked(channel, place, channel.thread, oldest):
            key, of = _marked(message)
            if key == nonce:
                stands = Standing(place if channel.is_private else "", str(message["ts"]))
                there = await self._replies(channel, stands, nonce) if of > 1 else {}
                rest = tuple(there[page] for page in takewhile(there.__contains__, range(1, of)))
                found = MessageRef(channel, str(replace(stands, rest=rest)))
                if len(rest) < of - 1:
                    raise Incomplete(found)
                return found
        return None

    async def _replies(self, channel: ChannelRef, stands: Standing, nonce: str) -> Mapping[int, str]:
        """Pages of a message that stand in its thread. Raises Unsearchable, GatewayError."""
        found: dict[int, str] = {}
        thread = channel.thread or stands.first
        async for message in self._looked(channel, stands.place or channel.channel, thread, stands.first):
            key, page = _marked(message)[0].rpartition(".")[::2]
            if key == nonce:
                found[int(page)] = str(message["ts"])
        return found

    async def _looked(
        self, channel: ChannelRef, place: str, thread: str, oldest: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Messages of a conversation or a thread since a moment. Raises Unsearchable, GatewayError."""
        cursor: str | None = None
        for _ in range(_PAGES):
            with self._searching(channel):
                client = await self._workspaces.client(channel.space)
                given: dict[str, Any] = {
                    "channel": place, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True, "cursor": cursor,
                }  # fmt: skip
                if thread:
                    said = await client.conversations_replies(ts=thread, **given)
                else:
                    said = await client.conversations_history(**given)
            for message in said.get("messages") or ():
                yield message
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return
        raise Unsearchable

    @contextmanager
    def _searching(self, channel: ChannelRef) -> Iterator[None]:
        limit = f"{channel.space} conversations.history"
        self._free(limit)
        with self._translated(channel, limit):
            try:
                yield
            except FAULTS as fault:
                if code_of(fault) in _UNSEARCHABLE:
                    raise Unsearchable from fault
                raise

    async def _soon(self, what: str) -> None:
        """Waits for its turn, where that is the next one."""
        if (wait := self._pace.wait(what)) > PAUSE:
            self._free(what)
        await asyncio.sleep(wait)

    def _free(self, what: str) -> None:
        if (wait := self._pace.wait(what)) > 0:
            raise GatewayError("not yet: Slack takes one message a second", retry_after=wait)

    @contextmanager
    def _translated(self, channel: ChannelRef, limit: str) -> Iterator[None]:
        try:
            yield
        except NotInstalled as missing:
            raise GatewayError("Convenor is not installed in this workspace", permanent=True) from missing
        except FAULTS as fault:
            if (wait := retry_after(fault)) is not None:
                self._pace.taken(limit, wait)
            error = gateway_error(fault)
            if code_of(fault) in SHUT_OUT and not channel.is_private:
                self.shut_out(channel)
                times = self._outside[str(channel.home)] = self._outside.get(str(channel.home), 0) + 1
                error.retry_after = next((pause for most, pause in _INVITED if times <= most), None)
            raise error from fault


@contextmanager
def _some_stands() -> Iterator[None]:
    """A fault that passes leaves only some of it there: that is looked for, then."""
    try:
        yield
    except GatewayError as fault:
        if fault.permanent:
            raise
        raise GatewayError(str(fault), retry_after=fault.retry_after, fate=Fate.UNKNOWN) from fault


def _emptied(view: View) -> Rendered:
    return render((Paragraph(_EMPTIED),), view.reader)


def _marked(message: Mapping[str, Any]) -> tuple[str, int]:
    """The mark on a message of ours, empty on any other, and of how many pages it is one."""
    metadata = message.get("metadata") or {}
    marked = metadata.get("event_payload") or {} if metadata.get("event_type") == MARK else {}
    return str(marked.get("key") or ""), int(marked.get("of") or 1)
