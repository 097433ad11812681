"""The life of an objection as a machine: what can follow what, and what can never happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.objection.rules import (
    LONGEST_HOLD,
    Disposition,
    HoldFault,
    Kind,
    Part,
    State,
    Step,
    after,
    hold_fault,
    is_settled,
    is_unanswered,
    part_of,
    stands,
    step_of,
)

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
OBJECTION, CONCERN = Kind.OBJECTION, Kind.CONCERN
kinds = st.sampled_from(Kind)
lives = st.lists(st.sampled_from(Step), max_size=30)


@pytest.mark.parametrize(
    ("state", "step", "expected"),
    [
        (State.OPEN, Step.ANSWER, State.ANSWERED),
        (State.OPEN, Step.ACCEPT, None),  # there is nothing to accept
        (State.OPEN, Step.OVERRULE, State.OVERRULED),  # a ruling gives its reasons, and so answers
        (State.OPEN, Step.WITHDRAW, State.WITHDRAWN),
        (State.ANSWERED, Step.ANSWER, State.ANSWERED),  # a better answer
        (State.ANSWERED, Step.ACCEPT, State.ACCEPTED),
        (State.ANSWERED, Step.REWORD, State.OPEN),  # what is new was not answered
        (State.ANSWERED, Step.UPHOLD, State.UPHELD),
        (State.ACCEPTED, Step.ACCEPT, None),
        (State.ACCEPTED, Step.OVERRULE, None),
        (State.ACCEPTED, Step.REOPEN, State.OPEN),
        (State.WITHDRAWN, Step.WITHDRAW, None),
        (State.WITHDRAWN, Step.REOPEN, State.OPEN),
        (State.UPHELD, Step.OVERRULE, None),  # another facilitator cannot undo it
        (State.UPHELD, Step.ANSWER, None),
        (State.UPHELD, Step.WITHDRAW, State.WITHDRAWN),
        (State.OVERRULED, Step.REOPEN, None),  # voting anew does not undo a ruling
        (State.OVERRULED, Step.UPHOLD, None),
        (State.MERGED, Step.ANSWER, None),
        (State.MERGED, Step.SEPARATE, State.OPEN),
        (State.MERGED, Step.WITHDRAW, State.WITHDRAWN),
    ],
)
def test_what_can_follow_what(state: State, step: Step, expected: State | None) -> None:
    assert after(OBJECTION, state, step) is expected


def lived(kind: Kind, steps: list[Step]) -> list[tuple[State, Step, State]]:
    """The steps that were possible, each with the state before and after it."""
    state, path = State.OPEN, []
    for step in steps:
        follows = after(kind, state, step)
        if follows is not None:
            path.append((state, step, follows))
            state = follows
    return path


@given(kinds, lives)
def test_nothing_is_ever_deleted(kind: Kind, steps: list[Step]) -> None:
    """Every step leads to a state that can be shown, and every such state came by a step."""
    assert all(follows in State for _, _, follows in lived(kind, steps))


@given(kinds, lives)
def test_nothing_happens_twice(kind: Kind, steps: list[Step]) -> None:
    """What was accepted, withdrawn, ruled on or merged cannot be so again, unless it was open in between."""
    for state, step, _ in lived(kind, steps):
        if step in (Step.ACCEPT, Step.WITHDRAW, Step.UPHOLD, Step.OVERRULE, Step.MERGE):
            follows = after(kind, state, step)
            assert follows is not None
            assert after(kind, follows, step) is None


@given(kinds, lives)
def test_what_is_closed_is_opened_by_objecting_again_only(kind: Kind, steps: list[Step]) -> None:
    for state, step, follows in lived(kind, steps):
        if state in (State.ACCEPTED, State.WITHDRAWN):
            assert (step, follows) == (Step.REOPEN, State.OPEN)


@given(lives)
def test_a_ruling_is_final_but_for_whoever_raised_it(steps: list[Step]) -> None:
    for state, step, _ in lived(OBJECTION, steps):
        assert state is not State.OVERRULED
        if state is State.UPHELD:
            assert step is Step.WITHDRAW


@given(lives)
def test_a_concern_never_stands_and_is_never_ruled_on(steps: list[Step]) -> None:
    for state, step, follows in lived(CONCERN, steps):
        assert step not in (Step.UPHOLD, Step.OVERRULE)
        for each in (state, follows):
            assert not stands(CONCERN, each)
            assert not is_unanswered(CONCERN, each)
            assert not is_settled(CONCERN, each)


@given(lives)
def test_an_objection_stands_is_settled_or_lives_on_in_another(steps: list[Step]) -> None:
    for _, _, state in lived(OBJECTION, steps):
        assert [stands(OBJECTION, state), is_settled(OBJECTION, state), state is State.MERGED].count(
            True
        ) == 1
        assert stands(OBJECTION, state) or not is_unanswered(OBJECTION, state)


@given(lives)
def test_it_stops_standing_by_whoever_raised_it_or_by_a_ruling_only(steps: list[Step]) -> None:
    """An answer alone settles nothing, whatever it says."""
    for state, step, follows in lived(OBJECTION, steps):
        if stands(OBJECTION, state) and is_settled(OBJECTION, follows):
            assert step in (Step.ACCEPT, Step.WITHDRAW, Step.OVERRULE)


@pytest.mark.parametrize("disposition", Disposition)
def test_every_disposition_but_one_means_that_it_does_not_stand(disposition: Disposition) -> None:
    follows = after(OBJECTION, State.OPEN, step_of(disposition))
    assert follows is (State.UPHELD if disposition is Disposition.UPHELD else State.OVERRULED)


@pytest.mark.parametrize(
    ("participant", "expected"), [(1, Part.RAISED), (2, Part.SIGNED), (3, Part.OPENED), (4, None)]
)
def test_who_has_a_part_in_it(participant: int, expected: Part | None) -> None:
    assert part_of(participant, raised_by=1, signers=[2], opened_by=3) is expected


@pytest.mark.parametrize(
    ("until", "held_before", "expected"),
    [
        (AT + timedelta(minutes=1), False, None),
        (AT + LONGEST_HOLD, False, None),
        (AT + LONGEST_HOLD + timedelta(minutes=1), False, HoldFault.LONG),
        (AT, False, HoldFault.PAST),
        (AT - timedelta(days=1), False, HoldFault.PAST),
        (AT + timedelta(days=1), True, HoldFault.TWICE),
    ],
)
def test_time_to_think_is_given_once_and_for_seven_days(
    until: datetime, held_before: bool, expected: HoldFault | None
) -> None:
    assert hold_fault(AT, until, held_before=held_before) is expected
