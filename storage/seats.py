"""Seats: who sits where in a group, since when, until when, and when they are away.

A seat is never deleted: leaving ends it, coming back makes a new one with the same number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import moment, table
from storage.folding import folded
from storage.people import ACCOUNT, PERSON, SEAT, SITTING, STAKEHOLDER, SeatRow
from storage.prepared import Prepared, insert, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class AbsenceRow(SQLModel, table=True):
    """A span in which somebody said beforehand that they are away. Spans of one seat never overlap."""

    __tablename__ = "absence"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    since: datetime = moment()
    until: datetime = moment()


ABSENCE = table(AbsenceRow)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat with the person in it. `expected`: they are on the list and have not come yet, so they
    have no account. `stakeholder` is empty for who has not chosen one. `removed`: a coordinator ended it."""

    id: int
    group_id: int
    person_id: int
    number: int
    name: str
    stakeholder_id: int | None
    stakeholder: str
    role: Role
    region: str
    affiliation: str
    pending: bool
    moved_at: datetime | None
    until: datetime | None
    removed: bool
    since: datetime
    lent: Role | None
    """A role that is lent to it: whoever holds a turn facilitates."""
    expected: bool

    @property
    def acts_as(self) -> Role:
        """Its own role or the one that is lent, whichever is higher; a pending seat may watch."""
        if self.pending:
            return Role.OBSERVER
        return self.lent if self.lent is not None and self.lent.rank > self.role.rank else self.role

    @property
    def coordinates(self) -> bool:
        """Whether somebody is there who can act as coordinator."""
        return self.role is Role.COORDINATOR and not self.pending and not self.expected


_group = sa.bindparam("group", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_at = sa.bindparam("at", type_=SEAT.c.since.type)

_has_account = sa.exists().where(ACCOUNT.c.person_id == SEAT.c.person_id)
_columns = (
    SEAT.c.id,
    SEAT.c.group_id,
    SEAT.c.person_id,
    SEAT.c.number,
    SEAT.c.name,
    SEAT.c.stakeholder_id,
    sa.func.coalesce(STAKEHOLDER.c.name, ""),
    SEAT.c.role,
    SEAT.c.region,
    SEAT.c.affiliation,
    SEAT.c.pending,
    SEAT.c.moved_at,
    SEAT.c.until,
    SEAT.c.removed,
    SEAT.c.since,
    SEAT.c.lent_role,
    ~_has_account,
)


_ROLE, _LENT = 7, 15
"""Where the roles stand among the columns."""


def _sitting(*values: Any) -> Sitting:
    row = list(values)
    row[_ROLE], row[_LENT], row[-1] = (
        Role(row[_ROLE]),
        Role(row[_LENT]) if row[_LENT] else None,
        bool(row[-1]),
    )
    return Sitting(*row)


_seats = sa.select(*_columns).outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == SEAT.c.stakeholder_id)
_SITTING = Prepared(
    _seats.where(SEAT.c.group_id == _group, SITTING).order_by(
        sa.func.coalesce(STAKEHOLDER.c.place, -1), SEAT.c.folded, SEAT.c.id
    ),
    _sitting,
)
_SEAT = Prepared(_seats.where(SEAT.c.id == _seat), _sitting)
_BY_NUMBER = Prepared(
    _seats.where(
        SEAT.c.group_id == _group, SEAT.c.number == sa.bindparam("number", type_=sa.Integer), SITTING
    ),
    _sitting,
)
_newer = SEAT.alias("newer")
# Who had seats with two accounts before these were linked is two participants in the record: of each the newest
# seat counts. The one that they have comes first, then one that a coordinator ended,
# then the one that ended last.
_LATEST = Prepared(
    _seats.where(
        SEAT.c.group_id == _group,
        SEAT.c.person_id == _person,
        ~sa.exists().where(
            _newer.c.group_id == SEAT.c.group_id, _newer.c.number == SEAT.c.number, _newer.c.id > SEAT.c.id
        ),
    )
    .order_by(sa.case((SITTING, 0), else_=1), SEAT.c.removed.desc(), SEAT.c.until.desc(), SEAT.c.id.desc())
    .limit(1),
    _sitting,
)
_EXPECTED = Prepared(
    _seats.where(
        SEAT.c.group_id == _group,
        SEAT.c.folded == sa.bindparam("folded", type_=sa.String),
        SITTING,
        ~_has_account,
    ).order_by(SEAT.c.id),
    _sitting,
)
_PENDING = Prepared(
    _seats.where(SEAT.c.group_id == _group, SEAT.c.pending, SITTING, _has_account).order_by(SEAT.c.id),
    _sitting,
)
_COORDINATORS = Prepared(
    _seats.where(
        SEAT.c.group_id == _group,
        SEAT.c.role == Role.COORDINATOR.value,
        ~SEAT.c.pending,
        SITTING,
        _has_account,
    ).order_by(SEAT.c.id),
    _sitting,
)
_COUNT = Prepared(sa.select(sa.func.count()).where(SEAT.c.group_id == _group, SITTING), int)
_LAST_NUMBER = Prepared(
    sa.select(sa.func.coalesce(sa.func.max(SEAT.c.number), 0)).where(SEAT.c.group_id == _group), int
)
_TAKE = insert_new(
    SeatRow, "group_id", "person_id", "number", "name", "folded", "stakeholder_id", "stakeholder_since",
    "moved_at", "role", "region", "affiliation", "pending", "since", "until", "removed",
)  # fmt: skip
_END = Prepared(
    sa.update(SEAT)
    .where(SEAT.c.id == _seat)
    .values(until=_at, removed=sa.bindparam("by_others", type_=sa.Boolean))
)
_SET = {
    name: Prepared(
        sa.update(SEAT)
        .where(SEAT.c.id == _seat)
        .values({name: sa.bindparam("value", type_=SEAT.c[name].type)})
    )
    for name in ("role", "region", "affiliation", "pending", "person_id", "moved_at")
}
_FORGET_PERSON = Prepared(
    sa.delete(PERSON).where(
        PERSON.c.id == _person,
        ~sa.exists().where(SEAT.c.person_id == PERSON.c.id),
        ~sa.exists().where(ACCOUNT.c.person_id == PERSON.c.id),
    )
)
_MOVE = Prepared(
    sa.update(SEAT)
    .where(SEAT.c.id == _seat)
    .values(
        stakeholder_id=sa.bindparam("to_stakeholder", type_=sa.Integer),
        stakeholder_since=_at,
        pending=sa.bindparam("to_pending", type_=sa.Boolean),
    )
)


