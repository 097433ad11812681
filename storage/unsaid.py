"""Messages that were given up: what could not be said in a channel, until somebody mends it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.refusals import Hindrance
from storage.people import HOME
from storage.prepared import Prepared
from storage.promises import PARCEL, PARKED, PENDING, post_card, say

if TYPE_CHECKING:
    from storage.transaction import Transaction

LOST = (Hindrance.NO_CHANNEL, Hindrance.POSTS_ONLY)
"""What nobody mends but with another home."""

_id = sa.bindparam("id", type_=sa.Integer)
_moment = sa.bindparam("at", type_=PARCEL.c.not_before.type)

_IN_HOMES = Prepared(
    sa.select(PARCEL.c.address, sa.func.count(), PARCEL.c.trouble)
    .join_from(PARCEL, HOME, HOME.c.channel == PARCEL.c.address)
    .where(PARCEL.c.state == PARKED, HOME.c.group_id == sa.bindparam("group", type_=sa.Integer))
    .group_by(PARCEL.c.address, PARCEL.c.trouble)
    .order_by(PARCEL.c.address, PARCEL.c.trouble)
)
_AT = Prepared(
    sa.select(PARCEL.c.id, PARCEL.c.kind, PARCEL.c.subject, PARCEL.c.card, PARCEL.c.trouble)
    .where(PARCEL.c.state == PARKED, PARCEL.c.address == sa.bindparam("address", type_=sa.String))
    .order_by(PARCEL.c.id)
)
_RESUME = Prepared(
    sa.update(PARCEL)
    .where(PARCEL.c.id == _id)
    .values(
        state=PENDING,
        stale=True,
        not_before=_moment,
        tries=0,
        doubted_at=sa.case(
            (PARCEL.c.trouble == sa.literal(str(Hindrance.DOUBTFUL)), None), else_=PARCEL.c.doubted_at
        ),
        trouble="",
    )
)
_DROP = Prepared(sa.delete(PARCEL).where(PARCEL.c.id == _id))
_FORGET = Prepared(sa.delete(PARCEL).where(PARCEL.c.state == PARKED, PARCEL.c.not_before < _moment))


def in_homes(tx: Transaction, group_id: int) -> list[tuple[str, int, str]]:
    """What could not be said in the group's homes: (address, how many messages, why)."""
    return tx.rows(_IN_HOMES, group=group_id)


def lost(tx: Transaction, group_id: int) -> list[str]:
    """The homes of the group where nothing can ever be said, as far as somebody tried to."""
    return [address for address, _, trouble in in_homes(tx, group_id) if trouble in LOST]


def resume(tx: Transaction, address: str, at: datetime) -> int:
    """Somebody mended what kept messages from being said there: they are tried again, and what may have arrived
    is looked for, unless that was not possible: then it is repeated, as somebody wants it. What was deleted
    becomes another message, so that no platform takes it for the one of before. Returns how many; writes
    nothing where there are none."""
    given_up = tx.rows(_AT, address=address)
    for number, kind, subject, card, trouble in given_up:
        if trouble == Hindrance.DELETED:
            tx.write(_DROP, id=number)
            (post_card if card else say)(tx, kind, subject, address, at)
        else:
            tx.promised = True
            tx.write(_RESUME, id=number, at=at)
    return len(given_up)


def forget(tx: Transaction, before: datetime) -> None:
    """Whoever could have mended what was given up so long ago has been told often enough."""
    tx.write(_FORGET, at=before)
