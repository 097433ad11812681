"""Closed polls that wait for a determination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import moment, table
from storage.people import SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class AwaitedRow(SQLModel, table=True):
    """A closed poll that waits for a determination. `due_at` is None where the charter names no time."""

    __tablename__ = "awaited"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    group_id: int = Field(foreign_key="group.id", index=True)
    since: datetime = moment()
    due_at: datetime | None = moment(default=None, nullable=True)


AWAITED = table(AwaitedRow)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A poll that waits for a determination."""

    group_id: int
    since: datetime
    due_at: datetime | None
    poll_id: int
    poll_key: str
    poll_number: int
    question: str
    opener: int

    @property
    def short(self) -> str:
        return f"P-{self.poll_number}"


_group = sa.bindparam("group", type_=sa.Integer)
_poll = sa.bindparam("poll", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_person = sa.bindparam("person", type_=sa.Integer)
_most = sa.bindparam("most", type_=sa.Integer)

_roles = [sa.literal(Role.FACILITATOR.value), sa.literal(Role.COORDINATOR.value)]
_facilitates = SEAT.c.role.in_(_roles) | SEAT.c.lent_role.in_(_roles)
_awaiting = sa.select(
    AWAITED.c.group_id, AWAITED.c.since, AWAITED.c.due_at, POLL.c.id, POLL.c.key, POLL.c.number,
    POLL.c.question, POLL.c.opener,
).join_from(AWAITED, POLL, POLL.c.id == AWAITED.c.poll_id)  # fmt: skip
_AWAITED = Prepared(_awaiting.where(AWAITED.c.poll_id == _poll), Awaited)
_AT_POLL = Prepared(_awaiting.where(POLL.c.key == _key), Awaited)
_AWAITED_IN = Prepared(
    _awaiting.where(AWAITED.c.group_id == _group).order_by(AWAITED.c.since, AWAITED.c.poll_id), Awaited
)
_AWAITED_FOR = Prepared(
    _awaiting.join(SEAT, (SEAT.c.group_id == AWAITED.c.group_id) & SITTING & ~SEAT.c.pending)
    .where(SEAT.c.person_id == _person, _facilitates)
    .order_by(AWAITED.c.since, AWAITED.c.poll_id)
    .limit(_most),
    Awaited,
)
_KEEP = upsert(AwaitedRow, ("poll_id",), "group_id", "since", "due_at")
_FORGET = Prepared(sa.delete(AWAITED).where(AWAITED.c.poll_id == _poll))


def of(tx: Transaction, poll_id: int) -> Awaited | None:
    """What is known of a poll that waits for a determination; None where it does not."""
    return tx.row(_AWAITED, poll=poll_id)


def within(tx: Transaction, group_id: int) -> list[Awaited]:
    """The polls of a group that wait, the longest first."""
    return tx.rows(_AWAITED_IN, group=group_id)


def for_person(tx: Transaction, person_id: int, most: int) -> list[Awaited]:
    """The polls that wait in all groups where the person facilitates or coordinates."""
    return tx.rows(_AWAITED_FOR, person=person_id, most=most)


def at(tx: Transaction, poll_key: str) -> Awaited | None:
    """The same by the key of the poll, of whichever group: for messages that we promised."""
    return tx.row(_AT_POLL, key=poll_key)


def keep(tx: Transaction, poll_id: int, group_id: int, since: datetime, due_at: datetime | None) -> None:
    """The poll waits for a determination."""
    tx.write(_KEEP, poll_id=poll_id, group_id=group_id, since=since, due_at=due_at)


def forget(tx: Transaction, poll_id: int) -> None:
    """It has one."""
    tx.write(_FORGET, poll=poll_id)
