"""Who was erased and is not to come back by a list, nor past a removal: keyed hashes of accounts, and nothing else
of them. An account that is parted from somebody who was removed does not come back past that either.

Without the secret nobody can tell from a mark whose it is; with it one can ask whether a given account was erased.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.addresses import AccountRef
from storage.base import table
from storage.prepared import Prepared, insert_absent

if TYPE_CHECKING:
    from storage.transaction import Transaction


class MarkRow(SQLModel, table=True):
    """The HMAC-SHA256 of the address of an account that was erased, in hexadecimal; one more with each group that a
    coordinator had removed the person from. Of an account that was parted from a person only the latter."""

    __tablename__ = "erased"

    mark: str = Field(primary_key=True)


class MarkSecretRow(SQLModel, table=True):
    """The secret of all marks: one row, made when the first person is erased."""

    __tablename__ = "erased_secret"

    id: int = Field(primary_key=True)
    secret: str


MARK = table(MarkRow)
SECRET = table(MarkSecretRow)
_ONLY = 1

_SECRET = Prepared(sa.select(SECRET.c.secret).where(SECRET.c.id == sa.literal(_ONLY)), str)
_MAKE_SECRET = insert_absent(MarkSecretRow, "id", "secret", on=("id",))
_ADD = insert_absent(MarkRow, "mark", on=("mark",))
_STANDS = Prepared(sa.select(MARK.c.mark).where(MARK.c.mark == sa.bindparam("mark", type_=sa.String)), str)


def add(tx: Transaction, accounts: Iterable[AccountRef], removed: Collection[int], fresh: str) -> None:
    """These accounts were erased. `removed`: the ids of the groups that a coordinator had removed them from. `fresh`
    becomes the secret where there is none yet."""
    secret = _secret(tx, fresh)
    for account in accounts:
        tx.write(_ADD, mark=_mark(secret, account))
        for group_id in removed:
            tx.write(_ADD, mark=_mark(secret, account, group_id))


def bar(tx: Transaction, account: AccountRef, removed: Collection[int], fresh: str) -> None:
    """The account leaves its person, whom a coordinator had removed from the groups with these ids: it does not come
    back there unseen either. `fresh` as above."""
    if removed:
        secret = _secret(tx, fresh)
        for group_id in removed:
            tx.write(_ADD, mark=_mark(secret, account, group_id))


def _secret(tx: Transaction, fresh: str) -> str:
    tx.write(_MAKE_SECRET, id=_ONLY, secret=fresh)
    secret = tx.row(_SECRET)
    assert secret is not None
    return secret


def was_removed(tx: Transaction, accounts: Iterable[AccountRef], group_id: int) -> bool:
    """Whether one of the accounts was erased, or taken away from somebody, after a coordinator had removed its person
    from the group."""
    secret = tx.row(_SECRET)
    if secret is None:
        return False
    return any(tx.row(_STANDS, mark=_mark(secret, account, group_id)) is not None for account in accounts)


def among(tx: Transaction, accounts: Iterable[AccountRef]) -> frozenset[AccountRef]:
    """Those of the accounts that were erased once."""
    secret = tx.row(_SECRET)
    if secret is None:
        return frozenset()
    return frozenset(
        account for account in accounts if tx.row(_STANDS, mark=_mark(secret, account)) is not None
    )


def _mark(secret: str, account: AccountRef, group_id: int | None = None) -> str:
    of = str(account) if group_id is None else f"{account} {group_id}"
    return hmac.digest(secret.encode(), of.encode(), "sha256").hex()
