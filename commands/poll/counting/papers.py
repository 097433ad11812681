"""Ballot papers on their way from option to option: what counts by transfer share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from .elections import Contest, Election, Tiers
from .outcomes import Outcome, Stage, Step, Votes

NOTHING: Final = Fraction(0)


def next_tier(tiers: Tiers, standing: Collection[int]) -> tuple[int, ...]:
    """The best-ranked options that are still standing, which the ballot ranks equally; empty at its end."""
    for tier in tiers:
        if len(tier) == 1:
            if tier[0] in standing:
                return tier
        elif left := tuple(option for option in tier if option in standing):
            return left
    return ()


def listed(votes: Mapping[int, Fraction], options: Collection[int]) -> Votes:
    """The votes of these options, in order."""
    return tuple((option, votes[option]) for option in sorted(options))


def by_votes(options: Collection[int], votes: Mapping[int, Fraction]) -> tuple[int, ...]:
    """Those elected in one round in their order of election: most votes first, then by number."""
    return tuple(sorted(options, key=lambda option: (-votes[option], option)))


def idle(votes: Mapping[int, Fraction], standing: Collection[int], seats: int) -> tuple[int, ...]:
    """Options without any vote, where they can all go at once: their exclusion passes nothing on, so that
    their order makes no difference."""
    none = tuple(option for option in sorted(standing) if not votes[option])
    return none if len(standing) - len(none) >= seats and len(none) > 1 else ()


def all_elected(election: Election, contest: Contest) -> Outcome:
    """The outcome where no more options stand than there are seats."""
    stage = Stage(1, Step.LAST, (), (), NOTHING, elected=contest.standing)
    return Outcome(election.standing, (stage,))
