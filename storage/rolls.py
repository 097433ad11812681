"""The roll of a poll: who may take part, frozen when it opens.

A row says how a seat stood at that moment, so that moving, leaving and coming change nothing in a
poll that is open. A seat's person is looked up through the seat: somebody who was only expected
when the poll opened votes with that seat when they come. Who steps aside stays on it, marked as `off`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.alternates import ALTERNATE
from storage.base import table
from storage.people import SEAT, SITTING, STAKEHOLDER
from storage.prepared import Prepared
from storage.seats import ABSENCE

if TYPE_CHECKING:
    from storage.transaction import Transaction


class RollRow(SQLModel, table=True):
    """One seat on the roll of one poll. `available`: not away for the whole time of the poll."""

    __tablename__ = "roll"
    __table_args__ = {"sqlite_with_rowid": False}

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", primary_key=True)
    number: int
    stakeholder: str
    role: str
    region: str
    affiliation: str
    available: bool
    off: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Why it does not take part any more, as `storage.standing_in.Off` has it; empty while it does."""
    off_seq: int = Field(default=0, sa_column_kwargs={"server_default": sa.text("0")})
    """The entry of the record that gives the reason; 0 where there is none."""
    stands_for: int = Field(default=0, sa_column_kwargs={"server_default": sa.text("0")})
    """The participant in whose stead an alternate sits here; 0 for one's own place."""


ROLL = table(RollRow)
ON_ROLL = ROLL.c.off == sa.literal("")
"""Those who take part, alternates among them."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of a stakeholder group are on a roll, and how many of them are not away."""

    stakeholder: str
    seats: int
    available: int


_poll = sa.bindparam("poll", type_=sa.Integer)
_group = sa.bindparam("group", type_=sa.Integer)
_opens = sa.bindparam("opens", type_=ABSENCE.c.since.type)
_closes = sa.bindparam("closes", type_=ABSENCE.c.since.type)

_by = sa.bindparam("taken_by", type_=SEAT.c.stakeholder_since.type)

_entitled = (
    (SEAT.c.group_id == _group) & SITTING & ~SEAT.c.pending & (SEAT.c.role != sa.literal(Role.OBSERVER.value))
)
_may_vote = _entitled & (SEAT.c.stakeholder_since <= _by)
_stakeholder = sa.func.coalesce(STAKEHOLDER.c.name, "")
_available = ~sa.exists().where(
    ABSENCE.c.seat_id == SEAT.c.id, ABSENCE.c.since <= _opens, ABSENCE.c.until >= _closes
)
_sitters = SEAT.outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == SEAT.c.stakeholder_id)

