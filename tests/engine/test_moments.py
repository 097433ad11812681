"""What people type for a moment, and what we understand."""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.moments import Ambiguous, Reading, Unreadable, known_zone, local, read_duration, read_moment, words
from bot.moments.zones import rules_of

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 21, 9, tzinfo=ZoneInfo(BERLIN))  # a Saturday
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=ZoneInfo(BERLIN))


def read(text: str, now: datetime = NOW, language: str = "en") -> Reading:
    return read_moment(text, now=now, zone=BERLIN, language=language)


def shown(reading: Reading) -> str:
    """The moment as clocks show it in the zone in which it was meant."""
    assert reading.at.tzinfo is UTC
    return reading.at.astimezone(rules_of(reading.zone)).strftime("%a %Y-%m-%d %H:%M")


def each(texts: str) -> list[str]:
    return [text.strip() for line in texts.strip().splitlines() for text in line.split("|")]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# -------------------- what is understood

FROM_NOW = {
    "now": "Sat 2026-11-21 09:00",
    "in 3 days": "Tue 2026-11-24 09:00",
    "In  3  DAYS ": "Tue 2026-11-24 09:00",
    "in 72 hours": "Tue 2026-11-24 09:00",
    "in 2h": "Sat 2026-11-21 11:00",
    "3 days": "Tue 2026-11-24 09:00",
    "3 days from now": "Tue 2026-11-24 09:00",
    "within 2 weeks": "Sat 2026-12-05 09:00",
    "72h": "Tue 2026-11-24 09:00",
    "+2d 3h": "Mon 2026-11-23 12:00",
    "2 days and 3 hours": "Mon 2026-11-23 12:00",
    "in a week": "Sat 2026-11-28 09:00",
    "in two weeks": "Sat 2026-12-05 09:00",
    "in a fortnight": "Sat 2026-12-05 09:00",
    "in an hour": "Sat 2026-11-21 10:00",
    "in half an hour": "Sat 2026-11-21 09:30",
    "10 minutes": "Sat 2026-11-21 09:10",
    "in 1 month": "Mon 2026-12-21 09:00",
    "in 6 months": "Fri 2027-05-21 09:00",
    "in a year": "Sun 2027-11-21 09:00",
    "in 3 days at 15:00": "Tue 2026-11-24 15:00",
    "in a week at noon": "Sat 2026-11-28 12:00",
    "dans 3 jours": "Tue 2026-11-24 09:00",
    "dans 3 jours à 15h": "Tue 2026-11-24 15:00",
    "d'ici 2 semaines": "Sat 2026-12-05 09:00",
    "d’ici à 2 semaines": "Sat 2026-12-05 09:00",
    "sous une semaine": "Sat 2026-11-28 09:00",
    "dans une demi-heure": "Sat 2026-11-21 09:30",
    "dans 2h30": "Sat 2026-11-21 11:30",
    "dans trois mois": "Sun 2027-02-21 09:00",
    "dans un an": "Sun 2027-11-21 09:00",
}

NAMED_DAYS = {
    "tomorrow": "Sun 2026-11-22 23:59",
    "tomorrow noon": "Sun 2026-11-22 12:00",
    "noon tomorrow": "Sun 2026-11-22 12:00",
    "tomorrow at 9": "Sun 2026-11-22 09:00",
    "tomorrow at 03": "Sun 2026-11-22 03:00",
    "tomorrow at 9 o'clock": "Sun 2026-11-22 09:00",
    "tomorrow at 12": "Sun 2026-11-22 12:00",
    "at 9 tomorrow morning": "Sun 2026-11-22 09:00",
    "tomorrow at 3 in the afternoon": "Sun 2026-11-22 15:00",
    "tomorrow morning": "Sun 2026-11-22 12:00",
    "tomorrow 24:00": "Mon 2026-11-23 00:00",
    "day after tomorrow 10:00": "Mon 2026-11-23 10:00",
    "yesterday 15:00": "Fri 2026-11-20 15:00",
    "today": "Sat 2026-11-21 23:59",
    "today 17:00": "Sat 2026-11-21 17:00",
    "today 08:00": "Sat 2026-11-21 08:00",
    "today at midnight": "Sun 2026-11-22 00:00",
    "today at 3": "Sat 2026-11-21 15:00",
    "tonight": "Sat 2026-11-21 23:59",
    "tonight at 9": "Sat 2026-11-21 21:00",
    "tonight at 12": "Sun 2026-11-22 00:00",
    "this afternoon": "Sat 2026-11-21 18:00",
    "demain": "Sun 2026-11-22 23:59",
    "demain 9h": "Sun 2026-11-22 09:00",
    "demain à midi": "Sun 2026-11-22 12:00",
    "DEMAIN A MIDI": "Sun 2026-11-22 12:00",
    "demain matin 9h": "Sun 2026-11-22 09:00",
    "demain à 3h": "Sun 2026-11-22 03:00",
    "après-demain": "Mon 2026-11-23 23:59",
    "aujourd’hui à 18 h 30": "Sat 2026-11-21 18:30",
    "ce soir": "Sat 2026-11-21 23:59",
    "ce soir 20h": "Sat 2026-11-21 20:00",
    "cet après-midi à 3h": "Sat 2026-11-21 15:00",
}

