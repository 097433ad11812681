"""Where a command was given: a post in a forum is a place of its own, since the forum takes no messages."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Final

import aiohttp
import discord

from adapters.discord.arriving import IN_POSTS
from bot.addresses import ChannelRef
from bot.boundary import Request

log = logging.getLogger(__name__)

WITHIN: Final = 1.0
"""Seconds for asking; a thread that cannot be asked about so quickly belongs to its channel for now."""
REMEMBERED: Final = 2000


class Places:
    """Asks Discord, and remembers while it runs: of the channel of a thread an interaction does not say what
    it is. `client` is set once it has logged in."""

    def __init__(self) -> None:
        self.client: discord.Client | None = None
        self._forums: dict[str, bool] = {}

    async def of(self, request: Request) -> Request:
        """The request, at the place where it can be answered in public. Never raises."""
        where = request.where
        if not where.thread or not await self._is_forum(where.channel):
            return request
        return replace(request, where=ChannelRef(where.platform, where.space, where.thread))

    async def _is_forum(self, channel: str) -> bool:
        if channel not in self._forums and self.client is not None:
            try:
                async with asyncio.timeout(WITHIN):
                    told = await self.client.http.get_channel(int(channel))
                kind = told.get("type")
            except (
                discord.DiscordException,
                aiohttp.ClientError,
                TimeoutError,
                OSError,
                ValueError,
                AttributeError,
            ):
                log.warning("a channel not known", extra={"action": "channel_unknown"})
                return False
            if len(self._forums) >= REMEMBERED:
                self._forums.clear()
            self._forums[channel] = kind in IN_POSTS
        return self._forums.get(channel, False)
