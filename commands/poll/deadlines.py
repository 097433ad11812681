"""When polls close, where a charter names days and an hour for it: pure, values in, values out.

Days are those of UTC, as the hour is: members sit in many zones, and a deadline that all can look up needs
one. Nothing closes on a holiday that the group declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.charter_values import DAYS

DAY = timedelta(days=1)
SEARCHED = 500
"""Days ahead within which a moment is looked for; where holidays cover all of them they do not count."""

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Window:
    """On which `days` of the week (0 is Monday; empty: any) and at which `hour` of UTC (None: any) polls
    close, and the first and last days of the `holidays` on which none does."""

    days: frozenset[int]
    hour: time | None
    holidays: tuple[Span, ...] = ()

    def fits(self, moment: datetime) -> bool:
        """Whether a poll may close then."""
        at = moment.astimezone(UTC)
        right = self.hour is None or at.time() == self.hour
        return right and self._on(at.date()) and not self._off(at.date())

    def first(self, earliest: datetime) -> datetime:
        """The first moment that fits and does not lie before `earliest`."""
        start = earliest.astimezone(UTC)
        hour = start.time() if self.hour is None else self.hour
        days = (start.date() + DAY * ahead for ahead in range(SEARCHED))
        fitting = [
            moment
            for moment in (datetime.combine(day, hour, UTC) for day in days if self._on(day))
            if moment >= start
        ]
        return next((each for each in fitting if not self._off(each.date())), fitting[0])

    def _on(self, day: date) -> bool:
        return not self.days or day.weekday() in self.days

    def _off(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.holidays)


def window(days: Sequence[str], hour: str, holidays: Sequence[Span]) -> Window | None:
    """As a charter writes them: ("tue", "wed"), "23:59 UTC". None where it names neither."""
    if not days and not hour:
        return None
    clock = time.fromisoformat(hour.removesuffix(" UTC")) if hour else None
    return Window(frozenset(DAYS.index(day) for day in days), clock, tuple(holidays))
