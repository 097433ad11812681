"""RFC 3797: both published draws, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.draw import MOST, bits_needed, draw, key_of, order, read_pool, read_source
from bot.refusals import Refusal
from tests.rules.countings import said
from tests.rules.polls import vectors


def test_published_draws() -> None:
    cases: list[dict[str, Any]] = vectors("rfc3797/cases.json")
    assert len(cases) == 2
    for case in cases:
        key = key_of(" ".join(source) for source in case["sources"])
        assert key == case["key"]
        picks = draw(key, case["pool"], len(case["rows"]))
        assert [(pick.index, pick.md5, pick.divisor, pick.selected) for pick in picks] == [
            (row["index"], row["md5"], row["div"], row["selected"]) for row in case["rows"]
        ]


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("9319", "9319./"),
        ("08285182", "8285182./"),  # printed with a zero before it
        ("2 5 12 8 10", "2.5.8.10.12./"),
        ("2,5, 12,8,10", "2.5.8.10.12./"),
        ("9,18,26,34,41,45", "9.18.26.34.41.45./"),
        ("10 9", "9.10./"),  # by value, not by letter
        ("0", "0./"),
        ("0.0", "0./"),
        ("7.0", "7./"),
        ("013.", "13./"),
        (".420", "0.42/"),
        ("1.5 1.25", "1.251.5/"),
        ("7 7", "7.7./"),
    ],
)
def test_sources_are_written_one_way(typed: str, canonical: str) -> None:
    assert read_source(typed) == canonical


@pytest.mark.parametrize(
    "typed", ["", " ", "twelve", "1 x", "-3", "1e3", "3/2", "٣", "1,2,x", "1" * 50, "nan", "1 " * 2000]
)
def test_what_is_no_source(typed: str) -> None:
    with pytest.raises(Refusal):
        read_source(typed)


@pytest.mark.parametrize("typed", ["90,193,202", "1,000"])
def test_a_number_that_may_be_a_list_is_asked_about(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_source(typed)
    assert "one number or several" in str(refused.value)


def test_the_bits_of_the_rfc() -> None:
    """The table of section 3.3: picking ten."""
    table = {20: 18, 25: 22, 30: 25, 35: 28, 40: 30, 50: 34, 60: 37, 75: 40, 100: 44, 120: 47}
    assert {pool: bits_needed(pool, 10) for pool in table} == table
    assert bits_needed(5, 5) == 0


@given(st.integers(1, 60), st.integers(0, 60), st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_nobody_is_drawn_twice(pool: int, picks: int, numbers: list[int]) -> None:
    key = key_of(map(str, numbers))
    if picks > pool:
        with pytest.raises(ValueError, match="of"):
            draw(key, pool, picks)
        return
    drawn = [pick.selected for pick in draw(key, pool, picks)]
    assert len(set(drawn)) == picks
    assert set(drawn) <= set(range(1, pool + 1))


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_first_picks_do_not_depend_on_how_many_follow(pool: int, picks: int) -> None:
    whole = order(("4 8 15", "16"), pool)
    assert sorted(whole) == list(range(1, pool + 1))
    few = draw(key_of(("15 8 4", "016")), pool, min(picks, pool))
    assert tuple(pick.selected for pick in few) == whole[: len(few)]


def test_the_order_of_sources_is_published_too() -> None:
    assert order(("1", "2"), 30) != order(("2", "1"), 30)


def test_pools() -> None:
    assert read_pool("Ana\r\n\n  Ben  Okri \nÇelik") == ("Ana", "Ben Okri", "Çelik")
    with pytest.raises(Refusal, match="names"):
        read_pool("\n \n")
    with pytest.raises(ValueError, match="of"):
        draw("1./", MOST + 1, 1)


def test_a_name_that_stands_twice_has_no_second_chance() -> None:
    with pytest.raises(Refusal) as refused:
        read_pool("Ana\nBen\nAna\n")
    assert said(refused.value) == (
        "In line 3: Ana stands in line 1 already. Tell the two apart, or take one away."
    )
