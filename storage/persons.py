"""Persons as such: who is behind an account, what they chose for themselves, who is only expected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.addresses import PRIVATE, AccountRef, ChannelRef
from bot.boundary import Reader
from bot.people import Group, Person, Stage
from storage import links
from storage.folding import folded
from storage.people import ACCOUNT, GROUP, PERSON, SEAT, SITTING, PersonRow
from storage.prepared import Prepared, insert_new

if TYPE_CHECKING:
    from storage.transaction import Transaction

_AT = Prepared(
    sa.select(ACCOUNT.c.person_id).where(ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String)), int
)
_EXPECT = insert_new(PersonRow, "name", "language", "zone", "created_at")
_SET = {
    name: Prepared(
        sa.update(PERSON)
        .where(PERSON.c.id == sa.bindparam("person", type_=sa.Integer))
        .values({name: sa.bindparam("value", type_=sa.String)})
    )
    for name in ("language", "zone")
}
_PERSON = Prepared(
    sa.select(PERSON.c.id, PERSON.c.name, PERSON.c.language, PERSON.c.zone).where(
        PERSON.c.id == sa.bindparam("person", type_=sa.Integer)
    ),
    Person,
)
_NAME_OF = Prepared(
    sa.select(PERSON.c.name).where(PERSON.c.id == sa.bindparam("person", type_=sa.Integer)), str
)


def person_at(tx: Transaction, account: AccountRef) -> int | None:
    """The account's person, if we ever met them."""
    return tx.row(_AT, account=str(account))


def person_of_address(tx: Transaction, address: str) -> int | None:
    """Whose private conversation this is (an address as `str()` writes it), if we ever met them."""
    channel = ChannelRef.parse(address)
    return person_at(tx, AccountRef(channel.platform, channel.space, channel.channel.removeprefix(PRIVATE)))


def name_of(tx: Transaction, person_id: int) -> str:
    return tx.row(_NAME_OF, person=person_id) or ""


def person(tx: Transaction, person_id: int) -> Person | None:
    return tx.row(_PERSON, person=person_id)


def expect(tx: Transaction, name: str, at: datetime) -> int:
    """A person who stands on a list and has not come yet: no account is theirs. Returns the id."""
    return tx.write_new(_EXPECT, name=name, language="", zone="", created_at=at)


_SETTINGS_OF = Prepared(
    sa.select(PERSON.c.language, PERSON.c.zone)
    .join(ACCOUNT, ACCOUNT.c.person_id == PERSON.c.id)
    .where(ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String))
)


def reader_at(tx: Transaction, address: str, group: Group) -> Reader:
    """For whom a message to this address is written: the person of a private conversation, with what
    they chose; else the group."""
    channel = ChannelRef.parse(address)
    chosen = None
    if channel.is_private:
        account = AccountRef(channel.platform, channel.space, channel.channel.removeprefix(PRIVATE))
        chosen = tx.row(_SETTINGS_OF, account=str(account))
    language, zone = chosen or ("", "")
    return Reader(language or group.language, zone or group.zone)


_SITS = Prepared(
    sa.select(SEAT.c.id)
    .join(ACCOUNT, ACCOUNT.c.person_id == SEAT.c.person_id)
    .where(
        ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String),
        SEAT.c.group_id == sa.bindparam("group", type_=sa.Integer),
        SITTING,
    ),
    int,
)


def may_read(tx: Transaction, address: str, group: Group) -> bool:
    """Whether a message about the group may go there: to a person only while they have a seat. Messages wait,
    and people leave meanwhile."""
    channel = ChannelRef.parse(address)
    if not channel.is_private:
        return True
    account = AccountRef(channel.platform, channel.space, channel.channel.removeprefix(PRIVATE))
    return tx.row(_SITS, account=str(account), group=group.id) is not None


def choose(tx: Transaction, person_id: int, name: str, value: str) -> None:
    """Their own language or zone; empty to follow the platform and the group again."""
    tx.write(_SET[name], person=person_id, value=value)


_it, _was = sa.bindparam("person", type_=sa.Integer), sa.bindparam("was", type_=sa.String)
_called = {"name": sa.bindparam("new", type_=sa.String)}
_RENAME = Prepared(sa.update(PERSON).where(PERSON.c.id == _it, PERSON.c.name == _was).values(_called))
_RENAME_SEATS = Prepared(
    sa.update(SEAT)
    .where(SEAT.c.person_id == _it, SEAT.c.name == _was)
    .values({**_called, "folded": sa.bindparam("new_folded", type_=sa.String)})
)


def rename(tx: Transaction, account: AccountRef, person_id: int, was: str, name: str) -> None:
    """The person is called `name` from now on, as their first account shows it, and so are their seats that bear the
    name `was`. An account that was linked later names nobody anew."""
    if links.at_account(tx, account) is not None:
        return
    tx.write(_RENAME, person=person_id, was=was, new=name)
    tx.write(_RENAME_SEATS, person=person_id, was=was, new=name, new_folded=folded(name))


_OWN_GROUPS = Prepared(
    sa.select(GROUP.c.name, GROUP.c.folded)
    .join(SEAT, (SEAT.c.group_id == GROUP.c.id) & SITTING)
    .join(ACCOUNT, ACCOUNT.c.person_id == SEAT.c.person_id)
    .where(ACCOUNT.c.ref == sa.bindparam("account", type_=sa.String), GROUP.c.stage != Stage.CLOSED.value)
    .distinct()
    .order_by(GROUP.c.folded),
    lambda name, _: str(name),
)


def own_groups(tx: Transaction, account: AccountRef, typed: str = "") -> list[str]:
    """The names of the groups in which the account's person has a seat, without closed ones; with `typed`, only
    those that hold it."""
    wanted = folded(typed)
    return [name for name in tx.rows(_OWN_GROUPS, account=str(account)) if wanted in folded(name)]