WEEKDAYS = {
    "friday": "Fri 2026-11-27 23:59",
    "by friday": "Fri 2026-11-27 23:59",
    "friday 15:00": "Fri 2026-11-27 15:00",
    "15:00 on friday": "Fri 2026-11-27 15:00",
    "on friday at 3pm": "Fri 2026-11-27 15:00",
    "friday 3 p.m.": "Fri 2026-11-27 15:00",
    "friday 9.30am": "Fri 2026-11-27 09:30",
    "friday 15:00:30": "Fri 2026-11-27 15:00",
    "friday 24:00": "Sat 2026-11-28 00:00",
    "next tue 15:00": "Tue 2026-11-24 15:00",
    "this tue 15:00": "Tue 2026-11-24 15:00",
    "tuesday next week": "Tue 2026-11-24 23:59",
    "tuesday this week": "Tue 2026-11-17 23:59",
    "friday evening": "Fri 2026-11-27 23:59",
    "vendredi 15h": "Fri 2026-11-27 15:00",
    "à 15h vendredi": "Fri 2026-11-27 15:00",
    "vendredi prochain à 15h30": "Fri 2026-11-27 15:30",
    "mardi prochain à 15h": "Tue 2026-11-24 15:00",
    "mardi de la semaine prochaine": "Tue 2026-11-24 23:59",
    "jusqu'à vendredi midi": "Fri 2026-11-27 12:00",
    "mar 9h": "Tue 2026-11-24 09:00",
    # Today is a Saturday.
    "saturday": "Sat 2026-11-28 23:59",
    "saturday 15:00": "Sat 2026-11-21 15:00",
    "saturday 09:00": "Sat 2026-11-28 09:00",
    "eod saturday": "Sat 2026-11-21 23:59",
    "this saturday": "Sat 2026-11-21 23:59",
    "next saturday": "Sat 2026-11-28 23:59",
    "next saturday 15:00": "Sat 2026-11-28 15:00",
    "samedi prochain": "Sat 2026-11-28 23:59",
}

