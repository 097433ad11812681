"""A world to tell stories in: people talk to a real engine on a real database, on a virtual clock.

    async def test_a_poll_closes_itself(world: World) -> None:
        ana, ben = world.people("ana", "ben")
        await ana.says("/group create Tea")
        heard = await ben.says("/member join government")
        assert heard.ok
        await world.passes(days=7)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.console.stage import DM, MAIN, Stage, Step
from bot.clock import VirtualClock
from bot.ports import Clock, Gateway
from bot.refusals import Why
from bot.wiring import App, build

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


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

    async def whispers(self, line: str) -> Heard:
        """In a private conversation with the bot."""
        return Heard(await self.world.stage.says(self.name, line, DM))

    async def presses(self, label: str, on: str = "") -> Heard:
        return Heard(await self.world.stage.presses(self.name, label, on))


@dataclass(slots=True)
class World:
    url: str
    stage: Stage = field(init=False)
    apps: list[App] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stage = Stage(self._build, VirtualClock(START))

    def _build(self, gateways: Mapping[str, Gateway], clock: Clock) -> App:
        app = build(self.url, gateways, clock=clock, card_rest=timedelta(0))
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

    async def passes(self, **by: float) -> Heard:
        """Time passes: `await world.passes(days=2, hours=3)`."""
        return Heard(await self.stage.passes(timedelta(**by)))

    async def passes_until(self, moment: datetime) -> Heard:
        return Heard(await self.stage.passes(moment - self.now))

    async def restarts(self) -> Heard:
        return Heard(await self.stage.restarts())
