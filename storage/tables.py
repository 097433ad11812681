"""All tables, whichever features are in use: what makes or changes the schema loads this first."""

from __future__ import annotations

from storage import (
    alternates,
    answers,
    ballots,
    charters,
    groups,
    interests,
    numbers,
    objections,
    people,
    poll_changes,
    polls,
    promises,
    record,
    rolls,
    seats,
    secret_ballots,
    signers,
)
from storage.base import metadata

__all__ = [
    "alternates",
    "answers",
    "ballots",
    "charters",
    "groups",
    "interests",
    "metadata",
    "numbers",
    "objections",
    "people",
    "poll_changes",
    "polls",
    "promises",
    "record",
    "rolls",
    "seats",
    "secret_ballots",
    "signers",
]
