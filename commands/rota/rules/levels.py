"""How much each has served against its share, when not all of them were there from the beginning.

Who comes later begins level with whoever had served least by then: nobody has to make up for turns that
were held before they came, and nobody who was there has to wait for them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Something that serves: a stakeholder group, a region or a person. `weight` is its share."""

    since: datetime
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Level(Generic[K]):
    """`load` is how often it has served for one unit of its share, with what it began with; `turns` how
    often it really did; `last` when."""

    load: Fraction | int
    turns: int
    last: datetime | None


def levels(entrants: Mapping[K, Entrant], served: Iterable[tuple[datetime, K]]) -> dict[K, Level[K]]:
    """Where each of them stands. `served` are the turns with whoever served them, others included."""
    moments: dict[K, list[datetime]] = {}
    for starts, key in served:
        if key in entrants:
            moments.setdefault(key, []).append(starts)
    for held in moments.values():
        held.sort()
    earliest = min((each[0] for each in moments.values()), default=None)
    # Groups have thousands of members, nearly all of whom stand where they began: those share one level.
    later = (
        [] if earliest is None else [(key, each) for key, each in entrants.items() if each.since > earliest]
    )
    begins: dict[K, Fraction | int] = dict.fromkeys(entrants, 0)
    for key, _ in later:
        del begins[key]
    by_moment: dict[datetime, Fraction | int] = {}
    for key, entrant in sorted(later, key=lambda item: item[1].since):
        since = entrant.since
        if since not in by_moment:
            by_moment[since] = _least(since, entrants, begins, moments)
        begins[key] = by_moment[since]
    shared: dict[Fraction | int, Level[K]] = {0: Level(0, 0, None)}
    found = dict.fromkeys(entrants, shared[0])
    for key, _ in later:
        begun = begins[key]
        if begun:
            found[key] = shared.setdefault(begun, Level(begun, 0, None))
    found.update((key, _level(begins[key], entrants[key], held)) for key, held in moments.items())
    return found


def _least(
    since: datetime,
    entrants: Mapping[K, Entrant],
    begins: Mapping[K, Fraction | int],
    moments: Mapping[K, list[datetime]],
) -> Fraction | int:
    """The smallest load at a moment, of those who were there before it."""
    least: Fraction | int | None = None
    for key, begun in begins.items():
        entrant = entrants[key]
        if entrant.since >= since:
            continue
        held = moments.get(key, [])
        count = bisect_left(held, since) - bisect_left(held, entrant.since)
        load = begun + (Fraction(count, entrant.weight) if count else 0)
        least = load if least is None else min(least, load)
        if not least:
            break
    return least or 0


def _level(begun: Fraction | int, entrant: Entrant, held: list[datetime]) -> Level[K]:
    counted = len(held) - bisect_left(held, entrant.since)
    load = begun + Fraction(counted, entrant.weight) if counted else begun
    return Level(load, len(held), held[-1] if held else None)
