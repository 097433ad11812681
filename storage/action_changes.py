"""What happens to an action: it is added, handed over, moved, and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.actions import ACTION, OWNER, ActionRow, OwnerRow
from storage.prepared import Prepared, insert, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction

_id = sa.bindparam("action", type_=sa.Integer)
_at = sa.bindparam("at", type_=ACTION.c.changed_at.type)
_counted = {"changed_at": _at, "sequence": ACTION.c.sequence + 1}


def _setting(*names: str, counted: bool = True) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one action, each given as `to_` and its name."""
    values: dict[str, Any] = {name: sa.bindparam(f"to_{name}", type_=ACTION.c[name].type) for name in names}
    return Prepared(
        sa.update(ACTION).where(ACTION.c.id == _id).values({**values, **(_counted if counted else {})})
    )


_MOVE = _setting("due_at")
_END = _setting("state", "ended_at")
_GIVE = _setting("stakeholder_id")
_FOLLOW = _setting("follow_at", counted=False)
_ADD = insert_new(
    ActionRow, "key", "group_id", "number", "state", "text", "line", "line_folded", "due_at", "patience", "follow_at",
    "stakeholder_id", "poll", "link", "opened_by", "opened_at", "changed_at", "sequence", "ended_at",
)  # fmt: skip
_OWN = insert(OwnerRow, "action_id", "participant")
_DISOWN = Prepared(sa.delete(OWNER).where(OWNER.c.action_id == _id))


def add(tx: Transaction, at: datetime, **values: Any) -> int:
    """A new action that nobody has yet. Returns its id."""
    return tx.write_new(
        _ADD, **values, follow_at=None, opened_at=at, changed_at=at, sequence=0, ended_at=None
    )


def give(
    tx: Transaction, action_id: int, participants: Iterable[int], stakeholder_id: int | None, at: datetime
) -> None:
    """These have it now, and nobody else."""
    tx.write(_DISOWN, action=action_id)
    tx.write_many(_OWN, [{"action_id": action_id, "participant": each} for each in participants])
    tx.write(_GIVE, action=action_id, to_stakeholder_id=stakeholder_id, at=at)


def move(tx: Transaction, action_id: int, due_at: datetime, at: datetime) -> None:
    tx.write(_MOVE, action=action_id, to_due_at=due_at, at=at)


def end(tx: Transaction, action_id: int, state: str, at: datetime) -> None:
    tx.write(_END, action=action_id, to_state=state, to_ended_at=at, at=at)


def reopen(tx: Transaction, action_id: int, state: str, at: datetime) -> None:
    tx.write(_END, action=action_id, to_state=state, to_ended_at=None, at=at)


def follow(tx: Transaction, action_id: int, follow_at: datetime | None) -> None:
    """When it is followed up next."""
    tx.write(_FOLLOW, action=action_id, to_follow_at=follow_at)
