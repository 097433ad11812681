"""What happens to a decision: it is determined, stands, is replaced or annulled, reviewed, carried out.

Each function takes the entry of the record that tells of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage.decisions import DECISION, DecisionRow
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction

_id = sa.bindparam("decision", type_=sa.Integer)


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one decision, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=DECISION.c[name].type) for name in names}
    return Prepared(sa.update(DECISION).where(DECISION.c.id == _id).values(values))


_CHANGED = ("changed_seq", "changed_at")
_MOVE = _setting("state", *_CHANGED)
_REPLACE = _setting("state", "replaced_by_id", *_CHANGED)
_STAND = _setting("state", "confirmed_by", "stood_at", "challenge_until", "review_at", *_CHANGED)
_APPEALABLE = _setting("state", "appeal_until", *_CHANGED)
_REVIEW = _setting("review_at", "reviewed", *_CHANGED)
_WORK = _setting("work", "work_seq", *_CHANGED)
_REVIEWED = _setting("reviewed")
_ADD = insert_new(DecisionRow, *(column.name for column in DECISION.c if column.name != "id"))


def add(tx: Transaction, **values: Any) -> int:
    """A new decision, which does not stand yet. Returns its id."""
    return tx.write_new(
        _ADD, **values, confirmed_by=0, stood_at=None, challenge_until=None, appeal_until=None, review_at=None,
        reviewed=False, replaced_by_id=None, work="", work_seq=0,
    )  # fmt: skip


def move(tx: Transaction, decision_id: int, state: str, seq: int, at: datetime) -> None:
    tx.write(_MOVE, decision=decision_id, to_state=state, to_changed_seq=seq, to_changed_at=at)


def replace(
    tx: Transaction, decision_id: int, state: str, replaced_by_id: int | None, seq: int, at: datetime
) -> None:
    """Another took its place; None: that one does not count any more."""
    tx.write(
        _REPLACE, decision=decision_id, to_state=state, to_replaced_by_id=replaced_by_id, to_changed_seq=seq,
        to_changed_at=at,
    )  # fmt: skip


def stand(
    tx: Transaction,
    decision_id: int,
    state: str,
    confirmed_by: int,
    challenge_until: datetime | None,
    review_at: datetime | None,
    seq: int,
    at: datetime,
) -> None:
    """It stands from `at` on."""
    tx.write(
        _STAND, decision=decision_id, to_state=state, to_confirmed_by=confirmed_by, to_stood_at=at,
        to_challenge_until=challenge_until, to_review_at=review_at, to_changed_seq=seq, to_changed_at=at,
    )  # fmt: skip


def appealable(
    tx: Transaction, decision_id: int, state: str, until: datetime | None, seq: int, at: datetime
) -> None:
    """It was answered or ruled on, and that can be appealed until then."""
    tx.write(
        _APPEALABLE, decision=decision_id, to_state=state, to_appeal_until=until, to_changed_seq=seq,
        to_changed_at=at,
    )  # fmt: skip


def review(tx: Transaction, decision_id: int, review_at: datetime, seq: int, at: datetime) -> None:
    """It will be looked at again then."""
    tx.write(
        _REVIEW, decision=decision_id, to_review_at=review_at, to_reviewed=False, to_changed_seq=seq,
        to_changed_at=at,
    )  # fmt: skip


def reviewed(tx: Transaction, decision_id: int) -> None:
    """The moment of its review has come."""
    tx.write(_REVIEWED, decision=decision_id, to_reviewed=True)


def work(tx: Transaction, decision_id: int, work: str, seq: int, at: datetime) -> None:
    """So far it is carried out; the note stands in the entry."""
    tx.write(_WORK, decision=decision_id, to_work=work, to_work_seq=seq, to_changed_seq=seq, to_changed_at=at)
