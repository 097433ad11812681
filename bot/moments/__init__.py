"""Moments and durations as people type them, in English and in French.

Pure: the clock, the zone and the language come in as arguments. Nothing is guessed silently: what can be
understood in two ways is :class:`Ambiguous`, and names both; what cannot be is :class:`Unreadable`. Both
languages are always understood. Capitals, accents, extra blanks, commas and curly quotes do not matter.

What the words mean (each line is tested):

- **A span without an hour means its end**, since these moments are mostly deadlines. A day ends at 23:59:00
  in the zone, a morning at 12:00, an afternoon at 18:00, an evening or night (so also "tonight") at 23:59;
  a week with Sunday (ISO), a month and a year with their last day.
- **"friday" is the coming one.** Said on a Friday it is a week later, unless an hour is given that is still
  to come today. "this friday" counts today; "next friday" and "vendredi prochain" are the first Friday
  strictly after today; "friday next week" is the one of the ISO week that begins next Monday.
- **A date without a year** is the next time it comes. Today counts, even when its hour has passed: that
  moment is then in the past, like one written out in full, and the caller says so.
- **"first monday of the month"** is in the current month, even when it has passed already. Where the coming
  December has no fifth Friday, "fifth friday of december" is unreadable, not another year's.
- **An hour without a day** is the next time it comes, strictly after now.
- **Days, weeks, months and years from now are wall-clock time**: the same hour on another day, across any
  change of the clocks (31 January and a month is the last of February). Hours, minutes and seconds are
  elapsed time.
- **Midnight belongs to two days**: "friday midnight" is ambiguous, unless only one of the two is still to
  come. "midnight" alone is the next one; "friday 24:00" is the end of Friday.
- **A bare hour from 1 to 6 is ambiguous** ("tomorrow at 3": 03:00 or 15:00?); from 7 to 12, from 13 on, with
  minutes ("3:00") or with a leading zero it is on the 24-hour clock, as is everything with an "h" ("3h"). A
  part of the day decides: "9 in the evening", "tonight at 9", "3h de l'après-midi".
- **"9h" alone** is nine hours from now in English, where nobody writes the time so; in other languages it is
  ambiguous below 24. After "at" and "à", with minutes ("9h30") or a zone ("9h UTC") it is a time of day.
- **A weekday beside a date must be right**: "friday 1 dec 2026" (a Tuesday) is unreadable.
- **A zone** may end any phrase, or stand behind its hour; see :func:`known_zone`. "09:00-10:00" is not an
  hour with an offset, except in an ISO moment ("2026-12-01T09:00-10:00").
- **Years** are 1970 to 9999, written with four digits. The last day of 9999 is refused: it could not be
  shown in every zone.
"""

from bot.moments.reading import read_moment
from bot.moments.spans import read_duration
from bot.moments.values import Ambiguous, Reading, Unreadable
from bot.moments.zones import known_zone, local

__all__ = ["Ambiguous", "Reading", "Unreadable", "known_zone", "local", "read_duration", "read_moment"]
