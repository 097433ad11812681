"""Whose turn it is. The order is fair by construction:

1. The stakeholder group that has served least against its share comes next, but none serves twice running
   while another has somebody who can (governance.md section 4: weighted round-robin).
2. Inside it the region that has served least.
3. Inside that the person who has served least; then, at an unsocial hour, whoever bore fewest of those; then
   whoever's last turn is the longest ago.
4. What is equal in all of that is decided by lot: by the seed of the rota, or by a draw (RFC 3797).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

from commands.rota.rules.hours import is_unsocial, is_within
from commands.rota.rules.levels import Entrant, Level, levels
from commands.rota.rules.values import Choice, Held, Person, Reason, Share, Slot, Terms, Why

K = TypeVar("K", bound=Hashable)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Around:
    """The turns around the one that is given: those `before` it and those `after` it that are settled, each
    in their order; `touches` tells whether the first one after follows it directly."""

    before: Sequence[Slot]
    after: Sequence[Slot] = ()
    touches: bool = False

    @property
    def all(self) -> tuple[Slot, ...]:
        return (*self.before, *self.after)

    @property
    def previous(self) -> frozenset[int]:
        """The stakeholder groups that hold the turn before."""
        return frozenset(held.stakeholder for held in self.before[-1].holders) if self.before else frozenset()

    @property
    def following(self) -> frozenset[int]:
        if not self.touches or not self.after:
            return frozenset()
        return frozenset(held.stakeholder for held in self.after[0].holders)


class Crowd:
    """Those who take part, put in order once for many turns: they may be thousands, and nearly all of them are
    never away and hold nothing."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.members: dict[int, list[Person]] = {}
        """By stakeholder group."""
        for person in people:
            self.members.setdefault(person.stakeholder, []).append(person)
        self.since = {group: min(each.since for each in found) for group, found in self.members.items()}
        """When the first of a stakeholder group came."""
        self.asked = [each for each in people if each.away or each.quiet is not None]
        """Those of whom has to be asked at each turn whether they can."""
        self._always: dict[int, list[Person]] = {}
        for group, found in self.members.items():
            self._always[group] = [each for each in found if not each.away and each.quiet is None]
        self._by_number = {each.number: each for found in self._always.values() for each in found}
        self._entrants: dict[int, dict[int, Entrant]] = {}

    def entrants(self, group: int) -> Mapping[int, Entrant]:
        if group not in self._entrants:
            # Whole lists of people came at one moment.
            alike = {since: Entrant(since) for since in {each.since for each in self.members[group]}}
            self._entrants[group] = {each.number: alike[each.since] for each in self.members[group]}
        return self._entrants[group]

    def able(
        self, terms: Terms, at: datetime, around: Around, barred: Collection[int]
    ) -> dict[int, list[Person]]:
        """Who can hold the turn that begins at `at`, by stakeholder group."""
        busy = {held.number for slot in around.all for held in slot.holders}
        left = busy.union(barred)
        able = {
            group: [each for each in found if each.number not in left]
            for group, found in self._always.items()
        }
        held = [self._by_number[number] for number in sorted(busy & self._by_number.keys())]
        for person in (*self.asked, *held):
            if person.number not in barred and can(person, terms, at, around):
                able[person.stakeholder].append(person)
        return {group: found for group, found in able.items() if found}


def can(person: Person, terms: Terms, at: datetime, around: Around) -> bool:
    """Whether somebody can hold a turn that begins at `at`."""
    if any(since <= at < until for since, until in person.away):
        return False
    if person.quiet is not None and is_within(person.quiet, at, person.zone):
        return False
    return not _rests(person.number, terms, at, around)


def _rests(number: int, terms: Terms, at: datetime, around: Around) -> bool:
    """Whether somebody had as many turns running as one may, or stays out of it for a while after that."""
    run = _run(number, reversed(around.before))
    most = terms.most or (1 if terms.rest else 0)
    if not most:
        return False
    if most and run + 1 + (_run(number, around.after) if around.touches else 0) > most:
        return True
    if not terms.rest or run:
        return False
    last = max((slot.starts for slot in around.before if _holds(number, slot)), default=None)
    return last is not None and at < last + terms.rest


def _run(number: int, slots: Iterable[Slot]) -> int:
    """How many of the first turns somebody holds without a break."""
    count = 0
    for slot in slots:
        if not _holds(number, slot):
            break
        count += 1
    return count


def _holds(number: int, slot: Slot) -> bool:
    return any(held.number == number for held in slot.holders)


def choose(
    people: Sequence[Person] | Crowd,
    terms: Terms,
    at: datetime,
    around: Around,
    *,
    beside: Sequence[Held] = (),
    barred: Collection[int] = (),
    elsewhere: bool = False,
) -> Choice | None:
    """Who holds the turn that begins at `at`, or stands by as deputy: None where nobody can.

    `beside` are those who hold it already; another comes from another stakeholder group where one has
    somebody, and with `elsewhere` only from another. `barred` are those who cannot be asked again.
    """
    taken = frozenset(held.stakeholder for held in beside)
    numbers = {held.number for held in beside} | set(barred)
    crowd = people if isinstance(people, Crowd) else Crowd(people)
    able = crowd.able(terms, at, around, numbers)
    if elsewhere:
        able = {group: found for group, found in able.items() if group not in taken}
    if not able:
        return None
    served = [(slot.starts, held) for slot in around.all for held in slot.holders]
    served += [(at, held) for held in beside]
    group, group_reason, turns, passed = _group(crowd, able, terms, around, taken, served)
    own = [(starts, held) for starts, held in served if held.stakeholder == group]
    here, region_reason = _region(crowd, able[group], group, terms, own)
    person, person_reason, person_turns = _person(crowd, here, group, terms, at, own)
    why = Why(
        group=group_reason,
        group_turns=turns,
        passed=passed,
        region=region_reason,
        person=person_reason,
        person_turns=person_turns,
    )
    return Choice(person, why)


