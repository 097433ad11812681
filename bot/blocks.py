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


@dataclass(frozen=True, slots=True)
class Option:
    """One of what a select offers. `about` is shown beside it where there is room, and stands elsewhere in the
    message, too."""

    label: Words
    value: str
    about: Words | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A command whose arguments are chosen but for one, which the reader picks from a menu: `param`.

    What is said of a button's values holds for those of its options, too. Up to `most` are picked together, and
    given as a list is on a line, parted by `|`.
    """

    label: Words
    path: str
    values: tuple[tuple[str, str], ...]
    param: str
    options: tuple[Option, ...]
    most: int = 1

    @property
    def asking(self) -> Button:
        """Its substitute where there is no such menu: a button that opens the form."""
        return Button(self.label, self.path, self.values)

    def picking(self, option: Option) -> Button:
        """What picking this option does, as a button."""
        return Button(option.label, self.path, (*self.values, (self.param, option.value)))


Block = Heading | Paragraph | Facts | Tally | Table | Buttons | Select
