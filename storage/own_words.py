"""Entries of the record that are about a person or by them, and the personal values beside these.

Whose a value is, its entry says: what describes somebody (a name, an affiliation) is that participant's; what was
typed is whoever's typed it, and theirs whom it is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.prepared import Prepared
from storage.record import ENTRY, OPENING

if TYPE_CHECKING:
    from storage.transaction import Transaction

DESCRIBES = frozenset(("name", "region", "affiliation"))
"""Fields that describe the participant whom an entry is about, whoever wrote it."""
IN_OFFICE = frozenset(("rationale", "ruling", "answer"))
"""Fields in which somebody answers for the group: they belong to what was decided, and stay without a name."""


@dataclass(frozen=True, slots=True)
class Word:
    """A personal value beside an entry."""

    seq: int
    field: str
    salt: str
    value: str
    body: str


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry by the participant or about them."""

    seq: int
    at: datetime
    kind: str
    subject: str


_group = sa.bindparam("group", type_=sa.Integer)
_by = sa.bindparam("by", type_=sa.String)
_about = sa.bindparam("about", type_=sa.String)
# A quote inside of a text is escaped, so these can only be what we wrote ourselves.
_concerns = (
    ENTRY.c.body.contains(_by) | ENTRY.c.body.contains(_about + ",") | ENTRY.c.body.contains(_about + "}")
)
_joined = (OPENING.c.group_id == ENTRY.c.group_id) & (OPENING.c.seq == ENTRY.c.seq)
ABOUT = sa.select(ENTRY.c.subject).where(ENTRY.c.group_id == _group, _concerns).cte("about")
"""What a participant did something about: short ids, with what `marks` gives for the open values."""
_WORDS = Prepared(
    sa.select(OPENING.c.seq, OPENING.c.field, OPENING.c.salt, OPENING.c.value, ENTRY.c.body)
    .join_from(OPENING, ENTRY, _joined)
    .where(ENTRY.c.group_id == _group, _concerns)
    .order_by(OPENING.c.seq, OPENING.c.field),
    Word,
)
_DEEDS = Prepared(
    sa.select(ENTRY.c.seq, ENTRY.c.at, ENTRY.c.kind, ENTRY.c.subject)
    .where(ENTRY.c.group_id == _group, _concerns)
    .order_by(ENTRY.c.seq),
    Deed,
)
_ERASE = Prepared(
    sa.delete(OPENING).where(
        OPENING.c.group_id == _group,
        OPENING.c.seq == sa.bindparam("seq", type_=sa.Integer),
        OPENING.c.field == sa.bindparam("field", type_=sa.String),
    )
)


def marks(number: int) -> dict[str, str]:
    """How the entries of a participant are found."""
    return {"by": f'"by":"participant {number}"', "about": f'"participant":{number}'}


def words(tx: Transaction, group_id: int, number: int) -> Iterator[Word]:
    """The personal values of a participant that can still be opened."""
    for word in tx.rows(_WORDS, group=group_id, **marks(number)):
        if is_theirs(json.loads(word.body), word.field, number):
            yield word


def is_theirs(body: dict[str, Any], field: str, number: int) -> bool:
    """Whether a personal value beside this entry is the participant's."""
    about = body.get("facts", {}).get("participant")
    if field in DESCRIBES and about is not None:
        return bool(about == number)
    return number == about or body.get("by") == f"participant {number}"


def deeds(tx: Transaction, group_id: int, number: int) -> list[Deed]:
    """What a participant did, and what was done about their seat, as far as the record tells."""
    return tx.rows(_DEEDS, group=group_id, **marks(number))


def erase(tx: Transaction, group_id: int, number: int) -> None:
    """The values and their salts are gone, and the chain is as valid as before. What was said in office stays."""
    doomed = [word for word in words(tx, group_id, number) if word.field not in IN_OFFICE]
    tx.write_many(_ERASE, [{"group": group_id, "seq": word.seq, "field": word.field} for word in doomed])
