"""The values of a result: aggregated ballots in, lines and reasons out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from commands.poll.counting.outcomes import Round

from .limits import Limit
from .methods import NEUTRAL, Method
from .reasons import Found
from .thresholds import Base, Threshold


@dataclass(frozen=True, slots=True)
class Count:
    """So many `ballots` of a stakeholder group hold this stored `choice` (`yes`, `#2`, `#1|#3`). By which
    `affiliation`, one string for each, is told where the rules ask for it; empty for those without any."""

    stakeholder: str
    choice: str
    ballots: int
    affiliation: str = ""


class Standing(StrEnum):
    """How a line stands towards its quorum and its threshold."""

    MET = "met"
    MISSED = "missed"
    UNTESTED = "untested"
    """The rules ask nothing of single groups."""
    EMPTY = "empty"
    """Nobody on the roll: it neither blocks nor passes (DESIGN section 9)."""
    AWAY = "away"
    """All are away for the whole window and none of them voted: it neither blocks nor passes."""
    UNHEARD = "not heard"
    """Too few of it took part to be heard: it neither blocks nor passes."""
    OPPOSED = "opposed"
    """Most of those who took a side there object, and that suspends the poll."""
    WITHHELD = "withheld"
    """A secret that saying it could give away."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a result: a stakeholder group, or all together (`stakeholder` is None).

    `seats`, `available`, `voted` and `quorum` (how many had to take part) are people; `counts` holds every
    choice of the poll in order, zeros included; an approval of three options counts for each of the three, a
    ranking for its first option, and marks are added up.
    `threshold_met` is None where no threshold was asked, or where no single option leads to ask it of.
    A withheld line has neither counts nor a threshold; participation is never withheld.
    """

    stakeholder: str | None
    seats: int
    available: int
    voted: int
    quorum: int
    counts: tuple[tuple[str, int], ...]
    threshold_met: bool | None
    standing: Standing
    withheld: bool = False
    uncounted: int = 0
    """Ballots beyond what counts of one affiliation; who cast them took part all the same."""

    @property
    def quorum_met(self) -> bool:
        """Whether enough took part in this line."""
        return self.quorum <= self.voted

    def count(self, choice: str) -> int:
        """Ballots with this single choice; 0 for an unknown one."""
        return dict(self.counts).get(choice, 0)

    def votes(self, choices: Sequence[str]) -> int:
        """Ballots with one of these single choices."""
        held = dict(self.counts)
        return sum(held.get(choice, 0) for choice in choices)

    def base(self, of: Base) -> int:
        """What the votes in favour are divided by here.

        A stakeholder group that is away as a whole counts its ballots for its roll (see `tally`).
        """
        if of is Base.VOTING:
            return self.counted - sum(number for choice, number in self.counts if choice in NEUTRAL)
        all_away = self.stakeholder is not None and self.available == 0
        return self.seats if of is Base.ROLL and not all_away else self.counted

    @property
    def counted(self) -> int:
        """How many ballots count."""
        return self.voted - self.uncounted


@dataclass(frozen=True, slots=True)
class Passed:
    """It passed: `choice` (`yes`, `agree`, an option) had `votes` of `base`.

    Without a threshold it took no more than the most votes, or no objection; `base` is then all ballots.
    """

    choice: str
    votes: int
    base: int
    threshold: Threshold | None
    settled: int = 0
    """Objections that were raised and do not stand any more."""


@dataclass(frozen=True, slots=True)
class NobodyVoted:
    """No ballot was cast; nothing passes on silence here."""


@dataclass(frozen=True, slots=True)
class QuorumMissed:
    """Too few took part: overall, or of one stakeholder group."""

    stakeholder: str | None
    voted: int
    needed: int


@dataclass(frozen=True, slots=True)
class ThresholdMissed:
    """`choice` had `votes` of `base`, fewer than `needed`: overall, or in one stakeholder group."""

    stakeholder: str | None
    choice: str
    votes: int
    base: int
    threshold: Threshold

    @property
    def needed(self) -> int:
        """How many votes would have met the threshold."""
        return self.threshold.needed(self.base)


@dataclass(frozen=True, slots=True)
class Objections:
    """So many objections stand, and so many do not stand any more."""

    count: int
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """These options share the lead with so many `votes` each (0: everyone abstained), so none of them won."""

    options: tuple[str, ...]
    votes: int


@dataclass(frozen=True, slots=True)
class EmptyGroup:
    """Nobody of this stakeholder group is on the roll; it neither blocked nor passed."""

    stakeholder: str


@dataclass(frozen=True, slots=True)
class AwayGroup:
    """Everyone of this stakeholder group was away and none voted; it neither blocked nor passed."""

    stakeholder: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Numbers, or reasons made of numbers, are withheld because the poll is secret."""


Reason = (
    Passed
    | NobodyVoted
    | QuorumMissed
    | ThresholdMissed
    | Objections
    | Tie
    | EmptyGroup
    | AwayGroup
    | Withheld
    | Found
    | Limit
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came out.

    `winners` are the options that won, if any did; `rounds` how rankings were counted. `reasons` say exactly
    why, the weightiest first: all that stopped it, or what carried it; then the stakeholder groups that could
    not be asked.
    """

    method: Method
    passed: bool
    winners: tuple[str, ...]
    overall: Line
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    rounds: tuple[Round, ...] = ()
