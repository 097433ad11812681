"""Groups as their coordinators shape them: homes, settings, stakeholder groups, the progress of a set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import PATIENCE, Group, Role, Stage
from storage.base import table
from storage.folding import folded
from storage.people import (
    GROUP,
    HOME,
    SEAT,
    SITTING,
    STAKEHOLDER,
    GroupRow,
    HomeRow,
    StakeholderRow,
    group_of,
)
from storage.prepared import Prepared, insert, insert_absent, insert_new, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class SetupRow(SQLModel, table=True):
    """How far a group's set-up has come: `step` is the one to do next. No row: nobody sets it up."""

    __tablename__ = "setup"

    group_id: int = Field(foreign_key="group.id", primary_key=True)
    step: int


SETUP = table(SetupRow)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a group says about itself beyond what every command knows of it."""

    about: str
    public: bool
    patience: int
    """Days overdue after which coordinators are told of an action, where nothing else is said with it."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A stakeholder group. `seats` counts those who sit for it now, observers and pending ones too."""

    id: int
    name: str
    folded: str
    place: int
    closed: bool
    seats: int


@dataclass(frozen=True, slots=True)
class At:
    """The group whose home a channel is."""

    id: int
    name: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Mine:
    """One of a person's groups, and their place in it."""

    id: int
    name: str
    stage: Stage
    stakeholder: str
    role: Role
    pending: bool


