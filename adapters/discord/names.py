"""What people are called whom somebody mentioned, and which of them are bots: a mention itself is only a number."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp
import discord

from adapters.discord.arriving import whole
from bot.addresses import AccountRef
from bot.boundary import Request

log = logging.getLogger(__name__)

WITHIN: Final = 1.0
"""Seconds for asking; who cannot be asked for so quickly is called by their number for now."""
MOST: Final = 20
"""People that are asked for at once."""
REMEMBERED: Final = 2000


@dataclass(frozen=True, slots=True)
class _Somebody:
    name: str
    bot: bool


class Names:
    """Asks Discord, and remembers while it runs. `client` is set once it has logged in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self._known: dict[tuple[str, str], _Somebody] = {}

    async def of(self, request: Request) -> Request:
        """The request, with who those are whom it mentions. Never raises."""
        if not request.known.mentions:
            return request
        mentioned = {account for account in request.known.mentions.values() if account.user.isdecimal()}
        wanted = mentioned - request.known.names.keys()
        if not wanted or self.client is None:
            return request
        people = await self._ask(sorted(wanted)[:MOST], request.where.space)
        names = {account: each.name for account, each in people.items() if each.name}
        bots = request.known.bots | {account for account, each in people.items() if each.bot}
        known = replace(request.known, names={**request.known.names, **names}, bots=bots)
        return replace(request, known=known)

    async def _ask(self, accounts: list[AccountRef], guild: str) -> Mapping[AccountRef, _Somebody]:
        asked = [account for account in accounts if (guild, account.user) not in self._known]
        try:
            async with asyncio.timeout(WITHIN):
                await asyncio.gather(*(self._one(account.user, guild) for account in asked))
        except TimeoutError:
            log.warning("names not known in time", extra={"action": "names_unknown"})
        return {
            account: somebody
            for account in accounts
            if (somebody := self._known.get((guild, account.user))) is not None
        }

    async def _one(self, user: str, guild: str) -> None:
        """Nobody waits in vain for the others because one of them has left."""
        assert self.client is not None
        found: Any
        try:
            if guild:
                member: Any = await self.client.http.get_member(int(guild), int(user))
                found = {**member["user"], "nick": member.get("nick")}
            else:
                found = await self.client.http.get_user(int(user))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as away:
            log.warning("a name not known: %s", type(away).__name__, extra={"action": "names_unknown"})
            return
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        name = found.get("nick") or found.get("global_name") or found.get("username") or ""
        self._known[guild, user] = _Somebody(whole(str(name)), bool(found.get("bot")))
