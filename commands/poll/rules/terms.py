"""The rules of one poll, snapshotted into it at opening, and the size of its roll.

Whatever a poll needs for its result stands here, so that later changes to a charter never reach an open poll
(DESIGN section 9). New fields get a default that means "as before", so that older snapshots still read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from bot.charter_values import ratio_written, read_ratio

from .houses import MAJORITIES, House, Ways, from_text, read_ways, to_text, written_ways
from .methods import OBJECT, Method, Objecting, Silence
from .thresholds import MAJORITY, Base, Threshold, is_share, read_share


class Counting(StrEnum):
    """How rankings are counted: the names under which `convenor count` counts them again."""

    IRV = "irv"
    SCHULZE = "schulze"
    DEBIAN = "debian"
    """The last option is the default one, against which the others have to hold."""
    SCOTTISH_STV = "scottish-stv"


@dataclass(frozen=True, slots=True)
class RollSize:
    """How many of a stakeholder group are on the roll, and how many of them are `available`.

    People who sit for no stakeholder group stand under the name `""`.

    Who is away for the whole window, declared beforehand, is not available: out of the quorum, and may still
    vote (DESIGN section 9). Raises `ValueError` when more are available than seated.
    """

    stakeholder: str
    seats: int
    available: int
    recused: int = 0
    """Seats that recusals took away since the poll opened."""
    recused_available: int = 0
    """How many of these were available."""

    def __post_init__(self) -> None:
        if not 0 <= self.available <= self.seats:
            raise ValueError(f"{self.available} available of {self.seats} seats")
        if not 0 <= self.recused_available <= self.recused:
            raise ValueError(f"{self.recused_available} available of {self.recused} recused")

    @property
    def opened_with(self) -> int:
        """How many seats it had when the poll opened."""
        return self.seats + self.recused


def whole(roll: Iterable[RollSize]) -> RollSize:
    """All stakeholder groups of a roll together, under no name."""
    sizes = tuple(roll)
    return RollSize(
        "",
        sum(size.seats for size in sizes),
        sum(size.available for size in sizes),
        sum(size.recused for size in sizes),
        sum(size.recused_available for size in sizes),
    )


LEAST_BY_RECUSALS: Final = 2
"""Below so many people the quorum of a stakeholder group never falls because some recused themselves: nobody
is left to speak for it alone."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of the whole roll, or of each stakeholder group on it."""

    threshold: Threshold | None
    quorum: Fraction
    floor: int
    least: int = 0
    """Recusals never make the quorum fall below so many people, if it was not below before."""

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.threshold or self.quorum or self.floor)

    def turnout(self, size: RollSize) -> int:
        """How many people must take part: the quorum's share of those available, rounded up.

        At least `floor`, or all the seats at the opening where these were fewer: a floor is a number of people
        and no share, so recusals do not lower it (nor the number that a secret ballot needs to hide among).
        0 where nobody was available: a poll does not wait for people who are away.
        """
        if not size.available + size.recused_available:
            return 0
        kept = self._share(size.available + size.recused_available) if size.recused else 0
        return max(
            self._share(size.available),
            min(self.least, kept),
            min(self.floor, size.opened_with),
        )

    def _share(self, people: int) -> int:
        """The quorum's share of so many people, rounded up."""
        return -(-self.quorum.numerator * people // self.quorum.denominator)


NOTHING: Final = Demand(None, Fraction(0), 0)
"""Asked of nobody."""


NEVER_SUSPENDS: Final = 1_000_000
"""More `suspending_seats` than there ever are: who is opposed is named, and stops nothing."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a poll needs to pass. Raises `ValueError` for a quorum outside 0..1 or a floor below 0.

    - `threshold`: what those in favour must reach; a `vote` without one takes `MAJORITY`, the other methods
      then have none (the most votes win; no objection is enough);
    - `quorum`: the share of the available roll that must take part, abstentions included; 0 asks for nobody;
    - `floor`: the fewest people who must take part, whatever the share says, capped at the seats there are;
    - `group_threshold`, `group_quorum`, `group_floor`: the same, asked of every stakeholder group that has
      anyone on the roll ("concurrent majorities");
    - `silence`: what it means that somebody does not vote; unless it is said, what it means in the method. Where
      it counts against, thresholds are of the roll, and `MAJORITY` of it is asked where there is none;
    - `support`: the fewest people who must say that they agree, where silence is assent;
    - `counting` and `places`: how rankings are counted, and how many options are elected; `ratio`: where
      there is a default option, how many times as many have to prefer another as prefer the default;
    - `houses` and `ways`: which stakeholder groups form which house, and what carries a motion in them;
    - `objections`: whether one stops the poll, or all are counted against those who agree; where they are
      counted, a poll without a threshold takes `MAJORITY`;
    - `least` and `roll_share`: the fewest people, and the smallest share of the roll, in favour;
    - `most_against`: the largest share of those who take a side that may be against;
    - `heard`: the fewest stakeholder groups that meet `group_quorum` and `group_floor`. Where it is set, one
      that does not is not heard, and neither blocks nor passes; without it, it stops the poll;
    - `cap`: the most ballots of one affiliation that count, in the whole and in each stakeholder group (see
      `caps`); 0 for all;
    - `opposed_share`: a stakeholder group, if it was heard, is opposed when more than this share of those
      who take a side there are against, by at least `opposed_floor` people (or all its seats), the share
      `opposed_seats` of its seats, and from `opposed_affiliations` affiliations. That stops the poll where
      it had `suspending_seats` seats at the opening; else it is named. Recusals neither take that power away
      nor leave it to fewer people than it took.

    What an abstention does stands in the base of a threshold: in `cast` and `roll` it counts as not in
    favour, in `voting` it is left out. It always counts as taking part.
    """

    method: Method
    threshold: Threshold | None = None
    quorum: Fraction = Fraction(0)
    floor: int = 0
    group_threshold: Threshold | None = None
    group_quorum: Fraction = Fraction(0)
    group_floor: int = 0
    silence: Silence | None = None
    support: int = 0
    counting: Counting | None = None
    places: int = 1
    houses: tuple[House, ...] = ()
    ways: Ways = ()
    objections: Objecting = Objecting.STOP
    least: int = 0
    most_against: Fraction = Fraction(1)
    roll_share: Fraction = Fraction(0)
    heard: int = 0
    cap: int = 0
    opposed_share: Fraction = Fraction(1)
    opposed_floor: int = 0
    opposed_seats: Fraction = Fraction(0)
    opposed_affiliations: int = 0
    suspending_seats: int = 0
    ratio: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        method = self.method
        takes_one = method in (Method.VOTE, Method.GRADIENTS) or self.counts_objections
        if takes_one and self.threshold is None:
            object.__setattr__(self, "threshold", MAJORITY)
        if self.silence is None:
            object.__setattr__(self, "silence", method.traits.silence)
        if self.silence is Silence.AGAINST:
            object.__setattr__(self, "threshold", replace(self.threshold or MAJORITY, of=Base.ROLL))
            if self.group_threshold:
                object.__setattr__(self, "group_threshold", replace(self.group_threshold, of=Base.ROLL))
        if method is Method.RANKED and self.counting is None:
            object.__setattr__(self, "counting", Counting.IRV)
        if method is Method.HOUSES and not self.ways:
            object.__setattr__(self, "ways", MAJORITIES)
        if self.places < 1 or (self.places > 1 and self.counting is not Counting.SCOTTISH_STV):
            raise ValueError("only a rule for several places can fill them")
        if not all(is_share(getattr(self, name)) for name in _SHARES):
            raise ValueError("a quorum is a share from 0 to 1")
        if self.ratio < 1 or (self.ratio > 1 and self.counting is not Counting.DEBIAN):
            raise ValueError("a ratio is at least 1:1, and needs a default option")
        if not self.most_against:
            raise ValueError("where nobody may be against, unanimity is the threshold")
        if any(getattr(self, name) < 0 for name in _NUMBERS):
            raise ValueError("a floor is a number of people")

    @property
    def counts_objections(self) -> bool:
        """Whether objections are counted, in a method in which a single one would stop the poll."""
        return self.objections is Objecting.COUNTED and OBJECT in self.method.traits.stops

    @property
    def stops(self) -> tuple[str, ...]:
        """The answers of which a single one stops the poll."""
        return () if self.counts_objections else self.method.traits.stops

    @property
    def asks_opposition(self) -> bool:
        """Whether single stakeholder groups can be opposed."""
        return self.opposed_share < 1

    @property
    def by_affiliation(self) -> bool:
        """Whether the result depends on the affiliations of those who voted."""
        return bool(self.cap) or self.asks_opposition

    def hearing(self, size: RollSize) -> int:
        """How many of a stakeholder group must take part for it to be heard: 1 at least, also of one that
        is away as a whole."""
        return max(1, self.each_group.turnout(size), min(self.group_floor, size.seats))

    @property
    def overall(self) -> Demand:
        """What is asked of all together."""
        return Demand(self.threshold, self.quorum, self.floor)

    @property
    def each_group(self) -> Demand:
        """What is asked of every stakeholder group that has anyone on the roll."""
        return Demand(self.group_threshold, self.group_quorum, self.group_floor, LEAST_BY_RECUSALS)

    def asked_of(self, stakeholder: str) -> Demand:
        """What is asked of this stakeholder group. People who sit for none (`""`) are not a group: their
        ballots count in the whole, and nothing is asked of them alone.
        """
        return self.each_group if stakeholder else NOTHING

    def to_json(self) -> dict[str, str | int]:
        """Strings and integers only, without what is absent; `from_json` is the exact inverse."""
        present = {name: value for name in _READ if (value := getattr(self, name)) and self._says(name)}
        return {
            name: value if isinstance(value, int) else _WRITTEN.get(name, str)(value)
            for name, value in present.items()
        }

    def _says(self, name: str) -> bool:
        """Whether a field says more than its being absent would."""
        if name == "silence":
            return not self.silence is self.method.traits.silence is Silence.NOTHING
        return bool(getattr(self, name) != _DEFAULTS.get(name))

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Rules:
        """Read what `to_json` wrote. Raises `ValueError` for all else: rules are never guessed at."""
        if unknown := data.keys() - _READ.keys():
            raise ValueError(f"unknown rules: {', '.join(sorted(unknown))}")
        if "method" not in data:
            raise ValueError("rules without a method")
        read: dict[str, Any] = {name: _READ[name](value) for name, value in data.items()}
        return cls(**read)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a string: {value!r}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"not a whole number: {value!r}")
    return value


