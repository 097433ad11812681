"""What is known about an action when it is shown: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.text import Words
from commands.action.rules import State


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a seat."""

    number: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A stakeholder group."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Owners:
    """Who is to have an action, as it was typed and found."""

    typed: str
    people: tuple[Person, ...] = ()
    stakeholder_id: int | None = None
    stakeholder: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was done with an action; `words` is empty where nothing was written, or it was erased."""

    at: datetime
    name: str
    what: Words
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An action as everybody may see it. `owners` are names, each empty once it is erased."""

    key: str
    group_id: int
    group: str
    short: str
    text: str
    state: State
    owners: tuple[str, ...]
    stakeholder: str
    due_at: datetime | None
    overdue: bool
    line: str
    poll: str
    link: str
    opener: str
    opened_at: datetime
    ended_at: datetime | None
    patience: int
    history: tuple[Happened, ...] = field(default=())
