"""The console's channels: they keep what the bot said, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.addresses import ChannelRef, MessageRef
from bot.boundary import View
from bot.plain import plain

PLATFORM = "console"
SPACE = "local"


@dataclass(slots=True)
class Message:
    """One message as it stands now. `order` says which of all messages was changed last."""

    ref: MessageRef
    view: View
    order: int
    edited: bool = False
    before: str = ""
    """What it said until it was edited."""

    @property
    def channel(self) -> ChannelRef:
        return self.ref.channel

    @property
    def text(self) -> str:
        return plain(self.view.blocks, self.view.reader)


@dataclass(slots=True)
class Recorder:
    """A gateway that keeps everything. `on_change` is told of each post and edit."""

    messages: dict[MessageRef, Message] = field(default_factory=dict)
    on_change: Callable[[Message], None] = lambda message: None
    _fresh: list[Message] = field(default_factory=list)
    _order: int = 0

    def next_order(self) -> int:
        self._order += 1
        return self._order

    def take(self) -> list[Message]:
        """What was said since the last time; each edit is one of its own."""
        fresh, self._fresh = self._fresh, []
        return fresh

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        ref = MessageRef(channel, view.nonce)
        self._keep(Message(ref, view, self.next_order()))
        return ref

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        before = self.messages.get(message)
        if before is None or before.view.blocks != view.blocks:
            order = before.order if before else self.next_order()
            self._keep(Message(message, view, order, True, before.text if before else ""))
        return message

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        ref = MessageRef(channel, nonce)
        return ref if ref in self.messages else None

    def _keep(self, message: Message) -> None:
        self.messages[message.ref] = message
        self._fresh.append(message)
        self.on_change(message)
