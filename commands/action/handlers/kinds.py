"""The names of what actions promise, say and find. The subject of each promise is the action's key."""

from __future__ import annotations

from typing import Final

ACTION: Final = "action"
OWNERS: Final = "owners"

FOLLOW: Final = "action follow"
CARD: Final = "action card"
GIVEN: Final = "action given"
DUE: Final = "action due"
OVERDUE: Final = "action overdue"
RETURNED: Final = "action returned"
