"""All tables, whichever features are in use: what makes or changes the schema loads this first."""

from __future__ import annotations

from storage import (
    answers,
    ballots,
    groups,
    numbers,
    people,
    poll_changes,
    polls,
    promises,
    record,
    rolls,
    seats,
    secret_ballots,
)
from storage.base import metadata

__all__ = [
    "answers",
    "ballots",
    "groups",
    "metadata",
    "numbers",
    "people",
    "poll_changes",
    "polls",
    "promises",
    "record",
    "rolls",
    "seats",
    "secret_ballots",
]
