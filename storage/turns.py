"""The turns of rotas, written ahead of their dates, and who holds each; swaps that somebody has asked for.

Who holds a turn no more keeps a row that says why: only a plan, which nobody was told, is written over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.people import SEAT, STAKEHOLDER
from storage.prepared import Prepared, insert_new, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class TurnRow(SQLModel, table=True):
    """`deputy` is the number of the participant who stands by (0: nobody). `sequence` grows with every
    change, for calendars; `note_seq` is the entry with the hand-over note (0: none was left)."""

    __tablename__ = "turn"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        sa.UniqueConstraint("rota_id", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    rota_id: int = Field(foreign_key="rota.id")
    number: int
    starts_at: datetime = moment()
    ends_at: datetime = moment(index=True)
    state: str
    deputy: int = 0
    announced: bool = False
    sequence: int = 0
    changed_at: datetime = moment()
    note_seq: int = 0


class HolderRow(SQLModel, table=True):
    """Somebody who holds a turn or held it. `stakeholder_id` (0: none) and `region` are those they sat for;
    `why` is the reason for the choice; `unsocial`: the turn begins at such an hour of their clock."""

    __tablename__ = "turn_holder"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    turn_id: int = Field(foreign_key="turn.id", index=True)
    participant: int
    stakeholder_id: int
    region: str
    how: str
    state: str
    why: str = ""
    unsocial: bool = False
    since: datetime = moment()


class SwapRow(SQLModel, table=True):
    """Somebody asked for a swap of their turn: with another one, or for nothing (`other_id` None)."""

    __tablename__ = "turn_swap"

    turn_id: int = Field(foreign_key="turn.id", primary_key=True)
    other_id: int | None = Field(default=None, foreign_key="turn.id", index=True)
    asker: int
    asked: int
    at: datetime = moment()


TURN = table(TurnRow)
HOLDER = table(HolderRow)
SWAP = table(SwapRow)


@dataclass(frozen=True, slots=True)
class Turn:
    id: int
    key: str
    group_id: int
    rota_id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    state: str
    deputy: int
    announced: bool
    sequence: int
    changed_at: datetime
    note_seq: int

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"T-{self.number}"


@dataclass(frozen=True, slots=True)
class Holder:
    """`name` is the one that they bore last; empty once it is erased."""

    id: int
    turn_id: int
    participant: int
    stakeholder_id: int
    region: str
    how: str
    state: str
    why: str
    name: str
    stakeholder: str


@dataclass(frozen=True, slots=True)
class Swap:
    turn_id: int
    other_id: int | None
    asker: int
    asked: int


_group = sa.bindparam("group", type_=sa.Integer)
_rota = sa.bindparam("rota", type_=sa.Integer)
_id = sa.bindparam("turn", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_at = sa.bindparam("at", type_=TURN.c.starts_at.type)
_state = sa.bindparam("state", type_=sa.String)

_NAMES = ("id", "key", "group_id", "rota_id", "number", "starts_at", "ends_at", "state", "deputy", "announced",
          "sequence", "changed_at", "note_seq")  # fmt: skip
_seen = sa.select(*(TURN.c[name] for name in _NAMES))
_BY_NUMBER = Prepared(
    _seen.where(TURN.c.group_id == _group, TURN.c.number == sa.bindparam("number", type_=sa.Integer)), Turn
)
_BY_KEY = Prepared(_seen.where(TURN.c.group_id == _group, TURN.c.key == _key), Turn)
_BY_ID = Prepared(_seen.where(TURN.c.id == _id), Turn)
_AT_ANY = Prepared(_seen.where(TURN.c.key == _key), Turn)
_OF_ROTA = Prepared(_seen.where(TURN.c.rota_id == _rota).order_by(TURN.c.starts_at), Turn)
_ENDING = Prepared(
    _seen.where(TURN.c.group_id == _group, TURN.c.ends_at > _at).order_by(TURN.c.starts_at, TURN.c.id), Turn
)
_RUNNING = Prepared(_seen.where(TURN.c.group_id == _group, TURN.c.state == _state).order_by(TURN.c.id), Turn)

_named = SEAT.alias("named")


def _name_of(group: sa.ColumnElement[int], participant: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    newest = (
        sa.select(_named.c.name)
        .where(_named.c.group_id == group, _named.c.number == participant)
        .order_by(_named.c.id.desc())
        .limit(1)
        .correlate_except(_named)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, "")


_holders = (
    sa.select(
        HOLDER.c.id,
        HOLDER.c.turn_id,
        HOLDER.c.participant,
        HOLDER.c.stakeholder_id,
        HOLDER.c.region,
        HOLDER.c.how,
        HOLDER.c.state,
        HOLDER.c.why,
        _name_of(TURN.c.group_id, HOLDER.c.participant),
        sa.func.coalesce(STAKEHOLDER.c.name, ""),
    )
    .join_from(HOLDER, TURN, TURN.c.id == HOLDER.c.turn_id)
    .outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == HOLDER.c.stakeholder_id)
)
_HOLDERS = Prepared(_holders.where(HOLDER.c.turn_id == _id).order_by(HOLDER.c.id), Holder)
_HOLDERS_OF_ROTA = Prepared(_holders.where(TURN.c.rota_id == _rota).order_by(HOLDER.c.id), Holder)
_ADD = insert_new(
    TurnRow, "key", "group_id", "rota_id", "number", "starts_at", "ends_at", "state", "deputy", "announced",
    "sequence", "changed_at", "note_seq",
)  # fmt: skip
_HOLD = insert_new(
    HolderRow,
    "turn_id",
    "participant",
    "stakeholder_id",
    "region",
    "how",
    "state",
    "why",
    "unsocial",
    "since",
)
_LET_GO = Prepared(
    sa.update(HOLDER)
    .where(HOLDER.c.id == sa.bindparam("holder", type_=sa.Integer))
    .values(state=sa.bindparam("to_state", type_=sa.String), since=_at)
)
_UNPLAN = Prepared(sa.delete(HOLDER).where(HOLDER.c.turn_id == _id))
_change = sa.update(TURN).where(TURN.c.id == _id)
_MOVE = Prepared(
    _change.values(
        state=sa.bindparam("to_state", type_=sa.String), sequence=TURN.c.sequence + 1, changed_at=_at
    )
)
_TOUCH = Prepared(_change.values(sequence=TURN.c.sequence + 1, changed_at=_at))
_END_AT = Prepared(
    _change.values(
        ends_at=sa.bindparam("to_ends_at", type_=TURN.c.ends_at.type),
        sequence=TURN.c.sequence + 1,
        changed_at=_at,
    )
)
_DEPUTY = Prepared(_change.values(deputy=sa.bindparam("to_deputy", type_=sa.Integer)))
_ANNOUNCED = Prepared(_change.values(announced=True))
_NOTE = Prepared(_change.values(note_seq=sa.bindparam("to_note_seq", type_=sa.Integer)))
_SWAP = upsert(SwapRow, ("turn_id",), "other_id", "asker", "asked", "at")
_SWAP_OF = Prepared(
    sa.select(SWAP.c.turn_id, SWAP.c.other_id, SWAP.c.asker, SWAP.c.asked).where(SWAP.c.turn_id == _id), Swap
)
_NO_SWAP = Prepared(sa.delete(SWAP).where((SWAP.c.turn_id == _id) | (SWAP.c.other_id == _id)))
_OF_PERSON = Prepared(
    sa.select(*(TURN.c[name] for name in _NAMES), SEAT.c.number, HOLDER.c.state)
    .join_from(HOLDER, TURN, TURN.c.id == HOLDER.c.turn_id)
    .join(SEAT, (SEAT.c.group_id == TURN.c.group_id) & (SEAT.c.number == HOLDER.c.participant))
    .where(
        SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer),
        SEAT.c.until.is_(None),
        TURN.c.state == _state,
        TURN.c.starts_at > _at,
    )
    .order_by(TURN.c.starts_at, TURN.c.id),
    lambda *values: (Turn(*values[:-2]), values[-2], values[-1]),
)
_DEPUTIZED = Prepared(
    _seen.join(SEAT, (SEAT.c.group_id == TURN.c.group_id) & (SEAT.c.number == TURN.c.deputy))
    .where(
        SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer),
        SEAT.c.until.is_(None),
        TURN.c.state == _state,
        TURN.c.ends_at > _at,
    )
    .order_by(TURN.c.starts_at, TURN.c.id),
    Turn,
)
_ASKED_TO_SWAP = Prepared(
    _seen.join(SWAP, SWAP.c.turn_id == TURN.c.id)
    .join(SEAT, (SEAT.c.group_id == TURN.c.group_id) & (SEAT.c.number == SWAP.c.asked))
    .where(
        SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer),
        SEAT.c.until.is_(None),
        TURN.c.starts_at > _at,
    )
    .order_by(TURN.c.starts_at, TURN.c.id),
    Turn,
)


def by_number(tx: Transaction, group_id: int, number: int) -> Turn | None:
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def by_key(tx: Transaction, group_id: int, key: str) -> Turn | None:
    """One of this group's, by the key on a button."""
    return tx.row(_BY_KEY, group=group_id, key=key)


