"""Single transferable vote as Scotland counts it: Scottish Local Government Elections Order 2007 (SSI
2007/42), schedule 1, rules 45 to 52.

The quota is the whole part of ballots / (seats + 1), and one more (46). Who reaches it is elected (47). The
largest surplus is passed on first, with every ballot of that option, at the value surplus x value / votes,
cut to five decimal places (48); then the option with the fewest votes is excluded, and its ballots pass on
at the value at which they came (50). When as many are left as seats, they are elected (52). Ties: the most
recent round in which they differed, then lot (49, 51; see `ties`).

A ballot goes to the next preference, of which there must be one: where two options that are still in are
ranked equally next, it stops, and where they are ranked equally first, it does not count. Options without
any vote are excluded together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from bot.text import Plural, Words

from .elections import Contest, Election, Tiers, nothing_to_count
from .outcomes import Outcome, Over, Stage, Step
from .papers import NOTHING, all_elected, by_votes, idle, listed, next_tier
from .ties import Lots, by_lots

_PLACES: Final = 10**5


@dataclass(frozen=True, slots=True)
class _Parcel:
    """Papers that came together, each at this value."""

    value: Fraction
    papers: tuple[tuple[Tiers, int], ...]


@dataclass(slots=True)
class _Count:
    """The state of a count. `waiting` are those elected whose surplus was not passed on yet."""

    seats: int
    valid: int
    quota: Fraction
    lots: Lots
    standing: set[int]
    votes: dict[int, Fraction]
    parcels: dict[int, list[_Parcel]]
    elected: list[int] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)
    stages: list[Stage] = field(default_factory=list)
    history: list[dict[int, Fraction]] = field(default_factory=list)


def scottish_stv(contest: Contest, election: Election, drawn: tuple[int, ...]) -> Outcome:
    """Whom the rule elects, in order. Raises `Refusal` where every ballot ranks several options first."""
    if len(contest.standing) <= contest.seats:
        return all_elected(election, contest)
    standing = frozenset(contest.standing)
    papers = tuple(
        (tiers, weight) for tiers, weight in contest.rankings.items() if len(next_tier(tiers, standing)) == 1
    )
    if not papers:
        raise nothing_to_count()
    outcome = by_lots(lambda lots: _count(contest, papers, lots), drawn)
    return replace(outcome, notes=_notes(contest))


def _notes(contest: Contest) -> tuple[Words, ...]:
    """What became of equal ranks."""
    equal = sum(weight for tiers, weight in contest.rankings.items() if any(len(tier) > 1 for tier in tiers))
    if not equal:
        return ()
    return (
        Plural(
            "{n} ballot ranks options equally. By this rule it counts as far as it names one at a time.",
            "{n} ballots rank options equally. By this rule they count as far as they name one at a time.",
            n=equal,
        ),
    )


def _count(contest: Contest, papers: tuple[tuple[Tiers, int], ...], lots: Lots) -> Outcome:
    valid = sum(weight for _, weight in papers)
    count = _Count(
        contest.seats,
        valid,
        Fraction(valid // (contest.seats + 1) + 1),
        lots,
        set(contest.standing),
        dict.fromkeys(contest.standing, NOTHING),
        {option: [] for option in contest.standing},
    )
    _deal(count, papers, Fraction(1))
    _close(count, Step.FIRST, ())
    while len(count.elected) < count.seats:
        if count.waiting:
            _pass_surplus(count)
        else:
            _exclude(count)
    return Outcome(tuple(count.elected), tuple(count.stages))


def _deal(count: _Count, papers: Iterable[tuple[Tiers, int]], value: Fraction) -> None:
    """Passes papers on at one value: those with the same next preference make one parcel."""
    parcels: dict[int, list[tuple[Tiers, int]]] = {}
    for paper in papers:
        following = next_tier(paper[0], count.standing)
        if len(following) == 1:
            parcels.setdefault(following[0], []).append(paper)
    for option, parcel in parcels.items():
        count.votes[option] += value * sum(weight for _, weight in parcel)
        count.parcels[option].append(_Parcel(value, tuple(parcel)))


def _pass_surplus(count: _Count) -> None:
    """Rules 48 and 49."""
    most = max(count.votes[option] for option in count.waiting)
    tied = [option for option in count.waiting if count.votes[option] == most]
    option = count.lots.settle(len(count.stages) + 1, tied, Over.SURPLUS, count.history)
    surplus, votes = most - count.quota, most
    for parcel in count.parcels.pop(option):
        _deal(count, parcel.papers, _cut(surplus * parcel.value / votes))
    count.votes[option] = count.quota
    count.waiting.discard(option)
    _close(count, Step.SURPLUS, (option,))


def _cut(value: Fraction) -> Fraction:
    """Five decimal places, any remainder ignored."""
    return Fraction(value.numerator * _PLACES // value.denominator, _PLACES)


def _exclude(count: _Count) -> None:
    """Rules 50 and 51."""
    gone = idle(count.votes, count.standing, count.seats - len(count.elected))
    if not gone:
        fewest = min(count.votes[option] for option in count.standing)
        tied = [option for option in count.standing if count.votes[option] == fewest]
        gone = (count.lots.settle(len(count.stages) + 1, tied, Over.EXCLUSION, count.history),)
    count.standing.difference_update(gone)
    for option in gone:
        for parcel in count.parcels.pop(option):
            _deal(count, parcel.papers, parcel.value)
        del count.votes[option]
    _close(count, Step.EXCLUSION, gone)


def _close(count: _Count, step: Step, moved: tuple[int, ...]) -> None:
    """Ends a stage: who has the quota is elected (47), and the last ones are when the seats just suffice
    (52)."""
    left = count.seats - len(count.elected)
    chosen = by_votes(
        [option for option in count.standing if count.votes[option] >= count.quota], count.votes
    )
    last: tuple[int, ...] = ()
    if len(count.standing) == left:
        last = by_votes(count.standing - set(chosen), count.votes)
    count.standing.difference_update(chosen, last)
    count.waiting.update(option for option in chosen if count.votes[option] > count.quota)
    count.elected += (*chosen, *last)
    count.history.append(dict(count.votes))
    count.stages.append(
        Stage(
            len(count.stages) + 1,
            step,
            moved,
            listed(count.votes, count.votes),
            count.valid - sum(count.votes.values(), NOTHING),
            count.quota,
            elected=(*chosen, *last),
            excluded=moved if step is Step.EXCLUSION else (),
        )
    )
