"""When polls close, and how holidays are typed: tables and properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commands.group.rules import read_holidays, written_holidays
from commands.poll.deadlines import Window, window

TUESDAY_TO_THURSDAY = ("tue", "wed", "thu")
WINTER = ((date(2026, 12, 24), date(2027, 1, 2)), (date(2027, 5, 1), date(2027, 5, 1)))


def usual() -> Window:
    found = window(TUESDAY_TO_THURSDAY, "23:59 UTC", WINTER)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("earliest", "first"),
    [
        ("2026-12-01T09:00Z", "2026-12-01T23:59Z"),  # a Tuesday
        ("2026-12-01T23:59Z", "2026-12-01T23:59Z"),
        ("2026-12-01T23:59:01Z", "2026-12-02T23:59Z"),
        ("2026-12-03T23:59:01Z", "2026-12-08T23:59Z"),  # from Thursday to Tuesday
        ("2026-12-04T00:30+02:00", "2026-12-03T23:59Z"),  # days are those of UTC
        ("2026-12-23T23:59:30Z", "2027-01-05T23:59Z"),  # over the holidays
        ("2027-04-29T23:59:30Z", "2027-05-04T23:59Z"),
    ],
)
def test_the_first_fitting_moment(earliest: str, first: str) -> None:
    assert usual().first(datetime.fromisoformat(earliest)) == datetime.fromisoformat(first)


def test_a_charter_may_name_only_days_or_only_an_hour() -> None:
    at = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
    days, hour = window(("mon",), "", ()), window((), "12:00 UTC", ())
    assert days is not None
    assert hour is not None
    assert days.first(at) == datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    assert hour.first(at) == datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    assert window((), "", WINTER) is None


def test_holidays_without_end_do_not_keep_a_poll_open_for_ever() -> None:
    always = window(TUESDAY_TO_THURSDAY, "23:59 UTC", ((date(2020, 1, 1), date(2040, 1, 1)),))
    assert always is not None
    assert always.first(datetime(2026, 12, 1, tzinfo=UTC)) == datetime(2026, 12, 1, 23, 59, tzinfo=UTC)


moments = some.integers(0, 210 * 24 * 3600).map(
    lambda seconds: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(moments)
def test_the_first_moment_fits_and_none_before_it_does(earliest: datetime) -> None:
    first = usual().first(earliest)
    assert first >= earliest
    assert usual().fits(first)
    minute = earliest.replace(second=0, microsecond=0) + timedelta(minutes=1)
    days = (datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC) for day in _days(minute, first))
    assert not any(usual().fits(moment) for moment in days if earliest <= moment < first)


def _days(since: datetime, until: datetime) -> list[date]:
    return [since.date() + timedelta(days=ahead) for ahead in range((until.date() - since.date()).days + 1)]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2026-12-24..2027-01-02 | 2027-05-01", "2026-12-24..2027-01-02 | 2027-05-01"),
        ("2027-05-01, 2026-12-24 .. 2027-01-02", "2026-12-24..2027-01-02 | 2027-05-01"),
        ("2026-12-24..2026-12-26 | 2026-12-27", "2026-12-24..2026-12-27"),
        ("2026-12-24 to 2026-12-26", "2026-12-24..2026-12-26"),
        ("2026-12-24..2026-12-24", "2026-12-24"),
        ("none", "none"),
        ("Aucun", "none"),
    ],
)
def test_holidays_are_read_in_order_and_united(typed: str, written: str) -> None:
    assert written_holidays(read_holidays(typed)) == written
    assert read_holidays(written) == read_holidays(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", " | ", "Christmas", "2026-02-30", "24/12/2026", "2026-12-26..2026-12-24", "2026-12-01..2027-01-01",
        "2026-12-01..2026-12-20 | 2026-12-21..2027-01-15", " | ".join(f"{year}-01-01" for year in range(2030, 2071)),
    ],
)  # fmt: skip
def test_what_is_no_holiday_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_holidays(typed)
