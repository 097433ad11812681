"""How often, as people type it, in English and in French; both are always understood.

- "daily", "every day at 9:00", "weekdays 9:00", "mon to fri 9:00", "tous les jours à 9h"
- "every tuesday 14:00", "tuesdays and thursdays", "every other tuesday", "un mardi sur deux"
- "every 2 weeks on mon and thu at 10:00", "toutes les deux semaines le lundi"
- "first monday of the month 15:00", "last friday of every 3 months", "le premier lundi du mois"
- "monthly on the 31st" (the last day where a month is shorter), "the 1st and 15th of every month"
- "every 3 months", "yearly on 1 march", "first monday of march", "tous les ans le 1er mars"
- "hourly", "every 6 hours"; and a rule of RFC 5545 ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")

Without a time of day it is 09:00. A week, month or year without a day comes back on the day of its first time.
Nothing is guessed: "every second tuesday" is every other week, or the second one of each month.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.moments import words
from bot.moments.hours import END_OF_DAY, hours
from bot.moments.rules import LAST, WORKING, Freq, Rule, checked, clamped_days, ordered, parsed
from bot.moments.saying import said
from bot.moments.tokens import Found, Tokens, fold
from bot.moments.zones import known_zone
from bot.refusals import Misread
from bot.text import Code, Text, listing


class NoRhythm(Misread):
    """Nothing that repeats was typed, as far as can be told."""


_RULE: Final = re.compile(r"\s*(rrule:)?\s*[a-z]+\s*=", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?<=[a-z])\s*-\s*(?=[a-z])")
_HALVED: Final = re.compile(r"\b(?:un|une|1) (\w+) sur (?:deux|2)\b")
"""Every second one, as the French say it."""
_PLAIN: Final = re.compile(r" on the (?:same day|hour)\b")
"""What goes without saying, and stands in the words that a rhythm is said back in."""
_HOURS: Final = {
    word: hour
    for spoken, hour in (
        ("morning matin matinee", "9:00"),
        ("afternoon aprem", "14:00"),
        ("evening night soir soiree", "18:00"),
    )
    for word in spoken.split()
}
"""The hour that is proposed for a part of the day."""
_DAY: Final = timedelta(days=1)
_Item = Callable[[Tokens, int], Found[int]]
_FRENCH_WEEKS: Final = {8: 1, 15: 2}
"""Days, counted as the French count weeks: "tous les quinze jours" is every other week."""


def read(typed: str) -> Rule:
    """The rule that somebody typed. Raises Misread, which is a ValueError."""
    if _RULE.match(typed):
        return parsed(typed)
    folded = _HALVED.sub(r"every other \1", _PLAIN.sub("", fold(typed)).replace("&", " and "))
    tokens = Tokens(_RANGE.sub(_between, folded))
    found = list(_wholes(tokens)) if tokens else []
    _explain(typed, folded, tokens, bool(found))
    meant = list(dict.fromkeys(checked(rule) for rule in found))
    if len(meant) > 1:
        one, other = meant[:2]
        raise Misread(
            Text(
                "“{typed}” can be {one}, or {other}. Please write it out as you mean it.",
                typed=typed,
                one=said(one),
                other=said(other),
            )
        )
    return meant[0]


def _between(match: re.Match[str]) -> str:
    """A dash between two weekdays is a range of them, between other letters it is a blank."""
    before = re.split(r"[^a-z]", match.string[: match.start()])[-1]
    after = re.split(r"[^a-z]", match.string[match.end() :])[0]
    both = before in words.MANY_WEEKDAYS and after in words.MANY_WEEKDAYS
    return " to " if both else "" if before == "week" else " "


def _explain(typed: str, folded: str, tokens: Tokens, understood: bool) -> None:
    """Says what is wrong, where that can be told. Raises Misread."""
    said_words = set(folded.split())
    if said_words & words.TWICE_OR_HALF:
        raise Misread(
            Text(
                "“{typed}” can be twice as often or half as often. Write {examples}.",
                typed=typed,
                examples=listing(Code("every 2 weeks"), Code("every mon and thu"), Code("every 2 months")),
            )
        )
    if understood:
        french = re.search(r"\btous les (8|15) (?:jours?|j)\b", folded)
        if french:
            raise Misread(
                Text(
                    "“{typed}” can mean whole weeks or so many days. Write {weeks} or {days}.",
                    typed=typed,
                    weeks=Code(f"every {_FRENCH_WEEKS[int(french[1])]} weeks"),
                    days=Code(f"every {french[1]} days"),
                )
            )
        return
    if said_words & words.TOO_OFTEN:
        raise Misread(Text("The shortest rhythm is once an hour. Write {hourly}.", hourly=Code("hourly")))
    if (hour := _part_as_hour(folded)) is not None:
        raise Misread(Text("Say at what hour: write {example}.", example=Code(hour)))
    *_, last = typed.split() or [""]
    if known_zone(last):
        raise Misread(Text("Leave {zone} out: a rhythm keeps the time of the group, or your own.", zone=last))
    raise NoRhythm(
        Text(
            "I cannot read “{typed}” as a rhythm. Try {examples}.",
            typed=typed,
            examples=listing(
                Code("every tuesday 14:00"),
                Code("every 2 weeks on mon and thu"),
                Code("first monday of the month"),
            ),
        )
    )


def _part_as_hour(folded: str) -> str | None:
    """A rhythm with a time of day for one that names a part of it ("every morning"); None for anything else."""
    parts = [part for word in folded.split() if (part := _HOURS.get(word.removesuffix("s")))]
    if len(parts) != 1 or re.search(r"\d", folded) or not words.EVERY & set(folded.split()):
        return None
    rest = " ".join(word for word in folded.split() if word.removesuffix("s") not in _HOURS)
    for written in (
        f"{rest.removesuffix(' in the').removesuffix(' le')} {parts[0]}",
        f"every day {parts[0]}",
    ):
        if any(_wholes(Tokens(written))):
            return written
    return None


def _wholes(tokens: Tokens) -> Iterator[Rule]:
    """Every way to understand all of it; the time of day stands last, or first."""
    for rule, i in _patterns(tokens, 0):
        if tokens.ends(i):
            yield rule
        elif rule.freq is not Freq.HOURLY:
            for timed, j in _timed(tokens, i, rule):
                if tokens.ends(j):
                    yield timed
    for _, i in hours(tokens, 0):
        for rule, j in _patterns(tokens, i):
            if tokens.ends(j) and rule.freq is not Freq.HOURLY:
                yield from (timed for timed, _ in _timed(tokens, 0, rule))


def _timed(tokens: Tokens, i: int, rule: Rule) -> Found[Rule]:
    for hour, j in hours(tokens, i):
        for since_midnight in hour.times:
            # The end of a day is its last minute; where every day has one it is also the beginning.
            if since_midnight == _DAY:
                since_midnight = timedelta(0) if rule.freq is Freq.DAILY else END_OF_DAY
            minutes, odd = divmod(since_midnight, timedelta(minutes=1))
            if not odd:
                yield replace(rule, hours=(minutes // 60,), minute=minutes % 60), j


# What comes round


def _patterns(tokens: Tokens, i: int) -> Found[Rule]:
    yield from _spans(tokens, i)
    yield from _on_weekdays(tokens, i)
    yield from _of_months(tokens, i)
    yield from _of_years(tokens, i)


def _spans(tokens: Tokens, i: int) -> Found[Rule]:
    """ "daily", "every 2 weeks on mon and thu", "yearly on 1 march"."""
    for rule, j in _pauses(tokens, i):
        yield rule, j
        match rule.freq:
            case Freq.WEEKLY:
                for weekdays, k in _weekday_list(tokens, j):
                    yield replace(rule, weekdays=weekdays), k
            case Freq.MONTHLY:
                for placed, k in _in_month(tokens, j):
                    yield replace(placed, interval=rule.interval), k
            case Freq.YEARLY:
                for placed, k in _in_year(tokens, j):
                    yield replace(placed, interval=rule.interval), k
            case _:
                pass


def _pauses(tokens: Tokens, i: int) -> Found[Rule]:
    """How long from one to the next: "weekly", "every 3 months", "every other week", "month"."""
    for (freq, count), j in tokens.word(i, words.ADVERBS):
        yield Rule(freq=Freq(freq), interval=count), j
    start = _every(tokens, i)
    for times, j in _times(tokens, start):
        for (freq, count), k in tokens.word(j, words.RHYTHM_UNITS):
            yield Rule(freq=Freq(freq), interval=times * count), k


def _times(tokens: Tokens, i: int) -> Found[int]:
    """Every which one: 1 where nothing is said."""
    yield 1, i
    yield from tokens.number(i, 1, 999_999_999)
    yield from tokens.word(i, words.RHYTHM_QUANTITIES)
    if tokens.has(i, words.OTHER):
        yield 2, i + 1
    for nth, j in _nth(tokens, i):
        if nth > 1:
            yield nth, j


def _on_weekdays(tokens: Tokens, i: int) -> Found[Rule]:
    """ "every tuesday", "every other mon and thu", "weekdays", "tuesdays every 2 weeks"."""
    start = _every(tokens, i)
    has_every = start > i
    for times, j in _times(tokens, start):
        if times > 1 and not has_every:
            continue
        for weekdays, k in _weekday_list(tokens, j):
            rule = Rule(freq=Freq.WEEKLY, interval=times, weekdays=weekdays)
            yield rule, k
            if times == 1:
                for pause, m in _pauses(tokens, k):
                    if pause.freq is Freq.WEEKLY:
                        yield replace(rule, interval=pause.interval), m


def _of_months(tokens: Tokens, i: int) -> Found[Rule]:
    """ "first monday of the month", "the 1st and 15th of every 2 months", "every 15th"."""
    for rule, j in _in_month(tokens, _every(tokens, i)):
        if _every(tokens, i) > i:
            yield rule, j
        k = tokens.skip(j, words.ARTICLES)
        if tokens.has(k, words.MONTH):
            yield rule, k + 1
        for pause, m in _pauses(tokens, k):
            if pause.freq is Freq.MONTHLY and tokens.has(k, words.EVERY | words.ADVERBS.keys()):
                yield replace(rule, interval=pause.interval), m


def _of_years(tokens: Tokens, i: int) -> Found[Rule]:
    """ "1 march", "every march 1", "first monday of march every 2 years"."""
    for rule, j in _in_year(tokens, _every(tokens, i)):
        yield rule, j
        for pause, k in _pauses(tokens, j):
            if pause.freq is Freq.YEARLY:
                yield replace(rule, interval=pause.interval), k


# Which days


def _every(tokens: Tokens, i: int) -> int:
    return tokens.skip(i, words.EVERY | words.ARTICLES)


def _weekday_list(tokens: Tokens, i: int) -> Found[tuple[tuple[int, int], ...]]:
    """Weekdays, one or more: "mon and thu", "mon to fri", "weekdays", "jours ouvrés"."""
    i = _every(tokens, i)
    for _, j in _working_days(tokens, i):
        yield _each(WORKING), j
    if tokens.has(i, words.WEEKENDS):
        yield _each((5, 6)), i + 1
    found: set[int] = set()
    while True:
        part = list(_weekday_range(tokens, _every(tokens, tokens.skip(i, words.AND))))
        if not part:
            return
        days, i = part[-1]
        found.update(days)
        yield _each(tuple(found)), i


def _working_days(tokens: Tokens, i: int) -> Found[None]:
    """ "weekday", "working days", "jours ouvrés"."""
    for before, after in ((words.WORKING, words.DAYS), (words.DAYS, words.WORKING)):
        if tokens.has(i, before) and tokens.has(i + 1, after):
            yield None, i + 2
    if tokens.has(i, words.WORKING_DAYS):
        yield None, i + 1


def _each(days: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return ordered({(0, day) for day in days})


def _weekday_range(tokens: Tokens, i: int) -> Found[tuple[int, ...]]:
    for first, j in tokens.word(i, words.MANY_WEEKDAYS):
        yield (first,), j
        if tokens.has(j, words.UNTIL_DAY):
            for last, k in tokens.word(tokens.skip(j + 1, words.ARTICLES), words.MANY_WEEKDAYS):
                yield tuple((first + ahead) % 7 for ahead in range((last - first) % 7 + 1)), k


def _in_month(tokens: Tokens, i: int) -> Found[Rule]:
    """Days of a month: "the 1st and 15th", "the first and third monday", "the last day", "the last weekday"."""
    monthly = Rule(freq=Freq.MONTHLY)
    i = tokens.skip(i, words.ARTICLES)
    for numbers, j in _list(tokens, i, _day_number):
        if len(numbers) == 1:
            days, position = clamped_days(numbers[0]) if numbers[0] > 0 else ((LAST,), 0)
            yield replace(monthly, days=days, position=position), j
        else:
            days = tuple(
                sorted({LAST if day == 31 else day for day in numbers}, key=lambda day: (day < 0, day))
            )
            yield replace(monthly, days=days), j
    for nths, j in _list(tokens, i, _nth):
        for day, k in tokens.word(j, words.MANY_WEEKDAYS):
            yield replace(monthly, weekdays=ordered({(nth, day) for nth in nths})), k
        if nths in ((1,), (LAST,)):
            for _, k in _working_days(tokens, j):
                yield replace(monthly, weekdays=_each(WORKING), position=nths[0]), k


def _day_number(tokens: Tokens, i: int) -> Found[int]:
    """A day of the month: "15", "15th", "last day"."""
    for number, j in tokens.number(i, 1, 31):
        yield number, tokens.skip(j, words.ORDINAL_ENDINGS)
    for nth, j in _nth(tokens, i):
        if tokens.has(j, words.DAY):
            yield nth, j + 1


def _nth(tokens: Tokens, i: int) -> Found[int]:
    """Which one: "first", "2nd", "last"."""
    yield from tokens.word(i, words.ORDINALS)
    yield from tokens.word(i, dict.fromkeys(words.LAST, LAST))
    for number, j in tokens.number(i, 1, 5):
        if tokens.has(j, words.ORDINAL_ENDINGS):
            yield number, j + 1


def _list(tokens: Tokens, i: int, item: _Item) -> Found[tuple[int, ...]]:
    """One or more of the same, with "and" or nothing between them."""
    for one, j in item(tokens, i):
        yield (one,), j
        for rest, k in _list(tokens, tokens.skip(j, words.AND | words.ARTICLES), item):
            yield (one, *rest), k


def _in_year(tokens: Tokens, i: int) -> Found[Rule]:
    """A date of the year: "1 march", "march 1", "first monday of march"."""
    i = tokens.skip(i, words.ARTICLES)
    for rule, j in _in_month(tokens, i):
        for month, k in tokens.word(tokens.skip(j, words.OF), words.MONTHS):
            yield _dated(rule, month), k
    for month, j in tokens.word(i, words.MONTHS):
        for number, k in _day_number(tokens, tokens.skip(j, words.ARTICLES)):
            yield _dated(Rule(freq=Freq.MONTHLY, days=(number,)), month), k


def _dated(rule: Rule, month: int) -> Rule:
    """The days of a rule of months, in one month of the year."""
    dated = replace(rule, freq=Freq.YEARLY, months=(month,))
    if rule.weekdays or (len(rule.days) > 1 and not rule.clamped):
        return dated
    days, position = clamped_days(rule.days[-1], month)
    return replace(dated, days=days, position=position)
