"""Statements of interest: what people declare about themselves, in general or for one poll, and who handed
a poll over because of it.

A statement is an entry of the record; its text stands as an opening beside it, so that it can be erased.
Newer ones supersede older ones, and nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import table
from storage.people import GROUP, SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared, insert
from storage.record import ENTRY, OPENING

if TYPE_CHECKING:
    from storage.transaction import Transaction


class StatementRow(SQLModel, table=True):
    """The entry `seq` of the group's record is a statement of a participant: of the poll, or in general."""

    __tablename__ = "statement"

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    seq: int = Field(primary_key=True)
    participant: int
    poll_id: int | None = Field(default=None, foreign_key="poll.id", index=True)


class HandoverRow(SQLModel, table=True):
    """A facilitator handed a poll over to another one."""

    __tablename__ = "handover"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    seq: int = Field(primary_key=True)
    """The entry that tells of it."""
    giver: int
    taker: int


STATEMENT = table(StatementRow)
HANDOVER = table(HandoverRow)


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody declared. `poll` is the number of the poll that it is about, 0 for none; `text` is empty
    once it is erased."""

    seq: int
    participant: int
    name: str
    poll: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A poll with a declared interest of somebody who could judge it."""

    group_id: int
    group: str
    key: str
    number: int
    question: str

    @property
    def short(self) -> str:
        return f"P-{self.number}"


_group = sa.bindparam("group", type_=sa.Integer)
_seq = sa.bindparam("seq", type_=sa.Integer)
_participant = sa.bindparam("participant", type_=sa.Integer)
_poll = sa.bindparam("poll", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)

