"""What is right about reminders: values in, values out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.moments.rhythm import Rhythm, first, following
from bot.moments.rules import Freq
from bot.moments.zones import rules_of
from bot.people import Role

MOST_OWN: Final = 50
"""Reminders that somebody may have standing for themselves in one group."""
MOST_OTHERS: Final = 20
"""The same for others and for the group. Nothing comes more often than once an hour (`bot.moments.rules`)."""
PATIENCE: Final = timedelta(days=1)
"""A time of a repeating reminder that was missed by more is left out; the next one comes as ever. What comes
once is said however late, and says so: silence about it would be worse."""
LATE: Final = timedelta(hours=1)
"""From here on a message says when it was due."""
LONGEST_WAIT: Final = timedelta(days=366 * 5)
MORNING: Final = "9:00"
"""When a day is meant that was named without an hour."""


class State(StrEnum):
    STANDING = "standing"
    DONE = "done"
    """It came once, and that was it."""
    CANCELLED = "cancelled"
    ENDED = "ended"
    """Whom it was for has left the group."""


class Target(StrEnum):
    """Whom a reminder is for."""

    PERSON = "person"
    STAKEHOLDER = "stakeholder"
    ROLE = "role"
    """Whoever holds the role when it comes."""
    HOME = "home"


ROLES: Final = (Role.FACILITATOR, Role.COORDINATOR)
"""Roles that can be reminded."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a reminder does when its moment has come: `told` is the time for which it is said now, None where
    that was missed for good; `following` its next time, None where there is none."""

    told: datetime | None
    following: datetime | None


def comes_round(rhythm: Rhythm | None, zone: str, anchor: datetime, due: datetime, at: datetime) -> Round:
    """Times that passed while nobody was at work are not caught up one by one: the one missed by a day at most
    is said, and the rest left out."""
    if rhythm is None:
        return Round(due, None)
    later = following(rhythm, zone, at, anchor)
    if at - due <= PATIENCE:
        return Round(due, later)
    missed = following(rhythm, zone, at - PATIENCE, anchor)
    return Round(missed if missed is not None and missed <= at else None, later)


def beginning(rhythm: Rhythm, zone: str, starts: datetime) -> tuple[Rhythm, datetime | None]:
    """A rhythm that begins with a moment: it keeps that time of day unless it has one of its own."""
    rule = rhythm.parts
    wall = starts.astimezone(UTC if rule.freq is Freq.HOURLY else rules_of(zone))
    if rule.freq is Freq.HOURLY:
        rhythm = Rhythm(replace(rule, minute=wall.minute).spelt())
    elif not rule.hours:
        rhythm = Rhythm(replace(rule, hours=(wall.hour,), minute=wall.minute).spelt())
    return rhythm, first(rhythm, zone, starts)
