"""Rolls, rules and counts for the tests of polls: shorthands, strategies, and a slow reference count."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from commands.poll.rules import (
    ABSTAIN,
    AGREE,
    ASIDE,
    NO,
    OBJECT,
    YES,
    Base,
    Count,
    Method,
    Result,
    RollSize,
    Rules,
    Threshold,
    tally,
)

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"
SIDES = {Method.VOTE: (YES, NO, ABSTAIN), Method.CONSENT: (AGREE, OBJECT, ASIDE)}
FIRST = (Method.VOTE, Method.CHOICE, Method.APPROVAL, Method.CONSENT)
"""The methods that compare with a threshold and nothing else; the others have tests of their own."""
OPTIONS = ("Geneva", "Nairobi", "Montevideo")


def vectors(path: str) -> Any:
    """The worked examples in this file; the test is skipped where they are absent."""
    if not (VECTORS / path).exists():
        pytest.skip(f"no {VECTORS / path}: worked examples are not part of this repository")
    return json.loads((VECTORS / path).read_text(encoding="utf-8"))


def roll(**groups: int | tuple[int, int]) -> tuple[RollSize, ...]:
    """`roll(government=4, civil=(5, 3))`: four seats, and five of which three are available."""
    pairs = {name: size if isinstance(size, tuple) else (size, size) for name, size in groups.items()}
    return tuple(RollSize(name, *pair) for name, pair in pairs.items())


def counts(**groups: Mapping[str, int]) -> list[Count]:
    """`counts(government={"yes": 3, "no": 1})`."""
    return [Count(name, choice, n) for name, held in groups.items() for choice, n in held.items()]


def vote(rules: Rules, yes: int, no: int, abstain: int = 0, seats: int | None = None) -> Result:
    """A vote in one stakeholder group that has just enough seats, unless `seats` are named."""
    size = yes + no + abstain if seats is None else seats
    return tally(rules, (), roll(all=size), counts(all={YES: yes, NO: no, ABSTAIN: abstain}))


def compositions(people: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """All ways to spread people over kinds of ballots."""
    if kinds == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in compositions(people - first, kinds - 1):
            yield (first, *rest)


def tables(sizes: Sequence[int], kinds: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All tables of ballots with so many people in each line."""
    return itertools.product(*(tuple(compositions(size, kinds)) for size in sizes))


# ---------------------------------------------------------------- strategies

names = ("government", "private", "civil", "technical")


@st.composite
def fractions(draw: st.DrawFn, below: int = 12) -> Fraction:
    denominator = draw(st.integers(1, below))
    return Fraction(draw(st.integers(0, denominator)), denominator)


@st.composite
def thresholds(draw: st.DrawFn) -> Threshold:
    fraction, strict = draw(fractions()), draw(st.booleans())
    strict = {0: True, 1: False}.get(fraction, strict)  # type: ignore[call-overload]
    return Threshold(fraction, strict, draw(st.sampled_from(Base)))


@st.composite
def rules_of(draw: st.DrawFn, *methods: Method) -> Rules:
    maybe = st.none() | thresholds()
    shares = st.just(Fraction(0)) | fractions()
    floors = st.just(0) | st.integers(0, 4)
    return Rules(
        draw(st.sampled_from(methods or FIRST)),
        threshold=draw(maybe),
        quorum=draw(shares),
        floor=draw(floors),
        group_threshold=draw(maybe),
        group_quorum=draw(shares),
        group_floor=draw(floors),
    )


@st.composite
def rolls(draw: st.DrawFn, groups: int = 3, seats: int = 6) -> tuple[RollSize, ...]:
    sizes = draw(st.lists(st.integers(0, seats), min_size=1, max_size=groups))
    return tuple(
        RollSize(name, size, draw(st.integers(0, size))) for name, size in zip(names, sizes, strict=False)
    )


def choices_of(method: Method) -> st.SearchStrategy[str]:
    """Any ballot that can stand in a poll with `OPTIONS`."""
    if method in SIDES:
        return st.sampled_from(SIDES[method])
    numbered = st.sampled_from(["#1", "#2", "#3"])
    single = numbered | st.just(ABSTAIN)
    several = st.sets(numbered, min_size=1).map(lambda held: "|".join(sorted(held)))
    return single | several if method is Method.APPROVAL else single


@st.composite
def ballots_on(draw: st.DrawFn, method: Method, on: Sequence[RollSize]) -> dict[tuple[str, int], str]:
    """A choice for some of the seats: `{("civil", 2): "yes"}`."""
    seats = [(size.stakeholder, seat) for size in on for seat in range(size.seats)]
    return {seat: draw(choices_of(method)) for seat in seats if draw(st.booleans())}


def rows(ballots: Mapping[tuple[str, int], str]) -> list[Count]:
    """What storage makes of ballots."""
    summed = Counter((stakeholder, choice) for (stakeholder, _), choice in ballots.items())
    return [Count(stakeholder, choice, n) for (stakeholder, choice), n in summed.items()]


# ---------------------------------------------------------------- a reference that counts single ballots


def passes(rules: Rules, on: Sequence[RollSize], ballots: Mapping[tuple[str, int], str]) -> bool:
    """Whether a vote or a consent passes, straight from DESIGN section 9."""
    for_, against, neutral = SIDES[rules.method]
    if not ballots or (rules.method is Method.CONSENT and against in ballots.values()):
        return False

    def holds(
        threshold: Threshold | None, quorum: Fraction, floor: int, sizes: Iterable[RollSize], one_group: bool
    ) -> bool:
        sizes = tuple(sizes)
        names = {size.stakeholder for size in sizes}
        seats, here = sum(size.seats for size in sizes), sum(size.available for size in sizes)
        held = [choice for (stakeholder, _), choice in ballots.items() if stakeholder in names]
        if one_group and not held and not here:
            return True
        if here and (len(held) < quorum * here or len(held) < min(floor, seats)):
            return False
        if threshold is None:
            return True
        base = {
            Base.CAST: len(held),
            Base.VOTING: sum(choice != neutral for choice in held),
            Base.ROLL: len(held) if one_group and not here else seats,
        }[threshold.of]
        if base == 0:
            return False
        share = Fraction(held.count(for_), base)
        return share > threshold.fraction if threshold.strict else share >= threshold.fraction

    each = (rules.group_threshold, rules.group_quorum, rules.group_floor)
    return holds(rules.threshold, rules.quorum, rules.floor, on, False) and all(
        holds(*each, [size], True) for size in on
    )
