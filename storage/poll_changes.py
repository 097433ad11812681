"""What happens to a poll: it opens, is amended, extended, and ends.

The state of a poll stands in its row; what everybody is told of on the card has a row here, which
points to its entry in the record, where the reason is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.polls import POLL, Poll, PollRow
from storage.prepared import Prepared, insert, insert_new
from storage.record import ENTRY, OPENING

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PollChangeRow(SQLModel, table=True):
    """A change to a poll that everybody is told of; `seq` is its entry in the group's record."""

    __tablename__ = "poll_change"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str


CHANGE = table(PollChangeRow)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a poll; `reason` is empty when none was given, or it was erased."""

    kind: str
    at: datetime
    reason: str


_id = sa.bindparam("poll", type_=sa.Integer)
_group = sa.bindparam("group", type_=sa.Integer)


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one poll, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=POLL.c[name].type) for name in names}
    return Prepared(sa.update(POLL).where(POLL.c.id == _id).values(values))


_ADD = insert_new(PollRow, *(column.name for column in POLL.c if column.name != "id"))
_BEGIN = _setting("state", "rules", "opens_at", "closes_at", "roll")
_RESIZE = _setting("roll")
_AMEND = _setting("version", "question", "text", "link")
_EXTEND = _setting("closes_at", "extended")
_PROLONG = _setting("closes_at")
_NUDGE = _setting("nudged_at")
_END = _setting("state", "ended_at", "result")
_RESULT = _setting("result")
_NOTE = insert(PollChangeRow, "poll_id", "seq", "kind")
_CHANGES = Prepared(
    sa.select(CHANGE.c.kind, ENTRY.c.at, sa.func.coalesce(OPENING.c.value, ""))
    .join_from(CHANGE, ENTRY, (ENTRY.c.group_id == _group) & (ENTRY.c.seq == CHANGE.c.seq))
    .outerjoin(
        OPENING,
        (OPENING.c.group_id == _group)
        & (OPENING.c.seq == CHANGE.c.seq)
        & (OPENING.c.field == sa.literal("reason")),
    )
    .where(CHANGE.c.poll_id == _id)
    .order_by(CHANGE.c.seq),
    Change,
)


def add(tx: Transaction, **values: Any) -> int:
    """A new poll, with all columns but its id. Returns its id."""
    return tx.write_new(_ADD, **values)


def begin(
    tx: Transaction, poll_id: int, state: str, rules: str, roll: str, opens_at: datetime, closes_at: datetime
) -> None:
    """It is open: from `opens_at`, by these rules, for a roll of these sizes."""
    tx.write(
        _BEGIN,
        poll=poll_id,
        to_state=state,
        to_rules=rules,
        to_roll=roll,
        to_opens_at=opens_at,
        to_closes_at=closes_at,
    )


def resize(tx: Transaction, poll_id: int, roll: str) -> None:
    """Somebody stepped aside, or an alternate took a place: the roll has these sizes now."""
    tx.write(_RESIZE, poll=poll_id, to_roll=roll)


def amend(tx: Transaction, poll_id: int, version: int, question: str, text: str, link: str) -> None:
    """Another version of what is asked. Earlier ones stand in the record."""
    tx.write(_AMEND, poll=poll_id, to_version=version, to_question=question, to_text=text, to_link=link)


def extend(tx: Transaction, poll_id: int, closes_at: datetime) -> None:
    """It closes later; that happens once."""
    tx.write(_EXTEND, poll=poll_id, to_closes_at=closes_at, to_extended=True)


def prolong(tx: Transaction, poll_id: int, closes_at: datetime) -> None:
    """It closes later because its charter says so; a facilitator may still extend it."""
    tx.write(_PROLONG, poll=poll_id, to_closes_at=closes_at)


def nudged(tx: Transaction, poll_id: int, at: datetime) -> None:
    """Those who have not voted were nudged at this moment."""
    tx.write(_NUDGE, poll=poll_id, to_nudged_at=at)


def end(tx: Transaction, poll_id: int, state: str, at: datetime, result: str) -> None:
    """It is over; `result` is what may be known of it for ever."""
    tx.write(_END, poll=poll_id, to_state=state, to_ended_at=at, to_result=result)


def complete(tx: Transaction, poll_id: int, result: str) -> None:
    """It ended in a tie that is broken now; this came out."""
    tx.write(_RESULT, poll=poll_id, to_result=result)


def note(tx: Transaction, poll_id: int, seq: int, kind: str) -> None:
    """The entry `seq` of the group's record changed this poll, and everybody is told."""
    tx.write(_NOTE, poll_id=poll_id, seq=seq, kind=kind)


def changes(tx: Transaction, poll: Poll) -> list[Change]:
    """What was changed since it opened, in order, each with the reason that was given."""
    return tx.rows(_CHANGES, group=poll.group_id, poll=poll.id)
