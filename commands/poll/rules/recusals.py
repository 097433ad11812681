"""What it changes that somebody on the roll steps aside while a poll is open (BCP 79: disclose, or do not
participate). The person leaves the roll, and with it every quorum and every threshold of the roll."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .terms import RollSize, Rules, whole


def without(roll: Sequence[RollSize], stakeholder: str, *, available: bool) -> tuple[RollSize, ...]:
    """The roll when one of this stakeholder group recused themselves and nobody takes the place. `available`:
    they were not away. Raises `ValueError` where the group has nobody like that."""
    return _changed(
        roll,
        stakeholder,
        lambda size: replace(
            size,
            seats=size.seats - 1,
            available=size.available - available,
            recused=size.recused + 1,
            recused_available=size.recused_available + available,
        ),
    )


def replaced(roll: Sequence[RollSize], stakeholder: str, *, available: bool) -> tuple[RollSize, ...]:
    """The roll when an alternate, who is not away, takes the place of one of this stakeholder group."""
    return _changed(roll, stakeholder, lambda size: replace(size, available=size.available + (not available)))


def _changed(
    roll: Sequence[RollSize], stakeholder: str, change: Callable[[RollSize], RollSize]
) -> tuple[RollSize, ...]:
    if all(size.stakeholder != stakeholder for size in roll):
        raise ValueError(f"nobody of {stakeholder!r} is on the roll")
    return tuple(change(size) if size.stakeholder == stakeholder else size for size in roll)


def out_of_reach(rules: Rules, roll: Sequence[RollSize]) -> tuple[str | None, ...]:
    """Whose quorum cannot be met any more because of recusals, so that nothing can pass: None for all
    together, or the names of stakeholder groups. Empty while nobody has recused themselves. Where a stakeholder
    group that is not heard neither blocks nor passes, those matter once too few others can be heard."""
    everyone = whole(roll)
    missed: list[str | None] = []
    if everyone.recused and rules.overall.turnout(everyone) > everyone.seats:
        missed.append(None)
    if rules.heard:
        groups = [size for size in roll if size.stakeholder]
        unheard = [size for size in groups if rules.hearing(size) > size.seats]
        if len(groups) - len(unheard) < rules.heard:
            missed += [size.stakeholder for size in unheard if size.recused]
        return tuple(missed)
    missed += [
        size.stakeholder
        for size in roll
        if size.recused and rules.asked_of(size.stakeholder).turnout(size) > size.seats
    ]
    return tuple(missed)
