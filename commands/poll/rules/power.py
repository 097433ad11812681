"""How few people could adopt a poll, how few could stop it, and who they would be (DESIGN section 9).

Both are distances, measured in people. *Adopt*: from nobody having voted to the poll passing. *Stop*: from
everyone having voted in favour to the poll failing. So those who adopt it need that nobody else comes, and
those who stop it succeed though all others vote in favour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .terms import Demand, Method, RollSize, Rules, whole
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
    """
    everyone = whole(roll)
    if not everyone.seats:
        return None
    # who is away as a whole may stay so: nothing is asked of them
    groups = tuple(
        (size.stakeholder, _votes(rules.asked_of(size.stakeholder), size)) for size in roll if size.available
    )
    asked = sum(people for _, people in groups)
    people = max(1, asked, _votes(rules.overall, everyone))
    named = tuple((stakeholder, least) for stakeholder, least in groups if least)
    return Fewest(people, (Way(Means.FAVOUR, named, people - asked),))


def fewest_to_stop(rules: Rules, roll: Sequence[RollSize]) -> Fewest | None:
    """How few people could stop the poll though all others vote in favour; None where nobody chooses a side
    (choice, approval) and on an empty roll, which stops itself.

    Why this is exact: the poll fails when one of its tests fails, and each test has one cheapest way to fail.
    A quorum of q among n people fails when n - q + 1 of them stay silent. A threshold fails when n - v + 1
    of n vote against, v being the votes needed of n: staying silent or abstaining never lowers the share in
    favour by more. Consent fails by one objection. The least of these over all tests is the answer.
    """
    everyone = whole(roll)
    if rules.method.has_options or not everyone.seats:
        return None
    ways = [Way(means, (), people) for means, people in _breaks(rules.overall, everyone)]
    if rules.method is Method.CONSENT:
        ways.append(Way(Means.OBJECTION, (), 1))
    for size in roll:
        for means, people in _breaks(rules.asked_of(size.stakeholder), size) if size.seats else ():
            ways.append(Way(means, ((size.stakeholder, people),), 0))
    fewest = min(way.people for way in ways)
    return Fewest(fewest, tuple(way for way in ways if way.people == fewest))


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
