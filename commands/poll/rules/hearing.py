"""Which stakeholder groups were heard, and which of those are opposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor

from .limits import HeardMissed, LeastMissed, NotHeard, Opposed, ShareAgainst
from .results import Count, Line, Reason, Standing, ThresholdMissed
from .terms import RollSize, Rules
from .thresholds import Base, Threshold


def unheard(rules: Rules, size: RollSize, voted: int) -> NotHeard | None:
    """What of this stakeholder group was missing to be heard, where the rules ask for it to be."""
    if not rules.heard or not size.stakeholder:
        return None
    needed = rules.hearing(size)
    return NotHeard(size.stakeholder, voted, needed) if voted < needed else None


def needed_to_oppose(rules: Rules, seats: int, positions: int) -> int:
    """How many of a stakeholder group with so many seats, of whom so many took a side, make it opposed."""
    return max(
        min(rules.opposed_floor, seats),
        ceil(rules.opposed_seats * seats),
        floor(rules.opposed_share * positions) + 1,
    )


def needed_to_suspend(rules: Rules, size: RollSize) -> int | None:
    """How many of a stakeholder group suspend the poll when they object and all others of it are in favour; None
    where they cannot. Its size at the opening decides: whoever steps aside takes no power from the others, and
    leaves it to nobody alone."""
    if not size.stakeholder or not rules.asks_opposition or size.opened_with < rules.suspending_seats:
        return None
    needed = max(needed_to_oppose(rules, size.seats, size.seats), min(rules.opposed_floor, size.opened_with))
    return needed if needed <= size.seats else None


def opposed(rules: Rules, size: RollSize, line: Line, rows: Iterable[Count]) -> Opposed | None:
    """Whether a stakeholder group is opposed; `rows` are those of its ballots that count."""
    traits = rules.method.traits
    against, favour = line.votes(traits.against), line.votes(traits.favour)
    positions = against + favour
    if not rules.asks_opposition or not against:
        return None
    objecting = [row for row in rows if row.choice in traits.against and row.ballots]
    affiliations = len({row.affiliation for row in objecting} - {""})
    affiliations += sum(row.ballots for row in objecting if not row.affiliation)
    if against < needed_to_oppose(rules, line.seats, positions):
        return None
    if affiliations < min(rules.opposed_affiliations, line.seats):
        return None
    suspends = (
        size.opened_with >= rules.suspending_seats
        and against >= min(rules.opposed_floor, size.opened_with)
        and affiliations >= min(rules.opposed_affiliations, size.opened_with)
    )
    return Opposed(line.stakeholder or "", against, positions, size.opened_with, suspends)


def limits(rules: Rules, overall: Line, lines: Sequence[Line], leaders: Sequence[str]) -> list[Reason]:
    """What of the limits that a charter sets to all together was not kept."""
    found: list[Reason] = []
    votes = overall.votes(leaders)
    if (heard := sum(_was_heard(line) for line in lines)) < rules.heard:
        found.append(HeardMissed(heard, rules.heard))
    if votes < rules.least:
        found.append(LeastMissed(votes, rules.least))
    if rules.roll_share:
        share = Threshold(rules.roll_share, False, Base.ROLL)
        if not share.met(votes, overall.seats):
            found.append(ThresholdMissed(None, leaders[0], votes, overall.seats, share))
    against, base = overall.votes(rules.method.traits.against), overall.base(Base.VOTING)
    if against > rules.most_against * base:
        found.append(ShareAgainst(against, base, rules.most_against))
    return found


def _was_heard(line: Line) -> bool:
    return bool(line.stakeholder) and line.standing not in _SILENT


_SILENT = (Standing.UNHEARD, Standing.EMPTY, Standing.AWAY)
"""How stakeholder groups stand that were not heard."""
