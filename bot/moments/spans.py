"""Lengths of time: "72 h", "2d 3h", "une semaine"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.moments.tokens import Tokens, fold
from bot.moments.values import Unreadable
from bot.moments.words import AND, HOUR_MARKS, QUANTITIES, UNITS

_LONGEST_DURATION = timedelta(days=36525)

Unit = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; months and days are as long as the calendar makes them."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    def plus(self, count: int, unit: Unit) -> "Span":
        """This and *count* times *unit*."""
        months, days, seconds = unit
        return Span(self.months + count * months, self.days + count * days, self.seconds + count * seconds)

    def moves_dates(self) -> bool:
        """Whether it is (also) a matter of the calendar."""
        return bool(self.months or self.days)

    def on_calendar(self, wall: datetime) -> datetime:
        """*wall*, months and then days later; the 31st becomes the last day of a shorter month.

        Raises OverflowError or ValueError beyond the calendar.
        """
        year, month = divmod(wall.year * 12 + wall.month - 1 + self.months, 12)
        day = min(wall.day, monthrange(year, month + 1)[1])
        return wall.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days)


def read_duration(text: str) -> timedelta:
    """The length of time that *text* states, a day being 24 hours and a week seven days.

    Understood are numbers (and words up to ten) with units from weeks to seconds, the larger ones first, in
    English and French: "72 h", "3 days", "2d 3h", "1w", "90 min", "7 jours", "2h30", "une semaine". Raises
    Unreadable otherwise: for months and years, whose length depends on when, and beyond a hundred years.
    """
    tokens = Tokens(fold(text))
    found = span(tokens, tokens.after_plus(0)) if tokens else None
    if not found or not tokens.ends(found[1]) or found[0].months:
        raise Unreadable(text)
    try:
        length = timedelta(days=found[0].days, seconds=found[0].seconds)
    except OverflowError:
        raise Unreadable(text) from None
    if length > _LONGEST_DURATION:
        raise Unreadable(text)
    return length


def span(tokens: Tokens, i: int) -> tuple[Span, int] | None:
    """The longest span that begins at *i*: amounts with units that get smaller, or None."""
    whole, last = Span(), None
    while (found := _amount(tokens, i)) and (last is None or found[1] < last):
        count, last, i = found
        whole = whole.plus(count, last)
    if last is None:
        return None
    return _with_minutes(tokens, whole, i) or (whole, i)


def _amount(tokens: Tokens, i: int) -> tuple[int, Unit, int] | None:
    i = tokens.skip(i, AND)
    for count, j in (*tokens.number(i, 0, 999_999_999), *tokens.word(i, QUANTITIES)):
        for unit, k in tokens.word(j, UNITS):
            return count, unit, k
    return None


def _with_minutes(tokens: Tokens, whole: Span, i: int) -> tuple[Span, int] | None:
    """Minutes without their unit after hours: the 30 of "2h30"."""
    minutes = tokens.text(i, "number") or ""
    if not tokens.has(i - 1, HOUR_MARKS) or len(minutes) != 2 or int(minutes) > 59 or not tokens.ends(i + 1):
        return None
    return whole.plus(int(minutes), UNITS["min"]), i + 1