def seat_of(group: sa.ColumnElement[Any], participant: sa.ColumnElement[Any]) -> sa.ScalarSelect[int]:
    """The newest seat of a participant, to join `SEAT.c.id` with; both columns are of tables in the statement.

    It is looked up by the index on numbers. Joined on group and number, SQLite walks through all seats of the
    group for each row.
    """
    newest = SEAT.alias()
    return (
        sa.select(sa.func.max(newest.c.id))
        .where(newest.c.group_id == group, newest.c.number == participant)
        .correlate(*(column.table for column in (group, participant) if isinstance(column, sa.Column)))
        .scalar_subquery()
    )


def sitting(tx: Transaction, group_id: int) -> list[Sitting]:
    """Everybody who has a seat now, by stakeholder group and name."""
    return tx.rows(_SITTING, group=group_id)


def count(tx: Transaction, group_id: int) -> int:
    """How many sit in the group now, observers, pending and expected ones included."""
    return tx.row(_COUNT, group=group_id) or 0


def seat(tx: Transaction, seat_id: int) -> Sitting | None:
    """The seat, ended ones too."""
    return tx.row(_SEAT, seat=seat_id)


def by_number(tx: Transaction, group_id: int, number: int) -> Sitting | None:
    """The seat that the participant of this number has now."""
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def latest(tx: Transaction, group_id: int, person_id: int) -> Sitting | None:
    """The person's seat, or the last one they had (with its `until`)."""
    return tx.row(_LATEST, group=group_id, person=person_id)


def expected(tx: Transaction, group_id: int, name: str) -> list[Sitting]:
    """Seats that wait for somebody of this name who has not come yet."""
    return tx.rows(_EXPECTED, group=group_id, folded=folded(name))


