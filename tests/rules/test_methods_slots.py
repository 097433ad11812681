"""Finding a time to meet: whose night it would be, and which moment shares the burden."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.poll.rules import Answer, Count, Method, Rules, Suggested, suggest, tally
from commands.poll.rules.slots import is_unsocial
from tests.rules.polls import roll

SLOTS = ("2027-03-03T06:00Z", "2027-03-03T14:00Z", "2027-03-03T22:00Z")


def clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def suggested(answers: list[Answer]) -> Suggested:
    rows = [Count("all", answer.choice, 1) for answer in answers]
    result = tally(Rules(Method.AVAILABILITY), SLOTS, roll(all=20), rows)
    found = suggest(result, SLOTS, answers, clock).reasons[0]
    assert isinstance(found, Suggested)
    return found


@pytest.mark.parametrize(
    ("hour", "minute", "unsocial"),
    [(21, 59, False), (22, 0, True), (0, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_the_night_is_from_22_to_7(hour: int, minute: int, unsocial: bool) -> None:
    assert is_unsocial(datetime(2027, 3, 3, hour, minute, tzinfo=UTC)) is unsocial


def test_the_burden_is_told_by_region_and_shared() -> None:
    """06:00 UTC is night for half of one region, 14:00 for a third of another, 22:00 for nearly all."""
    can = "#1=yes|#2=yes|#3=yes"
    answers = [
        Answer("GRULAC", "America/Sao_Paulo", can),
        Answer("GRULAC", "America/Montevideo", can),
        Answer("Africa", "Africa/Nairobi", can),
        Answer("Asia-Pacific", "Asia/Tokyo", can),
        Answer("Asia-Pacific", "Asia/Kolkata", can),
        Answer("Asia-Pacific", "Asia/Kolkata", can),
    ]
    found = suggested(answers)
    assert found.option == "#2"
    burdens = {slot.option: slot.burdens for slot in found.slots}
    assert burdens["#1"] == (("Africa", 0, 1), ("Asia-Pacific", 0, 3), ("GRULAC", 2, 2))
    assert burdens["#2"] == (("Africa", 0, 1), ("Asia-Pacific", 1, 3), ("GRULAC", 0, 2))


def test_a_moment_that_most_cannot_make_is_not_suggested() -> None:
    answers = [Answer("Africa", "Africa/Nairobi", "#3=yes") for _ in range(3)]
    found = suggested([*answers, Answer("WEOG", "Europe/Paris", "#2=yes")])
    assert found.option == "#3"  # 01:00 in Nairobi; they said that they can


def test_maybe_counts_after_yes() -> None:
    answers = [Answer("WEOG", "Africa/Accra", "#1=maybe|#2=yes"), Answer("WEOG", "Africa/Accra", "#2=maybe")]
    found = suggested(answers)
    assert [(slot.yes, slot.maybe) for slot in found.slots] == [(0, 1), (1, 1), (0, 0)]
    assert found.option == "#2"


def test_without_answers_nothing_is_suggested() -> None:
    result = tally(Rules(Method.AVAILABILITY), SLOTS, roll(all=3), [])
    assert suggest(result, SLOTS, [], clock) == result


people = st.builds(
    Answer,
    st.sampled_from(["Africa", "WEOG", ""]),
    st.sampled_from(["Africa/Nairobi", "Europe/Paris", "Asia/Tokyo", "America/Lima"]),
    st.sampled_from(["none", "#1=yes", "#1=yes|#2=maybe", "#2=yes|#3=yes", "#3=maybe"]),
)


@given(st.lists(people, min_size=1, max_size=12), st.data())
def test_the_order_of_answers_makes_no_difference(answers: list[Answer], data: st.DataObject) -> None:
    assert suggested(data.draw(st.permutations(answers))) == suggested(answers)


def test_a_moment_that_nobody_can_make_is_not_suggested() -> None:
    answers = [Answer("WEOG", "Europe/Paris", "none"), Answer("African", "Africa/Nairobi", "none")]
    assert suggested(answers).option == ""
    assert suggested([*answers, Answer("WEOG", "Europe/Paris", "#2=maybe")]).option == "#2"
