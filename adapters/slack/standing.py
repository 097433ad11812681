"""Where the pages of one message stand in Slack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

MOST_PAGES: Final = 5
"""Messages that one thing is told in at most."""
_IN_THREAD, _IN = "+", ":"


@dataclass(frozen=True, slots=True)
class Standing:
    """`1.5` stands alone; `1.5+1.6+1.7` has two pages in its thread, `1.5+` shall have none any more. Before it is
    the `place`, where that is a private conversation: `D1:1.5`."""

    place: str
    first: str
    rest: tuple[str, ...] = ()
    shut: bool = False

    def __str__(self) -> str:
        pages = _IN_THREAD.join((self.first, *(("",) if self.shut else self.rest)))
        return f"{self.place}{_IN}{pages}" if self.place else pages

    @classmethod
    def parse(cls, text: str) -> Self:
        place, _, pages = text.rpartition(_IN)
        first, *rest = pages.split(_IN_THREAD)
        return cls(place, first, tuple(filter(None, rest)), rest == [""])
