"""The calendar, read back by the same library, as any other program would read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from icalendar.cal import Component

from bot.boundary import Reader
from bot.calendar import write_calendar
from bot.reports import Event
from bot.text import Code, Text

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def deadline(**changed: object) -> Event:
    fields: dict[str, object] = {
        "uid": "k3y",
        "sequence": 2,
        "title": Text(
            "{poll} closes: {question}", poll=Code("P-1"), question="Tea, or coffee; and when?\nSay"
        ),
        "starts": NOW + timedelta(days=7),
        "changed": NOW,
    }
    return Event(**{**fields, **changed})  # type: ignore[arg-type]


def read(*events: Event, name: str = "Tea", reader: Reader | None = None) -> Component:
    reader = reader or Reader()
    return Calendar.from_ical(write_calendar(events, name, reader))


def only(calendar: Component) -> Component:
    (entry,) = calendar.walk("VEVENT")
    return entry


def test_a_deadline_comes_back_as_it_was() -> None:
    calendar = read(deadline())
    assert calendar["VERSION"] == "2.0"
    assert calendar["X-WR-CALNAME"] == "Tea"
    entry = only(calendar)
    assert entry["UID"] == "k3y@convenor"
    assert entry["SEQUENCE"] == 2
    assert entry.decoded("DTSTART") == NOW + timedelta(days=7)
    assert entry.decoded("DTSTAMP") == NOW
    assert "DTEND" not in entry
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["TRANSP"] == "TRANSPARENT"
    assert entry["SUMMARY"] == "P-1 closes: Tea, or coffee; and when?\nSay"


def test_what_is_cancelled_stays_with_a_higher_number() -> None:
    entry = only(read(deadline(cancelled=True, sequence=3)))
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 3)


def test_a_turn_has_an_end_and_names_its_holder() -> None:
    entry = only(
        read(
            deadline(
                ends=NOW + timedelta(days=7, hours=1),
                about=Text("Facilitator"),
                people=("Zoé; Müller, 子", 'An "Other"'),
            )
        )
    )
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(hours=1)
    assert entry["DESCRIPTION"] == 'Facilitator\nIt concerns Zoé; Müller, 子 and An "Other".'
    assert "ATTENDEE" not in entry


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Pacific/Chatham", "Asia/Kolkata"])
def test_moments_are_the_same_in_every_zone_and_through_both_nights(zone: str) -> None:
    wall = [datetime(2026, month, 25, 14, 0, tzinfo=ZoneInfo(zone)) for month in range(1, 13)]
    events = [deadline(uid=f"k{at.month}", starts=at) for at in wall]
    entries = read(*events, reader=Reader(zone=zone)).walk("VEVENT")
    assert [entry.decoded("DTSTART") for entry in entries] == wall
    assert b"TZID" not in write_calendar(events, "Tea", Reader(zone=zone))


def test_events_stand_in_their_order_and_in_the_readers_language() -> None:
    late, early = deadline(uid="b", starts=NOW + timedelta(days=2)), deadline(uid="a", starts=NOW)
    assert [entry["UID"] for entry in read(late, early).walk("VEVENT")] == ["a@convenor", "b@convenor"]
    asked = deadline(title=Text("Your groups"))
    assert only(read(asked, reader=Reader("fr", "UTC")))["SUMMARY"] != "Your groups"


def test_a_group_without_dates_has_an_empty_calendar() -> None:
    assert read(name="Café, 会; x\r\nEND:VCALENDAR").walk("VEVENT") == []
    assert "\r\nNAME:Café\\, 会\r\n" in write_calendar([], "Café, 会", Reader()).decode()


def test_lines_fit_the_format() -> None:
    written = write_calendar([deadline(title=Text("{long}", long="é" * 300))], "T", Reader())
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.endswith(b"END:VCALENDAR\r\n")
