"""The names of what reminders promise, say and find."""

from __future__ import annotations

from typing import Final

REMINDER: Final = "reminder"
RECIPIENT: Final = "recipient"

STRIKE: Final = "reminder strike"
TOLD: Final = "reminder told"
"""The subject of both is the reminder's key."""
