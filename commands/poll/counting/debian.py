"""Counting by the Debian constitution v1.9, section A.5 (the Schwartz set method), with the quorum of 4.2.

Ranked options are above all unranked ones, and those are equal (A.5.1). An option falls when fewer than the
quorum rank it above the default option (A.5.2), or when it does not defeat the default option by its
majority ratio (A.5.3): N:1 means V(A,D) >= N V(D,A) and V(A,D) > V(D,A). Of what is left, the weakest
defeats inside the Schwartz set are dropped until there are none (A.5.4 to A.5.7). If several options
remain, the elector with the casting vote chooses (A.5.8); nobody draws.

The quorum is 3Q with Q = √n / 2 for n developers, not rounded: V >= 3√n / 2 exactly when 4 V² >= 9 n.
Whole votes meet it from the next whole number on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from bot.refusals import Refusal, Why, malformed
from bot.text import Code, Plural, Text, Words, listing

from .elections import Contest, Election
from .outcomes import By, Dropped, Duel, Outcome, Over, Pairs, Round, Schwartz, Test, Tie
from .pairwise import compare


def debian(contest: Contest, election: Election) -> Outcome:
    """The winner; several where the casting vote is needed and was not given. Raises `Refusal` where the
    default option has withdrawn, or a majority or casting vote names an option that cannot have it."""
    default, notes = _default(election)
    if default in election.withdrawn:
        raise Refusal(
            Text(
                "The default option {option} has withdrawn. Name another with {parameter}.",
                option=election.shown(default),
                parameter=Code("--default"),
            ),
            Why.MALFORMED,
        )
    quorum = _quorum(election)
    if quorum is None:
        notes = (*notes, Text("No quorum was asked: how many could have voted was not said."))
    else:
        notes = (
            *notes,
            Plural(
                "Quorum: {n} vote above the default option.",
                "Quorum: {n} votes above the default option.",
                n=quorum,
            ),
        )
    pairs = compare(contest)
    dropped = _dropped(pairs, default, quorum or 0, dict(election.terms.majorities))
    fallen = {drop.option for drop in dropped}
    kept = tuple(option for option in contest.standing if option not in fallen)
    members, rounds = _schwartz(pairs, kept)
    rounds = (pairs, *dropped, *rounds)
    if len(members) == 1:
        return Outcome(members, rounds, notes=notes)
    casting = election.terms.casting
    if casting is None:
        tie = Tie(0, Over.SEAT, members, None, By.NOBODY)
        return Outcome(members, rounds, tied=members, ties=(tie,), notes=notes)
    if casting not in members:
        raise malformed(
            "casting-vote",
            Text(
                "The casting vote chooses between {options}.",
                options=listing(*map(election.shown, members)),
            ),
        )
    return Outcome((casting,), rounds, ties=(Tie(0, Over.SEAT, members, casting, By.CASTING),), notes=notes)


def _default(election: Election) -> tuple[int, tuple[Words, ...]]:
    if election.terms.default is not None:
        return election.terms.default, ()
    last = len(election.options) - 1
    return last, (
        Text("The last option, {option}, is taken for the default option.", option=election.shown(last)),
    )


def _quorum(election: Election) -> int | None:
    """The votes above the default option that an option needs: what was said outright, or 3Q."""
    terms = election.terms
    if terms.quorum is not None or terms.voters is None:
        return terms.quorum
    return _root_up(-(-9 * terms.voters // 4))


def _root_up(square: int) -> int:
    """The smallest whole number whose square is at least `square`."""
    return math.isqrt(square - 1) + 1 if square > 0 else 0


def _dropped(pairs: Pairs, default: int, quorum: int, ratios: Mapping[int, Fraction]) -> tuple[Dropped, ...]:
    """The options that fall to the default option, those that miss the quorum first."""
    at = pairs.options.index(default)
    by_quorum, by_majority = [], []
    for place, option in enumerate(pairs.options):
        votes, against = pairs.votes[place][at], pairs.votes[at][place]
        ratio = ratios.get(option, Fraction(1))
        if option == default:
            continue
        if votes < quorum:
            by_quorum.append(Dropped(option, Test.QUORUM, votes, against, Fraction(quorum)))
        elif votes < ratio * against or votes <= against:
            by_majority.append(Dropped(option, Test.MAJORITY, votes, against, ratio))
    return (*by_quorum, *by_majority)


def _schwartz(pairs: Pairs, kept: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[Round, ...]]:
    """The final Schwartz set of the kept options, and the steps to it."""
    defeats = [
        duel
        for duel in pairs.duels()
        if duel.votes > duel.against and duel.winner in kept and duel.loser in kept
    ]
    rounds: list[Round] = []
    while True:
        members = _schwartz_set(kept, defeats)
        inside = [duel for duel in defeats if duel.winner in members and duel.loser in members]
        if not inside:
            return members, (*rounds, Schwartz(members, ()))
        weakest = min((duel.votes, -duel.against) for duel in inside)
        drop = tuple(duel for duel in inside if (duel.votes, -duel.against) == weakest)
        rounds.append(Schwartz(members, drop))
        defeats = [duel for duel in defeats if duel not in drop]


def _schwartz_set(kept: tuple[int, ...], defeats: list[Duel]) -> tuple[int, ...]:
    """Those that transitively defeat everybody by whom they are transitively defeated (A.5.6)."""
    beaten: dict[int, set[int]] = {option: set() for option in kept}
    for duel in defeats:
        beaten[duel.winner].add(duel.loser)
    for through in kept:
        for option in kept:
            if through in beaten[option]:
                beaten[option] |= beaten[through]
    return tuple(
        one for one in kept if all(other in beaten[one] or one not in beaten[other] for other in kept)
    )
