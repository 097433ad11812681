"""Alternates: who takes somebody's place in polls when that person steps aside or is away.

A row is never deleted: whoever is not an alternate any more has an end. It says who shall stand in; whether
they can, in one poll, is looked at when it matters (`storage.standing_in`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.people import SEAT
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class AlternateRow(SQLModel, table=True):
    """`seat_id` asked `alternate_id` to stand in. A seat has one alternate at a time, who stands in for
    nobody else."""

    __tablename__ = "alternate"
    __table_args__ = (
        sa.Index(
            "ix_alternate_of",
            "seat_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(
            "ix_alternate_as",
            "alternate_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND accepted_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND accepted_at IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id")
    alternate_id: int = Field(foreign_key="seat.id")
    asked_at: datetime = moment()
    accepted_at: datetime | None = moment(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)


ALTERNATE = table(AlternateRow)


@dataclass(frozen=True, slots=True)
class Alternate:
    """Somebody who was asked to stand in for a seat, or does (`accepted_at`). `stale`: one of the two gave up
    the seat that this was about."""

    id: int
    group_id: int
    seat_id: int
    participant: int
    name: str
    alternate_id: int
    alternate: int
    alternate_name: str
    accepted_at: datetime | None
    ended_at: datetime | None
    stale: bool


_id = sa.bindparam("alternate", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_group = sa.bindparam("group", type_=sa.Integer)
_at = sa.bindparam("at", type_=ALTERNATE.c.asked_at.type)

_holder, _other = SEAT.alias("holder"), SEAT.alias("other")
_goes_on = ALTERNATE.c.ended_at.is_(None)
_both_sit = _holder.c.until.is_(None) & _other.c.until.is_(None)
_found = (
    sa.select(
        ALTERNATE.c.id,
        _holder.c.group_id,
        _holder.c.id,
        _holder.c.number,
        _holder.c.name,
        _other.c.id,
        _other.c.number,
        _other.c.name,
        ALTERNATE.c.accepted_at,
        ALTERNATE.c.ended_at,
        ~_both_sit,
    )
    .join_from(ALTERNATE, _holder, _holder.c.id == ALTERNATE.c.seat_id)
    .join(_other, _other.c.id == ALTERNATE.c.alternate_id)
)
_BY_ID = Prepared(_found.where(ALTERNATE.c.id == _id), Alternate)
_OF = Prepared(_found.where(ALTERNATE.c.seat_id == _seat, _goes_on), Alternate)
_AS = Prepared(
    _found.where(
        ALTERNATE.c.alternate_id == _seat, _goes_on, _both_sit, ALTERNATE.c.accepted_at.is_not(None)
    ),
    Alternate,
)
_ASKED = Prepared(
    _found.where(
        _other.c.person_id == sa.bindparam("person", type_=sa.Integer),
        _goes_on,
        _both_sit,
        ALTERNATE.c.accepted_at.is_(None),
    ).order_by(ALTERNATE.c.id),
    Alternate,
)
_SHOWN = Prepared(
    sa.select(_holder.c.id, _other.c.name)
    .join_from(ALTERNATE, _holder, _holder.c.id == ALTERNATE.c.seat_id)
    .join(_other, _other.c.id == ALTERNATE.c.alternate_id)
    .where(_holder.c.group_id == _group, _goes_on, _both_sit, ALTERNATE.c.accepted_at.is_not(None))
)
_ASK = insert_new(AlternateRow, "seat_id", "alternate_id", "asked_at", "accepted_at", "ended_at")
_ACCEPT = Prepared(sa.update(ALTERNATE).where(ALTERNATE.c.id == _id).values(accepted_at=_at))
_END = Prepared(sa.update(ALTERNATE).where(ALTERNATE.c.id == _id).values(ended_at=_at))


def by_id(tx: Transaction, alternate_id: int) -> Alternate | None:
    return tx.row(_BY_ID, alternate=alternate_id)


def of(tx: Transaction, seat_id: int) -> Alternate | None:
    """Who was asked to stand in for this seat, or does; stale ones too."""
    return tx.row(_OF, seat=seat_id)


def standing_in(tx: Transaction, seat_id: int) -> Alternate | None:
    """For whom this seat's holder stands in."""
    return tx.row(_AS, seat=seat_id)


def asked(tx: Transaction, person_id: int) -> list[Alternate]:
    """Who waits for this person's answer, in any group."""
    return tx.rows(_ASKED, person=person_id)


def shown(tx: Transaction, group_id: int) -> dict[int, str]:
    """Each seat of the group that has an alternate, and the name of that person."""
    return dict(tx.rows(_SHOWN, group=group_id))


def ask(tx: Transaction, seat_id: int, alternate_id: int, at: datetime) -> int:
    return tx.write_new(
        _ASK, seat_id=seat_id, alternate_id=alternate_id, asked_at=at, accepted_at=None, ended_at=None
    )


def accept(tx: Transaction, alternate_id: int, at: datetime) -> None:
    """`alternate_id` is the id of the row here and below."""
    tx.write(_ACCEPT, alternate=alternate_id, at=at)


def end(tx: Transaction, alternate_id: int, at: datetime) -> None:
    tx.write(_END, alternate=alternate_id, at=at)
