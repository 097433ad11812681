"""What features tell a digest and a calendar: what was decided, what comes, who takes part.

A digest asks every feature, and knows none of them; a calendar likewise. Both pass through these types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic

from bot.blocks import Button
from bot.people import Group
from bot.ports import T
from bot.text import Words


class Section(StrEnum):
    """The parts of a digest after "needs you", in their order."""

    DECIDED = "decided"
    COMING = "coming"
    PARTICIPATION = "participation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[T]):
    """What a digest wants to know: of `group`, what happened after `since`, and what comes before `until`.
    `person_id` reads it; `coordinates` when they see what coordinators see. In a reading transaction."""

    tx: T
    at: datetime
    group: Group
    since: datetime
    until: datetime
    person_id: int
    coordinates: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest. `at` is when it happened, or will; lines of a section are sorted by it."""

    at: datetime
    text: Words
    buttons: tuple[Button, ...] = ()
    urgent: bool = False
    """Shown before the others of its section: an overdue action, a poll that closes with groups unheard."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one thing each stakeholder group has: ballots, turns, actions. Never by person.
    `of` counts what each of them could have had (people on rolls, say); empty where there is no such
    number. `secret` when the numbers may have to be withheld in small cells."""

    what: Words
    counts: Mapping[str, int]
    of: Mapping[str, int] = field(default_factory=dict)
    secret: bool = False
    told: Callable[[str, int, int], Words] | None = None
    """How the part of one stakeholder group is said, where "government 1 of 4" would not do: (stakeholder
    group, count, of what)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something with a date. `uid` never changes and is unique in the world (a record's key will do);
    `sequence` grows whenever anything about it changed; `ends` is None for a moment such as a deadline."""

    uid: str
    sequence: int
    title: Words
    starts: datetime
    changed: datetime
    ends: datetime | None = None
    about: Words | None = None
    cancelled: bool = False
    people: tuple[str, ...] = ()
    """The names of those whom it concerns; empty for everybody."""
