"""Who asks, and where: the values that every command is given, read once per command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.boundary import Reader
from bot.text import Text


class Role(StrEnum):
    """What a seat may do, each including the ones before."""

    OBSERVER = "observer"
    MEMBER = "member"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {role: rank for rank, role in enumerate(Role)}

ROLE_WORDS: Final[Mapping[str, Role]] = MappingProxyType(
    dict.fromkeys(("chair", "chairs", "facilitators"), Role.FACILITATOR)
)
"""What people call a role besides its own name, in small letters."""


class Stage(StrEnum):
    """Where a group is in its life: `forming` until it adopts a charter."""

    FORMING = "forming"
    CHARTERED = "chartered"
    CLOSED = "closed"


class Joining(StrEnum):
    """How one gets a seat once the group is not forming any more (DESIGN §9)."""

    OPEN = "open"
    APPROVED = "approved"


DEFAULT_STAKEHOLDERS = (
    Text("government"),
    Text("private sector"),
    Text("civil society"),
    Text("technical community"),
)
"""The constituencies of multistakeholder processes since the Tunis Agenda; stored in the language that
the group has when it begins, and understood in all of ours."""


PATIENCE, MOST_PATIENCE = 7, 365
"""Days overdue after which a group's coordinators are told of an action: unless they say otherwise, and at most."""


@dataclass(frozen=True, slots=True)
class Person:
    """A human. `id` is None while an account has never done anything that is kept."""

    id: int | None
    name: str
    language: str
    """Empty when the person never chose one: then the platform's locale or the group's counts."""
    zone: str
    """Empty when the person never chose one: then the group's counts."""


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    key: str
    name: str
    zone: str
    language: str
    stage: Stage
    joining: Joining
    last_at: datetime
    """The moment of the last entry: no later one is stamped before it."""

    @property
    def reader(self) -> Reader:
        return Reader(self.language, self.zone)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a group. `number` is the pseudonym in the record ("participant 7")."""

    id: int
    number: int
    stakeholder_id: int | None
    stakeholder: str
    role: Role
    region: str
    affiliation: str
    pending: bool
    lent: Role | None = None
    """A role that is lent to it until `lent_until`: whoever holds a turn facilitates."""
    lent_until: datetime | None = None

    @property
    def acts_as(self) -> Role:
        """Its own role or the one that is lent, whichever is higher. A pending seat may watch, no more,
        until it is confirmed."""
        if self.pending:
            return Role.OBSERVER
        return self.lent if self.lent is not None and self.lent.rank > self.role.rank else self.role

    def at(self, at: datetime) -> Seat:
        """The seat as it acts at a moment: what was lent until then is lent no more."""
        if self.lent is None or (self.lent_until is not None and at < self.lent_until):
            return self
        return replace(self, lent=None, lent_until=None)


@dataclass(frozen=True, slots=True)
class Context:
    """What one query says about a request."""

    person: Person | None
    group: Group | None
    seat: Seat | None
