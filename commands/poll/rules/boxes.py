"""The ballots of each line of a result, checked against the poll and added up by choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .ballots import choices, picks
from .caps import capped
from .marks import NONE, marks_of
from .methods import ABSTAIN, Form, Method
from .rankings import tiers_of
from .results import Count
from .terms import RollSize, Rules


@dataclass(frozen=True, slots=True)
class Box:
    """The ballots of one line: of how many people, the `rows` that count, and how many of each column: an
    approval counts once for each of its options. `cut` has (ballots, of which count) of each affiliation
    that has more than count."""

    voted: int
    rows: tuple[Count, ...]
    counts: Mapping[str, int]
    cut: tuple[tuple[int, int], ...] = ()

    @property
    def uncounted(self) -> int:
        """How many ballots do not count."""
        return sum(ballots - counted for ballots, counted in self.cut)


def sort(
    rules: Rules, options: Sequence[str], roll: Sequence[RollSize], counts: Iterable[Count]
) -> dict[str, Box]:
    """One box per stakeholder group, each with every choice of the poll, checked against the roll."""
    known = columns(rules.method, options)
    rows: dict[str, list[Count]] = {size.stakeholder: [] for size in roll}
    if len(rows) != len(roll):
        raise ValueError("a stakeholder group stands on the roll twice")
    for row in counts:
        fits = _adds(rules.method, row.choice, known, len(options)) is not None
        if row.stakeholder not in rows or row.ballots < 0 or not fits:
            raise ValueError(f"not a count of this poll: {row}")
        rows[row.stakeholder].append(row)
    boxes = {stakeholder: _box(rules, known, held) for stakeholder, held in rows.items()}
    if over := [size.stakeholder for size in roll if boxes[size.stakeholder].voted > size.seats]:
        raise ValueError(f"more ballots than seats: {', '.join(over)}")
    return boxes


def together(rules: Rules, options: Sequence[str], counts: Sequence[Count], boxes: Mapping[str, Box]) -> Box:
    """All of them. With a cap that is not their sum: an affiliation may have ballots in several of them."""
    known = columns(rules.method, options)
    if rules.cap:
        return _box(rules, known, counts)
    summed = dict.fromkeys(known, 0)
    for box in boxes.values():
        for column, number in box.counts.items():
            summed[column] += number
    return Box(sum(box.voted for box in boxes.values()), tuple(counts), summed)


def _box(rules: Rules, known: Sequence[str], rows: Sequence[Count]) -> Box:
    counting = capped(rows, rules.cap)
    counts = dict.fromkeys(known, 0)
    for row in counting.rows:
        for column, number in held(rules.method, row.choice).items():
            counts[column] += row.ballots * number
    return Box(sum(row.ballots for row in rows), counting.rows, counts, counting.cut)


def columns(method: Method, options: Sequence[str]) -> tuple[str, ...]:
    """What the lines of a poll count: its choices, and of a moment who can and who perhaps can."""
    known = choices(method, options)
    if method is Method.AVAILABILITY:
        return tuple(f"{pick}={mark}" for pick in known for mark in ("yes", "maybe"))
    return known


def held(method: Method, choice: str) -> dict[str, int]:
    """What a ballot with this stored choice adds to each column."""
    match method.traits.form:
        case Form.RANKING:
            first = tiers_of(choice)[:1]
            return {f"#{option + 1}": 1 for tier in first for option in tier} or {ABSTAIN: 1}
        case Form.MARKS if method is Method.AVAILABILITY:
            return {} if choice == NONE else dict.fromkeys(picks(choice), 1)
        case Form.MARKS:
            return {ABSTAIN: 1} if choice == ABSTAIN else marks_of(method, choice)
        case _:
            return dict.fromkeys(picks(choice), 1)


def _adds(method: Method, choice: str, known: Sequence[str], options: int) -> dict[str, int] | None:
    """What the ballot counts for; None where it cannot stand in this poll."""
    form = method.traits.form
    if form is Form.RANKING and choice != ABSTAIN:
        try:
            named = [option for tier in tiers_of(choice) for option in tier]
        except ValueError:
            return None
        ranked = set(named)
        return held(method, choice) if len(ranked) == len(named) and ranked <= {*range(options)} else None
    parts = picks(choice)
    if form is Form.OPTIONS and (len(parts) == 1 or (ABSTAIN not in parts and len({*parts}) == len(parts))):
        pass
    elif form is Form.MARKS:
        try:
            adds = held(method, choice)
        except ValueError:
            return None
        fits = adds.keys() <= {*known} and (bool(adds) or choice == NONE)
        return adds if fits else None
    elif len(parts) != 1:
        return None
    adds = dict.fromkeys(parts, 1)
    return adds if adds.keys() <= {*known} else None
