"""Secret ballots: who voted and what was voted, kept apart, linked by a key that is destroyed.

While the poll is open a ballot is filed under a tag that only the poll's secret can compute from
the seat, so that it can be changed. Rows carry no moment, and their keys give no order. When the
poll ends the secret and all ballots are deleted: what is left is the participation, the result as
it may be published, and in the record a commitment for each ballot, which its voter can recognise
by their receipt; of rankings that end in a tie, also how often each was cast (`poll_ties`).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.ballots import TURNOUT, TurnoutRow
from storage.base import table
from storage.prepared import Prepared, insert, insert_absent, upsert
from storage.rolls import ROLL

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PollSecretRow(SQLModel, table=True):
    """The secret of an open secret poll, from which tags and receipts are computed."""

    __tablename__ = "poll_secret"

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    secret: str


class SecretBallotRow(SQLModel, table=True):
    """What somebody voted, under a tag that does not say who."""

    __tablename__ = "secret_ballot"
    __table_args__ = {"sqlite_with_rowid": False}

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    tag: str = Field(primary_key=True)
    choice: str


SECRET = table(PollSecretRow)
SECRET_BALLOT = table(SecretBallotRow)
CHUNK = 500
"""Ballots that are looked up at once; a bound on memory, and below every limit on bound values."""

_poll = sa.bindparam("poll", type_=sa.Integer)
_seat = sa.bindparam("seat", type_=sa.Integer)
_tag = sa.bindparam("tag", type_=sa.String)
_names = [f"tag{number}" for number in range(CHUNK)]

_KEEP_SECRET = insert(PollSecretRow, "poll_id", "secret")
_SECRET_OF = Prepared(sa.select(SECRET.c.secret).where(SECRET.c.poll_id == _poll), str)
_FILE = upsert(SecretBallotRow, ("poll_id", "tag"), "choice")
_TURN_OUT = insert_absent(TurnoutRow, "poll_id", "seat_id", on=("poll_id", "seat_id"))
_TAKE_OUT = Prepared(
    sa.delete(SECRET_BALLOT).where(SECRET_BALLOT.c.poll_id == _poll, SECRET_BALLOT.c.tag == _tag)
)
_STAY_AWAY = Prepared(sa.delete(TURNOUT).where(TURNOUT.c.poll_id == _poll, TURNOUT.c.seat_id == _seat))
_CHOICE = Prepared(
    sa.select(SECRET_BALLOT.c.choice).where(SECRET_BALLOT.c.poll_id == _poll, SECRET_BALLOT.c.tag == _tag),
    str,
)
_VOTERS = Prepared(
    sa.select(TURNOUT.c.seat_id, ROLL.c.stakeholder)
    .join_from(TURNOUT, ROLL, (ROLL.c.poll_id == TURNOUT.c.poll_id) & (ROLL.c.seat_id == TURNOUT.c.seat_id))
    .where(TURNOUT.c.poll_id == _poll)
    .order_by(TURNOUT.c.seat_id)
)
_CHOICES = Prepared(
    sa.select(SECRET_BALLOT.c.tag, SECRET_BALLOT.c.choice).where(
        SECRET_BALLOT.c.poll_id == _poll,
        SECRET_BALLOT.c.tag.in_([sa.bindparam(name, type_=sa.String) for name in _names]),
    )
)
_EMPTY_BOX = Prepared(sa.delete(SECRET_BALLOT).where(SECRET_BALLOT.c.poll_id == _poll))
_EMPTY_TURNOUT = Prepared(sa.delete(TURNOUT).where(TURNOUT.c.poll_id == _poll))
_FORGET_SECRET = Prepared(sa.delete(SECRET).where(SECRET.c.poll_id == _poll))


def tag(secret: str, seat_id: int) -> str:
    """Under which tag a seat's ballot is filed: nobody can tell the seat from it without the secret."""
    return hmac.digest(secret.encode(), f"tag|{seat_id}".encode(), "sha256").hex()


def receipt(secret: str, seat_id: int) -> str:
    """The salt of the commitment to this seat's ballot: shown to the voter while the poll is open."""
    return hmac.digest(secret.encode(), f"receipt|{seat_id}".encode(), "sha256").hex()


def keep_secret(tx: Transaction, poll_id: int, secret: str) -> None:
    tx.write(_KEEP_SECRET, poll_id=poll_id, secret=secret)


def secret_of(tx: Transaction, poll_id: int) -> str | None:
    """The poll's secret; None when the poll is not secret, has not begun or has ended."""
    return tx.row(_SECRET_OF, poll=poll_id)


def cast(tx: Transaction, poll_id: int, seat_id: int, choice: str) -> None:
    """The seat's ballot is now this."""
    secret = _secret(tx, poll_id)
    tx.write(_TURN_OUT, poll_id=poll_id, seat_id=seat_id)
    tx.write(_FILE, poll_id=poll_id, tag=tag(secret, seat_id), choice=choice)


def remove(tx: Transaction, poll_id: int, seat_id: int) -> None:
    """The seat has no ballot any more, and took no part."""
    secret = _secret(tx, poll_id)
    tx.write(_STAY_AWAY, poll=poll_id, seat=seat_id)
    tx.write(_TAKE_OUT, poll=poll_id, tag=tag(secret, seat_id))


def own(tx: Transaction, poll_id: int, seat_id: int) -> tuple[str, str] | None:
    """The seat's own choice and receipt, for its holder only; None without a ballot or after the end."""
    secret = secret_of(tx, poll_id)
    choice = tx.row(_CHOICE, poll=poll_id, tag=tag(secret, seat_id)) if secret else None
    return (choice, receipt(secret, seat_id)) if secret and choice else None


def opened(tx: Transaction, poll_id: int) -> Iterator[tuple[str, str, str]]:
    """(stakeholder group, choice, receipt) of every ballot: only for the count at the end.

    A chunk of the roll at a time is in memory. Raises RuntimeError when somebody took part whose
    ballot is not there: then nothing may be published.
    """
    secret = _secret(tx, poll_id)
    voters = tx.stream(_VOTERS, poll=poll_id)
    while chunk := list(islice(voters, CHUNK)):
        tags = [tag(secret, seat_id) for seat_id, _ in chunk]
        bound = dict(zip(_names, tags, strict=False))
        bound.update(dict.fromkeys(_names[len(tags) :], ""))
        choices = dict(tx.stream(_CHOICES, poll=poll_id, **bound))
        for (seat_id, stakeholder), filed in zip(chunk, tags, strict=True):
            if filed not in choices:
                raise RuntimeError("a secret ballot is missing")
            yield stakeholder, choices[filed], receipt(secret, seat_id)


def empty(tx: Transaction, poll_id: int) -> None:
    """Everybody has to vote anew: the ballots asked another question."""
    tx.write(_EMPTY_BOX, poll=poll_id)
    tx.write(_EMPTY_TURNOUT, poll=poll_id)


def destroy(tx: Transaction, poll_id: int) -> None:
    """Deletes the secret and the ballots. Who took part stays known; what they voted is gone."""
    tx.write(_EMPTY_BOX, poll=poll_id)
    tx.write(_FORGET_SECRET, poll=poll_id)


def _secret(tx: Transaction, poll_id: int) -> str:
    secret = secret_of(tx, poll_id)
    if secret is None:
        raise RuntimeError("an open secret poll has no secret")
    return secret
