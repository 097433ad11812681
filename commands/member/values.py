"""What the parameters of the member commands become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.people import Role


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A stakeholder group that one can sit for."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The seat that somebody shall have."""

    stakeholder: Stakeholder
    role: Role
    region: str
    affiliation: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of interest as it is shown. `poll` is the poll that it is about, empty for none; `text` is
    empty once it is erased."""

    number: int
    name: str
    poll: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A poll with a declared interest of the reader, who could judge it otherwise."""

    group_id: int
    group: str
    key: str
    short: str
    question: str
