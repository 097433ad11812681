"""The order of a rota: fair by construction, whoever is away, joins, leaves or declines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.rota.rules.hours import is_unsocial, is_within, read_hours
from commands.rota.rules.levels import Entrant, levels
from commands.rota.rules.order import Around, choose
from commands.rota.rules.plan import Ahead, Assigned, plan
from commands.rota.rules.values import Held, Hours, Person, Reason, Share, Slot, Terms

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
START = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
LONG_AGO = START - 100 * DAY
TURNS = 500


def person(number: int, stakeholder: int, **more: object) -> Person:
    return replace(Person(number=number, stakeholder=stakeholder, since=LONG_AGO), **more)  # type: ignore[arg-type]


def of_sizes(*sizes: int) -> list[Person]:
    """Stakeholder group 1 with so many people, group 2 with so many …"""
    groups = [group for group, size in enumerate(sizes, 1) for _ in range(size)]
    return [person(number, group) for number, group in enumerate(groups, 1)]


def held(people: list[Person], terms: Terms, turns: int) -> list[Slot]:
    """That many turns, a week apart, each given when its moment comes."""
    slots: list[Slot] = []
    for place in range(turns):
        (assigned,) = plan(people, terms, slots, [Ahead(starts=START + place * WEEK)])
        if assigned.holders:
            slots.append(Slot(START + place * WEEK, assigned.holders))
    return slots


def by_group(slots: list[Slot]) -> Counter[int]:
    return Counter(holder.stakeholder for slot in slots for holder in slot.holders)


def by_person(slots: list[Slot]) -> Counter[int]:
    return Counter(holder.number for slot in slots for holder in slot.holders)


sizes = st.lists(st.integers(1, 5), min_size=1, max_size=5)
seeds = st.text("0123456789abcdef", min_size=8, max_size=8)


# 500 turns


@settings(max_examples=10)
@given(sizes, seeds)
def test_shares_differ_by_one_turn_at_most_when_all_are_available(sizes: list[int], seed: str) -> None:
    people = of_sizes(*sizes)
    slots = held(people, Terms(seed=seed), TURNS)
    assert len(slots) == TURNS
    count: Counter[int] = Counter(dict.fromkeys(range(1, len(sizes) + 1), 0))
    for slot in slots:
        count[slot.holders[0].stakeholder] += 1
        assert max(count.values()) - min(count.values()) <= 1
    for before, after in pairwise(slots):
        assert len(sizes) == 1 or before.holders[0].stakeholder != after.holders[0].stakeholder
    persons = by_person(slots)
    for group in range(1, len(sizes) + 1):
        served = [persons[each.number] for each in people if each.stakeholder == group]
        assert max(served) - min(served) <= 1


@settings(max_examples=10)
@given(sizes, seeds, st.integers(2, 3))
def test_co_holders_come_from_different_stakeholder_groups(sizes: list[int], seed: str, holders: int) -> None:
    people = of_sizes(*sizes)
    slots = held(people, Terms(seed=seed, holders=holders), 100)
    for slot in slots:
        assert len({each.number for each in slot.holders}) == len(slot.holders) == min(holders, len(people))
        groups = {each.stakeholder for each in slot.holders}
        if len(sizes) >= holders:
            assert len(groups) == holders
    if len(sizes) >= holders:
        counts = by_group(slots).values()
        assert max(counts) - min(counts) <= 1


@settings(max_examples=10)
@given(sizes, seeds, st.data())
def test_nobody_is_starved_by_absences(sizes: list[int], seed: str, data: st.DataObject) -> None:
    """Between two turns of a stakeholder group that could serve every time, each other one serves twice at
    most; and everybody who is there long enough serves."""
    people = of_sizes(*sizes)
    spans = st.tuples(st.integers(0, TURNS - 1), st.integers(1, 60))
    people = [
        replace(
            each,
            away=tuple((START + since * WEEK, START + (since + length) * WEEK) for since, length in away),
        )
        for each in people
        for away in [data.draw(st.lists(spans, max_size=3))]
    ]
    terms = Terms(seed=seed)
    slots: list[Slot] = []
    waits: Counter[int] = Counter()
    for place in range(TURNS):
        at = START + place * WEEK
        able = {each.number for each in people if not any(a <= at < b for a, b in each.away)}
        (assigned,) = plan(people, terms, slots, [Ahead(starts=at)])
        assert bool(assigned.holders) == bool(able)
        if not assigned.holders:
            continue
        (holder,) = assigned.holders
        assert holder.number in able
        groups = {each.stakeholder for each in people if each.number in able}
        if slots and len(groups) > 1:
            assert holder.stakeholder != slots[-1].holders[0].stakeholder
        slots.append(Slot(at, assigned.holders))
        for number in able:
            waits[number] += 1
        waits[holder.number] = 0
        # Who was away comes sooner for a while, at most as often as they were away themselves.
        assert max(waits.values()) <= 200 + 4 * len(sizes) * max(sizes)


@settings(max_examples=10)
@given(sizes, seeds, st.data())
def test_the_same_values_give_the_same_rota(sizes: list[int], seed: str, data: st.DataObject) -> None:
    people = of_sizes(*sizes)
    shuffled = data.draw(st.permutations(people))
    assert held(people, Terms(seed=seed), 60) == held(shuffled, Terms(seed=seed), 60)


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=3, max_size=5), seeds, st.data())
def test_swaps_and_declines_even_out(sizes: list[int], seed: str, data: st.DataObject) -> None:
    """Of 500 turns some are swapped with the next one, and some declined: at the end the shares differ by
    one turn at most, and nobody of a stakeholder group has two more than another. (Of two groups none could
    catch up without serving twice running.)"""
    people, terms = of_sizes(*sizes), Terms(seed=seed)
    swaps = set(data.draw(st.lists(st.integers(0, TURNS - 1), max_size=60)))
    declines = set(data.draw(st.lists(st.integers(0, TURNS - 1), max_size=60)))
    slots: list[Slot] = []
    settled: tuple[Held, ...] = ()
    for place in range(TURNS):
        at = START + place * WEEK
        first = Ahead(starts=at, holders=settled, settled=bool(settled))
        now, then = plan(people, terms, slots, [first, Ahead(starts=at + WEEK)])
        if not settled and place in declines:
            barred = frozenset(each.number for each in now.holders)
            now, then = plan(people, terms, slots, [replace(first, barred=barred), Ahead(starts=at + WEEK)])
        holders, settled = now.holders, ()
        if place in swaps and place + 1 < TURNS and holders and then.holders:
            holders, settled = then.holders, holders
        if holders:
            slots.append(Slot(at, holders))
    steady = held_on(people, terms, slots, 4 * len(people))
    counts = by_group(steady)
    assert max(counts.values()) - min(counts.values()) <= 1
    persons = by_person(steady)
    for group in counts:
        served = [persons[each.number] for each in people if each.stakeholder == group]
        assert max(served) - min(served) <= 1


def held_on(people: list[Person], terms: Terms, slots: list[Slot], turns: int) -> list[Slot]:
    """The same rota with so many turns more, in which nothing happens."""
    slots = list(slots)
    for _ in range(turns):
        at = slots[-1].starts + WEEK
        (assigned,) = plan(people, terms, slots, [Ahead(starts=at)])
        slots.append(Slot(at, assigned.holders))
    return slots


# Shares


def test_by_members_a_group_of_one_serves_by_its_size() -> None:
    people = of_sizes(5, 4, 2, 1)
    count = by_group(held(people, Terms(seed="x", share=Share.MEMBERS), 120))
    assert count == {1: 50, 2: 40, 3: 20, 4: 10}


def test_by_members_no_group_serves_twice_running_either() -> None:
    slots = held(of_sizes(9, 1, 1), Terms(seed="x", share=Share.MEMBERS), 40)
    assert by_group(slots) == {1: 20, 2: 10, 3: 10}


def test_inside_a_group_regions_take_turns() -> None:
    people = [person(1, 1, region="Africa"), *(person(n, 1, region="Europe") for n in (2, 3))]
    count = by_person(held(people, Terms(seed="x"), 40))
    assert count == {1: 20, 2: 10, 3: 10}


# Who comes later, and who was away


def test_who_comes_later_begins_level() -> None:
    slots = held(of_sizes(2, 2), Terms(seed="x"), 40)
    at = slots[-1].starts + DAY
    people = [*of_sizes(2, 2), person(9, 1, since=at), person(10, 3, since=at)]
    later = held_on(people, Terms(seed="x"), slots, 30)[40:]
    count = by_group(later)
    assert max(count.values()) - min(count.values()) <= 1, "a new group does not make up for what was before"
    persons = by_person(later)
    assert max(persons[n] for n in (1, 2, 9)) - min(persons[n] for n in (1, 2, 9)) <= 1


def test_levels_begin_with_the_least_that_was_there() -> None:
    entrants = {"a": Entrant(START), "b": Entrant(START), "c": Entrant(START + 10 * DAY)}
    served = [(START + day * DAY, key) for day, key in enumerate("aab")]
    stand = levels(entrants, served)
    assert {key: (int(level.load), level.turns) for key, level in stand.items()} == {
        "a": (2, 2),
        "b": (1, 1),
        "c": (1, 0),
    }


# Limits of one person


def test_who_is_away_is_not_chosen() -> None:
    people = [person(1, 1, away=((START, START + DAY),)), person(2, 1)]
    choice = choose(people, Terms(seed="x"), START, Around([]))
    assert choice is not None
    assert (choice.person.number, choice.why.person) == (2, Reason.ONLY)


def test_nobody_can() -> None:
    people = [person(1, 1, away=((START, START + DAY),))]
    assert choose(people, Terms(), START, Around([])) is None
    assert plan(people, Terms(), [], [Ahead(starts=START)]) == (Assigned((), (), 0),)


def test_as_many_turns_running_as_one_may() -> None:
    slots = held(of_sizes(2), Terms(seed="x", most=1), 10)
    assert all(before.holders != after.holders for before, after in pairwise(slots))
    alone = held(of_sizes(1), Terms(seed="x", most=2), 9)
    assert [(slot.starts - START) // WEEK for slot in alone] == [0, 1], "then nobody is left"


def test_who_served_rests() -> None:
    slots = held(of_sizes(2), Terms(seed="x", most=1, rest=3 * WEEK), 12)
    for number in (1, 2):
        own = [slot.starts for slot in slots if slot.holders[0].number == number]
        assert all(after - before >= 3 * WEEK for before, after in pairwise(own))


@pytest.mark.parametrize(
    ("zone", "hour", "able"),
    [
        ("UTC", 21, True),
        ("UTC", 22, False),
        ("UTC", 6, False),
        ("UTC", 7, True),
        ("Pacific/Auckland", 9, False),
        ("Europe/Paris", 21, False),
    ],
)
def test_not_at_night(zone: str, hour: int, able: bool) -> None:
    asleep = person(1, 1, zone=zone, quiet=Hours(time(22), time(7)))
    choice = choose([asleep], Terms(), START.replace(hour=hour), Around([]))
    assert (choice is not None) is able


def test_at_an_unsocial_hour_whoever_bore_fewest() -> None:
    night = START.replace(hour=23)
    people = [person(1, 1, borne=2), person(2, 1, borne=1), person(3, 1, borne=2)]
    choice = choose(people, Terms(seed="x"), night, Around([]))
    assert choice is not None
    assert (choice.person.number, choice.why.person) == (2, Reason.HOURS)
    people.append(person(4, 1, borne=5, zone="America/New_York"))
    choice = choose(people, Terms(seed="x"), night, Around([]))
    assert choice is not None
    assert choice.person.number == 4, "for whom it is the afternoon"


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:00", Hours(time(22), time(7))),
        ("22-7", Hours(time(22), time(7))),
        ("not between 22:00 and 07:00", Hours(time(22), time(7))),
        ("from 10pm to 7am", Hours(time(22), time(7))),
        ("de 22h à 7h30", Hours(time(22), time(7, 30))),
        ("12am - 8am", Hours(time(0), time(8))),
        ("none", None),
    ],
)
def test_hours_as_they_are_typed(typed: str, hours: Hours | None) -> None:
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed", ["", "late", "22:00", "25-7", "22:70-7", "13pm-7am", "7-7", "22:00-07:00-09:00"]
)
def test_what_are_no_hours(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_hours(typed)


def test_hours_on_the_night_the_clocks_change() -> None:
    """The same rule by what the clocks show, before and after."""
    night = Hours(time(1), time(3))
    shown = {
        hour: is_within(night, datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "Europe/Paris")
        for hour in range(4)
    }
    assert shown == {0: True, 1: True, 2: False, 3: False}
    assert is_unsocial(datetime(2026, 10, 25, 5, 30, tzinfo=UTC), "Europe/Paris")


# Why


def test_reasons_are_told() -> None:
    people = of_sizes(1, 2)
    slots = [Slot(START - 2 * WEEK, (Held(2, 2),)), Slot(START - WEEK, (Held(1, 1),))]
    choice = choose(people, Terms(seed="x"), START, Around(slots))
    assert choice is not None
    assert choice.person.number == 3
    assert (choice.why.group, choice.why.group_turns, choice.why.passed) == (Reason.OTHERS, 1, 0)
    assert (choice.why.person, choice.why.person_turns) == (Reason.LEAST, 0)


def test_a_group_that_stands_back_is_told_of() -> None:
    slots = [Slot(START - 2 * WEEK, (Held(2, 2),)), Slot(START - WEEK, (Held(1, 1),))]
    more = [Slot(START - (3 + n) * WEEK, (Held(2, 2),)) for n in range(3, 0, -1)]
    choice = choose(of_sizes(1, 2), Terms(seed="x"), START, Around([*more, *slots]))
    assert choice is not None
    assert (choice.person.stakeholder, choice.why.passed) == (2, 1)


def test_the_lot_decides_what_is_equal_and_a_draw_goes_before_it() -> None:
    people = of_sizes(4)
    by_seed = {choose(people, Terms(seed=str(n)), START, Around([])).person.number for n in range(40)}  # type: ignore[union-attr]
    assert by_seed == {1, 2, 3, 4}
    drawn = held(people, Terms(seed="x", drawn=(3, 1, 4, 2)), 8)
    assert [slot.holders[0].number for slot in drawn] == [3, 1, 4, 2, 3, 1, 4, 2]


# The plan


def test_the_plan_leaves_what_is_settled_and_goes_round_it() -> None:
    people = of_sizes(1, 1, 1)
    fixed = Ahead(starts=START + WEEK, holders=(Held(1, 1),), settled=True)
    planned = plan(people, Terms(seed="x"), [], [Ahead(starts=START), fixed, Ahead(starts=START + 2 * WEEK)])
    assert planned[1].holders == (Held(1, 1),)
    assert {planned[0].holders[0].number, planned[2].holders[0].number} == {2, 3}


def test_a_settled_turn_that_lost_its_holder_gets_another_one() -> None:
    people = of_sizes(2, 1)
    (assigned,) = plan(people, Terms(), [], [Ahead(starts=START, barred=frozenset({1}), settled=True)])
    assert assigned.holders[0].number in (2, 3)
    assert len(assigned.chosen) == 1


def test_the_deputy_is_of_another_stakeholder_group() -> None:
    for assigned in plan(
        of_sizes(3, 1), Terms(seed="x"), [], [Ahead(starts=START + n * WEEK) for n in range(6)]
    ):
        groups = {1: 1, 2: 1, 3: 1, 4: 2}
        assert groups[assigned.deputy] != assigned.holders[0].stakeholder
    (alone,) = plan(of_sizes(3), Terms(), [], [Ahead(starts=START)])
    assert alone.deputy == 0


def test_a_deputy_who_was_named_stays() -> None:
    people = of_sizes(1, 1, 1)
    for deputy in (2, 3):
        turn = Ahead(starts=START, holders=(Held(1, 1),), settled=True, deputy=deputy)
        assert plan(people, Terms(seed="x"), [], [turn])[0].deputy == deputy
