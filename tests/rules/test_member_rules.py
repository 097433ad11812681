"""What is right for seats and groups, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Joining, Role
from commands.group import rules as group_rules
from commands.group.rules import FINISHED, Plan, Standing, step_after
from commands.member import rules
from commands.member.rules import Faulty, Listed, Span, fitting, read_list, taken_back, united, without
from storage.folding import folded

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LIMITS = {"longest_name": 20, "longest_region": 10, "longest_affiliation": 10}


# Joining


@pytest.mark.parametrize(
    ("joining", "removed", "at_once"),
    [
        (Joining.OPEN, False, True),
        (Joining.APPROVED, False, False),
        (Joining.OPEN, True, False),
        (Joining.APPROVED, True, False),
    ],
)
def test_who_sits_at_once(joining: Joining, removed: bool, at_once: bool) -> None:
    assert rules.at_once(joining, removed=removed) is at_once


@pytest.mark.parametrize(
    ("days", "again_in"), [(None, None), (0, 90), (1, 89), (89, 1), (90, None), (91, None)]
)
def test_one_stays_90_days_after_a_change(days: int | None, again_in: int | None) -> None:
    moved_at = None if days is None else NOON - timedelta(days=days)
    again = rules.moves_again(moved_at, NOON)
    assert again == (None if again_in is None else NOON + timedelta(days=again_in))


def test_a_second_less_than_90_days_is_too_soon() -> None:
    assert rules.moves_again(NOON - timedelta(days=90) + timedelta(seconds=1), NOON) is not None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("government", [0]),
        ("gov", [0]),
        ("civil", [1, 2]),
        ("civil society", [1]),
        ("civil society abroad", [2]),
        ("society", []),
        ("", []),
    ],
)
def test_the_beginning_of_a_name_is_enough_where_only_one_begins_so(typed: str, found: list[int]) -> None:
    assert fitting(typed, ["government", "civil society", "civil society abroad"]) == found


# Absences


def hour(n: int) -> datetime:
    return NOON + timedelta(hours=n)


def span(since: int, until: int) -> Span:
    return hour(since), hour(until)


def hours_of(spans: list[Span]) -> set[datetime]:
    return {
        since + timedelta(hours=n)
        for since, until in spans
        for n in range(int((until - since).total_seconds() // 3600))
    }


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: span(pair[0], pair[0] + pair[1]))


@given(st.lists(spans, max_size=12))
def test_absences_unite_to_spans_that_lie_apart(declared: list[Span]) -> None:
    noted: list[Span] = []
    for one in declared:
        noted = united(noted, one)
    assert hours_of(noted) == hours_of(declared)
    assert all(one[1] < other[0] for one, other in pairwise(noted))


@given(st.lists(spans, max_size=8), spans)
def test_taking_back_leaves_all_else(declared: list[Span], back: Span) -> None:
    noted: list[Span] = []
    for one in declared:
        noted = united(noted, one)
    rest = without(noted, back)
    assert hours_of(rest) == hours_of(noted) - hours_of([back])
    assert all(since < until for since, until in rest)


def test_absences_that_touch_become_one() -> None:
    assert united([span(0, 2)], span(2, 3)) == [span(0, 3)]


def test_a_day_away_begins_with_its_midnight_in_the_zone() -> None:
    end_of_monday = datetime(2026, 12, 7, 22, 59, tzinfo=UTC)
    assert rules.begins(end_of_monday, "Europe/Paris") == datetime(2026, 12, 6, 23, 0, tzinfo=UTC)
    assert rules.begins(end_of_monday, "UTC") == end_of_monday


def test_taking_back_a_last_day_takes_its_last_minute_too() -> None:
    until = datetime(2026, 12, 7, 23, 59, tzinfo=UTC)
    assert taken_back((NOON, until), "UTC") == (NOON, until + timedelta(minutes=1))
    assert taken_back((NOON, hour(3)), "UTC") == (NOON, hour(3))


# Pasted lists


def read(pasted: str) -> tuple[list[Listed], list[int]]:
    listed, faulty = read_list(pasted, **LIMITS)
    return listed, [each.number for each in faulty]


@pytest.mark.parametrize(
    "pasted",
    [
        "@ana, government\nBen Okri, civil society, facilitator, Africa, ACME",
        "@ana; government\nBen Okri; civil society; facilitator; Africa; ACME",
        "@ana\tgovernment\nBen Okri\tcivil society\tfacilitator\tAfrica\tACME",
        "@ana, government | Ben Okri, civil society, facilitator, Africa, ACME",
        '"@ana", "government"\n"Ben Okri", civil society, FACILITATOR, Africa, "ACME"',
    ],
)
def test_a_pasted_list_is_read_however_it_is_separated(pasted: str) -> None:
    assert read(pasted) == (
        [
            Listed(1, "@ana", "government", Role.MEMBER, "", ""),
            Listed(2, "Ben Okri", "civil society", Role.FACILITATOR, "Africa", "ACME"),
        ],
        [],
    )


def test_headings_and_empty_lines_are_left_out_and_lines_keep_their_numbers() -> None:
    listed, faulty = read("Name,Stakeholder group,Role\n\nana,government\n\nben,\n")
    assert [line.number for line in listed] == [3]
    assert faulty == [5]


def test_a_spreadsheet_quotes_commas() -> None:
    assert read('"Okri, Ben", government')[0] == [Listed(1, "Okri, Ben", "government", Role.MEMBER, "", "")]


@pytest.mark.parametrize(
    "line",
    [
        ", government",
        "ana",
        "ana, ",
        "ana, government, boss",
        "ana, government, member, Africa, ACME, more",
        "a" * 21 + ", government",
        "ana, " + "g" * 21,
        "ana, government, member, " + "r" * 11,
        "ana, government, member, Africa, " + "a" * 11,
        "a" * 200_000,
    ],
)
def test_a_faulty_line_is_named(line: str) -> None:
    listed, faulty = read(f"ben, government\n{line}\ncleo, government")
    assert [each.who for each in listed] == ["ben", "cleo"]
    assert faulty == [2]


@given(st.text(max_size=400))
def test_whatever_is_pasted_gives_lines_or_faults(pasted: str) -> None:
    listed, faulty = read_list(pasted, **LIMITS)
    numbers = [each.number for each in listed] + [each.number for each in faulty]
    assert len(numbers) == len(set(numbers))
    assert all(line.who and line.stakeholder for line in listed)


def test_nobody_stands_twice_in_a_list() -> None:
    listed, _ = read("ana, government\nben, government\nANA, civil society")
    again = rules.twice(listed, lambda line: line.who.casefold(), lambda line: line.number)
    assert [(each.number, each.text.args["earlier"]) for each in again] == [(3, 1)]
    assert all(isinstance(each, Faulty) for each in again)


# The list of stakeholder groups

GOVERNMENT = Standing(1, "Government", "government", closed=False, seats=3)
CIVIL = Standing(2, "Civil society", "civil society", closed=False, seats=0)
OLD = Standing(3, "Press", "press", closed=True, seats=0)
STANDING = (GOVERNMENT, CIVIL, OLD)


def plan(*wanted: str) -> Plan | tuple[object, ...]:
    return group_rules.plan(STANDING, wanted, folded, 20)


@pytest.mark.parametrize(
    ("wanted", "names", "dropped"),
    [
        (("government", "Civil society"), ["government", "Civil society"], []),
        (("Government", "Academia"), ["Government", "Academia"], ["Civil society"]),
        (("Government > States",), ["States"], ["Civil society"]),
        (("Press", "Government"), ["Press", "Government"], ["Civil society"]),
        (("government > GOVERNMENT",), ["GOVERNMENT"], ["Civil society"]),
    ],
)
def test_a_new_list_replaces_the_old(wanted: tuple[str, ...], names: list[str], dropped: list[str]) -> None:
    planned = plan(*wanted)
    assert isinstance(planned, Plan)
    assert [each.name for each in planned.placed] == names
    assert [each.name for each in planned.dropped] == dropped


@pytest.mark.parametrize(
    "wanted",
    [
        (),
        ("Academia",),  # three people sit for Government
        ("Government", "GOVERNMENT"),
        ("Government", "a" * 21),
        ("Government", "Media > Press"),
        ("Government > Civil society",),
        ("Government > ",),
        ("> States", "Government"),
        ("Government > States > Nations",),
    ],
)
def test_a_list_that_would_lose_or_confuse_somebody_is_refused(wanted: tuple[str, ...]) -> None:
    assert not isinstance(plan(*wanted), Plan)


# The set-up


@pytest.mark.parametrize(
    ("given", "asked", "reached", "step"),
    [
        ([], None, None, 1),
        ([], None, 3, 3),
        ([], None, FINISHED, 5),
        ([1], None, None, 2),
        ([1, 2], None, 1, 3),
        ([4], None, 2, 5),
        ([2], 2, 2, 2),
        ([], FINISHED, 5, FINISHED),
    ],
)
def test_which_step_of_the_set_up_comes_next(
    given: list[int], asked: int | None, reached: int | None, step: int
) -> None:
    assert step_after(given, asked, reached) == step
