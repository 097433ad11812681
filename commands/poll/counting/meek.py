"""Single transferable vote by Meek's method: the Reference Meek Rule of the Proportional Representation
Foundation.

Every elected option keeps of each ballot that reaches it the share (keep factor) that leaves it just the
quota; the rest passes on, as if the excluded had never stood. Numbers have nine decimal places: what is
kept and keep factors are rounded up, the quota is votes / (seats + 1) cut and 0.000000001 more. Keep
factors are worked out again until the surpluses together are below 0.000001, or do not shrink any more;
then the option with the fewest votes is excluded. Options within the surplus of the fewest tie; the rule
leaves open how that is broken, and here the earlier rounds break it, then lot (`ties`). Options without any
vote are excluded together.

A ballot that ranks options equally counts as all orders of them together, in equal parts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from .elections import Contest, Election, Tiers
from .outcomes import Outcome, Over, Stage, Step, Votes
from .papers import NOTHING, all_elected, by_votes, idle, listed
from .ties import Lots, by_lots

_ONE: Final = 10**9
_OMEGA: Final = 10**3

_Path = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""What a ballot still says: tiers of (elected, hopeful), up to the first with a hopeful option."""


@dataclass(slots=True)
class _Count:
    """The state of a count. `keep` holds the keep factors of those elected, in billionths."""

    contest: Contest
    lots: Lots
    hopeful: set[int]
    keep: dict[int, int] = field(default_factory=dict)
    elected: list[int] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    history: list[dict[int, Fraction]] = field(default_factory=list)
    surplus: Fraction = NOTHING


def meek_stv(contest: Contest, election: Election, drawn: tuple[int, ...]) -> Outcome:
    """Whom the rule elects, in order."""
    if len(contest.standing) <= contest.seats:
        return all_elected(election, contest)
    return by_lots(lambda lots: _count(contest, lots), drawn)


def _count(contest: Contest, lots: Lots) -> Outcome:
    count = _Count(contest, lots, set(contest.standing))
    step = Step.FIRST
    moved: tuple[int, ...] = ()
    while True:
        settled = _round(count, step, moved)
        left = contest.seats - len(count.elected)
        if not left or len(count.hopeful) <= left:
            break
        step, moved = (Step.EXCLUSION, _exclude(count)) if settled else (Step.MEEK, ())
    return Outcome(tuple(count.elected), tuple(count.stages))


def _round(count: _Count, step: Step, moved: tuple[int, ...]) -> bool:
    """Iterates until somebody is elected, or nothing is left to pass on; True in the second case."""
    paths = _paths(count)
    before: int | None = None
    while True:
        votes = _distribute(count, paths)
        quota = sum(votes.values()) // (count.contest.seats + 1) + 1
        exact = {option: Fraction(held, _ONE) for option, held in votes.items()}
        chosen = by_votes([option for option in count.hopeful if votes[option] >= quota], exact)
        surplus = max(0, sum(votes[option] - quota for option in (*count.elected, *chosen)))
        settled = surplus < _OMEGA or (before is not None and surplus >= before)
        if len(chosen) > count.contest.seats - len(count.elected):
            # Rounding lets one more reach the quota than there are seats: they are tied, and one must go.
            chosen, settled = (), True
        if chosen or settled:
            break
        before = surplus
        for option, keep in count.keep.items():
            count.keep[option] = _up(_up(keep * quota, _ONE) * _ONE, votes[option])
    count.surplus = Fraction(surplus, _ONE)
    _close(count, step, moved, exact, Fraction(quota, _ONE), chosen)
    return not chosen


