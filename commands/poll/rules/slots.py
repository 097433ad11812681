"""A time to meet: who bears unsocial hours, and which moment shares that burden.

An hour is unsocial from 22:00 to 07:00 on the clock of whoever answered, whether they can make it or not:
that somebody cannot come at three in the morning is the burden itself. It is told by region, never by person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from .marks import marks_of
from .methods import Method
from .reasons import Slot, Suggested
from .results import Result

NIGHT, MORNING = 22, 7
STAMP: Final = "%Y-%m-%dT%H:%MZ"
"""How a moment is written as an option: it means one instant, and sorts by time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody of a region, whose clock is that of `zone`, has answered."""

    region: str
    zone: str
    choice: str


def is_unsocial(at: datetime) -> bool:
    """Whether a clock that shows this is in an unsocial hour."""
    return at.hour >= NIGHT or at.hour < MORNING


def suggest(
    result: Result,
    options: Sequence[str],
    answers: Iterable[Answer],
    clock: Callable[[datetime, str], datetime],
) -> Result:
    """The result with the moment that is suggested; unchanged without answers. `clock` shows an instant in a
    zone.

    Of the moments that at least half of those who answered can make, yes or maybe (that anybody can, where there
    is none; of moments that nobody can make none is suggested), it is the one whose most burdened region has the
    smallest share of its people burdened; then with the fewest burdened altogether, the most yes, the most maybe;
    and the earliest of those that are left.
    """
    held = tuple(answers)
    if not held:
        return result
    slots = tuple(
        _slot(f"#{number}", datetime.strptime(stamp, STAMP).replace(tzinfo=UTC), held, clock)
        for number, stamp in enumerate(options, 1)
    )
    possible = [slot for slot in slots if slot.yes + slot.maybe]
    if not possible:
        return replace(result, reasons=(Suggested("", slots), *result.reasons))
    possible = [slot for slot in possible if 2 * (slot.yes + slot.maybe) >= len(held)] or possible
    best = min(possible, key=lambda slot: (_worst(slot), slot.burdened, -slot.yes, -slot.maybe))
    return replace(result, reasons=(Suggested(best.option, slots), *result.reasons))


def _slot(
    option: str, at: datetime, answers: Sequence[Answer], clock: Callable[[datetime, str], datetime]
) -> Slot:
    people: Counter[str] = Counter()
    burdened: Counter[str] = Counter()
    marks: Counter[int] = Counter()
    unsocial = {zone: is_unsocial(clock(at, zone)) for zone in {answer.zone for answer in answers}}
    for answer in answers:
        people[answer.region] += 1
        burdened[answer.region] += unsocial[answer.zone]
        marks[marks_of(Method.AVAILABILITY, answer.choice).get(option, 0)] += 1
    borne = tuple((region, burdened[region], people[region]) for region in sorted(people))
    return Slot(option, marks[2], marks[1], borne)


def _worst(slot: Slot) -> Fraction:
    """The share of the most burdened region."""
    return max((Fraction(burdened, people) for _, burdened, people in slot.burdens), default=Fraction(0))
