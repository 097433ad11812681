"""What other features may ask of polls, and what polls tell them: the types between features.

Whoever writes rules down (a charter) does not know how they are counted; whoever opens a poll for a purpose
wants to know how it ended. Both pass through here, since features do not import each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic

from bot.charters import Ruled
from bot.ports import T
from bot.text import Words

if TYPE_CHECKING:
    from bot.feature import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A binding poll that a feature opens under the charter in force. When it is over, the feature that
    `concludes` this `purpose` is told, with `subject`, the key of what the poll is about."""

    question: str
    text: str
    purpose: str
    subject: str
    kind: str = ""
    """The kind of poll, as the charter names it."""


class Ending(StrEnum):
    """How a poll ended."""

    PASSED = "passed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded(Generic[T]):
    """A poll that was opened for a purpose is over. `key()` gives a new unguessable key."""

    tx: T
    at: datetime
    group_id: int
    subject: str
    poll: str
    """The poll, as people type it: P-12."""
    ending: Ending
    key: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How one stakeholder group took part in a poll that is over, or all together (`stakeholder` is empty).
    Nobody knows the sides (None) where numbers are withheld, or where ballots take none."""

    stakeholder: str
    seats: int
    voted: int
    in_favour: int | None
    against: int | None
    neutral: int | None
    enough: bool
    """Whether its quorum was met; where there is none, whether anybody took part."""
    recused: bool = False
    """Whether it had somebody on the roll, and all of them recused themselves."""

    @property
    def silent(self) -> int:
        return self.seats - self.voted


@dataclass(frozen=True, slots=True)
class Voiced:
    """What somebody gave as the reason of a ballot that everybody may see."""

    name: str
    stakeholder: str
    choice: Words
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a poll that is over says, for whoever determines what it means. Of a secret poll it holds only
    what its result published."""

    passed: bool | None
    """None where ballots decide nothing by themselves."""
    everybody: Heard
    groups: tuple[Heard, ...]
    won: tuple[str, ...]
    """The options that won, by their labels; empty where the poll has none."""
    why: Words
    """What came out, in sentences."""
    reasons: tuple[Voiced, ...]
    objecting: frozenset[int]
    """The participants whose ballot objects."""
    assents: bool
    """Whether silence is assent by its method."""
    left: bool
    """Whether its method leaves what it means to a facilitator."""
    opposed: tuple[str, ...] = ()
    """The stakeholder groups whose opposition suspended it, or would have, had it not been put again."""
    too_few: bool = False
    """Whether it did not pass since too few took part, or too few stakeholder groups were heard."""
    waits: Words | None = None
    """Why nothing of it is determined now: it can be put again, or was; None where it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling(Generic[T]):
    """What polls can do for other features; the rules of a poll are `Ruled`."""

    lacks: Callable[[Ruled], tuple[str, ...]]
    """The names of its method and rules that no poll can apply yet; empty where it can be applied."""
    canonical: Callable[[Ruled], Ruled]
    """The same rules as they are written everywhere. Raises ValueError for what cannot be read."""
    loosened: Callable[[Ruled, Ruled], tuple[str, ...]]
    """The rules in which the first asks for less than the second."""
    conceals: Callable[[Ruled], bool]
    """Whether a poll with these rules can be secret, if enough people can vote."""
    explain: Callable[[Ruled], Words]
    """The rules in plain words."""
    foresee: Callable[[Call[T], Ruled, timedelta], tuple[Words, ...]]
    """How few of the group, as it is seated now, could adopt or stop a poll that is open so long."""
    ask: Callable[[Call[T], Question], str]
    """Opens the poll and gives its short id. Raises Refusal before anything is written."""
    again: Callable[[Call[T], Any, Question], str]
    """(call, poll, question): puts a suspended poll again with what it is about changed, and gives the short id
    of the new one. Raises Refusal before anything is written."""
    evidence: Callable[[T, Any], Evidence]
    """(tx, poll): what a closed poll says."""
