"""Quiet hours: when somebody wants no private message that can wait."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.moments.hours import hours
from bot.moments.tokens import Tokens, fold
from bot.moments.zones import local, rules_of

_BARE = re.compile(r"\d{1,2}")
_BETWEEN = re.compile(r"\s*(?:-|\bto\b|\buntil\b|\ba\b|\bau\b|\bjusqu'a\b)\s*")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """From and until when, in minutes since midnight on the person's own wall clock; it may reach over
    midnight, and never lasts a whole day."""

    begins: int
    ends: int

    @property
    def spelt(self) -> tuple[str, str]:
        """Both as clocks show them: 22:00 and 07:00."""
        return _clock(self.begins), _clock(self.ends)

    def until(self, at: datetime, zone: str) -> datetime:
        """When a message that is due `at` may come: then, or at the end of the quiet hours, in UTC."""
        wall = at.astimezone(rules_of(zone))
        minute = wall.hour * 60 + wall.minute
        over_midnight = self.begins > self.ends
        inside = (
            minute >= self.begins or minute < self.ends
            if over_midnight
            else self.begins <= minute < self.ends
        )
        if not inside:
            return at
        day = wall.date() + timedelta(1 if over_midnight and minute >= self.begins else 0)
        # Where the clocks go back within them, their end may lie a moment behind.
        return max(at, local(datetime.combine(day, time(self.ends // 60, self.ends % 60)), zone))


def read_quiet(typed: str) -> Quiet:
    """The hours that somebody typed: "22:00-07:00", "10pm to 7am", "22h à 7h". Raises ValueError."""
    pieces = [piece for piece in _BETWEEN.split(fold(typed.replace("–", "-"))) if piece]
    if len(pieces) != 2:
        raise ValueError(typed)
    begins, ends = (_minute(piece) for piece in pieces)
    if begins == ends:
        raise ValueError(typed)
    return Quiet(begins, ends)


def _minute(piece: str) -> int:
    """One time of day; a bare number is on the 24-hour clock."""
    tokens = Tokens(f"{piece}:00" if _BARE.fullmatch(piece) else piece)
    found = {hour.times for hour, i in hours(tokens, 0) if tokens.ends(i)} if tokens else set()
    if len(found) != 1:
        raise ValueError(piece)
    (since_midnight, *_) = found.pop()
    return int(since_midnight.total_seconds()) // 60 % _DAY


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
