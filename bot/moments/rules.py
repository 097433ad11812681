"""Rules of repetition as RFC 5545 spells them, without what nobody would understand when it is said back."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.refusals import Misread
from bot.text import Code, Text, listing

LONGEST: Final = 300
"""Characters of a rule at most."""
LAST: Final = -1
_LEAP_YEAR: Final = 2028
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING: Final = (0, 1, 2, 3, 4)
_MOST_DATES: Final = 12


class Freq(StrEnum):
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


MOST: Final = {Freq.HOURLY: 720, Freq.DAILY: 366, Freq.WEEKLY: 104, Freq.MONTHLY: 60, Freq.YEARLY: 10}
"""The longest pause between two times, in hours, days, weeks, months and years."""
DEFAULT_HOUR: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in parts. Without `days` and `weekdays`, a week, month or year repeats on the day of the
    first time. Hours are wall time; a rule of hours has none, and is computed in UTC."""

    freq: Freq
    interval: int = 1
    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    """Days of the month, `LAST` for the last one."""
    weekdays: tuple[tuple[int, int], ...] = ()
    """(which of the month: 1 to 5, `LAST`, or 0 for every one; weekday, Monday being 0)."""
    position: int = 0
    """Which one of the days that fit is meant: the first (1), the last (-1), or each (0)."""
    hours: tuple[int, ...] = ()
    minute: int | None = None

    @property
    def clamped(self) -> int:
        """The day of the month that is the last day where a month is shorter; 0 where no day is so."""
        return self.days[-1] if self.position == LAST and self.days else 0

    @property
    def may_miss(self) -> bool:
        """Whether some months or years have no such day."""
        if self.clamped:
            return False
        if any(nth == 5 for nth, _ in self.weekdays):
            return True
        if not self.months:
            return any(day > 28 for day in self.days)
        return any(day > _shortest(month) for month in self.months for day in self.days)

    @property
    def times(self) -> tuple[tuple[int, int], ...]:
        """(hour, minute) on the wall, in their order."""
        return tuple((hour, self.minute or 0) for hour in self.hours or (DEFAULT_HOUR,))

    def spelt(self) -> str:
        """The rule as RFC 5545 writes it."""
        parts = [f"FREQ={self.freq.value}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        for name, numbers in (("BYMONTH", self.months), ("BYMONTHDAY", self.days)):
            if numbers:
                parts.append(f"{name}={_joined(numbers)}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{nth or ''}{_WEEKDAYS[day]}" for nth, day in self.weekdays))
        if self.position:
            parts.append(f"BYSETPOS={self.position}")
        if self.hours:
            parts.append(f"BYHOUR={_joined(self.hours)}")
        if self.minute is not None:
            parts.append(f"BYMINUTE={self.minute}")
        return ";".join(parts)


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)


def _shortest(month: int) -> int:
    return 28 if month == 2 else monthrange(_LEAP_YEAR, month)[1]


def clamped_days(day: int, month: int = 0) -> tuple[tuple[int, ...], int]:
    """The days and the position that mean this day, or the last one where a month is shorter. Of one month of
    the year (`month`), only the 29th of February has to give way."""
    gives_way = (month, day) == (2, 29) if month else day > 28
    return (tuple(range(28, day + 1)), LAST) if gives_way else ((day,), 0)


def checked(rule: Rule) -> Rule:
    """The rule, in its plainest form. Raises Misread when it would never come round or not be understood."""
    if not 1 <= rule.interval <= MOST[rule.freq]:
        raise Misread(
            Text("The number in it can be from 1 to {most}. Choose one of these.", most=MOST[rule.freq])
        )
    if rule.freq is Freq.HOURLY:
        if rule.months or rule.days or rule.weekdays or rule.hours:
            raise Misread(
                Text(
                    "What repeats by hours runs around the clock. For certain hours write, for example, {daily}.",
                    daily=Code("FREQ=DAILY;BYHOUR=9,12,15"),
                )
            )
        return replace(rule, minute=rule.minute or 0)
    if rule.minute is not None and not rule.hours:
        raise Misread(
            Text("There are minutes in it and no hour. Write a time such as {time}.", time=Code("9:30"))
        )
    if rule.position and len(rule.hours) > 1:
        raise Misread(Text("It can have one time of day only. Write the others as rules of their own."))
    match rule.freq:
        case Freq.DAILY | Freq.WEEKLY:
            return _weekly(rule)
        case Freq.MONTHLY:
            _of_months(rule)
        case Freq.YEARLY:
            _of_years(rule)
    return rule


def _weekly(rule: Rule) -> Rule:
    if rule.months or rule.days or rule.position or any(nth for nth, _ in rule.weekdays):
        raise _not_understood()
    every_day = {day for _, day in rule.weekdays} == set(range(7))
    if rule.freq is Freq.DAILY and rule.weekdays:
        if rule.interval > 1:
            raise _not_understood()
        rule = replace(rule, freq=Freq.WEEKLY)
    if rule.interval == 1 and every_day:
        return replace(rule, freq=Freq.DAILY, weekdays=())
    return rule