DATES = {
    "2026-12-01": "Tue 2026-12-01 23:59",
    "2026/12/1": "Tue 2026-12-01 23:59",
    "2026-12-01 15:00": "Tue 2026-12-01 15:00",
    "2026-12-01T15:00": "Tue 2026-12-01 15:00",
    "2020-01-01 15:00": "Wed 2020-01-01 15:00",
    "13/02/2027": "Sat 2027-02-13 23:59",
    "31.12.": "Thu 2026-12-31 23:59",
    "31.12. 18:00": "Thu 2026-12-31 18:00",
    "02/13/2027": "Sat 2027-02-13 23:59",
    "13.2.2027 15:00": "Sat 2027-02-13 15:00",
    "12/12/2026": "Sat 2026-12-12 23:59",
    "monday 01/02/2027": "Mon 2027-02-01 23:59",
    "1 dec": "Tue 2026-12-01 23:59",
    "Dec 1 2026 3:30 pm": "Tue 2026-12-01 15:30",
    "Tuesday, December 1st, 2026 at 3:30 p.m.": "Tue 2026-12-01 15:30",
    "the 1st of december at noon": "Tue 2026-12-01 12:00",
    "1er décembre 2026 à 15h": "Tue 2026-12-01 15:00",
    "le 1 décembre": "Tue 2026-12-01 23:59",
    "1ᵉʳ de\u0301c.": "Tue 2026-12-01 23:59",
    "premier décembre": "Tue 2026-12-01 23:59",
    "vendredi 27 novembre 15h": "Fri 2026-11-27 15:00",
    "mar 3": "Wed 2027-03-03 23:59",
    "3 sept": "Fri 2027-09-03 23:59",
    "20 nov": "Sat 2027-11-20 23:59",
    "21 nov": "Sat 2026-11-21 23:59",
    "21 nov 08:00": "Sat 2026-11-21 08:00",
    "29 feb": "Tue 2028-02-29 23:59",
    "first monday of december": "Mon 2026-12-07 23:59",
    "1st monday in december at 10:00": "Mon 2026-12-07 10:00",
    "first monday of november": "Mon 2027-11-01 23:59",
    "first monday of december 2027": "Mon 2027-12-06 23:59",
    "premier lundi de décembre": "Mon 2026-12-07 23:59",
    "le 2e mardi de janvier": "Tue 2027-01-12 23:59",
    "last friday of the month": "Fri 2026-11-27 23:59",
    "first monday of the month": "Mon 2026-11-02 23:59",
    "second tuesday of next month": "Tue 2026-12-08 23:59",
    "dernier vendredi du mois": "Fri 2026-11-27 23:59",
    "first day of next month": "Tue 2026-12-01 23:59",
    "dernier jour du mois prochain": "Thu 2026-12-31 23:59",
}

ENDS = {
    "end of day": "Sat 2026-11-21 23:59",
    "by the end of the day": "Sat 2026-11-21 23:59",
    "end of week": "Sun 2026-11-22 23:59",
    "end of next week": "Sun 2026-11-29 23:59",
    "end of month": "Mon 2026-11-30 23:59",
    "end of month at noon": "Mon 2026-11-30 12:00",
    "end of february": "Sun 2027-02-28 23:59",
    "end of year": "Thu 2026-12-31 23:59",
    "eod friday": "Fri 2026-11-27 23:59",
    "friday eod": "Fri 2026-11-27 23:59",
    "end of tomorrow": "Sun 2026-11-22 23:59",
    "next week": "Sun 2026-11-29 23:59",
    "next month": "Thu 2026-12-31 23:59",
    "fin du mois": "Mon 2026-11-30 23:59",
    "fin du mois prochain": "Thu 2026-12-31 23:59",
    "fin de semaine": "Sun 2026-11-22 23:59",
    "la semaine prochaine": "Sun 2026-11-29 23:59",
    "fin de journée": "Sat 2026-11-21 23:59",
    "vendredi en fin de journée": "Fri 2026-11-27 23:59",
    "fin décembre 2026": "Thu 2026-12-31 23:59",
    "fin de l'année": "Thu 2026-12-31 23:59",
}

HOURS = {
    "noon": "Sat 2026-11-21 12:00",
    "midnight": "Sun 2026-11-22 00:00",
    "minuit": "Sun 2026-11-22 00:00",
    "15:00": "Sat 2026-11-21 15:00",
    "09:01": "Sat 2026-11-21 09:01",
    "09:00": "Sun 2026-11-22 09:00",
    "9am": "Sun 2026-11-22 09:00",
    "3:30 PM": "Sat 2026-11-21 15:30",
    "3:30": "Sun 2026-11-22 03:30",
    "12am": "Sun 2026-11-22 00:00",
    "12pm": "Sat 2026-11-21 12:00",
    "24:00": "Sun 2026-11-22 00:00",
    "at 10": "Sat 2026-11-21 10:00",
    "à 15h": "Sat 2026-11-21 15:00",
    "9h30": "Sat 2026-11-21 09:30",
    "6 in the evening": "Sat 2026-11-21 18:00",
    "9h du matin": "Sun 2026-11-22 09:00",
    "3h de l’après-midi": "Sat 2026-11-21 15:00",
}