def _up(value: int, divisor: int) -> int:
    """Divided and rounded up."""
    return -(-value // divisor)


def _close(
    count: _Count,
    step: Step,
    moved: tuple[int, ...],
    votes: dict[int, Fraction],
    quota: Fraction,
    chosen: tuple[int, ...],
) -> None:
    """Ends a round: elects those with the quota, and the last ones when the seats just suffice for them."""
    kept: Votes = tuple((option, Fraction(count.keep[option], _ONE)) for option in sorted(count.keep))
    count.hopeful.difference_update(chosen)
    last: tuple[int, ...] = ()
    if len(count.hopeful) <= count.contest.seats - len(count.elected) - len(chosen):
        last = by_votes(count.hopeful, votes)
        count.hopeful.clear()
    count.elected += (*chosen, *last)
    count.keep.update(dict.fromkeys((*chosen, *last), _ONE))
    count.history.append(votes)
    count.stages.append(
        Stage(
            len(count.stages) + 1,
            step,
            moved,
            listed(votes, votes),
            count.contest.ballots - sum(votes.values(), NOTHING),
            quota,
            elected=(*chosen, *last),
            excluded=moved,
            keep=kept,
        )
    )


def _exclude(count: _Count) -> tuple[int, ...]:
    """The hopeful option with the fewest votes, or all those without any."""
    votes = count.history[-1]
    gone = idle(votes, count.hopeful, count.contest.seats - len(count.elected))
    if not gone:
        limit = min(votes[option] for option in count.hopeful) + count.surplus
        tied = [option for option in count.hopeful if votes[option] <= limit]
        # The current round tells options apart that are within the surplus: only earlier ones may.
        gone = (count.lots.settle(len(count.stages) + 1, tied, Over.EXCLUSION, count.history[:-1]),)
    count.hopeful.difference_update(gone)
    return gone


# Ballots


def _paths(count: _Count) -> list[tuple[_Path, int]]:
    """The ballots cut to what they can still do, alike ones together: few, however many ballots there are."""
    together: dict[_Path, int] = {}
    for tiers, weight in count.contest.rankings.items():
        if path := _path(tiers, count):
            together[path] = together.get(path, 0) + weight
    return list(together.items())


def _path(tiers: Tiers, count: _Count) -> _Path:
    path = []
    for tier in tiers:
        elected = tuple(option for option in tier if option in count.keep)
        hopeful = tuple(option for option in tier if option in count.hopeful)
        if elected or hopeful:
            path.append((elected, hopeful))
        if hopeful:
            break
    return tuple(path)


def _distribute(count: _Count, paths: Sequence[tuple[_Path, int]]) -> dict[int, int]:
    """The votes, in billionths, at the present keep factors."""
    votes = dict.fromkeys((*count.hopeful, *count.elected), 0)
    for path, ballots in paths:
        weight = _ONE
        for elected, hopeful in path:
            if len(elected) + len(hopeful) == 1:
                option = (elected or hopeful)[0]
                kept = _up(weight * count.keep[option], _ONE) if elected else weight
                votes[option] += kept * ballots
                weight -= kept
            else:
                for option, kept in shared(weight, elected, hopeful, count.keep):
                    votes[option] += kept * ballots
                    weight -= kept
            if weight <= 0 or hopeful:
                break
    return votes


def shared(
    weight: int, elected: tuple[int, ...], hopeful: tuple[int, ...], keep: dict[int, int]
) -> list[tuple[int, int]]:
    """What options that are ranked equally get of a weight: the mean over all their orders, rounded down.

    In an order, an option is reached by what those before it passed on. Of n options, j given ones stand
    before a given one and the others behind it in j! (n - 1 - j)! / n! of the orders.
    """
    size = len(elected) + len(hopeful)
    orders = [Fraction(1, size * math.comb(size - 1, before)) for before in range(size)]
    passed = {option: Fraction(_ONE - keep[option], _ONE) for option in elected}

    def reaching(others: Sequence[int]) -> Fraction:
        products = _products([passed[other] for other in others])
        return weight * sum((product * orders[before] for before, product in enumerate(products)), NOTHING)

    shares = [
        (one, reaching([other for other in elected if other != one]) * (1 - passed[one])) for one in elected
    ]
    if hopeful:
        each = reaching(elected)
        shares += [(one, each) for one in hopeful]
    return [(option, math.floor(share)) for option, share in shares]


def _products(factors: Sequence[Fraction]) -> list[Fraction]:
    """For j = 0, 1, 2 … the sum of the products of any j of the factors."""
    sums = [Fraction(1)]
    for factor in factors:
        sums = [
            (sums[at] if at < len(sums) else NOTHING) + (sums[at - 1] * factor if at else NOTHING)
            for at in range(len(sums) + 1)
        ]
    return sums
