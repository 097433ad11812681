"""Who would be on the roll of a poll now, and who sits too short a time for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.charter_values import lasting
from bot.refusals import Refusal
from bot.text import Plural
from commands.poll.handlers.under import Bounds, enough_groups
from commands.poll.rules import RollSize
from storage import charters, groups, rolls
from storage.transaction import Transaction


def roll_now(
    tx: Transaction,
    group_id: int,
    opens_at: datetime,
    closes_at: datetime,
    taken_by: datetime | None = None,
) -> tuple[RollSize, ...]:
    """The roll as it would be frozen now, in the order of the stakeholder groups, empty ones too.
    Those who sit for none come last; a group that was closed appears while somebody sits for it. Seats that
    were taken after `taken_by` are not on it."""
    sizes = {size.stakeholder: size for size in rolls.sizes_now(tx, group_id, opens_at, closes_at, taken_by)}
    ordered: list[RollSize] = []
    for stakeholder in groups.stakeholders(tx, group_id):
        size = sizes.pop(stakeholder.name, None)
        if size is not None:
            ordered.append(RollSize(stakeholder.name, size.seats, size.available))
        elif not stakeholder.closed:
            ordered.append(RollSize(stakeholder.name, 0, 0))
    ordered += [RollSize(size.stakeholder, size.seats, size.available) for size in sizes.values()]
    return tuple(ordered)


def with_alternates(
    tx: Transaction,
    group_id: int,
    roll: Sequence[RollSize],
    opens_at: datetime,
    closes_at: datetime,
    taken_by: datetime | None = None,
) -> tuple[RollSize, ...]:
    """The same roll with alternates in the places of those who are away, as they would sit there."""
    found = rolls.alternates_now(tx, group_id, opens_at, closes_at, taken_by)
    return tuple(replace(size, available=size.available + found.get(size.stakeholder, 0)) for size in roll)


def taken_by(
    tx: Transaction, group_id: int, bounds: Bounds | None, opens_at: datetime, *, held: bool
) -> datetime | None:
    """By when a seat must have been taken to be on the roll of a poll that opens then. None where the charter
    asks for no age, or the poll is not `held` by it: then it asks only for advice, by another method. Seats
    from before the first charter are old enough: a group can decide on the day on which it adopts one."""
    age = bounds.terms.seat_age if bounds and held else None
    if age is None:
        return None
    formed = charters.formed_at(tx, group_id)
    return max(opens_at - age, formed) if formed else opens_at - age


def check_newcomers(
    bounds: Bounds | None, roll: Sequence[RollSize], everybody: Sequence[RollSize], newcomers: int
) -> None:
    """Raises Refusal where a poll lacks voters, or stakeholder groups, only because seats are too new.
    `everybody` is the roll with them."""
    age = bounds.terms.seat_age if bounds else None
    if bounds is None or age is None or not newcomers:
        return
    lacks = not any(size.seats for size in roll) or not enough_groups(bounds, roll)
    if lacks and any(size.seats for size in everybody) and enough_groups(bounds, everybody):
        raise Refusal(_too_new(bounds, age, newcomers))


def _too_new(bounds: Bounds, age: timedelta, newcomers: int) -> Plural:
    return Plural(
        "The charter “{charter}” takes seats of at least {age} on the roll ({source}), and without {n} seat"
        " that is newer too few can decide. Wait, or ask for advice by another method.",
        "The charter “{charter}” takes seats of at least {age} on the roll ({source}), and without {n} seats"
        " that are newer too few can decide. Wait, or ask for advice by another method.",
        n=newcomers,
        charter=bounds.charter.title,
        age=lasting(age),
        source=bounds.source("seat_age"),
    )
