"""When a rule of repetition comes round: wall time in a zone, normalised through UTC.

Never computed from the beginning of a series, whose length would cost: from the period that the moment asked
about lies in. In a gap (clocks jump forward) the first valid moment after it, in a fold the first of both, and
two times that thereby fall together come once. What repeats by hours is computed in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal

from bot.moments.rules import Freq, Rule, clamped_days
from bot.moments.zones import local, rules_of

if TYPE_CHECKING:
    from bot.moments.rhythm import Rhythm

_HORIZON: Final = 100
"""Years. Every rule that we take comes round within them."""


def first(rhythm: Rhythm, zone: str, starts: datetime) -> datetime | None:
    """The first time at or after `starts` (aware), in UTC; None beyond the calendar. A rule of every other
    week does not skip the first one."""
    rule = rhythm.parts
    if rule.freq is Freq.HOURLY:
        full = starts.astimezone(UTC).replace(minute=rule.minute or 0, second=0, microsecond=0)
        return full if full >= starts else full + timedelta(hours=1)
    begins = _wall_day(starts, zone)
    every = replace(_with_day(rule, begins), interval=1)
    return _next(every, zone, begins, starts, at_least=True)


def following(rhythm: Rhythm, zone: str, after: datetime, anchor: datetime) -> datetime | None:
    """The next time strictly after `after`, in UTC; None beyond the calendar. `anchor` is the first time of
    the series (`first`): which weeks, months or hours are meant is counted from it, and none is before it."""
    rule = rhythm.parts
    if rule.freq is Freq.HOURLY:
        step = timedelta(hours=rule.interval)
        return anchor.astimezone(UTC) + max(0, (after - anchor) // step + 1) * step
    begins = _wall_day(anchor, zone)
    rule = _with_day(rule, begins)
    if after < anchor:
        return _next(rule, zone, begins, anchor, at_least=True)
    return _next(rule, zone, _period(rule, begins, _wall_day(after, zone)), after, at_least=False)


def settled(rhythm: Rhythm, zone: str, anchor: datetime) -> Rhythm:
    """The rhythm with the day that it takes from its first time: "every week on Friday", not "on the same day"."""
    return replace(rhythm, rule=_with_day(rhythm.parts, _wall_day(anchor, zone)).spelt())


def _next(rule: Rule, zone: str, begins: date, bound: datetime, *, at_least: bool) -> datetime | None:
    """The first time from the period of `begins` on that lies after the bound, or also at it."""
    try:
        for day in _days(rule, begins):
            for hour, minute in rule.times:
                at = local(datetime.combine(day, time(hour, minute)), zone)
                if at > bound or (at_least and at == bound):
                    return at
    except (OverflowError, ValueError):  # the calendar ends
        return None
    return None


def _wall_day(at: datetime, zone: str) -> date:
    return at.astimezone(rules_of(zone)).date()


def _with_day(rule: Rule, anchor: date) -> Rule:
    """The rule with the day that it takes from its first time."""
    if rule.days or rule.weekdays:
        return rule
    match rule.freq:
        case Freq.WEEKLY:
            return replace(rule, weekdays=((0, anchor.weekday()),))
        case Freq.MONTHLY | Freq.YEARLY:
            months = (anchor.month,) if rule.freq is Freq.YEARLY else ()
            days, position = clamped_days(anchor.day, *months)
            return replace(rule, months=months, days=days, position=position)
        case _:
            return rule


def _period(rule: Rule, anchor: date, day: date) -> date:
    """A day in a period of the series, the one before that which `day` lies in; never before `anchor`."""
    match rule.freq:
        case Freq.WEEKLY:
            monday = anchor - timedelta(anchor.weekday())
            return max(anchor, monday + timedelta(7 * _steps(rule, (day - monday).days // 7)))
        case Freq.MONTHLY:
            year, month = divmod(anchor.year * 12 + anchor.month - 1 + _steps(rule, _months(anchor, day)), 12)
            return max(anchor, date(year, month + 1, 1))
        case Freq.YEARLY:
            return max(anchor, date(anchor.year + _steps(rule, day.year - anchor.year), 1, 1))
        case _:
            return anchor + timedelta(_steps(rule, (day - anchor).days))


def _months(anchor: date, day: date) -> int:
    return (day.year - anchor.year) * 12 + day.month - anchor.month


def _steps(rule: Rule, passed: int) -> int:
    """How many days, weeks, months or years of the series to go on from its anchor, in whole intervals."""
    return max(0, passed // rule.interval - 1) * rule.interval


def _days(rule: Rule, begins: date) -> Iterator[date]:
    """The days on which it comes round, from the period of `begins` on; each once, in order."""
    from dateutil import rrule

    start = datetime.combine(_begin(rule, begins), time())
    found = rrule.rrule(
        _FREQS[rule.freq],
        dtstart=start,
        interval=rule.interval,
        until=start.replace(year=min(start.year + _HORIZON, _LAST_YEAR), day=1),
        wkst=0,
        bymonth=rule.months or None,
        bymonthday=rule.days or None,
        byweekday=[rrule.weekday(day, nth or None) for nth, day in rule.weekdays] or None,
        bysetpos=rule.position or None,
    )
    for day in found:
        yield day.date()


def _begin(rule: Rule, day: date) -> date:
    """The first day of the period that this day lies in."""
    match rule.freq:
        case Freq.WEEKLY:
            return day - timedelta(day.weekday())
        case Freq.MONTHLY:
            return day.replace(day=1)
        case Freq.YEARLY:
            return day.replace(month=1, day=1)
        case _:
            return day


_FREQS: Final[Mapping[Freq, Literal[0, 1, 2, 3]]] = {
    Freq.YEARLY: 0,
    Freq.MONTHLY: 1,
    Freq.WEEKLY: 2,
    Freq.DAILY: 3,
}
"""dateutil's numbers."""
_LAST_YEAR: Final = 9999
