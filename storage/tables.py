"""All tables, whichever features are in use: what makes or changes the schema loads this first."""

from __future__ import annotations

from storage import (
    answers,
    ballots,
    charters,
    groups,
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
    vault,
)
from storage.base import metadata

__all__ = [
    "answers",
    "ballots",
    "charters",
    "groups",
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
    "vault",
]
