"""Schulze's method with winning votes: M. Schulze, "A new monotonic, clone-independent, reversal symmetric,
and Condorcet-consistent single-winner election method" (2011).

A defeat is as strong as the ballots of its winner; a path is as strong as its weakest defeat. An option wins
when to no other option leads back a stronger path than from it. Several can win; then a draw takes one of
them, or they are named as tied.
"""

from __future__ import annotations

from .elections import Contest
from .outcomes import Outcome, Pairs, Paths
from .pairwise import compare, first_of, ranked


def schulze(contest: Contest, drawn: tuple[int, ...]) -> Outcome:
    """The winner, or the tied winners, and the order of all. `drawn` as in `ties`."""
    pairs = compare(contest)
    paths = strongest_paths(pairs)
    places = range(len(paths.options))
    beats = [[paths.strengths[a][b] > paths.strengths[b][a] for b in places] for a in places]
    return first_of(ranked(paths.options, beats), (pairs, paths), drawn)


def strongest_paths(pairs: Pairs) -> Paths:
    """The strength of the strongest path between any two options; 0 where no path of defeats leads."""
    places = range(len(pairs.options))
    strengths = [
        [
            votes if (votes := pairs.votes[a][b]) > pairs.votes[b][a] else 0
            for b in places
        ]
        for a in places
    ]  # fmt: skip
    for through in places:
        onward = strengths[through]
        for start in places:
            row = strengths[start]
            reach = row[through]
            if start == through or not reach:
                continue
            for end in places:
                strength = min(reach, onward[end])
                if strength > row[end] and end != start:
                    row[end] = strength
    return Paths(pairs.options, tuple(map(tuple, strengths)))
