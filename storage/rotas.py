"""Rotas: which role goes round, in what rhythm, by which rules; and the draws that settle their ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.base import moment, table
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class RotaRow(SQLModel, table=True):
    """`anchor` is the first time of the rhythm `rule`, on the clocks of `zone`. `pool` lists the ids of the
    stakeholder groups whose people take part (empty: all). Lengths are in seconds: `lasts` (0: until the next
    turn), `leads` (how long before a turn it is announced) and `rest`."""

    __tablename__ = "rota"
    __table_args__ = (sa.UniqueConstraint("group_id", "number"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    number: int
    role: str
    rule: str
    zone: str
    anchor: datetime = moment()
    pool: str = ""
    share: str
    holders: int
    lasts: int = 0
    leads: str
    most: int = 0
    rest: int = 0
    seed: str
    state: str
    created_at: datetime = moment()
    draw_pool: str = ""
    """The participants of the newest draw, in the order of their numbers in it."""
    draw_sources: str = ""
    """What was announced to be drawn from, a line each."""
    draw_values: str = ""
    """What the sources gave, a line each; empty while they are awaited."""
    drawn: str = ""
    """The participants in the order of the newest draw that is done."""


ROTA = table(RotaRow)


@dataclass(frozen=True, slots=True)
class Rota:
    id: int
    key: str
    group_id: int
    number: int
    role: str
    rule: str
    zone: str
    anchor: datetime
    pool: tuple[int, ...]
    share: str
    holders: int
    lasts: int
    leads: tuple[int, ...]
    most: int
    rest: int
    seed: str
    state: str
    draw_pool: tuple[int, ...]
    draw_sources: tuple[str, ...]
    draw_values: tuple[str, ...]
    drawn: tuple[int, ...]

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"R-{self.number}"


_NAMES = ("id", "key", "group_id", "number", "role", "rule", "zone", "anchor", "pool", "share", "holders", "lasts",
          "leads", "most", "rest", "seed", "state", "draw_pool", "draw_sources", "draw_values", "drawn")  # fmt: skip
_NUMBERS = ("pool", "leads", "draw_pool", "drawn")
_LINES = ("draw_sources", "draw_values")


def _rota(*values: Any) -> Rota:
    read = dict(zip(_NAMES, values, strict=True))
    for name in _NUMBERS:
        read[name] = tuple(int(each) for each in read[name].split(",") if each)
    for name in _LINES:
        read[name] = tuple(read[name].split("\n")) if read[name] else ()
    return Rota(**read)


_group = sa.bindparam("group", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_id = sa.bindparam("rota", type_=sa.Integer)
_seen = sa.select(*(ROTA.c[name] for name in _NAMES))
_BY_NUMBER = Prepared(
    _seen.where(ROTA.c.group_id == _group, ROTA.c.number == sa.bindparam("number", type_=sa.Integer)), _rota
)
_BY_KEY = Prepared(_seen.where(ROTA.c.group_id == _group, ROTA.c.key == _key), _rota)
_BY_ID = Prepared(_seen.where(ROTA.c.id == _id), _rota)
_AT_ANY = Prepared(_seen.where(ROTA.c.key == _key), _rota)
_LISTED = Prepared(
    _seen.where(
        ROTA.c.group_id == _group,
        (sa.bindparam("state", type_=sa.String) == "")
        | (ROTA.c.state == sa.bindparam("state", type_=sa.String)),
    ).order_by(ROTA.c.number),
    _rota,
)
_ADD = insert_new(
    RotaRow, "key", "group_id", "number", "role", "rule", "zone", "anchor", "pool", "share", "holders", "lasts",
    "leads", "most", "rest", "seed", "state", "created_at", "draw_pool", "draw_sources", "draw_values", "drawn",
)  # fmt: skip


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one rota, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=ROTA.c[name].type) for name in names}
    return Prepared(sa.update(ROTA).where(ROTA.c.id == _id).values(values))


_STATE = _setting("state")
_ANNOUNCE = _setting("draw_pool", "draw_sources", "draw_values")
_DRAW = _setting("draw_values", "drawn")


def by_number(tx: Transaction, group_id: int, number: int) -> Rota | None:
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def by_key(tx: Transaction, group_id: int, key: str) -> Rota | None:
    """One of this group's, by the key on a button."""
    return tx.row(_BY_KEY, group=group_id, key=key)


def by_id(tx: Transaction, rota_id: int) -> Rota:
    found = tx.row(_BY_ID, rota=rota_id)
    assert found is not None
    return found


def at_any(tx: Transaction, key: str) -> Rota | None:
    """Of whichever group, for what time does and says."""
    return tx.row(_AT_ANY, key=key)


def listed(tx: Transaction, group_id: int, state: str = "") -> list[Rota]:
    """The rotas of a group in that state (or in any), the oldest first."""
    return tx.rows(_LISTED, group=group_id, state=state)


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def add(tx: Transaction, *, pool: Sequence[int], leads: Sequence[int], **values: Any) -> int:
    """A new rota without turns. Returns its id."""
    return tx.write_new(
        _ADD, **values, pool=_joined(pool), leads=_joined(leads), draw_pool="", draw_sources="",
        draw_values="", drawn="",
    )  # fmt: skip


def move(tx: Transaction, rota_id: int, state: str) -> None:
    tx.write(_STATE, rota=rota_id, to_state=state)


def announce_draw(tx: Transaction, rota_id: int, pool: Sequence[int], sources: Sequence[str]) -> None:
    """Publishes who is drawn from what; the order of an earlier draw holds until this one is done."""
    tx.write(
        _ANNOUNCE, rota=rota_id, to_draw_pool=_joined(pool), to_draw_sources="\n".join(sources),
        to_draw_values="",
    )  # fmt: skip


def draw(tx: Transaction, rota_id: int, values: Sequence[str], drawn: Sequence[int]) -> None:
    tx.write(_DRAW, rota=rota_id, to_draw_values="\n".join(values), to_drawn=_joined(drawn))
