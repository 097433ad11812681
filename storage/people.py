"""Persons, accounts, groups, homes, stakeholder groups and seats: who may ask, and where.

A person is not an account and an account is not a seat: one person may come through several
platforms and sits once in each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.addresses import AccountRef, ChannelRef
from bot.people import PATIENCE, Context, Group, Joining, Person, Role, Seat, Stage
from bot.ports import NamedRow
from storage.base import moment, table
from storage.folding import folded
from storage.prepared import Prepared, insert, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    name: str
    language: str = ""
    zone: str = ""
    created_at: datetime = moment()


class AccountRow(SQLModel, table=True):
    __tablename__ = "account"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    told: bool = Field(sa_column_kwargs={"server_default": sa.false()})
    """Of several it is the one that private messages go to."""


class GroupRow(SQLModel, table=True):
    """`seq`, `hash` and `last_at` are the head of the group's chain: changed with each entry."""

    __tablename__ = "group"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str
    folded: str = Field(index=True)
    about: str = ""
    public: bool = False
    zone: str = "UTC"
    language: str = "en"
    stage: str = Stage.FORMING
    joining: str = Joining.OPEN
    created_at: datetime = moment()
    seq: int = 0
    hash: str = ""
    last_at: datetime = moment()
    patience: int = Field(default=PATIENCE, sa_column_kwargs={"server_default": sa.text(str(PATIENCE))})
    """Days overdue after which coordinators are told of a new action."""


class HomeRow(SQLModel, table=True):
    """A channel where a group's public messages appear; a channel is home to at most one group."""

    __tablename__ = "home"

    channel: str = Field(primary_key=True)
    group_id: int = Field(foreign_key="group.id", index=True)
    since: datetime = moment()


class StakeholderRow(SQLModel, table=True):
    """A stakeholder group. One that is not used any more keeps its row (`closed`)."""

    __tablename__ = "stakeholder"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "folded"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="group.id")
    name: str
    folded: str
    place: int
    closed: bool = False


