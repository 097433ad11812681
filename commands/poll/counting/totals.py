"""Approval and score: the options with the most approvals or points take the seats.

Options that tie for the last seats share them, unless a draw takes some of them. An approval by ranking means
every option that the ballot names. An option without a score gets the lowest of the scale.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.refusals import Refusal, Why
from bot.text import Text

from .elections import Approved, Election, Ranked, Scored, nothing_to_count
from .outcomes import By, Outcome, Over, Tie, Totals
from .ties import preferred


def approval(election: Election, drawn: tuple[int, ...]) -> Outcome:
    """Raises `Refusal` for ballots that neither approve nor rank."""
    totals = dict.fromkeys(election.standing, 0)
    ballots = 0
    for ballot, weight in election.ballots.items():
        match ballot:
            case Approved():
                named = ballot.options
            case Ranked():
                named = tuple(option for tier in ballot.tiers for option in tier)
            case _:
                raise Refusal(Text("This rule counts approvals, and the ballots are none."), Why.MALFORMED)
        ballots += weight
        for option in set(named) & totals.keys():
            totals[option] += weight
    return _most(election, totals, ballots, ballots, drawn)


def score(election: Election, drawn: tuple[int, ...]) -> Outcome:
    """Raises `Refusal` for ballots without scores."""
    lowest, highest = election.terms.scale
    totals = dict.fromkeys(election.standing, 0)
    ballots = 0
    for ballot, weight in election.ballots.items():
        if not isinstance(ballot, Scored):
            raise Refusal(
                Text("This rule counts scores, which only a JSON file can hold. The ballots are none."),
                Why.MALFORMED,
            )
        given = dict(ballot.scores)
        ballots += weight
        for option in totals:
            totals[option] += weight * given.get(option, lowest)
    return _most(election, totals, ballots * highest, ballots, drawn)


def _most(
    election: Election, totals: Mapping[int, int], most: int, ballots: int, drawn: tuple[int, ...]
) -> Outcome:
    """The seats go down the list; who ties for the last of them shares them, or is drawn."""
    if not ballots:
        raise nothing_to_count()
    rounds = (Totals(tuple(totals.items()), most, ballots),)
    ranking = _tiers(totals)
    winners: list[int] = []
    ties: list[Tie] = []
    tied: tuple[int, ...] = ()
    for tier in ranking:
        left = election.seats - len(winners)
        if len(tier) <= left:
            winners += tier
        elif left and drawn:
            for _ in range(left):
                waiting = tuple(option for option in tier if option not in winners)
                winners.append(preferred(drawn, waiting))
                ties.append(Tie(0, Over.SEAT, waiting, winners[-1], By.DRAW))
        elif left:
            tied = tier
            ties.append(Tie(0, Over.SEAT, tier, None, By.NOBODY))
            break
    return Outcome((*winners, *tied), rounds, tied=tied, ties=tuple(ties), ranking=ranking)


def _tiers(totals: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """The options by their totals, the highest first."""
    return tuple(
        tuple(option for option in totals if totals[option] == total)
        for total in sorted(set(totals.values()), reverse=True)
    )
