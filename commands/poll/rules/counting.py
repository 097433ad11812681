"""The result of a poll and the reasons for it, from ballots that were aggregated before they came here.

Storage sums 100,000 ballots into a few rows; here they are only added up and held against the rules. The
order of the rows, and how the ballots are spread over them, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from . import findings
from .ballots import choices, picks
from .findings import Finding
from .marks import NONE, marks_of
from .methods import ABSTAIN, BLOCK, LOW, OBJECT, Form, Method, Silence
from .rankings import tiers_of
from .reasons import Blocks, Low
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
from .terms import Demand, RollSize, Rules, whole
from .thresholds import Base


def tally(
    rules: Rules,
    options: Sequence[str],
    roll: Sequence[RollSize],
    counts: Iterable[Count],
    objections: Objections | None = None,
) -> Result:
    """The result of a poll. Where `object` stops a method, `objections` are those that stand and those that
    do not any more; None: each ballot that objects stands.

    It passes when somebody voted, enough took part, no ballot objects (consent), one option leads (choice,
    approval), and those in favour meet the threshold; with group tests, in every stakeholder group as well.
    Abstaining and standing aside count as taking part; in a threshold they count only where its base says so
    (governance.md sections 0.1 and 10).

    A stakeholder group that is away as a whole is asked only if any of it votes; a threshold of its roll is
    then one of its ballots, so that coming back to vote in favour never stops what silence would have passed.

    Raises `ValueError` for rows that do not fit: an unknown group or choice, more ballots than seats.
    """
    rows = tuple(counts)
    boxes = _sort(rules.method, options, roll, rows)
    total = _sum(boxes.values(), columns(rules.method, options))
    leaders = _leaders(rules.method, total)
    favour = leaders if len(leaders) == 1 or not rules.method.has_options else ()
    overall = _line(rules.overall, None, whole(roll), total, favour)
    lines = tuple(
        _line(rules.asked_of(size.stakeholder), size.stakeholder, size, boxes[size.stakeholder], favour)
        for size in roll
    )
    if objections is None:
        objections = Objections(overall.count(OBJECT))
    found = _finding(rules, options, overall, lines, rows, objections)
    stops = _stops(rules, overall, lines, leaders, objections)
    counted = rules.method in (Method.RANKED, Method.SCORE)
    if (overall.voted or rules.silence is Silence.ASSENT) and not (counted and stops):
        stops += found.stops
    carries = found.carries or (_passed(rules, overall, leaders, objections),)
    decides = rules.method.traits.decides
    return Result(
        rules.method,
        passed=decides and not stops,
        winners=_winners(rules.method, leaders, found) if not stops or stops == found.stops else (),
        overall=overall,
        lines=lines,
        reasons=(stops or carries) + _unasked(lines) if decides else stops,
        rounds=found.rounds if not stops or stops == found.stops else (),
    )


def _finding(
    rules: Rules,
    options: Sequence[str],
    overall: Line,
    lines: Sequence[Line],
    rows: Sequence[Count],
    objections: Objections,
) -> Finding:
    """What the method itself comes to, where that is more than a threshold."""
    match rules.method:
        case Method.LAZY | Method.CALL:
            return findings.assent(rules, overall, objections)
        case Method.ROUGH:
            return findings.undetermined(overall, objections)
        case Method.HUM:
            return findings.hummed(overall)
        case Method.RANKED:
            return findings.elected(rules, options, overall.seats, rows)
        case Method.SCORE:
            return findings.scored(overall)
        case Method.SIGN_ON:
            return findings.signed(overall)
        case Method.HOUSES:
            return findings.housed(rules, lines)
        case _:
            return Finding()


def _winners(method: Method, leaders: tuple[str, ...], found: Finding) -> tuple[str, ...]:
    """The options that won; none in a method without any, nor in a tie."""
    if method in (Method.CHOICE, Method.APPROVAL):
        return leaders if len(leaders) == 1 else ()
    return found.winners


def columns(method: Method, options: Sequence[str]) -> tuple[str, ...]:
    """What the lines of a poll count: its choices, and of a moment who can and who perhaps can."""
    known = choices(method, options)
    if method is Method.AVAILABILITY:
        return tuple(f"{pick}={mark}" for pick in known for mark in ("yes", "maybe"))
    return known


def held(method: Method, choice: str) -> dict[str, int]:
    """What a ballot with this stored choice adds to each column."""
    match method.traits.form:
        case Form.RANKING:
            first = tiers_of(choice)[:1]
            return {f"#{option + 1}": 1 for tier in first for option in tier} or {ABSTAIN: 1}
        case Form.MARKS if method is Method.AVAILABILITY:
            return {} if choice == NONE else dict.fromkeys(picks(choice), 1)
        case Form.MARKS:
            return {ABSTAIN: 1} if choice == ABSTAIN else marks_of(method, choice)
        case _:
            return dict.fromkeys(picks(choice), 1)


@dataclass(slots=True)
class _Box:
    """The ballots of one line; an approval counts once for each of its options."""

    voted: int
    counts: dict[str, int]

    def put(self, row: Count, adds: dict[str, int]) -> None:
        self.voted += row.ballots
        for column, number in adds.items():
            self.counts[column] += row.ballots * number


def _sort(
    method: Method, options: Sequence[str], roll: Sequence[RollSize], counts: Iterable[Count]
) -> dict[str, _Box]:
    """One box per stakeholder group, each with every choice of the poll, checked against the roll."""
    known = columns(method, options)
    boxes = {size.stakeholder: _Box(0, dict.fromkeys(known, 0)) for size in roll}
    if len(boxes) != len(roll):
        raise ValueError("a stakeholder group stands on the roll twice")
    for row in counts:
        adds = _adds(method, row.choice, known, len(options))
        if row.stakeholder not in boxes or row.ballots < 0 or adds is None:
            raise ValueError(f"not a count of this poll: {row}")
        boxes[row.stakeholder].put(row, adds)
    if over := [size.stakeholder for size in roll if boxes[size.stakeholder].voted > size.seats]:
        raise ValueError(f"more ballots than seats: {', '.join(over)}")
    return boxes


def _adds(method: Method, choice: str, known: Sequence[str], options: int) -> dict[str, int] | None:
    """What the ballot counts for; None where it cannot stand in this poll."""
    form = method.traits.form
    if form is Form.RANKING and choice != ABSTAIN:
        try:
            named = [option for tier in tiers_of(choice) for option in tier]
        except ValueError:
            return None
        ranked = set(named)
        return held(method, choice) if len(ranked) == len(named) and ranked <= {*range(options)} else None
    parts = picks(choice)
    if form is Form.OPTIONS and (len(parts) == 1 or (ABSTAIN not in parts and len({*parts}) == len(parts))):
        pass
    elif form is Form.MARKS:
        try:
            adds = held(method, choice)
        except ValueError:
            return None
        fits = adds.keys() <= {*known} and (bool(adds) or choice == NONE)
        return adds if fits else None
    elif len(parts) != 1:
        return None
    adds = dict.fromkeys(parts, 1)
    return adds if adds.keys() <= {*known} else None


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
        return method.traits.favour
    options = {choice: votes for choice, votes in total.counts.items() if choice != ABSTAIN}
    most = max(options.values(), default=0)
    return tuple(choice for choice, votes in options.items() if votes == most)


def _line(
    demand: Demand, stakeholder: str | None, size: RollSize, box: _Box, favour: tuple[str, ...]
) -> Line:
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
    if stakeholder is not None and not (size.available or box.voted or line.quorum):
        return replace(line, standing=Standing.AWAY if size.seats else Standing.EMPTY)
    if demand.threshold and favour:
        met = demand.threshold.met(line.votes(favour), line.base(demand.threshold.of))
        line = replace(line, threshold_met=met)
    if not demand:
        return line
    return replace(line, standing=Standing.MET if _holds(line) else Standing.MISSED)


def _holds(line: Line) -> bool:
    return line.quorum_met and line.threshold_met is not False


def _stops(
    rules: Rules,
    overall: Line,
    lines: Sequence[Line],
    leaders: tuple[str, ...],
    objections: Objections,
) -> tuple[Reason, ...]:
    """All that keeps the poll from passing, the weightiest first."""
    traits = rules.method.traits
    if not overall.voted and rules.silence is not Silence.ASSENT:
        return (NobodyVoted(),)
    asked = (overall, *lines)
    stops: list[Reason] = [
        QuorumMissed(line.stakeholder, line.voted, line.quorum) for line in asked if not line.quorum_met
    ]
    if OBJECT in traits.stops and objections.count:
        stops.append(objections)
    if BLOCK in traits.stops and (blocks := overall.count(BLOCK)):
        stops.append(Blocks(blocks))
    if rules.method is Method.FIST and ((low := overall.votes(LOW)) or not overall.votes(leaders)):
        stops.append(Low(low))
    if rules.method in (Method.CHOICE, Method.APPROVAL) and len(leaders) > 1:
        stops.append(Tie(leaders, overall.count(leaders[0])))
    for line in asked:
        threshold = rules.threshold if line is overall else rules.group_threshold
        if threshold and line.threshold_met is False:
            votes, base = line.votes(leaders), line.base(threshold.of)
            stops.append(ThresholdMissed(line.stakeholder, leaders[0], votes, base, threshold))
    return tuple(stops)


def _passed(rules: Rules, overall: Line, leaders: tuple[str, ...], objections: Objections) -> Passed:
    of = rules.threshold.of if rules.threshold else Base.CAST
    settled = objections.settled if OBJECT in rules.method.traits.stops else 0
    return Passed(leaders[0], overall.votes(leaders), overall.base(of), rules.threshold, settled)


def _unasked(lines: Sequence[Line]) -> tuple[Reason, ...]:
    """The stakeholder groups that neither blocked nor passed; they are named (DESIGN section 9)."""
    named: list[Reason] = []
    for line in lines:
        if line.stakeholder and line.standing is Standing.EMPTY:
            named.append(EmptyGroup(line.stakeholder))
        elif line.stakeholder and line.standing is Standing.AWAY:
            named.append(AwayGroup(line.stakeholder))
    return tuple(named)
