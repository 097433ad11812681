"""How often: what people type, what it is said back as, and when it comes round."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.boundary import Reader
from bot.moments import local
from bot.moments.rhythm import Rhythm, first, following, read_rhythm, settled
from bot.moments.rules import LAST, Freq, Rule, checked, clamped_days
from bot.moments.zones import rules_of
from bot.refusals import Misread
from bot.text import Words
from bot.writing import PlainMarkup, write

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ZONES = (
    BERLIN,
    NEW_YORK,
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "UTC",
    "+05:30",
)


def said(words: Words) -> str:
    return write(words, Reader("en", "UTC"), PlainMarkup())


def each(texts: str) -> list[str]:
    return [text.strip() for line in texts.strip().splitlines() for text in line.split("|")]


# -------------------- what is understood

UNDERSTOOD = {
    "FREQ=DAILY": "daily | every day | day | each day | tous les jours | chaque jour | FREQ=DAILY;INTERVAL=1",
    "FREQ=DAILY;BYHOUR=9;BYMINUTE=0": "daily at 9 | every day 9:00 | 9:00 daily | at 9am every day | chaque jour à 9h",
    "FREQ=DAILY;BYHOUR=0;BYMINUTE=0": "daily at midnight | every day at 24:00 | tous les jours à minuit",
    "FREQ=DAILY;INTERVAL=10": "every 10 days | every ten days | tous les dix jours",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0": (
        "weekdays 9:00 | every weekday at 9 | mon-fri 9:00 | Monday – Friday, 9:00 | monday to friday 9am"
        "| jours ouvrés 9h | du lundi au vendredi à 9h | working days 9:00"
    ),
    "FREQ=WEEKLY;BYDAY=SA,SU": "weekends | every weekend | every week-end | tous les week-ends | sat & sun",
    "FREQ=WEEKLY;BYDAY=TU;BYHOUR=14;BYMINUTE=0": (
        "every tuesday 14:00 | Tuesdays at 2 pm | every week on tuesday 14:00 | weekly on tue, 14:00"
        "| tous les mardis à 14h | chaque mardi 14h00 | mardi 14h | toutes les semaines le mardi à 14 h"
    ),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=14;BYMINUTE=0": (
        "every other tuesday 14:00 | every 2 weeks on tuesday 14:00 | tuesdays every 2 weeks 14:00"
        "| fortnightly on tuesday 14:00 | un mardi sur deux à 14h | tous les deux mardis à 14h"
    ),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;BYHOUR=10;BYMINUTE=0": (
        "every 2 weeks on mon and thu at 10:00 | every two weeks on Thursday, Monday 10:00"
        "| toutes les deux semaines le lundi et le jeudi à 10h"
    ),
    "FREQ=WEEKLY;INTERVAL=2": "every 2 weeks | every other week | every fortnight | fortnightly | une semaine sur deux",
    "FREQ=MONTHLY": "monthly | every month | month | tous les mois | mensuel",
    "FREQ=MONTHLY;INTERVAL=3": "every 3 months | quarterly | every quarter | tous les trois mois | trimestriel",
    "FREQ=MONTHLY;BYMONTHDAY=15;BYHOUR=8;BYMINUTE=30": (
        "monthly on the 15th 8:30 | every 15th at 8:30 | the 15th of every month 8:30 | le 15 de chaque mois à 8h30"
        "| tous les mois le 15 à 8h30"
    ),
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1": (
        "monthly on the 31st | the 31st of every month | every 31st | every month on the 31st | tous les mois le 31"
    ),
    "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1": "monthly on the 29th",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "last day of the month | monthly on the last day | le dernier jour du mois",
    "FREQ=MONTHLY;BYMONTHDAY=1,15": "the 1st and 15th of the month | le 1er et le 15 du mois",
    "FREQ=MONTHLY;BYMONTHDAY=15,-1": "the 15th and the 31st of every month | the 15th and the last day of the month",
    "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=15;BYMINUTE=0": (
        "first monday of the month 15:00 | every first monday of the month 3pm | every first monday at 15:00"
        "| monthly on the 1st monday 15:00 | le premier lundi du mois à 15h | le premier lundi de chaque mois à 15h"
    ),
    "FREQ=MONTHLY;BYDAY=-1FR": "last friday of the month | last friday of every month | le dernier vendredi du mois",
    "FREQ=MONTHLY;BYDAY=2TU": "every second tuesday of the month | every month on the second tuesday",
    "FREQ=MONTHLY;BYDAY=1TU,3TU": "1st and 3rd tuesday of the month",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO": "first monday of every 3 months | every 3 months on the first monday",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "last weekday of the month | last working day of the month",
    "FREQ=YEARLY": "yearly | every year | annually | tous les ans | chaque année",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1": (
        "yearly on 1 march | every 1 march | march 1 every year | every year on March 1st | chaque année le 1er mars"
    ),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1": "yearly on 29 february | tous les ans le 29 février",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=-1TH": "last thursday of november | every year on the last thursday of november",
    "FREQ=HOURLY;BYMINUTE=0": "hourly | every hour | toutes les heures | chaque heure | rrule:freq=hourly",
    "FREQ=HOURLY;INTERVAL=6;BYMINUTE=0": "every 6 hours | every six hours | every 6h | toutes les 6 heures",
    "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9,15": "FREQ=WEEKLY;BYDAY=TU;BYHOUR=15,9 | freq=weekly; byday=tu; byhour=9,15",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "typed"), [(rule, typed) for rule, texts in UNDERSTOOD.items() for typed in each(texts)]
)
def test_what_people_type(rule: str, typed: str) -> None:
    assert read_rhythm(typed).rule == rule


@pytest.mark.parametrize("rule", UNDERSTOOD)
def test_a_rule_is_its_own_spelling(rule: str) -> None:
    assert read_rhythm(rule).rule == rule


REFUSED = {
    "can be every 2 weeks on Tuesday at 09:00, or every month on the second Tuesday at 09:00. Please write it out": (
        "every second tuesday | every 2nd tuesday"
    ),
    "can be every Tuesday at 03:00, or every Tuesday at 15:00": "every tuesday at 3",
    "can be every Friday at 00:00, or every Friday at 23:59": "every friday at midnight",
    "can be twice as often or half as often": "biweekly | bimonthly on monday",
    "can mean whole weeks or so many days. Write every 2 weeks or every 15 days": "tous les 15 jours",
    "There is never such a day": "30 february | every 31 april | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "The shortest rhythm is once an hour": "every 30 minutes | toutes les 5 minutes",
    "More often than once an hour is not possible": "FREQ=MINUTELY | FREQ=SECONDLY;INTERVAL=30",
    "from 1 to 366": "every 999 days | FREQ=DAILY;INTERVAL=400",
    "Leave UTC out: a rhythm keeps the time of the group": "every tuesday 14:00 UTC",
    "It repeats until somebody stops it": "FREQ=DAILY;COUNT=3 | FREQ=DAILY;UNTIL=20270101T000000Z",
    "runs around the clock": "FREQ=HOURLY;BYHOUR=9",
    "Say which one of the month": "FREQ=MONTHLY;BYDAY=MO",
    "For certain months of the year write": "FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=1",
    "Say on which day": "FREQ=YEARLY;BYMONTH=3",
    "Say in which months": "FREQ=YEARLY;BYMONTHDAY=3",
    "There are minutes in it and no hour": "FREQ=DAILY;BYMINUTE=30",
    "Weeks begin on Monday here": "FREQ=WEEKLY;WKST=SU",
    "These are more than 12 days of a year": "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7;BYMONTHDAY=1,2",
    "I cannot keep such a rule": (
        "FREQ=DAILY;BYSECOND=30 | FREQ=YEARLY;BYWEEKNO=20 | FREQ=WEEKLY;BYDAY=1MO | FREQ=DAILY;BYDAY=XX"
        "| FREQ=DAILY;BYHOUR=24 | FREQ=DAILY;BYHOUR=x | FREQ=MONTHLY;BYMONTHDAY=0 | FREQ=MONTHLY;BYMONTHDAY=-2"
        "| FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=1FR | FREQ=DAILY;BYMINUTE=0,30;BYHOUR=9 | FREQ="
    ),
    "I cannot read": "x | every | every 0 days | tuesday tuesday at | every day 14:00:30 | ☂ | daily 25:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("why", "typed"), [(why, typed) for why, texts in REFUSED.items() for typed in each(texts)]
)
def test_what_is_refused_and_why(why: str, typed: str) -> None:
    with pytest.raises(Misread) as refused:
        read_rhythm(typed)
    assert why in said(refused.value.text)


def test_a_text_without_end_is_refused() -> None:
    for typed in ("mon " * 5000, "FREQ=DAILY;" * 5000, ""):
        with pytest.raises(Misread):
            read_rhythm(typed)


def test_reading_is_quick() -> None:
    started = process_time()
    for _ in range(100):
        read_rhythm("the 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th and 13th of every month 10:00")
    assert process_time() - started < 2


# -------------------- what is said back

SAID = {
    "daily": "every day at 09:00",
    "every 3 days 8:15": "every 3 days at 08:15",
    "weekdays 9:00": "Monday to Friday at 09:00",
    "every mon and thu 10:00": "every Monday and Thursday at 10:00",
    "every other tuesday 14:00": "every 2 weeks on Tuesday at 14:00",
    "weekly": "every week on the same day at 09:00",
    "monthly on the 31st": "every month on the 31st at 09:00 (where a month is shorter, on its last day)",
    "FREQ=MONTHLY;BYMONTHDAY=31": "every month on the 31st at 09:00 (left out where there is no such day)",
    "the 1st, 2nd, 3rd and 12th of the month": "every month on the 1st, the 2nd, the 3rd and the 12th at 09:00",
    "last day of the month": "every month on the last day at 09:00",
    "first monday of every 3 months": "every 3 months on the first Monday at 09:00",
    "fifth friday of the month": "every month on the fifth Friday at 09:00 (left out where there is no such day)",
    "last weekday of the month": "every month on the last day from Monday to Friday at 09:00",
    "1 march": "every year on 1 March at 09:00",
    "29 february": "every year on 29 February at 09:00 (where a month is shorter, on its last day)",
    "first monday of march": "every year on the first Monday of March at 09:00",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1": "every year on the last day of March at 09:00",
    "every year": "every year on the same day at 09:00",
    "hourly": "every hour, on the hour",
    "FREQ=HOURLY;INTERVAL=6;BYMINUTE=15": "every 6 hours, 15 minutes past the hour",
    "FREQ=DAILY;BYHOUR=9,15": "every day at 09:00 and 15:00",
}


@pytest.mark.parametrize("typed", SAID)
def test_it_is_said_back(typed: str) -> None:
    assert said(read_rhythm(typed).words()) == SAID[typed]


# -------------------- when it comes round


def wall(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def times(typed: str, starts: datetime, count: int, zone: str = BERLIN) -> list[str]:
    """The first times on the wall of the zone."""
    rhythm = read_rhythm(typed)
    at = anchor = first(rhythm, zone, starts)
    assert anchor is not None
    found = []
    for _ in range(count):
        assert at is not None
        assert at.tzinfo is UTC
        found.append(f"{at.astimezone(rules_of(zone)):%a %Y-%m-%d %H:%M}")
        at = following(rhythm, zone, at, anchor)
    return found


WEDNESDAY = wall("2027-01-27 12:00")


def test_every_other_week_begins_with_the_coming_one_and_keeps_its_weeks() -> None:
    assert times("every other tuesday 14:00", WEDNESDAY, 3) == [
        "Tue 2027-02-02 14:00",
        "Tue 2027-02-16 14:00",
        "Tue 2027-03-02 14:00",
    ]
    assert times("every 2 weeks on mon and thu 10:00", WEDNESDAY, 4) == [
        "Thu 2027-01-28 10:00",
        "Mon 2027-02-08 10:00",
        "Thu 2027-02-11 10:00",
        "Mon 2027-02-22 10:00",
    ]


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert times("monthly on the 31st", WEDNESDAY, 4) == [
        "Sun 2027-01-31 09:00",
        "Sun 2027-02-28 09:00",
        "Wed 2027-03-31 09:00",
        "Fri 2027-04-30 09:00",
    ]
    assert times("FREQ=MONTHLY;BYMONTHDAY=31", WEDNESDAY, 2) == [
        "Sun 2027-01-31 09:00",
        "Wed 2027-03-31 09:00",
    ]


def test_the_day_is_taken_from_the_first_time_and_comes_back_after_a_short_month() -> None:
    assert times("every 3 months", wall("2026-11-30 08:00"), 3) == [
        "Mon 2026-11-30 09:00",
        "Sun 2027-02-28 09:00",
        "Sun 2027-05-30 09:00",
    ]
    assert times("weekly 9:00", wall("2027-01-27 10:00"), 1) == ["Wed 2027-02-03 09:00"]
    assert times("yearly on 29 february", WEDNESDAY, 2) == ["Sun 2027-02-28 09:00", "Tue 2028-02-29 09:00"]


def test_nth_and_last_weekdays() -> None:
    assert times("first monday of the month 15:00", WEDNESDAY, 2) == [
        "Mon 2027-02-01 15:00",
        "Mon 2027-03-01 15:00",
    ]
    assert times("last weekday of the month", WEDNESDAY, 2) == [
        "Fri 2027-01-29 09:00",
        "Fri 2027-02-26 09:00",
    ]
    assert times("fifth friday of the month", WEDNESDAY, 2) == [
        "Fri 2027-01-29 09:00",
        "Fri 2027-04-30 09:00",
    ]
    assert times("first monday of march", WEDNESDAY, 2) == ["Mon 2027-03-01 09:00", "Mon 2028-03-06 09:00"]


def test_wall_time_holds_across_both_changes_of_the_clocks() -> None:
    for starts in ("2027-03-26 12:00", "2027-10-29 12:00"):
        assert {each[-5:] for each in times("daily 9:00", wall(starts), 5)} == {"09:00"}
        assert {each[-5:] for each in times("weekly 9:00", wall(starts, NEW_YORK), 30, NEW_YORK)} == {"09:00"}


def test_a_time_that_the_clocks_jump_over_comes_once_right_after() -> None:
    # 28 March 2027: 02:00 becomes 03:00.
    assert times("daily 2:30", wall("2027-03-27 00:00"), 3) == [
        "Sat 2027-03-27 02:30",
        "Sun 2027-03-28 03:00",
        "Mon 2027-03-29 02:30",
    ]
    assert times("FREQ=DAILY;BYHOUR=2,3", wall("2027-03-28 00:00"), 3) == [
        "Sun 2027-03-28 03:00",
        "Mon 2027-03-29 02:00",
        "Mon 2027-03-29 03:00",
    ]


def test_a_time_that_the_clocks_show_twice_comes_once() -> None:
    # 31 October 2027: 03:00 becomes 02:00.
    rhythm = read_rhythm("daily 2:30")
    anchor = first(rhythm, BERLIN, wall("2027-10-31 00:00"))
    assert anchor == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert following(rhythm, BERLIN, anchor, anchor) == datetime(2027, 11, 1, 1, 30, tzinfo=UTC)
    within = anchor + timedelta(hours=1)
    assert following(rhythm, BERLIN, within, anchor) == datetime(2027, 11, 1, 1, 30, tzinfo=UTC)


def test_hours_are_counted_in_utc() -> None:
    for starts in ("2027-03-28 00:10", "2027-10-31 00:10"):
        rhythm = read_rhythm("every 2 hours")
        at = anchor = first(rhythm, BERLIN, wall(starts))
        assert anchor is not None
        assert anchor - wall(starts) == timedelta(minutes=50)
        for _ in range(6):
            assert at is not None
            later = following(rhythm, BERLIN, at, anchor)
            assert later is not None
            assert later - at == timedelta(hours=2)
            at = later


def test_the_first_time_may_be_now() -> None:
    assert first(read_rhythm("daily 9:00"), BERLIN, wall("2027-01-27 09:00")) == wall("2027-01-27 09:00")
    assert first(read_rhythm("hourly"), BERLIN, wall("2027-01-27 09:00")) == wall("2027-01-27 09:00")


def test_nothing_comes_before_the_first_time_nor_after_the_calendar() -> None:
    anchor = wall("2027-02-02 14:00")
    for typed in ("every tuesday 14:00", "FREQ=HOURLY"):
        assert following(read_rhythm(typed), BERLIN, anchor - timedelta(days=40), anchor) == anchor
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    assert following(read_rhythm("daily"), BERLIN, last, anchor) is None
    assert first(read_rhythm("first monday of march"), BERLIN, last) is None


def test_a_long_series_costs_no_more_than_a_short_one() -> None:
    rhythm, anchor = read_rhythm("weekdays 9:00"), wall("2020-01-01 09:00")
    started = process_time()
    for days in range(500):
        assert following(rhythm, BERLIN, anchor + timedelta(days=3000 + days), anchor) is not None
    assert process_time() - started < 1.5


# -------------------- properties

_TIMES = st.sampled_from(
    [((), None), *(((hour,), minute) for hour in (0, 1, 2, 3, 9, 23) for minute in (0, 30, 59))]
)
_ALL_DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple((0, day) for day in sorted(days)))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    hours, minute = draw(_TIMES)
    freq = draw(st.sampled_from(list(Freq)))
    interval = draw(st.integers(1, 5))
    if freq is Freq.HOURLY:
        return checked(Rule(freq=freq, interval=interval, minute=minute))
    rule = Rule(freq=freq, interval=interval, hours=hours, minute=minute)
    match freq:
        case Freq.WEEKLY:
            days = draw(st.one_of(st.just(()), _ALL_DAYS))
            return checked(Rule(freq=freq, interval=interval, hours=hours, minute=minute, weekdays=days))
        case Freq.MONTHLY | Freq.YEARLY if draw(st.booleans()):
            months = (draw(st.integers(1, 12)),) if freq is Freq.YEARLY else ()
            nth = draw(st.sampled_from([1, 2, 3, 4, 5, LAST]))
            numbers, position = clamped_days(draw(st.integers(1, 29)), *months)
            weekdays: tuple[tuple[int, int], ...] = ()
            if draw(st.booleans()):
                numbers, position, weekdays = (), 0, ((nth, draw(st.integers(0, 6))),)
            return checked(
                Rule(
                    freq=freq, interval=interval, months=months, days=numbers, position=position, weekdays=weekdays,
                    hours=hours, minute=minute,
                )
            )  # fmt: skip
    return checked(rule)


moments = st.integers(0, 31 * 366 * 86_400).map(
    lambda seconds: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(rules())
def test_a_rule_reads_back_as_itself(rule: Rule) -> None:
    assert read_rhythm(rule.spelt()).parts == rule


@given(rules())
def test_what_it_is_said_back_as_is_understood(rule: Rule) -> None:
    """So that people can copy what they read. What stands in brackets only explains."""
    assume(rule.freq is not Freq.HOURLY or not rule.minute)
    back = read_rhythm(said(Rhythm(rule.spelt()).words()).partition(" (")[0]).parts
    assert (back, back.times) == (replace(rule, hours=back.hours, minute=back.minute), rule.times)


@given(rules(), st.sampled_from(ZONES), moments)
def test_it_goes_on_strictly_and_by_its_interval(rule: Rule, zone: str, starts: datetime) -> None:
    rhythm = Rhythm(rule.spelt())
    anchor = first(rhythm, zone, starts)
    assert anchor is not None
    assert anchor >= starts
    at = anchor
    for _ in range(6):
        later = following(rhythm, zone, at, anchor)
        assert later is not None
        assert later > at
        if rule.freq is Freq.HOURLY:
            assert later - at == timedelta(hours=rule.interval)
        else:
            assert _on_the_wall(rule, zone, later)
            assert _periods(rule, _day(anchor, zone), _wall_date(rule, zone, later)) % rule.interval == 0
        at = later


@given(rules(), st.sampled_from(ZONES), moments, st.integers(0, 2000), st.integers(0, 86_399))
def test_stepping_from_anywhere_leads_to_the_same_series(
    rule: Rule, zone: str, starts: datetime, days: int, seconds: int
) -> None:
    rhythm = Rhythm(rule.spelt())
    anchor = first(rhythm, zone, starts)
    assert anchor is not None
    after = anchor + timedelta(days=days, seconds=seconds)
    found = following(rhythm, zone, after, anchor)
    assert found is not None
    assert found > after
    # Whoever asks a moment earlier gets the same one, and there is none between.
    before = found - timedelta(seconds=1)
    assert following(rhythm, zone, max(after, before), anchor) == found
    assert following(rhythm, zone, after + (found - after) / 2, anchor) == found


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(rules_of(zone)).date()


def _wall_date(rule: Rule, zone: str, at: datetime) -> date:
    """The day that it was meant on: where the clocks jump over midnight, or a day is left out (Apia, 2011), it
    comes later than that."""
    for back in (0, 1):
        day = _day(at, zone) - timedelta(back)
        for hour, minute in rule.times:
            if local(datetime.combine(day, time(hour, minute)), zone) == at:
                return day
    raise AssertionError((rule, zone, at))


def _on_the_wall(rule: Rule, zone: str, at: datetime) -> bool:
    day = _wall_date(rule, zone, at)
    wanted = {weekday for _, weekday in rule.weekdays}
    return not wanted or day.weekday() in wanted


def _periods(rule: Rule, anchor: date, day: date) -> int:
    match rule.freq:
        case Freq.WEEKLY:
            return ((day - timedelta(day.weekday())) - (anchor - timedelta(anchor.weekday()))).days // 7
        case Freq.MONTHLY:
            return (day.year - anchor.year) * 12 + day.month - anchor.month
        case Freq.YEARLY:
            return day.year - anchor.year
        case _:
            return (day - anchor).days


def test_the_day_that_a_rhythm_took_from_its_first_time_can_be_said() -> None:
    anchor = wall("2027-01-31 15:00")
    for typed, rule in (("weekly", "FREQ=WEEKLY;BYDAY=SU"), ("monthly", read_rhythm("monthly on the 31st").rule),
                        ("yearly", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"), ("daily", "FREQ=DAILY")):  # fmt: skip
        assert settled(read_rhythm(typed), BERLIN, anchor).rule == rule
