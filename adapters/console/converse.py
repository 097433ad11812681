"""`convenor console`: a conversation in the terminal, until somebody has had enough."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from adapters.console.gateway import Recorder
from adapters.console.paper import fold
from adapters.console.passing import Clock, Heartbeat
from adapters.console.pipe import Pipe
from adapters.console.session import Engine, Quit, Session
from adapters.console.window import Candidate, Complete, Style, Window
from bot.boundary import Reader
from bot.text import Code, Text, Words
from bot.writing import PlainMarkup, write

TO_TRY = (
    Text("Start a group here: {line}", line=Code('/group create "Tea Club"')),
    Text(
        "Put a question to it: {line}",
        line=Code('/poll open "Green or black?" method:choice options:"Green | Black" closes:"in 2 days"'),
    ),
    Text("Press a button by its number, then let time pass: {line}", line=Code("/time +2d")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lines come from: a terminal, or a file or another program. To these `out` writes."""

    terminal: bool
    history: Path | None
    out: Callable[[str], None]

    def window(self, complete: Complete, kept: Callable[[str], bool]) -> Window:
        if self.terminal:
            from adapters.console.screen import Screen

            return Screen(self.history, complete, kept)
        return Pipe(sys.stdin.fileno(), self.out, prompts=sys.stdin.isatty())


class App(Protocol):
    """What is talked to; `bot.wiring.App` is one."""

    @property
    def engine(self) -> Engine: ...

    @property
    def heartbeat(self) -> Heartbeat: ...


async def converse(
    app: App, clock: Clock, recorder: Recorder, name: str, reader: Reader, *, first: bool, place: Place
) -> None:
    """Reads and answers lines until the end. `first`: nobody was here before. Raises KeyboardInterrupt."""
    session: Session

    async def complete(line: str) -> Sequence[Candidate]:
        return await session.complete(line)

    def kept(line: str) -> bool:
        return session.kept(line)

    window = place.window(complete, kept)
    session = Session(window, app.engine, app.heartbeat, clock, recorder, name, reader)
    _greet(window, name, reader, first=first)
    warned = False
    while True:
        try:
            await session.enter(await window.read(session.prompt))
            warned = False
        except (EOFError, Quit):
            return
        except KeyboardInterrupt:
            if warned or not window.interactive:
                raise
            warned = True
            _note(
                window, Text("Ctrl-C once more leaves, as do Ctrl-D and {quit}.", quit=Code("/quit")), reader
            )


def _greet(window: Window, name: str, reader: Reader, *, first: bool) -> None:
    hello = Text("You are {name} here. {help} says what you can do.", name=name, help=Code("/help"))
    _note(window, hello, reader)
    if first:
        _note(window, Text("Three things to try:"), reader)
        for number, line in enumerate(TO_TRY, 1):
            _note(window, line, reader, f"{number}. ")
    else:
        _note(window, Text("{me} shows what needs you now.", me=Code("/me")), reader)


def _note(window: Window, words: Words, reader: Reader, before: str = "") -> None:
    window.write(fold(before + write(words, reader, PlainMarkup()), window.width), Style.NOTE)
