"""How few could adopt or stop a poll: examples, and every pattern of ballots on small rolls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commands.poll.rules import (
    MAJORITY,
    Count,
    Fewest,
    Means,
    Method,
    Result,
    RollSize,
    Rules,
    Threshold,
    Way,
    fewest_to_adopt,
    fewest_to_stop,
    tally,
)
from tests.rules.polls import OPTIONS, SIDES, roll, rolls, rules_of, tables

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("rules", "adopt", "stop"),
    [
        (Rules(Method.VOTE), 1, 50),  # nobody else came; 50 of 100 are a tie
        (Rules(Method.VOTE, quorum=HALF), 50, 50),
        (Rules(Method.VOTE, Threshold.parse("2/3")), 1, 34),
        (Rules(Method.VOTE, Threshold.parse("majority of roll")), 51, 50),
        (Rules(Method.VOTE, quorum=Fraction(1)), 100, 1),
        (Rules(Method.VOTE, floor=2), 2, 50),
        (Rules(Method.CONSENT, quorum=Fraction(1, 4)), 25, 1),
    ],
)
def test_a_hundred_people(rules: Rules, adopt: int, stop: int) -> None:
    hundred = roll(all=100)
    fewest, least = fewest_to_adopt(rules, hundred), fewest_to_stop(rules, hundred)
    assert fewest is not None
    assert least is not None
    assert (fewest.people, least.people) == (adopt, stop)


def test_who_they_would_be() -> None:
    """Half of each stakeholder group must come, half of all, and most of each must agree."""
    rules = Rules(Method.VOTE, quorum=HALF, group_threshold=MAJORITY, group_quorum=Fraction(1, 4))
    groups = roll(government=3, civil=12, private=(4, 0), technical=0)
    assert fewest_to_adopt(rules, groups) == Fewest(
        8, (Way(Means.FAVOUR, groups=(("government", 1), ("civil", 3)), anywhere=4),)
    )
    assert fewest_to_stop(rules, groups) == Fewest(
        2,
        (
            Way(Means.AGAINST, groups=(("government", 2),), anywhere=0),
            Way(Means.AGAINST, groups=(("private", 2),), anywhere=0),
        ),
    )


def test_one_objection_stops_consent_and_so_may_one_who_stays_away() -> None:
    rules = Rules(Method.CONSENT, group_quorum=Fraction(1))
    assert fewest_to_stop(rules, roll(civil=3)) == Fewest(
        1, (Way(Means.OBJECTION, (), 1), Way(Means.SILENCE, (("civil", 1),), 0))
    )


def test_nobody_can_do_anything_on_an_empty_roll_and_nobody_stops_a_choice() -> None:
    assert fewest_to_adopt(Rules(Method.VOTE), roll(civil=0)) is None
    assert fewest_to_stop(Rules(Method.VOTE), roll(civil=0)) is None
    assert fewest_to_stop(Rules(Method.CHOICE), roll(civil=3)) is None


def test_a_large_roll_is_no_trouble() -> None:
    rules = Rules(Method.VOTE, Threshold.parse("2/3 of roll"), group_quorum=Fraction(1, 3))
    adopt = fewest_to_adopt(rules, roll(**{f"group{n}": 1_000 for n in range(100)}))
    assert adopt is not None
    assert adopt.people == 66_667
    assert adopt.ways[0].anywhere == 66_667 - 100 * 334


# ---------------------------------------------------------------- against every pattern of ballots

small = rolls(groups=3, seats=3).filter(lambda on: 0 < sum(size.seats for size in on) <= 6)


def patterns(rules: Rules, on: Sequence[RollSize]) -> Iterator[tuple[int, int, bool]]:
    """Of every way to vote: how many take part, how many of all are in favour, and whether it passes."""
    held = (*SIDES[rules.method], None)
    for table in tables([size.seats for size in on], len(held)):
        cells = [
            Count(size.stakeholder, choice, n)
            for size, line in zip(on, table, strict=True)
            for choice, n in zip(held, line, strict=True)
            if choice
        ]
        favour = sum(line[0] for line in table)
        yield sum(cell.ballots for cell in cells), favour, tally(rules, (), on, cells).passed


@settings(max_examples=60, deadline=None)
@given(rules_of(Method.VOTE, Method.CONSENT), small)
def test_no_fewer_could_do_it(rules: Rules, on: Sequence[RollSize]) -> None:
    seats = sum(size.seats for size in on)
    adopt, stop = fewest_to_adopt(rules, on), fewest_to_stop(rules, on)
    assert adopt is not None
    assert stop is not None
    seen = list(patterns(rules, on))
    assert adopt.people == min(voted for voted, _, passed in seen if passed)
    assert stop.people == min(seats - favour for _, favour, passed in seen if not passed)


def acting(method: Method, on: Sequence[RollSize], way: Way, data: st.DataObject, rules: Rules) -> Result:
    """Those of `way` act, the `anywhere` ones drawn; the rest are silent, or in favour if it is to stop."""
    left = {size.stakeholder: size.seats for size in on}
    actors = [stakeholder for stakeholder, people in way.groups for _ in range(people)]
    for stakeholder in actors:
        left[stakeholder] -= 1
    for _ in range(way.anywhere):
        chosen = data.draw(st.sampled_from([stakeholder for stakeholder, seats in left.items() if seats]))
        left[chosen] -= 1
        actors.append(chosen)
    favour, against = ("#2", "#2") if method.has_options else SIDES[method][:2]
    ballot = {Means.FAVOUR: favour, Means.AGAINST: against, Means.OBJECTION: against}.get(way.means)
    cells = [Count(stakeholder, ballot, 1) for stakeholder in actors] if ballot else []
    if way.means is not Means.FAVOUR:
        cells += [Count(stakeholder, favour, people) for stakeholder, people in left.items()]
    return tally(rules, OPTIONS, on, cells)


@given(rules_of(), rolls(), st.data())
def test_those_who_are_named_can_do_it(rules: Rules, on: Sequence[RollSize], data: st.DataObject) -> None:
    adopt, stop = fewest_to_adopt(rules, on), fewest_to_stop(rules, on)
    assume(adopt is not None)
    assert adopt is not None
    assert all(way.people == adopt.people for way in adopt.ways)
    assert all(acting(rules.method, on, way, data, rules).passed for way in adopt.ways)
    if stop is not None:
        assert all(way.people == stop.people for way in stop.ways)
        assert not any(acting(rules.method, on, way, data, rules).passed for way in stop.ways)


def test_each_way_to_stop_it_is_named_once() -> None:
    rules = Rules(Method.VOTE, threshold=Threshold.parse(">=2/3 of voting"), most_against=Fraction(1, 4))
    stopping = fewest_to_stop(rules, roll(civil=5))
    assert stopping is not None
    assert len(stopping.ways) == len(set(stopping.ways))
    assert stopping.people == 2
