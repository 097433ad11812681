"""Charters of groups: proposed, adopted, each version kept; and which of them a poll was opened under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.polls import POLL
from storage.prepared import Prepared, insert_new, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class CharterRow(SQLModel, table=True):
    """A charter as somebody proposed it. `version` is its number in the group once it is adopted; the highest
    is in force. `rules` is JSON, never changed: polls point here for the rules they were opened under."""

    __tablename__ = "charter"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "version"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id", index=True)
    version: int | None = None
    preset: str
    overrides: str
    """As they were typed, or empty."""
    rules: str
    proposer: int
    """The number of the participant who proposed it."""
    proposed_at: datetime = moment()
    adopted_at: datetime | None = moment(default=None, nullable=True)


class PollCharterRow(SQLModel, table=True):
    """What a poll was opened under and for: only polls under a charter or with a purpose have a row."""

    __tablename__ = "poll_charter"
    __table_args__ = {"sqlite_with_rowid": False}

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    charter_id: int | None = Field(default=None, foreign_key="charter.id")
    kind: str
    """The kind of poll, as the charter names it, or empty."""
    applies: bool
    """Whether its rules bind the poll; not where the poll is advice, by a method of its own."""
    purpose: str
    subject: str = Field(index=True)
    """The key of what the poll decides, for the feature of that purpose."""


CHARTER = table(CharterRow)
POLL_CHARTER = table(PollCharterRow)


@dataclass(frozen=True, slots=True)
class Kept:
    """A charter of a group; `version` and `adopted_at` are None unless it was adopted."""

    id: int
    key: str
    group_id: int
    version: int | None
    preset: str
    overrides: str
    rules: str
    proposer: int
    proposed_at: datetime
    adopted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Under:
    """The charter of a poll, and what the poll is for: `rules` and `version` are None without a charter."""

    charter_id: int | None
    version: int | None
    rules: str | None
    kind: str
    applies: bool
    purpose: str
    subject: str


_columns = tuple(CHARTER.c[name] for name in Kept.__dataclass_fields__)
_group = sa.bindparam("group", type_=sa.Integer)
_poll = sa.bindparam("poll", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)

_adopted = sa.select(*_columns).where(CHARTER.c.group_id == _group, CHARTER.c.version.is_not(None))
_IN_FORCE = Prepared(_adopted.order_by(CHARTER.c.version.desc()).limit(1), Kept)
_FORMED = Prepared(
    sa.select(CHARTER.c.adopted_at).where(CHARTER.c.group_id == _group, CHARTER.c.version == sa.literal(1)),
    lambda adopted: adopted,
)
_HISTORY = Prepared(_adopted.order_by(CHARTER.c.version), Kept)
_BY_KEY = Prepared(sa.select(*_columns).where(CHARTER.c.key == _key), Kept)
_ADD = insert_new(CharterRow, *(column.name for column in CHARTER.c if column.name != "id"))
_ADOPT = Prepared(
    sa.update(CHARTER)
    .where(CHARTER.c.key == _key)
    .values(
        version=sa.bindparam("to_version", type_=sa.Integer),
        adopted_at=sa.bindparam("at", type_=CHARTER.c.adopted_at.type),
    )
)
_DECIDING = Prepared(
    sa.select(POLL.c.number)
    .join(POLL_CHARTER, POLL_CHARTER.c.poll_id == POLL.c.id)
    .where(
        POLL.c.group_id == _group,
        POLL_CHARTER.c.purpose == sa.bindparam("purpose", type_=sa.String),
        POLL.c.ended_at.is_(None),
    ),
    int,
)
_DECIDED_BY = Prepared(
    sa.select(POLL.c.number)
    .join(POLL_CHARTER, POLL_CHARTER.c.poll_id == POLL.c.id)
    .where(POLL_CHARTER.c.subject == _key)
    .order_by(POLL.c.number.desc())
    .limit(1),
    int,
)
_OPEN_UNDER = upsert(
    PollCharterRow, ("poll_id",), *(column.name for column in POLL_CHARTER.c if column.name != "poll_id")
)
_OF_POLL = Prepared(
    sa.select(
        POLL_CHARTER.c.charter_id,
        CHARTER.c.version,
        CHARTER.c.rules,
        POLL_CHARTER.c.kind,
        POLL_CHARTER.c.applies,
        POLL_CHARTER.c.purpose,
        POLL_CHARTER.c.subject,
    )
    .outerjoin(CHARTER, CHARTER.c.id == POLL_CHARTER.c.charter_id)
    .where(POLL_CHARTER.c.poll_id == _poll),
    Under,
)


def in_force(tx: Transaction, group_id: int) -> Kept | None:
    """The group's charter; None while it is forming."""
    return tx.row(_IN_FORCE, group=group_id)


def formed_at(tx: Transaction, group_id: int) -> datetime | None:
    """When the group adopted its first charter; None while it is forming."""
    return tx.row(_FORMED, group=group_id)


def history(tx: Transaction, group_id: int) -> list[Kept]:
    """All that were adopted, the first first."""
    return tx.rows(_HISTORY, group=group_id)


def by_key(tx: Transaction, key: str) -> Kept | None:
    """The charter with this key, adopted or not."""
    return tx.row(_BY_KEY, key=key)


def propose(
    tx: Transaction,
    key: str,
    group_id: int,
    preset: str,
    overrides: str,
    rules: str,
    proposer: int,
    at: datetime,
) -> None:
    """A charter that is not in force yet, and may never be."""
    tx.write_new(
        _ADD,
        key=key,
        group_id=group_id,
        version=None,
        preset=preset,
        overrides=overrides,
        rules=rules,
        proposer=proposer,
        proposed_at=at,
        adopted_at=None,
    )


def adopt(tx: Transaction, key: str, version: int, at: datetime) -> None:
    """It is in force from now on, as this version."""
    tx.write(_ADOPT, key=key, to_version=version, at=at)


def being_decided(tx: Transaction, group_id: int, purpose: str) -> int | None:
    """The number of a poll of the group for this purpose that is not over."""
    return tx.row(_DECIDING, group=group_id, purpose=purpose)


def decided_by(tx: Transaction, key: str) -> int | None:
    """The number of the last poll about this charter; None for a group's first."""
    return tx.row(_DECIDED_BY, key=key)


def open_under(
    tx: Transaction,
    poll_id: int,
    charter_id: int | None,
    kind: str,
    *,
    applies: bool,
    purpose: str = "",
    subject: str = "",
) -> None:
    """This poll is opened under this charter, for this purpose. Said again, the last counts: a planned poll
    opens under the charter of the moment at which it opens."""
    tx.write(
        _OPEN_UNDER,
        poll_id=poll_id,
        charter_id=charter_id,
        kind=kind,
        applies=applies,
        purpose=purpose,
        subject=subject,
    )


def of_poll(tx: Transaction, poll_id: int) -> Under | None:
    """The charter and the purpose of a poll; None where it has neither."""
    return tx.row(_OF_POLL, poll=poll_id)
