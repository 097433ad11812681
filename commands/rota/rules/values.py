"""What the order of a rota is made of: people, turns, and why somebody was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

Span = tuple[datetime, datetime]


class Share(StrEnum):
    """What a fair share of the turns is."""

    EQUAL = "equal"
    """As many turns for each stakeholder group."""
    MEMBERS = "members"
    """By the number of people whom each stakeholder group has in the rota."""


class State(StrEnum):
    """Where a turn is in its life."""

    PLANNED = "planned"
    """Who holds it may still change with the order."""
    GIVEN = "given"
    """Its holders know, and keep it unless somebody does something."""
    RUNNING = "running"
    OVER = "over"
    SKIPPED = "skipped"
    """Its moment came, and nobody could hold it."""
    CANCELLED = "cancelled"
    """The rota ended before it began."""


AHEAD = (State.PLANNED, State.GIVEN)
"""Turns that have not begun."""


class Holding(StrEnum):
    """How somebody stands to a turn. The first two hold it; the others did."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    SWAPPED = "swapped"
    TAKEN = "taken"
    """The deputy took it over."""
    OVERRIDDEN = "overridden"
    GONE = "gone"
    """They cannot any more: away, out of the group, or out of the rota."""


HOLDS = (Holding.ASKED, Holding.CONFIRMED)


class How(StrEnum):
    """How somebody came to a turn."""

    ORDER = "order"
    SWAP = "swap"
    COVER = "cover"
    """They agreed to hold somebody else's turn, without giving one in return."""
    DEPUTY = "deputy"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day on somebody's clock; from 22:00 until 07:00 runs over midnight."""

    since: time
    until: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part in a rota. `number` is theirs in the record, `stakeholder` the id of their
    stakeholder group, `since` when they came into the rota, and `borne` how many turns they began at an
    unsocial hour of their clock."""

    number: int
    stakeholder: int
    region: str = ""
    zone: str = "UTC"
    since: datetime
    away: tuple[Span, ...] = ()
    quiet: Hours | None = None
    borne: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One holder of a turn, and for whom they sat then."""

    number: int
    stakeholder: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A turn with its holders."""

    starts: datetime
    holders: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rules of one rota. `most` is how many turns running somebody may have (0: as many as the order
    gives), `rest` how long they stay out of it afterwards; `seed` breaks ties, unless the pool was drawn
    (`drawn`: participants in the order of the draw)."""

    share: Share = Share.EQUAL
    holders: int = 1
    most: int = 0
    rest: timedelta = timedelta(0)
    seed: str = ""
    drawn: tuple[int, ...] = ()


class Reason(StrEnum):
    """Why one came before the others."""

    ONLY = "only"
    """There was no other."""
    OTHERS = "others"
    """Every other stakeholder group that could holds this turn, or the one right before or after it."""
    LEAST = "least"
    """It has served least against its share."""
    HOURS = "hours"
    """The hour is a better one for them, or they bore fewer unsocial hours."""
    LONGEST = "longest"
    """As often as others; its last turn is the longest ago."""
    LOT = "lot"
    """All that was equal: the lot decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why somebody was chosen. `passed` is the stakeholder group that had served less, and stood back
    because it has the turn before or after this one (0: none did). Turns are counted without this one."""

    group: Reason
    group_turns: int
    passed: int = 0
    region: Reason | None = None
    """None where the group has one region only."""
    person: Reason
    person_turns: int


@dataclass(frozen=True, slots=True)
class Choice:
    person: Person
    why: Why
