"""What the parameters of the member commands become."""

from __future__ import annotations

from dataclasses import dataclass

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
