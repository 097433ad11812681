"""What is right for groups: the list of stakeholder groups and how it may change, the steps of a set-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