@pytest.mark.parametrize(
    ("text", "expected"), [*(FROM_NOW | NAMED_DAYS | WEEKDAYS | DATES | ENDS | HOURS).items()]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_phrases_in_either_language(text: str, expected: str, language: str) -> None:
    reading = read(text, language=language)
    assert shown(reading) == expected
    assert reading.zone == BERLIN


@pytest.mark.parametrize(
    ("text", "expected", "zone"),
    [
        ("2026-12-01T15:00Z", "Tue 2026-12-01 15:00", "UTC"),
        ("2026-12-01T15:00:00.000Z", "Tue 2026-12-01 15:00", "UTC"),
        ("2026-12-01 15:00 UTC", "Tue 2026-12-01 15:00", "UTC"),
        ("2026-12-01 15:00 Europe/Paris", "Tue 2026-12-01 15:00", "Europe/Paris"),
        ("2026-12-01T15:00:00+02:00", "Tue 2026-12-01 15:00", "+02:00"),
        ("2026-12-01T15:00-05:00", "Tue 2026-12-01 15:00", "-05:00"),
        ("2026-12-01 15:00 -0500", "Tue 2026-12-01 15:00", "-05:00"),
        ("1 dec 15h utc + 2", "Tue 2026-12-01 15:00", "+02:00"),
        ("1 dec 15:00 New York", "Tue 2026-12-01 15:00", "America/New_York"),
        ("friday 15:00 (Paris)", "Fri 2026-11-27 15:00", "Europe/Paris"),
        ("friday 15:00 in new york", "Fri 2026-11-27 15:00", "America/New_York"),
        ("friday 15:00 Paris time", "Fri 2026-11-27 15:00", "Europe/Paris"),
        ("15:00 UTC tomorrow", "Sun 2026-11-22 15:00", "UTC"),
        ("vendredi 15h heure de Genève", "Fri 2026-11-27 15:00", "Europe/Zurich"),
        ("vendredi à 15h à Paris", "Fri 2026-11-27 15:00", "Europe/Paris"),
        ("tomorrow Asia/Tokyo", "Sun 2026-11-22 23:59", "Asia/Tokyo"),
        ("today Pacific/Auckland", "Sat 2026-11-21 23:59", "Pacific/Auckland"),
        ("9h UTC", "Sat 2026-11-21 09:00", "UTC"),
        ("in 3 days UTC", "Tue 2026-11-24 08:00", "UTC"),
        (
            "end of month America/Argentina/Buenos Aires",
            "Mon 2026-11-30 23:59",
            "America/Argentina/Buenos_Aires",
        ),
    ],
)
def test_a_zone_may_follow(text: str, expected: str, zone: str) -> None:
    reading = read(text)
    assert (shown(reading), reading.zone) == (expected, zone)


def test_today_is_the_day_in_the_zone() -> None:
    late = utc("2026-11-21T23:30")  # a Sunday morning already in Berlin
    assert shown(read("today", late)) == "Sun 2026-11-22 23:59"
    assert shown(read("today UTC", late)) == "Sat 2026-11-21 23:59"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday", "Fri 2026-12-04 23:59"),
        ("friday 15:00", "Fri 2026-11-27 15:00"),
        ("friday 08:00", "Fri 2026-12-04 08:00"),
        ("friday midnight", "Sat 2026-11-28 00:00"),
        ("this friday", "Fri 2026-11-27 23:59"),
        ("this friday 08:00", "Fri 2026-11-27 08:00"),
        ("next friday", "Fri 2026-12-04 23:59"),
        ("friday next week", "Fri 2026-12-04 23:59"),
        ("next thursday", "Thu 2026-12-03 23:59"),
        ("eod friday", "Fri 2026-11-27 23:59"),
    ],
)
def test_friday_said_on_a_friday(text: str, expected: str) -> None:
    assert shown(read(text, FRIDAY)) == expected


def test_a_month_later_is_never_the_month_after() -> None:
    assert (
        shown(read("in a month", datetime(2027, 1, 31, 9, tzinfo=ZoneInfo(BERLIN)))) == "Sun 2027-02-28 09:00"
    )


