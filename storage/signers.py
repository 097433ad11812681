"""Who holds an objection together with whoever raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.objections import OBJECTION
from storage.people import SEAT
from storage.prepared import Prepared, upsert
from storage.seats import seat_of

if TYPE_CHECKING:
    from storage.transaction import Transaction


class SignerRow(SQLModel, table=True):
    """Somebody who holds an objection with whoever raised it. `gone`: they took their name back."""

    __tablename__ = "signer"

    objection_id: int = Field(foreign_key="objection.id", primary_key=True)
    participant: int = Field(primary_key=True)
    gone: bool = False


SIGNER = table(SignerRow)

_id = sa.bindparam("objection", type_=sa.Integer)
_SIGN = upsert(SignerRow, ("objection_id", "participant"), "gone")
_SIGNERS = Prepared(
    sa.select(SIGNER.c.participant, SIGNER.c.gone)
    .where(SIGNER.c.objection_id == _id)
    .order_by(SIGNER.c.participant)
)
_NAMES = Prepared(
    sa.select(SEAT.c.name)
    .join_from(SIGNER, OBJECTION, OBJECTION.c.id == SIGNER.c.objection_id)
    .join(SEAT, SEAT.c.id == seat_of(OBJECTION.c.group_id, SIGNER.c.participant))
    .where(SIGNER.c.objection_id == _id, ~SIGNER.c.gone)
    .order_by(SEAT.c.folded, SEAT.c.id),
    str,
)


def of(tx: Transaction, objection_id: int) -> dict[int, bool]:
    """All who ever signed, and whether they took their name back."""
    return dict(tx.rows(_SIGNERS, objection=objection_id))


def names(tx: Transaction, objection_id: int) -> list[str]:
    """Who holds it together with whoever raised it, by name."""
    return tx.rows(_NAMES, objection=objection_id)


def sign(tx: Transaction, objection_id: int, participant: int, *, gone: bool = False) -> None:
    """The participant holds it too; with `gone` not any more."""
    tx.write(_SIGN, objection_id=objection_id, participant=participant, gone=gone)
