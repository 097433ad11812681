"""Ballots that are not secret: one a seat and poll, the newest counts.

A ballot belongs to one version of its poll: after an amendment it counts only when it was cast or
confirmed again. The salts open the commitments in the record; whoever erases a choice or a reason
erases its salt with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.folding import folded
from storage.people import ACCOUNT, PERSON, SEAT
from storage.prepared import Prepared, upsert
from storage.rolls import ON_ROLL, ROLL

if TYPE_CHECKING:
    from storage.transaction import Transaction


class BallotRow(SQLModel, table=True):
    """`choice` is in its stored form (`yes`, `#1|#3`); the salts are those of the newest entry."""

    __tablename__ = "ballot"
    __table_args__ = (
        sa.ForeignKeyConstraint(["poll_id", "seat_id"], ["roll.poll_id", "roll.seat_id"]),
        {"sqlite_with_rowid": False},
    )

    poll_id: int = Field(primary_key=True)
    seat_id: int = Field(primary_key=True)
    version: int
    choice: str
    choice_salt: str
    reason: str
    reason_salt: str
    capacity: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """In which capacity somebody voted, if they said so; its commitment has the salt of the choice."""


class TurnoutRow(SQLModel, table=True):
    """In a secret poll this seat has voted. No moment and no order: they could be held against the
    ballots, which `storage.secret_ballots` keeps."""

    __tablename__ = "turnout"
    __table_args__ = (
        sa.ForeignKeyConstraint(["poll_id", "seat_id"], ["roll.poll_id", "roll.seat_id"]),
        {"sqlite_with_rowid": False},
    )

    poll_id: int = Field(primary_key=True)
    seat_id: int = Field(primary_key=True)


BALLOT = table(BallotRow)
TURNOUT = table(TurnoutRow)


@dataclass(frozen=True, slots=True)
class Voiced:
    """A ballot by name, with its reason."""

    number: int
    name: str
    stakeholder: str
    choice: str
    reason: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody on a roll, and their ballot as it counts (never of a secret poll). `off` says why they do not
    take part any more, `stands_for` is the participant whose alternate they are, else 0."""

    number: int
    name: str
    stakeholder: str
    role: str
    available: bool
    off: str
    stands_for: int
    choice: str | None
    capacity: str


