"""Ties: the earlier rounds first, then a draw, and never in silence.

Counts by rounds look back, from the most recent round, for one in which the tied options differed (Scottish
Local Government Elections Order 2007, rules 49 and 51). What is still tied is broken by lot: all options of
the election are drawn into one order by RFC 3797, and of tied options the first drawn is preferred: it is
elected, stays in, or has its surplus passed on first. Without published sources there is no draw: every way
to break the tie is tried, and only what all of them agree on is a result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from .outcomes import By, Outcome, Over, Stage, Tie

_MOST_WAYS: Final = 24
"""Ways to break ties that are tried; with more, whoever is still in counts as tied."""

History = Sequence[Mapping[int, Fraction]]
"""The votes at the end of each earlier round, oldest first."""


@dataclass(slots=True)
class Lots:
    """Breaks the ties of one count, and remembers them.

    `drawn` is the order of the draw, if there was one; `script` what to take in the first ties that nothing
    else breaks.
    """

    drawn: tuple[int, ...] = ()
    script: tuple[int, ...] = ()
    ties: list[Tie] = field(default_factory=list)
    taken: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    """The ties that nothing broke, and what was taken."""

    def settle(self, round: int, tied: Sequence[int], over: Over, history: History = ()) -> int:
        """The option to exclude, or the one to prefer otherwise."""
        between = tuple(sorted(tied))
        if len(between) == 1:
            return between[0]
        left = _by_earlier(between, over, history)
        if len(left) == 1:
            chosen, by = left[0], By.EARLIER
        elif self.drawn:
            chosen, by = preferred(self.drawn, left, last=over is Over.EXCLUSION), By.DRAW
        else:
            at = len(self.taken)
            chosen, by = self.script[at] if at < len(self.script) else left[0], By.NOBODY
            self.taken.append((left, chosen))
        self.ties.append(Tie(round, over, between, chosen, by))
        return chosen


def preferred(drawn: Sequence[int], tied: Sequence[int], *, last: bool = False) -> int:
    """Of these options the one that was drawn first, or last."""
    return (max if last else min)(tied, key=drawn.index)


def _by_earlier(tied: tuple[int, ...], over: Over, history: History) -> tuple[int, ...]:
    """Those of `tied` that earlier rounds do not tell apart from the one to take."""
    for votes in reversed(history):
        wanted = (min if over is Over.EXCLUSION else max)(votes[option] for option in tied)
        tied = tuple(option for option in tied if votes[option] == wanted)
        if len(tied) == 1:
            break
    return tied


def by_lots(count: Callable[[Lots], Outcome], drawn: tuple[int, ...]) -> Outcome:
    """The result of a count by rounds, whatever its ties turn on."""
    if drawn:
        lots = Lots(drawn)
        return replace(count(lots), ties=tuple(lots.ties))
    first = Lots()
    outcome = count(first)
    if not first.taken:
        return replace(outcome, ties=tuple(first.ties))
    possible, certain, complete = _every_way(count, outcome, first)
    if complete and possible == certain:
        alike = (replace(tie, by=By.ALIKE) if tie.by is By.NOBODY else tie for tie in first.ties)
        return replace(outcome, ties=tuple(alike))
    return _undecided(outcome, first, possible, certain, complete=complete)


def _every_way(
    count: Callable[[Lots], Outcome], outcome: Outcome, first: Lots
) -> tuple[frozenset[int], frozenset[int], bool]:
    """Who wins in some way to break the ties, who wins in each, and whether all ways were tried."""
    possible = certain = frozenset(outcome.winners)
    waiting = _other_ways(first)
    for _ in range(_MOST_WAYS):
        if not waiting:
            return possible, certain, True
        lots = Lots(script=waiting.pop())
        winners = frozenset(count(lots).winners)
        possible, certain = possible | winners, certain & winners
        waiting += _other_ways(lots)
    return possible, certain, not waiting


def _other_ways(lots: Lots) -> list[tuple[int, ...]]:
    """The ways that leave this one at a tie that its script did not cover."""
    before = tuple(chosen for _, chosen in lots.taken)
    return [
        (*before[:at], other)
        for at, (tied, chosen) in enumerate(lots.taken)
        if at >= len(lots.script)
        for other in tied
        if other != chosen
    ]


def _undecided(
    outcome: Outcome, lots: Lots, possible: frozenset[int], certain: frozenset[int], *, complete: bool
) -> Outcome:
    """The count up to the first tie that nothing broke, and who may still win."""
    stop = next(at for at, tie in enumerate(lots.ties) if tie.by is By.NOBODY)
    ties, number = tuple(lots.ties[: stop + 1]), lots.ties[stop].round
    stages = [stage for stage in outcome.rounds if isinstance(stage, Stage)][: number - 1]
    if not complete:
        certain = frozenset(option for stage in stages for option in stage.elected)
        possible = frozenset(option for option, _ in stages[-1].votes)
    sure = tuple(option for option in outcome.winners if option in certain)
    tied = tuple(sorted(possible - certain))
    ties = (*ties[:-1], replace(ties[-1], taken=None))
    return replace(outcome, winners=sure + tied, tied=tied, ties=ties, rounds=tuple(stages))
