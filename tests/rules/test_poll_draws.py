"""Ties in polls, and what comes out once a draw or a casting vote broke them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random  # noqa: TID251 - only its type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.draw import order
from commands.poll.counting import Election, Ranked, count
from commands.poll.rules import (
    Broken,
    Count,
    Counting,
    Method,
    Result,
    RollSize,
    Rules,
    Threshold,
    pool,
    rankings,
    settled,
    tally,
    tiers_of,
)
from commands.poll.rules.draws import tied
from tests.rules.polls import OPTIONS, counts, roll

BY_DRAW = (Counting.IRV, Counting.SCHULZE, Counting.SCOTTISH_STV)
VALUES = ("3 7 21 30", "9319.5")


def held(method: Method, **groups: Mapping[str, int]) -> Result:
    return ruled(Rules(method), **groups)


def ruled(rules: Rules, **groups: Mapping[str, int]) -> Result:
    sizes = roll(**{name: sum(ballots.values()) for name, ballots in groups.items()})
    return tally(rules, OPTIONS, sizes, counts(**groups))


@pytest.mark.parametrize("method", [Method.CHOICE, Method.APPROVAL])
def test_whoever_was_drawn_first_of_those_that_tie_wins(method: Method) -> None:
    result = held(method, government={"#1": 2, "#3": 2, "#2": 1})
    drawn = pool(Rules(method), OPTIONS, result)
    assert drawn == ("#1", "#3")
    done = settled(Rules(method), OPTIONS, result, (), ("#3", "#1"))
    assert (done.passed, done.winners) == (True, ("#3",))
    assert Broken(0, ("#1", "#3"), "#3", "draw") in done.reasons


def test_points_that_tie_are_drawn_too() -> None:
    result = held(Method.SCORE, government={"#1=5|#2=4": 1, "#2=1": 1})
    assert pool(Rules(Method.SCORE), OPTIONS, result) == ("#1", "#2")
    done = settled(Rules(Method.SCORE), OPTIONS, result, (), ("#2", "#1"))
    assert (done.passed, done.winners) == (True, ("#2",))


def test_a_draw_that_could_make_nothing_pass_is_not_offered() -> None:
    rules = Rules(Method.CHOICE, group_threshold=Threshold.parse(">=1/2 of cast"))
    result = ruled(rules, government={"#1": 2, "#2": 1, "#3": 1}, civil={"#1": 1, "#2": 2, "#3": 0})
    assert tied(result) == ("#1", "#2")
    assert pool(rules, OPTIONS, result) == ()


def test_what_a_draw_takes_may_still_miss_what_is_asked_of_a_stakeholder_group() -> None:
    rules = Rules(Method.CHOICE, group_threshold=Threshold.parse(">=1/3 of cast"))
    result = ruled(
        rules, government={"#1": 2, "#2": 3}, civil={"#1": 2, "#2": 2}, tech={"#1": 2, "#2": 1, "#3": 1}
    )
    assert pool(rules, OPTIONS, result) == ("#1", "#2")
    assert settled(rules, OPTIONS, result, (), ("#1", "#2")).passed
    missed = settled(rules, OPTIONS, result, (), ("#2", "#1"))
    assert (missed.passed, missed.winners) == (False, ())


@pytest.mark.parametrize(
    ("rules", "ballots"),
    [
        (Rules(Method.CHOICE), {"#1": 2, "#2": 1}),
        (Rules(Method.CHOICE), {"abstain": 2}),
        (Rules(Method.SCORE), {"none": 2}),
        (Rules(Method.RANKED), {"abstain": 2}),
        (Rules(Method.RANKED), {"#1>#2": 2, "#2": 1}),
        (Rules(Method.CHOICE, threshold=Threshold.parse("2/3 of cast")), {"#1": 1, "#2": 1}),
        (Rules(Method.CHOICE, floor=5), {"#1": 1, "#2": 1}),
        (Rules(Method.RANKED, floor=5), {"#1": 1, "#2": 1}),
        (Rules(Method.VOTE), {"yes": 1, "no": 1}),
    ],
)
def test_there_is_nothing_to_draw(rules: Rules, ballots: Mapping[str, int]) -> None:
    sizes = roll(government=6)
    assert pool(rules, OPTIONS, tally(rules, OPTIONS, sizes, counts(government=ballots))) == ()


def test_debians_rule_leaves_a_tie_to_the_casting_vote() -> None:
    rules = Rules(Method.RANKED, counting=Counting.DEBIAN)
    result = ruled(rules, government={"#1>#2>#3": 3, "#2>#1>#3": 3})
    assert pool(rules, OPTIONS, result) == ("#1", "#2")
    kept = (("#1>#2>#3", 3), ("#2>#1>#3", 3))
    done = settled(rules, OPTIONS, result, kept, ("#2",))
    assert (done.passed, done.winners) == (True, ("#2",))
    assert Broken(0, ("#1", "#2"), "#2", "casting vote") in done.reasons


def test_ballots_that_the_rule_cannot_count_leave_it_all_to_the_draw() -> None:
    rules = Rules(Method.RANKED, counting=Counting.SCOTTISH_STV, places=2)
    result = ruled(rules, government={"#1=#2=#3": 4})
    assert pool(rules, OPTIONS, result) == ("#1", "#2", "#3")
    done = settled(rules, OPTIONS, result, (("#1=#2=#3", 4),), ("#3", "#1", "#2"))
    assert (done.passed, done.winners) == (True, ("#3", "#1"))


@st.composite
def ranked(draw: st.DrawFn) -> tuple[Rules, tuple[RollSize, ...], list[Count]]:
    counting = draw(st.sampled_from(BY_DRAW))
    places = draw(st.integers(1, 2)) if counting is Counting.SCOTTISH_STV else 1
    choice = st.lists(st.sampled_from(("#1", "#2", "#3")), min_size=1, max_size=3, unique=True).map(">".join)
    row = st.builds(Count, st.sampled_from(("north", "south")), choice, st.integers(1, 3))
    rows = draw(st.lists(row, min_size=1, max_size=6))
    return Rules(Method.RANKED, counting=counting, places=places), roll(north=30, south=30), rows


def outside(rules: Rules, kept: Sequence[tuple[str, int]], sources: Sequence[str]) -> tuple[str, ...]:
    """Who wins by `convenor count`, which knows nothing of polls."""
    election = Election(OPTIONS, {Ranked(tiers_of(choice)): n for choice, n in kept}, rules.places)
    return tuple(f"#{winner + 1}" for winner in count(election, str(rules.counting), sources).winners)


@given(ranked(), st.randoms(use_true_random=False), st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_a_drawn_election_is_complete_and_anybody_gets_the_same(
    held: tuple[Rules, tuple[RollSize, ...], list[Count]], shuffle: Random, numbers: tuple[int, int]
) -> None:
    rules, sizes, rows = held
    result = tally(rules, OPTIONS, sizes, rows)
    drawn = pool(rules, OPTIONS, result)
    assert bool(drawn) == (not result.passed)
    if not drawn:
        return
    kept = rankings(rules, OPTIONS, sizes, rows)
    shuffle.shuffle(rows)
    assert rankings(rules, OPTIONS, sizes, rows) == kept  # The order of ballots makes no difference.
    values = tuple(map(str, numbers))
    taken = tuple(drawn[number - 1] for number in order(values, len(drawn)))
    done = settled(rules, OPTIONS, result, kept, taken)
    assert done.passed
    assert len(done.winners) == rules.places
    assert {*result.winners} <= {*done.winners} <= {*result.winners, *tied(result)}
    assert done.winners == outside(rules, kept, values)
    assert (done.overall, done.lines) == (result.overall, result.lines)


@given(st.permutations(("#1", "#2", "#3")), st.integers(1, 4))
def test_a_draw_never_elects_what_did_not_tie(taken: list[str], votes: int) -> None:
    rules = Rules(Method.CHOICE, quorum=Fraction(1, 2))
    result = ruled(rules, government={"#1": votes, "#3": votes, "#2": votes - 1})
    done = settled(rules, OPTIONS, result, (), taken)
    assert done.winners == (min(("#1", "#3"), key=taken.index),)
    assert replace(done, reasons=(), winners=(), passed=False, overall=result.overall) == replace(
        result, reasons=()
    )