_SHARES: Final = (
    "quorum", "group_quorum", "most_against", "roll_share", "opposed_share", "opposed_seats",
)  # fmt: skip
_NUMBERS: Final = (
    "floor", "group_floor", "support", "least", "heard", "cap", "opposed_floor", "opposed_affiliations",
    "suspending_seats",
)  # fmt: skip
_DEFAULTS: Final = {
    "places": 1, "objections": Objecting.STOP, "most_against": 1, "opposed_share": 1, "ratio": 1,
}  # fmt: skip
"""What a field says that is not written, where that is not nothing."""


def _share(value: object) -> Fraction:
    return read_share(_text(value))


_READ: Final[dict[str, Callable[[object], object]]] = {
    "method": lambda value: Method(_text(value)),
    "threshold": lambda value: Threshold.parse(_text(value)),
    "quorum": _share,
    "floor": _whole,
    "group_threshold": lambda value: Threshold.parse(_text(value)),
    "group_quorum": _share,
    "group_floor": _whole,
    "silence": lambda value: Silence(_text(value)),
    "support": _whole,
    "counting": lambda value: Counting(_text(value)),
    "places": _whole,
    "houses": lambda value: from_text(_text(value)),
    "ways": lambda value: read_ways(_text(value)),
    "objections": lambda value: Objecting(_text(value)),
    "least": _whole,
    "most_against": _share,
    "roll_share": _share,
    "heard": _whole,
    "cap": _whole,
    "opposed_share": _share,
    "opposed_floor": _whole,
    "opposed_seats": _share,
    "opposed_affiliations": _whole,
    "suspending_seats": _whole,
    "ratio": lambda value: read_ratio(_text(value)),
}
_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {
    "houses": to_text,
    "ways": written_ways,
    "ratio": ratio_written,
}
