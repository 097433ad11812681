"""Who takes part in rotas, and when each can: seats with zones, absences, hours of rest; who stays out.

Also the rights that a turn lends: a seat acts in a higher role until a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import moment, table
from storage.people import ACCOUNT, PERSON, SEAT, SITTING, STAKEHOLDER
from storage.prepared import Prepared, upsert
from storage.seats import ABSENCE
from storage.turns import HOLDER, TURN

if TYPE_CHECKING:
    from storage.transaction import Transaction


class StandingRow(SQLModel, table=True):
    """Whether somebody stays out of a rota (`out`), by their own will or because a coordinator exempted them
    (`exempt`), since when; without a row they take part."""

    __tablename__ = "rota_standing"

    rota_id: int = Field(foreign_key="rota.id", primary_key=True)
    participant: int = Field(primary_key=True)
    out: bool
    exempt: bool
    since: datetime = moment()


class QuietRow(SQLModel, table=True):
    """Hours of somebody's day in which no turn of theirs begins: minutes since midnight on their clock."""

    __tablename__ = "quiet_hours"

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    participant: int = Field(primary_key=True)
    since: int
    until: int


STANDING = table(StandingRow)
QUIET = table(QuietRow)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who could take part. `zone` is empty where they follow the group; `quiet_since` and
    `quiet_until` are None without hours of rest; `borne` counts turns at unsocial hours."""

    number: int
    person_id: int
    name: str
    stakeholder_id: int
    stakeholder: str
    region: str
    since: datetime
    zone: str
    out: bool
    exempt: bool
    back_since: datetime | None
    quiet_since: int | None
    quiet_until: int | None


_group = sa.bindparam("group", type_=sa.Integer)
_rota = sa.bindparam("rota", type_=sa.Integer)
_participant = sa.bindparam("participant", type_=sa.Integer)
_at = sa.bindparam("at", type_=SEAT.c.since.type)
_MEMBERS = Prepared(
    sa.select(
        SEAT.c.number,
        SEAT.c.person_id,
        SEAT.c.name,
        SEAT.c.stakeholder_id,
        STAKEHOLDER.c.name,
        SEAT.c.region,
        SEAT.c.since,
        PERSON.c.zone,
        sa.func.coalesce(STANDING.c.out, sa.false()),
        sa.func.coalesce(STANDING.c.exempt, sa.false()),
        STANDING.c.since,
        QUIET.c.since,
        QUIET.c.until,
    )
    .join_from(SEAT, PERSON, PERSON.c.id == SEAT.c.person_id)
    .join(STAKEHOLDER, STAKEHOLDER.c.id == SEAT.c.stakeholder_id)
    .outerjoin(STANDING, (STANDING.c.rota_id == _rota) & (STANDING.c.participant == SEAT.c.number))
    .outerjoin(QUIET, (QUIET.c.group_id == SEAT.c.group_id) & (QUIET.c.participant == SEAT.c.number))
    .where(
        SEAT.c.group_id == _group,
        SITTING,
        ~SEAT.c.pending,
        SEAT.c.role != Role.OBSERVER.value,
        sa.exists().where(ACCOUNT.c.person_id == SEAT.c.person_id),
    )
    .order_by(SEAT.c.number),
    Member,
)
_ABSENCES = Prepared(
    sa.select(SEAT.c.number, ABSENCE.c.since, ABSENCE.c.until)
    .join_from(ABSENCE, SEAT, SEAT.c.id == ABSENCE.c.seat_id)
    .where(SEAT.c.group_id == _group, SITTING, ABSENCE.c.until > _at)
    .order_by(ABSENCE.c.since)
)
_BORNE = Prepared(
    sa.select(HOLDER.c.participant, sa.func.count())
    .join_from(HOLDER, TURN, TURN.c.id == HOLDER.c.turn_id)
    .where(
        TURN.c.group_id == _group,
        HOLDER.c.unsocial,
        (HOLDER.c.state == "asked") | (HOLDER.c.state == "confirmed"),
        (TURN.c.state == "given") | (TURN.c.state == "running") | (TURN.c.state == "over"),
    )
    .group_by(HOLDER.c.participant)
    .order_by(sa.func.count().desc(), HOLDER.c.participant)
)
_STAND = upsert(StandingRow, ("rota_id", "participant"), "out", "exempt", "since")
_KEEP_QUIET = upsert(QuietRow, ("group_id", "participant"), "since", "until")
_NO_QUIET = Prepared(sa.delete(QUIET).where(QUIET.c.group_id == _group, QUIET.c.participant == _participant))
_PERSON_OF = Prepared(
    sa.select(SEAT.c.person_id).where(
        SEAT.c.group_id == _group, SEAT.c.number == _participant, SITTING, ~SEAT.c.pending
    ),
    int,
)
_GIVE_BACK = Prepared(
    sa.update(SEAT)
    .where(SEAT.c.group_id == _group, SEAT.c.lent_role.is_not(None))
    .values(lent_role=None, lent_until=None)
)
_LEND = Prepared(
    sa.update(SEAT)
    .where(SEAT.c.group_id == _group, SEAT.c.number == _participant, SITTING)
    .values(
        lent_role=sa.bindparam("to_role", type_=sa.String),
        lent_until=sa.bindparam("to_until", type_=SEAT.c.lent_until.type),
    )
)


def members(tx: Transaction, group_id: int, rota_id: int) -> list[Member]:
    """All who could be in this rota or stay out of it: members with a stakeholder group, confirmed and met."""
    return tx.rows(_MEMBERS, group=group_id, rota=rota_id)


def absences(tx: Transaction, group_id: int, at: datetime) -> list[tuple[int, datetime, datetime]]:
    """(participant, since, until) of all absences that are not over."""
    return tx.rows(_ABSENCES, group=group_id, at=at)


def borne(tx: Transaction, group_id: int) -> list[tuple[int, int]]:
    """(participant, turns that began at an unsocial hour of their clock), those who bore most first."""
    return tx.rows(_BORNE, group=group_id)


def stand(
    tx: Transaction, rota_id: int, participant: int, at: datetime, *, out: bool, exempt: bool = False
) -> None:
    """Somebody stays out of a rota from `at` on, or takes part again."""
    tx.write(_STAND, rota_id=rota_id, participant=participant, out=out, exempt=exempt, since=at)


def keep_quiet(tx: Transaction, group_id: int, participant: int, hours: tuple[int, int] | None) -> None:
    """The hours (minutes since midnight) in which no turn of theirs begins; None to have none."""
    if hours is None:
        tx.write(_NO_QUIET, group=group_id, participant=participant)
    else:
        tx.write(_KEEP_QUIET, group_id=group_id, participant=participant, since=hours[0], until=hours[1])


def person_of(tx: Transaction, group_id: int, participant: int) -> int | None:
    """Who sits there as this participant now; None for whoever left."""
    return tx.row(_PERSON_OF, group=group_id, participant=participant)


def give_back(tx: Transaction, group_id: int) -> None:
    """Nobody in the group acts in a role that was lent to them."""
    tx.write(_GIVE_BACK, group=group_id)


def lend(tx: Transaction, group_id: int, participant: int, role: str, until: datetime) -> None:
    """Their seat acts in a role at least, until then."""
    tx.write(_LEND, group=group_id, participant=participant, to_role=role, to_until=until)
