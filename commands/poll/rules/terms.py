"""The rules of one poll, snapshotted into it at opening, and the size of its roll.

Whatever a poll needs for its result stands here, so that later changes to a charter never reach an open poll
(DESIGN section 9). New fields get a default that means "as before", so that older snapshots still read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from .houses import MAJORITIES, House, Ways, from_text, read_ways, to_text, written_ways
from .methods import Method, Silence
from .thresholds import MAJORITY, Threshold, is_share, read_share


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
            min(self.floor, size.seats + size.recused),
        )

    def _share(self, people: int) -> int:
        """The quorum's share of so many people, rounded up."""
        return -(-self.quorum.numerator * people // self.quorum.denominator)


NOTHING: Final = Demand(None, Fraction(0), 0)
"""Asked of nobody."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a poll needs to pass. Raises `ValueError` for a quorum outside 0..1 or a floor below 0.

    - `threshold`: what those in favour must reach; a `vote` without one takes `MAJORITY`, the other methods
      then have none (the most votes win; no objection is enough);
    - `quorum`: the share of the available roll that must take part, abstentions included; 0 asks for nobody;
    - `floor`: the fewest people who must take part, whatever the share says, capped at the seats there are;
    - `group_threshold`, `group_quorum`, `group_floor`: the same, asked of every stakeholder group that has
      anyone on the roll ("concurrent majorities");
    - `silence`: what it means that somebody does not vote; unless it is said, what it means in the method;
    - `support`: the fewest people who must say that they agree, where silence is assent;
    - `counting` and `places`: how rankings are counted, and how many options are elected;
    - `houses` and `ways`: which stakeholder groups form which house, and what carries a motion in them.

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

    def __post_init__(self) -> None:
        method = self.method
        if method in (Method.VOTE, Method.GRADIENTS) and self.threshold is None:
            object.__setattr__(self, "threshold", MAJORITY)
        if self.silence is None:
            object.__setattr__(self, "silence", method.traits.silence)
        if method is Method.RANKED and self.counting is None:
            object.__setattr__(self, "counting", Counting.IRV)
        if method is Method.HOUSES and not self.ways:
            object.__setattr__(self, "ways", MAJORITIES)
        if self.places < 1 or (self.places > 1 and self.counting is not Counting.SCOTTISH_STV):
            raise ValueError("only a rule for several places can fill them")
        if not (is_share(self.quorum) and is_share(self.group_quorum)):
            raise ValueError("a quorum is a share from 0 to 1")
        if min(self.floor, self.group_floor, self.support) < 0:
            raise ValueError("a floor is a number of people")

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
        return name != "places" or self.places > 1

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Rules:
        """Read what `to_json` wrote. Raises `ValueError` for all else: rules are never guessed at."""
        if unknown := data.keys() - _READ.keys():
            raise ValueError(f"unknown rules: {', '.join(sorted(unknown))}")
        if "method" not in data:
            raise ValueError("rules without a method")
        read: dict[str, Any] = {name: _READ[name](value) for name, value in data.items()}
        return cls(**read)


def loosened(rules: Rules, charter: Rules) -> tuple[str, ...]:
    """The fields in which `rules` ask for less than `charter`; empty when they only tighten it.

    The parameters of a poll may tighten the charter, never loosen it (DESIGN section 9). Methods cannot be
    compared: another method is answered with `("method",)`.
    """
    if rules.method is not charter.method:
        return ("method",)
    return tuple(name for name, weaker in _WEAKER if weaker(getattr(rules, name), getattr(charter, name)))


def _laxer_silence(mine: Silence, theirs: Silence) -> bool:
    return mine is Silence.ASSENT and theirs is not Silence.ASSENT


def _other(mine: object, theirs: object) -> bool:
    return mine != theirs


def _laxer(mine: Threshold | None, theirs: Threshold | None) -> bool:
    return theirs is not None and (mine is None or not mine.implies(theirs))


def _less(mine: Fraction | int, theirs: Fraction | int) -> bool:
    return mine < theirs


_WEAKER: Final = (
    ("threshold", _laxer),
    ("quorum", _less),
    ("floor", _less),
    ("group_threshold", _laxer),
    ("group_quorum", _less),
    ("group_floor", _less),
    ("silence", _laxer_silence),
    ("support", _less),
    ("counting", _other),
    ("places", _other),
    ("houses", _other),
    ("ways", _other),
)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a string: {value!r}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"not a whole number: {value!r}")
    return value


_READ: Final[dict[str, Callable[[object], object]]] = {
    "method": lambda value: Method(_text(value)),
    "threshold": lambda value: Threshold.parse(_text(value)),
    "quorum": lambda value: read_share(_text(value)),
    "floor": _whole,
    "group_threshold": lambda value: Threshold.parse(_text(value)),
    "group_quorum": lambda value: read_share(_text(value)),
    "group_floor": _whole,
    "silence": lambda value: Silence(_text(value)),
    "support": _whole,
    "counting": lambda value: Counting(_text(value)),
    "places": _whole,
    "houses": lambda value: from_text(_text(value)),
    "ways": lambda value: read_ways(_text(value)),
}
_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {"houses": to_text, "ways": written_ways}
