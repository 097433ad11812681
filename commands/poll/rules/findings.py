"""What comes out of the methods that do more than hold one side against a threshold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.refusals import Refusal
from commands.poll.counting.debian import debian
from commands.poll.counting.elections import Ballot, Election, Ranked, Terms, contest
from commands.poll.counting.outcomes import By, Outcome, Round
from commands.poll.counting.runoff import instant_runoff
from commands.poll.counting.schulze import schulze
from commands.poll.counting.scottish import scottish_stv

from .houses import carried, votes
from .marks import LEVELS
from .methods import ABSTAIN, AGREE, LIVE, ORGANISATION, SIGN, Method, Silence
from .rankings import tiers_of
from .reasons import (
    Assented,
    Band,
    Broken,
    Elected,
    Hummed,
    InHouses,
    PointsTied,
    Scored,
    Signed,
    SupportMissed,
    Unbroken,
    Undetermined,
)
from .results import Count, Line, Objections, Reason, Tie
from .terms import Counting, Rules

FEW: Final = 5
"""Fewer people than this are not anonymous together (DESIGN section 9)."""
_THIRD: Final = Fraction(1, 3)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a method comes to: what stops it (else what carries it), the winners, and what is said besides."""

    stops: tuple[Reason, ...] = ()
    carries: tuple[Reason, ...] = ()
    winners: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()


def assent(rules: Rules, overall: Line, objections: Objections) -> Finding:
    """Where silence is assent, only the support that was asked for can be missing."""
    agreed = overall.count(AGREE)
    if agreed < rules.support:
        return Finding((SupportMissed(agreed, rules.support),))
    if rules.threshold or rules.silence is not Silence.ASSENT:
        return Finding()
    return Finding(carries=(Assented(agreed, overall.seats - overall.voted, objections.settled),))


def undetermined(overall: Line, objections: Objections) -> Finding:
    """Ballots inform: 51 % are no rough consensus (RFC 2418 section 3.3), and what counts is whether the
    issues were addressed (RFC 7282)."""
    live = overall.count(LIVE)
    sides = overall.voted - overall.count(ABSTAIN)
    return Finding((Undetermined(_band(live, sides), objections.count, objections.settled),))


def _band(part: int, whole: int) -> Band:
    if not part:
        return Band.NONE
    return Band.ALL if part == whole else _part(Fraction(part, whole))


def _part(share: Fraction) -> Band:
    if share < _THIRD:
        return Band.FEW
    return Band.MOST if share > 2 * _THIRD else Band.SOME


def hummed(overall: Line) -> Finding:
    """The loudness of each option, of the loudest that is possible."""
    if overall.voted < FEW:
        return Finding((Hummed(()),))
    loudest = overall.voted * (len(LEVELS[Method.HUM]) - 1)
    bands = tuple((pick, _part(Fraction(loud, loudest))) for pick, loud in overall.counts)
    return Finding((Hummed(bands),))


def scored(overall: Line) -> Finding:
    """Most points win; who gives an option none gives it 0."""
    points = {pick: number for pick, number in overall.counts if pick != ABSTAIN}
    most = max(points.values(), default=0)
    scoring = overall.voted - overall.count(ABSTAIN)
    leaders = tuple(pick for pick, number in points.items() if number == most)
    if not scoring:
        return Finding((Tie(leaders, 0),))
    if len(leaders) > 1:
        return Finding((PointsTied(leaders, most),))
    possible = scoring * (len(LEVELS[Method.SCORE]) - 1)
    return Finding(carries=(Scored(leaders[0], most, possible),), winners=leaders)


def signed(overall: Line) -> Finding:
    """A statement neither passes nor fails."""
    return Finding((Signed(overall.count(SIGN), overall.count(ORGANISATION)),))


def housed(rules: Rules, lines: Sequence[Line]) -> Finding:
    """The first of the ways that the houses carry it by, if one is."""
    held = {line.stakeholder or "": (line.seats, dict(line.counts)) for line in lines}
    houses = votes(rules.houses, held)
    way = carried(rules.ways, houses)
    told = tuple((house.name, house.seats, house.yes, house.no, house.abstain) for house in houses)
    found = InHouses(str(way) if way else "", told)
    return Finding(carries=(found,)) if way else Finding((found,))


def elected(
    rules: Rules,
    options: Sequence[str],
    seats: int,
    rows: Iterable[Count],
    drawn: tuple[int, ...] = (),
    casting: int | None = None,
) -> Finding:
    """A count of rankings; nothing is adopted where the default option of Debian's rule wins.

    Ties are broken by the earlier rounds where the rule does so, then by the order of a draw, if one was
    `drawn` (RFC 3797, see `draws`), or by the `casting` vote, where the rule has one. Else they stay.
    """
    election = _election(rules, options, seats, rows, casting)
    everything = tuple(map(_pick, range(len(options))))
    if not election.ballots:
        return Finding((Tie(everything, 0),))
    rule = str(rules.counting)
    try:
        outcome = _count(rules, election, drawn)
    except Refusal:  # Scotland's rule counts no ballot that ranks several options first, and all did.
        if drawn:
            lucky = tuple(map(_pick, drawn[: rules.places]))
            return Finding(carries=(Elected(rule, lucky),), winners=lucky)
        return Finding((Unbroken(everything, rules.places),))
    sure = tuple(_pick(option) for option in outcome.winners if option not in outcome.tied)
    found: tuple[Reason, ...] = (Elected(rule, sure),) if sure else ()
    broken = _broken(outcome)
    if outcome.tied:
        tied = tuple(map(_pick, outcome.tied))
        stops = (*found, Unbroken(tied, rules.places - len(sure)), *broken)
        return Finding(stops, winners=sure, rounds=outcome.rounds)
    reasons = (*found, *broken)
    if rules.counting is Counting.DEBIAN and sure == everything[-1:]:
        return Finding(reasons, winners=sure, rounds=outcome.rounds)
    return Finding(carries=reasons, winners=sure, rounds=outcome.rounds)


def _count(rules: Rules, election: Election, drawn: tuple[int, ...]) -> Outcome:
    """Raises `Refusal` where the rule finds no ballot that it can count."""
    papers = contest(election)
    match rules.counting:
        case Counting.SCHULZE:
            return schulze(papers, drawn)
        case Counting.DEBIAN:
            return debian(papers, election)
        case Counting.SCOTTISH_STV:
            return scottish_stv(papers, election, drawn)
        case _:
            return instant_runoff(papers, election, drawn)


def _election(
    rules: Rules, options: Sequence[str], seats: int, rows: Iterable[Count], casting: int | None
) -> Election:
    ballots: dict[Ballot, int] = {}
    for row in rows:
        if tiers := tiers_of(row.choice):
            paper = Ranked(tiers)
            ballots[paper] = ballots.get(paper, 0) + row.ballots
    terms = Terms()
    if rules.counting is Counting.DEBIAN:
        default = len(options) - 1
        ratios = tuple((option, rules.ratio) for option in range(default)) if rules.ratio > 1 else ()
        terms = Terms(default=default, voters=seats, majorities=ratios, casting=casting)
    return Election(tuple(options), dict(sorted(ballots.items(), key=repr)), rules.places, terms=terms)


def _broken(outcome: Outcome) -> tuple[Reason, ...]:
    return tuple(
        Broken(tie.round, tuple(map(_pick, tie.between)), _pick(tie.taken), tie.by.value)
        for tie in outcome.ties
        if tie.taken is not None and tie.by is not By.NOBODY
    )


def _pick(option: int) -> str:
    return f"#{option + 1}"
