"""Reminders of a group: what, to whom, when, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.people import ACCOUNT, SEAT, SITTING, STAKEHOLDER
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class ReminderRow(SQLModel, table=True):
    """`author` and `participant` are participants' numbers; `target` says which of `participant`,
    `stakeholder_id` and `role` tells whom it is for. `rhythm` is empty for one that comes once; else `anchor`
    is its first time, and `zone` the wall clock that it keeps."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    number: int
    state: str
    author: int
    text: str
    target: str
    participant: int
    stakeholder_id: int | None = Field(default=None, foreign_key="stakeholder.id")
    role: str
    rhythm: str
    zone: str
    anchor: datetime = moment()
    due_at: datetime = moment()
    """The next time; the last one once it is over."""
    told_at: datetime | None = moment(default=None, nullable=True)
    """For which of its times it was said last."""
    added_at: datetime = moment()


REMINDER = table(ReminderRow)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder with the names in it: each is empty where there is none, or once it is erased."""

    id: int
    key: str
    group_id: int
    number: int
    state: str
    author: int
    text: str
    target: str
    participant: int
    stakeholder_id: int | None
    role: str
    rhythm: str
    zone: str
    anchor: datetime
    due_at: datetime
    told_at: datetime | None
    author_name: str
    name: str
    stakeholder: str

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"N-{self.number}"


def _named(participant: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The name that a participant bore last; empty for nobody."""
    seat = SEAT.alias()
    newest = (
        sa.select(seat.c.name)
        .where(seat.c.group_id == REMINDER.c.group_id, seat.c.number == participant)
        .order_by(seat.c.id.desc())
        .limit(1)
        .correlate(REMINDER)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, "")


_group = sa.bindparam("group", type_=sa.Integer)
_id = sa.bindparam("reminder", type_=sa.Integer)
_participant = sa.bindparam("participant", type_=sa.Integer)
_state = sa.bindparam("state", type_=sa.String)
_own = ("id", "key", "group_id", "number", "state", "author", "text", "target", "participant", "stakeholder_id",
        "role", "rhythm", "zone", "anchor", "due_at", "told_at")  # fmt: skip
_seen = sa.select(
    *(REMINDER.c[name] for name in _own),
    _named(REMINDER.c.author),
    _named(REMINDER.c.participant),
    sa.func.coalesce(STAKEHOLDER.c.name, ""),
).outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == REMINDER.c.stakeholder_id)
# What concerns one person is seen by that person and by whoever set it.
_visible = (REMINDER.c.participant == 0) | (REMINDER.c.participant == _participant) | (
    REMINDER.c.author == _participant
)  # fmt: skip
_BY_NUMBER = Prepared(
    _seen.where(
        REMINDER.c.group_id == _group,
        REMINDER.c.number == sa.bindparam("number", type_=sa.Integer),
        _visible,
    ),
    Reminder,
)
_BY_KEY = Prepared(_seen.where(REMINDER.c.key == sa.bindparam("key", type_=sa.String)), Reminder)
_LISTED = Prepared(
    _seen.where(REMINDER.c.group_id == _group, REMINDER.c.state == _state, _visible)
    .order_by(REMINDER.c.due_at, REMINDER.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer)),
    Reminder,
)
_OF_AUTHOR = Prepared(
    sa.select(
        sa.func.count(sa.case((REMINDER.c.participant == _participant, 1))),
        sa.func.count(sa.case((REMINDER.c.participant != _participant, 1))),
    ).where(REMINDER.c.group_id == _group, REMINDER.c.author == _participant, REMINDER.c.state == _state)
)
_has_account = sa.exists().where(ACCOUNT.c.person_id == SEAT.c.person_id)
_sitting = sa.select(SEAT.c.person_id).where(SEAT.c.group_id == _group, SITTING).order_by(SEAT.c.id)
_confirmed = _sitting.where(~SEAT.c.pending, _has_account)
_AT_NUMBER = Prepared(_sitting.where(SEAT.c.number == _participant), int)
_OF_STAKEHOLDER = Prepared(
    _confirmed.where(SEAT.c.stakeholder_id == sa.bindparam("stakeholder", type_=sa.Integer)), int
)
_OF_ROLE = Prepared(_confirmed.where(SEAT.c.role == sa.bindparam("role", type_=sa.String)), int)
_ADD = insert_new(
    ReminderRow, "key", "group_id", "number", "state", "author", "text", "target", "participant",
    "stakeholder_id", "role", "rhythm", "zone", "anchor", "due_at", "told_at", "added_at",
)  # fmt: skip
_to_state = sa.bindparam("to_state", type_=sa.String)
_to_due = sa.bindparam("to_due", type_=REMINDER.c.due_at.type)
_END = Prepared(sa.update(REMINDER).where(REMINDER.c.id == _id).values(state=_to_state))
_MOVE = Prepared(sa.update(REMINDER).where(REMINDER.c.id == _id).values(due_at=_to_due))
_TOLD = Prepared(
    sa.update(REMINDER)
    .where(REMINDER.c.id == _id)
    .values(state=_to_state, due_at=_to_due, told_at=sa.bindparam("to_told", type_=REMINDER.c.told_at.type))
)


def by_number(tx: Transaction, group_id: int, number: int, participant: int) -> Reminder | None:
    """The reminder that this participant can see; 0 for somebody without a seat."""
    return tx.row(_BY_NUMBER, group=group_id, number=number, participant=participant)


def at_any(tx: Transaction, key: str) -> Reminder | None:
    """The reminder with this key, of whichever group."""
    return tx.row(_BY_KEY, key=key)


def listed(tx: Transaction, group_id: int, participant: int, state: str, most: int) -> list[Reminder]:
    """What this participant can see, the next due first."""
    return tx.rows(_LISTED, group=group_id, participant=participant, state=state, most=most)


def standing(tx: Transaction, group_id: int, author: int, state: str) -> tuple[int, int]:
    """How many of this state somebody has set: for themselves, and for others."""
    found = tx.row(_OF_AUTHOR, group=group_id, participant=author, state=state)
    assert found is not None
    own, others = found
    return own, others


def at_number(tx: Transaction, group_id: int, participant: int) -> list[int]:
    """The person who sits there under this number now, if anybody does."""
    return tx.rows(_AT_NUMBER, group=group_id, participant=participant)


def of_stakeholder(tx: Transaction, group_id: int, stakeholder_id: int) -> list[int]:
    """The persons who sit for a stakeholder group now, confirmed and here."""
    return tx.rows(_OF_STAKEHOLDER, group=group_id, stakeholder=stakeholder_id)


def of_role(tx: Transaction, group_id: int, role: str) -> list[int]:
    """The persons who hold a role now, confirmed and here."""
    return tx.rows(_OF_ROLE, group=group_id, role=role)


def add(tx: Transaction, **values: Any) -> int:
    """A new reminder, not said yet. Returns its id."""
    return tx.write_new(_ADD, **values, told_at=None)


def end(tx: Transaction, reminder_id: int, state: str) -> None:
    tx.write(_END, reminder=reminder_id, to_state=state)


def move(tx: Transaction, reminder_id: int, due_at: datetime) -> None:
    tx.write(_MOVE, reminder=reminder_id, to_due=due_at)


def told(tx: Transaction, reminder_id: int, state: str, due_at: datetime, told_at: datetime | None) -> None:
    """It came round: `told_at` is the time for which it was said, `due_at` the next one."""
    tx.write(_TOLD, reminder=reminder_id, to_state=state, to_due=due_at, to_told=told_at)
