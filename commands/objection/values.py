"""What is known about an objection when it is shown: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commands.objection.rules import Disposition, Kind, Resolution, State


class PollState(StrEnum):
    """Where a poll is in its life, as it is stored with it."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An objection as everybody may see it. What people wrote is empty where there is nothing, or where it
    was erased; names too."""

    key: str
    group_id: int
    group: str
    short: str
    poll: str
    """The poll that it is against: P-1."""
    poll_key: str
    question: str
    kind: Kind
    state: State
    name: str
    stakeholder: str
    raised_at: datetime
    text: str
    resolve: str
    signers: tuple[str, ...]
    """Who else holds it, by name."""
    held_until: datetime | None
    """Until when whoever raised it asked for time; None where that is over or was never asked."""
    resolution: Resolution | None
    answerer: str
    answer: str
    disposition: Disposition | None
    ruler: str
    ruling: str
    into: str
    """The objection that it was merged into: O-1."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader can do with an objection now, by right; each is a button."""

    answer: bool = False
    accept: bool = False
    sign: bool = False
    rule: bool = False
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """The objections against one poll, and the concerns."""

    unanswered: int
    answered: int
    upheld: int
    settled: int
    concerns: int
