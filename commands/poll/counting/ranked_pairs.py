"""Ranked pairs with winning votes: T. N. Tideman, "Independence of clones as a criterion for voting rules"
(1987).

Defeats are locked in one after the other, the strongest first (most votes for, then fewest against), unless
one would close a circle with those that are locked in. Of defeats that are equally strong none goes before
the other: those that close a circle, alone or with their equals, are all skipped. Whoever is not beaten by
a locked defeat wins; of several a draw takes one, or they are named as tied.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from .elections import Contest
from .outcomes import Duel, Locking, Outcome, Pairs
from .pairwise import compare, first_of, ranked


def ranked_pairs(contest: Contest, drawn: tuple[int, ...]) -> Outcome:
    """The winner, or the tied winners, and the order of all. `drawn` as in `ties`."""
    pairs = compare(contest)
    steps, beats = _lock(pairs)
    return first_of(ranked(pairs.options, beats), (pairs, *steps), drawn)


def _lock(pairs: Pairs) -> tuple[list[Locking], list[list[bool]]]:
    """The steps, and who beats whom in the end, by places in the options."""
    place = {option: at for at, option in enumerate(pairs.options)}
    beats = [[False] * len(place) for _ in place]
    reach = [0] * len(place)
    steps = []
    defeats = (duel for duel in pairs.duels() if duel.votes > duel.against)
    for _, equals in groupby(defeats, key=lambda duel: (duel.votes, duel.against)):
        group = tuple(equals)
        open_ = [duel for duel in group if not _circle(reach, place, duel)]
        together = _joined(reach, place, open_)
        locked = tuple(duel for duel in open_ if not _circle(together, place, duel))
        reach = _joined(reach, place, locked)
        for duel in locked:
            beats[place[duel.winner]][place[duel.loser]] = True
        steps.append(Locking(locked, tuple(duel for duel in group if duel not in locked)))
    return steps, beats


def _circle(reach: list[int], place: dict[int, int], duel: Duel) -> bool:
    """Whether the loser of a defeat is above its winner already. `reach` are sets of places, as bits."""
    return bool(reach[place[duel.loser]] >> place[duel.winner] & 1)


def _joined(reach: list[int], place: dict[int, int], duels: Iterable[Duel]) -> list[int]:
    """Who is above whom when these defeats are added."""
    reach = list(reach)
    for duel in duels:
        winner, loser = place[duel.winner], place[duel.loser]
        gained = reach[loser] | 1 << loser
        for one in range(len(reach)):
            if one == winner or reach[one] >> winner & 1:
                reach[one] |= gained
    return reach