class SeatRow(SQLModel, table=True):
    """A person's place in a group. Leaving ends it (`until`); coming back makes a new one, with the
    same `number`, which is the person's pseudonym in the record."""

    __tablename__ = "seat"
    __table_args__ = (
        sa.Index(
            "ix_seat_sitting",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
        sa.Index("ix_seat_number", "group_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="group.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    number: int
    name: str
    folded: str
    stakeholder_id: int | None = Field(default=None, foreign_key="stakeholder.id")
    stakeholder_since: datetime = moment()
    moved_at: datetime | None = moment(default=None, nullable=True)
    """When the person last changed stakeholder group, once that counted: not while the group formed."""
    role: str = Role.MEMBER
    region: str = ""
    affiliation: str = ""
    pending: bool = False
    since: datetime = moment()
    until: datetime | None = moment(default=None, nullable=True)
    removed: bool = False
    """Ended by a coordinator: coming back needs a confirmation."""
    lent_role: str | None = None
    """A role in which the seat acts until `lent_until`, as long as that is higher than its own."""
    lent_until: datetime | None = moment(default=None, nullable=True)


PERSON = table(PersonRow)
ACCOUNT = table(AccountRow)
GROUP = table(GroupRow)
HOME = table(HomeRow)
STAKEHOLDER = table(StakeholderRow)
SEAT = table(SeatRow)

SITTING = SEAT.c.until.is_(None)
"""Seats that somebody holds now."""

_group_columns = (GROUP.c.id, GROUP.c.key, GROUP.c.name, GROUP.c.zone, GROUP.c.language, GROUP.c.stage,
                  GROUP.c.joining, GROUP.c.last_at)  # fmt: skip
_seat_columns = (
    SEAT.c.id,
    SEAT.c.number,
    SEAT.c.stakeholder_id,
    sa.func.coalesce(STAKEHOLDER.c.name, ""),
    SEAT.c.role,
    SEAT.c.region,
    SEAT.c.affiliation,
    SEAT.c.pending,
    SEAT.c.lent_role,
    SEAT.c.lent_until,
)
_person_columns = (PERSON.c.id, PERSON.c.name, PERSON.c.language, PERSON.c.zone)


def _group(
    id: int, key: str, name: str, zone: str, language: str, stage: str, joining: str, last_at: datetime
) -> Group:
    return Group(id, key, name, zone, language, Stage(stage), Joining(joining), last_at)


def _seat(
    id: int, number: int, stakeholder_id: int | None, stakeholder: str, role: str, region: str, affiliation: str,
    pending: bool, lent_role: str | None, lent_until: datetime | None,
) -> Seat:  # fmt: skip
    lent = Role(lent_role) if lent_role else None
    return Seat(
        id, number, stakeholder_id, stakeholder, Role(role), region, affiliation, pending, lent, lent_until
    )


def _context(*values: Any) -> Context:
    """One row of the context query: person, group, seat, each all NULL where there is none."""
    person, group, seat = values[0:4], values[4:12], values[12:22]
    return Context(
        Person(*person) if person[0] is not None else None,
        _group(*group) if group[0] is not None else None,
        _seat(*seat) if seat[0] is not None else None,
    )


def _context_query(which_group: sa.ColumnElement[bool]) -> Prepared[Context]:
    asked = sa.select(sa.literal(1).label("one")).subquery("asked")
    joined = (
        asked.outerjoin(ACCOUNT, ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String))
        .outerjoin(PERSON, PERSON.c.id == ACCOUNT.c.person_id)
        .outerjoin(GROUP, which_group)
        .outerjoin(SEAT, (SEAT.c.group_id == GROUP.c.id) & (SEAT.c.person_id == PERSON.c.id) & SITTING)
        .outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == SEAT.c.stakeholder_id)
    )
    columns = (*_person_columns, *_group_columns, *_seat_columns)
    return Prepared(sa.select(*columns).select_from(joined), _context)


_home_group = (
    sa.select(HOME.c.group_id)
    .where(HOME.c.channel == sa.bindparam("channel", type_=sa.String))
    .scalar_subquery()
)
_CONTEXT_AT_HOME = _context_query(GROUP.c.id == _home_group)
_CONTEXT_IN_GROUP = _context_query(GROUP.c.id == sa.bindparam("group", type_=sa.Integer))
_own_seat, _own_account, _its_home = (
    SEAT.alias("own_seat"),
    ACCOUNT.alias("own_account"),
    HOME.alias("its_home"),
)
_sits_in_it = sa.exists().where(
    _own_account.c.ref == sa.bindparam("account", type_=sa.String),
    _own_seat.c.person_id == _own_account.c.person_id,
    _own_seat.c.group_id == GROUP.c.id,
    _own_seat.c.until.is_(None),
)
_is_at_home = sa.exists().where(
    _its_home.c.channel == sa.bindparam("channel", type_=sa.String), _its_home.c.group_id == GROUP.c.id
)
_CONTEXT_BY_BUTTON = _context_query(
    (GROUP.c.id == sa.bindparam("group", type_=sa.Integer)) & (GROUP.c.public | _is_at_home | _sits_in_it)
)
_HOME_GROUP = Prepared(
    sa.select(HOME.c.group_id).where(HOME.c.channel == sa.bindparam("channel", type_=sa.String)), int
)
_LOCK_GROUP = Prepared(
    sa.select(GROUP.c.id).where(GROUP.c.id == sa.bindparam("group", type_=sa.Integer)).with_for_update(), int
)
_GROUPS_OF = Prepared(
    sa.select(GROUP.c.id, GROUP.c.folded, GROUP.c.stage)
    .join(SEAT, (SEAT.c.group_id == GROUP.c.id) & SITTING)
    .join(ACCOUNT, ACCOUNT.c.person_id == SEAT.c.person_id)
    .where(ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String))
    .order_by(GROUP.c.id)
)


def context(
    tx: Transaction, account: AccountRef | None, where: ChannelRef, group: str | int | None
) -> Context:
    """Who asks, where. The group is the one named (one that the person sits in), or that a button has
    by its id (one that can be seen from here), else the channel's, else in a private conversation the
    person's only one. Writing locks the group's row before anything is read."""
    ref = str(account) if account else ""
    if isinstance(group, int):
        if tx.writes and tx.postgresql:
            tx.row(_LOCK_GROUP, group=group)
        found = tx.row(_CONTEXT_BY_BUTTON, account=ref, channel=str(where.home), group=group)
        assert found is not None
        return found
    if group is None and not where.is_private:
        channel = str(where.home)
        if not (tx.writes and tx.postgresql):
            found = tx.row(_CONTEXT_AT_HOME, account=ref, channel=channel)
            assert found is not None
            return found
        group = tx.row(_HOME_GROUP, channel=channel)
    else:
        groups = tx.rows(_GROUPS_OF, account=ref)
        fitting = [found for found in groups if group is None or found[1] == folded(group)]
        # A closed group is read by its name; it never stands in the way of one that lives.
        living = [found for found in fitting if found[2] != Stage.CLOSED]
        fitting = living if living or group is None else fitting
        group = fitting[0][0] if len(fitting) == 1 else None
    if group is not None and tx.writes and tx.postgresql:
        tx.row(_LOCK_GROUP, group=group)
    found = tx.row(_CONTEXT_IN_GROUP, account=ref, group=group)
    assert found is not None
    return found


