"""`convenor demo`: a month of a small working group in about a minute. Everything in it really
happens; of what Convenor answers, only what moves the story on is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from adapters.console.paper import MARGIN, calendar, fold, indented
from adapters.console.play import perform
from adapters.console.script import Line, Passes, Presses, Says, read_script
from adapters.console.stage import Build, Stage, Step
from bot.clock import VirtualClock
from bot.columns import WIDTH

SCRIPT = Path(__file__).with_name("demo.txt")
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ME = "me"
"""What a person is told in answer, among the channels that a pick can name."""

READS = 95.0
"""Characters a second, of what is said: whoever watches reads along, but not each word."""
LONGEST = 3.0
"""Seconds for one paragraph, however long: the end of one that is for the minutes can be skipped."""
TYPES = 120.0
"""Characters a second, of a command."""
BREATH = 0.3
"""Seconds after each thing that is shown."""

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"

TO_TRY = """\
Three things to try now:

  make run                   opens Convenor here (so does: convenor run)
  /group create "Tea Club"   there, starts a group of your own
  /help                      there, says what else there is
"""


class Manner(Enum):
    """How a line of the story is shown."""

    TYPED = "typed"
    AT_ONCE = "at once"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Pick:
    """The paragraph with these words, of what was said in a channel."""

    channel: str
    words: str

    def found_in(self, step: Step) -> str | None:
        texts = [step.text] if self.channel == ME else []
        texts += [post.text for post in reversed(step.posts) if post.channel == self.channel]
        paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n")]
        return next((paragraph for paragraph in paragraphs if self.words in paragraph), None)


@dataclass(slots=True)
class Scene:
    """Something that is told, or something that happens and what is shown of it. Picks that stand after
    something told belong to what happened last."""

    told: str = ""
    line: Line | None = None
    manner: Manner = Manner.TYPED
    picks: list[Pick] = field(default_factory=list)


def scenes(text: str) -> list[Scene]:
    """Reads the story. Raises ValueError for a line that nobody could read."""
    found: list[Scene] = []
    told: list[str] = []
    for written in text.split("\n"):
        if written.startswith(">"):
            told.append(written[1:].strip())
            continue
        if told:
            found.append(Scene(told=" ".join(told)))
            told = []
        if written.startswith("?"):
            channel, _, words = written[1:].partition("|")
            found[-1].picks.append(Pick(channel.strip(), words.strip()))
        elif written and not written.startswith("#"):
            manner = {"-": Manner.AT_ONCE, "~": Manner.HIDDEN}.get(written[0], Manner.TYPED)
            lines, faults = read_script(written if manner is Manner.TYPED else written[1:])
            if faults:
                raise faults[0][1]
            found.extend(Scene(line=line, manner=manner) for line in lines)
    return found


async def show(
    build: Build,
    clock: VirtualClock,
    write: Callable[[str], None],
    *,
    speed: float,
    bold: bool,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Plays the story; `speed` 1 is for reading along, 0 is without any pause. What people type is
    set off in bold letters where the terminal has them."""
    stage = Stage(build, clock)
    teller = _Teller(write, speed, bold, sleep)
    last: Step | None = None
    try:
        await stage.open()
        for scene in scenes(SCRIPT.read_text("utf-8")):
            if scene.told:
                await teller.tells(scene.told)
            if scene.line is not None:
                if isinstance(scene.line, Says | Presses) and scene.manner is not Manner.HIDDEN:
                    await teller.says(scene.line, scene.manner)
                last = await perform(stage, scene.line)
                if isinstance(scene.line, Passes):
                    await teller.dates(last)
            if last is not None:
                await teller.picks(scene.picks, last)
        await teller.ends()
    finally:
        await stage.close()


@dataclass(slots=True)
class _Teller:
    out: Callable[[str], None]
    speed: float
    bold: bool
    sleep: Callable[[float], Awaitable[None]]
    _blank: bool = True

    async def tells(self, text: str) -> None:
        self._gap()
        self.write(f"{fold(text)}\n")
        self._gap()
        await self._read(text)

    async def says(self, line: Says | Presses, manner: Manner) -> None:
        """What a person does, before it is done."""
        text = fold(f"{line.name}: {line.said}")
        typed = manner is Manner.TYPED and self.speed
        self.write(BOLD if self.bold else "")
        try:
            for piece in text if typed else [text]:
                self.write(piece)
                await self._rest(1 / TYPES if typed else 0)
        finally:
            self.write(f"{PLAIN}\n" if self.bold else "\n")
        await self._rest(BREATH)

    async def dates(self, step: Step) -> None:
        self._gap()
        self.write(f"{f'- {calendar(step.at)} -':^{WIDTH}}".rstrip() + "\n")
        self._gap()
        await self._rest(2 * BREATH)

    async def picks(self, picks: Sequence[Pick], step: Step) -> None:
        """What came of it, as far as it is shown."""
        place = ME
        for pick in picks:
            text = pick.found_in(step)
            if text is None:
                continue
            if pick.channel != place:
                place = pick.channel
                private, _, name = place.rpartition(":")
                self.write(f"  privately to {name}:\n" if private else f"  in {place}:\n")
            self.write(f"{indented(text, MARGIN)}\n")
            await self._read(text)
        if picks:
            self._gap()

    async def ends(self) -> None:
        self._gap()
        self.write(TO_TRY)

    def write(self, text: str) -> None:
        self.out(text)
        self._blank = text == "\n"

    def _gap(self) -> None:
        """One empty line, never two."""
        if not self._blank:
            self.write("\n")

    async def _read(self, text: str) -> None:
        await self._rest(min(BREATH + len(text) / READS, LONGEST))

    async def _rest(self, seconds: float) -> None:
        if self.speed:
            await self.sleep(seconds / self.speed)