def by_id(tx: Transaction, turn_id: int) -> Turn:
    found = tx.row(_BY_ID, turn=turn_id)
    assert found is not None
    return found


def at_any(tx: Transaction, key: str) -> Turn | None:
    """Of whichever group, for what time does and says."""
    return tx.row(_AT_ANY, key=key)


def of_rota(tx: Transaction, rota_id: int) -> list[Turn]:
    """All its turns, the oldest first."""
    return tx.rows(_OF_ROTA, rota=rota_id)


def ending_after(tx: Transaction, group_id: int, at: datetime) -> list[Turn]:
    """The turns of a group that end after a moment, cancelled ones too, the first one first."""
    return tx.rows(_ENDING, group=group_id, at=at)


def in_state(tx: Transaction, group_id: int, state: str) -> list[Turn]:
    return tx.rows(_RUNNING, group=group_id, state=state)


def holders(tx: Transaction, turn_id: int) -> list[Holder]:
    """All who hold it or held it, in the order in which they came to it."""
    return tx.rows(_HOLDERS, turn=turn_id)


def holders_of_rota(tx: Transaction, rota_id: int) -> list[Holder]:
    return tx.rows(_HOLDERS_OF_ROTA, rota=rota_id)


def of_person(tx: Transaction, person_id: int, state: str, at: datetime) -> list[tuple[Turn, int, str]]:
    """(turn, their number in its group, how they stand to it) in all groups, of turns in that state which
    begin after `at`; also of those whom somebody else replaced."""
    return tx.rows(_OF_PERSON, person=person_id, state=state, at=at)


