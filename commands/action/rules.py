"""What is right about actions: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Final

MOST_OPEN: Final = 200
"""Actions that one person may have added to one group and that are open."""
MOST_OWNERS: Final = 10
BEFORE: Final = timedelta(hours=24)
"""Who has an action is told so long before it is due."""
AGAIN: Final = timedelta(days=7)
"""And so often once it is overdue."""
SOON: Final = timedelta(days=7)
"""What is due within this time needs whoever has it."""


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    """It will not be done; the reason says why."""


def _of_owners(due: datetime) -> Iterator[datetime]:
    """When those who have it are told: before, at the moment, and every week from then on."""
    yield due - BEFORE
    for weeks in count():
        yield due + weeks * AGAIN


def _of_coordinators(due: datetime, patience: int) -> datetime:
    return due + timedelta(days=patience)


def next_follow_up(due: datetime, patience: int, after: datetime) -> datetime:
    """The next moment after `after` when somebody is told about an action."""
    weeks = max(0, (after - due) // AGAIN)  # not counted from the beginning, however long ago that was
    ahead = [
        due - BEFORE,
        due,
        _of_coordinators(due, patience),
        *(due + (weeks + each) * AGAIN for each in (0, 1)),
    ]
    return min(moment for moment in ahead if moment > after)


def owners_are_told(due: datetime, since: datetime, at: datetime) -> bool:
    """Whether one of their moments lies from `since`, when it was to be followed up, to `at`, when it is."""
    for moment in _of_owners(due):
        if moment > at:
            return False
        if moment >= since:
            return True
    raise AssertionError("moments have no end")


def coordinators_are_told(due: datetime, patience: int, since: datetime, at: datetime) -> bool:
    """Once, after so many days overdue: from then on the action stands in their digests."""
    return since <= _of_coordinators(due, patience) <= at
