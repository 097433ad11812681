"""What hour: "15:00", "3 pm", "15h30", "noon", "9 in the morning", "end of day"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.moments import words
from bot.moments.tokens import Found, Tokens, perhaps

END_OF_DAY = timedelta(hours=23, minutes=59)
_DAY = timedelta(days=1)
_HALF_DAY = timedelta(hours=12)

Part = tuple[int, int]
"""A part of the day: minutes since midnight, from and until."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day, as wall time since midnight; several when it is not clear which."""

    times: tuple[timedelta, ...]
    twelve: bool = False
    """Whether it may have been meant on the twelve-hour clock."""

    def within(self, part: Part | None) -> tuple[timedelta, ...]:
        """Those of its times that lie in that part of the day: nine in the evening is 21:00."""
        if part is None:
            return self.times
        least, most = (timedelta(minutes=minutes) for minutes in part)
        return tuple(dict.fromkeys(time for time in self._shifted() if least <= time <= most))

    def _shifted(self) -> Iterator[timedelta]:
        for time in self.times:
            yield time
            if self.twelve and time < timedelta(hours=13):
                yield time + _HALF_DAY
                yield time - _HALF_DAY


def end_of(part: Part) -> timedelta:
    """When a part of the day ends, but never later than the day itself does."""
    return min(timedelta(minutes=part[1]), END_OF_DAY)


def hours(tokens: Tokens, i: int) -> Found[Hour]:
    """Every time of day that the tokens from *i* on may state."""
    start = tokens.skip(i, words.LEAD)
    said_at = start > i and tokens.has(start - 1, words.AT)
    yield from _stated(tokens, start)
    for hour, j in (*_stated(tokens, start), *_bare(tokens, start)):
        for part, k in tokens.word(tokens.skip(j, words.OF), words.PARTS):
            yield Hour(hour.within(part)), k
    for hour, j in _bare(tokens, start):
        if said_at or tokens.has(j, words.OCLOCK):
            yield hour, tokens.skip(j, words.OCLOCK)


def _stated(tokens: Tokens, i: int) -> Found[Hour]:
    """An hour that is one by its form or its name."""
    for time, j in _on_clock(tokens, i):
        yield Hour((time,), twelve=True), j
    for time, j in (*_on_clock(tokens, i), *_whole(tokens, i)):
        for afternoon, k in tokens.word(j, words.MERIDIEM):
            if timedelta(hours=1) <= time < timedelta(hours=13):
                yield Hour((time % _HALF_DAY + afternoon * _HALF_DAY,)), k
    for time, j in _whole(tokens, i):
        if tokens.has(j, words.HOUR_MARKS):
            for minutes, k in perhaps(tokens.number(j + 1, 0, 59), j + 1):
                yield Hour((time + timedelta(minutes=minutes or 0),), twelve=True), k
    for since_midnight, j in tokens.word(i, words.CLOCK_WORDS):
        yield Hour(tuple(timedelta(hours=hour) for hour in since_midnight)), j
    if tokens.has(i, words.END):
        j = tokens.skip(i + 1, words.OF)
        if tokens.has(j, words.DAY):
            yield Hour((END_OF_DAY,)), j + 1


def _on_clock(tokens: Tokens, i: int) -> Found[timedelta]:
    """A time in figures with minutes; seconds may have fractions; 24:00 ends the day."""
    if text := tokens.text(i, "clock"):
        hour, minute, *rest = re.split(r"[:.]", text)
        second = timedelta(seconds=int(rest[0])) if rest else timedelta(0)
        fraction = timedelta(microseconds=int(rest[1].ljust(6, "0"))) if len(rest) > 1 else timedelta(0)
        time = timedelta(hours=int(hour), minutes=int(minute)) + second + fraction
        if int(minute) < 60 and second < timedelta(minutes=1) and time <= _DAY:
            yield time, i + 1


def _whole(tokens: Tokens, i: int) -> Found[timedelta]:
    for number, j in tokens.number(i, 0, 23):
        yield timedelta(hours=number), j


def _bare(tokens: Tokens, i: int) -> Found[Hour]:
    """A number that only the words around it can make an hour; a small one may be in the afternoon."""
    for time, j in _whole(tokens, i):
        leading_zero = (tokens.text(i, "number") or "").startswith("0")
        small = timedelta(hours=1) <= time <= timedelta(hours=6) and not leading_zero
        yield Hour((time, time + _HALF_DAY) if small else (time,), twelve=not leading_zero), j