# -------------------- when the clocks jump


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2027-03-28T01:59", "Europe/Paris", "2027-03-28T00:59"),
        ("2027-03-28T02:00", "Europe/Paris", "2027-03-28T01:00"),
        ("2027-03-28T02:30", "Europe/Paris", "2027-03-28T01:00"),  # gap: 03:00 is the first valid minute
        ("2027-03-28T03:00", "Europe/Paris", "2027-03-28T01:00"),
        ("2027-10-31T02:30", "Europe/Paris", "2027-10-31T00:30"),  # fold: the first of both
        ("2027-10-31T03:00", "Europe/Paris", "2027-10-31T02:00"),
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T07:00"),
        ("2027-11-07T01:30", "America/New_York", "2027-11-07T05:30"),
        ("2027-10-03T02:10", "Australia/Lord_Howe", "2027-10-02T15:30"),  # half an hour
        ("2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00"),  # a whole day that never was
        ("2027-03-28T02:30", "+01:00", "2027-03-28T01:30"),
        ("2027-03-28T02:30", "-05:30", "2027-03-28T08:00"),
        ("2027-03-28T02:30", "UTC", "2027-03-28T02:30"),
    ],
)
def test_wall_time_becomes_an_instant(wall: str, zone: str, instant: str) -> None:
    assert local(datetime.fromisoformat(wall), zone) == utc(instant)
    assert local(datetime.fromisoformat(wall).replace(fold=1), zone) == utc(instant)


@pytest.mark.parametrize(
    ("now", "zone", "text", "instant"),
    [
        # Days keep the wall clock, hours elapse.
        ("2027-03-27T08:00", "Europe/Paris", "in 1 day", "2027-03-28T07:00"),
        ("2027-03-27T08:00", "Europe/Paris", "in 24 hours", "2027-03-28T08:00"),
        ("2027-03-27T08:00", "Europe/Paris", "in 1 day 2 hours", "2027-03-28T09:00"),
        ("2027-10-30T07:00", "Europe/Paris", "in 1 week", "2027-11-06T08:00"),
        ("2027-10-30T07:00", "Europe/Paris", "in 168 h", "2027-11-06T07:00"),
        ("2027-03-13T14:00", "America/New_York", "in 1 day", "2027-03-14T13:00"),
        ("2027-11-06T13:00", "America/New_York", "in 1 day", "2027-11-07T14:00"),
        # 02:30 on both days of the change, and around it.
        ("2027-03-27T01:30", "Europe/Paris", "in 1 day", "2027-03-28T01:00"),
        ("2027-03-27T12:00", "Europe/Paris", "02:30", "2027-03-28T01:00"),
        ("2027-03-27T12:00", "Europe/Paris", "tomorrow 02:30", "2027-03-28T01:00"),
        ("2027-10-30T12:00", "Europe/Paris", "tomorrow 02:30", "2027-10-31T00:30"),
        ("2027-10-30T12:00", "Europe/Paris", "tomorrow", "2027-10-31T22:59"),
        ("2027-01-01T12:00", "UTC", "2027-03-28 02:30 Paris", "2027-03-28T01:00"),
        ("2027-01-01T12:00", "UTC", "2027-10-31 02:30 Paris", "2027-10-31T00:30"),
        ("2027-01-01T12:00", "UTC", "2027-10-31 02:30 +01:00", "2027-10-31T01:30"),
        # In the second 02:30 of the night, nothing is no time at all.
        ("2027-10-31T01:30", "Europe/Paris", "in 0 days", "2027-10-31T01:30"),
        ("2027-10-31T01:30", "Europe/Paris", "in 10 min", "2027-10-31T01:40"),
    ],
)
def test_across_a_change_of_the_clocks(now: str, zone: str, text: str, instant: str) -> None:
    assert read_moment(text, now=utc(now), zone=zone).at == utc(instant)


# -------------------- what is refused


