"""Challenges and appeals of decisions, who supports them, and minority statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.decisions import named, opened
from storage.people import SEAT
from storage.prepared import Prepared, insert_new, upsert
from storage.seats import seat_of

if TYPE_CHECKING:
    from storage.transaction import Transaction


class ContestRow(SQLModel, table=True):
    """A challenge (`step` 0), or an appeal to the `body` of that step of the charter's ladder."""

    __tablename__ = "contest"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    decision_id: int = Field(foreign_key="decision.id", index=True)
    step: int
    body: str
    state: str
    raised_by: int
    raised_at: datetime = moment()
    stakeholder: str
    reason_seq: int
    due_at: datetime | None = moment(default=None, nullable=True)
    """When it has to be answered or ruled on; None where nobody set a time."""
    answered_by: int = 0
    answered_at: datetime | None = moment(default=None, nullable=True)
    answer_seq: int = 0


class SupporterRow(SQLModel, table=True):
    """Somebody who supports a challenge or an appeal that another raised."""

    __tablename__ = "supporter"

    contest_id: int = Field(foreign_key="contest.id", primary_key=True)
    participant: int = Field(primary_key=True)
    stakeholder: str


class MinorityRow(SQLModel, table=True):
    """A minority statement to a decision: one of each participant, the newest counts."""

    __tablename__ = "minority"

    decision_id: int = Field(foreign_key="decision.id", primary_key=True)
    participant: int = Field(primary_key=True)
    group_id: int = Field(foreign_key="group.id")
    stakeholder: str
    at: datetime = moment()
    seq: int
    """The entry with its text."""


CONTEST = table(ContestRow)
SUPPORTER = table(SupporterRow)
MINORITY = table(MinorityRow)


@dataclass(frozen=True, slots=True)
class Contest:
    """A challenge or an appeal with its words; each is empty where there are none, or once they are erased."""

    id: int
    key: str
    decision_id: int
    step: int
    body: str
    state: str
    raised_by: int
    raised_at: datetime
    stakeholder: str
    due_at: datetime | None
    answered_by: int
    answered_at: datetime | None
    name: str
    answerer: str
    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class Supporter:
    participant: int
    stakeholder: str
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A minority statement."""

    participant: int
    stakeholder: str
    at: datetime
    name: str
    text: str


_id = sa.bindparam("contest", type_=sa.Integer)
_decision = sa.bindparam("decision", type_=sa.Integer)
_own = (
    "id", "key", "decision_id", "step", "body", "state", "raised_by", "raised_at", "stakeholder", "due_at",
    "answered_by", "answered_at",
)  # fmt: skip
_seen = sa.select(
    *(CONTEST.c[name] for name in _own),
    named(CONTEST.c.group_id, CONTEST.c.raised_by),
    named(CONTEST.c.group_id, CONTEST.c.answered_by),
    opened(CONTEST.c.group_id, CONTEST.c.reason_seq, "reason"),
    opened(CONTEST.c.group_id, CONTEST.c.answer_seq, "answer"),
)
_OF = Prepared(_seen.where(CONTEST.c.decision_id == _decision).order_by(CONTEST.c.id), Contest)
_AT_ANY = Prepared(_seen.where(CONTEST.c.key == sa.bindparam("key", type_=sa.String)), Contest)
_SUPPORTERS = Prepared(
    sa.select(SUPPORTER.c.participant, SUPPORTER.c.stakeholder, SEAT.c.name)
    .join_from(SUPPORTER, CONTEST, CONTEST.c.id == SUPPORTER.c.contest_id)
    .join(SEAT, SEAT.c.id == seat_of(CONTEST.c.group_id, SUPPORTER.c.participant))
    .where(SUPPORTER.c.contest_id == _id)
    .order_by(SEAT.c.folded, SEAT.c.id),
    Supporter,
)
_STATEMENTS = Prepared(
    sa.select(
        MINORITY.c.participant,
        MINORITY.c.stakeholder,
        MINORITY.c.at,
        named(MINORITY.c.group_id, MINORITY.c.participant),
        opened(MINORITY.c.group_id, MINORITY.c.seq, "text"),
    )
    .where(MINORITY.c.decision_id == _decision)
    .order_by(MINORITY.c.at, MINORITY.c.participant),
    Statement,
)
_ADD = insert_new(
    ContestRow, "key", "group_id", "decision_id", "step", "body", "state", "raised_by", "raised_at",
    "stakeholder", "reason_seq", "due_at", "answered_by", "answered_at", "answer_seq",
)  # fmt: skip
_SUPPORT = upsert(SupporterRow, ("contest_id", "participant"), "stakeholder")
_STATE = upsert(MinorityRow, ("decision_id", "participant"), "group_id", "stakeholder", "at", "seq")


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one contest, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=CONTEST.c[name].type) for name in names}
    return Prepared(sa.update(CONTEST).where(CONTEST.c.id == _id).values(values))


_MOVE = _setting("state", "due_at")
_REOPEN = _setting("state", "due_at", "answered_by", "answer_seq")
_ANSWER = _setting("state", "answered_by", "answered_at", "answer_seq")


def of(tx: Transaction, decision_id: int) -> list[Contest]:
    """All challenges and appeals of a decision, in the order in which they came."""
    return tx.rows(_OF, decision=decision_id)


def at_any(tx: Transaction, key: str) -> Contest | None:
    """The challenge or appeal with this key, of whichever group."""
    return tx.row(_AT_ANY, key=key)


def supporters(tx: Transaction, contest_id: int) -> list[Supporter]:
    """Who supports it beside whoever raised it, by name."""
    return tx.rows(_SUPPORTERS, contest=contest_id)


def add(tx: Transaction, **values: Any) -> int:
    """A new one that nobody has answered. Returns its id."""
    return tx.write_new(_ADD, **values, answered_by=0, answered_at=None, answer_seq=0)


def move(tx: Transaction, contest_id: int, state: str, due_at: datetime | None) -> None:
    tx.write(_MOVE, contest=contest_id, to_state=state, to_due_at=due_at)


def reopen(tx: Transaction, contest_id: int, state: str, due_at: datetime) -> None:
    """Its answer does not count any more: another is owed, by then."""
    tx.write(_REOPEN, contest=contest_id, to_state=state, to_due_at=due_at, to_answered_by=0, to_answer_seq=0)


def answer(tx: Transaction, contest_id: int, state: str, participant: int, seq: int, at: datetime) -> None:
    """It was answered or ruled on; the words stand in the entry `seq`."""
    tx.write(
        _ANSWER, contest=contest_id, to_state=state, to_answered_by=participant, to_answered_at=at,
        to_answer_seq=seq,
    )  # fmt: skip


def support(tx: Transaction, contest_id: int, participant: int, stakeholder: str) -> None:
    tx.write(_SUPPORT, contest_id=contest_id, participant=participant, stakeholder=stakeholder)


def statements(tx: Transaction, decision_id: int) -> list[Statement]:
    """The minority statements to a decision, the oldest first."""
    return tx.rows(_STATEMENTS, decision=decision_id)


def state_minority(
    tx: Transaction,
    decision_id: int,
    group_id: int,
    participant: int,
    stakeholder: str,
    at: datetime,
    seq: int,
) -> None:
    """The participant's minority statement is now what stands in the entry `seq`."""
    tx.write(
        _STATE, decision_id=decision_id, participant=participant, group_id=group_id, stakeholder=stakeholder,
        at=at, seq=seq,
    )  # fmt: skip
