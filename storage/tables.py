"""All tables, whichever features are in use: what makes or changes the schema loads this first."""

from __future__ import annotations

from storage import (
    answers,
    awaited,
    ballots,
    charters,
    contests,
    decisions,
    groups,
    holidays,
    numbers,
    objections,
    people,
    poll_changes,
    polls,
    processes,
    promises,
    record,
    rolls,
    seats,
    secret_ballots,
    signers,
    vouchers,
)
from storage.base import metadata

__all__ = [
    "answers",
    "awaited",
    "ballots",
    "charters",
    "contests",
    "decisions",
    "groups",
    "holidays",
    "metadata",
    "numbers",
    "objections",
    "people",
    "poll_changes",
    "polls",
    "processes",
    "promises",
    "record",
    "rolls",
    "seats",
    "secret_ballots",
    "signers",
    "vouchers",
]
