"""Messages that could not be posted in a group's homes: what they are, and trying them again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.people import HOME
from storage.prepared import Prepared
from storage.promises import PARCEL, PARKED, PENDING

if TYPE_CHECKING:
    from storage.transaction import Transaction

_group = sa.bindparam("group", type_=sa.Integer)
_PARKED = Prepared(
    sa.select(PARCEL.c.address, sa.func.count(), sa.func.max(PARCEL.c.trouble))
    .join_from(PARCEL, HOME, HOME.c.channel == PARCEL.c.address)
    .where(PARCEL.c.state == PARKED, HOME.c.group_id == _group)
    .group_by(PARCEL.c.address)
    .order_by(PARCEL.c.address)
)
_RESEND = Prepared(
    sa.update(PARCEL)
    .where(
        PARCEL.c.state == PARKED,
        PARCEL.c.address.in_(sa.select(HOME.c.channel).where(HOME.c.group_id == _group)),
    )
    .values(
        state=PENDING,
        stale=True,
        tries=0,
        doubted_at=None,
        not_before=sa.bindparam("at", type_=PARCEL.c.not_before.type),
    )
)


def parked(tx: Transaction, group_id: int) -> list[tuple[str, int, str]]:
    """What could not be said in the group's homes: (address, how many messages, why)."""
    return tx.rows(_PARKED, group=group_id)


def resend(tx: Transaction, group_id: int, at: datetime) -> int:
    """All of it is tried again, also what may have arrived. Returns how many messages that are."""
    tx.promised = True
    return tx.write(_RESEND, group=group_id, at=at)
