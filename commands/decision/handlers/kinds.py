"""What decisions promise to say and to do. The subject of each is the decision's key, unless it says so."""

from __future__ import annotations

from typing import Final

DECISION: Final = "decision"
"""What other features know decisions as."""
POLL: Final = "poll"
"""The kind of record that decisions are about."""

CARD: Final = "decision card"
PROPOSED: Final = "decision proposed"
STANDS: Final = "decision stands"
REVIEW: Final = "decision review due"

WANTED: Final = "decision wanted"
"""Of a poll, by its key."""
OVERDUE: Final = "decision overdue"
"""Of a poll, by its key."""

CHALLENGED: Final = "decision challenged"
"""Of a challenge, by its key."""
APPEALED: Final = "decision appealed"
"""Of an appeal, by its key."""
ANSWERED: Final = "decision answered"
"""Of a challenge, by its key."""
RULED: Final = "decision ruled"
"""Of an appeal, by its key."""

DUE: Final = "decision due"
"""Of a poll, by its key."""
EXPIRE: Final = "decision expire"
REMIND: Final = "decision remind"
REVISIT: Final = "decision revisit"
"""The commands of the clock."""
