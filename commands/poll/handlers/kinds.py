"""What polls promise: the clock's commands by their paths, and kinds of messages. The subject of
each is the poll's key."""

from __future__ import annotations

from typing import Final

POLL: Final = "poll"
"""What other features know polls as."""
RULING: Final = "poll ruling"
"""Asked of a poll: who may not rule on objections to it."""

START: Final = "poll start"
EXPIRE: Final = "poll expire"
REMIND: Final = "poll remind"
LAPSE: Final = "poll lapse"
FORGET: Final = "poll forget"
REVIEW: Final = "poll review"

CARD: Final = "poll card"
OPENED: Final = "poll opened"
RESULT: Final = "poll result"
DRAW: Final = "poll draw"
REMINDER: Final = "poll reminder"
NUDGE: Final = "poll nudge"
RECONFIRM: Final = "poll reconfirm"
PROLONGED: Final = "poll prolonged"
SUSPENDED: Final = "poll suspended"
LAPSED: Final = "poll lapsed"
PROPOSED: Final = "poll proposed"
TO_REVIEW: Final = "poll to review"
SEATED: Final = "poll seated"
"""To an alternate, who has a vote now."""
HANDED: Final = "poll handed"
