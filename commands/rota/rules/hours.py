"""Hours of the day on people's own clocks: which they asked to be left alone in, and which are unsocial."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Final

from bot.moments.zones import rules_of
from commands.rota.rules.values import Hours

UNSOCIAL: Final = Hours(time(22), time(7))
"""Hours in which nobody should have to work; who does is noted and comes later the next time."""
_NONE: Final = ("none", "never", "no", "aucune", "jamais", "non")
_ENDS = re.compile(r"(.+?)\s*(?:-|–|\bto\b|\band\b|\buntil\b|\bà\b|\bet\b)\s*(.+)", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?:[:h.](\d{2})?)?\s*(am|pm)?", re.IGNORECASE)


def read_hours(typed: str) -> Hours | None:
    """ "22:00-07:00", "from 10pm to 7am"; None for "none". Raises ValueError."""
    wanted = typed.strip().casefold()
    if wanted in _NONE:
        return None
    for word in ("not ", "between ", "from ", "de ", "entre "):
        wanted = wanted.removeprefix(word)
    ends = _ENDS.fullmatch(wanted)
    if ends is None:
        raise ValueError(typed)
    hours = Hours(_time(ends[1]), _time(ends[2]))
    if hours.since == hours.until:
        raise ValueError(typed)
    return hours


def _time(typed: str) -> time:
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise ValueError(typed)
    hour, half = int(found[1]), (found[3] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(typed)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(0 if hour == 24 else hour, int(found[2] or 0))


def is_within(hours: Hours, at: datetime, zone: str) -> bool:
    """Whether a moment lies in these hours on the clocks of a zone; their end does not belong to them."""
    shown = clock(at, zone)
    if hours.since < hours.until:
        return hours.since <= shown < hours.until
    return shown >= hours.since or shown < hours.until


def clock(at: datetime, zone: str) -> time:
    """What clocks in the zone show. A zone that is no more counts as UTC."""
    try:
        rules = rules_of(zone)
    except (KeyError, ValueError):
        return at.astimezone(UTC).time()
    return at.astimezone(rules).time()


def is_unsocial(at: datetime, zone: str) -> bool:
    return is_within(UNSOCIAL, at, zone)


def minutes(at: time) -> int:
    """Since midnight: how hours are stored."""
    return at.hour * 60 + at.minute


def of_minutes(since: int, until: int) -> Hours:
    return Hours(time(*divmod(since, 60)), time(*divmod(until, 60)))