_poll = sa.bindparam("poll", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_version = sa.bindparam("version", type_=sa.Integer)
_choice = sa.bindparam("choice", type_=sa.String)
_most = sa.bindparam("most", type_=sa.Integer)

_counted = (BALLOT.c.poll_id == _poll) & (BALLOT.c.version == _version)
_of_roll = (ROLL.c.poll_id == BALLOT.c.poll_id) & (ROLL.c.seat_id == BALLOT.c.seat_id)

_CAST = upsert(
    BallotRow, ("poll_id", "seat_id"), "version", "choice", "choice_salt", "reason", "reason_salt", "capacity"
)
_REMOVE = Prepared(sa.delete(BALLOT).where(BALLOT.c.poll_id == _poll, BALLOT.c.seat_id == _seat))
_ANY = Prepared(
    sa.union_all(
        sa.select(BALLOT.c.poll_id).where(BALLOT.c.poll_id == _poll),
        sa.select(TURNOUT.c.poll_id).where(TURNOUT.c.poll_id == _poll),
    ).limit(1),
    int,
)
_COUNTS = Prepared(
    sa.select(ROLL.c.stakeholder, BALLOT.c.choice, sa.func.count())
    .join_from(BALLOT, ROLL, _of_roll)
    .where(_counted)
    .group_by(ROLL.c.stakeholder, BALLOT.c.choice)
)
_AFFILIATED = Prepared(
    sa.select(ROLL.c.stakeholder, BALLOT.c.choice, sa.func.count(), ROLL.c.affiliation)
    .join_from(BALLOT, ROLL, _of_roll)
    .where(_counted)
    .group_by(ROLL.c.stakeholder, BALLOT.c.choice, ROLL.c.affiliation)
)
_VOTED = Prepared(
    sa.select(ROLL.c.stakeholder, sa.func.count())
    .join_from(BALLOT, ROLL, _of_roll)
    .where(_counted)
    .group_by(ROLL.c.stakeholder)
)
_SECRETLY_VOTED = Prepared(
    sa.select(ROLL.c.stakeholder, sa.func.count())
    .join_from(TURNOUT, ROLL, (ROLL.c.poll_id == TURNOUT.c.poll_id) & (ROLL.c.seat_id == TURNOUT.c.seat_id))
    .where(TURNOUT.c.poll_id == _poll)
    .group_by(ROLL.c.stakeholder)
)
_voiced = (
    sa.select(
        ROLL.c.number, SEAT.c.name, ROLL.c.stakeholder, BALLOT.c.choice, BALLOT.c.reason, BALLOT.c.capacity
    )
    .join_from(BALLOT, ROLL, _of_roll)
    .join(SEAT, SEAT.c.id == BALLOT.c.seat_id)
    .where(_counted)
    .order_by(ROLL.c.stakeholder, SEAT.c.folded, ROLL.c.number)
)
_HOLDING = Prepared(_voiced.where(BALLOT.c.choice == _choice).limit(_most), Voiced)
_REASONED = Prepared(_voiced.where(BALLOT.c.reason != sa.literal("")).limit(_most), Voiced)
_HOLDERS = Prepared(
    sa.select(ROLL.c.number).join_from(BALLOT, ROLL, _of_roll).where(_counted, BALLOT.c.choice == _choice),
    int,
)
_PAGE = Prepared(
    sa.select(
        ROLL.c.number,
        SEAT.c.name,
        ROLL.c.stakeholder,
        ROLL.c.role,
        ROLL.c.available,
        ROLL.c.off,
        ROLL.c.stands_for,
        BALLOT.c.choice,
        sa.func.coalesce(BALLOT.c.capacity, ""),
    )
    .join_from(ROLL, SEAT, SEAT.c.id == ROLL.c.seat_id)
    .outerjoin(BALLOT, _of_roll & (BALLOT.c.version == _version))
    .where(ROLL.c.poll_id == _poll)
    .order_by(ROLL.c.stakeholder, SEAT.c.folded, ROLL.c.number)
    .limit(_most)
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    Entitled,
)
_CAPACITIES = Prepared(
    sa.select(BALLOT.c.capacity, sa.func.count()).where(_counted).group_by(BALLOT.c.capacity)
)
_REGIONS = Prepared(
    sa.select(ROLL.c.region, PERSON.c.zone, BALLOT.c.choice)
    .join_from(BALLOT, ROLL, _of_roll)
    .join(SEAT, SEAT.c.id == BALLOT.c.seat_id)
    .join(PERSON, PERSON.c.id == SEAT.c.person_id)
    .where(_counted)
)

# Whom to write to: the private conversation of whoever has an account, as `people.address_of` has it.
_earlier = ACCOUNT.alias()
_first_account = (
    sa.select(_earlier.c.id)
    .where(_earlier.c.person_id == SEAT.c.person_id)
    .order_by(_earlier.c.told.desc(), _earlier.c.id)
    .limit(1)
    .correlate(SEAT)
    .scalar_subquery()
)
_people = (
    sa.select(ACCOUNT.c.ref)
    .join_from(ROLL, SEAT, SEAT.c.id == ROLL.c.seat_id)
    .join(ACCOUNT, ACCOUNT.c.id == _first_account)
    .where(ROLL.c.poll_id == _poll)
    .order_by(ROLL.c.seat_id)
)
_ballot_of = (BALLOT.c.poll_id == ROLL.c.poll_id) & (BALLOT.c.seat_id == ROLL.c.seat_id)
_turnout_of = (TURNOUT.c.poll_id == ROLL.c.poll_id) & (TURNOUT.c.seat_id == ROLL.c.seat_id)
_WAITED_FOR = Prepared(
    _people.where(
        ON_ROLL,
        ~sa.exists().where(_ballot_of, BALLOT.c.version == _version),
        ~sa.exists().where(_turnout_of),
    ),
    str,
)
_PARTICIPANTS = Prepared(_people.where(sa.exists().where(_ballot_of) | sa.exists().where(_turnout_of)), str)


def cast(
    tx: Transaction,
    poll_id: int,
    seat_id: int,
    version: int,
    choice: tuple[str, str],
    reason: tuple[str, str],
    capacity: str = "",
) -> None:
    """The seat's ballot is now this. `choice` and `reason` each as (salt, value)."""
    tx.write(
        _CAST, poll_id=poll_id, seat_id=seat_id, version=version, choice=choice[1], choice_salt=choice[0],
        reason=reason[1], reason_salt=reason[0], capacity=capacity,
    )  # fmt: skip


def remove(tx: Transaction, poll_id: int, seat_id: int) -> None:
    """The seat has no ballot any more."""
    tx.write(_REMOVE, poll=poll_id, seat=seat_id)


def any_cast(tx: Transaction, poll_id: int) -> bool:
    """Whether there is any ballot, secret or not, of this or an earlier version of the poll."""
    return tx.row(_ANY, poll=poll_id) is not None


def counts(tx: Transaction, poll_id: int, version: int) -> Iterator[tuple[str, str, int]]:
    """(stakeholder group, choice, how many ballots), counted by the database."""
    return tx.stream(_COUNTS, poll=poll_id, version=version)


def affiliated(tx: Transaction, poll_id: int, version: int) -> Iterator[tuple[str, str, int, str]]:
    """The same by affiliation, the last value: two that differ in case or blanks only are the same, and
    empty stands for none. For the rules alone: it is never shown."""
    for stakeholder, choice, number, affiliation in tx.stream(_AFFILIATED, poll=poll_id, version=version):
        yield stakeholder, choice, number, folded(affiliation)


def capacities(tx: Transaction, poll_id: int, version: int) -> dict[str, int]:
    """How many ballots that count were cast in each capacity; empty for those that do not say."""
    return dict(tx.stream(_CAPACITIES, poll=poll_id, version=version))


def voted(tx: Transaction, poll_id: int, version: int, *, secret: bool) -> dict[str, int]:
    """How many of each stakeholder group have a ballot that counts; groups without any are missing."""
    if secret:
        return dict(tx.stream(_SECRETLY_VOTED, poll=poll_id))
    return dict(tx.stream(_VOTED, poll=poll_id, version=version))


def holders(tx: Transaction, poll_id: int, version: int, choice: str) -> list[int]:
    """The participants whose ballot has exactly this choice."""
    return tx.rows(_HOLDERS, poll=poll_id, version=version, choice=choice)


def holding(tx: Transaction, poll_id: int, version: int, choice: str, most: int) -> list[Voiced]:
    """Ballots with exactly this choice, at most so many, by stakeholder group and name."""
    return tx.rows(_HOLDING, poll=poll_id, version=version, choice=choice, most=most)


def regions(tx: Transaction, poll_id: int, version: int) -> list[tuple[str, str, str]]:
    """(region, zone, choice) of each ballot that counts, in no order that matters; a zone may be empty."""
    return tx.rows(_REGIONS, poll=poll_id, version=version)


def reasoned(tx: Transaction, poll_id: int, version: int, most: int) -> list[Voiced]:
    """Ballots that give a reason, by stakeholder group and name."""
    return tx.rows(_REASONED, poll=poll_id, version=version, most=most)


def page(tx: Transaction, poll_id: int, version: int, skip: int, most: int) -> list[Entitled]:
    """Who is on the roll, by stakeholder group and name: so many after so many."""
    return tx.rows(_PAGE, poll=poll_id, version=version, skip=skip, most=most)


def waited_for(tx: Transaction, poll_id: int, version: int) -> Iterator[str]:
    """Accounts (each the `str()` of its address) of those on the roll without a ballot that counts."""
    return tx.stream(_WAITED_FOR, poll=poll_id, version=version)


def participants(tx: Transaction, poll_id: int) -> Iterator[str]:
    """Accounts of those with a ballot, whether or not it still counts."""
    return tx.stream(_PARTICIPANTS, poll=poll_id)
