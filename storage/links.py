"""Accounts of one person: one-time codes by which they are linked, wrong tries, and which account was linked how.

Only the hash of a code is stored. What an account brought with it when it was linked is remembered, so that it can
go again with just that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.addresses import AccountRef, ChannelRef
from storage.base import moment, table
from storage.people import ACCOUNT
from storage.prepared import Prepared, upsert
from storage.promises import PARCEL, PENDING

if TYPE_CHECKING:
    from storage.transaction import Transaction


class CodeRow(SQLModel, table=True):
    """The one code that a person has. `account` asked for it."""

    __tablename__ = "link_code"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    hash: str = Field(unique=True)
    account: str
    until: datetime = moment()


class TryRow(SQLModel, table=True):
    """How many codes in a row were wrong that an account gave, and when it gave the last one."""

    __tablename__ = "link_try"

    account: str = Field(primary_key=True)
    n: int
    at: datetime = moment()


class LinkedRow(SQLModel, table=True):
    """An account that was linked to a person who had another: by whose code (`maker`), and what its person was
    called before."""

    __tablename__ = "linked"

    account: str = Field(primary_key=True)
    maker: str
    name: str
    at: datetime = moment()


class PartRow(SQLModel, table=True):
    """A participant whom an account was when it was linked."""

    __tablename__ = "linked_part"

    account: str = Field(primary_key=True)
    group_id: int = Field(foreign_key="group.id", primary_key=True)
    number: int = Field(primary_key=True)


CODE, TRY = table(CodeRow), table(TryRow)
LINKED, PART = table(LinkedRow), table(PartRow)


@dataclass(frozen=True, slots=True)
class Made:
    """A code that counts: whose it is, and which account asked for it."""

    person_id: int
    account: AccountRef


@dataclass(frozen=True, slots=True)
class Linked:
    """An account that was linked, and by whose code."""

    account: AccountRef
    maker: AccountRef
    name: str


_account = sa.bindparam("account", type_=sa.String)
_person = sa.bindparam("person", type_=sa.Integer)
_before = sa.bindparam("before", type_=CODE.c.until.type)

_KEEP = upsert(CodeRow, ("person_id",), "hash", "account", "until")
_MADE = Prepared(
    sa.select(CODE.c.person_id, CODE.c.account).where(
        CODE.c.hash == sa.bindparam("hash", type_=sa.String),
        CODE.c.until > sa.bindparam("at", type_=CODE.c.until.type),
    ),
    lambda person, account: Made(person, AccountRef.parse(account)),
)
_TRIED = Prepared(sa.select(TRY.c.n, TRY.c.at).where(TRY.c.account == _account))
_TRY = upsert(TryRow, ("account",), "n", "at")
_FORGET_TRIES = Prepared(sa.delete(TRY).where(TRY.c.account == _account))
_FORGET_OLD = (
    Prepared(sa.delete(CODE).where(CODE.c.until < _before)),
    Prepared(sa.delete(TRY).where(TRY.c.at < _before)),
)
_linked = sa.select(LINKED.c.account, LINKED.c.maker, LINKED.c.name).join(
    ACCOUNT, ACCOUNT.c.ref == LINKED.c.account
)


def _read(account: str, maker: str, name: str) -> Linked:
    return Linked(AccountRef.parse(account), AccountRef.parse(maker), name)


_OF = Prepared(_linked.where(ACCOUNT.c.person_id == _person).order_by(ACCOUNT.c.id), _read)
_AT = Prepared(_linked.where(LINKED.c.account == _account), _read)
_ACCOUNTS = Prepared(
    sa.select(ACCOUNT.c.ref)
    .where(ACCOUNT.c.person_id == _person)
    .order_by(ACCOUNT.c.told.desc(), ACCOUNT.c.id),
    AccountRef.parse,
)
# Cards stay where they stand, and what is being sent is sent.
_BRING = Prepared(
    sa.update(PARCEL)
    .where(
        PARCEL.c.address == sa.bindparam("there", type_=sa.String), ~PARCEL.c.card, PARCEL.c.state == PENDING
    )
    .values(
        address=sa.bindparam("here", type_=sa.String),
        platform=sa.bindparam("on", type_=sa.String),
        not_before=sa.case(
            (PARCEL.c.tries > 0, sa.bindparam("at", type_=CODE.c.until.type)), else_=PARCEL.c.not_before
        ),
        tries=0,
    )
)
_TELL = Prepared(
    sa.update(ACCOUNT).where(ACCOUNT.c.person_id == _person).values(told=ACCOUNT.c.ref == _account)
)


def keep_code(tx: Transaction, person_id: int, code_hash: str, account: AccountRef, until: datetime) -> None:
    """The person's one code from now on."""
    tx.write(_KEEP, person_id=person_id, hash=code_hash, account=str(account), until=until)


def made(tx: Transaction, code_hash: str, at: datetime) -> Made | None:
    """Whose code it is; None for one that nobody has, or has no more."""
    return tx.row(_MADE, hash=code_hash, at=at)


def tried(tx: Transaction, account: AccountRef) -> tuple[int, datetime] | None:
    """How many wrong codes in a row the account gave, and when the last one."""
    return tx.row(_TRIED, account=str(account))


def count_try(tx: Transaction, account: AccountRef, n: int, at: datetime) -> None:
    tx.write(_TRY, account=str(account), n=n, at=at)


def forget_tries(tx: Transaction, account: AccountRef) -> None:
    tx.write(_FORGET_TRIES, account=str(account))


def forget(tx: Transaction, before: datetime) -> None:
    """Codes and tries that have been over since then."""
    for prepared in _FORGET_OLD:
        tx.write(prepared, before=before)


def accounts(tx: Transaction, person_id: int) -> list[AccountRef]:
    """The person's accounts, the one that private messages go to first."""
    return tx.rows(_ACCOUNTS, person=person_id)


def linked(tx: Transaction, person_id: int) -> list[Linked]:
    """Those of the person's accounts that were linked to the one they had."""
    return tx.rows(_OF, person=person_id)


def at_account(tx: Transaction, account: AccountRef) -> Linked | None:
    """How the account came to its person; None for a person's first one."""
    return tx.row(_AT, account=str(account))


def bring_messages(tx: Transaction, person_id: int, account: AccountRef, at: datetime) -> None:
    """What waits to be said to the person privately, at whichever account, is said at this one, from `at`."""
    here = ChannelRef.private(account)
    tx.promised = True
    for other in accounts(tx, person_id):
        if other != account:
            tx.write(_BRING, there=str(ChannelRef.private(other)), here=str(here), on=here.platform, at=at)


def tell(tx: Transaction, person_id: int, account: AccountRef) -> None:
    """Private messages go to this one of the person's accounts from now on."""
    tx.write(_TELL, person=person_id, account=str(account))
