"""Whole phrases: lengths of time from now, days with hours, hours, and the zone that may end them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal

from bot.moments import words
from bot.moments.days import Day, days
from bot.moments.hours import END_OF_DAY, Part, end_of, hours
from bot.moments.spans import span
from bot.moments.tokens import Found, Tokens, fold, perhaps
from bot.moments.values import Ambiguous, Reading, Unreadable
from bot.moments.zones import known_zone, local, rules_of

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)
_LONGEST_ZONE = 4  # words
_BEFORE_ZONE, _AFTER_ZONE = (" in", " a l'heure de", " heure de", " a"), "time"

Short = Literal["time", "length", "either"]
"""What "9h" alone is."""

Meanings = Iterator[tuple[str, datetime]]
"""Instants, each with a spelling that means only this one."""


def read_moment(text: str, *, now: datetime, zone: str, language: str = "en") -> Reading:
    """The moment that *text* means to somebody in *zone* (as :func:`known_zone` spells it) at *now* (aware).

    A zone named in the text takes the place of *zone*. English and French are understood in any *language*,
    which only decides whether a bare "9h" is a length of time without asking. What words mean is told in the
    package's docstring. Moments in the past are returned as they are. Raises Unreadable and Ambiguous, both
    of them ValueErrors; KeyError when *zone* is unknown and TypeError when *now* is naive.
    """
    if now.tzinfo is None:
        raise TypeError("now must be aware")
    rules_of(zone)
    for phrase, named in _zoned(fold(text)):
        if tokens := Tokens(phrase):
            short: Short = "time" if named else "length" if language.startswith("en") else "either"
            meant = _Phrase(tokens, now.astimezone(UTC), named or zone).readings(short)
            if len(meant) == 1:
                return meant[0][1]
            if meant:
                suffix = f" {named}" if named else ""
                raise Ambiguous(text, tuple((spelling + suffix, reading) for spelling, reading in meant))
    raise Unreadable(text)


def _zoned(folded: str) -> Iterator[tuple[str, str | None]]:
    """The phrase as it is, and then without the zone that some of its words (the last ones first) may be."""
    yield folded, None
    every = folded.split()
    for length in range(1, _LONGEST_ZONE + 1):
        for start in range(len(every) - length, -1, -1):
            if zone := known_zone(" ".join(every[start : start + length])):
                before, after = " ".join(every[:start]), " ".join(every[start + length :])
                for words_before in _BEFORE_ZONE:
                    before = before.removesuffix(words_before)
                yield f"{before} {after.removeprefix(_AFTER_ZONE)}".strip(), zone


class _Phrase:
    """One phrase in one zone, and all that it may mean."""

    def __init__(self, tokens: Tokens, now: datetime, zone: str) -> None:
        self._tokens, self._now, self._zone = tokens, now, zone
        self._wall = now.astimezone(rules_of(zone)).replace(tzinfo=None, fold=0)
        self._today = self._wall.date()

    def readings(self, short: Short) -> tuple[tuple[str, Reading], ...]:
        """What it can mean within the calendar, each instant once; *short* is what a bare "9h" means."""
        meant: dict[datetime, str] = {}
        try:
            for spelling, at in self._meanings(short):
                if _EARLIEST <= at < _LATEST:
                    meant.setdefault(at, spelling)
        except (OverflowError, ValueError):  # what is beyond the calendar was not meant
            return ()
        return tuple((spelling, Reading(at, self._zone)) for at, spelling in meant.items())

    def _meanings(self, short: Short) -> Meanings:
        tokens = self._tokens
        has_h = tokens.text(0, "number") is not None and tokens.has(1, words.HOUR_MARKS)
        is_short = has_h and tokens.ends(2)
        has_minutes = has_h and tokens.text(2, "number") is not None and tokens.ends(3)
        if tokens.has(0, words.NOW) and tokens.ends(1):
            yield "+0 h", self._now
        if not (has_minutes or (is_short and short == "time")):
            yield from self._from_now()
        yield from self._day_and_hour()
        if not (is_short and short == "length"):
            yield from self._hour_alone()

    def _from_now(self) -> Meanings:
        start = self._tokens.after_plus(self._tokens.skip(0, words.WITHIN))
        found = span(self._tokens, start)
        if not found:
            return
        length, i = found
        i = self._tokens.skip(i, words.HENCE)
        later = length.on_calendar(self._wall)
        if self._tokens.ends(i):
            begin = local(later, self._zone) if length.moves_dates() else self._now
            yield self._tokens.spelt_from(start), begin + timedelta(seconds=length.seconds)
        elif length.moves_dates() and not length.seconds:
            for hour, j in hours(self._tokens, i):
                if self._tokens.ends(j):
                    yield from self._settle(Day((later.date(),)), hour.times)

    def _day_and_hour(self) -> Meanings:
        for (day, part), i in self._days(0):
            if self._tokens.ends(i):
                yield from self._settle(day, (end_of(part),)) if part else self._whole_day(day)
            for hour, j in hours(self._tokens, i):
                if self._tokens.ends(j):
                    yield from self._settle(day, hour.within(part))
        for hour, i in hours(self._tokens, 0):
            for (day, part), j in self._days(i):
                if self._tokens.ends(j):
                    yield from self._settle(day, hour.within(part))

    def _hour_alone(self) -> Meanings:
        for hour, i in hours(self._tokens, 0):
            if self._tokens.ends(i):
                for since_midnight in hour.times:
                    walls = (_wall(self._today + timedelta(ahead), since_midnight) for ahead in range(3))
                    yield from map(self._spelt, islice(filter(self._is_ahead, walls), 1))

    def _days(self, i: int) -> Found[tuple[Day, Part | None]]:
        tokens = self._tokens
        for day, j in days(tokens, i, self._today):
            for part, k in perhaps(tokens.word(tokens.skip(j, words.OF), words.PARTS), j):
                yield (day, part), k
        i = tokens.skip(i, words.LEAD)
        if tokens.has(i, words.THIS):
            for part, j in tokens.word(i + 1, words.PARTS):
                yield (Day((self._today,)), part), j

    def _whole_day(self, day: Day) -> Meanings:
        for chosen in day.dates:
            last = chosen + timedelta(7) if day.coming else chosen
            yield last.isoformat(), local(_wall(last, END_OF_DAY), self._zone)

    def _settle(self, day: Day, times: tuple[timedelta, ...]) -> Meanings:
        """Those times of that day: the ones to come, or all if none is."""
        for chosen in day.dates:
            walls = tuple(_wall(chosen, since_midnight) for since_midnight in times)
            ahead = tuple(wall for wall in walls if self._is_ahead(wall))
            if day.coming and not ahead:
                walls = tuple(wall + timedelta(7) for wall in walls)
            for wall in ahead or walls:
                yield self._spelt(wall)

    def _is_ahead(self, wall: datetime) -> bool:
        return local(wall, self._zone) > self._now

    def _spelt(self, wall: datetime) -> tuple[str, datetime]:
        spelling = wall.isoformat(" ", "auto" if wall.second or wall.microsecond else "minutes")
        return spelling, local(wall, self._zone)


def _wall(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time()) + since_midnight
