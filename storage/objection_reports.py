"""What digests ask of objections: one query for the whole group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.objections import OBJECTION, Against
from storage.polls import POLL
from storage.prepared import Prepared

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One that waits for an answer, and the poll that it is against."""

    number: int
    poll: Against


_UNANSWERED = Prepared(
    sa.select(OBJECTION.c.number, *(POLL.c[name] for name in ("id", "key", "number", "state", "question")),
              POLL.c.opener, POLL.c.closes_at)
    .join_from(OBJECTION, POLL, POLL.c.id == OBJECTION.c.poll_id)
    .where(
        OBJECTION.c.group_id == sa.bindparam("group", type_=sa.Integer),
        OBJECTION.c.kind == sa.bindparam("kind", type_=sa.String),
        OBJECTION.c.state == sa.bindparam("state", type_=sa.String),
        POLL.c.state != sa.bindparam("over", type_=sa.String),
    )
    .order_by(POLL.c.closes_at, POLL.c.id, OBJECTION.c.number),
    lambda number, *poll: Unanswered(number, Against(*poll)),
)  # fmt: skip


def unanswered(tx: Transaction, group_id: int, kind: str, state: str, over: str) -> list[Unanswered]:
    """Those of this kind and state in a group, by the close of their polls; none against a poll of the state
    `over`."""
    return tx.rows(_UNANSWERED, group=group_id, kind=kind, state=state, over=over)
