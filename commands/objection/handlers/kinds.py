"""What objections promise to say. The subject of each is the objection's key."""

from __future__ import annotations

from typing import Final

RAISED: Final = "objection raised"
ANSWERED: Final = "objection answered"
SETTLED: Final = "objection settled"

POLL: Final = "poll"
"""The kind of record that objections are against."""
