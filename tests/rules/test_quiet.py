"""Quiet hours: what people type, and until when a message waits."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiet import Quiet, read_quiet

BERLIN = "Europe/Berlin"
NIGHT = Quiet(22 * 60, 7 * 60)


@pytest.mark.parametrize(
    "typed",
    ["22:00-07:00", "22-7", "22h à 7h", "10pm to 7am", "22:00 – 7:00", "22h-07h00", "22:00 until 7:00"],
)
def test_what_people_type(typed: str) -> None:
    assert read_quiet(typed) == NIGHT


@pytest.mark.parametrize("typed", ["", "22", "25-7", "22-22", "22:00-7:00-8:00", "x-y", "noon", "midnight-x"])
def test_what_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_quiet(typed)


def test_over_midnight_and_within_a_day() -> None:
    assert read_quiet("midnight-6") == Quiet(0, 6 * 60)
    assert NIGHT.spelt == ("22:00", "07:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "due", "comes"),
    [
        (NIGHT, "2026-12-01 21:59", "2026-12-01 21:59"),
        (NIGHT, "2026-12-01 22:00", "2026-12-02 07:00"),
        (NIGHT, "2026-12-02 06:59", "2026-12-02 07:00"),
        (NIGHT, "2026-12-02 07:00", "2026-12-02 07:00"),
        (Quiet(12 * 60, 13 * 60), "2026-12-02 12:30", "2026-12-02 13:00"),
        (NIGHT, "2027-03-27 23:00", "2027-03-28 07:00"),
        (NIGHT, "2027-10-30 23:00", "2027-10-31 07:00"),
        (Quiet(60, 2 * 60 + 30), "2027-03-28 01:30", "2027-03-28 03:00"),
    ],
)
def test_until_when_a_message_waits(quiet: Quiet, due: str, comes: str) -> None:
    assert quiet.until(at(due), BERLIN) == at(comes)


@given(
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda both: both[0] != both[1]),
    st.integers(0, 400 * 24 * 60),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC", "+05:30"]),
)
def test_nothing_waits_longer_than_a_day_nor_twice(hours: tuple[int, int], minutes: int, zone: str) -> None:
    quiet = Quiet(*hours)
    due = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    comes = quiet.until(due, zone)
    assert timedelta(0) <= comes - due <= timedelta(hours=25)
