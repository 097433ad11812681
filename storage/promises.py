"""What we promised to do (timers) and to say (outbox): rows, written with the change that promises them.

They hold which view of which record, never rendered text. A card is a message that is edited in
place: many changes of one card leave one pending parcel.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.addresses import MessageRef
from bot.ports import Parcel, Timer
from storage.base import moment, table
from storage.prepared import Prepared, insert, insert_absent

if TYPE_CHECKING:
    from storage.transaction import Transaction

PENDING, SENDING, SENT, PARKED = "pending", "sending", "sent", "parked"


class TimerRow(SQLModel, table=True):
    """`kind` is the path of a command of the clock, `subject` the key of the record it concerns."""

    __tablename__ = "timer"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    due_at: datetime = moment(index=True)
    held_until: datetime = moment(index=True)
    """Not before: the due moment, later after a failure of ours or while somebody is at it."""


class ParcelRow(SQLModel, table=True):
    """One message to say. A card has one row for ever (`posted` is the message); `stale` counts the
    changes since the last try, so that a change during a sending is not lost."""

    __tablename__ = "parcel"
    __table_args__ = (
        sa.Index(
            "ix_parcel_card",
            "kind",
            "subject",
            "address",
            unique=True,
            sqlite_where=sa.text("card"),
            postgresql_where=sa.text("card"),
        ),
        sa.Index("ix_parcel_due", "state", "not_before"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    address: str
    platform: str
    card: bool = False
    state: str = PENDING
    stale: bool = True
    not_before: datetime = moment()
    tries: int = 0
    doubted_at: datetime | None = moment(default=None, nullable=True)
    """When a try was made of which nobody knows whether it arrived."""
    posted: str = ""
    trouble: str = ""


TIMER = table(TimerRow)
PARCEL = table(ParcelRow)
LEASE = timedelta(seconds=60)
"""How long one instance of the bot may be at a promise before another takes it up."""

_kind = sa.bindparam("kind", type_=sa.String)
_subject = sa.bindparam("subject", type_=sa.String)
_id = sa.bindparam("id", type_=sa.Integer)
_at = sa.bindparam("at", type_=TIMER.c.due_at.type)
_until = sa.bindparam("until", type_=TIMER.c.due_at.type)
_most = sa.bindparam("most", type_=sa.Integer)

# Timers

_timer_columns = (TIMER.c.id, TIMER.c.kind, TIMER.c.subject, TIMER.c.due_at)
_PROMISE = insert_absent(
    TimerRow, "kind", "subject", "due_at", "held_until", on=("kind", "subject", "due_at")
)
_RELEASE = Prepared(sa.delete(TIMER).where(TIMER.c.kind == _kind, TIMER.c.subject == _subject))
# Locked, so that of two instances which strike the same timer the later one finds it done.
_TIMER = Prepared(sa.select(*_timer_columns).where(TIMER.c.id == _id).with_for_update(), Timer)
_FINISH = Prepared(sa.delete(TIMER).where(TIMER.c.id == _id))
_POSTPONE = Prepared(sa.update(TIMER).where(TIMER.c.id == _id).values(held_until=_until))
_CLAIM_TIMERS = Prepared(
    sa.update(TIMER)
    .where(
        TIMER.c.id.in_(
            sa.select(TIMER.c.id)
            .where(TIMER.c.held_until <= _at)
            .order_by(TIMER.c.due_at, TIMER.c.id)
            .limit(_most)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(held_until=_until)
    .returning(*_timer_columns),
    Timer,
)
_PROMISED = Prepared(
    sa.select(TIMER.c.due_at)
    .where(TIMER.c.kind == _kind, TIMER.c.subject == _subject)
    .order_by(TIMER.c.due_at)
)
_RESTING = Prepared(
    sa.select(PARCEL.c.id)
    .where(
        PARCEL.c.kind == _kind,
        PARCEL.c.subject == _subject,
        PARCEL.c.address == sa.bindparam("address", type_=sa.String),
        PARCEL.c.state == PENDING,
        PARCEL.c.not_before > _at,
    )
    .limit(1),
    int,
)
_FREE_TIMERS = Prepared(sa.update(TIMER).values(held_until=TIMER.c.due_at))


def promise(tx: Transaction, kind: str, subject: str, due_at: datetime) -> None:
    """The clock will perform the command `kind` on the record `subject` at `due_at`, once."""
    tx.promised = True
    tx.write(_PROMISE, kind=kind, subject=subject, due_at=due_at, held_until=due_at)


def release(tx: Transaction, kind: str, subject: str) -> None:
    """Takes back what was promised with `promise`, whenever it was due."""
    tx.write(_RELEASE, kind=kind, subject=subject)


def promised(tx: Transaction, kind: str, subject: str) -> list[datetime]:
    """When the promises of this kind on this record are due."""
    return [due_at for (due_at,) in tx.rows(_PROMISED, kind=kind, subject=subject)]


def timer(tx: Transaction, timer_id: int) -> Timer | None:
    return tx.row(_TIMER, id=timer_id)


def finish_timer(tx: Transaction, timer_id: int) -> None:
    tx.write(_FINISH, id=timer_id)


def postpone_timer(tx: Transaction, timer_id: int, until: datetime) -> None:
    tx.write(_POSTPONE, id=timer_id, until=until)


def claim_timers(tx: Transaction, at: datetime, most: int) -> list[Timer]:
    """Due timers, the longest due first; they are ours for the length of a lease."""
    claimed = tx.rows(_CLAIM_TIMERS, at=at, until=at + LEASE, most=most)
    tx.wrote = True
    return sorted(claimed, key=lambda timer: (timer.due_at, timer.id))


# Outbox

_parcel_columns = (
    PARCEL.c.id,
    PARCEL.c.kind,
    PARCEL.c.subject,
    PARCEL.c.address,
    PARCEL.c.card,
    PARCEL.c.tries,
    PARCEL.c.posted,
    PARCEL.c.doubted_at,
)


def _parcel(
    id: int,
    kind: str,
    subject: str,
    address: str,
    card: bool,
    tries: int,
    posted: str,
    doubted_at: datetime | None,
) -> Parcel:
    # The subject is a random key, so the mark is ours alone, whichever database numbered it.
    nonce = sha256(f"{id}|{kind}|{subject}|{address}".encode()).hexdigest()[:24]
    message = MessageRef.parse(posted) if posted else None
    return Parcel(id, kind, subject, address, card, nonce, tries, message, doubted_at)


_SAY = insert(ParcelRow, "kind", "subject", "address", "platform", "card", "state", "stale", "not_before", "tries",
              "posted", "trouble")  # fmt: skip
_POST_CARD = insert_absent(
    ParcelRow, "kind", "subject", "address", "platform", "card", "state", "stale", "not_before", "tries", "posted",
    "trouble", on=("kind", "subject", "address"), where=sa.text("card"),
)  # fmt: skip
_REFRESH = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.kind == _kind, PARCEL.c.subject == _subject, PARCEL.c.card)
    .values(stale=True, state=sa.case((PARCEL.c.state == SENT, PENDING), else_=PARCEL.c.state))
)
_REFRESH_NEWEST = Prepared(
    sa.update(PARCEL)
    .where(
        PARCEL.c.id.in_(
            sa.select(PARCEL.c.id)
            .where(PARCEL.c.card, PARCEL.c.address == sa.bindparam("address", type_=sa.String))
            .order_by(PARCEL.c.id.desc())
            .limit(sa.bindparam("most", type_=sa.Integer))
        )
    )
    .values(stale=True, state=sa.case((PARCEL.c.state == SENT, PENDING), else_=PARCEL.c.state))
)
_CLAIM_PARCELS = Prepared(
    sa.update(PARCEL)
    .where(
        PARCEL.c.id.in_(
            sa.select(PARCEL.c.id)
            .where(
                PARCEL.c.state == PENDING,
                PARCEL.c.not_before <= _at,
                PARCEL.c.platform == sa.bindparam("platform", type_=sa.String),
            )
            .order_by(PARCEL.c.id)
            .limit(_most)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(state=SENDING, stale=False, tries=PARCEL.c.tries + 1, not_before=_until)
    .returning(*_parcel_columns),
    _parcel,
)
_SENT = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.id == _id)
    .values(
        state=sa.case((PARCEL.c.stale, PENDING), else_=SENT),
        posted=sa.bindparam("message", type_=sa.String),
        not_before=_until,
        tries=0,
        doubted_at=None,
        trouble="",
    )
)
_FAILED = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.id == _id)
    .values(
        state=sa.bindparam("state", type_=sa.String),
        stale=True,
        not_before=_until,
        doubted_at=sa.bindparam("doubted_at", type_=PARCEL.c.not_before.type),
        trouble=sa.bindparam("trouble", type_=sa.String),
    )
)
_HOLD = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.id == _id)
    .values(state=PENDING, stale=True, not_before=_until, tries=PARCEL.c.tries - 1)
)
_DROP = Prepared(sa.delete(PARCEL).where(PARCEL.c.id == _id))
_ORPHANS = Prepared(
    sa.select(PARCEL.c.id, PARCEL.c.not_before)
    .where(PARCEL.c.state == SENDING, (PARCEL.c.not_before <= _at) | sa.bindparam("all", type_=sa.Boolean))
    .with_for_update(skip_locked=True)
)
_tried = sa.bindparam("tried", type_=PARCEL.c.not_before.type)
_DOUBT = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.id == _id)
    .values(
        state=PENDING, stale=True, not_before=_at, doubted_at=sa.func.coalesce(PARCEL.c.doubted_at, _tried)
    )
)
_NEXT_TIMER = Prepared(sa.select(sa.func.min(TIMER.c.held_until)))
_NEXT_PARCELS = Prepared(
    sa.select(PARCEL.c.platform, sa.func.min(PARCEL.c.not_before))
    .where(PARCEL.c.state == PENDING)
    .group_by(PARCEL.c.platform)
)
_SENT_BEFORE = Prepared(
    sa.delete(PARCEL).where(PARCEL.c.state == SENT, ~PARCEL.c.card, PARCEL.c.not_before < _at)
)


def _new(kind: str, subject: str, address: str, not_before: datetime, *, card: bool) -> dict[str, object]:
    return {
        "kind": kind, "subject": subject, "address": address, "platform": address.partition(":")[0], "card": card,
        "state": PENDING, "stale": True, "not_before": not_before, "tries": 0, "posted": "", "trouble": "",
    }  # fmt: skip


def say(tx: Transaction, kind: str, subject: str, address: str, at: datetime) -> None:
    """One message of the given kind about `subject`, to a channel (its `str()`), not before `at`."""
    tx.promised = True
    tx.gather(_SAY, **_new(kind, subject, address, at, card=False))


def rests(tx: Transaction, kind: str, subject: str, address: str, at: datetime) -> bool:
    """Whether such a message waits for a moment after `at` already."""
    return tx.row(_RESTING, kind=kind, subject=subject, address=address, at=at) is not None


def post_card(tx: Transaction, kind: str, subject: str, address: str, at: datetime) -> None:
    """A message that shows the present state of `subject` and is edited in place."""
    tx.promised = True
    tx.gather(_POST_CARD, **_new(kind, subject, address, at, card=True))


def refresh(tx: Transaction, kind: str, subject: str) -> None:
    """All cards of this kind about `subject` are out of date; once per batch, however many changes."""
    tx.promised = True
    tx.at_end((refresh, kind, subject), lambda: _refresh(tx, kind, subject))


def _refresh(tx: Transaction, kind: str, subject: str) -> None:
    tx.write(_REFRESH, kind=kind, subject=subject)


def refresh_newest(tx: Transaction, address: str, most: int) -> None:
    """The newest cards in a channel are out of date: so many at most, since each is one more edit there."""
    tx.promised = True
    tx.write(_REFRESH_NEWEST, address=address, most=most)


def claim_parcels(tx: Transaction, at: datetime, most: int, platform: str) -> list[Parcel]:
    """Parcels to send now, the oldest promise first; they are ours for the length of a lease."""
    tx.wrote = True
    claimed = tx.rows(_CLAIM_PARCELS, at=at, until=at + LEASE, most=most, platform=platform)
    return sorted(claimed, key=lambda parcel: parcel.id)


def sent(tx: Transaction, parcel: Parcel, message: MessageRef, rests_until: datetime) -> None:
    """It stands in the channel; a card is not edited again before `rests_until`."""
    tx.write(_SENT, id=parcel.id, message=str(message), until=rests_until)


def failed(tx: Transaction, parcel: Parcel, until: datetime, why: str, doubted_at: datetime | None) -> None:
    """To be tried again at `until`; `doubted_at` when nobody knows whether it arrived."""
    tx.write(_FAILED, id=parcel.id, state=PENDING, until=until, doubted_at=doubted_at, trouble=why[:500])


def hold(tx: Transaction, parcel: Parcel, until: datetime) -> None:
    """It was claimed, and its channel takes nothing before `until`: that was no try."""
    tx.write(_HOLD, id=parcel.id, until=until)


def park(tx: Transaction, parcel: Parcel, why: str, at: datetime) -> None:
    tx.write(_FAILED, id=parcel.id, state=PARKED, until=at, doubted_at=parcel.doubted_at, trouble=why[:500])


def drop(tx: Transaction, parcel: Parcel) -> None:
    tx.write(_DROP, id=parcel.id)


def next_due(tx: Transaction, platforms: Collection[str]) -> datetime | None:
    """What waits for a platform that is not here must not keep us awake."""
    moments = [due for (due,) in tx.rows(_NEXT_TIMER) if due is not None]
    moments += [due for platform, due in tx.rows(_NEXT_PARCELS) if platform in platforms]
    return min(moments, default=None)


def doubt_orphans(tx: Transaction, at: datetime, *, ours_alone: bool) -> None:
    """Parcels that somebody was sending when they died: nobody knows whether they arrived. With
    `ours_alone` (we just started, and nobody else uses this database) that is all of them. They are in doubt
    since they were claimed: they are looked for from then on, however long nobody was here."""
    for number, until in tx.rows(_ORPHANS, at=at, all=ours_alone):
        tx.write(_DOUBT, id=number, at=at, tried=until - LEASE)
    if ours_alone:
        tx.write(_FREE_TIMERS)


def forget_sent(tx: Transaction, before: datetime) -> None:
    """Messages (not cards) that were sent long ago need no row any more."""
    tx.write(_SENT_BEFORE, at=before)