def lock(tx: Transaction, group_id: int) -> None:
    """Puts the commands of one group in a row: whoever changes a group that `context` did not find
    (a command of the clock) locks it before reading. SQLite has one writer anyway."""
    if tx.writes and tx.postgresql:
        tx.row(_LOCK_GROUP, group=group_id)


_GROUP_OF = Prepared(
    sa.select(*_group_columns).where(GROUP.c.id == sa.bindparam("group", type_=sa.Integer)), _group
)


def group_of(tx: Transaction, group_id: int) -> Group:
    """The group with this id, for whoever found its record by another way than `context`."""
    found = tx.row(_GROUP_OF, group=group_id)
    assert found is not None
    return found


_ACCOUNTS_OF = Prepared(
    sa.select(ACCOUNT.c.ref)
    .where(ACCOUNT.c.person_id == sa.bindparam("person", type_=sa.Integer))
    .order_by(ACCOUNT.c.told.desc(), ACCOUNT.c.id),
    AccountRef.parse,
)


def address_of(tx: Transaction, person_id: int) -> str | None:
    """Where a person is told things privately: the conversation with the account they chose, else with their
    first one. None for somebody who is on a list and has not come yet."""
    account = tx.row(_ACCOUNTS_OF, person=person_id)
    return str(ChannelRef.private(account)) if account else None


_PERSON_OF = Prepared(
    sa.select(ACCOUNT.c.person_id).where(ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String)), int
)
_NEW_PERSON = insert_new(PersonRow, "name", "language", "zone", "created_at")
_NEW_ACCOUNT = insert(AccountRow, "ref", "person_id")


def person_of(tx: Transaction, account: AccountRef, name: str, at: datetime) -> int:
    """The account's person, brought into being on first use. Returns the person's id."""
    known = tx.row(_PERSON_OF, account=str(account))
    if known is not None:
        return known
    person_id = tx.write_new(_NEW_PERSON, name=name or account.user, language="", zone="", created_at=at)
    tx.write(_NEW_ACCOUNT, ref=str(account), person_id=person_id)
    return person_id


_by_account = sa.bindparam("account", type_=sa.String)
_NAMED_BY_ACCOUNT = Prepared(
    sa.select(PERSON.c.name, ACCOUNT.c.person_id, SEAT.c.id)
    .select_from(ACCOUNT)
    .join(PERSON, PERSON.c.id == ACCOUNT.c.person_id)
    .outerjoin(
        SEAT,
        (SEAT.c.person_id == ACCOUNT.c.person_id)
        & (SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer))
        & SITTING,
    )
    .where(ACCOUNT.c.ref == _by_account)
)
_NAMED_BY_SEAT = Prepared(
    sa.select(SEAT.c.name, SEAT.c.person_id, SEAT.c.id)
    .where(
        SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer),
        SEAT.c.folded == sa.bindparam("folded", type_=sa.String),
        SITTING,
    )
    .order_by(SEAT.c.id)
)


def find_named(
    tx: Transaction, group_id: int | None, typed: str, mention: AccountRef | None
) -> Sequence[NamedRow]:
    """Whom a mention means, or which seats of the group bear the name that was typed. `#7` is
    participant 7: what buttons carry, since two people may bear one name."""
    if mention is not None:
        found = tx.rows(_NAMED_BY_ACCOUNT, account=str(mention), group=group_id)
        if found:
            return [NamedRow(name, mention, person, seat) for name, person, seat in found]
        return [NamedRow(mention.user, mention, None, None)]
    number = typed.removeprefix("#")
    if typed.startswith("#") and number.isascii() and number.isdecimal() and len(number) < 10:
        seats = tx.rows(_NAMED_BY_NUMBER, group=group_id, number=int(number))
        return [NamedRow(name, None, person, seat) for name, person, seat in seats]
    seats = tx.rows(_NAMED_BY_SEAT, group=group_id, folded=folded(typed.removeprefix("@")))
    return [NamedRow(name, None, person, seat) for name, person, seat in seats]


_NAMED_BY_NUMBER = Prepared(
    sa.select(SEAT.c.name, SEAT.c.person_id, SEAT.c.id).where(
        SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer),
        SEAT.c.number == sa.bindparam("number", type_=sa.Integer),
        SITTING,
    )
)


_LIKE = Prepared(
    sa.select(SEAT.c.name)
    .where(
        SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer),
        SEAT.c.folded.contains(sa.bindparam("folded", type_=sa.String), autoescape=False),
        SITTING,
    )
    .order_by(SEAT.c.folded)
    .limit(sa.bindparam("most", type_=sa.Integer)),
    str,
)


def find_like(tx: Transaction, group_id: int, typed: str, most: int) -> list[str]:
    """Names of seats that contain what was typed, without case and accents."""
    wanted = folded(typed.removeprefix("@")).replace("%", "").replace("_", "")
    return tx.rows(_LIKE, group=group_id, folded=wanted, most=most)
