"""Short numbers that people type: `P-1`, `D-4`. Counted per group and kind, never reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.prepared import Prepared, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class NumberRow(SQLModel, table=True):
    """The last number given to a thing of this kind in this group."""

    __tablename__ = "number"

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    kind: str = Field(primary_key=True)
    last: int


NUMBER = table(NumberRow)

_LAST = Prepared(
    sa.select(NUMBER.c.last).where(
        NUMBER.c.group_id == sa.bindparam("group", type_=sa.Integer),
        NUMBER.c.kind == sa.bindparam("kind", type_=sa.String),
    ),
    int,
)
_GIVE = upsert(NumberRow, ("group_id", "kind"), "last")


def next_number(tx: Transaction, group_id: int, kind: str) -> int:
    """The next number of this kind in this group, from 1. The caller holds the group's row."""
    number = (tx.row(_LAST, group=group_id, kind=kind) or 0) + 1
    tx.write(_GIVE, group_id=group_id, kind=kind, last=number)
    return number
