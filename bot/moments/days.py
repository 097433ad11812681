"""Which day: "tomorrow", "next tue", "1 dec", "01/02/2027", "last friday of the month", "end of week"."""

import re
from calendar import monthrange
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from bot.moments import words
from bot.moments.tokens import Found, Tokens, perhaps

_FIRST_YEAR, _LAST_YEAR = 1970, 9999
_LAST = -1


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was named; several dates when it is not clear which."""

    dates: tuple[date, ...]
    coming: bool = False
    """Today's weekday was named: today if the hour is still to come, otherwise a week later."""


def days(tokens: Tokens, i: int, today: date) -> Found[Day]:
    """Every day that the tokens from *i* on may name, seen from *today*."""
    i = tokens.skip(i, words.LEAD)
    yield from _single(tokens, i, today)
    yield from _span(tokens, i, today, bare=False)
    if tokens.has(i, words.END):
        i = tokens.skip(i + 1, words.OF)
        yield from _single(tokens, i, today)
        yield from _span(tokens, i, today, bare=True)


def _single(tokens: Tokens, i: int, today: date) -> Found[Day]:
    for shift, j in tokens.word(i, words.NAMED_DAYS):
        yield Day((today + timedelta(shift),)), j
    yield from _weekday(tokens, i, today)
    for weekday, j in perhaps(tokens.word(i, words.WEEKDAYS), i):
        for dates, k in _dates(tokens, tokens.skip(j, words.OF), today):
            fitting = tuple(day for day in dates if weekday in (None, day.weekday()))
            yield Day(fitting), k


def _weekday(tokens: Tokens, i: int, today: date) -> Found[Day]:
    this, following = tokens.has(i, words.THIS), tokens.has(i, words.NEXT)
    for weekday, j in tokens.word(i + (this or following), words.WEEKDAYS):
        ahead = (weekday - today.weekday()) % 7
        if this:
            yield Day((today + timedelta(ahead),)), j
        elif following:
            yield Day((today + timedelta(ahead or 7),)), j
        else:
            yield Day((today + timedelta(ahead),), coming=not ahead), j
            if tokens.has(j, words.NEXT):
                yield Day((today + timedelta(ahead or 7),)), j + 1
            for shift, k in _modified(tokens, tokens.skip(j, words.OF), words.WEEK):
                if shift is not None:
                    yield Day((_monday(today, shift) + timedelta(weekday),)), k


def _dates(tokens: Tokens, i: int, today: date) -> Found[tuple[date, ...]]:
    """A date in figures, a day beside the name of a month, or the "last friday" of one."""
    if figures := tokens.text(i, "date"):
        yield _in_figures(figures, today), i + 1
    for number, j in _number(tokens, i):
        for month, k in _named_month(tokens, tokens.skip(j, words.OF), today):
            yield month.day(number), k
    for name, j in tokens.word(i, words.MONTHS):
        for number, k in _number(tokens, tokens.skip(j, words.OF)):
            for year, m in perhaps(tokens.number(k, _FIRST_YEAR, _LAST_YEAR), k):
                yield _month(name, year, today).day(number), m
    for nth, j in _ordinal(tokens, i):
        for weekday, k in (*tokens.word(j, words.WEEKDAYS), *tokens.word(j, dict.fromkeys(words.DAY))):
            for month, m in _whole_month(tokens, tokens.skip(k, words.OF), today):
                yield month.day(nth, weekday), m


def _in_figures(figures: str, today: date) -> tuple[date, ...]:
    """The dates that "2027-02-01", "1/2/2027", "1/2" or "1.2." may mean; with the year in front there is one."""
    first, second, *rest = (int(number) for number in re.split(r"[-/.]", figures.rstrip(".")))
    if first >= _FIRST_YEAR:
        return _month(second, first, today).day(rest[0])
    year = rest[0] if rest else None
    return tuple(
        dict.fromkeys(_month(second, year, today).day(first) + _month(first, year, today).day(second))
    )


