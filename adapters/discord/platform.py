"""Discord among the platforms: how it is connected to, told about our commands, checked, and kept going."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any, Final, Generic

import aiohttp
import discord
from discord.http import Route

from adapters.discord import allowed, endpoint, permitted
from adapters.discord.arriving import SEND, VIEW
from adapters.discord.client import PATIENCE, Answering, AutoSharded, Client, Single
from adapters.discord.differing import differences
from adapters.discord.gateway import DiscordGateway
from adapters.discord.markup import PLATFORM
from adapters.discord.payload import declared, manifest
from adapters.discord.permitted import HISTORY, IN_THREADS, THREADS
from bot.platforms import Commands, House, Trouble
from bot.ports import Clock, Finding, T, Used, Vault
from bot.settings import Settings

log = logging.getLogger(__name__)

CHECKED_WITHIN: Final = 10.0
"""Seconds that a check waits for Discord."""
PAUSES: Final = (5.0, 300.0)
"""Seconds before we connect again, the first time and at most: only so many connections are allowed a day."""
KEPT: Final = "plain.discord"
"""Where the hash of the commands stands that Discord was told of last: nothing secret."""
PERMISSIONS: Final = VIEW | SEND | HISTORY | THREADS | IN_THREADS
_INVITE: Final = "https://discord.com/oauth2/authorize"
_COPY_AGAIN: Final = (
    "Copy the token again from the Bot page of your application, at discord.com/developers/applications."
)
_UPDATE: Final = "Update Convenor: this version cannot speak with Discord any more."
_HOPELESS: Final = {
    4004: f"Discord refused the token. {_COPY_AGAIN}",
    4010: "Discord says that there is no such shard. Correct DISCORD_SHARDS, or set it to auto.",
    4011: "This bot is in too many servers for one connection. Set DISCORD_SHARDS=auto.",
    4012: f"Discord does not speak this way any more. {_UPDATE}",
    4013: f"Discord does not know what we want to hear of. {_UPDATE}",
    4014: f"Discord does not let this application hear of its servers. {_UPDATE}",
}
"""Codes with which Discord ends a connection for good, and what to do: connecting again cannot help."""


class DiscordPlatform(Generic[T]):
    """Raises nothing when it is made; the SDK is loaded with this module."""

    name = PLATFORM

    def __init__(
        self,
        settings: Settings,
        commands: Commands,
        clock: Clock,
        *,
        patience: float = PATIENCE,
        pauses: tuple[float, float] = PAUSES,
    ) -> None:
        assert settings.discord_token is not None
        self._token = settings.discord_token.get_secret_value()
        self._public_key = settings.discord_public_key
        self._web_url = settings.web_url
        self._patience = patience
        self._pauses = pauses
        self._shards = settings.discord_shards
        self._gateway_url = settings.discord_gateway_url
        self._commands = commands
        self._declared = declared(commands.specs, commands.abouts)
        self._looked = False
        self.gateway = DiscordGateway(clock)
        if settings.discord_api_url is not None:
            Route.BASE = f"{settings.discord_api_url}/api/v10"

    def manifest(self) -> str:
        return manifest(self._commands)

    async def check(self, used: Used) -> Sequence[Finding]:
        try:
            async with self._client(_unheard) as client:
                async with asyncio.timeout(CHECKED_WITHIN):
                    await client.login(self._token)
                    told = await client.http.request(
                        Route("GET", "/applications/{id}/commands", id=client.application_id),
                        params={"with_localizations": "true"},
                    )
                who, at_home = str(client.user), await permitted.findings(client, used.homes)
                assert client.application is not None
                arriving = endpoint.findings(client.application, self._public_key, self._web_url)
        except discord.LoginFailure:
            return [Finding("Discord", "it refuses DISCORD_TOKEN", _COPY_AGAIN)]
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as away:
            wrong = f"it cannot be asked ({type(away).__name__})"
            return [Finding("Discord", wrong, "Check the way from here to discord.com, then try again.")]
        link = f"{_INVITE}?client_id={client.application_id}&scope=bot+applications.commands"
        return [
            Finding("Discord", f"the token is that of {who}"),
            Finding("Discord's invitation", f"{link}&permissions={PERMISSIONS}"),
            self._differences(told),
            *arriving,
            *at_home,
        ]

    def _differences(self, told: Sequence[Any]) -> Finding:
        found = differences(self._declared.payload, told)
        said = [
            how.format(", ".join(names))
            for how, names in (
                ("it does not know {}", found.missing),
                ("it knows {}, which we do not have", found.other),
                ("it knows other forms of {}", found.changed),
            )
            if names
        ]
        if not said:
            return Finding("Discord's commands", "it knows all of ours")
        return Finding("Discord's commands", "; ".join(said), _TELL_IT)

    async def run(self, house: House[T]) -> None:
        answering = Answering(house.engine, self._declared, self._patience)
        if self._public_key is not None:
            served = endpoint.Endpoint(self._public_key, answering.receive, house.clock)
            house.serve("POST", endpoint.PATH, served.serve)
        house.report(PLATFORM, self._trouble)
        first, most = self._pauses
        pause = first
        try:
            while True:
                began = asyncio.get_running_loop().time()
                await self._once(house, answering)
                if asyncio.get_running_loop().time() - began > most:
                    pause = first
                log.warning("Discord: connecting again in %.0f s", pause, extra={"action": "discord_again"})
                await asyncio.sleep(pause)
                pause = min(pause * 2, most)
        finally:
            self.gateway.client = None
            await answering.close()

    async def _trouble(self) -> str:
        client = self.gateway.client
        if client is None:
            return "not connected to Discord"
        return "" if self._public_key is not None or client.is_ready() else "not connected to Discord yet"

    async def _once(self, house: House[T], answering: Answering[T]) -> None:
        """One connection, until it ends by a fault. One malformed event ends discord.py's connection, and
        must not end us. Raises Trouble for what cannot get better."""
        client = self._client(answering.receive)
        later: asyncio.Task[None] | None = None
        try:
            async with client:
                await client.login(self._token)
                self.gateway.client = client
                answering.asks(client)
                try:
                    await self._tell(client, house.vault)
                except discord.RateLimited as limited:
                    later = asyncio.create_task(self._tell_later(client, house.vault, limited.retry_after))
                except discord.DiscordServerError:
                    later = asyncio.create_task(self._tell_later(client, house.vault, self._pauses[1]))
                if self._public_key is not None:
                    await asyncio.Event().wait()
                await client.connect()
        except discord.LoginFailure as refused:
            raise Trouble(f"Discord refuses DISCORD_TOKEN. {_COPY_AGAIN}") from refused
        except discord.PrivilegedIntentsRequired as refused:
            raise Trouble(_HOPELESS[4014]) from refused
        except discord.ConnectionClosed as closed:
            if closed.code in _HOPELESS:
                raise Trouble(_HOPELESS[closed.code]) from closed
            log.warning("Discord closed the connection: %s", closed.code, extra={"action": "discord_cut"})
        except (aiohttp.ClientError, TimeoutError, OSError, discord.DiscordException) as away:
            log.warning("Discord cannot be reached: %s", away, extra={"action": "discord_away"})
        except Exception:
            log.exception("the connection to Discord ended", extra={"action": "discord_fault"})
        finally:
            self.gateway.client = None
            answering.asks(None)
            if later is not None:
                later.cancel()

    def _client(self, receive: Any) -> Client:
        match self._shards:
            case None:
                return Single(receive, self._gateway_url)
            case "auto":
                return AutoSharded(receive, self._gateway_url)
            case shards:
                ids, _, count = shards.partition("/")
                return AutoSharded(receive, self._gateway_url, shard_ids=_ids(ids), shard_count=int(count))

    async def _tell(self, client: Client, vault: Vault) -> None:
        """Tells Discord about our commands, when they are others than last time, or when it lost them: it allows
        that only so often a day."""
        payload = list(self._declared.payload)
        hashed = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        allowed.check(allowed.commands(payload))
        application = client.application_id or 0
        if await vault.get(KEPT, str(application)) == hashed and not await self._lost(client):
            return
        try:
            await client.http.bulk_upsert_global_commands(application, payload)
        except discord.DiscordServerError:
            raise
        except discord.HTTPException as refused:
            # It still knows those of before; the log says which field it does not like.
            log.warning("commands refused: %s", refused.text, extra={"action": "discord_commands_refused"})
            return
        await vault.put(KEPT, str(application), hashed)
        log.info("Discord was told of %d commands", len(payload), extra={"action": "discord_told"})

    async def _lost(self, client: discord.Client) -> bool:
        """Whether Discord lacks commands of ours, or knows others: whoever has our token can change them. It is
        asked once, when the program starts."""
        if self._looked:
            return False
        self._looked = True
        try:
            told = await client.http.get_global_commands(client.application_id or 0)
            found = differences(self._declared.payload, told)
        except (discord.HTTPException, AttributeError, KeyError, TypeError, ValueError):
            return False  # It is not known, then; `convenor check` says more.
        return bool(found.missing or found.other)

    async def _tell_later(self, client: Client, vault: Vault, wait: float) -> None:
        """Discord took too many commands from us today: it goes on knowing those of before for so long, and
        everything else works."""
        while True:
            log.warning("commands not told for %.0f s", wait, extra={"action": "discord_commands_later"})
            await asyncio.sleep(wait)
            try:
                return await self._tell(client, vault)
            except discord.RateLimited as limited:
                wait = limited.retry_after
            except (aiohttp.ClientError, TimeoutError, OSError, discord.DiscordServerError):
                wait = self._pauses[1]


def _ids(written: str) -> list[int]:
    first, _, last = written.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _unheard(payload: Any) -> None:
    """Whoever only checks is not connected, and hears nothing."""


_TELL_IT: Final = "Start it: convenor run tells Discord what has changed."
