"""A world to tell stories in: people talk to a real engine on a real database, on a virtual clock.

async def test_a_poll_closes_itself(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    heard = await ben.says("/member join government")
    assert heard.ok
    await world.passes(days=7)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

import sqlalchemy as sa

from adapters.console.gateway import Message
from adapters.console.stage import DM, MAIN, Stage, Step, where
from bot.addresses import AccountRef, ChannelRef
from bot.binding import Spec
from bot.boundary import Answer, Door, Form, Reply, Request, UserGroup
from bot.clock import VirtualClock
from bot.engine import Engine
from bot.following import Following
from bot.heartbeat import Heartbeat
from bot.plain import plain_form, plain_reply
from bot.ports import Clock, Gateway
from bot.refusals import Why
from storage.kept import KeptPromises
from storage.people import ACCOUNT
from storage.prepared import Prepared
from storage.store import Store
from storage.transaction import Transaction
from tests.limits import check_blocks, check_form

R = TypeVar("R")
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PATIENCE = 30.0
"""Seconds that a test waits at most for what comes at once: machines that test are busy."""


class App(Protocol):
    """A bot as stories need it: `bot.wiring.App`, or one with fewer features."""

    store: Store
    engine: Engine[Transaction]
    heartbeat: Heartbeat[Transaction]
    promises: KeptPromises

    async def start(self) -> None: ...

    async def close(self) -> None: ...


_ACCOUNTS = Prepared(sa.select(ACCOUNT.c.ref), AccountRef.parse)

Make = Callable[[str, Mapping[str, Gateway], Clock], App]


def everything(url: str, gateways: Mapping[str, Gateway], clock: Clock) -> App:
    """The bot with all its features."""
    from bot.wiring import build

    return build(url, gateways, clock=clock, card_rest=timedelta(0))


@dataclass(slots=True)
class Heard:
    """What came of one step."""

    step: Step

    @property
    def ok(self) -> bool:
        return self.step.ok

    @property
    def why(self) -> Why | None:
        return self.step.code

    @property
    def text(self) -> str:
        return self.step.text

    @property
    def posts(self) -> list[str]:
        """All that the bot posted or edited during the step, newest last."""
        return [post.text for post in self.step.posts]

    def post(self, channel: str = MAIN) -> str:
        """The newest text that appeared in the channel during the step (`dm:ana` for a private one)."""
        texts = [post.text for post in self.step.posts if post.channel == channel]
        assert texts, f"nothing was said in {channel}; posts: {self.step.posts}"
        return texts[-1]

    def told(self, name: str) -> list[str]:
        """What the bot told somebody privately, unasked, during the step."""
        return [post.text for post in self.step.posts if post.channel == f"dm:{name}"]


@dataclass(slots=True)
class Actor:
    world: World
    name: str

    async def says(self, line: str, channel: str = MAIN) -> Heard:
        return Heard(await self.world.stage.says(self.name, line, channel))

    async def says_of(self, line: str, *user_groups: UserGroup) -> Heard:
        """Says something that names user groups, with the platform telling who is in them."""
        asked = self.request(line)
        said = {each.name: each for each in user_groups}
        known = replace(asked.known, mentions={}, user_groups=said)
        return Heard(await self.world.stage.asks(self.name, replace(asked, known=known)))

    async def whispers(self, line: str) -> Heard:
        """In a private conversation with the bot."""
        return Heard(await self.world.stage.says(self.name, line, DM))

    async def presses(self, label: str, on: str = "") -> Heard:
        return Heard(await self.world.stage.presses(self.name, label, on))

    async def opens(self, line: str, channel: str = MAIN) -> Form:
        """Says something that a form is the answer to."""
        answer = await self.world.sends(self.request(line, channel))
        assert isinstance(answer, Form), text_of(answer)
        return answer

    async def fills(self, form: Form, channel: str = MAIN, /, **given: str) -> Heard:
        """Sends a form back."""
        return Heard(await self.world.stage.fills(self.name, form, given, where(self.name, channel)))

    async def wonders(
        self, path: str, param: str, typed: str = "", channel: str = MAIN, /, **given: str
    ) -> list[str]:
        """What is suggested for a parameter, given what was typed of it and of others."""
        asked = self.world.stage.callers.wonders(self.name, path, given, where(self.name, channel))
        choices = await self.world.app.engine.suggest(asked, param, typed)
        return [choice.value for choice in choices.items]

    def request(self, line: str, channel: str = MAIN, *, id: str = "") -> Request:
        """What saying something sends, to be sent as it is, or twice, or changed."""
        asked = self.world.stage.callers.says(self.name, line, where(self.name, channel))
        return replace(asked, id=id) if id else asked


@dataclass(slots=True)
class Strict(Stage):
    """A stage on which everything that is shown has to fit every platform (tests/limits.py): each
    message as it was posted and after each edit, and each answer. Without `looks` nothing of it is looked at."""

    specs: Callable[[], Mapping[str, Spec]] = field(kw_only=True)
    looks: bool = field(kw_only=True)
    _changed: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.recorder.on_change = self._changed.append

    async def asks(self, name: str, request: Request) -> Step:
        return await self._does(name, request.line, request)

    async def hears(self) -> Step:
        """Nobody said anything, and yet something may be said."""
        await self.app.heartbeat.tick()
        return self._step(None, "", None)

    def _step(self, by: str | None, said: str, answer: Answer | None) -> Step:
        if self.looks:
            self._look(answer)
        self._changed.clear()
        return Stage._step(self, by, said, answer)

    def _look(self, answer: Answer | None) -> None:
        specs = self.specs()
        for message in self._changed:
            check_blocks(message.view.blocks, message.view.reader, specs)
        if isinstance(answer, Form):
            check_form(answer, specs)
        elif answer is not None:
            check_blocks(answer.blocks, answer.reader, specs)


@dataclass(slots=True)
class World:
    url: str
    make: Make = everything
    stage: Strict = field(init=False)
    apps: list[App] = field(default_factory=list)

    def __post_init__(self) -> None:
        # On each database a story says the same, so one of them is enough for what platforms can show.
        looks = self.url.startswith("sqlite")
        self.stage = Strict(
            self._build, VirtualClock(START), specs=lambda: self.app.engine.specs, looks=looks
        )

    def _build(self, gateways: Mapping[str, Gateway], clock: Clock) -> App:
        app = self.make(self.url, gateways, clock)
        self.apps.append(app)
        return app

    @property
    def app(self) -> App:
        """The bot as it runs now."""
        return self.apps[-1]

    @property
    def now(self) -> datetime:
        return self.stage.clock.now()

    def people(self, *names: str) -> list[Actor]:
        return [Actor(self, name) for name in names]

    def person(self, name: str) -> Actor:
        return Actor(self, name)

    async def sends(self, request: Request) -> Answer:
        """Straight to the engine, without a stage: nothing that it leads to is delivered."""
        return await self.app.engine.handle(request)

    async def follows(self, user_group: UserGroup) -> Heard:
        """The platform says by itself who is in a user group now."""
        assert await Following(self.app.engine).tell(user_group)
        return Heard(await self.stage.hears())

    async def reads(self, look: Callable[[Transaction], R]) -> R:
        """Looks into the database."""
        return await self.app.store.read(look)

    async def misses_nothing(self) -> None:
        """Where nothing is found that waits for somebody (storage/waiting.py), no feature would have told of it."""
        engine = self.app.engine

        def look(tx: Transaction) -> None:
            for account in tx.rows(_ACCOUNTS):
                asked = Request(id="", who=account, where=ChannelRef.private(account), door=Door.CLOCK)
                call = engine.call(tx, asked, {})
                assert call.person.id is not None
                sorts = [each for feature in engine.registry.features for each in feature.needs]
                found = tx.which(tuple(each.sought for each in sorts), call.person.id, call.at)
                for each, some in zip(sorts, found, strict=True):
                    assert some or not list(each.tell(call)), f"{each.tell} is not found for {account}"

        await self.reads(look)

    async def passes(self, **by: float) -> Heard:
        """Time passes: `await world.passes(days=2, hours=3)`."""
        return Heard(await self.stage.passes(timedelta(**by)))

    async def passes_until(self, moment: datetime) -> Heard:
        return Heard(await self.stage.passes(moment - self.now))

    async def restarts(self) -> Heard:
        return Heard(await self.stage.restarts())


def text_of(answer: Answer) -> str:
    """An answer in plain text."""
    match answer:
        case Reply():
            return plain_reply(answer, answer.reader)
        case Form():
            return plain_form(answer, answer.reader)
