"""A platform that fails as platforms do: for tests of the courier."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from adapters.console.gateway import Recorder
from bot.addresses import ChannelRef, MessageRef
from bot.boundary import View
from bot.plain import plain
from bot.ports import Incomplete, Unsearchable
from bot.refusals import Fate, GatewayError


def refused(
    retry_after: float | None = None, *, permanent: bool = False, alone: bool = False
) -> GatewayError:
    """The platform said no: nothing was sent."""
    return GatewayError("no", retry_after=retry_after, permanent=permanent, alone=alone)


class Arrived(Exception):
    """It was posted, and the answer got lost."""


class Vanished(Exception):
    """It got lost, and nobody can know."""


@dataclass(slots=True)
class Faulty(Recorder):
    """Keeps what is said; what is in `faults` happens first, by channel, one for each try."""

    faults: dict[str, deque[Exception]] = field(default_factory=dict)
    searchable: bool = True
    incomplete: bool = False
    """Whether only the first part is found of what arrived."""
    tries: list[str] = field(default_factory=list)
    """The channel of each try to post or edit."""
    posted: list[str] = field(default_factory=list)
    """What was posted, in order; something said twice stands twice."""
    edits: list[str] = field(default_factory=list)
    looked: list[datetime] = field(default_factory=list)
    """Around which moments it was looked for messages."""
    meanwhile: Callable[[ChannelRef], Awaitable[None]] | None = None
    """What happens while a message is on its way."""

    def fails(self, *faults: Exception, channel: str = "main") -> None:
        self.faults.setdefault(channel, deque()).extend(faults)

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        fault = await self._try(channel)
        if isinstance(fault, Vanished):
            raise GatewayError("connection lost", fate=Fate.UNKNOWN)
        self.posted.append(plain(view.blocks, view.reader))
        message = await Recorder.post(self, channel, view)
        if isinstance(fault, Arrived):
            raise GatewayError("connection lost", fate=Fate.UNKNOWN)
        return message

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        fault = await self._try(message.channel)
        if isinstance(fault, Vanished):
            raise GatewayError("connection lost", fate=Fate.UNKNOWN)
        self.edits.append(plain(view.blocks, view.reader))
        return await Recorder.edit(self, message, view)

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        self.looked.append(around)
        if not self.searchable:
            raise Unsearchable
        found = await Recorder.find(self, channel, nonce, around)
        if found is not None and self.incomplete:
            raise Incomplete(found)
        return found

    async def _try(self, channel: ChannelRef) -> Exception | None:
        self.tries.append(channel.channel)
        if self.meanwhile is not None:
            await self.meanwhile(channel)
        waiting = self.faults.get(channel.channel)
        fault = waiting.popleft() if waiting else None
        if isinstance(fault, asyncio.TimeoutError):
            await asyncio.Event().wait()  # it never answers
        if fault is not None and not isinstance(fault, Arrived | Vanished):
            raise fault
        return fault
