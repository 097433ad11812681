"""The composition root: puts the engine, the features, the store and the platforms together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import SystemClock
from bot.courier import CARD_REST, Courier
from bot.engine import Engine
from bot.feature import Registry
from bot.heartbeat import Heartbeat
from bot.ports import Clock, Gateway
from bot.secrets import new_key
from commands import FEATURES
from storage.database import Database
from storage.kept import KeptPromises
from storage.store import Store
from storage.transaction import Transaction


@dataclass(slots=True)
class App:
    """A running Convenor, without its platforms."""

    database: Database
    store: Store
    engine: Engine[Transaction]
    heartbeat: Heartbeat[Transaction]
    promises: KeptPromises
    clock: Clock

    async def start(self) -> None:
        """Takes up what an instance that died left undone."""
        await self.promises.recover(self.clock.now())

    async def serve(self) -> None:
        """Starts, and from then on keeps its promises by itself."""
        await self.start()
        self.store.on_promise = self.heartbeat.nudge
        self.store.listen()
        await self.heartbeat.start()

    async def close(self) -> None:
        """Finishes what was accepted; the database is free afterwards."""
        await self.heartbeat.stop()
        self.store.close()
        self.database.release()


def build(
    url: str,
    gateways: Mapping[str, Gateway],
    *,
    clock: Clock | None = None,
    key: Callable[[], str] = new_key,
    card_rest: timedelta = CARD_REST,
) -> App:
    """Opens the database (made when it is empty) and wires everything to it. `gateways` by the name
    of their platform. Raises StorageTrouble."""
    clock = clock or SystemClock()
    database = Database(url)
    database.take()
    try:
        database.prepare()
        store = Store(database)
    except BaseException:
        database.release()
        raise
    registry = Registry(FEATURES)
    engine = Engine(registry, store, clock, key)
    promises = KeptPromises(store)
    courier = Courier(registry, store, promises, gateways, clock, card_rest)
    heartbeat = Heartbeat(engine, courier, promises, clock)
    return App(database, store, engine, heartbeat, promises, clock)
