"""How often something comes back: rotas, reminders and digests keep the same rhythms.

A rhythm is a rule of RFC 5545 on wall time, kept as its text. It begins with its first time, and from then on
each time follows from the one before:

    rhythm = read_rhythm("every other tuesday 14:00")
    anchor = first(rhythm, zone, at)
    later = following(rhythm, zone, anchor, anchor)

What people write is told in :mod:`bot.moments.repeating`. Without a time of day it is 09:00. The 31st of every
month is the last day where a month is shorter, and `words()` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.moments.occurrences import first, following, settled
from bot.moments.repeating import NoRhythm, read
from bot.moments.rules import Rule, parsed
from bot.moments.saying import said
from bot.text import Words

__all__ = ["NoRhythm", "Rhythm", "first", "following", "read_rhythm", "settled"]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, as a rule of RFC 5545: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=14;BYMINUTE=0". Every method
    raises ValueError where the text is no such rule; those of `read_rhythm` are."""

    rule: str

    @property
    def parts(self) -> Rule:
        return parsed(self.rule)

    def words(self) -> Words:
        """In the reader's language, to stand within a sentence: "every 2 weeks on Tuesday at 14:00"."""
        return said(self.parts)


def read_rhythm(typed: str) -> Rhythm:
    """The rhythm that somebody typed, in plain words or as a rule. Raises Misread (a ValueError with a text
    for people) when it can be understood in two ways or never comes round; NoRhythm, which is one, when it
    cannot be read at all."""
    return Rhythm(read(typed).spelt())
