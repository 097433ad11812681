"""How few people could adopt a poll, how few could stop it, and who they would be (DESIGN section 9).

Both are distances, measured in people. *Adopt*: from nobody having voted to the poll passing. *Stop*: from
everyone having voted in favour to the poll failing. So those who adopt it need that nobody else comes, and
those who stop it succeed though all others vote in favour.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .hearing import needed_to_suspend
from .houses import least_to_carry, least_to_stop
from .methods import BLOCK, OBJECT, Method, Silence
from .recusals import out_of_reach
from .terms import Counting, Demand, RollSize, Rules, whole
from .thresholds import Base


class Means(StrEnum):
    """By what a few decide the poll."""

    FAVOUR = "favour"
    """Voting for it, or all for one option."""
    AGAINST = "against"
    """Voting no (or, in a threshold of all ballots or of the roll, not voting yes)."""
    SILENCE = "silence"
    """Not voting, so that the quorum is missed."""
    OBJECTION = "objection"
    BLOCK = "block"
    """Standing on the last step of the gradients."""
    LOW = "low"
    """Showing fewer than three fingers."""
    OPPOSITION = "opposition"
    """Objecting, so that a stakeholder group is opposed."""


@dataclass(frozen=True, slots=True)
class Way:
    """So many of each named stakeholder group, and `anywhere` so many more, of whichever groups."""

    means: Means
    groups: tuple[tuple[str, int], ...]
    anywhere: int

    @property
    def people(self) -> int:
        """How many people that is together."""
        return self.anywhere + sum(people for _, people in self.groups)


@dataclass(frozen=True, slots=True)
class Fewest:
    """The least number of people that is enough, and each way in which that many are."""

    people: int
    ways: tuple[Way, ...]


def fewest_to_adopt(rules: Rules, roll: Sequence[RollSize]) -> Fewest | None:
    """How few people could adopt the poll (or elect one option) if nobody else voted; None on an empty roll.

    Why this is exact: of two ballots that both count as taking part, the one in favour never stands worse in
    any test, so the fewest all vote in favour. Then a threshold of the ballots is met by one of them, a
    quorum and a threshold of the roll each name a number of people, and every number asked of a stakeholder
    group is at most its seats. What the groups need together, filled up from anywhere to what all together
    need, is thus enough, and with one less some test fails.

    Where stakeholder groups have to be heard, those that are heard by the fewest people are; there is a way
    for each choice among them. The cap on affiliations is left out of account: a poll knows seats.

    Where silence is assent, it can be nobody at all. It is None where people determine what came out, and
    where everybody together would be too few, as after recusals.
    """
    everyone = whole(roll)
    if not everyone.seats or not rules.method.traits.decides or out_of_reach(rules, roll):
        return None
    if rules.houses:
        return _houses_adopt(rules, roll)
    choices = _heard(rules, roll) if rules.heard else [_asked(rules, roll)]
    if not choices:
        return None
    asked = sum(least for _, least in choices[0])
    people = max(_alone(rules, everyone), asked, _votes(rules.overall, everyone))
    if people > everyone.seats:  # Debian's quorum of a roll of two is three: only the default option can win
        return None
    return Fewest(people, tuple(Way(Means.FAVOUR, named, people - asked) for named in choices))


_Named = tuple[tuple[str, int], ...]


def _asked(rules: Rules, roll: Sequence[RollSize]) -> _Named:
    """How many of each stakeholder group; of those who are away as a whole, and may stay so, nothing but what
    recusals left to be asked."""
    groups = (
        (size.stakeholder, _votes(demand, size) if size.available else demand.turnout(size))
        for size in roll
        if (demand := rules.asked_of(size.stakeholder)).turnout(size) or size.available
    )
    return tuple((stakeholder, least) for stakeholder, least in groups if least)


def _heard(rules: Rules, roll: Sequence[RollSize]) -> list[_Named]:
    """How many of the stakeholder groups that fewest people make heard, each choice among them; none where
    there are too few."""
    needed = [
        (size.stakeholder, max(rules.hearing(size), _votes(rules.asked_of(size.stakeholder), size)))
        for size in roll
        if size.stakeholder and size.seats
    ]
    every = list(itertools.combinations(needed, rules.heard))
    fewest = min((sum(least for _, least in chosen) for chosen in every), default=0)
    return [chosen for chosen in every if sum(least for _, least in chosen) == fewest]


def fewest_to_stop(rules: Rules, roll: Sequence[RollSize]) -> Fewest | None:
    """How few people could stop the poll though all others vote in favour; None where nobody chooses a side
    (choice, approval) and on an empty roll, which stops itself, as does one that recusals left too small.

    Why this is exact: the poll fails when one of its tests fails, and each test has one cheapest way to fail.
    A quorum of q among n people fails when n - q + 1 of them stay silent. A threshold fails when n - v + 1
    of n vote against, v being the votes needed of n: staying silent or abstaining never lowers the share in
    favour by more. Consent fails by one objection. Stakeholder groups are unheard when enough of them stay
    silent, and one is opposed when enough of it object. The least of these over all tests is the answer.
    """
    everyone = whole(roll)
    if rules.method.has_options or not everyone.seats or not rules.method.traits.decides:
        return None
    if out_of_reach(rules, roll):
        return None
    if rules.houses:
        return _houses_stop(rules, roll)
    ways = [Way(means, (), people) for means, people in _breaks(rules.overall, everyone)]
    ways += [Way(Means.AGAINST, (), people) for people in _limited(rules, everyone)]
    if by := _BY_ONE.get(rules.stops[-1:]):
        ways.append(Way(by, (), 1))
    if rules.heard:
        ways += _unheard(rules, roll)
    for size in roll:
        if not size.seats:
            continue
        for means, people in _breaks(rules.asked_of(size.stakeholder), size):
            if means is not Means.SILENCE or not rules.heard:
                ways.append(Way(means, ((size.stakeholder, people),), 0))
        if against := needed_to_suspend(rules, size):
            ways.append(Way(Means.OPPOSITION, ((size.stakeholder, against),), 0))
    fewest = min((way.people for way in ways), default=0)
    if not fewest:
        return None
    return Fewest(fewest, tuple(dict.fromkeys(way for way in ways if way.people == fewest)))


def _limited(rules: Rules, everyone: RollSize) -> Iterator[int]:
    """For each limit on all together, the fewest people who break it."""
    if rules.least:
        yield everyone.seats - min(rules.least, everyone.seats) + 1
    if rules.roll_share:
        yield everyone.seats - math.ceil(rules.roll_share * everyone.seats) + 1
    if rules.most_against < 1:
        yield math.floor(rules.most_against * everyone.seats) + 1


def _unheard(rules: Rules, roll: Sequence[RollSize]) -> Iterator[Way]:
    """The fewest people whose silence leaves too few stakeholder groups heard, each choice among them."""
    spare = [
        (size.stakeholder, size.seats - rules.hearing(size) + 1)
        for size in roll
        if size.stakeholder and size.seats
    ]
    if len(spare) < rules.heard:
        return
    every = list(itertools.combinations(spare, len(spare) - rules.heard + 1))
    fewest = min(sum(people for _, people in chosen) for chosen in every)
    for chosen in every:
        if sum(people for _, people in chosen) == fewest:
            yield Way(Means.SILENCE, chosen, 0)


def _alone(rules: Rules, everyone: RollSize) -> int:
    """The fewest ballots that the method itself takes, whatever else is asked."""
    least = max(rules.support, rules.least, math.ceil(rules.roll_share * everyone.seats))
    if rules.silence is Silence.ASSENT and not rules.threshold and everyone.available:
        return least
    if rules.counting is Counting.DEBIAN:
        return debian_quorum(everyone.seats)
    return max(1, least)


def debian_quorum(seats: int) -> int:
    """How many have to prefer an option to the default one: 3/2 times the root of the roll, rounded up."""
    return math.isqrt(-(-9 * seats // 4) - 1) + 1 if seats else 0


_BY_ONE: Final = {
    (OBJECT,): Means.OBJECTION,
    (BLOCK,): Means.BLOCK,
    Method.FIST.traits.stops[-1:]: Means.LOW,
}


def _houses_adopt(rules: Rules, roll: Sequence[RollSize]) -> Fewest | None:
    """By house, since any of the stakeholder groups in it will do; None where no way can be met."""
    fewest = least_to_carry(rules.ways, _house_seats(rules, roll))
    if fewest is None:
        return None
    named = tuple((house.name, people) for house, people in zip(rules.houses, fewest, strict=True) if people)
    people = max(sum(fewest), 1, rules.overall.turnout(whole(roll)))
    return Fewest(people, (Way(Means.FAVOUR, named, people - sum(fewest)),))


def _houses_stop(rules: Rules, roll: Sequence[RollSize]) -> Fewest | None:
    nays = least_to_stop(rules.ways, _house_seats(rules, roll))
    named = tuple((house.name, people) for house, people in zip(rules.houses, nays, strict=True) if people)
    ways = [Way(Means.AGAINST, named, 0)] if named else []
    everyone = whole(roll)
    if turnout := rules.overall.turnout(everyone):
        ways.append(Way(Means.SILENCE, (), everyone.seats - turnout + 1))
    fewest = min((way.people for way in ways), default=0)
    return Fewest(fewest, tuple(way for way in ways if way.people == fewest)) if fewest else None


def unable_houses(rules: Rules, roll: Sequence[RollSize]) -> tuple[str, ...]:
    """The houses that have nobody on the roll, where nothing can be carried without them."""
    seats = _house_seats(rules, roll)
    if not rules.houses or least_to_carry(rules.ways, seats) is not None:
        return ()
    return tuple(house.name for house, size in zip(rules.houses, seats, strict=True) if not size)


def _house_seats(rules: Rules, roll: Sequence[RollSize]) -> list[int]:
    seats = {size.stakeholder: size.seats for size in roll}
    return [sum(seats.get(name, 0) for name in house.stakeholders) for house in rules.houses]


def _votes(demand: Demand, size: RollSize) -> int:
    """How many votes in favour meet the demand when they are the only ballots."""
    threshold = demand.threshold
    alone = 0 if threshold is None else threshold.needed(size.seats) if threshold.of is Base.ROLL else 1
    return max(alone, demand.turnout(size))


def _breaks(demand: Demand, size: RollSize) -> Iterator[tuple[Means, int]]:
    """For each test of the demand the fewest people who make it fail: one more than it can spare."""
    if turnout := demand.turnout(size):
        yield Means.SILENCE, size.seats - turnout + 1
    if demand.threshold:
        yield Means.AGAINST, size.seats - demand.threshold.needed(size.seats) + 1
