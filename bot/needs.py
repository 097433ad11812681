"""What needs a person now, as the features tell it: for `/me`, the help and digests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Buttons
from bot.boundary import Door, Reader, Request
from bot.commands import Need
from bot.feature import Call, Registry
from bot.people import Group, Person
from bot.ports import T
from bot.secrets import new_key


@dataclass(frozen=True, slots=True)
class Needs(Generic[T]):
    """Needs of one sort. `tell` is only asked where the storage finds any of what is `sought` for the person: all
    sorts are looked for in one query, and most of the time nearly none is there."""

    tell: Callable[[Call[T]], Iterable[Need]]
    sought: tuple[Any, ...]


def needs(call: Call[T]) -> Iterator[Need]:
    """What needs this person now, in the order of the features; nothing for somebody whom we do not know.
    What a closed group would refuse needs nobody any more."""
    registry = call.registry
    if call.person.id is None or not registry.needs:
        return
    found = call.tx.which(registry.sought, call.person.id, call.at)
    for each, some in zip(registry.needs, found, strict=True):
        for need in each.tell(call) if some else ():
            if not need.buttons or registry.offered(call.tx, (Buttons(need.buttons),)):
                yield need


def needs_of(
    registry: Registry[T],
    tx: T,
    at: datetime,
    person: Person,
    account: AccountRef,
    reader: Reader,
    group: Group,
) -> Iterator[Need]:
    """The same for somebody who did not ask: what is sent to them tells of it. Needs of `group` do not name it."""
    where = ChannelRef.private(account)
    request = Request(id="", who=account, where=where, door=Door.CLOCK)
    yield from needs(
        Call(
            tx=tx,
            at=at,
            request=request,
            person=person,
            reader=reader,
            key=new_key,
            registry=registry,
            perhaps_group=group,
        )
    )
