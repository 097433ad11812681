"""Who holds a role because a rota lets it go round."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.people import SEAT
from storage.prepared import Prepared
from storage.rotas import ROTA
from storage.turns import HOLDER, TURN

if TYPE_CHECKING:
    from storage.transaction import Transaction

_IN_ROLE = Prepared(
    sa.select(TURN.c.rota_id, TURN.c.id, SEAT.c.person_id)
    .join_from(TURN, ROTA, ROTA.c.id == TURN.c.rota_id)
    .join(HOLDER, HOLDER.c.turn_id == TURN.c.id)
    .join(SEAT, (SEAT.c.group_id == TURN.c.group_id) & (SEAT.c.number == HOLDER.c.participant))
    .where(
        TURN.c.group_id == sa.bindparam("group", type_=sa.Integer),
        ROTA.c.role == sa.bindparam("role", type_=sa.String),
        ROTA.c.state == "running",
        TURN.c.ends_at > sa.bindparam("at", type_=TURN.c.ends_at.type),
        (TURN.c.state == "planned") | (TURN.c.state == "given") | (TURN.c.state == "running"),
        (HOLDER.c.state == "asked") | (HOLDER.c.state == "confirmed"),
        SEAT.c.until.is_(None),
        ~SEAT.c.pending,
    )
    .order_by(TURN.c.starts_at, TURN.c.id, HOLDER.c.id)
)


def holding(tx: Transaction, group_id: int, role: str, at: datetime) -> list[int]:
    """The persons who hold the turn of a role that runs then; between two turns those of the next."""
    rows: list[tuple[int, int, int]] = tx.rows(_IN_ROLE, group=group_id, role=role, at=at)
    first: dict[int, int] = {}
    for rota, turn, _ in rows:
        first.setdefault(rota, turn)
    return [person for rota, turn, person in rows if first[rota] == turn]
