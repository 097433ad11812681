"""The closed union of what a message is made of. Renderers `match` over it and end in `assert_never`.

Every message has a complete plain-text form; pictures and colours only ever add to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.text import Words


@dataclass(frozen=True, slots=True)
class Heading:
    text: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Words


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled facts: (label, value)."""

    rows: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a tally: `count` out of `of`, with words that say what it means."""

    label: Words
    count: int
    of: int
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A command whose arguments are chosen. Missing required arguments open a form.

    `values` carry unique keys, never short ids, so that an old button can never act on a new
    thing; `group` (the group's id) stands among them where the command concerns a group.
    """

    label: Words
    path: str
    values: tuple[tuple[str, str], ...] = ()
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]


Block = Heading | Paragraph | Facts | Tally | Table | Buttons
