"""What is known about a poll when it is shown: values in, for `views`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.blocks import Block
from commands.poll.rules import Fewest, Result, RollSize, Rules, Threshold


class State(StrEnum):
    """Where a poll is in its life."""

    PROPOSED = "proposed"
    """Somebody finds it urgent, and others have to say so, too: until its `opens_at`."""
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


BEFORE = (State.PROPOSED, State.SCHEDULED)
"""Where a poll is before it opens: nobody is on its roll yet."""


class Visibility(StrEnum):
    """Who can see what; fixed at opening."""

    OPEN = "open"
    """Who voted what, at any time."""
    AFTER = "after"
    """Participation while it is open, the rest after it has closed."""
    SECRET = "secret"  # noqa: S105
    """What anybody voted is seen by nobody, ever."""


class Reasons(StrEnum):
    """Whether a ballot needs a reason."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class Capacity(StrEnum):
    """In which capacity somebody votes, if they say so."""

    PERSONAL = "personal"
    ORGANISATION = "organisation"
    INSTRUCTION = "instruction"


class Kind(StrEnum):
    """Changes to a poll that everybody is told of."""

    AMENDED = "amended"
    EXTENDED = "extended"
    EARNED = "earned"
    """A stakeholder group had not been heard, so its charter extended it."""
    URGENT = "urgent"
    """It was proposed as urgent."""
    UNSECONDED = "unseconded"
    """It could not begin: too few found it urgent."""
    LAPSED = "lapsed"
    """It was suspended, and nobody put it again in time."""
    CAST = "cast"
    """It ended in a tie that the casting vote broke."""
    WITHDRAWN = "withdrawn"
    NOBODY = "nobody"
    """It could not begin: nobody could have voted."""
    UNSAFE = "unsafe"
    """It could not begin: the roll had become too small for a secret poll."""
    CHARTER = "charter"
    """It could not begin: the group had adopted a charter that does not allow it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Another ballot's words: who said what, and why."""

    name: str
    stakeholder: str
    choice: str
    reason: str
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change to the poll, and the reason that was given for it."""

    kind: Kind
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Chartered:
    """The charter that a poll was opened under, as people name it, and the kind of poll in it."""

    title: str
    preset: str
    version: int
    kind: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A tie in which a poll ended. What is in the `pool` is drawn from `sources`, or chosen from by the `casting`
    vote. Once `values` are there, the numbers of the sources, `taken` is the order that was drawn; of a casting
    vote, what it chose."""

    casting: bool
    pool: tuple[str, ...]
    sources: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """Sources that were announced earlier, and do not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a poll stands in the process of its charter."""

    newcomers: int = 0
    """Seats that were younger than `seat_age` when the roll was frozen."""
    seat_age: timedelta | None = None
    extended_for: tuple[str, ...] = ()
    """The stakeholder groups that had not been heard when the charter extended it."""
    suspended_by: tuple[str, ...] = ()
    """The stakeholder groups whose opposition alone stopped it."""
    rework_until: datetime | None = None
    """Until when it can be put again."""
    threshold: Threshold | None = None
    """What carries it then."""
    reworked_as: str = ""
    """The poll that put it again, as people type it."""
    taken_back: str = ""
    """The same, where that poll was withdrawn."""
    reworks: str = ""
    """The suspended poll that this one puts again."""
    urgent: bool = False
    seconders: tuple[str, ...] = ()
    """Who found it urgent besides whoever asked it, by name."""
    wanted: int = 0
    """How many more have to."""
    review: timedelta | None = None
    """How long after it passed it is looked at again, if it is urgent."""


NO_PROGRESS = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """What is known of conflicts of interest in a poll. `handed`: by whom it was handed over, and to whom."""

    declared: int = 0
    recused: int = 0
    handed: tuple[tuple[str, str], ...] = ()
    capacities: tuple[tuple[Capacity | None, int], ...] = ()
    """How many voted in which capacity; None for those who do not say. Empty while nobody says, and where it
    may not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A poll as it is shown to everybody. `key` is empty while there is only a preview of it."""

    key: str
    group_id: int
    group: str
    short: str
    state: State
    version: int
    question: str
    text: str
    link: str
    options: tuple[str, ...]
    rules: Rules
    visibility: Visibility
    binding: bool
    reasons: Reasons
    opener: str
    """Who opened it, by name."""
    opens_at: datetime
    closes_at: datetime
    ended_at: datetime | None
    roll: tuple[RollSize, ...]
    """Empty while nobody knows who will be on it."""
    voted: Mapping[str, int]
    """How many of each stakeholder group have a ballot that counts."""
    result: Result | None
    """How it stands, or what came out; None while that is hidden."""
    adopt: Fewest | None
    stop: Fewest | None
    self_chosen: bool
    """Whether people choose their stakeholder group themselves in this group."""
    objections: tuple[Asked, ...] = ()
    """Those that stand on a ballot only."""
    objection_count: int = 0
    raised: tuple[Block, ...] = ()
    """What is shown of the objections that were raised against it."""
    signers: tuple[Asked, ...] = ()
    """Who has signed a statement, in the order of their stakeholder groups and names."""
    changes: tuple[Changed, ...] = ()
    progress: Progress = NO_PROGRESS
    charter: Chartered | None = None
    """None in a group without one, and for advice that is not asked for by the charter's rules."""
    lot: Lot | None = None
    """The tie in which it ended, where that can be broken or was."""
    interests: Interests = Interests()

    @property
    def is_over(self) -> bool:
        return self.state in (State.CLOSED, State.WITHDRAWN)

    @property
    def seats(self) -> int:
        return sum(size.seats for size in self.roll)


class Shown(Protocol):
    """What it takes to say in few words what became of a poll."""

    @property
    def short(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def options(self) -> tuple[str, ...]: ...
    @property
    def result(self) -> Result | None: ...
    @property
    def progress(self) -> Progress: ...


@dataclass(frozen=True, slots=True)
class Over:
    """A poll that is over, as far as a digest tells of it."""

    short: str
    state: State
    question: str
    options: tuple[str, ...]
    result: Result | None
    progress: Progress = NO_PROGRESS


@dataclass(frozen=True, slots=True)
class Own:
    """The reader's ballot. `choice` is None without one; `receipt` is for secret ballots."""

    on_roll: bool
    choice: str | None
    reason: str = ""
    confirmed: bool = True
    receipt: str = ""
    capacity: str = ""
    recused: bool = False
    instead: str = ""
    """Who votes in the reader's stead, if somebody does."""
    stands_for: str = ""
    """In whose stead the reader votes."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on the roll: `choice` is None where there is no ballot, or where it is not shown;
    `voted` is None where even that is not shown."""

    name: str
    stakeholder: str
    role: str
    available: bool
    voted: bool | None
    choice: str | None
    capacity: str = ""
    recused: bool = False
    replaced: bool = False
    """Away, and an alternate votes."""
    stands_for: str = ""
    """In whose stead they vote, by name."""
    interested: bool = False
    """They declared an interest in the poll."""


@dataclass(frozen=True, slots=True)
class Recused:
    """A recusal, with its reason while that is kept."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list of polls."""

    key: str
    short: str
    question: str
    state: State
    moment: datetime
    """When it opens, closes, or ended."""
    voted: bool | None
    """Whether the reader has voted; None when that is not asked of them."""
    unconfirmed: bool


MOST_LEADS = 5
LEADS = (timedelta(hours=72), timedelta(hours=24))
"""How long before the close those who have not voted are reminded, when nobody says otherwise."""
