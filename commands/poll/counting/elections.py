"""What is counted: options, and ballots of one of four kinds, identical ones together.

Options are numbers from 0 here; people and files see them from 1 (`Election.name`). Counts are exact: a
ballot weighs a whole number, and whatever is divided is a `Fraction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.refusals import Refusal, Why
from bot.text import Code, Text, Words, listing, verbatim

Tiers = tuple[tuple[int, ...], ...]
"""A ranking, best first; options of one tier are ranked equally, those left out are last, and equal."""


@dataclass(frozen=True, slots=True)
class Ranked:
    tiers: Tiers


@dataclass(frozen=True, slots=True)
class Approved:
    options: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """(option, score); who gives an option no score gives it the lowest of the scale."""

    scores: tuple[tuple[int, int], ...]


class Side(StrEnum):
    """A side taken on a single text."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Position:
    """A position on one text.

    `house` is where the voter sits (`gnso-council`). `participant` says whether a P-member voted, and
    `reasoned` whether a negative vote came with technical reasons (`iso-dis`).
    """

    side: Side
    house: str = ""
    participant: bool = True
    reasoned: bool = True


Ballot = Ranked | Approved | Scored | Position

COUNCIL: Final[Mapping[str, int]] = {"CPH": 7, "NCPH": 13}
"""The voting seats of the two Houses of the GNSO Council (Contracted and Non-Contracted Parties)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule needs to know beside the ballots. `None` and empty mean that it was not said."""

    default: int | None = None
    """The option that stands for "none of these" (`debian`)."""
    voters: int | None = None
    """How many could have voted: `debian` makes its quorum of them."""
    quorum: int | None = None
    """Votes that an option needs above the default option (`debian`), said outright."""
    majorities: tuple[tuple[int, Fraction], ...] = ()
    """(option, ratio): 3 where the option needs 3:1 against the default option (`debian`)."""
    casting: int | None = None
    """The option that the elector with the casting vote chose (`debian`)."""
    scale: tuple[int, int] = (0, 5)
    """The lowest and the highest score (`score`)."""
    houses: Mapping[str, int] | None = None
    """Voting seats of each house (`gnso-council`), where they are not those of the Council."""
    unranked_last: bool = True
    """Whether an option left unranked is last; otherwise the ballot says nothing about it (pairwise
    rules)."""
    motion: str = ""
    """Which of the thresholds is asked (`gnso-council`)."""


@dataclass(frozen=True, slots=True)
class Election:
    """Everything that a ballot file holds. `named` says whether the file named the options."""

    options: tuple[str, ...]
    ballots: Mapping[Ballot, int]
    seats: int = 1
    named: bool = True
    withdrawn: frozenset[int] = frozenset()
    title: str = ""
    terms: Terms = Terms()

    def name(self, option: int) -> str | int:
        """The option's name, or its number where the file names none."""
        return self.options[option] if self.named else option + 1

    def shown(self, option: int) -> Words:
        """The option, for people."""
        if self.named:
            return verbatim(self.options[option])
        return Text("option {number}", number=Code(str(option + 1)))

    def shown_all(self, options: Iterable[int]) -> Words:
        """Options one after the other, for people."""
        return Text("{options}", options=listing(*map(self.shown, options)))

    @property
    def standing(self) -> tuple[int, ...]:
        """The options that have not withdrawn."""
        return tuple(option for option in range(len(self.options)) if option not in self.withdrawn)


@dataclass(frozen=True, slots=True)
class Contest:
    """Rankings of the options that stand, as if the others had never stood. `blank` ballots rank none."""

    standing: tuple[int, ...]
    rankings: Mapping[Tiers, int]
    seats: int
    blank: int
    unranked_last: bool = True

    @property
    def ballots(self) -> int:
        """The ballots that rank something."""
        return sum(self.rankings.values())


def contest(election: Election) -> Contest:
    """The rankings of an election. Raises `Refusal` when its ballots are no rankings, and when none of them
    ranks an option that stands."""
    rankings: dict[Tiers, int] = {}
    blank = 0
    for ballot, weight in election.ballots.items():
        if not isinstance(ballot, Ranked):
            raise Refusal(Text("This rule counts rankings, and the ballots are none."), Why.MALFORMED)
        tiers = without(ballot.tiers, election.withdrawn)
        if tiers:
            rankings[tiers] = rankings.get(tiers, 0) + weight
        else:
            blank += weight
    if not rankings:
        raise nothing_to_count()
    return Contest(election.standing, rankings, election.seats, blank, election.terms.unranked_last)


def without(tiers: Tiers, gone: frozenset[int]) -> Tiers:
    """The ranking without some options; tiers that become empty fall away."""
    if not gone:
        return tiers
    kept = (tuple(option for option in tier if option not in gone) for tier in tiers)
    return tuple(tier for tier in kept if tier)


def single_seat(election: Election) -> None:
    """Raises `Refusal` where more than one seat is to be filled, and the rule fills one."""
    if election.seats != 1:
        raise Refusal(
            Text(
                "This rule fills one seat, and {seats} are to be filled. Count by {scottish} or {meek},"
                " or say {one}.",
                seats=election.seats,
                scottish=Code("scottish-stv"),
                meek=Code("meek-stv"),
                one=Code("--seats 1"),
            ),
            Why.MALFORMED,
        )


def nothing_to_count() -> Refusal:
    return Refusal(Text("There is nothing to count: no ballot chooses an option that stands."), Why.MALFORMED)
