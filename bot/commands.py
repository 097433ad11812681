"""How a command is declared: a frozen dataclass whose fields carry parameter kinds.

    class Vote(Command):
        path = "poll vote"
        about = Text("Cast or change your ballot")
        right = Right.MEMBER
        poll: Annotated[Poll, Record("poll", about=Text("which poll"))]
        choice: Annotated[str, Line(about=Text("your choice"))]
        reason: Annotated[str, Lines(about=Text("why"))] = ""

Each subclass becomes a frozen, slotted, keyword-only dataclass by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Any, ClassVar, dataclass_transform

from bot.addresses import AccountRef
from bot.blocks import Button
from bot.text import Text, Words


class Right(Enum):
    """Who may perform a command; checked inside the transaction."""

    ANYONE = "anyone"
    """Whoever can see the channel."""
    SEATED = "seated"
    """Any seat in the group, observers and pending ones included."""
    MEMBER = "member"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    CLOCK = "clock"
    """Only time itself: a timer's command. Never listed, never typed."""
    PLATFORM = "platform"
    """Only a platform itself, by what it says of its people. Never listed, never typed."""

    @property
    def of_people(self) -> bool:
        """Whether people can ask for the command at all."""
        return self not in (Right.CLOCK, Right.PLATFORM)


class Scope(Enum):
    """Whether a command needs a group."""

    GROUP = "group"
    MAYBE = "maybe"
    """Uses the group of the channel (or the person's only one) when there is one."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Late:
    """What a timer's command does when its moment has passed while we were down: runs whenever
    (`skip_after` None: closing a poll is right three days late), or not at all after `skip_after`."""

    skip_after: timedelta | None = None


RUN = Late()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text, at most `most` characters. With `keep` False it never waits in a draft:
    what may be secret is not written down before it is accepted."""

    about: Text
    most: int = 300
    keep: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Text of several lines, at most `most` characters."""

    about: Text
    most: int = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list, separated by `|` or, without one, by commas. The value is a tuple of strings."""

    about: Text
    most: int = 20
    """Items at most."""
    each: int = 100
    """Characters of one item at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    about: Text
    least: int = 0
    most: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few values; the value is a member of the enum (a StrEnum) that is given."""

    about: Text
    of: type[StrEnum]
    labels: tuple[tuple[StrEnum, Text], ...] = ()
    also: tuple[tuple[str, StrEnum], ...] = ()
    """Other words for some of them, in small letters."""

    def meant(self, typed: str) -> StrEnum | None:
        """The value that a word means, whatever its case and joints. None where it means none."""
        wanted = typed.casefold().replace(" ", "_").replace("-", "_")
        for member in self.of:
            if member.value.replace("-", "_") == wanted:
                return member
        return dict(self.also).get(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """yes or no; the value is a bool."""

    about: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment, as people type it; the value is an aware UTC datetime, read in the person's zone.
    `after` names an earlier parameter, the beginning of which this is the end: "since:monday until:friday" means
    the Friday behind that Monday."""

    about: Text
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody: a mention, or the name of a seat of the group. The value is a `Named`. With `several` a user
    group of the platform is taken, too; then the value is a `UserGroup` with all who are in it."""

    about: Text
    several: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Anything with a grammar of its own: `read` turns what was typed into the value, or raises
    ValueError; `hint` then says what would be read."""

    about: Text
    read: Callable[[str], Any]
    hint: Text
    most: int = 300


@dataclass(frozen=True, slots=True)
class Record:
    """A thing of the group that a feature knows how to find: `P-12`, a stakeholder group. `words` where
    what people type has blanks: then it may take the remaining words of a line."""

    kind: str
    about: Text
    words: bool = False


Kind = Line | Lines | Many | Whole | Choice | Flag | Moment | Person | Parsed | Record


@dataclass(frozen=True, slots=True)
class Named:
    """A person as somebody named them. `person_id` is None for an account that we never met."""

    name: str
    account: AccountRef | None = None
    person_id: int | None = None
    seat_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A command that platforms offer outside of lines and cards: in a menu of their own (Slack, Discord)."""

    name: Text
    """At most 24 characters (Slack)."""
    about: Text
    message: str = ""
    """The parameter that takes the text of a message, for a shortcut that is used on one."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Command:
    """Base of all declarations."""

    path: ClassVar[str]
    about: ClassVar[Text]
    right: ClassVar[Right] = Right.MEMBER
    scope: ClassVar[Scope] = Scope.GROUP
    reads: ClassVar[bool] = False
    """Changes nothing: performed on a reader's connection."""
    long: ClassVar[bool] = False
    """May take long: performed in a transaction of its own, outside batches."""
    late: ClassVar[Late] = RUN
    """For commands of the clock."""
    last: ClassVar[bool] = False
    """For commands of the clock: after all others that are due at the same moment, since it tells of them."""
    form: ClassVar[tuple[str, ...]] = ()
    """Optional parameters that a form asks for too, after the required ones."""
    example: ClassVar[str] = ""
    """One line that works, for the help."""
    shortcut: ClassVar[Shortcut | None] = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a person now: for `/me`, digests and autocomplete."""

    text: Words
    buttons: tuple[Button, ...] = ()
