"""All that is stored of one person, for them to read and take along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot import chain
from bot.addresses import AccountRef, ChannelRef
from storage import own_words
from storage.own import PERSON_ID, Own
from storage.own_tables import OWN
from storage.people import ACCOUNT, GROUP, SEAT
from storage.prepared import Prepared
from storage.promises import PARCEL

if TYPE_CHECKING:
    from storage.transaction import Transaction

RECORD, WORDS, MESSAGES = "entry", "opening", "parcel"


@dataclass(frozen=True, slots=True)
class Holding:
    """One row of a table that is the person's, as JSON."""

    table: str
    row: str


@dataclass(frozen=True, slots=True)
class Part:
    """The person's part in a group: the number they have, or had. Two, for who had seats there with two accounts."""

    group_id: int
    group: str
    number: int


_ACCOUNTS = Prepared(
    sa.select(ACCOUNT.c.ref).where(ACCOUNT.c.person_id == PERSON_ID).order_by(ACCOUNT.c.id), AccountRef.parse
)
_PARTS = Prepared(
    sa.select(SEAT.c.group_id, GROUP.c.name, SEAT.c.number)
    .join(GROUP, GROUP.c.id == SEAT.c.group_id)
    .where(SEAT.c.person_id == PERSON_ID)
    .distinct()
    .order_by(SEAT.c.group_id, SEAT.c.number),
    Part,
)
_MESSAGES = Prepared(
    sa.select(PARCEL.c.kind, PARCEL.c.address, PARCEL.c.state, PARCEL.c.not_before)
    .where(PARCEL.c.address == sa.bindparam("address", type_=sa.String))
    .order_by(PARCEL.c.id)
)


def accounts(tx: Transaction, person_id: int) -> list[AccountRef]:
    return tx.rows(_ACCOUNTS, person=person_id)


def parts(tx: Transaction, person_id: int) -> list[Part]:
    """Their number in every group in which the person has or had a seat, in the order of the groups' ids."""
    return tx.rows(_PARTS, person=person_id)


def conversation(account: AccountRef) -> str:
    """The address of the private conversation with an account."""
    return str(ChannelRef.private(account))


def all_of(tx: Transaction, person_id: int) -> Iterator[Holding]:
    """All that is stored of the person, table by table."""
    for own in OWN:
        yield from _rows(tx, own, person_id)
    for part in parts(tx, person_id):
        for deed in own_words.deeds(tx, part.group_id, part.number):
            told = {"group": part.group, "seq": deed.seq, "at": deed.at, "kind": deed.kind}
            yield _holding(RECORD, {**told, "subject": deed.subject})
        for word in own_words.words(tx, part.group_id, part.number):
            told = {"group": part.group, "seq": word.seq, "field": word.field}
            yield _holding(WORDS, {**told, "value": word.value, "salt": word.salt})
    for account in accounts(tx, person_id):
        for kind, address, state, due in tx.rows(_MESSAGES, address=conversation(account)):
            yield _holding(MESSAGES, {"kind": kind, "address": address, "state": state, "not_before": due})


def _rows(tx: Transaction, own: Own, person_id: int) -> Iterator[Holding]:
    for row in tx.rows(own.select, person=person_id):
        yield _holding(own.table.name, dict(zip(own.labels, row, strict=True)))


def _holding(table: str, row: Mapping[str, Any]) -> Holding:
    told = {name: _plain(value) for name, value in row.items() if value not in (None, "")}
    return Holding(table, json.dumps(told, ensure_ascii=False))


def _plain(value: Any) -> Any:
    return chain.stamp(value) if isinstance(value, datetime) else value
