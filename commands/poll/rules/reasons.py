"""Why the methods came out as they did that do more than hold one side against a threshold.

Options and choices stand in their stored form (`#2`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Assented:
    """It passed: no objection stands, `agreed` said that they agree, and the `silent` gave assent. `settled`
    objections were raised and do not stand any more."""

    agreed: int
    silent: int
    settled: int = 0


@dataclass(frozen=True, slots=True)
class SupportMissed:
    """Nobody needs to have objected: too few said that they agree."""

    agreed: int
    needed: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """So many stand on the last step of the gradients, a veto."""

    count: int


@dataclass(frozen=True, slots=True)
class Low:
    """So many show fewer than three fingers; 0 where nobody shows any hand."""

    count: int


class Band(StrEnum):
    """How much of something there was, where no number is said."""

    NONE = "none"
    FEW = "few"
    """Less than a third."""
    SOME = "some"
    """From one third to two thirds."""
    MOST = "most"
    """More than two thirds."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A rough consensus is for the facilitator to determine. `band` of those who took a side can live with
    it; so many objections stand, and so many do not any more."""

    band: Band
    objections: int
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Hummed:
    """How loud the hum was for each option: FEW, SOME or MOST, never none or all, which would tell of single
    people. Empty where too few hummed to stay anonymous."""

    bands: tuple[tuple[str, Band], ...]


@dataclass(frozen=True, slots=True)
class Elected:
    """A count of rankings by this rule elected these, in order."""

    rule: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unbroken:
    """These options share so many places, and nothing breaks the tie."""

    options: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Broken:
    """In this round these were tied, and what happened to `taken` followed from `by`."""

    round: int
    options: tuple[str, ...]
    taken: str
    by: str


@dataclass(frozen=True, slots=True)
class Scored:
    """This option has the most points, of so many that were possible."""

    option: str
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class PointsTied:
    """These options share the most points."""

    options: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Signed:
    """So many signed, in their own name and for organisations."""

    people: int
    organisations: int


@dataclass(frozen=True, slots=True)
class InHouses:
    """(name, seats, yes, no, abstentions) of each house, and the way by which they carried it, if one did."""

    way: str
    houses: tuple[tuple[str, int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment: how many can make it and how many perhaps, and by region (region, for how many it is
    unsocial, of how many who answered)."""

    option: str
    yes: int
    maybe: int
    burdens: tuple[tuple[str, int, int], ...]

    @property
    def burdened(self) -> int:
        """For how many it is unsocial."""
        return sum(burdened for _, burdened, _ in self.burdens)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The moment that shares the burden best, empty where nobody can make any; and all of them."""

    option: str
    slots: tuple[Slot, ...]


Found = (
    Assented
    | SupportMissed
    | Blocks
    | Low
    | Undetermined
    | Hummed
    | Elected
    | Unbroken
    | Broken
    | Scored
    | PointsTied
    | Signed
    | InHouses
    | Suggested
)
