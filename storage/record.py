"""The append-only history of each group: entries, chained; openings of what they only commit to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot import chain
from bot.chain import Canonical
from storage.base import moment, table
from storage.people import GROUP, SEAT
from storage.prepared import Prepared, insert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class EntryRow(SQLModel, table=True):
    """One entry: `body` is its canonical form, `hash` the SHA-256 of that."""

    __tablename__ = "entry"

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = moment()
    kind: str
    subject: str = Field(index=True)
    body: str
    hash: str


class OpeningRow(SQLModel, table=True):
    """What opens a commitment in an entry: erased, the chain stays valid and the value is gone."""

    __tablename__ = "opening"

    group_id: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    field: str = Field(primary_key=True)
    salt: str
    value: str

    __table_args__ = (sa.ForeignKeyConstraint(["group_id", "seq"], ["entry.group_id", "entry.seq"]),)


ENTRY = table(EntryRow)
OPENING = table(OpeningRow)


@dataclass(slots=True)
class _Head:
    seq: int
    hash: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: datetime
    kind: str
    subject: str
    body: str
    hash: str


_group = sa.bindparam("group", type_=sa.Integer)
_about = sa.bindparam("about", type_=sa.String)
_head = sa.select(GROUP.c.seq, GROUP.c.hash, GROUP.c.last_at).where(GROUP.c.id == _group)
_HEAD = Prepared(_head, _Head)
# The group's row is locked already, by whoever did not forget to.
_TAKE_HEAD = Prepared(_head.with_for_update(), _Head)
_MOVE_HEAD = Prepared(
    sa.update(GROUP)
    .where(GROUP.c.id == _group)
    .values(
        seq=sa.bindparam("to_seq", type_=sa.Integer),
        hash=sa.bindparam("to_hash", type_=sa.String),
        last_at=sa.bindparam("to_at", type_=GROUP.c.last_at.type),
    )
)
_APPEND = insert(EntryRow, "group_id", "seq", "at", "kind", "subject", "body", "hash")
_OPEN = insert(OpeningRow, "group_id", "seq", "field", "salt", "value")
_ENTRIES = Prepared(
    sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.kind, ENTRY.c.subject, ENTRY.c.body, ENTRY.c.hash)
    .where(ENTRY.c.group_id == _group)
    .order_by(ENTRY.c.seq),
    Entry,
)
_LATEST = Prepared(
    sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.kind, ENTRY.c.subject, ENTRY.c.body, ENTRY.c.hash)
    .where(
        ENTRY.c.group_id == _group,
        (_about == "") | (ENTRY.c.subject == _about),
        ENTRY.c.seq < sa.bindparam("before", type_=sa.Integer),
    )
    .order_by(ENTRY.c.seq.desc())
    .limit(sa.bindparam("most", type_=sa.Integer)),
    Entry,
)
_OF_KIND = Prepared(
    sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.kind, ENTRY.c.subject, ENTRY.c.body, ENTRY.c.hash)
    .where(
        ENTRY.c.group_id == _group,
        ENTRY.c.subject == _about,
        ENTRY.c.kind == sa.bindparam("kind", type_=sa.String),
    )
    .order_by(ENTRY.c.seq.desc())
    .limit(1),
    Entry,
)
_NEWEST = Prepared(
    sa.select(ENTRY.c.seq, ENTRY.c.body)
    .where(
        ENTRY.c.group_id == _group,
        ENTRY.c.kind == sa.bindparam("kind", type_=sa.String),
        ENTRY.c.seq < sa.bindparam("before", type_=sa.Integer),
    )
    .order_by(ENTRY.c.seq.desc())
    .limit(sa.bindparam("most", type_=sa.Integer)),
    lambda seq, body: (seq, json.loads(body)["facts"]),
)
_OPENINGS = Prepared(
    sa.select(OPENING.c.seq, OPENING.c.field, OPENING.c.salt, OPENING.c.value).where(
        OPENING.c.group_id == _group
    )
)


def append(
    tx: Transaction,
    group_id: int,
    kind: str,
    at: datetime,
    *,
    by: int | None,
    subject: str = "",
    facts: Mapping[str, Canonical] | None = None,
    personal: Mapping[str, tuple[str, str]] | None = None,
) -> int:
    """Adds an entry to the group's chain, in the transaction of the change it tells of. Returns its number.

    `kind` says what happened ("poll.opened"), `by` is the participant's number in the group (None:
    time itself), `subject` the short id it concerns. `facts` are public; `personal` maps a field to
    (salt, value): the entry holds the commitment, the opening stands in a table of its own. A fact
    that is kept elsewhere with its salt may stand in `facts` as its `chain.commitment`.
    """
    heads: dict[int, _Head] = tx.shared.setdefault(append, {})
    head = heads.get(group_id)
    if head is None:
        head = tx.row(_TAKE_HEAD, group=group_id)
        assert head is not None, "an entry needs its group"
        heads[group_id] = head
    at = max(at, head.last_at)
    seq = head.seq + 1
    body: dict[str, Canonical] = {
        "seq": seq,
        "at": chain.stamp(at),
        "kind": kind,
        "by": "time" if by is None else f"participant {by}",
        "before": head.hash or chain.START,
    }
    if subject:
        body["subject"] = subject
    if facts:
        body["facts"] = facts
    if personal:
        body["personal"] = {
            field: chain.commitment(salt, field, value) for field, (salt, value) in personal.items()
        }
    text = chain.canonical(body)
    head.seq, head.hash, head.last_at = seq, chain.digest(text), at
    tx.gather(
        _APPEND, group_id=group_id, seq=seq, at=at, kind=kind, subject=subject, body=text, hash=head.hash
    )
    for field, (salt, value) in (personal or {}).items():
        tx.gather(_OPEN, group_id=group_id, seq=seq, field=field, salt=salt, value=value)
    tx.at_end((append, group_id), lambda: _move_head(tx, group_id, head))
    return seq


def _move_head(tx: Transaction, group_id: int, head: _Head) -> None:
    tx.write(_MOVE_HEAD, group=group_id, to_seq=head.seq, to_hash=head.hash, to_at=head.last_at)


def last_at(tx: Transaction, group_id: int) -> datetime | None:
    """The moment of the group's last entry, entries of this batch included."""
    head: _Head | None = tx.shared.get(append, {}).get(group_id)
    return head.last_at if head else None


