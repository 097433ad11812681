"""Ties in which a poll ended, and what comes out once they are broken: by a draw that anybody can repeat (RFC
3797), or by the casting vote where the rule leaves it to one (Debian constitution A.5.8).

A ranking is counted again with the order that was drawn. That order is of all options, as in `convenor count`:
a tie on the way may be between options that cannot win themselves. Elsewhere only those that tie are drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from commands.poll.counting.outcomes import By

from . import findings
from .boxes import sort, together
from .counting import passed, stops_of, tested
from .findings import Finding
from .limits import Capped, NotHeard, Opposed
from .marks import LEVELS
from .methods import ABSTAIN, Method
from .options import numbered, place
from .reasons import Broken, PointsTied, Scored, Unbroken
from .results import AwayGroup, Count, EmptyGroup, Line, Objections, Reason, Result, Standing, Tie, Withheld
from .terms import Counting, RollSize, Rules

Rankings = tuple[tuple[str, int], ...]
"""The rankings that count, and how often each was cast."""

_ASIDE: Final = (EmptyGroup, AwayGroup, NotHeard, Opposed, Capped, Withheld)
"""Reasons that neither stop a poll nor carry it."""
_UNTESTED: Final = (Standing.EMPTY, Standing.AWAY, Standing.UNHEARD)


def by_casting_vote(rules: Rules) -> bool:
    """Whether the rule leaves a tie to somebody's casting vote, and not to a draw."""
    return rules.counting is Counting.DEBIAN


def tied(result: Result) -> tuple[str, ...]:
    """The options that tie for winning; empty where none do, or where nobody chose between them."""
    for reason in result.reasons:
        match reason:
            case Unbroken(options, _):
                return options
            case Tie(options, number) | PointsTied(options, number) if number:
                return options
            case _:
                pass
    return ()


def pool(rules: Rules, options: Sequence[str], result: Result) -> tuple[str, ...]:
    """What is drawn, in the order of the options, or chosen from by a casting vote. Empty where breaking a tie
    could not make the poll pass, or where that is withheld."""
    candidates = tied(result)
    if not candidates or result.passed:
        return ()
    if rules.method is Method.RANKED:
        everything = tuple(pick for pick in numbered(options) if pick != ABSTAIN)
        return candidates if by_casting_vote(rules) else everything
    if rules.group_threshold and any(line.withheld for line in result.lines):
        return ()
    if any(settled(rules, options, result, (), (pick,)).passed for pick in candidates):
        return tuple(sorted(candidates, key=place))
    return ()


def rankings(
    rules: Rules, options: Sequence[str], roll: Sequence[RollSize], counts: Iterable[Count]
) -> Rankings:
    """What a ranking is counted again from, with nothing of people and stakeholder groups."""
    rows = tuple(counts)
    counted: Counter[str] = Counter()
    for row in together(rules, options, rows, sort(rules, options, roll, rows)).rows:
        counted[row.choice] += row.ballots
    return tuple(sorted(counted.items()))


def settled(
    rules: Rules, options: Sequence[str], result: Result, ballots: Rankings, taken: Sequence[str]
) -> Result:
    """The result with its tie broken. `taken` is the order of the draw, or the option of the casting vote."""
    if rules.method is Method.RANKED:
        return _completed(result, _counted_again(rules, options, result, ballots, taken))
    candidates = tied(result)
    winner = next(pick for pick in taken if pick in candidates)
    broken = Broken(0, candidates, winner, By.DRAW.value)
    if rules.method is Method.SCORE:
        return _completed(result, Finding(carries=(broken, _scored(result, winner)), winners=(winner,)))
    overall = tested(rules.overall, result.overall, (winner,))
    lines = tuple(_tested(rules, line, winner) for line in result.lines)
    nobody = Objections(0)
    stops = stops_of(rules, overall, lines, (), (winner,), nobody)
    if stops:
        return _completed(replace(result, overall=overall, lines=lines), Finding((broken, *stops)))
    enough = (passed(rules, overall, (winner,), nobody),) if rules.threshold else ()
    found = Finding(carries=(broken, *enough), winners=(winner,))
    return _completed(replace(result, overall=overall, lines=lines), found)


def _counted_again(
    rules: Rules, options: Sequence[str], result: Result, ballots: Rankings, taken: Sequence[str]
) -> Finding:
    rows = (Count("", choice, number) for choice, number in ballots)
    order = tuple(place(pick) - 1 for pick in taken)
    if by_casting_vote(rules):
        return findings.elected(rules, options, result.overall.seats, rows, casting=order[0])
    return findings.elected(rules, options, result.overall.seats, rows, drawn=order)


def _scored(result: Result, winner: str) -> Scored:
    overall = result.overall
    scoring = overall.voted - overall.count(ABSTAIN)
    return Scored(winner, overall.count(winner), scoring * (len(LEVELS[Method.SCORE]) - 1))


def _tested(rules: Rules, line: Line, winner: str) -> Line:
    if line.withheld or line.standing in _UNTESTED:
        return line
    return tested(rules.asked_of(line.stakeholder or ""), line, (winner,))


def _completed(result: Result, found: Finding) -> Result:
    aside: tuple[Reason, ...] = tuple(reason for reason in result.reasons if isinstance(reason, _ASIDE))
    return replace(
        result,
        passed=not found.stops,
        winners=found.winners,
        reasons=(*(found.stops or found.carries), *aside),
        rounds=found.rounds,
    )
