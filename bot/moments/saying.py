"""A rule of repetition in words, for the reader who set it and for those whom it concerns."""

from __future__ import annotations

from typing import Final

from bot.moments.rules import LAST, WORKING, Freq, Rule
from bot.text import Code, Listing, Plural, Text, Words, listing

WEEKDAYS: Final = (
    Text("Monday"),
    Text("Tuesday"),
    Text("Wednesday"),
    Text("Thursday"),
    Text("Friday"),
    Text("Saturday"),
    Text("Sunday"),
)
MONTHS: Final = (
    Text("January"),
    Text("February"),
    Text("March"),
    Text("April"),
    Text("May"),
    Text("June"),
    Text("July"),
    Text("August"),
    Text("September"),
    Text("October"),
    Text("November"),
    Text("December"),
)


def said(rule: Rule) -> Words:
    """To stand within a sentence: "every 2 weeks on Tuesday at 14:00"."""
    words = _said(rule)
    if rule.clamped:
        return Text("{rhythm} (where a month is shorter, on its last day)", rhythm=words)
    if rule.may_miss:
        return Text("{rhythm} (left out where there is no such day)", rhythm=words)
    return words


def _said(rule: Rule) -> Words:
    n, times = rule.interval, listing(*(Code(f"{hour:02}:{minute:02}") for hour, minute in rule.times))
    match rule.freq:
        case Freq.HOURLY:
            return _hourly(n, rule.minute or 0)
        case Freq.DAILY:
            return Plural("every day at {times}", "every {n} days at {times}", n=n, times=times)
        case Freq.WEEKLY:
            return _weekly(rule, n, times)
        case Freq.MONTHLY:
            if not rule.days and not rule.weekdays:
                return Plural(
                    "every month on the same day at {times}",
                    "every {n} months on the same day at {times}",
                    n=n,
                    times=times,
                )
            return Plural(
                "every month on {days} at {times}",
                "every {n} months on {days} at {times}",
                n=n,
                days=listing(*_days(rule)),
                times=times,
            )
        case Freq.YEARLY:
            if not rule.months:
                return Plural(
                    "every year on the same day at {times}",
                    "every {n} years on the same day at {times}",
                    n=n,
                    times=times,
                )
            if rule.days:
                days = listing(*(_date(day, month) for month in rule.months for day in _numbers(rule)))
            else:
                days = listing(*(_dated(day, month) for month in rule.months for day in _days(rule)))
            return Plural(
                "every year on {days} at {times}",
                "every {n} years on {days} at {times}",
                n=n,
                days=days,
                times=times,
            )


def _hourly(n: int, minute: int) -> Words:
    if not minute:
        return Plural("every hour, on the hour", "every {n} hours, on the hour", n=n)
    return Plural(
        "every hour, {minute} minutes past the hour",
        "every {n} hours, {minute} minutes past the hour",
        n=n,
        minute=minute,
    )


def _weekly(rule: Rule, n: int, times: Listing) -> Words:
    weekdays = tuple(day for _, day in rule.weekdays)
    if not weekdays:
        return Plural(
            "every week on the same day at {times}",
            "every {n} weeks on the same day at {times}",
            n=n,
            times=times,
        )
    if weekdays == WORKING and n == 1:
        return Text("Monday to Friday at {times}", times=times)
    days = listing(*(WEEKDAYS[day] for day in weekdays))
    return Plural(
        "every {days} at {times}", "every {n} weeks on {days} at {times}", n=n, days=days, times=times
    )


def _numbers(rule: Rule) -> tuple[int, ...]:
    return (rule.clamped,) if rule.clamped else rule.days


def _days(rule: Rule) -> tuple[Words, ...]:
    """Days of a month."""
    if rule.days:
        return tuple(_ordinal(day) for day in _numbers(rule))
    if rule.position:
        return (
            Text("the last day from Monday to Friday")
            if rule.position == LAST
            else Text("the first day from Monday to Friday"),
        )
    return tuple(_nth(nth, WEEKDAYS[day]) for nth, day in rule.weekdays)


def _ordinal(day: int) -> Words:
    if day == LAST:
        return Text("the last day")
    if day == 1:
        return Text("the 1st")
    match day if day in (11, 12, 13) else day % 10:
        case 1:
            return Text("the {day}st", day=day)
        case 2:
            return Text("the {day}nd", day=day)
        case 3:
            return Text("the {day}rd", day=day)
        case _:
            return Text("the {day}th", day=day)


def _nth(nth: int, weekday: Text) -> Words:
    match nth:
        case 1:
            return Text("the first {weekday}", weekday=weekday)
        case 2:
            return Text("the second {weekday}", weekday=weekday)
        case 3:
            return Text("the third {weekday}", weekday=weekday)
        case 4:
            return Text("the fourth {weekday}", weekday=weekday)
        case 5:
            return Text("the fifth {weekday}", weekday=weekday)
        case _:
            return Text("the last {weekday}", weekday=weekday)


def _dated(day: Words, month: int) -> Words:
    return Text("{day} of {month}", day=day, month=MONTHS[month - 1])


def _date(day: int, month: int) -> Words:
    if day == 1:
        return Text("1 {month}", month=MONTHS[month - 1])
    if day == LAST:
        return _dated(_ordinal(LAST), month)
    return Text("{day} {month}", day=day, month=MONTHS[month - 1])
