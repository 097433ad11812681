"""A conversation on a virtual clock: people say things, press buttons, and time passes.

`convenor play`, `convenor demo` and the stories of the test suite all play on it. It is the console
platform without a terminal: everything is really done, and everything said is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from adapters.console.gateway import PLATFORM, SPACE, Message, Recorder
from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Block, Button
from bot.boundary import Answer, Door, Form, Known, Reader, Reply, Request
from bot.clock import VirtualClock
from bot.plain import plain_form, plain_reply, pressable
from bot.ports import Clock, Gateway
from bot.refusals import Why
from bot.secrets import new_key
from bot.writing import PlainMarkup, write

MAIN = "#main"
DM = "dm"
_MENTION = re.compile(r"@[\w](?:[\w.\-]*\w)?")


class Engine(Protocol):
    async def handle(self, request: Request) -> Answer: ...


class Heartbeat(Protocol):
    async def tick(self) -> None: ...

    async def next_due(self) -> datetime | None: ...


class App(Protocol):
    """What is played on; `bot.wiring.App` is one."""

    @property
    def engine(self) -> Engine: ...

    @property
    def heartbeat(self) -> Heartbeat: ...

    async def start(self) -> None:
        """Takes up what was left undone."""
        ...

    async def close(self) -> None: ...


Build = Callable[[Mapping[str, Gateway], Clock], App]


@dataclass(frozen=True, slots=True)
class Post:
    """Something that the bot said during a step. `channel` is `#main` or `dm:NAME`."""

    channel: str
    text: str
    edited: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What one line of a conversation led to; **fixed** as JSON (DESIGN §12)."""

    at: datetime
    by: str | None
    said: str
    ok: bool
    code: Why | None
    text: str
    posts: tuple[Post, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "by": self.by,
            "said": self.said,
            "ok": self.ok,
            "code": self.code.value if self.code else None,
            "text": self.text,
            "posts": [{"channel": post.channel, "text": post.text, "edited": post.edited} for post in self.posts],
        }


@dataclass(slots=True)
class _Told:
    """A private answer that a person still has before them, with its buttons."""

    blocks: tuple[Block, ...]
    reader: Reader
    channel: ChannelRef
    order: int


