"""What happens to an objection: it is raised, worded anew, answered, ruled on, merged and held.

Each function takes the state that the step leads to, and the entry of the record in which words stand.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import signers
from storage.objections import OBJECTION, ObjectionRow
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction

_id = sa.bindparam("objection", type_=sa.Integer)


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one objection, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=OBJECTION.c[name].type) for name in names}
    return Prepared(sa.update(OBJECTION).where(OBJECTION.c.id == _id).values(values))


_MOVE = _setting("state")
_WORD = _setting("state", "text_seq", "resolution", "answered_by", "answer_seq")
_ANSWER = _setting("state", "resolution", "answered_by", "answer_seq")
_RULE = _setting("state", "disposition", "ruled_by", "ruling_seq")
_HOLD = _setting("held_until")
_MERGE = _setting("state", "into_id")
_FOLLOW = Prepared(
    sa.update(OBJECTION)
    .where(OBJECTION.c.into_id == _id)
    .values(into_id=sa.bindparam("to_into_id", type_=sa.Integer))
)
_ADD = insert_new(
    ObjectionRow, "key", "group_id", "poll_id", "number", "kind", "state", "ballot", "raised_by", "raised_at",
    "stakeholder", "text_seq", "resolution", "answered_by", "answer_seq", "disposition", "ruled_by",
    "ruling_seq", "held_until", "into_id",
)  # fmt: skip


def add(tx: Transaction, **values: Any) -> int:
    """A new objection: unanswered, and nothing ruled. Returns its id."""
    return tx.write_new(
        _ADD, **values, resolution="", answered_by=0, answer_seq=0, disposition="", ruled_by=0, ruling_seq=0,
        held_until=None, into_id=None,
    )  # fmt: skip


def move(tx: Transaction, objection_id: int, state: str) -> None:
    tx.write(_MOVE, objection=objection_id, to_state=state)


def reword(tx: Transaction, objection_id: int, state: str, seq: int) -> None:
    """Its text stands in the entry `seq` now; the answer to the one before stays in the record."""
    tx.write(
        _WORD, objection=objection_id, to_state=state, to_text_seq=seq, to_resolution="", to_answered_by=0,
        to_answer_seq=0,
    )  # fmt: skip


def answer(
    tx: Transaction, objection_id: int, state: str, resolution: str, participant: int, seq: int
) -> None:
    tx.write(
        _ANSWER, objection=objection_id, to_state=state, to_resolution=resolution, to_answered_by=participant,
        to_answer_seq=seq,
    )  # fmt: skip


def rule(
    tx: Transaction, objection_id: int, state: str, disposition: str, participant: int, seq: int
) -> None:
    tx.write(
        _RULE, objection=objection_id, to_state=state, to_disposition=disposition, to_ruled_by=participant,
        to_ruling_seq=seq,
    )  # fmt: skip


def hold(tx: Transaction, objection_id: int, until: datetime) -> None:
    tx.write(_HOLD, objection=objection_id, to_held_until=until)


def merge(
    tx: Transaction, objection_id: int, state: str, into_id: int, participants: Collection[int]
) -> None:
    """It lives on in `into_id`, and so does what was merged into it; these participants sign that one."""
    tx.write(_MERGE, objection=objection_id, to_state=state, to_into_id=into_id)
    tx.write(_FOLLOW, objection=objection_id, to_into_id=into_id)
    for participant in participants:
        signers.sign(tx, into_id, participant)


def separate(tx: Transaction, objection_id: int, state: str) -> None:
    """It stands for itself."""
    tx.write(_MERGE, objection=objection_id, to_state=state, to_into_id=None)
