"""The holidays that a group declared: days on which no poll of it closes, where its charter says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import table
from storage.prepared import Prepared, insert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class HolidayRow(SQLModel, table=True):
    """Days of UTC from `first` to `last`, both of them holidays, written as ISO 8601 has them."""

    __tablename__ = "holiday"
    __table_args__ = {"sqlite_with_rowid": False}

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    first: str = Field(primary_key=True)
    last: str


HOLIDAY = table(HolidayRow)

_group = sa.bindparam("group", type_=sa.Integer)
_OF = Prepared(
    sa.select(HOLIDAY.c.first, HOLIDAY.c.last).where(HOLIDAY.c.group_id == _group).order_by(HOLIDAY.c.first),
    lambda first, last: (date.fromisoformat(first), date.fromisoformat(last)),
)
_FORGET = Prepared(sa.delete(HOLIDAY).where(HOLIDAY.c.group_id == _group))
_KEEP = insert(HolidayRow, "group_id", "first", "last")


def of(tx: Transaction, group_id: int) -> list[tuple[date, date]]:
    """The first and the last day of each span, in order; spans never overlap."""
    return tx.rows(_OF, group=group_id)


def declare(tx: Transaction, group_id: int, spans: Iterable[tuple[date, date]]) -> None:
    """These, and no others any more."""
    tx.write(_FORGET, group=group_id)
    tx.write_many(
        _KEEP,
        [
            {"group_id": group_id, "first": first.isoformat(), "last": last.isoformat()}
            for first, last in spans
        ],
    )