def entries(tx: Transaction, group_id: int) -> Iterator[Entry]:
    """All entries, oldest first, one by one."""
    return tx.stream(_ENTRIES, group=group_id)


def latest(
    tx: Transaction, group_id: int, about: str = "", before: int = 2**31 - 1, most: int = 10
) -> list[Entry]:
    """The newest entries (about one short id, or all), newest first."""
    return tx.rows(_LATEST, group=group_id, about=about, before=before, most=most)


def of_kind(tx: Transaction, group_id: int, about: str, kind: str) -> Entry | None:
    """The newest entry of this kind about one short id."""
    return tx.row(_OF_KIND, group=group_id, about=about, kind=kind)


def newest(
    tx: Transaction, group_id: int, kind: str, *, before: int = 2**31 - 1, most: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(seq, public facts) of the newest entries of a kind that has them, newest first, one by one."""
    return tx.stream(_NEWEST, group=group_id, kind=kind, before=before, most=most)


def openings(tx: Transaction, group_id: int) -> Iterator[tuple[int, str, str, str]]:
    """(seq, field, salt, value) of every commitment that can still be opened."""
    return tx.stream(_OPENINGS, group=group_id)


_OPENING = Prepared(
    sa.select(OPENING.c.value).where(
        OPENING.c.group_id == _group,
        OPENING.c.seq == sa.bindparam("seq", type_=sa.Integer),
        OPENING.c.field == sa.bindparam("field", type_=sa.String),
    ),
    str,
)


def opening(tx: Transaction, group_id: int, seq: int, field: str) -> str | None:
    """One personal value of an entry; None once it is erased."""
    return tx.row(_OPENING, group=group_id, seq=seq, field=field)


_ENTRY = Prepared(
    sa.select(ENTRY.c.body).where(
        ENTRY.c.group_id == _group, ENTRY.c.seq == sa.bindparam("seq", type_=sa.Integer)
    ),
    str,
)


def facts(tx: Transaction, group_id: int, seq: int) -> dict[str, Any]:
    """The public facts of an entry."""
    body = tx.row(_ENTRY, group=group_id, seq=seq)
    found: dict[str, Any] = json.loads(body)["facts"] if body is not None else {}
    return found


_NAMES = Prepared(sa.select(SEAT.c.number, SEAT.c.name).where(SEAT.c.group_id == _group).order_by(SEAT.c.id))


def names(tx: Transaction, group_id: int) -> dict[int, str]:
    """Who the participants of the record are, as far as it is still known."""
    return dict(tx.rows(_NAMES, group=group_id))


def head(tx: Transaction, group_id: int) -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    found = tx.row(_HEAD, group=group_id)
    assert found is not None
    return found.seq, found.hash or chain.START
