"""What is right about objections: values in, values out.

An objection is an argued reason against a poll. It has to be answered, and what becomes of it is decided by
whoever raised it or by a facilitator who has no part in it. A concern never blocks. Nothing is deleted.
Where the words come from: governance.md section 0.5 (one object for all bodies), RFC 7282 section 3
(addressed, but not necessarily accommodated), RFC 2418 section 3.3 (old, minor, timing, scope).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MOST_UNANSWERED: Final = 3
"""Objections of one person in one group that may wait for an answer at a time; as many concerns."""
LONGEST_HOLD: Final = timedelta(days=7)


class Kind(StrEnum):
    OBJECTION = "objection"
    CONCERN = "concern"
    """Cannot be backed up enough for an objection; is kept and never blocks."""


class State(StrEnum):
    """Where an objection is in its life."""

    OPEN = "open"
    """Nobody has answered it or ruled on it."""
    ANSWERED = "answered"
    """Whoever raised it has not said yet whether that is enough."""
    ACCEPTED = "accepted"
    """Whoever raised it accepted the answer."""
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    """A facilitator found that it stands."""
    OVERRULED = "overruled"
    """A facilitator found that it does not stand; the disposition says why."""
    MERGED = "merged"
    """It says the same as another, and lives on in that one."""


class Resolution(StrEnum):
    """What an answer does with an objection."""

    ACCOMMODATED = "accommodated"
    """What it asks for is done."""
    CONSIDERED = "considered"
    """It was weighed and is not accommodated, for the reasons given."""


class Disposition(StrEnum):
    """What a facilitator rules. Each but the first means that the objection does not stand."""

    UPHELD = "upheld"
    OVERRULED = "overruled"
    ACCOMMODATED = "accommodated"
    CONSIDERED = "considered"
    OLD = "old"
    """Settled before, and nothing new is said."""
    MINOR = "minor"
    """Too small to hold the group up."""
    TIMING = "timing"
    """Not to be discussed now."""
    SCOPE = "scope"
    """Outside what the group is there for."""


class Step(StrEnum):
    """What can happen to an objection."""

    REWORD = "reword"
    """The ballot that it belongs to gives another reason."""
    ANSWER = "answer"
    ACCEPT = "accept"
    UPHOLD = "uphold"
    OVERRULE = "overrule"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    """The ballot that it belongs to objects again."""
    MERGE = "merge"
    SEPARATE = "separate"
    """The one that it was merged into was closed by whoever raised that one, who cannot speak for others."""


_OPEN: Final = {
    Step.REWORD: State.OPEN,
    Step.ANSWER: State.ANSWERED,
    Step.UPHOLD: State.UPHELD,
    Step.OVERRULE: State.OVERRULED,
    Step.WITHDRAW: State.WITHDRAWN,
    Step.MERGE: State.MERGED,
}
MOVES: Final[Mapping[State, Mapping[Step, State]]] = MappingProxyType(
    {
        State.OPEN: _OPEN,
        State.ANSWERED: {**_OPEN, Step.ACCEPT: State.ACCEPTED},
        State.UPHELD: {Step.WITHDRAW: State.WITHDRAWN},
        State.MERGED: {Step.WITHDRAW: State.WITHDRAWN, Step.SEPARATE: State.OPEN},
        State.ACCEPTED: {Step.REOPEN: State.OPEN},
        State.WITHDRAWN: {Step.REOPEN: State.OPEN},
        State.OVERRULED: {},
    }
)
"""Where each step leads. Closed states are left by objecting again only, and by nobody else than whoever
closed them; a ruling is final here."""
_NOT_FOR_CONCERNS: Final = frozenset({Step.UPHOLD, Step.OVERRULE})


def after(kind: Kind, state: State, step: Step) -> State | None:
    """The state that a step leads to; None where it is not possible."""
    if kind is Kind.CONCERN and step in _NOT_FOR_CONCERNS:
        return None
    return MOVES[state].get(step)


def step_of(disposition: Disposition) -> Step:
    return Step.UPHOLD if disposition is Disposition.UPHELD else Step.OVERRULE


def stands(kind: Kind, state: State) -> bool:
    """Whether it stops a poll that objections stop: an answer alone does not settle it."""
    return kind is Kind.OBJECTION and state in (State.OPEN, State.ANSWERED, State.UPHELD)


def is_unanswered(kind: Kind, state: State) -> bool:
    """Whether the group still owes an answer to it."""
    return kind is Kind.OBJECTION and state is State.OPEN


def is_settled(kind: Kind, state: State) -> bool:
    """Whether it stood once and does not any more. A merged one lives on, and so is not counted."""
    return kind is Kind.OBJECTION and state in (State.ACCEPTED, State.WITHDRAWN, State.OVERRULED)


class Part(StrEnum):
    """What keeps somebody from ruling on an objection."""

    RAISED = "raised"
    SIGNED = "signed"
    OPENED = "opened"
    """They opened the poll that it is against."""


def part_of(participant: int, raised_by: int, signers: Collection[int], opened_by: int) -> Part | None:
    """The part that somebody has in an objection; None for a facilitator who may rule on it. `signers` are
    all who ever signed."""
    if participant == raised_by:
        return Part.RAISED
    if participant in signers:
        return Part.SIGNED
    return Part.OPENED if participant == opened_by else None


class HoldFault(StrEnum):
    """Why somebody cannot have the time that they ask for."""

    TWICE = "twice"
    """They had time for this poll already."""
    LONG = "long"
    PAST = "past"


def hold_fault(at: datetime, until: datetime, *, held_before: bool) -> HoldFault | None:
    """Whether "I need time" until `until` is refused: it is given once for each person and poll."""
    if held_before:
        return HoldFault.TWICE
    if until <= at:
        return HoldFault.PAST
    return HoldFault.LONG if until - at > LONGEST_HOLD else None
