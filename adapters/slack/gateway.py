"""Posts and edits in Slack, as the courier asks for them.

Each message carries the courier's mark in its metadata, so that one whose fate is unknown can be found
again where a history scope was granted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.slack.blocks import render
from adapters.slack.faults import FAULTS, SHUT_OUT, code_of, gateway_error, retry_after
from adapters.slack.pace import Pace
from adapters.slack.workspaces import NotInstalled, Workspaces
from bot.addresses import PRIVATE, ChannelRef, MessageRef
from bot.boundary import View
from bot.ports import Unsearchable
from bot.refusals import GatewayError

log = logging.getLogger(__name__)

MARK = "convenor_message"
PLAINLY: Final[dict[str, Any]] = {"parse": "none", "link_names": False}
"""Slack makes nothing of what stands in a text. Left to itself it reads edits as it reads what people type."""
_BEFORE = timedelta(minutes=2)
"""Clocks differ: it is looked from this much before the moment of sending."""
_PAGES, _PAGE = 5, 200
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
        rendered = render(view.blocks, view.reader)
        given: dict[str, Any] = {
            "channel": channel.channel.removeprefix(PRIVATE),
            "text": rendered.text,
            "blocks": rendered.blocks,
            "metadata": {"event_type": MARK, "event_payload": {"key": view.nonce}},
            "unfurl_links": False,
            "unfurl_media": False,
            **PLAINLY,
        }
        if channel.thread:
            given["thread_ts"] = channel.thread
        self._pace.taken(str(channel.home))
        with self._translated(channel, str(channel.home)):
            client = await self._workspaces.client(channel.space)
            said = await client.chat_postMessage(**given)
        self._outside.pop(str(channel.home), None)
        ts = str(said.get("ts") or "")
        # A private conversation has an id of its own, which is needed to edit anything in it.
        return MessageRef(channel, f"{said.get('channel')}:{ts}" if channel.is_private else ts)

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        limit = f"{message.channel.space} chat.update"
        self._free(limit)
        rendered = render(view.blocks, view.reader)
        channel, _, ts = message.message.rpartition(":")
        with self._translated(message.channel, limit):
            client = await self._workspaces.client(message.channel.space)
            await client.chat_update(
                channel=channel or message.channel.channel, ts=ts, text=rendered.text, blocks=rendered.blocks,
                **PLAINLY,
            )  # fmt: skip
        return message

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        """Needs one of the history scopes, which are optional. Raises Unsearchable, GatewayError."""
        limit = f"{channel.space} conversations.history"
        self._free(limit)
        oldest = f"{(around - _BEFORE).timestamp():.6f}"
        with self._translated(channel, limit):
            client = await self._workspaces.client(channel.space)
            try:
                place = channel.channel
                if channel.is_private:
                    opened = await client.conversations_open(users=channel.channel.removeprefix(PRIVATE))
                    place = str((opened.get("channel") or {}).get("id") or "")
                cursor: str | None = None
                for _ in range(_PAGES):
                    if channel.thread:
                        page = await client.conversations_replies(
                            channel=place, ts=channel.thread, oldest=oldest, limit=_PAGE, include_all_metadata=True,
                            cursor=cursor,
                        )  # fmt: skip
                    else:
                        page = await client.conversations_history(
                            channel=place,
                            oldest=oldest,
                            limit=_PAGE,
                            include_all_metadata=True,
                            cursor=cursor,
                        )
                    for message in page.get("messages") or ():
                        if _marked(message) == nonce:
                            ts = str(message["ts"])
                            return MessageRef(channel, f"{place}:{ts}" if channel.is_private else ts)
                    cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
                    if cursor is None:
                        return None
            except FAULTS as fault:
                if code_of(fault) in ("missing_scope", "not_in_channel", "channel_not_found"):
                    raise Unsearchable from fault
                raise
        raise Unsearchable

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


def _marked(message: Any) -> str:
    """The mark on a message of ours; empty on any other."""
    metadata = message.get("metadata") or {}
    ours = metadata.get("event_type") == MARK
    return str((metadata.get("event_payload") or {}).get("key") or "") if ours else ""
