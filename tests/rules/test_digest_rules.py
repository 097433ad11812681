"""How balanced participation is, by the measures of the field; and how much fits into one digest."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.digest.rules import (
    Cell,
    Size,
    cells,
    evenness,
    fit,
    gallagher,
    gini,
    loosemore_hanby,
    paged,
    ratios,
)
from tests.rules.polls import VECTORS

MAG_2012 = (25, 10, 10, 10)
"""Government, private sector, civil society, technical community (governance.md section 7)."""
CSTD = (11, 9, 8, 5, 10)
counts = st.lists(st.integers(0, 500), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("given_counts", "index"),
    [
        ((10, 10, 10, 10), Fraction(0)),
        ((40, 0, 0, 0), Fraction(3, 4)),
        ((1, 2, 3, 4, 5), Fraction(4, 15)),
        (MAG_2012, Fraction(9, 44)),
        (CSTD, Fraction(28, 215)),
        ((7,), Fraction(0)),
        ((0, 0, 0), None),
    ],
)
def test_gini_of_known_cases(given_counts: Sequence[int], index: Fraction | None) -> None:
    assert gini(given_counts) == index


def test_the_published_roundings_of_gini() -> None:
    rounded = [round(float(gini(case) or 0), 4) for case in ((1, 2, 3, 4, 5), MAG_2012, CSTD)]
    assert rounded == [0.2667, 0.2045, 0.1302]


@pytest.mark.parametrize(
    ("given_counts", "index"),
    [
        (MAG_2012, 0.9293),
        (CSTD, 0.9807),
        ((50, 30, 15, 5), 0.8239),
        ((3, 3), 1.0),
        ((9, 0), 0.0),
        ((9,), None),
        ((0, 0), None),
    ],
)
def test_evenness_of_known_cases(given_counts: Sequence[int], index: float | None) -> None:
    found = evenness(given_counts)
    assert found == index if index is None else found is not None and round(found, 4) == index


def test_a_group_that_is_missing_lowers_evenness() -> None:
    present, expected = evenness((5, 5, 5)), evenness((5, 5, 5, 0))
    assert present is not None
    assert expected is not None
    assert present == pytest.approx(1)
    assert expected < present


def test_how_far_the_mag_of_2012_was_from_its_target() -> None:
    target = (40, 20, 20, 20)
    assert loosemore_hanby(MAG_2012, target) == Fraction(3, 55)  # 5.45 points
    found = gallagher(MAG_2012, target)
    assert found is not None
    assert round(100 * found, 2) == 4.45
    assert ratios(MAG_2012, target) == (
        Fraction(25, 22),
        Fraction(10, 11),
        Fraction(10, 11),
        Fraction(10, 11),
    )


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the public compositions are not here")
def test_the_published_compositions_are_these() -> None:
    held = json.loads((VECTORS / "mag" / "composition.json").read_text(encoding="utf-8"))
    groups = held["mag_2012_renewal"]["groups"]
    assert tuple(numbers[0] for name, numbers in groups.items() if name != "total") == MAG_2012
    assert tuple(held["cstd"]["seats"].values()) == CSTD


@given(counts)
def test_the_measures_stay_within_their_bounds(numbers: list[int]) -> None:
    size, total = len(numbers), sum(numbers)
    index, even = gini(numbers), evenness(numbers)
    assert (index is None) == (total == 0)
    assert index is None or 0 <= index <= Fraction(size - 1, size)
    assert even is None or 0 <= even <= 1 + 1e-12
    apart = loosemore_hanby(numbers, [1] * size)
    assert apart is None or 0 <= apart <= 1 - Fraction(1, size)
    if apart is not None and index is not None:
        assert (apart == 0) == (index == 0)  # both say "all have the same"


@given(counts, st.integers(2, 9))
def test_only_shares_count_not_how_much_there_is(numbers: list[int], times: int) -> None:
    more = [number * times for number in numbers]
    assert gini(more) == gini(numbers)
    assert loosemore_hanby(more, [1] * len(more)) == loosemore_hanby(numbers, [1] * len(numbers))
    one, other = evenness(more), evenness(numbers)
    assert one is other is None or math.isclose(one or 0, other or 0, abs_tol=1e-9)


# What may be shown


def test_open_participation_is_never_withheld() -> None:
    assert cells(
        {"government": 1}, {"government": 4, "private sector": 0, "civil society": 2}, secret=False
    ) == (
        Cell("government", 1, 4),
        Cell("civil society", 0, 2),
    )


def test_small_cells_of_what_is_secret_are_withheld_and_one_more() -> None:
    shown = cells({"a": 3, "b": 20, "c": 30}, {"a": 20, "b": 40, "c": 60}, secret=True)
    assert [cell.count for cell in shown] == [None, None, 30]
    assert [cell.of for cell in shown] == [20, 40, 60]
    assert [cell.count for cell in cells({"a": 9, "b": 9}, {}, secret=True)] == [9, 9]
    # Nearly everybody is as telling as nearly nobody.
    assert [cell.count for cell in cells({"a": 38, "b": 20}, {"a": 40, "b": 40}, secret=True)] == [None, None]


# How much fits

LINE, PRESSED = Size(), Size(2, 3)


@pytest.mark.parametrize(
    ("sections", "room", "shown"),
    [
        ([[LINE] * 3, [LINE] * 3], 20, (3, 3)),
        ([[], [LINE] * 2], 20, (0, 2)),
        ([[LINE] * 20, [LINE] * 2, [LINE]], 13, (7, 2, 1)),
        ([[PRESSED] * 9, [LINE] * 9, [LINE] * 9, [LINE] * 9], 13, (2, 2, 2, 1)),
        ([[PRESSED] * 9, [LINE]], 2, (0, 1)),
        ([[LINE], [LINE]], 1, (0, 0)),
    ],
)
def test_sections_take_turns_for_the_room(
    sections: list[list[Size]], room: int, shown: tuple[int, ...]
) -> None:
    assert fit(sections, room, 25) == shown


def test_buttons_are_as_scarce_as_lines() -> None:
    assert fit([[Size(2, 10)] * 4], 30, 25) == (2,)


sizes = st.builds(Size, st.integers(1, 3), st.integers(0, 6))


@given(st.lists(st.lists(sizes, max_size=12), max_size=4), st.integers(0, 15), st.integers(0, 25))
def test_what_is_shown_fits(sections: list[list[Size]], lines: int, buttons: int) -> None:
    shown = fit(sections, lines, buttons)
    taken = [section[:count] for section, count in zip(sections, shown, strict=True)]
    headings = sum(1 for section in taken if section)
    assert headings + sum(size.lines for section in taken for size in section) <= lines
    assert sum(size.buttons for section in taken for size in section) <= buttons


@given(st.lists(sizes, max_size=40), st.integers(1, 15), st.integers(0, 25))
def test_pages_hold_everything_once(lines: list[Size], room: int, buttons: int) -> None:
    pages = paged(lines, room, buttons)
    assert [place for begin, end in pages for place in range(begin, end)] == list(range(len(lines)))
    for begin, end in pages:
        held = lines[begin:end]
        assert end - begin == 1 or sum(size.lines for size in held) <= room
        assert end - begin == 1 or sum(size.buttons for size in held) <= buttons
