"""When somebody wants no private message that can wait, and messages that respect it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.quiet import Quiet
from storage import people, promises
from storage.base import table
from storage.people import PERSON
from storage.prepared import Prepared, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class QuietRow(SQLModel, table=True):
    """Quiet hours of a person, in minutes since midnight on their own clock."""

    __tablename__ = "quiet"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    begins: int
    ends: int


QUIET = table(QuietRow)

_person = sa.bindparam("person", type_=sa.Integer)
_OF = Prepared(sa.select(QUIET.c.begins, QUIET.c.ends).where(QUIET.c.person_id == _person), Quiet)
_ZONED = Prepared(
    sa.select(QUIET.c.begins, QUIET.c.ends, PERSON.c.zone)
    .join(PERSON, PERSON.c.id == QUIET.c.person_id)
    .where(QUIET.c.person_id == _person)
)
_SET = upsert(QuietRow, ("person_id",), "begins", "ends")
_CLEAR = Prepared(sa.delete(QUIET).where(QUIET.c.person_id == _person))


def of(tx: Transaction, person_id: int) -> Quiet | None:
    return tx.row(_OF, person=person_id)


def choose(tx: Transaction, person_id: int, quiet: Quiet | None) -> None:
    """Their quiet hours from now on; None for no such hours."""
    if quiet is None:
        tx.write(_CLEAR, person=person_id)
    else:
        tx.write(_SET, person_id=person_id, begins=quiet.begins, ends=quiet.ends)


def after(tx: Transaction, person_id: int, zone: str, at: datetime) -> datetime:
    """When a private message may come that is due `at`. `zone` counts for who chose none."""
    found = tx.row(_ZONED, person=person_id)
    if found is None:
        return at
    begins, ends, own = found
    return Quiet(begins, ends).until(at, own or zone)


def tell(
    tx: Transaction, kind: str, subject: str, person_id: int, zone: str, at: datetime, *,
    before: datetime | None = None,
) -> bool:  # fmt: skip
    """A private message that can wait until their quiet hours are over, unless that is not `before`; one that
    waits already is not promised twice. False for somebody whom nobody can tell anything yet."""
    address = people.address_of(tx, person_id)
    if address is None:
        return False
    if not promises.rests(tx, kind, subject, address, at):
        later = after(tx, person_id, zone, at)
        promises.say(tx, kind, subject, address, at if before is not None and later >= before else later)
    return True