REFUSED = """
    hello | friday hello | soon | asap | the | + | in | at | à | of | next | end | 9 | 2027 | december
    31 feb | 2026-02-29 | 2026-02-30 | 2026-13-01 | 31/02/2027 | 00/01/2027 | 0 dec | 31 november
    25:00 | 24:01 | 15:60 | 15:00:60 | 13pm | 0am | 25h30 | friday 15
    fifth friday of december | fifth monday of december 2026 | sixth monday of december
    1969-12-31 | 1 dec 1969 | 10000-01-01 | 9999-12-31 | 1 jan 0001 | 1/2/27 | 13/02/27
    31.12 | 32.12. | 24.12.26
    in 99999999999 days | in 999999999 days | in 999999999 weeks | in 999999999 months | in 8000 years
    tonight at 3 | 7 in the afternoon | 15:00 in the morning | friday 1 dec 2026
    15:00 EST | 15:00 CET | friday IST | 15:00 Atlantis | Paris | UTC | 15:00 Paris UTC | 15:00 +15:00
    09:00-10:00 | tomorrow 09:00-10:00 | tomorrow 09:00–10:00 | 2026-12-01 09:00-10:00 | 1-3 dec
    -3 days | 3h 2d | 2d 3d | 1.5 h | 3 days 4 | in friday | before friday | friday friday
    ١٥:٠٠ | 15² | 💣 | ² | ½ | '; DROP TABLE
"""
BLANK = ["", " ", "\n", " " * 101]
CONTROLS = ["tomorrow\x00", "\x07", "friday\x1b[0m", "tomorrow\ud800", "\x00" * 100_000]
HUGE = ["x" * 101, "9" * 99 + " h", "9" * 100_000, "in 3 days" + " " * 100_000, "é" * 100_000]


@pytest.mark.parametrize("text", each(REFUSED) + BLANK + CONTROLS + HUGE)
def test_what_is_no_moment_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.text == (text if len(text) <= 100 else text[:99] + "…")


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("01/02/2027", ["2027-02-01", "2027-01-02"]),
        ("1.2.2027", ["2027-02-01", "2027-01-02"]),
        ("1.2.", ["2027-02-01", "2027-01-02"]),
        ("1-2-2027", ["2027-02-01", "2027-01-02"]),
        ("01/02", ["2027-02-01", "2027-01-02"]),
        ("11/12", ["2026-12-11", "2027-11-12"]),
        ("01/02/2027 15:00", ["2027-02-01 15:00", "2027-01-02 15:00"]),
        ("01/02/2027 15:00 Paris", ["2027-02-01 15:00 Europe/Paris", "2027-01-02 15:00 Europe/Paris"]),
        ("01/02/2027 -05:00", ["2027-02-01 -05:00", "2027-01-02 -05:00"]),
        ("tomorrow at 3", ["2026-11-22 03:00", "2026-11-22 15:00"]),
        ("at 3", ["2026-11-22 03:00", "2026-11-21 15:00"]),
        ("friday midnight", ["2026-11-27 00:00", "2026-11-28 00:00"]),
        ("vendredi à minuit", ["2026-11-27 00:00", "2026-11-28 00:00"]),
        ("12:00 in the morning", ["2026-11-21 12:00", "2026-11-22 00:00"]),
        ("d'ici 10h", ["+10 h", "2026-11-21 10:00"]),
    ],
)
def test_what_may_mean_two_things_says_which(text: str, spellings: list[str]) -> None:
    with pytest.raises(Ambiguous) as refused:
        read(text)
    assert refused.value.text == text
    assert [spelling for spelling, _ in refused.value.readings] == spellings
    for spelling, reading in refused.value.readings:
        assert read(spelling) == reading


def test_a_bare_h_is_asked_about_except_in_english() -> None:
    assert shown(read("10h")) == "Sat 2026-11-21 19:00"
    assert shown(read("48h", language="fr")) == "Mon 2026-11-23 09:00"
    with pytest.raises(Ambiguous) as refused:
        read("10h", language="fr")
    assert [spelling for spelling, _ in refused.value.readings] == ["+10 h", "2026-11-21 10:00"]


def test_faults_of_the_caller_are_no_faults_of_the_text() -> None:
    with pytest.raises(TypeError):
        read_moment("tomorrow", now=datetime(2026, 11, 21), zone="UTC")  # noqa: DTZ001 - what is tested
    with pytest.raises(KeyError):
        read_moment("tomorrow", now=NOW, zone="Europe/Atlantis")


