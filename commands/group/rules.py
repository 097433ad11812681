"""What is right for groups: the list of stakeholder groups and how it may change, holidays, the steps of a
set-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text import Code, Plural, Text, Words

STEPS = 5
FINISHED = STEPS + 1
"""The step of a set-up that has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A stakeholder group as it stands. `folded` is its name made comparable; `closed`: nobody can
    sit for it any more; `seats` counts who does."""

    id: int
    name: str
    folded: str
    closed: bool
    seats: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A stakeholder group as it shall stand, in the order of the list. `old` None: a new one."""

    old: Standing | None
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new list of stakeholder groups changes."""

    placed: tuple[Placed, ...]
    dropped: tuple[Standing, ...]


def plan(
    standing: Sequence[Standing], wanted: Sequence[str], fold: Callable[[str], str], most: int
) -> Plan | tuple[Words, ...]:
    """The list `wanted` in place of what stands; `old > new` renames. Otherwise all that is wrong with
    it. A stakeholder group with seats is never dropped: nobody loses their place by a new list. `fold`
    makes names comparable; `most` is how many characters one may have."""
    known = {each.folded: each for each in standing}
    placed: dict[str, Placed] = {}
    faults: list[Words] = []
    for item in wanted:
        try:
            name, old = _read(item, known, fold, most)
            if fold(name) in placed:
                raise _Wrong(Text("“{name}” stands twice in the list.", name=name))
        except _Wrong as wrong:
            faults.append(wrong.text)
        else:
            placed[fold(name)] = Placed(old, name)
    if not placed and not faults:
        faults.append(Text("A group needs at least one stakeholder group."))
    kept = {each.old.id for each in placed.values() if each.old}
    dropped = tuple(each for each in standing if not each.closed and each.id not in kept)
    if not faults:
        faults += [_occupied(each) for each in dropped if each.seats]
    return tuple(faults) or Plan(tuple(placed.values()), dropped)


class _Wrong(Exception):
    def __init__(self, text: Words) -> None:
        self.text = text


def _read(
    item: str, known: Mapping[str, Standing], fold: Callable[[str], str], most: int
) -> tuple[str, Standing | None]:
    """The name that one item of the list gives, and which stakeholder group it is now."""
    before, arrow, after = (part.strip() for part in item.partition(">"))
    name = after if arrow else before
    if not fold(name) or ">" in name:
        example = Code("old name > new name")
        raise _Wrong(Text("“{item}” is no name. To rename one write {example}.", item=item, example=example))
    if len(name) > most:
        raise _Wrong(Text("“{name}” is too long: at most {most} characters.", name=name, most=most))
    old = known.get(fold(before))
    if not arrow:
        return name, old
    if old is None:
        raise _Wrong(Text("There is no stakeholder group “{name}” to rename.", name=before))
    taken = known.get(fold(name))
    if taken is not None and taken.id != old.id:
        raise _Wrong(Text("There is a stakeholder group “{name}” already.", name=taken.name))
    return name, old


def _occupied(standing: Standing) -> Words:
    return Plural(
        "{n} person sits for “{name}”: keep it in the list, or rename it with {rename}.",
        "{n} people sit for “{name}”: keep it in the list, or rename it with {rename}.",
        n=standing.seats,
        name=standing.name,
        rename=Code(f"{standing.name} > new name"),
    )


def step_after(given: Sequence[int], asked: int | None, reached: int | None) -> int:
    """Which step of a set-up is shown: the one that was asked for, else the one after the last that
    got a value, else where it was left."""
    if asked is not None:
        return asked
    return max(given) + 1 if given else min(reached or 1, STEPS)


# Holidays

Span = tuple[date, date]
MOST_HOLIDAYS = 40
LONGEST_HOLIDAY = timedelta(days=31)
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:\.\.+|…|–|to|until)\s*(\d{4}-\d\d-\d\d))?")


def read_holidays(typed: str) -> tuple[Span, ...]:
    """The holidays in "2026-12-24..2027-01-02 | 2027-05-01", in order; those that meet become one. "none" is
    no holidays. Raises ValueError for what is no date, for too many, and for one that is longer than a month:
    polls have to close at some time."""
    if typed.strip().casefold() in ("none", "no", "aucun", "non"):
        return ()
    spans = sorted(_span(part) for part in re.split(r"[|,;\n]", typed) if part.strip())
    if not spans or len(spans) > MOST_HOLIDAYS:
        raise ValueError(typed)
    united = [spans[0]]
    for first, last in spans[1:]:
        before = united[-1]
        if first <= before[1] + timedelta(days=1):
            united[-1] = (before[0], max(before[1], last))
        else:
            united.append((first, last))
    if any(last - first >= LONGEST_HOLIDAY for first, last in united):
        raise ValueError(typed)
    return tuple(united)


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part.strip())
    if found is None:
        raise ValueError(part)
    first = date.fromisoformat(found[1])
    last = date.fromisoformat(found[2]) if found[2] else first
    if last < first:
        raise ValueError(part)
    return first, last


def written_holidays(spans: Iterable[Span]) -> str:
    """What `read_holidays` reads."""
    written = [f"{first}..{last}" if last > first else str(first) for first, last in spans]
    return " | ".join(written) or "none"
