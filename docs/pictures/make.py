"""Draws the pictures of the documentation, from what the terminal really says.

    .venv/bin/python -m docs.pictures.make

Each `.play` file in this folder is played on a fresh database, and becomes an `.svg` beside it.
"""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from html import escape, unescape
from pathlib import Path

from adapters.console.callers import MAIN
from adapters.console.paper import transcript
from adapters.console.play import perform
from adapters.console.script import Says, read_script
from adapters.console.stage import Stage, Step
from bot.boundary import View
from bot.clock import VirtualClock
from bot.columns import columns
from bot.ports import Clock, Gateway
from bot.wiring import App, build

FOLDER = Path(__file__).parent
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
SIZE, ADVANCE, LINE = 14, 8.4, 19
"""Pixels: of the letters, from one to the next, and from one line to the next."""
EDGE, BAR = 22, 36
"""Pixels around the text, and of the bar above it."""
LEFT_OUT = "  …"
"""Stands where something was said that is not drawn."""


class Draws(StrEnum):
    """How much of a step is drawn."""

    NOTHING = "nothing"
    WORDS = "words"
    ANSWERS = "answers"
    POSTS = "posts"


class Ink(StrEnum):
    """Each reaches 7:1 on the background, and no colour says anything by itself."""

    TYPED = "#f2d08a"
    SAID = "#e6e9ee"
    PLACE = "#a9b7c9"


BACKGROUND, FRAME, LIGHT = "#14181f", "#262e3a", "#5c6878"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of a terminal."""

    text: str
    ink: Ink


def main() -> None:
    for play in sorted(FOLDER.glob("*.play")):
        play.with_suffix(".svg").write_text(draw(play), encoding="utf-8")
        print(f"drawn: {play.with_suffix('.svg').name}")


def draw(play: Path) -> str:
    """The picture of a conversation, as SVG."""
    command = f"$ convenor play docs/pictures/{play.name} --start {START:%Y-%m-%dT%H:%MZ}"
    script = play.read_text(encoding="utf-8")
    title = script.partition("\n")[0].removeprefix("# ")
    lines = asyncio.run(_played(script))
    return _svg(title, [Drawn(command, Ink.TYPED), *lines])


def text_of(picture: str) -> list[str]:
    """The lines that a picture shows, without the blanks around them."""
    return [unescape(line) for line in re.findall(r"<text [^>]*>(.*?)</text>", picture)]


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A bot with a database of its own, on which nothing has been said yet."""
    with tempfile.TemporaryDirectory() as folder:

        def make(gateways: Mapping[str, Gateway], clock: Clock) -> App:
            return build(f"sqlite:///{folder}/picture.db", gateways, clock=clock, card_rest=timedelta(0))

        stage = Stage(make, VirtualClock(START))
        await stage.open()
        try:
            yield stage
        finally:
            await stage.close()


async def with_a_card(stage: Stage) -> View:
    """A small group with one poll in which one of them has voted; the poll's card."""
    await stage.says("ana", '/group create "Internet Access WG"', MAIN)
    await stage.says(
        "ana", "/member import @ana, government | @ben, civil society | @chloe, government", MAIN
    )
    question = '/poll open "Send the draft report to the board?" closes:"in 7 days"'
    await stage.says("ana", question, MAIN)
    await stage.presses("ben", "Yes", "P-1")
    return next(one.view for one in stage.recorder.messages.values() if "P-1" in one.text)


async def _played(script: str) -> list[Drawn]:
    async with staged() as stage:
        return [line async for line in _lines(stage, script)]


async def _lines(stage: Stage, script: str) -> AsyncIterator[Drawn]:
    draws = last = Draws.POSTS
    left_out = False
    for written in script.split("\n"):
        if asked := re.fullmatch(r"# picture: (\w+)", written):
            draws = Draws(asked[1])
        for line in read_script(written)[0]:
            step = await perform(stage, line)
            shown = _shown(step, draws)
            if shown is not None:
                if left_out and draws is not last:
                    yield Drawn(LEFT_OUT, Ink.PLACE)
                    left_out = False
                last = draws
                channel = line.channel if isinstance(line, Says) else MAIN
                for text in transcript(shown, channel, first=False).removesuffix("\n").split("\n"):
                    yield Drawn(text, _ink(text))
            left_out = left_out or shown != step


def _shown(step: Step, draws: Draws) -> Step | None:
    """What is drawn of a step."""
    match draws:
        case Draws.NOTHING:
            return None
        case Draws.WORDS:
            return replace(step, text="", posts=())
        case Draws.ANSWERS:
            return replace(step, posts=())
        case Draws.POSTS:
            return replace(step, posts=tuple(post for post in step.posts if not post.edited))


def _ink(text: str) -> Ink:
    """By how far in a line stands: what people type, where something is said, and what."""
    margin = len(text) - len(text.lstrip(" "))
    return Ink.TYPED if margin == 0 else Ink.PLACE if margin == 2 else Ink.SAID


def _svg(title: str, lines: Sequence[Drawn]) -> str:
    """A window of a terminal. Screen readers are given its title and all that stands in it."""
    width = round(max(columns(line.text) for line in lines) * ADVANCE + 2 * EDGE)
    height = BAR + len(lines) * LINE + 2 * EDGE - (LINE - SIZE)
    said = "\n".join(line.text for line in lines)
    rows = [
        f'<text x="{EDGE + margin * ADVANCE:g}" y="{BAR + EDGE + SIZE - 2 + number * LINE}" fill="{line.ink}"'
        f' textLength="{columns(text) * ADVANCE:g}">{escape(text, quote=False)}</text>'
        for number, line in enumerate(lines)
        if (text := line.text.strip(" "))
        for margin in [len(line.text) - len(line.text.lstrip(" "))]
    ]
    lights = [
        f'<circle cx="{EDGE + place * 20}" cy="{BAR / 2:g}" r="6" fill="{LIGHT}"/>' for place in range(3)
    ]
    window = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc"'
        f' font-family="{FONT}" font-size="{SIZE}" xml:space="preserve">'
    )
    heard = (
        f'<title id="title">{escape(title, quote=False)}</title>',
        f'<desc id="desc">{escape(said, quote=False)}</desc>',
    )
    frame = (
        f'<rect width="{width}" height="{height}" rx="10" fill="{BACKGROUND}"/>',
        f'<path d="M0 {BAR}V10a10 10 0 0 1 10-10H{width - 10}a10 10 0 0 1 10 10V{BAR}z" fill="{FRAME}"/>',
    )
    return "\n".join((window, *heard, *frame, *lights, *rows, "</svg>\n"))


if __name__ == "__main__":
    main()