def _of_months(rule: Rule) -> None:
    if rule.months:
        raise Misread(
            Text(
                "For certain months of the year write {yearly}.",
                yearly=Code("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1"),
            )
        )
    _days_fit(rule)


def _of_years(rule: Rule) -> None:
    if not rule.months and (rule.days or rule.weekdays):
        raise Misread(
            Text(
                "Say in which months: for example {yearly}.",
                yearly=Code("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1"),
            )
        )
    if rule.months and not (rule.days or rule.weekdays):
        raise Misread(
            Text("Say on which day: for example {yearly}.", yearly=Code("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1"))
        )
    _days_fit(rule)
    each = 1 if rule.clamped else len(rule.days or rule.weekdays)
    if len(rule.months) * each > _MOST_DATES:
        raise Misread(Text("These are more than {most} days of a year. Name fewer.", most=_MOST_DATES))
    lengths = [monthrange(_LEAP_YEAR, month)[1] for month in rule.months]
    if rule.days and not any(day <= length for day in rule.days for length in lengths):
        raise Misread(Text("There is never such a day. Choose one that the calendar has."))


def _days_fit(rule: Rule) -> None:
    """Days of the month, or which weekdays of it; and a position for the two things that it can say."""
    if rule.days and rule.weekdays:
        raise _not_understood()
    if rule.position:
        working = rule.weekdays == tuple((0, day) for day in WORKING)
        shorter = rule.position == LAST and rule.days == tuple(range(28, (rule.days or (0,))[-1] + 1))
        if not working and not shorter:
            raise _not_understood()
    elif any(not nth for nth, _ in rule.weekdays):
        raise Misread(
            Text(
                "Say which one of the month: for example {first} or {last}.",
                first=Code("FREQ=MONTHLY;BYDAY=1MO"),
                last=Code("FREQ=MONTHLY;BYDAY=-1FR"),
            )
        )


def _not_understood() -> Misread:
    return Misread(
        Text(
            "I cannot keep such a rule. I know {parts}, as in {example}.",
            parts=listing(
                *(
                    Code(part)
                    for part in ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE")
                )
            ),
            example=Code("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=14"),
        )
    )


@lru_cache(maxsize=1024)
def parsed(text: str) -> Rule:
    """A rule that somebody spelt. Raises Misread, which is a ValueError."""
    if len(text) > LONGEST:
        raise _not_understood()
    given: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").strip().strip(";").split(";"):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or name in given:
            raise _not_understood()
        given[name] = value
    if "COUNT" in given or "UNTIL" in given:
        raise Misread(Text("It repeats until somebody stops it. Leave {count} and {until} out.",
                           count=Code("COUNT"), until=Code("UNTIL")))  # fmt: skip
    try:
        freq = Freq(given.pop("FREQ", ""))
    except ValueError as unknown:
        raise Misread(
            Text(
                "It has to say how often: {freqs}. More often than once an hour is not possible.",
                freqs=listing(*(Code(f"FREQ={each.value}") for each in Freq)),
            )
        ) from unknown
    if given.pop("WKST", "MO") != "MO":
        raise Misread(Text("Weeks begin on Monday here. Leave {part} out.", part=Code("WKST")))
    rule = Rule(
        freq=freq,
        interval=_one(given, "INTERVAL", 1, 100_000) or 1,
        months=_numbers(given, "BYMONTH", 1, 12),
        days=_numbers(given, "BYMONTHDAY", LAST, 31),
        weekdays=_named(given),
        position=_one(given, "BYSETPOS", LAST, 1) or 0,
        hours=_numbers(given, "BYHOUR", 0, 23),
        minute=_one(given, "BYMINUTE", 0, 59),
    )
    _one(given, "BYSECOND", 0, 0)
    if given:
        raise _not_understood()
    return checked(rule)


def _numbers(given: dict[str, str], name: str, least: int, most: int) -> tuple[int, ...]:
    """The numbers of a part, in order; the last day of a month (-1) comes last. Empty without the part."""
    text = given.pop(name, "")
    try:
        numbers = {int(piece) for piece in text.split(",")} if text else set()
    except ValueError as no_number:
        raise _not_understood() from no_number
    if not all(least <= number <= most and (number or least == 0) for number in numbers):
        raise _not_understood()
    return tuple(sorted(numbers, key=lambda number: (number < 0, number)))


def _one(given: dict[str, str], name: str, least: int, most: int) -> int | None:
    numbers = _numbers(given, name, least, most)
    if len(numbers) > 1:
        raise _not_understood()
    return numbers[0] if numbers else None


def _named(given: dict[str, str]) -> tuple[tuple[int, int], ...]:
    found: set[tuple[int, int]] = set()
    text = given.pop("BYDAY", "")
    for piece in text.split(",") if text else ():
        nth, name = piece.strip()[:-2], piece.strip()[-2:]
        if name not in _WEEKDAYS or nth.lstrip("+") not in ("", "1", "2", "3", "4", "5", "-1"):
            raise _not_understood()
        found.add((int(nth or 0), _WEEKDAYS.index(name)))
    return ordered(found)


def ordered(weekdays: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Weekdays as they come: the first ones of a month before the last ones."""
    return tuple(sorted(weekdays, key=lambda each: (each[0] < 0, each)))
