"""Where the pages of one message stand, and the marks by which they are found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

MOST_PAGES: Final = 5
"""Messages that one thing is told in at most."""
_IN_THREAD, _BELOW = "+", "."


@dataclass(frozen=True, slots=True)
class Standing:
    """The ids of the pages. `1` stands alone; of `1+2.3` all but the first are in the thread of the first, whose
    id is that of the first, too; those of `1.2.3` follow in the channel. `1+` has no thread, or none any more,
    and shall have none."""

    first: str
    rest: tuple[str, ...] = ()
    threaded: bool = False

    def __str__(self) -> str:
        return (
            self.first
            + (_IN_THREAD if self.threaded else _BELOW if self.rest else "")
            + _BELOW.join(self.rest)
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        first, threaded, rest = text.partition(_IN_THREAD)
        if not threaded:
            first, _, rest = text.partition(_BELOW)
        return cls(first, tuple(filter(None, rest.split(_BELOW))), bool(threaded))

    def beneath(self, channel: str) -> str:
        """Where the pages behind the first stand, or shall stand, of a message in a channel."""
        return self.first if self.threaded else channel

    @property
    def grows(self) -> bool:
        """Whether pages can be added in its thread."""
        return self.threaded == bool(self.rest)


def mark(nonce: str, page: int, of: int) -> int:
    """The page's own, which also says of how many it is one."""
    digest = hashlib.sha256(f"{nonce} {page} {of}".encode()).digest()
    return int.from_bytes(digest[:4]) % (2**31 - 1000) + 1000


def marked(messages: Iterable[Any]) -> Mapping[int, str]:
    """The ids of messages by their marks."""
    return {
        int(each.get("id") or 0): str(said["id"])
        for said in messages
        for each in said.get("components", ())
        if isinstance(each, dict)
    }


def pages(nonce: str, found: Mapping[int, str]) -> tuple[Mapping[int, str], int]:
    """What was found of a message: its pages by number, and of how many they were."""
    known = {
        (page, of): found[key]
        for of in range(1, MOST_PAGES + 1)
        for page in range(of)
        if (key := mark(nonce, page, of)) in found
    }
    return {page: message for (page, _), message in known.items()}, max((of for _, of in known), default=0)
