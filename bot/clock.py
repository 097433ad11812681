"""The only source of the present: the system's clock, or one that is set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock for playing conversations: it stands until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by

    def move_to(self, moment: datetime) -> None:
        """Moves on to `moment`; never back."""
        self._now = max(self._now, moment.astimezone(UTC))


class AheadClock:
    """The system's clock, moved ahead by hand: for trying out what time brings."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Goes on from `moment`; never back."""
        self._ahead += max(moment - self.now(), timedelta(0))
