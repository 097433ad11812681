"""Words for people: translatable messages with typed arguments, never ready sentences.

The English source text stands in the code; a catalogue gives the other languages, and a
platform's markup writes each argument. A plain `str` argument is always something that a user
typed, and is escaped; only an `AccountRef` may ping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from bot.addresses import AccountRef, ChannelRef


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type or a short id, written as it is: `/poll show P-12`."""

    text: str


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day, without an hour, of the moment `at` in the reader's zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment that binds people in several zones: as the reader's clock shows it, and in UTC to the minute."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """Several arguments joined as the language joins them: "a, b and c"."""

    items: tuple[Arg, ...]


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message: `Text("{who} opened {poll}", who="Ana", poll=Code("P-1"))`.

    Arguments by type: `str` user input; `int` and `Fraction` numbers; `datetime` (aware) a moment
    in the reader's zone; `timedelta` a distance from now ("in 3 days", negative "3 days ago");
    `AccountRef` a mention that pings; `ChannelRef` a mention of a channel; `Text` and `Plural` nested
    messages.
    """

    source: str
    args: Mapping[str, Arg]

    # Positional-only, so that an argument of a message may have any name.
    def __init__(self, source: str, /, **args: Arg) -> None:
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "args", MappingProxyType(args))

    def __reduce__(self) -> Any:
        return (_text, (self.source, dict(self.args)))

    def __hash__(self) -> int:
        return hash((self.source, tuple(sorted(self.args, key=str))))


def _text(source: str, args: dict[str, Arg]) -> Text:
    return Text(source, **args)


def changed(text: Text, args: Mapping[str, Arg]) -> Text:
    """The same message with other arguments."""
    return _text(text.source, dict(args))


@dataclass(frozen=True, slots=True, init=False)
class Plural:
    """A message whose words depend on the number `n`: `Plural("{n} ballot", "{n} ballots", n=3)`."""

    one: str
    many: str
    n: int
    args: Mapping[str, Arg]

    def __init__(self, one: str, many: str, /, *, n: int, **args: Arg) -> None:
        object.__setattr__(self, "one", one)
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "args", MappingProxyType({"n": n, **args}))

    def __hash__(self) -> int:
        return hash((self.one, self.n))


Arg = (
    str
    | int
    | Fraction
    | datetime
    | timedelta
    | Date
    | Deadline
    | AccountRef
    | ChannelRef
    | Code
    | Text
    | Plural
    | Listing
)
Words = Text | Plural


def verbatim(typed: str) -> Text:
    """What a person typed, as a message of its own: escaped everywhere, never translated."""
    return Text("{typed}", typed=typed)


def listing(*items: Arg) -> Listing:
    return Listing(tuple(items))
