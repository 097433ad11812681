"""What charters ask besides a threshold and a quorum, and how it came out.

Where each of these rules comes from stands in the charter that has it, term by term.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LeastMissed:
    """So many `votes` were in favour, fewer than the `needed`, whatever their share."""

    votes: int
    needed: int


@dataclass(frozen=True, slots=True)
class ShareAgainst:
    """Of `base` who took a side `against` were against it, more than `most` of them may be."""

    against: int
    base: int
    most: Fraction


@dataclass(frozen=True, slots=True)
class HeardMissed:
    """So many stakeholder groups were `heard`, fewer than the `needed`."""

    heard: int
    needed: int


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Of this stakeholder group `voted` took part, fewer than the `needed`; it neither blocked nor passed."""

    stakeholder: str
    voted: int
    needed: int


@dataclass(frozen=True, slots=True)
class Opposed:
    """Of the `positions` of this stakeholder group, which was heard, `against` object. It `suspends` the poll
    where it had enough `seats` at the opening; to a smaller one answers are owed."""

    stakeholder: str
    against: int
    positions: int
    seats: int
    suspends: bool


@dataclass(frozen=True, slots=True)
class Capped:
    """Of single affiliations more voted than count: (ballots, of which count) of each, without its name."""

    affiliations: tuple[tuple[int, int], ...]


Limit = LeastMissed | ShareAgainst | HeardMissed | NotHeard | Opposed | Capped
