"""Instant run-off for one seat.

Each ballot counts for the best-ranked option that is still in; one that ranks several of them equally is
divided equally between them. Who has more than half of the votes that are still with an option is elected;
otherwise the option with the fewest is excluded, and its ballots pass on. Options that tie with the fewest,
and together have fewer votes than the next, go together, since none of them could overtake it. Other ties
are broken by the earlier rounds, then by lot (`ties`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .elections import Contest, Election, Tiers, single_seat
from .outcomes import Outcome, Over, Stage, Step
from .papers import NOTHING, listed, next_tier
from .ties import Lots, by_lots

_Papers = Iterable[tuple[Tiers, Fraction]]


def instant_runoff(contest: Contest, election: Election, drawn: tuple[int, ...]) -> Outcome:
    """The winner, or who may still win where a tie is unbroken. Raises `Refusal` for several seats."""
    single_seat(election)
    return by_lots(lambda lots: _count(contest, lots), drawn)


def _count(contest: Contest, lots: Lots) -> Outcome:
    standing = set(contest.standing)
    total = Fraction(contest.ballots)
    piles: dict[int, list[tuple[Tiers, Fraction]]] = {option: [] for option in contest.standing}
    votes = dict.fromkeys(contest.standing, NOTHING)
    history: list[dict[int, Fraction]] = []
    stages: list[Stage] = []
    moved: tuple[int, ...] = ()
    papers: _Papers = ((tiers, Fraction(weight)) for tiers, weight in contest.rankings.items())
    while True:
        _deal(papers, standing, piles, votes)
        held = sum((votes[option] for option in standing), NOTHING)
        winner = next((option for option in standing if 2 * votes[option] > held or len(standing) == 1), None)
        stages.append(
            Stage(
                len(stages) + 1,
                Step.EXCLUSION if moved else Step.FIRST,
                moved,
                listed(votes, standing),
                total - held,
                elected=() if winner is None else (winner,),
                excluded=moved,
            )
        )
        if winner is not None:
            return Outcome((winner,), tuple(stages))
        history.append(dict(votes))
        moved = _fewest(votes, standing, lots, len(stages) + 1, history)
        standing.difference_update(moved)
        papers = [paper for option in moved for paper in piles[option]]


def _deal(
    papers: _Papers,
    standing: set[int],
    piles: dict[int, list[tuple[Tiers, Fraction]]],
    votes: dict[int, Fraction],
) -> None:
    """Lays each paper on the pile of its best-ranked option, divided where there are several."""
    gained = dict.fromkeys(standing, 0)
    for tiers, weight in papers:
        tier = next_tier(tiers, standing)
        if len(tier) == 1 and weight.denominator == 1:
            piles[tier[0]].append((tiers, weight))
            gained[tier[0]] += weight.numerator
            continue
        for option in tier:
            part = weight / len(tier)
            piles[option].append((tiers, part))
            votes[option] += part
    for option, whole in gained.items():
        votes[option] += whole


def _fewest(
    votes: dict[int, Fraction], standing: set[int], lots: Lots, round: int, history: list[dict[int, Fraction]]
) -> tuple[int, ...]:
    """Who is excluded next."""
    fewest = min(votes[option] for option in standing)
    tied = tuple(sorted(option for option in standing if votes[option] == fewest))
    rest = [votes[option] for option in standing if option not in tied]
    if rest and fewest * len(tied) < min(rest):
        return tied
    return (lots.settle(round, tied, Over.EXCLUSION, history),)
