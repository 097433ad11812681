"""The result of a poll and the reasons for it, from ballots that were aggregated before they came here.

Storage sums 100,000 ballots into a few rows; here they are only added up and held against the rules. The
order of the rows, and how the ballots are spread over them, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .ballots import ABSTAIN, AGREE, OBJECT, YES, choices, picks
from .results import (
    AwayGroup,
    Count,
    EmptyGroup,
    Line,
    NobodyVoted,
    Objections,
    Passed,
    QuorumMissed,
    Reason,
    Result,
    Standing,
    ThresholdMissed,
    Tie,
)
from .terms import Demand, Method, RollSize, Rules, whole
from .thresholds import Base


def tally(rules: Rules, options: Sequence[str], roll: Sequence[RollSize], counts: Iterable[Count]) -> Result:
    """The result of a poll.

    It passes when somebody voted, enough took part, no ballot objects (consent), one option leads (choice,
    approval), and those in favour meet the threshold; with group tests, in every stakeholder group as well.
    Abstaining and standing aside count as taking part; in a threshold they count only where its base says so
    (governance.md sections 0.1 and 10).

    A stakeholder group that is away as a whole is asked only if any of it votes; a threshold of its roll is
    then one of its ballots, so that coming back to vote in favour never stops what silence would have passed.

    Raises `ValueError` for rows that do not fit: an unknown group or choice, more ballots than seats.
    """
    boxes = _sort(rules.method, options, roll, counts)
    total = _sum(boxes.values(), choices(rules.method, options))
    leaders = _leaders(rules.method, total)
    leader = leaders[0] if len(leaders) == 1 else None
    overall = _line(rules.overall, None, whole(roll), total, leader)
    lines = tuple(
        _line(rules.asked_of(size.stakeholder), size.stakeholder, size, boxes[size.stakeholder], leader)
        for size in roll
    )
    stops = _stops(rules, overall, lines, leaders)
    return Result(
        rules.method,
        passed=not stops,
        winners=leaders if rules.method.has_options and not stops else (),
        overall=overall,
        lines=lines,
        reasons=(stops or (_passed(rules, overall, leaders[0]),)) + _unasked(lines),
    )


_IN_FAVOUR: Final = {Method.VOTE: YES, Method.CONSENT: AGREE}


@dataclass(slots=True)
class _Box:
    """The ballots of one line; an approval counts once for each of its options."""

    voted: int
    counts: dict[str, int]

    def put(self, row: Count) -> None:
        self.voted += row.ballots
        for pick in picks(row.choice):
            self.counts[pick] += row.ballots


def _sort(
    method: Method, options: Sequence[str], roll: Sequence[RollSize], counts: Iterable[Count]
) -> dict[str, _Box]:
    """One box per stakeholder group, each with every choice of the poll, checked against the roll."""
    known = choices(method, options)
    boxes = {size.stakeholder: _Box(0, dict.fromkeys(known, 0)) for size in roll}
    if len(boxes) != len(roll):
        raise ValueError("a stakeholder group stands on the roll twice")
    for row in counts:
        if row.stakeholder not in boxes or row.ballots < 0 or not _fits(method, row.choice, known):
            raise ValueError(f"not a count of this poll: {row}")
        boxes[row.stakeholder].put(row)
    if over := [size.stakeholder for size in roll if boxes[size.stakeholder].voted > size.seats]:
        raise ValueError(f"more ballots than seats: {', '.join(over)}")
    return boxes


def _fits(method: Method, choice: str, known: Sequence[str]) -> bool:
    """Whether a stored choice can stand on a ballot of this poll; only options can be approved together."""
    held = picks(choice)
    together = method is Method.APPROVAL and ABSTAIN not in held and len(set(held)) == len(held)
    return set(held) <= set(known) and (len(held) == 1 or together)


def _sum(boxes: Iterable[_Box], known: Sequence[str]) -> _Box:
    total = _Box(0, dict.fromkeys(known, 0))
    for box in boxes:
        total.voted += box.voted
        for choice, votes in box.counts.items():
            total.counts[choice] += votes
    return total


def _leaders(method: Method, total: _Box) -> tuple[str, ...]:
    """What the thresholds are asked of: the side in favour, or the option(s) with the most ballots."""
    if not method.has_options:
        return (_IN_FAVOUR[method],)
    options = {choice: votes for choice, votes in total.counts.items() if choice != ABSTAIN}
    most = max(options.values(), default=0)
    return tuple(choice for choice, votes in options.items() if votes == most)


def _line(demand: Demand, stakeholder: str | None, size: RollSize, box: _Box, leader: str | None) -> Line:
    """One line, held against what is asked of it; None is the line of all together."""
    line = Line(
        stakeholder,
        size.seats,
        size.available,
        voted=box.voted,
        quorum=demand.turnout(size),
        counts=tuple(box.counts.items()),
        threshold_met=None,
        standing=Standing.UNTESTED,
    )
    if stakeholder is not None and not size.available and not box.voted:
        return replace(line, standing=Standing.AWAY if size.seats else Standing.EMPTY)
    if demand.threshold and leader:
        met = demand.threshold.met(line.count(leader), line.base(demand.threshold.of))
        line = replace(line, threshold_met=met)
    if not demand:
        return line
    return replace(line, standing=Standing.MET if _holds(line) else Standing.MISSED)


def _holds(line: Line) -> bool:
    return line.quorum_met and line.threshold_met is not False


def _stops(
    rules: Rules, overall: Line, lines: Sequence[Line], leaders: tuple[str, ...]
) -> tuple[Reason, ...]:
    """All that keeps the poll from passing, the weightiest first."""
    if not overall.voted:
        return (NobodyVoted(),)
    asked = (overall, *lines)
    stops: list[Reason] = [
        QuorumMissed(line.stakeholder, line.voted, line.quorum) for line in asked if not line.quorum_met
    ]
    if objections := overall.count(OBJECT):
        stops.append(Objections(objections))
    if len(leaders) > 1:
        stops.append(Tie(leaders, overall.count(leaders[0])))
    for line in asked:
        threshold = rules.threshold if line is overall else rules.group_threshold
        if threshold and line.threshold_met is False:
            votes, base = line.count(leaders[0]), line.base(threshold.of)
            stops.append(ThresholdMissed(line.stakeholder, leaders[0], votes, base, threshold))
    return tuple(stops)


def _passed(rules: Rules, overall: Line, leader: str) -> Passed:
    of = rules.threshold.of if rules.threshold else Base.CAST
    return Passed(leader, overall.count(leader), overall.base(of), rules.threshold)


def _unasked(lines: Sequence[Line]) -> tuple[Reason, ...]:
    """The stakeholder groups that neither blocked nor passed; they are named (DESIGN section 9)."""
    named: list[Reason] = []
    for line in lines:
        if line.stakeholder and line.standing is Standing.EMPTY:
            named.append(EmptyGroup(line.stakeholder))
        elif line.stakeholder and line.standing is Standing.AWAY:
            named.append(AwayGroup(line.stakeholder))
    return tuple(named)
