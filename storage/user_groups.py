"""User groups of platforms that fill stakeholder groups and are kept in step, and the seats that came so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.addresses import UserGroupRef
from bot.people import Role, Stage
from storage.base import table
from storage.people import ACCOUNT, GROUP, SEAT, SITTING, STAKEHOLDER
from storage.prepared import Prepared, insert, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class KeptRow(SQLModel, table=True):
    """One user group that fills one stakeholder group of a group. `trouble` is why it could not be read last
    time, empty where it could; `lacks` the permission that it needs."""

    __tablename__ = "kept_user_group"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "user_group"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    user_group: str
    name: str
    stakeholder_id: int = Field(foreign_key="stakeholder.id")
    role: str
    trouble: str = ""
    lacks: str = ""


class BroughtRow(SQLModel, table=True):
    """A seat that somebody has because they are in the user group; in several of them, where those fill the same
    stakeholder group. `ended`: it ended because they were in it no more; `spared`: it would have, and is that
    of the last coordinator."""

    __tablename__ = "kept_seat"
    __table_args__ = {"sqlite_with_rowid": False}

    seat_id: int = Field(foreign_key="seat.id", primary_key=True)
    kept_id: int = Field(foreign_key="kept_user_group.id", primary_key=True, index=True)
    ended: bool = False
    spared: bool = False


KEPT = table(KeptRow)
BROUGHT = table(BroughtRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """`closed`: the stakeholder group is not used any more."""

    id: int
    key: str
    group_id: int
    ref: UserGroupRef
    name: str
    stakeholder_id: int
    stakeholder: str
    closed: bool
    role: Role
    trouble: str
    lacks: str
    seats: int
    """How many of the seats that it brought are still there."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A seat that a user group brought and that is still there. `spared`: it would have ended once."""

    person_id: int
    spared: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever has a seat in a group, or had one: the newest of theirs."""

    seat_id: int
    person_id: int
    sits: bool


def _kept(*values: object) -> Kept:
    row = list(values)
    row[3], row[8] = UserGroupRef.parse(str(row[3])), Role(str(row[8]))
    return Kept(*row)  # type: ignore[arg-type]


_kept_id = sa.bindparam("kept", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_still_there = (
    sa.select(sa.func.count())
    .select_from(BROUGHT)
    .join(SEAT, SEAT.c.id == BROUGHT.c.seat_id)
    .where(BROUGHT.c.kept_id == KEPT.c.id, SEAT.c.stakeholder_id == KEPT.c.stakeholder_id, SITTING)
    .scalar_subquery()
)
_all = (
    sa.select(
        KEPT.c.id,
        KEPT.c.key,
        KEPT.c.group_id,
        KEPT.c.user_group,
        KEPT.c.name,
        KEPT.c.stakeholder_id,
        STAKEHOLDER.c.name,
        STAKEHOLDER.c.closed,
        KEPT.c.role,
        KEPT.c.trouble,
        KEPT.c.lacks,
        _still_there,
    )
    .join(STAKEHOLDER, STAKEHOLDER.c.id == KEPT.c.stakeholder_id)
    .order_by(KEPT.c.id)
)
_BY_KEY = Prepared(_all.where(KEPT.c.key == sa.bindparam("key", type_=sa.String)), _kept)
_OF_GROUP = Prepared(_all.where(KEPT.c.group_id == sa.bindparam("group", type_=sa.Integer)), _kept)
_FOLLOWED = Prepared(
    sa.select(KEPT.c.user_group, KEPT.c.key)
    .join(GROUP, GROUP.c.id == KEPT.c.group_id)
    .where(
        KEPT.c.user_group.like(sa.bindparam("prefix", type_=sa.String)),
        GROUP.c.stage != Stage.CLOSED.value,
    )
    .order_by(KEPT.c.id),
    lambda ref, key: (UserGroupRef.parse(ref), key),
)
_KEEP = insert_new(
    KeptRow, "key", "group_id", "user_group", "name", "stakeholder_id", "role", "trouble", "lacks"
)
_NOTE = Prepared(
    sa.update(KEPT)
    .where(KEPT.c.id == _kept_id)
    .values(
        name=sa.bindparam("to_name", type_=sa.String),
        trouble=sa.bindparam("to_trouble", type_=sa.String),
        lacks=sa.bindparam("to_lacks", type_=sa.String),
    )
)
_FORGET_SEATS = Prepared(sa.delete(BROUGHT).where(BROUGHT.c.kept_id == _kept_id))
_FORGET = Prepared(sa.delete(KEPT).where(KEPT.c.id == _kept_id))
_BROUGHT = Prepared(
    sa.select(BROUGHT.c.seat_id, SEAT.c.person_id, BROUGHT.c.spared)
    .join(SEAT, SEAT.c.id == BROUGHT.c.seat_id)
    .join(KEPT, KEPT.c.id == BROUGHT.c.kept_id)
    .where(BROUGHT.c.kept_id == _kept_id, SEAT.c.stakeholder_id == KEPT.c.stakeholder_id, SITTING)
    .order_by(SEAT.c.number),
    lambda seat, person, spared: (seat, Brought(person, bool(spared))),
)
_BESIDE = Prepared(
    sa.select(BROUGHT.c.seat_id)
    .join(SEAT, SEAT.c.id == BROUGHT.c.seat_id)
    .join(KEPT, KEPT.c.id == BROUGHT.c.kept_id)
    .where(
        KEPT.c.group_id == sa.bindparam("group", type_=sa.Integer),
        KEPT.c.stakeholder_id == sa.bindparam("stakeholder", type_=sa.Integer),
        SEAT.c.stakeholder_id == KEPT.c.stakeholder_id,
        BROUGHT.c.kept_id != _kept_id,
        SITTING,
    ),
    int,
)
_in_group = SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer)
_ENDED = Prepared(
    sa.select(BROUGHT.c.seat_id).join(SEAT, SEAT.c.id == BROUGHT.c.seat_id).where(_in_group, BROUGHT.c.ended),
    int,
)
_HOLDERS = Prepared(
    sa.select(ACCOUNT.c.ref, SEAT.c.id, SEAT.c.person_id, SEAT.c.until)
    .join(SEAT, SEAT.c.person_id == ACCOUNT.c.person_id)
    .where(_in_group)
    .order_by(sa.case((SITTING, 1), else_=0), SEAT.c.id),
    lambda ref, seat, person, until: (str(ref), Holder(seat, person, until is None)),
)
_BRING = insert(BroughtRow, "seat_id", "kept_id", "ended", "spared")
_LET_GO = Prepared(sa.delete(BROUGHT).where(BROUGHT.c.seat_id == _seat, BROUGHT.c.kept_id == _kept_id))
_MARK = {
    name: Prepared(
        sa.update(BROUGHT)
        .where(BROUGHT.c.seat_id == _seat, BROUGHT.c.kept_id == _kept_id)
        .values({name: sa.bindparam("value", type_=sa.Boolean)})
    )
    for name in ("ended", "spared")
}


def by_key(tx: Transaction, key: str) -> Kept | None:
    return tx.row(_BY_KEY, key=key)


def of_group(tx: Transaction, group_id: int) -> list[Kept]:
    """The oldest first."""
    return tx.rows(_OF_GROUP, group=group_id)


def followed(tx: Transaction, platform: str) -> list[tuple[UserGroupRef, str]]:
    """All that groups which are not closed keep on a platform: the user group, and the key of the row."""
    return tx.rows(_FOLLOWED, prefix=f"{platform}:%")


def keep(
    tx: Transaction,
    key: str,
    group_id: int,
    ref: UserGroupRef,
    name: str,
    stakeholder_id: int,
    role: Role,
) -> int:
    """From now on it is kept in step. Returns the id of the row."""
    return tx.write_new(
        _KEEP, key=key, group_id=group_id, user_group=str(ref), name=name, stakeholder_id=stakeholder_id,
        role=role.value, trouble="", lacks="",
    )  # fmt: skip


def note(tx: Transaction, kept_id: int, name: str, trouble: str, lacks: str) -> None:
    """How it was found the last time."""
    tx.write(_NOTE, kept=kept_id, to_name=name, to_trouble=trouble, to_lacks=lacks)


def forget(tx: Transaction, kept_id: int) -> None:
    """It is kept in step no more. The seats stay."""
    tx.write(_FORGET_SEATS, kept=kept_id)
    tx.write(_FORGET, kept=kept_id)


def brought(tx: Transaction, kept_id: int) -> dict[int, Brought]:
    """The seats that it brought and that are still as it brought them, by their ids, in the order of their
    numbers."""
    return dict(tx.rows(_BROUGHT, kept=kept_id))


def holders(tx: Transaction, group_id: int) -> dict[str, Holder]:
    """All who have a seat in the group or had one, by the addresses of their accounts: read at once, since asking
    for each of two thousand would take long."""
    return dict(tx.rows(_HOLDERS, group=group_id))


def ended(tx: Transaction, group_id: int) -> frozenset[int]:
    """The seats that ended because their holders were in a user group no more: those may come back by it."""
    return frozenset(tx.rows(_ENDED, group=group_id))


def bring(tx: Transaction, kept_id: int, seat_id: int) -> None:
    """Somebody has the seat because they are in the user group."""
    tx.write(_BRING, seat_id=seat_id, kept_id=kept_id, ended=False, spared=False)


def beside(tx: Transaction, group_id: int, stakeholder_id: int, kept_id: int) -> frozenset[int]:
    """The seats in a stakeholder group that other user groups brought than this one, and that are still there."""
    return frozenset(tx.rows(_BESIDE, group=group_id, stakeholder=stakeholder_id, kept=kept_id))


def let_go(tx: Transaction, kept_id: int, seat_id: int) -> None:
    """The seat is not held by this user group any more; it stays."""
    tx.write(_LET_GO, seat=seat_id, kept=kept_id)


def mark(tx: Transaction, kept_id: int, seat_id: int, name: str, *, value: bool) -> None:
    """`ended` or `spared`."""
    tx.write(_MARK[name], seat=seat_id, kept=kept_id, value=value)