_id = sa.bindparam("id", type_=sa.Integer)
_group = sa.bindparam("group", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_channel = sa.bindparam("channel", type_=sa.String)
_prefix = sa.bindparam("prefix", type_=sa.String)
_folded = sa.bindparam("folded", type_=sa.String)

# Groups and homes

_HOMES = Prepared(
    sa.select(HOME.c.channel).where(HOME.c.group_id == _group).order_by(HOME.c.since, HOME.c.channel), str
)
_AT = Prepared(
    sa.select(GROUP.c.id, GROUP.c.name, GROUP.c.stage)
    .join(HOME, HOME.c.group_id == GROUP.c.id)
    .where(HOME.c.channel == _channel),
    lambda number, name, stage: At(number, name, Stage(stage)),
)
_ADD_HOME = insert_absent(HomeRow, "channel", "group_id", "since", on=("channel",))
_REMOVE_HOME = Prepared(sa.delete(HOME).where(HOME.c.channel == _channel, HOME.c.group_id == _group))
_NEW_GROUP = insert_new(
    GroupRow, "key", "name", "folded", "about", "public", "zone", "language", "stage", "joining",
    "patience", "created_at", "seq", "hash", "last_at",
)  # fmt: skip
_PROFILE = Prepared(
    sa.select(GROUP.c.about, GROUP.c.public, GROUP.c.patience, GROUP.c.created_at).where(
        GROUP.c.id == _group
    ),
    Profile,
)
_SET = {
    name: Prepared(
        sa.update(GROUP)
        .where(GROUP.c.id == _group)
        .values({name: sa.bindparam("value", type_=GROUP.c[name].type)})
    )
    for name in ("name", "folded", "about", "public", "zone", "language", "stage", "joining", "patience")
}
_in_space = HOME.c.channel.like(_prefix, escape="\\")
_PUBLIC = Prepared(
    sa.select(GROUP.c.id, GROUP.c.name)
    .join(HOME, HOME.c.group_id == GROUP.c.id)
    .where(_in_space, GROUP.c.public, GROUP.c.stage != Stage.CLOSED.value)
    .distinct()
    .order_by(GROUP.c.name, GROUP.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_NAMED = Prepared(
    sa.select(GROUP.c.id)
    .join(HOME, HOME.c.group_id == GROUP.c.id)
    .where(_in_space, GROUP.c.folded == _folded, GROUP.c.stage != Stage.CLOSED.value)
    .distinct(),
    int,
)
_CALLED = Prepared(
    sa.select(GROUP.c.id, GROUP.c.key, GROUP.c.stage != Stage.CLOSED.value)
    .where((GROUP.c.folded == _folded) | (GROUP.c.key == sa.bindparam("key", type_=sa.String)))
    .order_by(GROUP.c.id)
)
_NAMES = Prepared(
    sa.select(GROUP.c.name).order_by(GROUP.c.folded).limit(sa.bindparam("most", type_=sa.Integer)), str
)
_MINE = Prepared(
    sa.select(
        GROUP.c.id,
        GROUP.c.name,
        GROUP.c.stage,
        sa.func.coalesce(STAKEHOLDER.c.name, ""),
        SEAT.c.role,
        SEAT.c.pending,
    )
    .join(SEAT, (SEAT.c.group_id == GROUP.c.id) & SITTING)
    .outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == SEAT.c.stakeholder_id)
    .where(SEAT.c.person_id == _person)
    .order_by(GROUP.c.folded, GROUP.c.id),
    lambda number, name, stage, stakeholder, role, pending: Mine(
        number, name, Stage(stage), stakeholder, Role(role), pending
    ),
)


def homes(tx: Transaction, group_id: int) -> list[str]:
    """The channels where the group's public messages appear, each the `str()` of its address."""
    return tx.rows(_HOMES, group=group_id)


def at(tx: Transaction, channel: str) -> At | None:
    """The group whose home this channel is."""
    return tx.row(_AT, channel=channel)


def add_home(tx: Transaction, group_id: int, channel: str, at: datetime) -> bool:
    """False when the channel is a home already (somebody else was quicker)."""
    return tx.write(_ADD_HOME, group_id=group_id, channel=channel, since=at) == 1


def remove_home(tx: Transaction, group_id: int, channel: str) -> None:
    tx.write(_REMOVE_HOME, group=group_id, channel=channel)


def create(tx: Transaction, key: str, name: str, zone: str, language: str, joining: str, at: datetime) -> int:
    """A forming group, without homes and stakeholder groups. Returns its id."""
    return tx.write_new(
        _NEW_GROUP, key=key, name=name, folded=folded(name), about="", public=False, zone=zone,
        language=language, stage=Stage.FORMING.value, joining=joining, patience=PATIENCE, created_at=at, seq=0, hash="",
        last_at=at,
    )  # fmt: skip


def profile(tx: Transaction, group_id: int) -> Profile:
    found = tx.row(_PROFILE, group=group_id)
    assert found is not None
    return found


def change(tx: Transaction, group_id: int, name: str, value: str | bool | int) -> None:
    """One setting: name, about, public, zone, language, stage, joining or patience."""
    tx.write(_SET[name], group=group_id, value=value)
    if name == "name":
        tx.write(_SET["folded"], group=group_id, value=folded(str(value)))


def named_in(tx: Transaction, space: str, name: str) -> Sequence[int]:
    """Groups of this name with a home in the space; `space` is an address prefix (`bot.addresses`)."""
    return tx.rows(_NAMED, prefix=_starting(space), folded=folded(name))


def public_in(tx: Transaction, space: str, most: int) -> list[tuple[int, str]]:
    """(id, name) of the public groups with a home in the space, by name."""
    return tx.rows(_PUBLIC, prefix=_starting(space), most=most)


def called(tx: Transaction, typed: str) -> list[tuple[int, str, bool]]:
    """(id, key, whether it lives) of all groups with this name or this key, closed ones too."""
    return tx.rows(_CALLED, folded=folded(typed), key=typed)


def elsewhere(tx: Transaction, here: Group | None, group_id: int) -> str:
    """The name of the group, for a list that spans groups; empty where the question was asked in it."""
    return "" if here is not None and here.id == group_id else group_of(tx, group_id).name


_CLOSED = Prepared(
    sa.select(GROUP.c.id).where(GROUP.c.id == _group, GROUP.c.stage == Stage.CLOSED.value), int
)


def is_closed(tx: Transaction, group_id: int) -> bool:
    if tx.writes:
        return tx.row(_CLOSED, group=group_id) is not None
    key = ("is closed", group_id)
    found: bool | None = tx.shared.get(key)
    if found is None:
        found = tx.shared[key] = tx.row(_CLOSED, group=group_id) is not None
    return found


def names(tx: Transaction, most: int) -> list[str]:
    """The names of all groups, so many at most."""
    return tx.rows(_NAMES, most=most)


def _starting(prefix: str) -> str:
    escaped = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped + "%"


def groups_of(tx: Transaction, person_id: int) -> list[Mine]:
    """All groups where the person has a seat. Many features ask for them in one reading: they are looked up
    once there, since nothing changes."""
    if tx.writes:
        return tx.rows(_MINE, person=person_id)
    key = ("groups of", person_id)
    found: list[Mine] | None = tx.shared.get(key)
    if found is None:
        found = tx.shared[key] = tx.rows(_MINE, person=person_id)
    return found


# Stakeholder groups

_seated = sa.func.count(SEAT.c.id)
_STAKEHOLDERS = Prepared(
    sa.select(
        STAKEHOLDER.c.id,
        STAKEHOLDER.c.name,
        STAKEHOLDER.c.folded,
        STAKEHOLDER.c.place,
        STAKEHOLDER.c.closed,
        _seated,
    )
    .outerjoin(SEAT, (SEAT.c.stakeholder_id == STAKEHOLDER.c.id) & SITTING)
    .where(STAKEHOLDER.c.group_id == _group)
    .group_by(
        STAKEHOLDER.c.id, STAKEHOLDER.c.name, STAKEHOLDER.c.folded, STAKEHOLDER.c.place, STAKEHOLDER.c.closed
    )
    .order_by(STAKEHOLDER.c.place, STAKEHOLDER.c.id),
    Stakeholder,
)
_NEW_STAKEHOLDER = insert(StakeholderRow, "group_id", "name", "folded", "place", "closed")
_CHANGE_STAKEHOLDER = Prepared(
    sa.update(STAKEHOLDER)
    .where(STAKEHOLDER.c.id == _id)
    .values(
        name=sa.bindparam("to_name", type_=sa.String),
        folded=sa.bindparam("to_folded", type_=sa.String),
        place=sa.bindparam("to_place", type_=sa.Integer),
        closed=sa.bindparam("to_closed", type_=sa.Boolean),
    )
)


def stakeholders(tx: Transaction, group_id: int) -> list[Stakeholder]:
    """The group's stakeholder groups in their order, closed ones too."""
    return tx.rows(_STAKEHOLDERS, group=group_id)


def open_stakeholders(tx: Transaction, group_id: int) -> list[Stakeholder]:
    """Those that one can sit for."""
    return [each for each in stakeholders(tx, group_id) if not each.closed]


def add_stakeholder(tx: Transaction, group_id: int, name: str, place: int) -> None:
    tx.write(_NEW_STAKEHOLDER, group_id=group_id, name=name, folded=folded(name), place=place, closed=False)


def change_stakeholder(tx: Transaction, stakeholder_id: int, name: str, place: int, *, closed: bool) -> None:
    """Renames it, moves it in the order, closes it or takes it into use again."""
    tx.write(
        _CHANGE_STAKEHOLDER,
        id=stakeholder_id,
        to_name=name,
        to_folded=folded(name),
        to_place=place,
        to_closed=closed,
    )


# The progress of a set-up

_SETUP_STEP = Prepared(sa.select(SETUP.c.step).where(SETUP.c.group_id == _group), int)
_others = sa.exists().where(SEAT.c.group_id == _group, SITTING, SEAT.c.person_id != _person)
_SETUP = Prepared(
    sa.select(sa.select(SETUP.c.step).where(SETUP.c.group_id == _group).scalar_subquery(), _others)
)
_SET_SETUP_STEP = upsert(SetupRow, ("group_id",), "step")


def setup_step(tx: Transaction, group_id: int) -> int | None:
    """The step of the set-up that comes next; None when it was never begun."""
    return tx.row(_SETUP_STEP, group=group_id)


def setup_of(tx: Transaction, group_id: int, person_id: int) -> tuple[int | None, bool]:
    """The same, and whether others than this person sit in the group."""
    found = tx.row(_SETUP, group=group_id, person=person_id)
    assert found is not None
    return found[0], found[1]


def set_setup_step(tx: Transaction, group_id: int, step: int) -> None:
    tx.write(_SET_SETUP_STEP, group_id=group_id, step=step)
