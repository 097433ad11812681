"""What digests promise: the clock's command by its path, and the message."""

from __future__ import annotations

from typing import Final

SEND: Final = "digest send"
"""The subject is the reader's key."""
ISSUE: Final = "digest issue"
"""The subject is the key of what is being sent."""
