"""What a row of one person's is, in any table: how such rows are found, which columns tell of the person, and
what becomes of them when the person is erased.

The declarations are in `storage.own_tables`; `storage.holdings` exports by them, `storage.erasing` erases by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa

from storage.people import ACCOUNT, GROUP, SEAT, STAKEHOLDER
from storage.prepared import Prepared

Column = sa.ColumnElement[Any]
PERSON_ID = sa.bindparam("person", type_=sa.Integer)
_MINE = SEAT.alias("mine")


@cache
def _above(parent: sa.Table) -> sa.FromClause:
    return parent.alias(f"above_{parent.name}")


class Fate(Enum):
    """What becomes of a person's rows when the person is erased."""

    GOES = "goes"
    CLEARED = "cleared"
    """The row stays, for the count; what tells of the person in it is emptied."""
    STAYS = "stays"
    """It has a participant's number, and nobody knows whose that was."""


@dataclass(frozen=True)
class Own:
    """One way in which rows of a table are a person's. `columns` are exported; `rest` says of each other column why
    it is not. `cleared` are the columns that erasing empties. `only` narrows down which rows erasing is about."""

    table: sa.Table
    whose: Column
    columns: tuple[str, ...]
    rest: Mapping[str, str]
    fate: Fate
    cleared: tuple[str, ...] = ()
    only: Column | None = None
    select: Prepared[tuple[Any, ...]] = field(init=False)
    erase: Prepared[tuple[Any, ...]] | None = field(init=False)

    def __post_init__(self) -> None:
        # Made when they are needed: hardly anybody asks on the day that the bot starts.
        object.__setattr__(self, "select", Prepared(lambda _: self._selecting()))
        erase = None if self.fate is Fate.STAYS else Prepared(lambda _: self._erasing())
        object.__setattr__(self, "erase", erase)

    def _selecting(self) -> sa.Select[Any]:
        shown = [_shown(self.table.c[name]) for name in self.columns]
        return sa.select(*shown).where(self.whose).order_by(*self.table.primary_key.columns)

    def _erasing(self) -> sa.Delete | sa.Update:
        doomed = self.whose if self.only is None else self.whose & self.only
        if self.fate is Fate.GOES:
            return sa.delete(self.table).where(doomed)
        return sa.update(self.table).where(doomed).values({name: sa.literal("") for name in self.cleared})

    @property
    def labels(self) -> tuple[str, ...]:
        """The exported columns as they are called: `poll_id` is shown as the poll's short id."""
        return tuple(name.removesuffix("_id") if name in _NAMED else name for name in self.columns)


# Whose a row is


def of_seat(seat_id: Column) -> Column:
    """The person's seat, ended ones too."""
    return seat_id.in_(sa.select(_MINE.c.id).where(_MINE.c.person_id == PERSON_ID))


def of_number(participant: Column, group_id: Column) -> Column:
    """The person's number as a participant of a group."""
    mine = sa.exists().where(
        _MINE.c.person_id == PERSON_ID, _MINE.c.group_id == group_id, _MINE.c.number == participant
    )
    # Said outright here and below: else only the next query around it is meant, and not one farther out.
    return mine.correlate_except(_MINE)


def group_of(parent: sa.Table, parent_id: Column) -> Column:
    """The group of the row that a row belongs to."""
    above = _above(parent)
    group = sa.select(above.c.group_id).where(above.c.id == parent_id)
    return group.correlate_except(above).scalar_subquery()


def of_account(ref: Column) -> Column:
    """The address of an account of the person's."""
    mine = ACCOUNT.alias()
    return ref.in_(sa.select(mine.c.ref).where(mine.c.person_id == PERSON_ID))


# How columns that point elsewhere are shown


def _short(letter: str, table: str) -> Any:
    def shown(column: sa.Column[Any]) -> Column:
        above = column.table.metadata.tables[table].alias()
        number = sa.literal(letter) + sa.cast(above.c.number, sa.String)
        return sa.select(number).where(above.c.id == column).scalar_subquery()

    return shown


def _name(table: sa.Table) -> Any:
    def shown(column: sa.Column[Any]) -> Column:
        above = table.alias()
        return sa.select(above.c.name).where(above.c.id == column).scalar_subquery()

    return shown


_NAMED: Mapping[str, Any] = {
    "group_id": _name(GROUP),
    "stakeholder_id": _name(STAKEHOLDER),
    "poll_id": _short("P-", "poll"),
    "decision_id": _short("D-", "decision"),
    "objection_id": _short("O-", "objection"),
    "action_id": _short("A-", "action"),
    "rota_id": _short("R-", "rota"),
    "turn_id": _short("T-", "turn"),
}


def _shown(column: sa.Column[Any]) -> Column:
    named = _NAMED.get(column.name)
    return column if named is None else named(column).label(column.name)