def test_nothing_takes_long() -> None:
    read("friday 15:00 Paris")
    nasty = [
        "z",
        "paris",
        "1d",
        "1",
        "1:",
        "+",
        "fri",
        "noon",
        "end of",
        "of the",
        "1/2/2027",
        "a.m",
        "15:00z",
        "'",
    ]
    begin = time.process_time()
    for piece in nasty:
        for text in (
            piece * (100 // len(piece)),
            (piece + " ") * (100 // (len(piece) + 1)),
            piece * 1_000_000,
        ):
            with pytest.raises(ValueError):
                read(text)
    assert time.process_time() - begin < 2


# -------------------- zones


ZONE_NAMES = {
    "Europe/Paris": "Europe/Paris | europe/paris | EUROPE/PARIS | Paris | PARIS",
    "America/New_York": "America/New York | New York | new_york",
    "America/Port-au-Prince": "america/port-au-prince | Port-au-Prince",
    "America/Sao_Paulo": "São Paulo | sao paulo | Brasília",
    "America/Argentina/Buenos_Aires": "Buenos Aires",
    "Asia/Shanghai": "Pékin | Beijing | Shanghai",
    "Europe/Istanbul": "Istanbul | Europe/Istanbul",
    "Europe/Zurich": "Genève | Geneva | Zurich",
    "Etc/UTC": "etc/utc",
    "UTC": "UTC | utc | Z | z | GMT | UTC+0 | -00:00 | +00:00",
    "+02:00": "+02:00 | +0200 | +02 | UTC+2 | utc +2 | GMT+02:00",
    "-03:30": "-03:30 | −03:30 | UTC-3:30",
    "+14:00": "+14:00",
}
NO_ZONES = """
    EST | CET | IST | PST8PDT | EST5EDT | Europe | Europe/ | Europe/Atlantis | localtime | Victoria | Easter
    +15:00 | -12:01 | +2 | +02:60 | UTC+ | UTC+99 | 2 | ../etc/passwd | /etc/localtime | Paris Paris
"""


@pytest.mark.parametrize(
    ("name", "zone"),
    [(name, zone) for zone, names in ZONE_NAMES.items() for name in each(names)]
    + [(name, None) for name in [*each(NO_ZONES), "", "\x00", "x" * 999]],
)
def test_zones_by_their_names(name: str, zone: str | None) -> None:
    assert known_zone(name) == zone
    if zone:
        assert known_zone(zone) == zone
        assert local(datetime(2026, 12, 1), zone).tzinfo is UTC  # noqa: DTZ001 - a wall time


def test_no_city_is_a_word_of_the_grammar() -> None:
    assert {word for word in VOCABULARY if known_zone(word)} == {"utc", "paris", "-05:00"}


def test_every_city_of_ours_is_in_a_zone_that_exists() -> None:
    from bot.moments.zones import _CITIES

    assert {zone for zone in _CITIES if known_zone(zone) != zone} == set()


# -------------------- durations


HOURS_LONG = {
    72: "72 h | 72h | 72 hours | 3 days | 3 D | 3 jours | three days | +3d",
    51: "2d 3h | +2d 3h | 2 days and 3 hours | 2 jours et 3 heures",
    168: "1w | 7 days | 7 jours | a week | une semaine",
    336: "2 semaines | 2 weeks | a fortnight",
    219: "1 week, 2 days and 3 hours",
    2.5: "2h30 | 2h 30min | 150 min | 150m",
    1: "an hour | 1h | une heure | 3600 s",
    0.5: "half an hour | une demi-heure | 30 mn",
    0: "0 h | 0 days",
}
NO_DURATIONS = """
    3 | days | -3 days | in 3 days | 3 months | 1 year | 3h 2d | 2d 2d | 1.5 h | friday | 72 x | 2h99 | 2h3
    99999999999 days | 999999999 days 25 h | 999999999 weeks | 101 years | 36526 days
"""


@pytest.mark.parametrize(
    ("text", "hours"), [(text, hours) for hours, texts in HOURS_LONG.items() for text in each(texts)]
)
def test_durations(text: str, hours: float) -> None:
    assert read_duration(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text", [*each(NO_DURATIONS), "", " ", "3 days\x00", "d" * 100_000, "3 days" + " " * 100]
)
def test_what_is_no_duration_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_duration(text)


# -------------------- properties

unhurried = settings(deadline=None)  # the first look at the zones reads them all
WALLS = st.datetimes(datetime(1970, 1, 3), datetime(9999, 12, 29))  # noqa: DTZ001 - wall times
NEAR = st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - wall times
ZONES = st.timezone_keys(allow_prefix=False).map(known_zone).filter(lambda zone: zone is not None).map(str)
OURS = {name: table for name, table in vars(words).items() if name.isupper() and len(name) > 1}
FIGURES = each(
    "15:00 | 3 | 9 | 30 | 15h30 | 2026 | 2026-12-01 | 1/2 | 1/2/2027 | + | , | utc | paris | -05:00"
)
VOCABULARY = sorted({word for table in OURS.values() for word in table} | {*FIGURES})


@unhurried
@given(WALLS, st.timezones() | st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))))
def test_an_iso_moment_comes_back_exactly(wall: datetime, zone: ZoneInfo | timezone) -> None:
    written = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    for text in (written.isoformat(), written.isoformat(" ")):
        # In UTC: Python calls moments in a repeated hour unequal between zones, whatever they are.
        assert read(text).at == written.astimezone(UTC)


