"""Rankings compared pair by pair: how many ballots put one option above another.

An option left unranked is last: every ranked option is above it, and two unranked ones are equal. That is
the rule everywhere here (Debian constitution A.5.1), and decides elections; to see what it decides, a
contest can say that a ballot has no opinion on what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from .elections import Contest
from .outcomes import By, Outcome, Over, Pairs, Round, Tie
from .ties import preferred


def compare(contest: Contest) -> Pairs:
    """All pairs of the options that stand."""
    place = {option: at for at, option in enumerate(contest.standing)}
    size = len(place)
    votes = [[0] * size for _ in range(size)]
    for tiers, weight in contest.rankings.items():
        below = set(range(size)) if contest.unranked_last else {place[one] for tier in tiers for one in tier}
        for tier in tiers:
            above = [place[option] for option in tier]
            below.difference_update(above)
            for better in above:
                row = votes[better]
                for worse in below:
                    row[worse] += weight
    return Pairs(contest.standing, tuple(map(tuple, votes)))


def ranked(options: Sequence[int], beats: Sequence[Sequence[bool]]) -> tuple[tuple[int, ...], ...]:
    """The options in tiers: first those that nobody beats, then those that nobody of the rest beats, and so
    on. `beats[a][b]` speaks of places in `options`, and must have no circles."""
    left = list(range(len(options)))
    tiers = []
    while left:
        top = [one for one in left if not any(beats[other][one] for other in left)]
        tiers.append(tuple(options[one] for one in top))
        left = [one for one in left if one not in top]
    return tuple(tiers)


def first_of(
    ranking: tuple[tuple[int, ...], ...], rounds: tuple[Round, ...], drawn: tuple[int, ...]
) -> Outcome:
    """The outcome for one seat: the first of the ranking; of several, whom the draw prefers, if there is
    one."""
    top = ranking[0]
    if len(top) == 1:
        return Outcome(top, rounds, ranking=ranking)
    if drawn:
        taken = preferred(drawn, top)
        return Outcome((taken,), rounds, ties=(Tie(0, Over.SEAT, top, taken, By.DRAW),), ranking=ranking)
    return Outcome(top, rounds, tied=top, ties=(Tie(0, Over.SEAT, top, None, By.NOBODY),), ranking=ranking)
