"""What a designation can be held against, how long things take, and how much support is enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commands.decision.rules import (
    LEVELS,
    OUTCOMES,
    Cause,
    Part,
    Weighed,
    bodies,
    by_the_minute,
    enough,
    excluded,
    meant,
    part_of,
)

W3C = ("unanimity", "consensus", "dissent")
IETF = ("rough consensus", "no rough consensus")


def weighed(
    favour: int | None = 0,
    against: int | None = 0,
    *,
    neutral: int = 0,
    seats: int = 10,
    assents: bool = False,
    passed: bool | None = None,
    standing: int = 0,
    overruled: int = 0,
) -> Weighed:
    known = favour is not None and against is not None
    return Weighed(
        in_favour=favour,
        against=against,
        seats=seats,
        voted=(favour or 0) + (against or 0) + neutral if known else 5,
        assents=assents,
        passed=passed,
        standing=standing,
        overruled=overruled,
    )


def carried(among: tuple[str, ...], held: Weighed) -> list[str]:
    """The designations that the evidence can carry."""
    return [each for each in among if excluded(each, among, held) is None]


@pytest.mark.parametrize(
    ("among", "held", "wanted"),
    [
        (LEVELS, weighed(8, 0), ["full consensus", "consensus"]),
        (LEVELS, weighed(8, 1), ["consensus", "strong support but significant opposition", "divergence"]),
        (LEVELS, weighed(8, 0, standing=1), LEVELS[1:4]),
        (LEVELS, weighed(8, 0, overruled=1), LEVELS[1:4]),
        (LEVELS, weighed(4, 4), ["divergence", "minority view"]),
        (LEVELS, weighed(0, 5), ["divergence"]),
        (LEVELS, weighed(0, 0), ["divergence"]),
        # Silence is assent: eight said nothing.
        (LEVELS, weighed(1, 1, assents=True), LEVELS[1:4]),
        (LEVELS, weighed(0, 0, assents=True), ["full consensus", "consensus"]),
        # A hum takes no sides: it contradicts nothing but what an objection contradicts.
        (LEVELS, weighed(None, None), LEVELS),
        (LEVELS, weighed(None, None, standing=1), LEVELS[1:]),
        (W3C, weighed(10, 0), ["unanimity", "consensus"]),
        (W3C, weighed(9, 0, neutral=1), ["consensus"]),
        (W3C, weighed(9, 1, standing=1), ["dissent"]),
        (W3C, weighed(9, 1, overruled=1), ["dissent"]),
        # Their ballot says no and gave no reason: no objection is sustained.
        (W3C, weighed(9, 1), ["consensus"]),
        (W3C, weighed(0, 0), []),
        (IETF, weighed(1, 9), IETF),
        (IETF, weighed(0, 0), ["no rough consensus"]),
        (OUTCOMES, weighed(6, 4, passed=True), ["approved"]),
        (OUTCOMES, weighed(6, 4, passed=False), ["not approved"]),
        (("good enough", "not yet"), weighed(0, 9), ["good enough", "not yet"]),
    ],
)
def test_what_the_evidence_can_carry(among: tuple[str, ...], held: Weighed, wanted: list[str]) -> None:
    assert carried(among, held) == list(wanted)


def test_why_it_cannot() -> None:
    assert excluded("full consensus", LEVELS, weighed(8, 1)) is Cause.OPPOSED
    assert excluded("unanimity", W3C, weighed(9, 0)) is Cause.NOT_ALL
    assert excluded("consensus", W3C, weighed(9, 1, standing=1)) is Cause.SUSTAINED
    assert excluded("consensus", LEVELS, weighed(3, 4)) is Cause.FEW
    assert excluded("minority view", LEVELS, weighed(4, 3)) is Cause.MOST


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("consensus", "consensus"),
        ("Full-Consensus", "full consensus"),
        ("strong_support", "strong support but significant opposition"),
        ("min", "minority view"),
        ("sugar", None),
        ("", None),
    ],
)
def test_a_designation_is_known_by_its_beginning(typed: str, found: str | None) -> None:
    assert meant(typed, LEVELS) == found


def test_what_could_be_two_is_none() -> None:
    assert meant("not", ("not approved", "not yet")) is None


def test_a_deadline_is_a_whole_minute_and_never_shorter() -> None:
    week, at = timedelta(days=7), datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert by_the_minute(at, week) == at + week
    assert by_the_minute(at + timedelta(seconds=1), week) == at + week + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("held", "people", "groups", "wanted"),
    [
        (["civil"], 1, 0, True),
        (["civil", "civil", "civil"], 3, 2, False),
        (["civil", "civil", "private"], 3, 2, True),
        (["civil", "private"], 3, 2, False),
        (["civil", "civil", ""], 3, 2, False),
    ],
)
def test_how_much_support_is_enough(held: list[str], people: int, groups: int, wanted: bool) -> None:
    assert enough(held, people, groups) is wanted


def test_the_first_step_of_a_ladder_answers_and_the_others_rule() -> None:
    assert bodies(("the chairs", "the area director", "the IESG")) == ("the area director", "the IESG")
    assert bodies(("the chair",)) == bodies(()) == ("",)


def test_what_keeps_somebody_from_ruling() -> None:
    assert part_of(1, 1, 2, [3]) is Part.DETERMINED
    assert part_of(2, 1, 2, [3]) is Part.CONFIRMED
    assert part_of(3, 1, 2, [3]) is Part.CONTESTED
    assert part_of(4, 1, 2, [3]) is None
