"""The result of a poll and the reasons for it, from ballots that were aggregated before they came here.

Storage sums 100,000 ballots into a few rows; here they are only added up and held against the rules. The
order of the rows, and how the ballots are spread over them, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from . import findings
from .boxes import Box, sort, together
from .findings import Finding
from .hearing import limits, opposed, unheard
from .limits import Capped, NotHeard, Opposed
from .methods import ABSTAIN, BLOCK, LOW, OBJECT, Method, Silence
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
    boxes = sort(rules, options, roll, rows)
    total = together(rules, options, rows, boxes)
    leaders = _leaders(rules.method, total)
    favour = leaders if len(leaders) == 1 or not rules.method.has_options else ()
    overall = _line(rules.overall, None, whole(roll), total, favour)
    tested = [_group(rules, size, boxes[size.stakeholder], favour) for size in roll]
    lines, grouped = tuple(line for line, _ in tested), tuple(found for _, found in tested)
    if objections is None:
        objections = Objections(overall.count(OBJECT))
    found = _finding(rules, options, overall, lines, total.rows, objections)
    stops = stops_of(rules, overall, lines, grouped, leaders, objections)
    counted = rules.method in (Method.RANKED, Method.SCORE)
    heard = overall.voted or (rules.silence is Silence.ASSENT and overall.available)
    if heard and not (counted and stops):
        stops += found.stops
    carries = found.carries or (passed(rules, overall, leaders, objections),)
    decides = rules.method.traits.decides
    return Result(
        rules.method,
        passed=decides and not stops,
        winners=_winners(rules.method, leaders, found) if not stops or stops == found.stops else (),
        overall=overall,
        lines=lines,
        reasons=(stops or carries) + _aside(lines, grouped, total) if decides else stops,
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


def _leaders(method: Method, total: Box) -> tuple[str, ...]:
    """What the thresholds are asked of: the side in favour, or the option(s) with the most ballots."""
    if not method.has_options:
        return method.traits.favour
    options = {choice: votes for choice, votes in total.counts.items() if choice != ABSTAIN}
    most = max(options.values(), default=0)
    return tuple(choice for choice, votes in options.items() if votes == most)


def _group(
    rules: Rules, size: RollSize, box: Box, favour: tuple[str, ...]
) -> tuple[Line, NotHeard | Opposed | None]:
    """The line of a stakeholder group, and whether it was not heard or is opposed."""
    line = _line(rules.asked_of(size.stakeholder), size.stakeholder, size, box, favour)
    if line.standing in (Standing.EMPTY, Standing.AWAY):
        return line, None
    if missing := unheard(rules, size, box.voted):
        quiet = replace(line, quorum=missing.needed, threshold_met=None, standing=Standing.UNHEARD)
        return quiet, missing
    against = opposed(rules, size, line, box.rows) if size.stakeholder else None
    if against and against.suspends:
        return replace(line, standing=Standing.OPPOSED), against
    return line, against


def _line(demand: Demand, stakeholder: str | None, size: RollSize, box: Box, favour: tuple[str, ...]) -> Line:
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
        uncounted=box.uncounted,
    )
    if stakeholder is not None and not (size.available or box.voted or line.quorum):
        return replace(line, standing=Standing.AWAY if size.seats else Standing.EMPTY)
    return tested(demand, line, favour)


def tested(demand: Demand, line: Line, favour: tuple[str, ...]) -> Line:
    """A line with the votes in favour of these choices held against what is asked of it."""
    if demand.threshold and favour:
        met = demand.threshold.met(line.votes(favour), line.base(demand.threshold.of))
        line = replace(line, threshold_met=met)
    if not demand:
        return line
    return replace(line, standing=Standing.MET if _holds(line) else Standing.MISSED)


def _holds(line: Line) -> bool:
    return line.quorum_met and line.threshold_met is not False


def stops_of(
    rules: Rules,
    overall: Line,
    lines: Sequence[Line],
    grouped: Sequence[NotHeard | Opposed | None],
    leaders: tuple[str, ...],
    objections: Objections,
) -> tuple[Reason, ...]:
    """All that keeps the poll from passing, the weightiest first."""
    if not overall.voted and (rules.silence is not Silence.ASSENT or not overall.available):
        return (NobodyVoted(),)  # Nobody assents by silence who is away.
    asked = (overall, *(line for line in lines if line.standing is not Standing.UNHEARD))
    stops: list[Reason] = [
        QuorumMissed(line.stakeholder, line.voted, line.quorum) for line in asked if not line.quorum_met
    ]
    stops += [found for found in grouped if isinstance(found, Opposed) and found.suspends]
    if OBJECT in rules.stops and objections.count:
        stops.append(objections)
    if BLOCK in rules.stops and (blocks := overall.count(BLOCK)):
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
    return (*stops, *limits(rules, overall, lines, leaders))


def passed(rules: Rules, overall: Line, leaders: tuple[str, ...], objections: Objections) -> Passed:
    of = rules.threshold.of if rules.threshold else Base.CAST
    settled = objections.settled if OBJECT in rules.stops else 0
    return Passed(leaders[0], overall.votes(leaders), overall.base(of), rules.threshold, settled)


def _aside(
    lines: Sequence[Line], grouped: Sequence[NotHeard | Opposed | None], total: Box
) -> tuple[Reason, ...]:
    """What is said besides: the stakeholder groups that neither blocked nor passed are named (DESIGN section
    9), so are those to which answers are owed, and how many ballots did not count."""
    named: list[Reason] = []
    for line, found in zip(lines, grouped, strict=True):
        if line.stakeholder and line.standing is Standing.EMPTY:
            named.append(EmptyGroup(line.stakeholder))
        elif line.stakeholder and line.standing is Standing.AWAY:
            named.append(AwayGroup(line.stakeholder))
        elif isinstance(found, NotHeard) or (found and not found.suspends):
            named.append(found)
    if total.cut:
        named.append(Capped(total.cut))
    return tuple(named)
