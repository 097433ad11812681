"""What people type about rotas: how long before a turn, how long it lasts, what a role is called."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from bot.moments import local, read_duration
from bot.moments.rhythm import Rhythm
from bot.moments.rules import Freq
from bot.moments.zones import known_zone, rules_of
from bot.people import ROLE_WORDS, Role
from bot.refusals import Misread
from bot.text import Code, Text

FACILITATOR: Final = "facilitator"
_OF_SEATS: Final = frozenset(role.value for role in Role if role is not Role.FACILITATOR)
MOST_LEADS: Final = 4
SHORTEST, LONGEST_LEAD = timedelta(minutes=10), timedelta(days=60)
LONGEST = timedelta(days=3660)
_END: Final = time(23, 59)
"""Of a day, as deadlines are read that name no hour."""
_USUAL: Final = (timedelta(days=7), timedelta(hours=24))
_SHIFT: Final = timedelta(hours=1)
"""By so much a day may be shorter, when clocks change."""

_SHORT_ID: Final = re.compile(r"([a-z][-\s]?)?[0-9]+")


def read_role(typed: str) -> str:
    """The role; `chair` is the facilitator. Raises Misread for a role that no turn can give."""
    words = " ".join(typed.split())
    folded = words.casefold()
    if folded in _OF_SEATS:
        raise Misread(
            Text(
                "Somebody becomes {role} with {command}, not by a turn: a rota lends the rights of facilitators"
                " only. Choose another name for what goes round.",
                role=folded,
                command=Code("/member role"),
            )
        )
    if _SHORT_ID.fullmatch(folded):
        raise Misread(
            Text(
                "“{role}” reads like a number or a short id, and commands would mean another thing by it. Choose"
                " another name for what goes round.",
                role=words,
            )
        )
    return meant(words)


def meant(typed: str) -> str:
    """The role as rotas spell it: `chair` is the facilitator, however it is written."""
    folded = typed.casefold()
    return FACILITATOR if folded == FACILITATOR or folded in ROLE_WORDS else typed


def called(role: str) -> tuple[str, ...]:
    """All words by which people may mean this role, its own first."""
    return (role, *(word for word in ROLE_WORDS if meant(word) == role))


def read_leads(typed: str) -> tuple[timedelta, ...]:
    """How long before a turn it is announced, the longest first: "7 days, 24 hours". Raises ValueError."""
    leads = {read_duration(part) for part in typed.replace("|", ",").split(",") if part.strip()}
    if not 0 < len(leads) <= MOST_LEADS or not all(SHORTEST <= lead <= LONGEST_LEAD for lead in leads):
        raise ValueError(typed)
    return tuple(sorted(leads, reverse=True))


def usual_leads(apart: timedelta) -> tuple[timedelta, ...]:
    """When a turn is announced where nobody says: never before the one before it begins, so that what is said of
    one turn is not said among announcements of others. `apart`: the shortest time from one turn to the next."""
    return tuple(lead for lead in _USUAL if lead <= apart + _SHIFT) or (apart,)


def read_length(typed: str) -> timedelta:
    """ "2 hours", "30 days". Raises ValueError."""
    length = read_duration(typed)
    if not SHORTEST <= length <= LONGEST:
        raise Misread(Text("Choose a length from 10 minutes to ten years."))
    return length


def read_zone(typed: str) -> str:
    """The zone by its own name. Raises ValueError."""
    zone = known_zone(typed)
    if zone is None:
        raise ValueError(typed)
    return zone


def begins(starts: datetime, zone: str) -> datetime:
    """When a rota may begin. A day without an hour is read as its end (23:59), as deadlines are; a rota that
    starts on a day starts with it."""
    here = starts.astimezone(rules_of(zone))
    return local(datetime.combine(here.date(), time()), zone) if here.time() == _END else starts


def names_hour(starts: datetime, now: datetime, zone: str) -> bool:
    """Whether somebody in `zone` named an hour: a day without one is its end, and "in 3 days" keeps that of `now`."""
    here = rules_of(zone)
    return starts.astimezone(here).time() not in (_END, now.astimezone(here).time())


def at_the_hour(rhythm: Rhythm, starts: datetime, zone: str) -> Rhythm:
    """A rhythm without an hour of its own takes the one at which it starts: "every week" from "monday 10:00" on."""
    rule, wall = rhythm.parts, starts.astimezone(rules_of(zone))
    if rule.hours or rule.freq is Freq.HOURLY:
        return rhythm
    return Rhythm(replace(rule, hours=(wall.hour,), minute=wall.minute).spelt())
