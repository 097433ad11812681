"""What is right for groups: names of stakeholder groups, changing their list, the steps of a set-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.text import Code, Plural, Text, Words, listing

DEFAULT_STAKEHOLDERS = (
    Text("government"),
    Text("private sector"),
    Text("civil society"),
    Text("technical community"),
)
"""The constituencies of multistakeholder processes since the Tunis Agenda; stored in the language that
the group has when it begins."""

STEPS = 5
FINISHED = STEPS + 1
"""The step of a set-up that has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A stakeholder group as it stands. `closed`: nobody can sit for it any more."""

    id: int
    name: str
    folded: str
    closed: bool
    seats: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A stakeholder group as it shall stand: `id` None is a new one, in the order of the list."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new list of stakeholder groups changes."""

    placed: tuple[Placed, ...]
    dropped: tuple[Standing, ...]

    def names(self) -> list[str]:
        return [each.name for each in self.placed]


def plan(
    standing: Sequence[Standing], wanted: Sequence[str], fold: Callable[[str], str], most: int
) -> Plan | tuple[Words, ...]:
    """The list `wanted` in place of what stands; `old > new` renames. Otherwise all that is wrong with
    it. A stakeholder group with seats is never dropped: nobody loses their place by a new list. `fold`
    makes names comparable; `most` is how many characters one may have."""
    known = {each.folded: each for each in standing}
    faults: list[Words] = []
    placed: list[Placed] = []
    taken: set[str] = set()
    renamed: set[int] = set()
    for item in wanted:
        old, arrow, new = (part.strip() for part in item.partition(">"))
        name = new if arrow else old
        found = known.get(fold(old))
        if not fold(name) or (arrow and not old):
            faults.append(Text("“{item}” is no name. To rename write {example}.", item=item, example=Code("old > new")))
            continue
        if ">" in name or len(name) > most:
            faults.append(Text("“{name}” is no name for a stakeholder group: at most {most} characters, without >.",
                               name=name, most=most))  # fmt: skip
            continue
        if arrow and found is None:
            faults.append(Text("There is no stakeholder group “{name}” to rename.", name=old))
            continue
        if fold(name) in taken:
            faults.append(Text("“{name}” stands twice in the list.", name=name))
            continue
        other = known.get(fold(name))
        if arrow and other is not None and found is not None and other.id != found.id:
            faults.append(Text("There is a stakeholder group “{name}” already.", name=other.name))
            continue
        taken.add(fold(name))
        if found is not None:
            renamed.add(found.id)
        placed.append(Placed(found.id if found else None, name))
    dropped = tuple(each for each in standing if not each.closed and each.id not in renamed)
    if not placed and not faults:
        faults.append(Text("A group needs at least one stakeholder group."))
    if not faults:
        faults += [_occupied(each) for each in dropped if each.seats]
    return tuple(faults) or Plan(tuple(placed), dropped)


def _occupied(standing: Standing) -> Words:
    return Plural(
        "{n} person sits for “{name}”: keep it in the list, or rename it with {rename}.",
        "{n} people sit for “{name}”: keep it in the list, or rename it with {rename}.",
        n=standing.seats,
        name=standing.name,
        rename=Code(f"{standing.name} > new name"),
    )


def lists(names: Sequence[str]) -> Words:
    """“a”, “b” and “c”."""
    return Text("{names}", names=listing(*(Text("“{name}”", name=name) for name in names)))


def clamped(step: int) -> int:
    """A step that can be shown."""
    return min(max(step, 1), STEPS)
