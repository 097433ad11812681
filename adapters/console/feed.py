"""What the bot says in its channels, as it comes: posts whole, edits by what is new in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.console.gateway import Message, Recorder
from adapters.console.numbering import Numbers
from adapters.console.paper import indented, news
from adapters.console.window import Style, Window
from bot.addresses import PRIVATE, MessageRef
from bot.blocks import Buttons, Select
from bot.boundary import Reader
from bot.plain import plain
from bot.text import Code, Text, Words
from bot.writing import PlainMarkup, write

_INDENT = 2


@dataclass(slots=True)
class Feed:
    """Writes to `window`; while it is held, what comes waits."""

    window: Window
    numbers: Numbers
    reader: Reader
    recorder: Recorder
    _waiting: list[Message] = field(default_factory=list)
    _held: bool = False
    _seen: dict[MessageRef, str] = field(default_factory=dict)
    """What was written last about each message, without its buttons."""

    def __post_init__(self) -> None:
        self.recorder.on_change = self._comes

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        waiting, self._waiting = self._waiting, []
        for place, message in enumerate(waiting, 1):
            # Of several edits in a row, the last shows all.
            if place == len(waiting) or waiting[place].ref != message.ref:
                self._write(message)

    def _comes(self, message: Message) -> None:
        self.recorder.take()
        self._waiting.append(message)
        if not self._held:
            self.release()

    def _write(self, message: Message) -> None:
        view, channel = message.view, message.channel
        user = channel.channel.removeprefix(PRIVATE) if channel.is_private else ""
        first, fresh = self.numbers.give(view.blocks, view.reader, channel, message.ref, user)
        text = plain(view.blocks, view.reader, buttons=False)
        before = self._seen.get(message.ref)
        self._seen[message.ref] = text
        if before is None:
            text = plain(view.blocks, view.reader, number_from=first)
        else:
            buttons = [block for block in view.blocks if isinstance(block, Buttons | Select)]
            offered = plain(buttons, view.reader, number_from=first) if fresh else ""
            text = "\n".join(part for part in (news(before, text), offered) if part)
        self.window.write(_head(message, user, before is not None, self.reader), Style.HEAD)
        self.window.write(indented(text, _INDENT, self.window.width) + "\n")


def _head(message: Message, user: str, known: bool, reader: Reader) -> str:
    channel = Code(f"#{message.channel.channel}")
    words: Words
    if user:
        words = Text("To {name} alone:", name=user)
    elif message.edited and known:
        words = Text("Updated in {channel}:", channel=channel)
    else:
        words = Text("In {channel}:", channel=channel)
    return write(words, reader, PlainMarkup())
