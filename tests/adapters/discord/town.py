"""The bot beside a Discord on this machine, both in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.discord.client import PATIENCE
from adapters.discord.platform import DiscordPlatform
from bot.clock import AheadClock
from bot.platforms import Commands, House
from bot.ports import Gateway
from bot.settings import Settings
from bot.wiring import App, build
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord
from tests.adapters.discord.people import Somebody, text_of


class Kept:
    """A vault in memory, for what is no secret."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    async def get(self, space: str, key: str) -> str | None:
        return self.values.get((space, key))

    async def all(self, space: str) -> dict[str, str]:
        return {key: value for (held, key), value in self.values.items() if held == space}

    async def put(self, space: str, key: str, value: str) -> None:
        self.values[space, key] = value

    async def drop(self, space: str, key: str) -> None:
        self.values.pop((space, key), None)


@dataclass(slots=True)
class Town:
    """The bot and its Discord."""

    discord: Discord
    folder: Path
    vault: Kept
    clock: AheadClock
    gateways: Mapping[str, Gateway] = field(default_factory=dict)
    """Of other platforms that the bot is on."""
    app: App | None = None
    task: asyncio.Task[None] | None = None

    async def starts(self, patience: float = PATIENCE) -> None:
        """With no `patience` nothing is answered in time."""
        given: dict[str, Any] = {
            "DISCORD_TOKEN": self.discord.token,
            "CONVENOR_DISCORD_API_URL": self.discord.base,
            "CONVENOR_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{self.discord.port}/gateway",
        }
        settings = Settings(**given)
        from bot.binding import spec_of
        from bot.feature import Registry
        from commands import FEATURES

        registry = Registry(FEATURES)
        specs = {path: spec_of(handles.command, path) for path, handles in registry.handles.items()}
        commands = Commands(specs, {feature.name: feature.about for feature in FEATURES})
        platform: DiscordPlatform[Any] = DiscordPlatform(
            settings, commands, self.clock, patience=patience, pauses=(0.05, 1.0)
        )
        self.app = build(
            f"sqlite:///{self.folder / 'town.db'}",
            {platform.name: platform.gateway, **self.gateways},
            clock=self.clock,
            card_rest=timedelta(0),
        )
        await self.app.serve()
        house = House(engine=self.app.engine, vault=self.vault, clock=self.clock, serve=_nowhere)
        before = self.discord.identified
        self.task = asyncio.create_task(platform.run(house))
        await self.discord.until(lambda: self.discord.identified > before)

    async def stops(self) -> None:
        assert self.task is not None
        assert self.app is not None
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await self.app.close()

    def person(self, name: str, *, administrator: bool = False) -> Somebody:
        number = str(700000000000000001 + sum(map(ord, name)))
        somebody = Somebody(self.discord, name, number, administrator)
        self.discord.people[number] = somebody.user
        return somebody

    def card(self, words: str) -> dict[str, Any]:
        """The newest message in the home that says so."""
        found = [
            message
            for message in self.discord.messages.values()
            if message["channel_id"] == payloads.HOME and words in text_of(message)
        ]
        assert found, [text_of(message) for message in self.discord.messages.values()]
        return found[-1]


def _nowhere(method: str, path: str, serve: Any) -> None:
    raise AssertionError("nothing is served over HTTP here")