@dataclass(slots=True)
class Stage:
    build: Build
    clock: VirtualClock
    recorder: Recorder = field(default_factory=Recorder)
    locale: str = ""
    _app: App | None = None
    _told: dict[str, list[_Told]] = field(default_factory=dict)
    _run: str = field(default_factory=new_key)
    _count: int = 0

    @property
    def app(self) -> App:
        assert self._app is not None, "the stage is not open"
        return self._app

    async def open(self) -> None:
        self._app = self.build({PLATFORM: self.recorder}, self.clock)
        await self._app.start()

    async def close(self) -> None:
        if self._app is not None:
            await self._app.close()
            self._app = None

    # What can happen

    async def says(self, name: str, said: str, channel: str = MAIN) -> Step:
        """`channel` is `#name`, or `dm` for a private conversation with the bot."""
        request = Request(
            id=self._next_id(),
            who=account(name),
            where=where(name, channel),
            door=Door.LINE,
            line=said,
            known=Known(name=name, locale=self.locale, mentions=mentions(said)),
        )
        return await self._does(name, said, request)

    async def presses(self, name: str, wanted: str, on: str = "", channel: str = MAIN) -> Step:
        """Presses the newest button with this label that the person can see; with `on`, one of the
        newest message that names that short id."""
        said = f'press "{wanted}"' + (f" on {on}" if on else "")
        found = self._button(name, wanted, on)
        if found is None:
            return Step(self.clock.now(), name, said, False, Why.NOT_FOUND, f"There is no button “{wanted}” in sight.", ())
        button, place, message = found
        request = Request(
            id=self._next_id(),
            who=account(name),
            where=place,
            door=Door.PRESS,
            path=button.path,
            given=dict(button.values),
            known=Known(name=name, locale=self.locale),
            card=message.ref if message else None,
        )
        return await self._does(name, said, request)

    async def fills(self, name: str, form: Form, given: Mapping[str, str], place: ChannelRef) -> Step:
        """Sends a form back."""
        request = Request(
            id=self._next_id(),
            who=account(name),
            where=place,
            door=Door.FORM,
            path=form.path,
            given=given,
            draft=form.draft,
            known=Known(name=name, locale=self.locale, mentions=mentions(" ".join(given.values()))),
        )
        return await self._does(name, f"form {form.path}", request)

    async def passes(self, by: timedelta, said: str = "") -> Step:
        """Time passes; what is due is done at its own moment, in order."""
        target = self.clock.now() + by
        while (due := await self.app.heartbeat.next_due()) is not None and due <= target:
            self.clock.move_to(due)
            await self.app.heartbeat.tick()
        self.clock.move_to(target)
        await self.app.heartbeat.tick()
        return self._step(None, said or f"+{by}", None)

    async def restarts(self) -> Step:
        """The bot ends and starts again on the same database."""
        await self.close()
        await self.open()
        await self.app.heartbeat.tick()
        return self._step(None, "restart", None)

    # How

    def _next_id(self) -> str:
        self._count += 1
        return f"play {self._run} {self._count}"

    async def _does(self, name: str, said: str, request: Request) -> Step:
        answer = await self.app.engine.handle(request)
        self._count += 1
        if isinstance(answer, Reply):
            told = _Told(answer.blocks, answer.reader, request.where, self.recorder.next_order())
            self._told.setdefault(name.casefold(), []).append(told)
        await self.app.heartbeat.tick()
        return self._step(name, said, answer)

    def _step(self, by: str | None, said: str, answer: Answer | None) -> Step:
        posts = tuple(
            Post(shown(message.channel), message.text, message.edited) for message in self.recorder.take()
        )
        match answer:
            case None:
                return Step(self.clock.now(), by, said, True, None, "", posts)
            case Form():
                text = plain_form(answer, answer.reader)
                return Step(self.clock.now(), by, said, False, Why.INCOMPLETE, text, posts)
            case Reply():
                text = plain_reply(answer, answer.reader)
                return Step(self.clock.now(), by, said, answer.accepted, answer.why, text, posts)

    def _button(self, name: str, wanted: str, on: str) -> tuple[Button, ChannelRef, Message | None] | None:
        private = ChannelRef.private(account(name))
        seen: list[tuple[int, tuple[Block, ...], Reader, ChannelRef, Message | None]] = [
            (message.order, message.view.blocks, message.view.reader, message.channel, message)
            for message in self.recorder.messages.values()
            if not message.channel.is_private or message.channel == private
        ]
        seen += [(told.order, told.blocks, told.reader, told.channel, None) for told in self._told.get(name.casefold(), ())]
        for _, blocks, reader, place, message in sorted(seen, key=lambda one: -one[0]):
            if on and not re.search(rf"(?<![\w-]){re.escape(on)}(?![\w-])", plain_reply(Reply(blocks), reader), re.I):
                continue
            for button in pressable(blocks):
                if write(button.label, reader, PlainMarkup()).casefold() == wanted.casefold():
                    return button, place, message
        return None


def account(name: str) -> AccountRef:
    return AccountRef(PLATFORM, SPACE, name.casefold())


def where(name: str, channel: str) -> ChannelRef:
    if channel == DM:
        return ChannelRef.private(account(name))
    return ChannelRef(PLATFORM, SPACE, channel.removeprefix("#"))


def shown(channel: ChannelRef) -> str:
    """`#main`, or `dm:ana`."""
    return f"dm:{channel.channel[1:]}" if channel.is_private else f"#{channel.channel}"


def mentions(said: str) -> Mapping[str, AccountRef]:
    """Whom the mentions in a text mean: on the console a name is an account."""
    return {found: account(found[1:]) for found in _MENTION.findall(said)}

