"""The single values of a charter: how each is read, from a file or as it was typed, and written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

from bot.text import Plural, Words


def lasting(length: timedelta) -> Words:
    """A length of time in words: "14 days"."""
    hours = int(length.total_seconds()) // 3600
    if hours % 24:
        return Plural("{n} hour", "{n} hours", n=hours)
    return Plural("{n} day", "{n} days", n=hours // 24)


def written(value: Any) -> str | int | list[str]:
    """The value of a term as its reader takes it: "14 days", "2/3", "yes"."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return value
        case timedelta():
            hours = int(value.total_seconds()) // 3600
            return f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"
        case tuple():
            return list(value)
        case _:
            return str(value)


_DURATION: Final = re.compile(r"([1-9][0-9]{0,4}) ?(h|hours?|d|days?|w|weeks?)")
_SHARE: Final = re.compile(r"([0-9]{1,6})(?:/([1-9][0-9]{0,5})|(%))?")
_HOURS: Final = {"h": 1, "d": 24, "w": 168}
LONGEST: Final = timedelta(days=400)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("has to be words")
    return value.strip()


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def reader(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"is one of: {', '.join(allowed)}")
        return str(value)

    return reader


def _duration(value: Any) -> timedelta:
    found = _DURATION.fullmatch(_text(value))
    if found is None:
        raise ValueError("is a number of hours, days or weeks, such as: 14 days")
    length = timedelta(hours=int(found[1]) * _HOURS[found[2][0]])
    if length > LONGEST:
        raise ValueError(f"is at most {LONGEST.days} days")
    return length


def _share(value: Any) -> Fraction:
    found = _SHARE.fullmatch(_text(value))
    share = Fraction(int(found[1]), 100 if found[3] else int(found[2] or 1)) if found else Fraction(0)
    if not 0 < share <= 1:
        raise ValueError("is a share above 0 and up to 1, such as: 1/3")
    return share


def _whole(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 6:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 100_000:
        raise ValueError("is a whole number from 1")
    return value


_RATIO: Final = re.compile(r"([0-9]{1,3}) ?: ?([1-9][0-9]{0,2})")


def read_ratio(typed: str) -> Fraction:
    """ "3:1" as 3. Raises ValueError for less than 1:1."""
    found = _RATIO.fullmatch(typed.strip())
    ratio = Fraction(int(found[1]), int(found[2])) if found else Fraction(0)
    if ratio < 1:
        raise ValueError("is a ratio of at least 1:1, such as: 3:1")
    return ratio


def ratio_written(ratio: Fraction) -> str:
    """What `read_ratio` reads."""
    return f"{ratio.numerator}:{ratio.denominator}"


def _ratio(value: Any) -> str:
    return ratio_written(read_ratio(_text(value)))


def _yes(value: Any) -> bool:
    if value not in (True, False, "yes", "no"):
        raise ValueError("is yes or no")
    return value in (True, "yes")


def _words(value: Any) -> tuple[str, ...]:
    held = value.split(",") if isinstance(value, str) else value
    if not isinstance(held, list) or not held:
        raise ValueError("is a list of words")
    return tuple(_text(each) for each in held)


STEPS: Final = 8
"""How many steps gradients of agreement have."""


def _steps(value: Any) -> tuple[str, ...]:
    """Other words for the steps of gradients, from a list or parted by bars."""
    held = value.split("|") if isinstance(value, str) else value
    if not isinstance(held, list) or len(held) != STEPS:
        raise ValueError(f"is {STEPS} words, parted by bars")
    words = tuple(_text(each) for each in held)
    if len({word.casefold() for word in words}) < STEPS or any(word.isdecimal() for word in words):
        raise ValueError("is words that nobody takes for each other, or for a number")
    return words


DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of the week as a charter writes them, in the order of `date.weekday()`."""
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]) ?utc", re.IGNORECASE)


def _days(value: Any) -> tuple[str, ...]:
    """Days of the week in their order, from a list or from words: "tue-thu", "mon, wed"."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts:
        raise ValueError("is days of the week, such as: tue-thu")
    found: set[str] = set()
    for part in parts:
        first, _, last = _text(part).casefold().partition("-")
        first, last = first.strip()[:3], (last or first).strip()[:3]
        if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
            raise ValueError("is days of the week, such as: tue-thu")
        found.update(DAYS[DAYS.index(first) : DAYS.index(last) + 1])
    return tuple(day for day in DAYS if day in found)


def _hour(value: Any) -> str:
    found = _HOUR.fullmatch(_text(value))
    if found is None:
        raise ValueError("is an hour in UTC, such as: 23:59 UTC")
    return f"{found[1]}:{found[2]} UTC"


READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "methods": _words,
    "minimum": _duration,
    "usual": _duration,
    "threshold": _text,
    "group_threshold": _text,
    "quorum": _share,
    "group_quorum": _share,
    "floor": _whole,
    "group_floor": _whole,
    "support": _whole,
    "counting": _text,
    "ratio": _ratio,
    "houses": _text,
    "ways": _text,
    "objections": _one_of("stop", "counted"),
    "least": _whole,
    "most_against": _share,
    "roll_share": _share,
    "heard": _whole,
    "cap": _whole,
    "opposed_share": _share,
    "opposed_floor": _whole,
    "opposed_seats": _share,
    "opposed_affiliations": _whole,
    "suspending_seats": _whole,
    "extension": _duration,
    "rework": _duration,
    "rework_threshold": _text,
    "closing_days": _days,
    "closing_hour": _hour,
    "confirmers": _whole,
    "urgent_openers": _whole,
    "steps": _steps,
    "visibility": _one_of("open", "after", "secret"),
    "reasons": _one_of("optional", "required"),
    "openers": _one_of("member", "facilitator"),
    "binding": _yes,
    "represented": _whole,
    "joining": _one_of("open", "approved"),
    "seat_age": _duration,
    "designations": _words,
    "determiners": _whole,
    "determination": _duration,
    "challenge": _duration,
    "ladder": _words,
    "appeal": _whole,
    "appeal_groups": _whole,
    "ruling": _duration,
    "review": _duration,
}
"""How the value of each term is read, from a preset's file or as somebody typed it. They raise ValueError."""
