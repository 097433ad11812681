"""What a console needs of the terminal that it runs in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Style(Enum):
    """What a line is; colour may say it too, and never says it alone."""

    PLAIN = "plain"
    HEAD = "head"
    """Where something was said."""
    NOTE = "note"
    """Said by the terminal itself."""
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to go on: `text` takes the place of the last `length` characters."""

    text: str
    length: int
    about: str = ""


Complete = Callable[[str], Awaitable[Sequence[Candidate]]]
"""What fits a line as far as it is typed."""


class Window(Protocol):
    @property
    def interactive(self) -> bool:
        """Whether somebody sits before it; else lines come from a file or from another program."""
        ...

    @property
    def width(self) -> int:
        """Columns."""
        ...

    def write(self, text: str, style: Style = Style.PLAIN) -> None: ...

    async def read(self, prompt: str) -> str:
        """A line for the bot. Raises EOFError at the end, KeyboardInterrupt on Ctrl-C."""
        ...

    async def ask(self, prompt: str, value: str, choices: Sequence[str], *, long: bool) -> str:
        """One field of a form, `value` shown and kept by Enter. Raises as `read` does."""
        ...
