"""Votes on a single text: the GNSO Council by houses, and enquiry votes of ISO.

The Council (ICANN Bylaws 11.3(i); GNSO Operating Procedures 4.5): the base of each house is all of its voting
seats, so that abstaining and staying away both count as not in favour. A motion has one or more ways to be
carried; "more than" and "at least" stand side by side in the rules and here.

ISO/IEC Directives, part 1, for a draft International Standard: at least two thirds of the participating
members (P-members) that vote are in favour, and at most one quarter of all votes are negative. Abstentions
count in neither, nor do negative votes without technical reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.refusals import Refusal, Why, malformed
from bot.text import Code, Text, listing
from commands.poll.rules.thresholds import MAJORITY, Base, Threshold

from .elections import COUNCIL, Election, Position, Side, nothing_to_count
from .outcomes import HouseLine, Houses, Outcome, Share, Standards, WayLine


@dataclass(frozen=True, slots=True)
class Way:
    """One way to carry a motion: some house meets `one`, and all the others meet `others` (None:
    anything)."""

    one: Threshold
    others: Threshold | None


def _each(fraction: str) -> Way:
    threshold = Threshold.parse(fraction, Base.ROLL)
    return Way(threshold, threshold)


_TWO_THIRDS: Final = Fraction(2, 3)
_QUARTER: Final = Fraction(1, 4)

MOTIONS: Final[Mapping[str, tuple[Way, ...]]] = {
    "default": (_each(">1/2"),),
    "issue-report": (_each(">1/4"), Way(Threshold.parse(">1/2", Base.ROLL), None)),
    "initiate-pdp": (_each(">1/3"), Way(Threshold.parse(">2/3", Base.ROLL), None)),
    "supermajority": (_each(">=2/3"), Way(Threshold.parse(">=3/4", Base.ROLL), MAJORITY)),
    "chair": (_each(">=3/5"),),
}
"""The thresholds of the Council (governance.md section 2.2): a simple majority of each house; an Issue
Report; a PDP within scope, and its charter; the GNSO Supermajority; the election of the chair."""


def gnso_council(election: Election) -> Outcome:
    """Raises `Refusal` for ballots without positions, an unknown motion or house, and too many votes."""
    motion = election.terms.motion or "default"
    if motion not in MOTIONS:
        raise malformed(
            "motion",
            Text(
                "{motion} is no kind of motion. Possible: {motions}.",
                motion=motion,
                motions=listing(*map(Code, MOTIONS)),
            ),
        )
    houses = _houses(election, election.terms.houses or COUNCIL)
    ways = tuple(_way(way, houses) for way in MOTIONS[motion])
    carried = any(way.met for way in ways)
    return Outcome((0,) if carried else (), (Houses(motion, houses, ways),), carried=carried)


def _houses(election: Election, seats: Mapping[str, int]) -> tuple[HouseLine, ...]:
    sides = {(house, side): 0 for house in seats for side in Side}
    for position, weight in _positions(election):
        if position.house not in seats:
            raise malformed(
                "file",
                Text(
                    "{house} is no house of this council. Its houses: {houses}.",
                    house=position.house or "–",
                    houses=listing(*seats),
                ),
            )
        sides[position.house, position.side] += weight
    lines = tuple(
        HouseLine(house, size, *(sides[house, side] for side in (Side.YES, Side.NO, Side.ABSTAIN)))
        for house, size in seats.items()
    )
    for line in lines:
        if line.absent < 0:
            raise malformed(
                "file",
                Text(
                    "{house} has {seats} seats and {votes} votes.",
                    house=line.name,
                    seats=line.seats,
                    votes=line.seats - line.absent,
                ),
            )
    return lines


def _way(way: Way, houses: tuple[HouseLine, ...]) -> WayLine:
    met = any(
        way.one.met(house.yes, house.seats)
        and (
            way.others is None
            or all(way.others.met(one.yes, one.seats) for one in houses if one is not house)
        )
        for house in houses
    )
    return WayLine(
        _said(way.one),
        _said(way.others) if way.others else "",
        tuple(way.one.needed(house.seats) for house in houses),
        tuple(way.others.needed(house.seats) for house in houses) if way.others else (),
        met,
    )


def _said(threshold: Threshold) -> str:
    """`>1/2`, `>=2/3`: the base is always the seats of the house."""
    return f"{'>' if threshold.strict else '>='}{threshold.fraction}"


def iso_dis(election: Election) -> Outcome:
    """Raises `Refusal` for ballots without positions."""
    participants = dict.fromkeys(Side, 0)
    all_votes = dict.fromkeys(Side, 0)
    unreasoned = 0
    for position, weight in _positions(election):
        if position.side is Side.NO and not position.reasoned:
            unreasoned += weight
            continue
        all_votes[position.side] += weight
        if position.participant:
            participants[position.side] += weight
    voting = participants[Side.YES] + participants[Side.NO]
    cast = all_votes[Side.YES] + all_votes[Side.NO]
    favour = participants[Side.YES]
    against = all_votes[Side.NO]
    share = Share(favour, voting, _TWO_THIRDS, True, bool(voting) and favour >= _TWO_THIRDS * voting)
    limit = Share(against, cast, _QUARTER, False, against <= _QUARTER * cast)
    carried = share.met and limit.met
    tests = Standards(share, limit, all_votes[Side.ABSTAIN], unreasoned)
    return Outcome((0,) if carried else (), (tests,), carried=carried)


def _positions(election: Election) -> list[tuple[Position, int]]:
    positions = [
        (ballot, weight) for ballot, weight in election.ballots.items() if isinstance(ballot, Position)
    ]
    if len(positions) < len(election.ballots):
        raise Refusal(
            Text(
                "This rule counts positions on one text, which only a JSON file can hold. The ballots are"
                " none."
            ),
            Why.MALFORMED,
        )
    if not positions:
        raise nothing_to_count()
    return positions