def _number(tokens: Tokens, i: int) -> Found[int]:
    """The number of a day in its month: "1", "1st", "1er", "first"."""
    for number, j in tokens.number(i, 1, 31):
        yield number, tokens.skip(j, words.ORDINAL_ENDINGS)
    yield from tokens.word(i, words.ORDINALS)


def _ordinal(tokens: Tokens, i: int) -> Found[int]:
    yield from tokens.word(i, words.ORDINALS)
    yield from tokens.word(i, dict.fromkeys(words.LAST, _LAST))
    for number, j in tokens.number(i, 1, 31):
        if tokens.has(j, words.ORDINAL_ENDINGS):
            yield number, j + 1


def _span(tokens: Tokens, i: int, today: date, *, bare: bool) -> Found[Day]:
    """The last day of a week, month or year; *bare*, without "this" or "next", or by the name of a month."""
    for shift, j in _modified(tokens, i, words.WEEK):
        if bare or shift is not None:
            yield Day((_monday(today, shift or 0) + timedelta(6),)), j
    for shift, j in _modified(tokens, i, words.YEAR):
        if bare or shift is not None:
            yield Day(_month(12, today.year + (shift or 0), today).day(_LAST)), j
    for month, j in _whole_month(tokens, i, today):
        if bare or tokens.has(i, words.THIS | words.NEXT) or tokens.has(j - 1, words.NEXT):
            yield Day(month.day(_LAST)), j


def _modified(tokens: Tokens, i: int, nouns: AbstractSet[str]) -> Found[int | None]:
    """One of *nouns*: 0 for "this week", 1 for "next week" or "semaine prochaine", None for "week"."""
    for shift, words_before in enumerate((words.THIS, words.NEXT)):
        if tokens.has(i, words_before) and tokens.has(i + 1, nouns):
            yield shift, i + 2
    if tokens.has(i, nouns):
        yield (1, i + 2) if tokens.has(i + 1, words.NEXT) else (None, i + 1)


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(7 * weeks - today.weekday())


@dataclass(frozen=True, slots=True)
class _Month:
    """A month that was named; in several years when the next time it comes is meant."""

    number: int
    years: Iterable[int]
    earliest: date = date.min

    def day(self, nth: int, weekday: int | None = None) -> tuple[date, ...]:
        """Its *nth* day, or *nth* such weekday (-1: the last), the next time there is one; () if never."""
        for year in self.years:
            length = monthrange(year, self.number)[1]
            every = [date(year, self.number, day + 1) for day in range(length)]
            fitting = [day for day in every if weekday in (None, day.weekday())]
            place = len(fitting) if nth == _LAST else nth
            if 1 <= place <= len(fitting) and fitting[place - 1] >= self.earliest:
                return (fitting[place - 1],)
            if weekday is not None and every[-1] >= self.earliest and place > len(fitting):
                break  # who says "fifth friday of december" means the coming one, and has miscounted
        return ()


def _month(number: int, year: int | None, today: date) -> _Month:
    if not 1 <= number <= 12:
        return _Month(1, ())
    if year is not None:
        return _Month(number, (year,) if _FIRST_YEAR <= year <= _LAST_YEAR else ())
    # Nine years on, there has been a 29 February, even around 2100.
    return _Month(number, range(today.year, min(today.year + 9, _LAST_YEAR + 1)), today)


def _named_month(tokens: Tokens, i: int, today: date) -> Found[_Month]:
    for number, j in tokens.word(i, words.MONTHS):
        for year, k in perhaps(tokens.number(tokens.skip(j, words.OF), _FIRST_YEAR, _LAST_YEAR), j):
            yield _month(number, year, today), k


def _whole_month(tokens: Tokens, i: int, today: date) -> Found[_Month]:
    yield from _named_month(tokens, i, today)
    for shift, j in _modified(tokens, i, words.MONTH):
        year, month = divmod(today.year * 12 + today.month - 1 + (shift or 0), 12)
        yield _month(month + 1, year, today), j
