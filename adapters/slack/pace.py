"""How often Slack may be written to: one message a second in each channel, and never before it says so."""

from __future__ import annotations

import time

PAUSE = 1.0
"""Seconds between two messages in one channel (Slack's limit; short bursts pass, we need none)."""
_MANY = 5000


class Pace:
    """Moments are of `time.monotonic`. What is asked for too early is put off, and blocks nobody else."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._free: dict[str, float] = {}

    def wait(self, what: str) -> float:
        """Seconds until it is free; 0 where it is now."""
        return max(self._free.get(what, 0.0) - time.monotonic(), 0.0)

    def taken(self, what: str, seconds: float | None = None) -> None:
        """From now on it is not free for a pause, or for as long as Slack said."""
        now = time.monotonic()
        self._free[what] = max(self._free.get(what, 0.0), now + (self._pause if seconds is None else seconds))
        if len(self._free) > _MANY:
            self._free = {name: free for name, free in self._free.items() if free > now}
