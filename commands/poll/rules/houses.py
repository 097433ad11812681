"""Houses: a vote that several houses must carry, with alternatives between which the numbers choose.

A house is made of stakeholder groups. A motion has one or more ways to be carried, such as "two thirds of
each, or three quarters of one and a majority of the other". The base is every seat of a house unless a way
says otherwise, so that abstaining and staying away both count as not in favour (governance.md section 2.2).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .methods import ABSTAIN, YES
from .thresholds import BadFraction, Base, FractionFault, Threshold

_MOST_HOUSES: Final = 8
_MOST_WAYS: Final = 8


@dataclass(frozen=True, slots=True)
class House:
    """A house, and the stakeholder groups that form it."""

    name: str
    stakeholders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseVotes:
    """The votes of one house; absent are those of its `seats` without a ballot."""

    name: str
    seats: int
    yes: int
    no: int
    abstain: int

    def base(self, of: Base) -> int:
        """What the votes in favour are divided by."""
        if of is Base.ROLL:
            return self.seats
        return self.yes + self.no + (self.abstain if of is Base.CAST else 0)


@dataclass(frozen=True, slots=True)
class HouseWay:
    """One way to carry a motion: one house meets `one`, and each of the others `others` (None: anything)."""

    one: Threshold
    others: Threshold | None

    @property
    def each(self) -> bool:
        """Whether all houses have to meet the same."""
        return self.one == self.others

    def demands(self, count: int) -> Iterator[tuple[Threshold | None, ...]]:
        """What so many houses have to meet, for each house that could be the one."""
        for one in range(1 if self.each else count):
            yield tuple(self.one if house == one else self.others for house in range(count))

    def __str__(self) -> str:
        """What `read_ways` reads back."""
        if self.each:
            return f"{self.one} each"
        return f"{self.one} and {self.others}" if self.others else f"{self.one} one"


Ways = tuple[HouseWay, ...]
MAJORITIES: Final[Ways] = (HouseWay(*[Threshold.parse(">1/2", Base.ROLL)] * 2),)
"""More than half of the seats of each house."""


def carried(ways: Ways, houses: Sequence[HouseVotes]) -> HouseWay | None:
    """The first way that these votes carry the motion; nothing does where there are no houses."""
    if not houses:
        return None
    return next((way for way in ways if any(_met(asked, houses) for asked in way.demands(len(houses)))), None)


def _met(asked: Sequence[Threshold | None], houses: Sequence[HouseVotes]) -> bool:
    return all(
        threshold is None or threshold.met(house.yes, house.base(threshold.of))
        for threshold, house in zip(asked, houses, strict=True)
    )


def votes(houses: Sequence[House], counts: Mapping[str, tuple[int, Mapping[str, int]]]) -> list[HouseVotes]:
    """The votes of each house; `counts` has (seats, ballots by choice) of each stakeholder group."""
    summed: list[HouseVotes] = []
    for house in houses:
        held = [counts[name] for name in house.stakeholders if name in counts]
        yes, no, abstain = (sum(ballots.get(side, 0) for _, ballots in held) for side in (YES, "no", ABSTAIN))
        summed.append(HouseVotes(house.name, sum(seats for seats, _ in held), yes, no, abstain))
    return summed


def least_to_carry(ways: Ways, seats: Sequence[int]) -> tuple[int, ...] | None:
    """The votes in favour per house, fewest together, that carry it if nobody else votes; None if none do."""
    found = [
        tuple(_needed(threshold, size) for threshold, size in zip(asked, seats, strict=True))
        for way in ways
        for asked in way.demands(len(seats))
        if all(threshold is None or size for threshold, size in zip(asked, seats, strict=True))
    ]
    return min(found, key=lambda votes: (sum(votes), votes), default=None)


def _needed(threshold: Threshold | None, seats: int) -> int:
    if threshold is None:
        return 0
    return threshold.needed(seats) if threshold.of is Base.ROLL else 1


def least_to_stop(ways: Ways, seats: Sequence[int]) -> tuple[int, ...]:
    """Per house how many, fewest together, stop it by voting no though all others are in favour.

    Only as many as leave a house just short of some threshold can be fewest, so only those are tried.
    """
    asked = [demand for way in ways for demand in way.demands(len(seats))]
    tries = [
        sorted({0, *(size - threshold.needed(size) + 1 for threshold in column if threshold and size)})
        for column, size in zip(zip(*asked, strict=True), seats, strict=True)
    ]
    against = sorted(itertools.product(*tries), key=lambda nays: (sum(nays), nays))
    for nays in against:
        houses = [HouseVotes("", size, size - no, no, 0) for size, no in zip(seats, nays, strict=True)]
        if carried(ways, houses) is None:
            return nays
    return against[-1]


def read_ways(typed: str) -> Ways:
    """`2/3 each | 3/4 and 1/2`, `>1/3 each or >2/3 one`; a bare threshold is asked of each house. Raises
    `BadFraction`."""
    parts = [part.strip() for part in re.split(r"\||\bor\b", typed.casefold()) if part.strip()]
    if not 0 < len(parts) <= _MOST_WAYS:
        raise BadFraction(typed, FractionFault.SYNTAX)
    return tuple(map(_way, parts))


def _way(typed: str) -> HouseWay:
    if typed.endswith(" one"):
        return HouseWay(Threshold.parse(typed.removesuffix(" one"), Base.ROLL), None)
    first, several, second = typed.removesuffix(" each").partition(" and ")
    one = Threshold.parse(first, Base.ROLL)
    return HouseWay(one, Threshold.parse(second, Base.ROLL) if several else one)


def written_ways(ways: Ways) -> str:
    """What `read_ways` reads."""
    return " | ".join(map(str, ways))


def read_houses(typed: str) -> tuple[House, ...]:
    """`Contracted: registries, registrars | Other: business`. Raises ValueError."""
    houses: list[House] = []
    for part in filter(str.strip, typed.split("|")):
        name, parted, members = part.partition("=" if "=" in part else ":")
        named = tuple(" ".join(member.split()) for member in members.split(",") if member.strip())
        if not (parted and name.strip() and named):
            raise ValueError(typed)
        houses.append(House(" ".join(name.split()), named))
    names = [house.name.casefold() for house in houses]
    seated = [member.casefold() for house in houses for member in house.stakeholders]
    if not 2 <= len(houses) <= _MOST_HOUSES or len({*names}) < len(names) or len({*seated}) < len(seated):
        raise ValueError(typed)
    return tuple(houses)


def to_text(houses: Sequence[House]) -> str:
    """What `from_text` reads: names may hold anything."""
    return json.dumps([[house.name, *house.stakeholders] for house in houses], ensure_ascii=False)


def from_text(text: str) -> tuple[House, ...]:
    """Raises ValueError for what `to_text` never wrote."""
    read = json.loads(text)
    if not isinstance(read, list) or not all(
        isinstance(row, list) and len(row) > 1 and all(isinstance(name, str) for name in row) for row in read
    ):
        raise ValueError(f"no houses: {text[:64]!r}")
    return tuple(House(name, tuple(stakeholders)) for name, *stakeholders in read)