def waiting(tx: Transaction, group_id: int) -> list[Sitting]:
    """Pending seats of people who have come: a coordinator has to confirm them."""
    return tx.rows(_PENDING, group=group_id)


def coordinators(tx: Transaction, group_id: int) -> list[Sitting]:
    """Who can act as coordinator now."""
    return tx.rows(_COORDINATORS, group=group_id)


def last_number(tx: Transaction, group_id: int) -> int:
    """The highest participant's number that was ever given in the group; 0 before the first."""
    return tx.row(_LAST_NUMBER, group=group_id) or 0


def take(
    tx: Transaction,
    group_id: int,
    person_id: int,
    number: int,
    name: str,
    stakeholder_id: int | None,
    role: Role,
    at: datetime,
    *,
    region: str = "",
    affiliation: str = "",
    pending: bool = False,
    moved_at: datetime | None = None,
) -> int:
    """A new seat, from `at`. Returns its id."""
    return tx.write_new(
        _TAKE, group_id=group_id, person_id=person_id, number=number, name=name, folded=folded(name),
        stakeholder_id=stakeholder_id, stakeholder_since=at, moved_at=moved_at, role=role.value,
        region=region, affiliation=affiliation, pending=pending, since=at, until=None, removed=False,
    )  # fmt: skip


def end(tx: Transaction, seat_id: int, at: datetime, *, removed: bool = False) -> None:
    """Nobody sits there from `at` on; `removed` when it was not the person's own will."""
    tx.write(_END, seat=seat_id, at=at, by_others=removed)


def change(tx: Transaction, seat_id: int, name: str, value: str | bool | datetime) -> None:
    """One property: role, region, affiliation, pending or moved_at."""
    tx.write(_SET[name], seat=seat_id, value=value)


def move(tx: Transaction, seat_id: int, stakeholder_id: int, at: datetime, *, pending: bool) -> None:
    """Another stakeholder group from `at`."""
    tx.write(_MOVE, seat=seat_id, to_stakeholder=stakeholder_id, to_pending=pending, at=at)


def come(tx: Transaction, seat: Sitting, person_id: int) -> None:
    """Somebody who was expected has come: the seat is theirs, and whoever stood for them is forgotten."""
    tx.write(_SET["person_id"], seat=seat.id, value=person_id)
    tx.write(_FORGET_PERSON, person=seat.person_id)


# Absences

_AWAY = Prepared(
    sa.select(ABSENCE.c.since, ABSENCE.c.until)
    .where(ABSENCE.c.seat_id == _seat, ABSENCE.c.until > _at)
    .order_by(ABSENCE.c.since)
)
_AWAY_NOW = Prepared(
    sa.select(ABSENCE.c.seat_id, ABSENCE.c.until)
    .join(SEAT, SEAT.c.id == ABSENCE.c.seat_id)
    .where(SEAT.c.group_id == _group, SITTING, ABSENCE.c.since <= _at, ABSENCE.c.until > _at)
)
_FORGET_AWAY = Prepared(sa.delete(ABSENCE).where(ABSENCE.c.seat_id == _seat, ABSENCE.c.until > _at))
_KEEP_AWAY = insert(AbsenceRow, "seat_id", "since", "until")


def away(tx: Transaction, seat_id: int, at: datetime) -> list[tuple[datetime, datetime]]:
    """The seat's absences that are not over at `at`, in order, never overlapping."""
    return tx.rows(_AWAY, seat=seat_id, at=at)


def away_now(tx: Transaction, group_id: int, at: datetime) -> dict[int, datetime]:
    """Who is away at `at`: the seat's id, and until when."""
    return dict(tx.rows(_AWAY_NOW, group=group_id, at=at))


def set_away(tx: Transaction, seat_id: int, at: datetime, spans: Iterable[tuple[datetime, datetime]]) -> None:
    """Replaces the absences that are not over at `at`."""
    tx.write(_FORGET_AWAY, seat=seat_id, at=at)
    tx.write_many(
        _KEEP_AWAY, [{"seat_id": seat_id, "since": since, "until": until} for since, until in spans]
    )
