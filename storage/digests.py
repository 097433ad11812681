"""Digests: who asked for one, in which rhythm, and what each reader was sent.

A digest has one reader when it is somebody's own or stands in a home; that for coordinators has one for each
of them, with their own next moment, pause and silence, so that nobody's settings touch another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.people import SEAT, SITTING
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class DigestRow(SQLModel, table=True):
    """`audience` is whose it is: a person's own, the coordinators', or a home's (`channel`)."""

    __tablename__ = "digest"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id", index=True)
    audience: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    channel: str
    rule: str
    """Its rhythm (RFC 5545)."""
    sections: str
    """Those that were asked for, with blanks between; empty for all."""
    starts_at: datetime = moment()
    """From when the rhythm is counted."""


class ReaderRow(SQLModel, table=True):
    """One who is sent a digest: a person, or (`person_id` None) a home. `unanswered` counts the digests since
    they last did anything."""

    __tablename__ = "digest_reader"
    __table_args__ = (
        sa.UniqueConstraint("digest_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    digest_id: int = Field(foreign_key="digest.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    zone: str
    """The zone in which `due_at` was reckoned."""
    due_at: datetime | None = moment(default=None, nullable=True)
    """When the next one is due; None while it is paused."""
    since: datetime = moment()
    """What happened before is told."""
    told: str
    """Marks of what happened at this very moment and is told already, with blanks between."""
    paused: bool = False
    unanswered: int = 0


class IssueRow(SQLModel, table=True):
    """One digest that was sent, so that its buttons know what it told of."""

    __tablename__ = "digest_issue"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    reader_id: int = Field(foreign_key="digest_reader.id", index=True)
    at: datetime = moment()
    since: datetime = moment()
    until: datetime = moment()
    skipped: str
    """Marks of what happened at `since` and had been told before."""
    told: str
    """Marks of what had happened at `at` when it was sent."""
    brief: bool
    """Only what needs the reader."""


DIGEST = table(DigestRow)
READER = table(ReaderRow)
ISSUE = table(IssueRow)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that somebody asked for."""

    id: int
    key: str
    group_id: int
    audience: str
    person_id: int | None
    channel: str
    rule: str
    sections: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Who is sent a digest, with the digest."""

    id: int
    key: str
    person_id: int | None
    zone: str
    due_at: datetime | None
    since: datetime
    told: str
    paused: bool
    unanswered: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class Issue:
    """One that was sent, with its reader."""

    id: int
    key: str
    at: datetime
    since: datetime
    until: datetime
    skipped: str
    told: str
    brief: bool
    reader: DigestReader


_digest_columns = tuple(DIGEST.c[name] for name in Digest.__dataclass_fields__)
_reader_columns = tuple(READER.c[name] for name in DigestReader.__dataclass_fields__ if name != "digest")
_issue_columns = tuple(ISSUE.c[name] for name in Issue.__dataclass_fields__ if name != "reader")
_READER_AT, _ISSUE_AT = len(_reader_columns), len(_issue_columns)


def _reader(*values: Any) -> DigestReader:
    return DigestReader(*(*values[:_READER_AT], Digest(*values[_READER_AT:])))


def _issue(*values: Any) -> Issue:
    return Issue(*(*values[:_ISSUE_AT], _reader(*values[_ISSUE_AT:])))


_group = sa.bindparam("group", type_=sa.Integer)
_digest = sa.bindparam("digest", type_=sa.Integer)
_id = sa.bindparam("reader", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_before = sa.bindparam("before", type_=ISSUE.c.at.type)

_OF_GROUP = Prepared(
    sa.select(*_digest_columns).where(DIGEST.c.group_id == _group).order_by(DIGEST.c.id), Digest
)
_readers = sa.select(*_reader_columns, *_digest_columns).join_from(
    READER, DIGEST, DIGEST.c.id == READER.c.digest_id
)
_READERS = Prepared(_readers.where(READER.c.digest_id == _digest).order_by(READER.c.id), _reader)
_READER_BY_KEY = Prepared(_readers.where(READER.c.key == _key), _reader)
_issues = (
    sa.select(*_issue_columns, *_reader_columns, *_digest_columns)
    .join_from(ISSUE, READER, READER.c.id == ISSUE.c.reader_id)
    .join(DIGEST, DIGEST.c.id == READER.c.digest_id)
)
_ISSUE_BY_KEY = Prepared(_issues.where(ISSUE.c.key == _key), _issue)
_NEWEST_ISSUE = Prepared(
    _issues.where(DIGEST.c.group_id == _group, READER.c.person_id == _person)
    .order_by(ISSUE.c.id.desc())
    .limit(1),
    _issue,
)
_NEW_DIGEST = insert_new(DigestRow, *(column.name for column in DIGEST.c if column.name != "id"))
_NEW_READER = insert_new(ReaderRow, *(column.name for column in READER.c if column.name != "id"))
_NEW_ISSUE = insert_new(IssueRow, *(column.name for column in ISSUE.c if column.name != "id"))
_CHANGE_DIGEST = Prepared(
    sa.update(DIGEST)
    .where(DIGEST.c.id == _digest)
    .values(
        rule=sa.bindparam("to_rule", type_=sa.String),
        sections=sa.bindparam("to_sections", type_=sa.String),
        starts_at=sa.bindparam("to_starts_at", type_=DIGEST.c.starts_at.type),
    )
)
_PLAN = Prepared(
    sa.update(READER)
    .where(READER.c.id == _id)
    .values(
        due_at=sa.bindparam("to_due_at", type_=READER.c.due_at.type),
        zone=sa.bindparam("to_zone", type_=sa.String),
        paused=sa.bindparam("to_paused", type_=sa.Boolean),
    )
)
_DONE = Prepared(
    sa.update(READER)
    .where(READER.c.id == _id)
    .values(
        since=sa.bindparam("to_since", type_=READER.c.since.type),
        told=sa.bindparam("to_told", type_=sa.String),
        unanswered=sa.bindparam("to_unanswered", type_=sa.Integer),
    )
)
_ANSWERED = Prepared(
    sa.update(READER).where(READER.c.person_id == _person, READER.c.unanswered > 0).values(unanswered=0)
)
_IS_UNANSWERED = Prepared(
    sa.select(READER.c.id).where(READER.c.person_id == _person, READER.c.unanswered > 0).limit(1), int
)
_FORGET_OLD = Prepared(sa.delete(ISSUE).where(ISSUE.c.reader_id == _id, ISSUE.c.at < _before))
_FORGET_ISSUES = Prepared(sa.delete(ISSUE).where(ISSUE.c.reader_id == _id))
_FORGET_READER = Prepared(sa.delete(READER).where(READER.c.id == _id))
_FORGET_DIGEST = Prepared(sa.delete(DIGEST).where(DIGEST.c.id == _digest))
_ROLE = Prepared(
    sa.select(SEAT.c.role, SEAT.c.pending).where(
        SEAT.c.group_id == _group, SEAT.c.person_id == _person, SITTING
    )
)


def of_group(tx: Transaction, group_id: int) -> list[Digest]:
    """All that were asked for in the group, the first first."""
    return tx.rows(_OF_GROUP, group=group_id)


def readers(tx: Transaction, digest_id: int) -> list[DigestReader]:
    return tx.rows(_READERS, digest=digest_id)


def reader_at_any(tx: Transaction, key: str) -> DigestReader | None:
    """The reader with this key, of whichever group: for time."""
    return tx.row(_READER_BY_KEY, key=key)


def issue(tx: Transaction, key: str) -> Issue | None:
    """The one that was sent under this key, of whichever group."""
    return tx.row(_ISSUE_BY_KEY, key=key)


def newest_issue(tx: Transaction, group_id: int, person_id: int) -> Issue | None:
    """The last one that this person was sent in the group."""
    return tx.row(_NEWEST_ISSUE, group=group_id, person=person_id)


def add(
    tx: Transaction,
    key: str,
    group_id: int,
    audience: str,
    person_id: int | None,
    channel: str,
    rule: str,
    sections: str,
    at: datetime,
) -> Digest:
    """Somebody asks for a digest. It has no readers yet."""
    new = tx.write_new(
        _NEW_DIGEST, key=key, group_id=group_id, audience=audience, person_id=person_id, channel=channel,
        rule=rule, sections=sections, starts_at=at,
    )  # fmt: skip
    return Digest(new, key, group_id, audience, person_id, channel, rule, sections, at)


def change(tx: Transaction, digest_id: int, rule: str, sections: str, at: datetime) -> None:
    """Another rhythm, counted from `at`, and other sections."""
    tx.write(_CHANGE_DIGEST, digest=digest_id, to_rule=rule, to_sections=sections, to_starts_at=at)


def add_reader(
    tx: Transaction,
    key: str,
    digest: Digest,
    person_id: int | None,
    zone: str,
    due_at: datetime,
    since: datetime,
) -> None:
    tx.write_new(
        _NEW_READER, key=key, digest_id=digest.id, person_id=person_id, zone=zone, due_at=due_at, since=since,
        told="", paused=False, unanswered=0,
    )  # fmt: skip


def plan(tx: Transaction, reader_id: int, due_at: datetime | None, zone: str, *, paused: bool) -> None:
    """When the reader's next one is due."""
    tx.write(_PLAN, reader=reader_id, to_due_at=due_at, to_zone=zone, to_paused=paused)


def done(tx: Transaction, reader_id: int, since: datetime, told: str, unanswered: int) -> None:
    """An occurrence is over: the next tells what happens from `since` on, without what is `told`."""
    tx.write(_DONE, reader=reader_id, to_since=since, to_told=told, to_unanswered=unanswered)


def add_issue(tx: Transaction, reader_id: int, forget: datetime, **values: Any) -> None:
    """What is being sent, with all columns but its reader; those from before `forget` need no row any more."""
    tx.write(_FORGET_OLD, reader=reader_id, before=forget)
    tx.write_new(_NEW_ISSUE, reader_id=reader_id, **values)


def heard_from(tx: Transaction, person_id: int) -> bool:
    """The person did something: their digests count as answered. Whether that is news; where nothing can be
    written, it is only looked up."""
    if not tx.writes:
        return tx.row(_IS_UNANSWERED, person=person_id) is not None
    people: set[int] = tx.shared.setdefault(heard_from, set())
    people.add(person_id)
    tx.at_end(heard_from, lambda: _answered(tx, people))
    return True


def _answered(tx: Transaction, people: set[int]) -> None:
    tx.write_many(_ANSWERED, [{"person": person} for person in sorted(people)])
    people.clear()


def forget_reader(tx: Transaction, reader_id: int) -> None:
    """Nobody is sent this any more."""
    tx.write(_FORGET_ISSUES, reader=reader_id)
    tx.write(_FORGET_READER, reader=reader_id)


def forget(tx: Transaction, digest: Digest) -> None:
    """The digest ends; its readers have to be forgotten before."""
    tx.write(_FORGET_DIGEST, digest=digest.id)


def role_of(tx: Transaction, group_id: int, person_id: int) -> tuple[str, bool] | None:
    """The role of the person's seat, and whether it is pending; None for whoever has none now."""
    return tx.row(_ROLE, group=group_id, person=person_id)
