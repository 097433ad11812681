"""What is known about rotas when they are shown: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.moments.rhythm import Rhythm
from commands.rota.rules.values import Holding, How, Share, State, Why


class Stage(StrEnum):
    """Where a rota is in its life."""

    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who holds a turn, held it or stands by. Names are empty once they are erased."""

    number: int
    name: str
    stakeholder: str
    state: Holding = Holding.ASKED
    how: How = How.ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSight:
    """A turn as everybody may see it."""

    key: str
    group_id: int
    group: str
    zone: str
    short: str
    rota: str
    """The rota that it belongs to: R-1."""
    rota_key: str
    role: str
    starts: datetime
    ends: datetime
    state: State
    holders: tuple[Place, ...]
    """Who holds it."""
    former: tuple[Place, ...] = ()
    deputy: Place | None = None
    note: str = ""
    """The hand-over note that was left in it."""
    reason: str = ""
    """Why a coordinator gave it to somebody."""

    @property
    def confirmed(self) -> bool:
        """Whether all who hold it have said that they will."""
        return bool(self.holders) and all(place.state is Holding.CONFIRMED for place in self.holders)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaSight:
    key: str
    group_id: int
    group: str
    short: str
    role: str
    rhythm: Rhythm
    zone: str
    stage: Stage
    share: Share
    holders: int
    pool: tuple[str, ...]
    """The stakeholder groups that take part; empty for all."""
    leads: tuple[timedelta, ...]
    lasts: timedelta
    most: int
    rest: timedelta
    sources: tuple[str, ...]
    """What a draw was announced to be drawn from, while its numbers are awaited."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """Why somebody holds a turn. `why` is None where it was not the order; `passed` names the stakeholder
    group that stood back."""

    place: Place
    why: Why | None
    passed: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """What the reader can do with a turn now, by right; each is a button."""

    confirm: bool = False
    decline: bool = False
    swap: bool = False
    take: bool = False
    agree: bool = False