_SIZES_NOW = Prepared(
    sa.select(_stakeholder, sa.func.count(), sa.func.sum(sa.case((_available, 1), else_=0)))
    .select_from(_sitters)
    .where(_may_vote)
    .group_by(_stakeholder),
    Size,
)
_FREEZE = Prepared(
    sa.insert(ROLL).from_select(
        ["poll_id", "seat_id", "number", "stakeholder", "role", "region", "affiliation", "available"],
        sa.select(
            _poll,
            SEAT.c.id,
            SEAT.c.number,
            _stakeholder,
            SEAT.c.role,
            SEAT.c.region,
            SEAT.c.affiliation,
            _available,
        )
        .select_from(_sitters)
        .where(_may_vote),
        include_defaults=False,
    )
)
_other, _sits_for, _rival = SEAT.alias("other"), STAKEHOLDER.alias("sits_for"), SEAT.alias("rival")
# What `standing_in.for_the_away` would find on a roll that was frozen now.
_ALTERNATES = Prepared(
    sa.select(_stakeholder, sa.func.count())
    .select_from(
        _sitters.join(ALTERNATE, ALTERNATE.c.seat_id == SEAT.c.id)
        .join(_other, _other.c.id == ALTERNATE.c.alternate_id)
        .outerjoin(_sits_for, _sits_for.c.id == _other.c.stakeholder_id)
    )
    .where(
        _may_vote,
        ~_available,
        ALTERNATE.c.ended_at.is_(None),
        ALTERNATE.c.accepted_at <= _opens,
        _other.c.until.is_(None),
        ~_other.c.pending,
        sa.func.coalesce(_sits_for.c.name, "") == _stakeholder,
        ~sa.exists().where(
            _rival.c.group_id == _group,
            _rival.c.person_id == _other.c.person_id,
            _rival.c.until.is_(None),
            ~_rival.c.pending,
            _rival.c.role != sa.literal(Role.OBSERVER.value),
            _rival.c.stakeholder_since <= _by,
        ),
        ~sa.exists().where(
            ABSENCE.c.seat_id == _other.c.id, ABSENCE.c.since <= _opens, ABSENCE.c.until >= _closes
        ),
    )
    .group_by(_stakeholder)
)
_NEWCOMERS = Prepared(sa.select(sa.func.count()).where(_entitled, SEAT.c.stakeholder_since > _by), int)
_TAKEN = Prepared(
    sa.select(SEAT.c.stakeholder_since).where(SEAT.c.id == sa.bindparam("seat", type_=sa.Integer)),
    lambda taken: taken,
)
_STAKEHOLDER = Prepared(
    sa.select(ROLL.c.stakeholder).where(
        ROLL.c.poll_id == _poll, ROLL.c.seat_id == sa.bindparam("seat", type_=sa.Integer)
    ),
    str,
)
_NUMBERS = Prepared(
    sa.select(ROLL.c.stakeholder, ROLL.c.number, ROLL.c.available)
    .where(ROLL.c.poll_id == _poll, ON_ROLL)
    .order_by(ROLL.c.stakeholder, ROLL.c.number)
)


def sizes_now(
    tx: Transaction, group_id: int, opens: datetime, closes: datetime, taken_by: datetime | None = None
) -> list[Size]:
    """What `freeze` would freeze: who has a seat now, neither observing nor pending."""
    return tx.rows(_SIZES_NOW, group=group_id, opens=opens, closes=closes, taken_by=taken_by or opens)


def alternates_now(
    tx: Transaction, group_id: int, opens: datetime, closes: datetime, taken_by: datetime | None = None
) -> dict[str, int]:
    """How many of each stakeholder group are away, and an alternate would take their place."""
    found = tx.rows(_ALTERNATES, group=group_id, opens=opens, closes=closes, taken_by=taken_by or opens)
    return dict(found)


def freeze(
    tx: Transaction,
    poll_id: int,
    group_id: int,
    opens: datetime,
    closes: datetime,
    taken_by: datetime | None = None,
) -> None:
    """Everybody who may take part now is on the roll of this poll, and nobody else ever will be.
    Who is away from `opens` until `closes`, as declared by now, is not `available`. Seats that were
    taken after `taken_by` are too new for it; a seat for another stakeholder group is taken anew."""
    tx.write(_FREEZE, poll=poll_id, group=group_id, opens=opens, closes=closes, taken_by=taken_by or opens)


def newcomers(tx: Transaction, group_id: int, taken_by: datetime) -> int:
    """How many could take part, and took their seats after `taken_by`."""
    return tx.row(_NEWCOMERS, group=group_id, taken_by=taken_by) or 0


def taken_at(tx: Transaction, seat_id: int) -> datetime | None:
    """Since when somebody sits there for the same stakeholder group."""
    return tx.row(_TAKEN, seat=seat_id)


def numbers(tx: Transaction, poll_id: int) -> Iterator[tuple[str, int, bool]]:
    """(stakeholder group, participant, available) of everybody on the roll who takes part."""
    return tx.stream(_NUMBERS, poll=poll_id)


def stakeholder_of(tx: Transaction, poll_id: int, seat_id: int) -> str:
    """For which stakeholder group this seat is on the roll; empty for none."""
    return tx.row(_STAKEHOLDER, poll=poll_id, seat=seat_id) or ""
