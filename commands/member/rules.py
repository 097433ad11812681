"""What is right for seats: when one may change stakeholder group, spans of absence, pasted lists."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.moments import local
from bot.moments.zones import rules_of
from bot.people import ROLE_WORDS, Joining, Role
from bot.text import Code, Text, Words, listing

T = TypeVar("T")
STAY = timedelta(days=90)
"""How long one stays with a stakeholder group after a change (DESIGN §9): nobody votes for one
constituency today and for another tomorrow."""

# Joining


def at_once(joining: Joining, *, removed: bool) -> bool:
    """Whether a seat needs no confirmation. Who was removed never comes back unseen."""
    return not removed and joining is Joining.OPEN


def moves_again(moved_at: datetime | None, at: datetime) -> datetime | None:
    """When somebody who changed at `moved_at` may change again; None when at once."""
    if moved_at is None or at - moved_at >= STAY:
        return None
    return moved_at + STAY


def fitting(typed: str, names: Sequence[str]) -> list[int]:
    """Which of the names (both made comparable before) somebody means: the one that is equal, else
    all that begin so."""
    equal = [place for place, name in enumerate(names) if name == typed]
    return equal or [place for place, name in enumerate(names) if typed and name.startswith(typed)]


# Absences

Span = tuple[datetime, datetime]


def begins(since: datetime, zone: str) -> datetime:
    """The beginning of an absence. A day without an hour is read as its end (23:59), as deadlines
    are; one who is away on Monday is away from its midnight on."""
    return midnight(since, zone) if since.astimezone(rules_of(zone)).time() == time(23, 59) else since


def midnight(at: datetime, zone: str) -> datetime:
    """When the day of a moment begins."""
    return local(datetime.combine(at.astimezone(rules_of(zone)).date(), time()), zone)


def taken_back(span: Span, zone: str) -> Span:
    """The time that a span takes out of absences: up to the midnight that ends a last day."""
    since, until = span
    last_minute = until.astimezone(rules_of(zone)).time() == time(23, 59)
    return since, until + timedelta(minutes=1) if last_minute else until


def united(spans: Iterable[Span], span: Span) -> list[Span]:
    """`spans` (in order, apart from each other) with `span`; what meets or overlaps becomes one."""
    since, until = span
    apart: list[Span] = []
    for one in spans:
        if one[1] < since or until < one[0]:
            apart.append(one)
        else:
            since, until = min(since, one[0]), max(until, one[1])
    return sorted([*apart, (since, until)])


def without(spans: Iterable[Span], span: Span) -> list[Span]:
    """`spans` with everything inside `span` taken out."""
    since, until = span
    rest = [piece for one in spans for piece in ((one[0], min(one[1], since)), (max(one[0], until), one[1]))]
    return sorted({piece for piece in rest if piece[0] < piece[1]})


# Pasted lists

MOST_LINES = 2000
_FIELDS = 5
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a pasted list. `number` counts lines from 1, as an editor does."""

    number: int
    who: str
    stakeholder: str
    role: Role
    region: str
    affiliation: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A line that cannot be used, and why."""

    number: int
    text: Words


def read_list(
    pasted: str, *, longest_name: int, longest_region: int, longest_affiliation: int
) -> tuple[list[Listed], list[Faulty]]:
    """The lines of a pasted list: "name or @mention, stakeholder, role, region, affiliation", the last
    three optional. Fields are separated by tabs, semicolons or commas, whichever the line has first in
    this order; values may stand in quotes as spreadsheets write them. Lines are separated by line
    breaks or, in one line, by `|`. A line of headings is left out."""
    limits = (
        ("name", longest_name),
        ("stakeholder", longest_name),
        ("region", longest_region),
        ("affiliation", longest_affiliation),
    )
    listed: list[Listed] = []
    faulty: list[Faulty] = []
    for number, line in enumerate(_lines(pasted), 1):
        if not line.strip() or (number == 1 and _is_heading(line)):
            continue
        read = _read(number, line, dict(limits))
        if isinstance(read, Listed):
            listed.append(read)
        else:
            faulty.append(read)
    return listed, faulty


def _lines(pasted: str) -> list[str]:
    pasted = pasted.replace("\r\n", "\n").replace("\r", "\n")
    return pasted.split("\n" if "\n" in pasted else "|")


def _fields(line: str) -> list[str]:
    separator = next((each for each in "\t;" if each in line), ",")
    return [
        field.strip()
        for field in next(csv.reader([line.strip()], delimiter=separator, skipinitialspace=True))
    ]


def _is_heading(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    fields = [field.casefold() for field in _fields(line)]
    return len(fields) > 1 and fields[1] in ("stakeholder", "stakeholder group", "stakeholders")


def _read(number: int, line: str, limits: dict[str, int]) -> Listed | Faulty:
    if len(line) > _LONGEST_LINE:
        return Faulty(number, Text("The line is longer than {most} characters.", most=_LONGEST_LINE))
    fields = _fields(line)
    if len(fields) > _FIELDS:
        return Faulty(number, Text("There are more than {most} values.", most=_FIELDS))
    who, stakeholder, role, region, affiliation = (*fields, *[""] * (_FIELDS - len(fields)))
    if not who:
        return Faulty(number, Text("There is no name."))
    if not stakeholder:
        return Faulty(number, Text("“{who}” has no stakeholder group.", who=who))
    given = {"name": who, "stakeholder": stakeholder, "region": region, "affiliation": affiliation}
    for name, value in given.items():
        if len(value) > limits[name]:
            most = limits[name]
            return Faulty(
                number, Text("The {field} is longer than {most} characters.", field=Code(name), most=most)
            )
    called = role.casefold() or Role.MEMBER.value
    wanted = ROLE_WORDS.get(called, called)
    if wanted not in list(Role):
        roles = listing(*(Code(each.value) for each in Role))
        return Faulty(number, Text("There is no role “{role}”, only {roles}.", role=role, roles=roles))
    return Listed(number, who, stakeholder, Role(wanted), region, affiliation)


def twice(lines: Iterable[T], who: Callable[[T], object], number: Callable[[T], int]) -> list[Faulty]:
    """Lines about somebody whom an earlier line names already."""
    first: dict[object, int] = {}
    again: list[Faulty] = []
    for line in lines:
        earlier = first.setdefault(who(line), number(line))
        if earlier != number(line):
            again.append(
                Faulty(number(line), Text("The same person stands in line {earlier}.", earlier=earlier))
            )
    return again
