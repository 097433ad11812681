"""A conversation on a virtual clock: people say things, press buttons, and time passes.

`convenor play`, `convenor demo` and the stories of the test suite all play on it. It is the console
platform without a terminal: everything is really done, and everything said is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from adapters.console.callers import DM, MAIN, Callers, account, mentions, named, where
from adapters.console.gateway import PLATFORM, Message, Recorder
from adapters.console.passing import Heartbeat, pass_time
from bot.addresses import ChannelRef
from bot.blocks import Block, Button
from bot.boundary import Answer, Form, Reader, Reply, Request
from bot.clock import VirtualClock
from bot.plain import plain, plain_form, plain_reply, pressable
from bot.ports import Clock, Gateway
from bot.refusals import Why
from bot.writing import PlainMarkup, write

__all__ = ["DM", "MAIN", "App", "Build", "Post", "Stage", "Step", "account", "mentions", "where"]


class Engine(Protocol):
    async def handle(self, request: Request) -> Answer: ...


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
    """Something that the bot said during a step. `channel` is `#main` or `dm:NAME`; `before` is what
    an edited message said until then, where that is known."""

    channel: str
    text: str
    edited: bool
    before: str = ""


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
            "posts": [
                {"channel": post.channel, "text": post.text, "edited": post.edited} for post in self.posts
            ],
        }


@dataclass(frozen=True, slots=True)
class _Told:
    """Something before a person's eyes, with its buttons: a message, or a private answer."""

    order: int
    blocks: tuple[Block, ...]
    reader: Reader
    place: ChannelRef
    message: Message | None = None

    def names(self, short_id: str) -> bool:
        """Whether the short id stands in the text, as a word of its own."""
        pattern = rf"(?<![\w-]){re.escape(short_id)}(?![\w-])"
        return re.search(pattern, plain(self.blocks, self.reader), re.IGNORECASE) is not None


@dataclass(slots=True)
class Stage:
    build: Build
    clock: VirtualClock
    recorder: Recorder = field(default_factory=Recorder)
    callers: Callers = field(default_factory=Callers)
    _app: App | None = None
    _told: dict[str, list[_Told]] = field(default_factory=dict)
    _spelt: dict[str, str] = field(default_factory=dict)
    """Each name as it was written first, by its account."""

    @property
    def app(self) -> App:
        assert self._app is not None, "the stage is not open"
        return self._app

    async def open(self) -> None:
        self._app = self.build({PLATFORM: self.recorder}, self.clock)
        await self._app.start()

    async def close(self) -> None:
        if self._app is not None:
            app, self._app = self._app, None
            await app.close()

    # What can happen

    async def says(self, name: str, said: str, channel: str = MAIN) -> Step:
        """`channel` is `#name`, or `dm` for a private conversation with the bot."""
        self._spell(name, *named(said))
        return await self._does(name, said, self.callers.says(name, said, where(name, channel)))

    async def presses(self, name: str, wanted: str, on: str = "", said: str = "") -> Step:
        """Presses the newest button with this label that the person can see; with `on`, one of the
        newest message that names that short id. `said` is how it was asked for."""
        self._spell(name)
        said = said or f'press "{wanted}"' + (f" on {on}" if on else "")
        found = self._button(name, wanted, on)
        if found is None:
            missing = f"There is no button “{wanted}” in sight" + (f" on {on}." if on else ".")
            return Step(self.clock.now(), name, said, False, Why.NOT_FOUND, missing, ())
        button, told = found
        card = told.message.ref if told.message else None
        return await self._does(name, said, self.callers.presses(name, button, told.place, card))

    async def fills(self, name: str, form: Form, given: Mapping[str, str], place: ChannelRef) -> Step:
        """Sends a form back."""
        return await self._does(name, f"form {form.path}", self.callers.fills(name, form, given, place))

    async def passes(self, by: timedelta, said: str = "") -> Step:
        """Time passes; what is due is done at its own moment, in order."""
        await pass_time(self.clock, self.app.heartbeat, by)
        return self._step(None, said or f"+{by}", None)

    async def restarts(self) -> Step:
        """The bot ends and starts again on the same database."""
        await self.close()
        await self.open()
        await self.app.heartbeat.tick()
        return self._step(None, "restart", None)

    def shown(self, channel: ChannelRef) -> str:
        """`#main`, or `dm:NAME` with the name as it was written first."""
        if not channel.is_private:
            return f"#{channel.channel}"
        user = channel.channel[1:]
        return f"dm:{self._spelt.get(user, user)}"

    # How

    def _spell(self, *names: str) -> None:
        for name in names:
            self._spelt.setdefault(account(name).user, name)

    async def _does(self, name: str, said: str, request: Request) -> Step:
        answer = await self.app.engine.handle(request)
        if isinstance(answer, Reply):
            told = _Told(self.recorder.next_order(), answer.blocks, answer.reader, request.where)
            self._told.setdefault(account(name).user, []).append(told)
        await self.app.heartbeat.tick()
        return self._step(name, said, answer)

    def _step(self, by: str | None, said: str, answer: Answer | None) -> Step:
        posts = tuple(
            Post(self.shown(message.channel), message.text, message.edited, message.before)
            for message in self.recorder.take()
        )
        at = self.clock.now()
        match answer:
            case None:
                return Step(at, by, said, True, None, "", posts)
            case Form():
                return Step(at, by, said, False, Why.INCOMPLETE, plain_form(answer, answer.reader), posts)
            case Reply():
                text = plain_reply(answer, answer.reader)
                return Step(at, by, said, answer.accepted, answer.why, text, posts)

    def _button(self, name: str, wanted: str, on: str) -> tuple[Button, _Told] | None:
        for told in sorted(self._seen_by(name), key=lambda told: -told.order):
            if on and not told.names(on):
                continue
            for button in pressable(told.blocks):
                if write(button.label, told.reader, PlainMarkup()).casefold() == wanted.casefold():
                    return button, told
        return None

    def _seen_by(self, name: str) -> Iterator[_Told]:
        """What stands before a person's eyes."""
        yield from self._told.get(account(name).user, ())
        private = ChannelRef.private(account(name))
        for message in self.recorder.messages.values():
            if not message.channel.is_private or message.channel == private:
                view = message.view
                yield _Told(message.order, view.blocks, view.reader, message.channel, message)
