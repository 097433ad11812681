"""What platforms have to keep: tokens of workspaces, and other values that no feature knows.

A value is encrypted before it is stored (Fernet: AES-128 in CBC mode with HMAC-SHA256) with a key derived
from CONVENOR_SECRET_KEY, and holds its own place, so that no row can be put where another one was.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.ports import Unavailable
from storage.base import table
from storage.prepared import Prepared, upsert
from storage.store import Store

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

    from storage.transaction import Transaction

PLAIN = "plain."
"""How the names of spaces begin whose values are no secrets and are stored in clear."""
_LANE = "vault"


class VaultRow(SQLModel, table=True):
    """A value of a platform. Spaces and keys are in clear."""

    __tablename__ = "vault"

    space: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


VAULT = table(VaultRow)

_space = sa.bindparam("space", type_=sa.String)
_its_key = VAULT.c.key == sa.bindparam("key", type_=sa.String)
_PUT = upsert(VaultRow, ("space", "key"), "value")
_GET = Prepared(sa.select(VAULT.c.value).where(VAULT.c.space == _space, _its_key), str)
_ALL = Prepared(sa.select(VAULT.c.key, VAULT.c.value).where(VAULT.c.space == _space).order_by(VAULT.c.key))
_DROP = Prepared(sa.delete(VAULT).where(VAULT.c.space == _space, _its_key))


class KeptVault:
    """The vault of one database (bot.ports.Vault). `secret` is CONVENOR_SECRET_KEY."""

    def __init__(self, store: Store, secret: str | None) -> None:
        self._store = store
        self._secret = secret
        self._cipher: Fernet | None = None

    async def get(self, space: str, key: str) -> str | None:
        found = await self._store.read(lambda tx: tx.row(_GET, space=space, key=key))
        return None if found is None else self._opened(space, key, found)

    async def all(self, space: str) -> Mapping[str, str]:
        rows = await self._store.read(lambda tx: tx.rows(_ALL, space=space))
        return {key: self._opened(space, key, value) for key, value in rows}

    async def put(self, space: str, key: str, value: str) -> None:
        closed = self._closed(space, key, value)

        def write(tx: Transaction) -> None:
            tx.write(_PUT, space=space, key=key, value=closed)

        await self._store.write(write, lane=_LANE)

    async def drop(self, space: str, key: str) -> None:
        def write(tx: Transaction) -> None:
            tx.write(_DROP, space=space, key=key)

        await self._store.write(write, lane=_LANE)

    # Encryption

    def _closed(self, space: str, key: str, value: str) -> str:
        if space.startswith(PLAIN):
            return value
        packed = json.dumps([space, key, value]).encode()
        return self._fernet().encrypt(packed).decode()

    def _opened(self, space: str, key: str, stored: str) -> str:
        if space.startswith(PLAIN):
            return stored
        from cryptography.fernet import InvalidToken

        try:
            place = json.loads(self._fernet().decrypt(stored.encode()))
        except InvalidToken as unread:
            raise Unavailable(
                "What the database keeps in secret was written with another CONVENOR_SECRET_KEY, or was changed."
                " Set the key that it was written with."
            ) from unread
        if place[:2] != [space, key]:
            raise Unavailable(
                "A secret in the database does not stand where it was put. Restore the last backup."
            )
        return str(place[2])

    def _fernet(self) -> Fernet:
        if self._secret is None:
            raise Unavailable(
                "Tokens are kept encrypted, and there is no key to do it with. Set CONVENOR_SECRET_KEY to a long"
                " random text, and keep a copy of it apart from the database."
            )
        if self._cipher is None:
            from cryptography.fernet import Fernet
            from cryptography.hazmat.primitives.hashes import SHA256
            from cryptography.hazmat.primitives.kdf.hkdf import HKDF

            derived = HKDF(SHA256(), 32, None, b"convenor vault").derive(self._secret.encode())
            self._cipher = Fernet(base64.urlsafe_b64encode(derived))
        return self._cipher
