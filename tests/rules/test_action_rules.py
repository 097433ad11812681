"""When an action is followed up: told as tables, and as properties over all dates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.action.rules import coordinators_are_told, next_follow_up, owners_are_told

DUE = datetime(2026, 12, 10, 12, tzinfo=UTC)


def days(count: float) -> datetime:
    return DUE + timedelta(days=count)


@pytest.mark.parametrize(
    ("patience", "after", "comes"),
    [
        (7, -30, -1),
        (7, -1, 0),
        (7, -0.5, 0),
        (7, 0, 7),
        (7, 7, 14),
        (2, 0, 2),
        (2, 2, 7),
        (0, -0.5, 0),
        (10, 7, 10),
        (10, 10, 14),
        (7, 700, 707),
    ],
)
def test_what_comes_next(patience: int, after: float, comes: float) -> None:
    assert next_follow_up(DUE, patience, days(after)) == days(comes)


@pytest.mark.parametrize(
    ("since", "at", "owners", "coordinators"),
    [
        (-1, -1, True, False),
        (0, 0, True, False),
        (2, 2, False, True),
        (7, 7, True, False),
        (-1, 3, True, True),  # the bot was down for four days
        (2, 6.9, False, True),
        (14, 14, True, False),
    ],
)
def test_who_is_told(since: float, at: float, owners: bool, coordinators: bool) -> None:
    assert owners_are_told(DUE, days(since), days(at)) is owners
    assert coordinators_are_told(DUE, 2, days(since), days(at)) is coordinators


@given(st.integers(0, 365), st.integers(-1000, 4000))
def test_somebody_is_told_at_every_follow_up_and_at_least_weekly(patience: int, hours: int) -> None:
    after = DUE + timedelta(hours=hours)
    comes = next_follow_up(DUE, patience, after)
    assert comes > after
    assert owners_are_told(DUE, comes, comes) or coordinators_are_told(DUE, patience, comes, comes)
    if hours >= -24:
        assert comes - after <= timedelta(days=7)


@given(st.integers(0, 60), st.integers(-72, 600))
def test_coordinators_are_told_exactly_once(patience: int, hours: int) -> None:
    at = DUE + timedelta(hours=hours)
    told = 0
    for _ in range(40):
        at = next_follow_up(DUE, patience, at)
        told += coordinators_are_told(DUE, patience, at, at)
    assert told == (1 if DUE + timedelta(hours=hours) < DUE + timedelta(days=patience) else 0)
