"""The composition root: puts the engine, the features, the store and the platforms together."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.binding import spec_of
from bot.clock import SystemClock
from bot.courier import CARD_REST, Courier
from bot.engine import Engine
from bot.feature import Registry
from bot.heartbeat import Heartbeat
from bot.platforms import Commands, House, Platform, Trouble
from bot.ports import Clock, Gateway, Unavailable
from bot.secrets import new_key
from bot.settings import Settings
from commands import FEATURES
from storage.database import Database
from storage.kept import KeptPromises
from storage.store import Store
from storage.transaction import Transaction
from storage.vault import KeptVault

TURN = 0.0005
"""Seconds after which a thread that works through something long lets another one have Python's lock. Whoever answers
people gives it away at every socket, and would wait the usual 0.005 to get it back each time."""


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

    async def ready(self) -> str:
        """What is wrong with the database now; empty where nothing is."""
        try:
            await self.store.read(lambda tx: None)
        except Unavailable as trouble:
            return str(trouble)
        return ""

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


# Platforms


def platforms(settings: Settings, clock: Clock) -> tuple[Platform[Transaction], ...]:
    """Those that somebody configured; nothing of the others is loaded."""
    made: list[Platform[Transaction]] = []
    if "Slack" in settings.platforms:
        from adapters.slack.platform import SlackPlatform

        made.append(SlackPlatform(settings, commands(), clock))
    if "Discord" in settings.platforms:
        from adapters.discord.platform import DiscordPlatform

        made.append(DiscordPlatform(settings, commands(), clock))
    return tuple(made)


def manifest(name: str, settings: Settings, mode: str | None, *, aliases: bool) -> str:
    """What has to be told a platform about us. Raises Trouble for one that wants to be told nothing."""
    clock = SystemClock()
    if name == "slack":
        from adapters.slack.manifest import Mode
        from adapters.slack.platform import SlackPlatform

        way = Mode(mode) if mode else None
        return SlackPlatform(settings, commands(), clock, way, aliases=aliases).manifest()
    if name == "discord":
        from adapters.discord.payload import manifest as of_discord

        return of_discord(commands())
    raise Trouble(f"There is no manifest for {name}. There are those for: slack, discord")


def commands() -> Commands:
    """All that people can do, without a database."""
    registry = Registry(FEATURES)
    specs = {path: spec_of(handles.command, path) for path, handles in registry.handles.items()}
    return Commands(specs, {feature.name: feature.about for feature in FEATURES})


async def run(settings: Settings, url: str, say: Callable[[str], None]) -> None:
    """Serves every configured platform until it is cancelled. One that cannot be served does not end the
    others; `say` tells whoever runs us. Raises Trouble when none is left, StorageTrouble."""
    from adapters.web.server import Server

    for half in settings.halves:
        say(half)
    clock = SystemClock()
    served = platforms(settings, clock)
    app = build(url, {platform.name: platform.gateway for platform in served}, clock=clock)
    server = Server(settings.web_host, settings.web_port)
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    house = House(
        engine=app.engine, vault=KeptVault(app.store, secret), clock=clock, serve=server.serve,
        report=server.ready.__setitem__,
    )  # fmt: skip
    server.ready["database"] = app.ready
    tasks: set[asyncio.Task[None]] = set()
    try:
        await server.start()
        await app.serve()
        # What was loaded stays: looking through it again and again would make people wait.
        gc.freeze()
        sys.setswitchinterval(TURN)
        tasks = {asyncio.create_task(platform.run(house), name=platform.name) for platform in served}
        await _until_none_is_left(tasks, say)
    finally:
        # What is being posted is finished first, then what people asked for; both need the database.
        await app.heartbeat.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.stop()
        await app.close()


async def _until_none_is_left(tasks: Iterable[asyncio.Task[None]], say: Callable[[str], None]) -> None:
    left = set(tasks)
    while left:
        done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            fault = task.exception()
            if not isinstance(fault, Trouble) or not left:
                task.result()
            say(f"{task.get_name()}: {fault}")
