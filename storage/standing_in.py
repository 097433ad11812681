"""Who steps aside in one poll, and who sits there instead.

Nobody is taken off a roll: the row is marked, and the row of an alternate says for whom it stands. So one
person never has two ballots in a poll, and a place never has two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.alternates import ALTERNATE
from storage.people import SEAT, STAKEHOLDER
from storage.polls import Poll
from storage.prepared import Prepared, insert
from storage.record import OPENING
from storage.rolls import ON_ROLL, ROLL, RollRow
from storage.seats import ABSENCE

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Off(StrEnum):
    """Why somebody on a roll does not take part."""

    RECUSED = "recused"
    AWAY = "away"
    """They are away for the whole time of the poll, and an alternate votes."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """An alternate who can take the place of a seat in a poll."""

    for_seat_id: int
    stands_for: int
    name: str
    """Who holds that place."""
    alternate: str
    """Who can take it."""
    stakeholder: str
    seat_id: int
    number: int
    person_id: int
    role: str
    region: str
    affiliation: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Somebody who does not take part, and the name of their alternate, empty for none."""

    off: str
    alternate: str


@dataclass(frozen=True, slots=True)
class Recusal:
    """A recusal as the roll shows it; `reason` is empty once it is erased."""

    name: str
    reason: str


_poll = sa.bindparam("poll", type_=sa.Integer)
_group = sa.bindparam("group", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_number = sa.bindparam("number", type_=sa.Integer)
_opened = sa.bindparam("opened", type_=ALTERNATE.c.asked_at.type)
_since = sa.bindparam("since", type_=ABSENCE.c.since.type)
_until = sa.bindparam("until", type_=ABSENCE.c.until.type)

_held, _own = ROLL.alias("held"), SEAT.alias("own")
_other, _sits_for = SEAT.alias("other"), STAKEHOLDER.alias("sits_for")
_on_it, _on_it_seat = ROLL.alias("on_it"), SEAT.alias("on_it_seat")
# Named and accepted before the poll opened: nobody is picked for the ballot that they will cast.
_candidates = (
    sa.select(
        _held.c.seat_id,
        _held.c.number,
        _own.c.name,
        _other.c.name,
        _held.c.stakeholder,
        _other.c.id,
        _other.c.number,
        _other.c.person_id,
        _other.c.role,
        _other.c.region,
        _other.c.affiliation,
    )
    .join_from(_held, ALTERNATE, ALTERNATE.c.seat_id == _held.c.seat_id)
    .join(_own, _own.c.id == _held.c.seat_id)
    .join(_other, _other.c.id == ALTERNATE.c.alternate_id)
    .outerjoin(_sits_for, _sits_for.c.id == _other.c.stakeholder_id)
    .where(
        _held.c.poll_id == _poll,
        _held.c.off == sa.literal(""),
        ALTERNATE.c.ended_at.is_(None),
        ALTERNATE.c.accepted_at <= _opened,
        _other.c.until.is_(None),
        ~_other.c.pending,
        sa.func.coalesce(_sits_for.c.name, "") == _held.c.stakeholder,
        ~sa.exists().where(
            _on_it.c.poll_id == _held.c.poll_id,
            _on_it_seat.c.id == _on_it.c.seat_id,
            _on_it_seat.c.person_id == _other.c.person_id,
        ),
        ~sa.exists().where(
            ABSENCE.c.seat_id == _other.c.id, ABSENCE.c.since <= _since, ABSENCE.c.until >= _until
        ),
    )
    .order_by(_held.c.seat_id)
)
_FOR_AWAY = Prepared(_candidates.where(~_held.c.available), StandIn)
_FOR_SEAT = Prepared(_candidates.where(_held.c.seat_id == _seat), StandIn)
_MARK = Prepared(
    sa.update(ROLL)
    .where(ROLL.c.poll_id == _poll, ROLL.c.seat_id == _seat)
    .values(off=sa.bindparam("to_off", type_=sa.String), off_seq=sa.bindparam("to_seq", type_=sa.Integer))
)
_SIT_DOWN = insert(
    RollRow, "poll_id", "seat_id", "number", "stakeholder", "role", "region", "affiliation", "available",
    "off", "off_seq", "stands_for",
)  # fmt: skip
_PLACE = Prepared(
    sa.select(ROLL.c.stakeholder, ROLL.c.available).where(ROLL.c.poll_id == _poll, ROLL.c.seat_id == _seat)
)
_instead, _instead_seat = ROLL.alias("instead"), SEAT.alias("instead_seat")
_ASIDE = Prepared(
    sa.select(ROLL.c.off, sa.func.coalesce(_instead_seat.c.name, ""))
    .join_from(ROLL, SEAT, SEAT.c.id == ROLL.c.seat_id)
    .outerjoin(_instead, (_instead.c.poll_id == ROLL.c.poll_id) & (_instead.c.stands_for == ROLL.c.number))
    .outerjoin(_instead_seat, _instead_seat.c.id == _instead.c.seat_id)
    .where(ROLL.c.poll_id == _poll, SEAT.c.person_id == _person, ~ON_ROLL)
    .order_by(ROLL.c.seat_id)
    .limit(1),
    Aside,
)
_recused = ROLL.c.off == sa.literal(Off.RECUSED.value)
_RECUSALS = Prepared(
    sa.select(SEAT.c.name, sa.func.coalesce(OPENING.c.value, ""))
    .join_from(ROLL, SEAT, SEAT.c.id == ROLL.c.seat_id)
    .outerjoin(
        OPENING,
        (OPENING.c.group_id == SEAT.c.group_id)
        & (OPENING.c.seq == ROLL.c.off_seq)
        & (OPENING.c.field == sa.literal("reason")),
    )
    .where(ROLL.c.poll_id == _poll, _recused)
    .order_by(SEAT.c.folded, ROLL.c.number),
    Recusal,
)
_COUNT = Prepared(sa.select(sa.func.count()).where(ROLL.c.poll_id == _poll, _recused), int)
_HAS_RECUSED = Prepared(
    sa.select(ROLL.c.number).where(ROLL.c.poll_id == _poll, _recused, ROLL.c.number == _number), int
)
_HELD_FOR = Prepared(
    sa.select(ROLL.c.stands_for, SEAT.c.name)
    .join_from(ROLL, _held, (_held.c.poll_id == ROLL.c.poll_id) & (_held.c.number == ROLL.c.stands_for))
    .join(SEAT, SEAT.c.id == _held.c.seat_id)
    .where(ROLL.c.poll_id == _poll, ROLL.c.stands_for != 0)
)
_PAIRS = Prepared(
    sa.select(ROLL.c.number, ROLL.c.stands_for)
    .where(ROLL.c.poll_id == _poll, ROLL.c.stands_for != 0)
    .order_by(ROLL.c.number)
)


def for_the_away(tx: Transaction, poll_id: int, opened: datetime, closes: datetime) -> list[StandIn]:
    """The alternates of those on the roll who are away from the opening until the close."""
    return tx.rows(_FOR_AWAY, poll=poll_id, opened=opened, since=opened, until=closes)


def for_seat(tx: Transaction, poll: Poll, seat_id: int, at: datetime) -> StandIn | None:
    """Who can take this seat's place from `at` until the close."""
    return tx.row(_FOR_SEAT, poll=poll.id, seat=seat_id, opened=poll.opens_at, since=at, until=poll.closes_at)


def place_of(tx: Transaction, poll_id: int, seat_id: int) -> tuple[str, bool]:
    """For which stakeholder group a seat is on the roll, and whether it was available at the opening."""
    found = tx.row(_PLACE, poll=poll_id, seat=seat_id)
    assert found is not None, "a seat on the roll"
    return found[0], found[1]


def step_aside(tx: Transaction, poll_id: int, seat_id: int, off: Off, seq: int = 0) -> None:
    """The seat takes no part from here on, as the entry `seq` tells. Whoever calls this has voided its ballot."""
    tx.write(_MARK, poll=poll_id, seat=seat_id, to_off=off.value, to_seq=seq)


def sit_down(tx: Transaction, poll_id: int, stand_in: StandIn) -> None:
    """The alternate takes the place."""
    tx.write(
        _SIT_DOWN, poll_id=poll_id, seat_id=stand_in.seat_id, number=stand_in.number,
        stakeholder=stand_in.stakeholder, role=stand_in.role, region=stand_in.region,
        affiliation=stand_in.affiliation, available=True, off="", off_seq=0, stands_for=stand_in.stands_for,
    )  # fmt: skip


def aside(tx: Transaction, poll_id: int, person_id: int) -> Aside | None:
    """Why a person who is on the roll takes no part; None for everybody else."""
    return tx.row(_ASIDE, poll=poll_id, person=person_id)


def recused(tx: Transaction, poll_id: int) -> int:
    """How many have recused themselves."""
    return tx.row(_COUNT, poll=poll_id) or 0


def recusals(tx: Transaction, poll_id: int) -> list[Recusal]:
    """Who recused themselves, by name."""
    return tx.rows(_RECUSALS, poll=poll_id)


def has_recused(tx: Transaction, poll_id: int, participant: int) -> bool:
    return tx.row(_HAS_RECUSED, poll=poll_id, number=participant) is not None


def held_for(tx: Transaction, poll_id: int) -> dict[int, str]:
    """The names of those in whose stead an alternate sits, by participant."""
    return dict(tx.rows(_HELD_FOR, poll=poll_id))


def pairs(tx: Transaction, poll_id: int) -> list[tuple[int, int]]:
    """(alternate, in whose stead), as participants."""
    return tx.rows(_PAIRS, poll=poll_id)
