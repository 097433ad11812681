"""Stores without an engine, and groups to write to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.addresses import ChannelRef
from bot.secrets import new_key
from storage import groups
from storage.database import Database
from storage.numbers import next_number
from storage.store import Store
from storage.transaction import Transaction
from tests.engine import tea
from tests.world import START


@dataclass(slots=True)
class Depot:
    """Opens stores on one database, and closes them all at the end."""

    url: str
    opened: list[Store] = field(default_factory=list)

    def open(self) -> Store:
        """Another instance, as far as the database is concerned."""
        store = Store(Database(self.url))
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()


@pytest.fixture
def depot(database_url: str) -> Iterator[Depot]:
    depot = Depot(database_url)
    yield depot
    depot.close()


@pytest.fixture
def store(depot: Depot) -> Store:
    return depot.open()


def new_group(tx: Transaction, channel: str = "main") -> int:
    group = groups.create(tx, new_key(), channel, "UTC", "en", "open", START)
    groups.add_home(tx, group, str(ChannelRef("console", "local", channel)), START)
    return group


async def make_group(store: Store, channel: str = "main") -> int:
    return await store.write(lambda tx: new_group(tx, channel))


def count(tx: Transaction, group: int) -> int:
    """Something to write: the next number."""
    return next_number(tx, group, tea.CUP)


async def counted(store: Store, group: int) -> int:
    """How often `count` was committed."""
    return await store.read(lambda tx: tea.cups(tx, group))
