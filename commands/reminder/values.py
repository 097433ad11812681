"""What is known about a reminder when it is shown: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.moments.rhythm import Rhythm
from commands.reminder.rules import Target


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a reminder is for, as it was typed and found."""

    target: Target
    typed: str
    """What one would type to mean it."""
    participant: int = 0
    person_id: int | None = None
    name: str = ""
    stakeholder_id: int | None = None
    stakeholder: str = ""
    role: str = ""
    """A role of the group, or one that a rota of the group lets go round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A reminder as those may see it whom it concerns. `own`: whom it is for set it for themselves."""

    key: str
    group_id: int
    group: str
    short: str
    text: str
    target: Target
    own: bool
    name: str
    """The person that it is for."""
    stakeholder: str
    role: str
    author: str
    rhythm: Rhythm | None
    zone: str
    """By whose clock it repeats."""
    due_at: datetime
    told_at: datetime | None