@unhurried
@given(WALLS, ZONES)
def test_a_wall_time_with_its_zone_comes_back_exactly(wall: datetime, zone: str) -> None:
    assert read(f"{wall.isoformat()} {zone}") == Reading(local(wall, zone), zone)


@unhurried
@given(NEAR, ZONES)
@example(datetime(1972, 1, 7, 0, 20), "Africa/Monrovia")  # noqa: DTZ001 - a wall time, in a gap of 44.5 minutes
def test_local_is_the_first_instant_that_shows_the_wall_time_or_a_later_one(
    wall: datetime, zone: str
) -> None:
    def clock(at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    wall = wall.replace(microsecond=0)
    at = local(wall, zone)
    assert clock(at) >= wall
    assert clock(at - timedelta(seconds=1)) < wall


@unhurried
@given(NEAR, ZONES, st.integers(1, 3000))
def test_days_keep_the_wall_clock_except_in_a_gap(wall: datetime, zone: str, count: int) -> None:
    now = local(wall, zone)
    begin = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    reading = read_moment(f"in {count} days", now=now, zone=zone)
    shown_then = reading.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    expected = begin + timedelta(count)
    assert shown_then == expected or (shown_then > expected and reading.at == local(expected, zone))


@unhurried
@given(NEAR, ZONES, st.integers(0, 100_000))
def test_hours_elapse(wall: datetime, zone: str, count: int) -> None:
    now = local(wall, zone)
    assert read_moment(f"in {count} hours", now=now, zone=zone).at == now + timedelta(hours=count)


@unhurried
@given(st.integers(0, 36_000), st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_durations_come_back(days: int, hours: int, minutes: int, seconds: int) -> None:
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert read_duration(f"{days}d {hours}h {minutes}min {seconds}s") == length
    assert read_duration(f"{days} jours, {hours} heures, {minutes} minutes et {seconds} secondes") == length


@unhurried
@given(
    st.text(max_size=120)
    | st.text(alphabet="0123456789:/.-+ hdapmtz'", max_size=40)
    | st.lists(st.sampled_from(VOCABULARY), max_size=7).map(" ".join),
    NEAR,
    st.sampled_from(["en", "fr", "ar", ""]),
)
def test_whatever_is_typed_is_read_or_refused(text: str, wall: datetime, language: str) -> None:
    def reads(typed: str) -> Reading:
        return read_moment(typed, now=wall.replace(tzinfo=UTC), zone="Europe/Paris", language=language)

    readings: tuple[tuple[str, Reading], ...] = ()
    try:
        assert reads(text).at.tzinfo is UTC
    except Ambiguous as refused:
        readings = refused.readings
    except Unreadable:
        pass
    assert len({reading.at for _, reading in readings}) == len(readings) != 1
    assert [reads(spelling) for spelling, _ in readings] == [reading for _, reading in readings]


@unhurried
@given(st.text(max_size=120) | st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join))
def test_whatever_is_typed_for_a_duration_is_read_or_refused(text: str) -> None:
    with suppress(Unreadable):
        assert timedelta(0) <= read_duration(text) <= timedelta(days=36525)


@unhurried
@given(st.text(max_size=120))
def test_whatever_is_typed_for_a_zone_is_known_or_not(name: str) -> None:
    zone = known_zone(name)
    assert zone is None or known_zone(zone) == zone
