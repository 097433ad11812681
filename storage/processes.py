"""Where polls stand in the process of their charter: who was too new for the roll, for whom a poll was
extended, what suspended it, what became of that, and who wanted it to be urgent.

Only polls with something to tell have a row; for the others `of` gives one that says nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.charters import POLL_CHARTER
from storage.people import SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PollProcessRow(SQLModel, table=True):
    """`extended_for` and `suspended_by` are JSON lists of stakeholder groups, or empty."""

    __tablename__ = "poll_process"
    __table_args__ = {"sqlite_with_rowid": False}

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    newcomers: int
    """Seats that were too new for the roll when it was frozen."""
    extended_for: str
    suspended_by: str
    rework_until: datetime | None = moment(default=None, nullable=True)
    """Until when a suspended poll can be put again; None once it was, or once that time has passed."""
    reworks: int | None = Field(default=None, foreign_key="poll.id", index=True)
    """The suspended poll that this one puts again."""
    urgent: bool
    seconders: str
    """A JSON list of the participants who found it urgent too, or empty."""


PROCESS = table(PollProcessRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """Where one poll stands. `reworks` is the id of the suspended poll that it puts again; `seconders` are the
    participants who found it `urgent` besides whoever asked it."""

    newcomers: int = 0
    extended_for: tuple[str, ...] = ()
    suspended_by: tuple[str, ...] = ()
    rework_until: datetime | None = None
    reworks: int | None = None
    urgent: bool = False
    seconders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspended:
    """A suspended poll that can be put again `until` then."""

    group_id: int
    key: str
    short: str
    question: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """A poll that puts a suspended one again, and its state."""

    number: int
    state: str

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"P-{self.number}"


_NOTHING = Process()
_poll = sa.bindparam("poll", type_=sa.Integer)
_OF = Prepared(
    sa.select(
        PROCESS.c.newcomers, PROCESS.c.extended_for, PROCESS.c.suspended_by, PROCESS.c.rework_until,
        PROCESS.c.reworks, PROCESS.c.urgent, PROCESS.c.seconders,
    ).where(PROCESS.c.poll_id == _poll),
    lambda newcomers, extended, suspended, until, reworks, urgent, seconders: Process(
        newcomers=newcomers,
        extended_for=_names(extended),
        suspended_by=_names(suspended),
        rework_until=until,
        reworks=reworks,
        urgent=bool(urgent),
        seconders=tuple(json.loads(seconders)) if seconders else (),
    ),
)  # fmt: skip
_KEEP = upsert(
    PollProcessRow,
    ("poll_id",),
    "newcomers",
    "extended_for",
    "suspended_by",
    "rework_until",
    "reworks",
    "urgent",
    "seconders",
)
_REWORKED_AS = Prepared(
    sa.select(POLL.c.number, POLL.c.state)
    .join(PROCESS, PROCESS.c.poll_id == POLL.c.id)
    .where(PROCESS.c.reworks == _poll)
    .order_by(POLL.c.number.desc())
    .limit(1),
    Again,
)
_ABOUT = Prepared(
    sa.select(
        POLL.c.group_id, POLL.c.key, POLL.c.number, POLL.c.question, PROCESS.c.rework_until, POLL.c.opener
    )
    .join(PROCESS, PROCESS.c.poll_id == POLL.c.id)
    .join(POLL_CHARTER, POLL_CHARTER.c.poll_id == POLL.c.id)
    .where(
        POLL.c.group_id == sa.bindparam("group", type_=sa.Integer),
        POLL_CHARTER.c.purpose == sa.bindparam("purpose", type_=sa.String),
        PROCESS.c.rework_until.is_not(None),
    ),
    lambda group_id, key, number, question, until, opener: (
        Suspended(group_id, key, f"P-{number}", question, until),
        int(opener),
    ),
)
_WAITING = Prepared(
    sa.select(POLL.c.group_id, POLL.c.key, POLL.c.number, POLL.c.question, PROCESS.c.rework_until)
    .join(PROCESS, PROCESS.c.poll_id == POLL.c.id)
    .join(SEAT, (SEAT.c.group_id == POLL.c.group_id) & (SEAT.c.number == POLL.c.opener) & SITTING)
    .where(SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer), PROCESS.c.rework_until.is_not(None))
    .order_by(PROCESS.c.rework_until, POLL.c.id),
    lambda group_id, key, number, question, until: Suspended(group_id, key, f"P-{number}", question, until),
)
_NUMBER = Prepared(sa.select(POLL.c.number).where(POLL.c.id == _poll), int)
_KEY = Prepared(sa.select(POLL.c.key).where(POLL.c.id == _poll), str)


def _names(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written else ()


def _written(names: tuple[str, ...]) -> str:
    return json.dumps(names, ensure_ascii=False) if names else ""


def of(tx: Transaction, poll_id: int) -> Process:
    """Where the poll stands."""
    return tx.row(_OF, poll=poll_id) or _NOTHING


def keep(tx: Transaction, poll_id: int, process: Process) -> None:
    """From now on it stands there."""
    tx.write(
        _KEEP,
        poll_id=poll_id,
        newcomers=process.newcomers,
        extended_for=_written(process.extended_for),
        suspended_by=_written(process.suspended_by),
        rework_until=process.rework_until,
        reworks=process.reworks,
        urgent=process.urgent,
        seconders=json.dumps(process.seconders) if process.seconders else "",
    )


def reworked_as(tx: Transaction, poll_id: int) -> Again | None:
    """The poll that puts this suspended one again: the newest, since one that was withdrawn leaves room for
    another."""
    return tx.row(_REWORKED_AS, poll=poll_id)


def waiting_for(tx: Transaction, person_id: int) -> list[Suspended]:
    """The suspended polls that the person opened and can put again, the first to lapse first."""
    return tx.rows(_WAITING, person=person_id)


def waiting_about(tx: Transaction, group_id: int, purpose: str) -> tuple[Suspended, int] | None:
    """The suspended poll of the group that was opened for this purpose and can be put again, and the number of
    the participant who opened it."""
    return tx.row(_ABOUT, group=group_id, purpose=purpose)


def key_of(tx: Transaction, poll_id: int) -> str:
    """The key of a poll."""
    return tx.row(_KEY, poll=poll_id) or ""


def number_of(tx: Transaction, poll_id: int) -> int:
    """The number of a poll in its group."""
    return tx.row(_NUMBER, poll=poll_id) or 0
