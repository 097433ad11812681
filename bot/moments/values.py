"""What comes out of reading: one meaning, none, or too many."""

from dataclasses import dataclass
from datetime import datetime

LONGEST = 100
"""Characters. Nobody needs more for a moment, and bounded input bounds the work."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which a text can be understood."""

    at: datetime
    """The instant: aware, in UTC."""
    zone: str
    """The zone in which it was meant: an IANA name, "UTC", or a fixed offset such as "+02:00"."""


class Unreadable(ValueError):
    """Nothing fits. ``text`` is what was typed, cut to 100 characters."""

    def __init__(self, text: str) -> None:
        self.text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        super().__init__(self.text)


class Ambiguous(ValueError):
    """Several things fit. ``readings`` pairs each with a spelling that can only mean that one."""

    def __init__(self, text: str, readings: tuple[tuple[str, Reading], ...]) -> None:
        self.text = text
        self.readings = readings
        super().__init__(text)
