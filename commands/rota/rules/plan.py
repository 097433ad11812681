"""The turns ahead: who holds each, and who stands by, from what was held and what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.rota.rules.order import Around, Crowd, can, choose
from commands.rota.rules.values import Choice, Held, Person, Slot, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A turn that has not begun. `holders` are those who keep it, `barred` those who were asked before and
    do not hold it any more. With `settled` it stays as it is, but for holders that it lacks."""

    starts: datetime
    holders: tuple[Held, ...] = ()
    barred: frozenset[int] = frozenset()
    settled: bool = False
    deputy: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who holds the turn: `holders` in all, of whom `chosen` are new; `deputy` is 0 where no other
    stakeholder group has anybody who could stand by."""

    holders: tuple[Held, ...]
    chosen: tuple[Choice, ...]
    deputy: int


def plan(
    people: Sequence[Person], terms: Terms, before: Sequence[Slot], ahead: Sequence[Ahead]
) -> tuple[Assigned, ...]:
    """Gives every turn ahead its holders and its deputy, the first one first. The same values give the same
    plan. `before` are the turns that somebody held, and `ahead` those to come, each in their order."""
    crowd = Crowd(people)
    slots = list(before)
    assigned: list[Assigned] = []
    for place, turn in enumerate(ahead):
        later = [
            (number, Slot(each.starts, each.holders))
            for number, each in enumerate(ahead[place + 1 :])
            if each.settled and each.holders
        ]
        around = Around(slots, [slot for _, slot in later], touches=bool(later) and later[0][0] == 0)
        given = _assign(crowd, terms, turn, around)
        assigned.append(given)
        if given.holders:
            slots.append(Slot(turn.starts, given.holders))
    return tuple(assigned)


def _assign(crowd: Crowd, terms: Terms, turn: Ahead, around: Around) -> Assigned:
    holders = list(turn.holders) if turn.settled else []
    chosen: list[Choice] = []
    while len(holders) < terms.holders:
        choice = choose(crowd, terms, turn.starts, around, beside=holders, barred=turn.barred)
        if choice is None:
            break
        chosen.append(choice)
        holders.append(held_by(choice.person))
    return Assigned(tuple(holders), tuple(chosen), _deputy(crowd, terms, turn, around, holders))


def _deputy(crowd: Crowd, terms: Terms, turn: Ahead, around: Around, holders: Sequence[Held]) -> int:
    """From another stakeholder group than the holders'. Who was named stays, while they can."""
    if not holders:
        return 0
    groups = {held.stakeholder for held in holders}
    if turn.settled and turn.deputy and turn.deputy not in turn.barred:
        for person in crowd.people:
            if person.number == turn.deputy and person.stakeholder not in groups:
                if can(person, terms, turn.starts, around):
                    return turn.deputy
                break
    found = choose(crowd, terms, turn.starts, around, beside=holders, barred=turn.barred, elsewhere=True)
    return found.person.number if found else 0


def held_by(person: Person) -> Held:
    return Held(person.number, person.stakeholder, person.region)
