"""Who of their stakeholder group has confirmed a pending seat, where the charter asks for several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.prepared import Prepared, insert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class VoucherRow(SQLModel, table=True):
    """One confirmation of one pending seat; `affiliation` is the confirming member's at that moment."""

    __tablename__ = "voucher"
    __table_args__ = {"sqlite_with_rowid": False}

    seat_id: int = Field(foreign_key="seat.id", primary_key=True)
    participant: int = Field(primary_key=True)
    affiliation: str


VOUCHER = table(VoucherRow)


@dataclass(frozen=True, slots=True)
class Voucher:
    """A confirmation by the participant of this number."""

    participant: int
    affiliation: str


_seat = sa.bindparam("seat", type_=sa.Integer)
_OF = Prepared(
    sa.select(VOUCHER.c.participant, VOUCHER.c.affiliation)
    .where(VOUCHER.c.seat_id == _seat)
    .order_by(VOUCHER.c.participant),
    Voucher,
)
_ADD = insert(VoucherRow, "seat_id", "participant", "affiliation")
_FORGET = Prepared(sa.delete(VOUCHER).where(VOUCHER.c.seat_id == _seat))


def of(tx: Transaction, seat_id: int) -> list[Voucher]:
    """Those who have confirmed the pending seat."""
    return tx.rows(_OF, seat=seat_id)


def add(tx: Transaction, seat_id: int, participant: int, affiliation: str) -> None:
    """The participant confirms it."""
    tx.write(_ADD, seat_id=seat_id, participant=participant, affiliation=affiliation)


def forget(tx: Transaction, seat_id: int) -> None:
    """Nobody has confirmed what the seat is now."""
    tx.write(_FORGET, seat=seat_id)
