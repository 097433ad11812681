"""How many ballots of one affiliation count, where a charter sets a cap.

"One organisation, one vote" (W3C Process 5.2.3), identical ballots of one affiliation counting once (5.6), no
more than two of one affiliation (the IETF's nominating committee, RFC 8713): none of these says whose
ballots count when people of one affiliation differ. So this is our judgement: the ballots that count are
shared out over the choices in proportion to how many people made each, by the rule of Sainte-Laguë; where
choices are level for the last of them, it counts for none. Neither who voted first nor any other order
matters, and one more ballot for a choice never takes one from it, nor gives one to another choice.

Who has no affiliation stands for themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .results import Count


@dataclass(frozen=True, slots=True)
class Counted:
    """The `rows` that count of one line, and (ballots, of which count) of each affiliation that had more,
    the largest first."""

    rows: tuple[Count, ...]
    cut: tuple[tuple[int, int], ...] = ()


def capped(rows: Iterable[Count], cap: int) -> Counted:
    """Those that count in one line: the rows of a stakeholder group, or all of them. 0 means that all do."""
    held = tuple(rows)
    if not cap:
        return Counted(held)
    single = [row for row in held if not row.affiliation]
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for row in held:
        if row.affiliation:
            together[row.affiliation][row.choice] += row.ballots
    cut: list[tuple[int, int]] = []
    for affiliation, ballots in together.items():
        kept = shared_out(ballots, cap)
        single += [Count("", choice, number, affiliation) for choice, number in kept.items()]
        if kept.total() < ballots.total():
            cut.append((ballots.total(), kept.total()))
    return Counted(tuple(single), tuple(sorted(cut, reverse=True)))


def shared_out(ballots: Mapping[str, int], cap: int) -> Counter[str]:
    """At most `cap` of these ballots by choice. A choice's ballots, divided by 1, 3, 5 and so on, bid for
    them; each bid counts that is larger than the first one for which none is left."""
    if sum(ballots.values()) <= cap:
        return Counter({choice: number for choice, number in ballots.items() if number})
    bids = [
        (Fraction(number, 2 * place + 1), choice)
        for choice, number in ballots.items()
        for place in range(min(number, cap + 1))
    ]
    beaten = sorted((bid for bid, _ in bids), reverse=True)[cap]
    return Counter(choice for bid, choice in bids if bid > beaten)
