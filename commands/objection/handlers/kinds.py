"""What objections promise to say. The subject of each is the objection's key."""

from __future__ import annotations

from typing import Final

RAISED: Final = "objection raised"
ANSWERED: Final = "objection answered"
SETTLED: Final = "objection settled"

POLL: Final = "poll"
"""The kind of record that objections are against."""
RULING: Final = "poll ruling"
"""Asked of a poll: who may not rule on objections to it. Whoever objected may, on those of others."""
