"""What it changes that somebody steps aside: the arithmetic of the roll, its quorums and its thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commands.poll.rules import (
    NO,
    YES,
    Count,
    Method,
    QuorumMissed,
    RollSize,
    Rules,
    Standing,
    Threshold,
    fewest_to_adopt,
    fewest_to_stop,
    out_of_reach,
    replaced,
    tally,
    without,
)
from commands.poll.rules.terms import whole
from tests.rules.polls import roll, rolls, rules_of
from tests.rules.test_poll_power import acting, patterns

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@st.composite
def stepped_aside(
    draw: st.DrawFn, on: Sequence[RollSize], least: int = 0
) -> tuple[tuple[RollSize, ...], list[str]]:
    """The roll after some of it recused themselves, and of which stakeholder group each of them was."""
    now, gone = tuple(on), list[str]()
    for _ in range(draw(st.integers(least, 3))):
        kinds = [(size.stakeholder, True) for size in now if size.available]
        kinds += [(size.stakeholder, False) for size in now if size.seats > size.available]
        if not kinds:
            break
        stakeholder, available = draw(st.sampled_from(kinds))
        now = without(now, stakeholder, available=available)
        gone.append(stakeholder)
    return now, gone


# ---------------------------------------------------------------- examples


@pytest.mark.parametrize(
    ("seats", "quorum", "recused", "needed"),
    [
        (10, HALF, 0, 5),
        (10, HALF, 4, 3),  # half of the six who are left
        (4, THIRD, 0, 2),
        (4, THIRD, 2, 2),  # a third of two would be one: never below two
        (4, THIRD, 3, 2),
        (3, Fraction(1), 2, 2),
        (3, THIRD, 2, 1),  # it was one before
        (1, HALF, 1, 1),  # or the seats at the opening, where these were fewer
        (2, Fraction(1), 1, 2),
    ],
)
def test_the_quorum_of_a_stakeholder_group(seats: int, quorum: Fraction, recused: int, needed: int) -> None:
    rules, now = Rules(Method.VOTE, group_quorum=quorum), roll(civil=seats)
    for _ in range(recused):
        now = without(now, "civil", available=True)
    assert rules.each_group.turnout(now[0]) == needed
    assert now[0].seats == seats - recused


def test_all_together_have_no_such_least() -> None:
    rules, now = Rules(Method.VOTE, quorum=HALF), roll(civil=4)
    for _ in range(3):
        now = without(now, "civil", available=True)
    assert rules.overall.turnout(now[0]) == 1


def test_a_floor_is_a_number_of_people_and_does_not_move() -> None:
    """Else the last ballot of a secret poll could be read once the others have stepped aside."""
    rules = Rules(Method.VOTE, floor=3)
    now = without(roll(civil=3), "civil", available=True)
    assert rules.overall.turnout(now[0]) == 3
    assert out_of_reach(rules, now) == (None,)
    assert not tally(rules, (), now, [Count("civil", YES, 2)]).passed


def test_a_threshold_of_the_roll_counts_those_who_are_left() -> None:
    rules, before = Rules(Method.VOTE, Threshold.parse("majority of roll")), roll(civil=5)
    votes = [Count("civil", YES, 2)]
    assert not tally(rules, (), before, votes).passed
    now = without(without(before, "civil", available=True), "civil", available=True)
    assert tally(rules, (), now, votes).passed


def test_a_group_whose_quorum_is_out_of_reach_stops_the_poll_and_is_named() -> None:
    rules = Rules(Method.VOTE, group_quorum=HALF)
    now = without(roll(civil=3, private=1), "private", available=True)
    result = tally(rules, (), now, [Count("civil", YES, 3)])
    assert not result.passed
    assert QuorumMissed("private", 0, 1) in result.reasons
    assert out_of_reach(rules, now) == ("private",)
    assert fewest_to_adopt(rules, now) is None
    assert fewest_to_stop(rules, now) is None


def test_where_no_quorum_is_asked_a_group_that_stepped_aside_neither_blocks_nor_passes() -> None:
    rules = Rules(Method.VOTE, group_threshold=Threshold.parse("1/2"))
    now = without(roll(civil=3, private=1), "private", available=True)
    result = tally(rules, (), now, [Count("civil", YES, 3)])
    assert result.passed
    assert result.lines[1].standing is Standing.EMPTY


def test_an_alternate_keeps_the_seat_and_ends_an_absence() -> None:
    assert replaced(roll(civil=3), "civil", available=True) == roll(civil=3)
    assert replaced(roll(civil=(3, 2)), "civil", available=False) == roll(civil=3)


@pytest.mark.parametrize(
    ("on", "available"), [(roll(civil=0), True), (roll(civil=(2, 0)), True), (roll(civil=2), False)]
)
def test_nobody_recuses_who_is_not_there(on: tuple[RollSize, ...], available: bool) -> None:
    with pytest.raises(ValueError, match="available"):
        without(on, "civil", available=available)
    with pytest.raises(ValueError, match="nobody"):
        without(on, "private", available=available)


# ---------------------------------------------------------------- properties


@given(rules_of(), rolls(), st.data())
def test_recusals_take_people_out_and_nothing_else(
    rules: Rules, before: tuple[RollSize, ...], data: st.DataObject
) -> None:
    now, gone = data.draw(stepped_aside(before))
    for size, was in zip(now, before, strict=True):
        left = gone.count(was.stakeholder)
        assert (size.seats, size.recused) == (was.seats - left, left)
        assert was.available - size.available == size.recused_available
        demand = rules.asked_of(size.stakeholder)
        opened, asked = demand.turnout(was), demand.turnout(size)
        assert min(opened, 2, was.seats) <= asked <= opened
        if not left:
            assert asked == opened
    assert rules.overall.turnout(whole(now)) <= rules.overall.turnout(whole(before))


@given(rolls(), st.data())
def test_the_order_of_recusals_makes_no_difference(before: tuple[RollSize, ...], data: st.DataObject) -> None:
    """Those who are available step aside in any order."""
    groups = [size.stakeholder for size in before for _ in range(size.available)]
    gone = data.draw(st.lists(st.sampled_from(groups), max_size=3) if groups else st.just([]))
    assume(all(gone.count(size.stakeholder) <= size.available for size in before))
    one, other = before, before
    for stakeholder in gone:
        one = without(one, stakeholder, available=True)
    for stakeholder in data.draw(st.permutations(gone)):
        other = without(other, stakeholder, available=True)
    assert one == other


@given(rules_of(), rolls(), st.data())
def test_out_of_reach_is_what_even_everybody_in_favour_does_not_pass(
    rules: Rules, before: tuple[RollSize, ...], data: st.DataObject
) -> None:
    now, _ = data.draw(stepped_aside(before, least=1))
    named = out_of_reach(rules, now)
    if not named:
        return
    favour = {Method.VOTE: YES, Method.CONSENT: "agree"}.get(rules.method, "#1")
    cells = [Count(size.stakeholder, favour, size.seats) for size in now]
    result = tally(rules, ("Geneva", "Nairobi", "Montevideo"), now, cells)
    assert not result.passed
    if result.overall.voted:
        missed = {reason.stakeholder for reason in result.reasons if isinstance(reason, QuorumMissed)}
        assert missed >= set(named)


small = rolls(groups=3, seats=3).filter(lambda on: 0 < sum(size.seats for size in on) <= 6)


@settings(max_examples=60, deadline=None)
@given(rules_of(Method.VOTE, Method.CONSENT), small, st.data())
def test_how_few_could_do_it_after_recusals(
    rules: Rules, before: tuple[RollSize, ...], data: st.DataObject
) -> None:
    """Against every pattern of ballots, as before any recusal."""
    now, _ = data.draw(stepped_aside(before, least=1))
    assume(any(size.seats for size in now))
    seats = sum(size.seats for size in now)
    adopt, stop = fewest_to_adopt(rules, now), fewest_to_stop(rules, now)
    seen = list(patterns(rules, now))
    passing = [voted for voted, _, passed in seen if passed]
    if adopt is None:
        assert not passing
        assert stop is None
        return
    assert adopt.people == min(passing)
    assert stop is not None
    assert stop.people == min(seats - favour for _, favour, passed in seen if not passed)


@given(rules_of(), rolls(), st.data())
def test_those_who_are_named_can_do_it_after_recusals(
    rules: Rules, before: tuple[RollSize, ...], data: st.DataObject
) -> None:
    now, _ = data.draw(stepped_aside(before, least=1))
    adopt = fewest_to_adopt(rules, now)
    assume(adopt is not None)
    assert adopt is not None
    assert all(acting(rules.method, now, way, data, rules).passed for way in adopt.ways)


@given(rolls(), st.data())
def test_a_void_ballot_counts_for_nothing(before: tuple[RollSize, ...], data: st.DataObject) -> None:
    """Whoever steps aside leaves the same result as if they had never been on the roll, where the rules ask no
    quorum."""
    now, gone = data.draw(stepped_aside(before))
    rules = Rules(Method.VOTE, Threshold.parse("1/2 of roll"))
    never = tuple(RollSize(size.stakeholder, size.seats, size.available) for size in now)
    cells = [Count(size.stakeholder, data.draw(st.sampled_from((YES, NO))), size.seats) for size in now]
    with_them, without_them = tally(rules, (), now, cells), tally(rules, (), never, cells)
    assert with_them == without_them
    assert len(gone) == sum(size.recused for size in now)


def test_where_groups_are_heard_one_out_of_reach_does_not_stop_the_others() -> None:
    rules = Rules(Method.CONSENT, heard=2, group_floor=2, group_quorum=THIRD)
    now = roll(civil=3, private=3, technical=3)
    for _ in range(2):
        now = without(now, "civil", available=True)
    assert out_of_reach(rules, now) == ()
    for _ in range(2):
        now = without(now, "private", available=True)
    assert out_of_reach(rules, now) == ("civil", "private")
