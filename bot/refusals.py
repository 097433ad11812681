"""What can go wrong: a person can mend a `Refusal`; a platform failed with a `GatewayError`.

Anything else that is raised is our own fault, and is shown as one, with a reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.text import Words


class Why(StrEnum):
    """The kinds of refusal. **Fixed**: other programs read them from `convenor play --json`."""

    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    MALFORMED = "malformed"
    CONFLICT = "conflict"
    UNKNOWN_COMMAND = "unknown_command"
    INCOMPLETE = "incomplete"
    BUSY = "busy"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one parameter; `field` is its name, or empty for the whole line."""

    field: str
    text: Words


class Refusal(Exception):
    """The person can do something about it: what happened, and what to do next."""

    def __init__(self, text: Words, why: Why = Why.CONFLICT, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.why = why
        self.faults = faults


def not_allowed(text: Words) -> Refusal:
    return Refusal(text, Why.NOT_ALLOWED)


def not_found(text: Words) -> Refusal:
    return Refusal(text, Why.NOT_FOUND)


def malformed(field: str, text: Words) -> Refusal:
    """One parameter cannot be read or is out of bounds."""
    return Refusal(text, Why.MALFORMED, (Fault(field, text),))


class Misread(ValueError):
    """What a grammar raises (`Parsed.read`) where it can say better than a hint what is wrong."""

    def __init__(self, text: Words) -> None:
        super().__init__(text)
        self.text = text


class Fate(StrEnum):
    """What became of a message whose sending failed."""

    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Hindrance(StrEnum):
    """Why a message cannot be said, where we know it for sure: those who can mend it are told in words."""

    SHUT_OUT = "shut out"
    """We may not write in that channel."""
    NO_CHANNEL = "no channel"
    """There is no such channel any more."""
    POSTS_ONLY = "posts only"
    """That channel takes no messages, only threads."""
    DELETED = "deleted"
    """It was said, and somebody deleted it."""
    DOUBTFUL = "doubtful"
    """Nobody can know whether it arrived, and it must not be said twice."""


class GatewayError(Exception):
    """The platform failed. `retry_after` in seconds, when the platform said so; `permanent` when
    trying again cannot help (the channel is gone, we were removed from it); `alone` when other messages
    to that channel need not wait as long."""

    def __init__(
        self,
        message: str,
        *,
        fate: Fate = Fate.NOT_SENT,
        retry_after: float | None = None,
        permanent: bool = False,
        hindrance: Hindrance | None = None,
        alone: bool = False,
    ) -> None:
        super().__init__(message)
        self.hindrance = hindrance
        self.alone = alone
        self.fate = fate
        self.retry_after = retry_after
        self.permanent = permanent