_later_seat = SEAT.alias("later_seat")
_statements = (
    sa.select(
        STATEMENT.c.seq,
        STATEMENT.c.participant,
        SEAT.c.name,
        sa.func.coalesce(POLL.c.number, 0),
        ENTRY.c.at,
        sa.func.coalesce(OPENING.c.value, ""),
    )
    .join_from(
        STATEMENT, ENTRY, (ENTRY.c.group_id == STATEMENT.c.group_id) & (ENTRY.c.seq == STATEMENT.c.seq)
    )
    .join(SEAT, (SEAT.c.group_id == STATEMENT.c.group_id) & (SEAT.c.number == STATEMENT.c.participant))
    .outerjoin(POLL, POLL.c.id == STATEMENT.c.poll_id)
    .outerjoin(
        OPENING,
        (OPENING.c.group_id == STATEMENT.c.group_id)
        & (OPENING.c.seq == STATEMENT.c.seq)
        & (OPENING.c.field == sa.literal("statement")),
    )
    .where(
        STATEMENT.c.group_id == _group,
        ~sa.exists().where(
            _later_seat.c.group_id == SEAT.c.group_id,
            _later_seat.c.number == SEAT.c.number,
            _later_seat.c.id > SEAT.c.id,
        ),
    )
)
_newer = STATEMENT.alias("newer")
_current = ~sa.exists().where(
    _newer.c.group_id == STATEMENT.c.group_id,
    _newer.c.participant == STATEMENT.c.participant,
    sa.func.coalesce(_newer.c.poll_id, 0) == sa.func.coalesce(STATEMENT.c.poll_id, 0),
    _newer.c.seq > STATEMENT.c.seq,
)
_OF = Prepared(
    _statements.where(STATEMENT.c.participant == _participant).order_by(STATEMENT.c.seq.desc()), Statement
)
_ONE = Prepared(_statements.where(STATEMENT.c.seq == _seq), Statement)
_CURRENT = Prepared(
    _statements.where(
        _current,
        sa.func.coalesce(STATEMENT.c.poll_id, 0) == _poll,
        SEAT.c.until.is_(None) | (_poll != sa.literal(0)),
    )
    .order_by(SEAT.c.folded, SEAT.c.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    Statement,
)
_LAST = Prepared(
    _statements.where(
        _current, STATEMENT.c.participant == _participant, sa.func.coalesce(STATEMENT.c.poll_id, 0) == _poll
    ),
    Statement,
)
_DECLARED = Prepared(sa.select(STATEMENT.c.participant).where(STATEMENT.c.poll_id == _poll).distinct(), int)
_HAS_DECLARED = Prepared(
    sa.select(STATEMENT.c.seq)
    .where(STATEMENT.c.poll_id == _poll, STATEMENT.c.participant == _participant)
    .limit(1),
    int,
)
_SINCE = Prepared(
    sa.select(sa.func.count())
    .join_from(
        STATEMENT, ENTRY, (ENTRY.c.group_id == STATEMENT.c.group_id) & (ENTRY.c.seq == STATEMENT.c.seq)
    )
    .where(
        STATEMENT.c.group_id == _group,
        STATEMENT.c.participant == _participant,
        ENTRY.c.at > sa.bindparam("since", type_=ENTRY.c.at.type),
    ),
    int,
)
_DECLARE = insert(StatementRow, "group_id", "seq", "participant", "poll_id")

_by_them = (HANDOVER.c.poll_id == POLL.c.id) & (HANDOVER.c.giver == SEAT.c.number)
_TO_HAND_OVER = Prepared(
    sa.select(POLL.c.group_id, GROUP.c.name, POLL.c.key, POLL.c.number, POLL.c.question)
    .join_from(SEAT, POLL, POLL.c.group_id == SEAT.c.group_id)
    .join(GROUP, GROUP.c.id == POLL.c.group_id)
    .where(
        SEAT.c.person_id == _person,
        SITTING,
        ~SEAT.c.pending,
        (POLL.c.opener == SEAT.c.number)
        | (SEAT.c.role == sa.literal(Role.FACILITATOR.value))
        | (SEAT.c.role == sa.literal(Role.COORDINATOR.value)),
        POLL.c.ended_at.is_(None),
        sa.exists().where(STATEMENT.c.poll_id == POLL.c.id, STATEMENT.c.participant == SEAT.c.number),
        ~sa.exists().where(_by_them),
    )
    .order_by(POLL.c.closes_at, POLL.c.id),
    Conflicted,
)
_giver, _taker = SEAT.alias("giver"), SEAT.alias("taker")
_later_giver, _later_taker = SEAT.alias("later_giver"), SEAT.alias("later_taker")
_HANDOVERS = Prepared(
    sa.select(HANDOVER.c.giver, _giver.c.name, HANDOVER.c.taker, _taker.c.name)
    .join_from(HANDOVER, POLL, POLL.c.id == HANDOVER.c.poll_id)
    .join(_giver, (_giver.c.group_id == POLL.c.group_id) & (_giver.c.number == HANDOVER.c.giver))
    .join(_taker, (_taker.c.group_id == POLL.c.group_id) & (_taker.c.number == HANDOVER.c.taker))
    .where(
        HANDOVER.c.poll_id == _poll,
        ~sa.exists().where(
            _later_giver.c.group_id == _giver.c.group_id,
            _later_giver.c.number == _giver.c.number,
            _later_giver.c.id > _giver.c.id,
        ),
        ~sa.exists().where(
            _later_taker.c.group_id == _taker.c.group_id,
            _later_taker.c.number == _taker.c.number,
            _later_taker.c.id > _taker.c.id,
        ),
    )
    .order_by(HANDOVER.c.seq)
)
_HAND_OVER = insert(HandoverRow, "poll_id", "seq", "giver", "taker")


def declare(tx: Transaction, group_id: int, seq: int, participant: int, poll_id: int | None) -> None:
    """The entry `seq` of the record is a statement of the participant."""
    tx.write(_DECLARE, group_id=group_id, seq=seq, participant=participant, poll_id=poll_id)


def one(tx: Transaction, group_id: int, seq: int) -> Statement | None:
    return tx.row(_ONE, group=group_id, seq=seq)


def of(tx: Transaction, group_id: int, participant: int) -> list[Statement]:
    """All statements that somebody ever made, the newest first."""
    return tx.rows(_OF, group=group_id, participant=participant)


def last(tx: Transaction, group_id: int, participant: int, poll_id: int | None) -> Statement | None:
    """What somebody declares now, of the poll or in general."""
    if tx.writes:
        tx.flush()  # Their entry may be one of this batch.
    return tx.row(_LAST, group=group_id, participant=participant, poll=poll_id or 0)


def since(tx: Transaction, group_id: int, participant: int, moment: datetime) -> int:
    """How many statements somebody made after a moment."""
    return tx.row(_SINCE, group=group_id, participant=participant, since=moment) or 0


def current(tx: Transaction, group_id: int, poll_id: int | None, skip: int, most: int) -> list[Statement]:
    """What everybody declares now of the poll, or in general (of those who sit in the group), by name."""
    return tx.rows(_CURRENT, group=group_id, poll=poll_id or 0, skip=skip, most=most)


def declared(tx: Transaction, poll_id: int) -> set[int]:
    """The participants who declared an interest in the poll."""
    return set(tx.rows(_DECLARED, poll=poll_id))


def has_declared(tx: Transaction, poll_id: int, participant: int) -> bool:
    return tx.row(_HAS_DECLARED, poll=poll_id, participant=participant) is not None


def to_hand_over(tx: Transaction, person_id: int) -> list[Conflicted]:
    """Polls that are not over, of any group, that a person could judge but for a declared interest, and has
    not handed over."""
    return tx.rows(_TO_HAND_OVER, person=person_id)


def hand_over(tx: Transaction, poll_id: int, seq: int, giver: int, taker: int) -> None:
    """The entry `seq` of the record tells that one participant handed the poll over to another."""
    tx.write(_HAND_OVER, poll_id=poll_id, seq=seq, giver=giver, taker=taker)


def handovers(tx: Transaction, poll_id: int) -> list[tuple[int, str, int, str]]:
    """(participant, name, to participant, their name) of each, in order."""
    return tx.rows(_HANDOVERS, poll=poll_id)
