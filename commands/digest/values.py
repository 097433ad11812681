"""What a digest is made of: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.blocks import Button
from bot.reports import Share
from bot.text import Words


class Audience(StrEnum):
    """Whose a digest is."""

    ME = "me"
    COORDINATORS = "coordinators"
    HOME = "home"


class Part(StrEnum):
    """The sections, in their order."""

    NEEDS = "needs"
    DECIDED = "decided"
    COMING = "coming"
    PARTICIPATION = "participation"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told, with what can be done about it."""

    text: Words
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All that there is to tell one reader. `brief`: only what needs them, because they have not answered."""

    group_id: int
    group: str
    since: datetime
    until: datetime
    brief: bool
    sections: tuple[tuple[Part, tuple[Line, ...]], ...]
    """Those with something in them, in their order."""
    balance: bool
    """Whether there are numbers behind the participation."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the buttons below a digest carry."""

    more: str
    """The command that shows the rest."""
    values: tuple[tuple[str, str], ...]
    pause: bool
    """Whether the reader can pause it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A digest in a list. `due_at` is None while it is paused until further notice."""

    audience: Audience
    channel: str
    rhythm: Words
    due_at: datetime | None
    paused: bool
    sections: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """How one thing is shared between the stakeholder groups, in the group's order."""

    share: Share
    stakeholders: tuple[str, ...]