def deputized(tx: Transaction, person_id: int, state: str, at: datetime) -> list[Turn]:
    """Turns in that state which a person stands by for, in all groups."""
    return tx.rows(_DEPUTIZED, person=person_id, state=state, at=at)


def asked_to_swap(tx: Transaction, person_id: int, at: datetime) -> list[Turn]:
    """Turns that somebody would like this person to hold instead of them, in all groups."""
    return tx.rows(_ASKED_TO_SWAP, person=person_id, at=at)


def add(tx: Transaction, **values: Any) -> int:
    """A turn that nobody holds yet. Returns its id."""
    return tx.write_new(_ADD, **values, deputy=0, announced=False, sequence=0, note_seq=0)


def hold(tx: Transaction, **values: Any) -> None:
    """Somebody holds the turn from `since` on."""
    tx.write_new(_HOLD, **values)


def let_go(tx: Transaction, holder_id: int, state: str, at: datetime) -> None:
    """How a holder stands to the turn from now on."""
    tx.write(_LET_GO, holder=holder_id, to_state=state, at=at)


def unplan(tx: Transaction, turn_id: int) -> None:
    """Forgets who was planned for a turn."""
    tx.write(_UNPLAN, turn=turn_id)


def move(tx: Transaction, turn_id: int, state: str, at: datetime) -> None:
    tx.write(_MOVE, turn=turn_id, to_state=state, at=at)


def touch(tx: Transaction, turn_id: int, at: datetime) -> None:
    """Something about it changed that calendars show."""
    tx.write(_TOUCH, turn=turn_id, at=at)


def end_at(tx: Transaction, turn_id: int, ends_at: datetime, at: datetime) -> None:
    tx.write(_END_AT, turn=turn_id, to_ends_at=ends_at, at=at)


def name_deputy(tx: Transaction, turn_id: int, participant: int) -> None:
    tx.write(_DEPUTY, turn=turn_id, to_deputy=participant)


def announced(tx: Transaction, turn_id: int) -> None:
    """The homes know who holds it: from now on they are told of changes."""
    tx.write(_ANNOUNCED, turn=turn_id)


def note(tx: Transaction, turn_id: int, seq: int) -> None:
    tx.write(_NOTE, turn=turn_id, to_note_seq=seq)


def ask_swap(
    tx: Transaction, turn_id: int, other_id: int | None, asker: int, asked: int, at: datetime
) -> None:
    """There is one question at a time for each turn; a new one takes the place of the one before."""
    tx.write(_SWAP, turn_id=turn_id, other_id=other_id, asker=asker, asked=asked, at=at)


def swap_of(tx: Transaction, turn_id: int) -> Swap | None:
    return tx.row(_SWAP_OF, turn=turn_id)


def no_swap(tx: Transaction, turn_id: int) -> None:
    """Nobody waits for an answer about this turn any more, nor about one to be had for it."""
    tx.write(_NO_SWAP, turn=turn_id)