def _group(
    crowd: Crowd,
    able: Mapping[int, list[Person]],
    terms: Terms,
    around: Around,
    taken: frozenset[int],
    served: Sequence[tuple[datetime, Held]],
) -> tuple[int, Reason, int, int]:
    members = crowd.members
    entrants = {
        group: Entrant(since, len(members[group]) if terms.share is Share.MEMBERS else 1)
        for group, since in crowd.since.items()
    }
    stand = levels(entrants, [(starts, held.stakeholder) for starts, held in served])
    before, after = around.previous, around.following
    # From what is asked of the order down to what may have to be given up where few can hold the turn.
    ways = (taken | before | after, taken | before, taken, frozenset[int]())
    free = next(left for avoided in ways if (left := [group for group in able if group not in avoided]))
    chosen, reason = _first(
        free, stand, lambda group: _lot_of_many(terms, f"stakeholder {group}", members[group])
    )
    if reason is Reason.ONLY and len(able) > 1:
        reason = Reason.OTHERS
    least = min(able, key=lambda group: (stand[group].load, group))
    passed = least if stand[least].load < stand[chosen].load and least in before | after else 0
    return chosen, reason, stand[chosen].turns, passed


def _region(
    crowd: Crowd,
    able: Sequence[Person],
    group: int,
    terms: Terms,
    served: Sequence[tuple[datetime, Held]],
) -> tuple[list[Person], Reason | None]:
    """Those of the region whose turn it is in the stakeholder group."""
    regions: dict[str, list[Person]] = {}
    for person in crowd.members[group]:
        regions.setdefault(person.region, []).append(person)
    if len(regions) == 1:
        return list(able), None
    entrants = {region: Entrant(min(each.since for each in found)) for region, found in regions.items()}
    stand = levels(entrants, [(starts, held.region) for starts, held in served])
    free = sorted({person.region for person in able})
    chosen, reason = _first(
        free, stand, lambda region: _lot_of_many(terms, f"region {region}", regions[region])
    )
    return [person for person in able if person.region == chosen], reason


def _person(
    crowd: Crowd,
    able: Sequence[Person],
    group: int,
    terms: Terms,
    at: datetime,
    served: Sequence[tuple[datetime, Held]],
) -> tuple[Person, Reason, int]:
    stand = levels(crowd.entrants(group), [(starts, held.number) for starts, held in served])
    by_number = {person.number: person for person in able}
    unsocial = {zone: is_unsocial(at, zone) for zone in {person.zone for person in able}}
    hardship = {
        number: 1 + person.borne if unsocial[person.zone] else 0 for number, person in by_number.items()
    }
    chosen, reason = _first(list(by_number), stand, lambda number: _lot(terms, number), hardship.__getitem__)
    return by_number[chosen], reason, stand[chosen].turns


def _first(
    free: Sequence[K],
    stand: Mapping[K, Level[K]],
    lot: Callable[[K], tuple[int, str]],
    hardship: Callable[[K], int] = lambda _: 0,
) -> tuple[K, Reason]:
    """The first of those in the order, and what put it there."""
    if len(free) == 1:
        return free[0], Reason.ONLY

    def load(key: K) -> Fraction | int:
        return stand[key].load

    def last(key: K) -> datetime:
        return stand[key].last or _NEVER

    left, reason = _least(free, load), Reason.LEAST
    if len(left) > 1:
        left = _least(left, hardship)
        reason = Reason.HOURS if len(left) == 1 else reason
    if len(left) > 1:
        left, reason = _least(left, last), Reason.LONGEST
    if len(left) > 1:
        left, reason = _least(left, lot), Reason.LOT
    return left[0], reason


def _least(free: Sequence[K], measure: Callable[[K], Fraction | int | datetime | tuple[int, str]]) -> list[K]:
    measured: list[Any] = [measure(key) for key in free]
    best = min(measured)
    return [key for key, value in zip(free, measured, strict=True) if value == best]


def _lot(terms: Terms, number: int) -> tuple[int, str]:
    """Where chance puts somebody: as the draw did, else by the seed, which anybody can work out again."""
    if number in terms.drawn:
        return terms.drawn.index(number), ""
    return len(terms.drawn), _mixed(terms.seed, f"participant {number}")


def _lot_of_many(terms: Terms, name: str, members: Sequence[Person]) -> tuple[int, str]:
    """Like the first of its members in the draw; without one each of several has the same chance."""
    if not terms.drawn:
        return 0, _mixed(terms.seed, name)
    drawn = min((_lot(terms, person.number)[0] for person in members), default=len(terms.drawn))
    return drawn, "" if drawn < len(terms.drawn) else _mixed(terms.seed, name)


@lru_cache(maxsize=1 << 16)
def _mixed(seed: str, what: str) -> str:
    return sha256(f"{seed}|{what}".encode()).hexdigest()
