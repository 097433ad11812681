"""What comes out of a count: rounds, winners, and every tie with how it was broken.

Nothing here is rounded but what a rule itself rounds. Options are numbers from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.text import Words

Votes = tuple[tuple[int, Fraction], ...]
"""(option, votes), in the order of the options."""


class Step(StrEnum):
    """What a round of a count by transfer did."""

    FIRST = "first preferences"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"
    LAST = "last seats"
    """As many options are left as seats: they are elected, and nothing is transferred any more."""
    MEEK = "keep factors"


@dataclass(frozen=True, slots=True)
class Stage:
    """One round of a count by transfer, as it stands at its end.

    `moved` are the options whose votes were passed on in this round; `votes` those that are elected or still
    in; `exhausted` the votes that are with no option any more, lost fractions included. `elected` and
    `excluded` name whom this round elected, in order, and excluded. `keep` are Meek's keep factors.
    """

    number: int
    step: Step
    moved: tuple[int, ...]
    votes: Votes
    exhausted: Fraction
    quota: Fraction | None = None
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    keep: Votes = ()


@dataclass(frozen=True, slots=True)
class Duel:
    """`votes` ballots rank `winner` above `loser`, and `against` the other way round."""

    winner: int
    loser: int
    votes: int
    against: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of options: `votes[a][b]` ballots rank the a-th of `options` above the b-th."""

    options: tuple[int, ...]
    votes: tuple[tuple[int, ...], ...]

    def duels(self) -> tuple[Duel, ...]:
        """Each pair once, the winner first (the lower number where they are equal), strongest first."""
        duels = []
        for place, option in enumerate(self.options):
            for later in range(place + 1, len(self.options)):
                other, votes, against = (
                    self.options[later],
                    self.votes[place][later],
                    self.votes[later][place],
                )
                duels.append(
                    Duel(other, option, against, votes)
                    if against > votes
                    else Duel(option, other, votes, against)
                )
        return tuple(sorted(duels, key=lambda duel: (-duel.votes, duel.against, duel.winner, duel.loser)))


@dataclass(frozen=True, slots=True)
class Paths:
    """Schulze's strongest paths: `strengths[a][b]` from the a-th of `options` to the b-th."""

    options: tuple[int, ...]
    strengths: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Locking:
    """Ranked pairs: defeats of one strength, those that were locked in and those that closed a circle."""

    locked: tuple[Duel, ...]
    skipped: tuple[Duel, ...]


class Test(StrEnum):
    """Why an option is dropped against the default option (Debian constitution A.5.2 and A.5.3)."""

    QUORUM = "quorum"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Dropped:
    """An option that fell to the default option: `votes` rank it above, `against` below.

    `needed` is the quorum in votes, or the ratio of its majority.
    """

    option: int
    test: Test
    votes: int
    against: int
    needed: Fraction


@dataclass(frozen=True, slots=True)
class Schwartz:
    """The Schwartz set, and the weakest defeats inside it, which are dropped (none when it is final)."""

    members: tuple[int, ...]
    dropped: tuple[Duel, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What each option got: approvals or points, of `most` that were possible, on so many `ballots`."""

    totals: tuple[tuple[int, int], ...]
    most: int
    ballots: int


@dataclass(frozen=True, slots=True)
class HouseLine:
    """The votes of one house; `absent` are its seats without a vote."""

    name: str
    seats: int
    yes: int
    no: int
    abstain: int

    @property
    def absent(self) -> int:
        return self.seats - self.yes - self.no - self.abstain


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way to carry a motion: what one house must reach, and what all others must; whether it was met.

    Both are votes in favour per house, in the order of the houses.
    """

    one: str
    others: str
    needed_one: tuple[int, ...]
    needed_others: tuple[int, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class Houses:
    motion: str
    houses: tuple[HouseLine, ...]
    ways: tuple[WayLine, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """`votes` of `base`, held against `limit`; at least or at most, as `floor` says."""

    votes: int
    base: int
    limit: Fraction
    floor: bool
    met: bool


@dataclass(frozen=True, slots=True)
class Standards:
    """The two tests of an enquiry vote, and the votes that were left out of them."""

    participants: Share
    negatives: Share
    abstained: int
    unreasoned: int


Round = Stage | Pairs | Paths | Locking | Dropped | Schwartz | Totals | Houses | Standards


class Over(StrEnum):
    """What a tie was about."""

    SEAT = "seat"
    EXCLUSION = "exclusion"
    SURPLUS = "surplus"


class By(StrEnum):
    """How a tie was broken."""

    EARLIER = "earlier rounds"
    DRAW = "draw"
    CASTING = "casting vote"
    ALIKE = "makes no difference"
    """Every way to break it elects the same."""
    NOBODY = "unbroken"


@dataclass(frozen=True, slots=True)
class Tie:
    """`between` tied in this round (0: outside the rounds), and `taken` was elected, excluded or went
    first."""

    round: int
    over: Over
    between: tuple[int, ...]
    taken: int | None
    by: By


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a count.

    `winners` in the order of election. Where a tie is unbroken they are all that can win: first those that
    win in any case, then the `tied`, who share the seats that are left. `ranking` is the whole order, where
    the rule gives one. `carried` says whether a single text was adopted. `notes` are what one should know to
    read the result.
    """

    winners: tuple[int, ...]
    rounds: tuple[Round, ...]
    tied: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()
    ranking: tuple[tuple[int, ...], ...] = ()
    carried: bool | None = None
    notes: tuple[Words, ...] = ()
