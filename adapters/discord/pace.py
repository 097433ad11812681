"""How often Discord lets us ask: what would have to wait is told so at once, and holds up nobody else.

discord.py keeps count of Discord's limits, and sleeps in the midst of a request until one has passed, even
after the message was posted. So whoever posts to several channels would wait for the slowest of them. Here
a request that cannot go now raises `discord.RateLimited`, and whoever made it knows what to do meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Ratelimit

SHORT: Final = 1.0
"""Seconds that are waited all the same: the courier would not try again any sooner."""
_AT_ONCE: Final = 0.001
"""Seconds that discord.py itself may sleep after a refusal. None at all would mean as long as it likes; and
were it interrupted while all of Discord is closed to us, it would never ask anything again."""
_UNSAID: Final = 5.0
"""Seconds to wait where Discord says no number, as for edits of old messages (code 30046)."""


class Pace:
    """The limits of one client."""

    def __init__(self) -> None:
        self.closed_until = 0.0
        """By the clock of the loop: until then Discord takes nothing from us at all, or who stands before it."""
        self.trace = aiohttp.TraceConfig()
        """Sees all answers of Discord, since discord.py does not hand on which limit was met."""
        self.trace.on_request_end.append(self._answered)

    def governs(self, http: HTTPClient) -> None:
        """From now on requests of this client keep to these limits."""
        http.max_ratelimit_timeout = _AT_ONCE

        def limit(key: str) -> Ratelimit:
            if key not in http._buckets:
                http._buckets[key] = _Limit(self)
                http._try_clear_expired_ratelimits()
            return http._buckets[key]

        http.get_ratelimit = limit  # type: ignore[method-assign]
        request = http.request

        async def asked(*given: Any, **more: Any) -> Any:
            try:
                return await request(*given, **more)
            except KeyError as unsaid:
                if unsaid.args != ("retry_after",):
                    raise
                raise discord.RateLimited(_UNSAID) from unsaid

        http.request = asked  # type: ignore[method-assign]

    async def _answered(
        self, session: aiohttp.ClientSession, context: Any, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        headers = ended.response.headers
        said_by_discord = headers.get("Content-Type", "").startswith("application/json")
        everywhere = headers.get("X-RateLimit-Scope") == "global" or "X-RateLimit-Global" in headers
        if ended.response.status == 429 and (everywhere or not said_by_discord):
            self.closed_until = asyncio.get_running_loop().time() + (told(headers) or _UNSAID)


def told(headers: Mapping[str, str]) -> float:
    """For how many seconds we shall wait, by the headers of a refusal; 0 where they do not say."""
    try:
        return max(float(headers.get("Retry-After", "0")), 0.0)
    except ValueError:
        return 0.0


class _Limit(Ratelimit):
    """How many requests of one kind Discord still takes in one place, by what it told us last."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(SHORT)
        self._pace = pace

    async def acquire(self) -> None:
        """Raises RateLimited."""
        while (wait := self._wait()) > 0 or self.remaining <= 0:
            if wait > SHORT:
                raise discord.RateLimited(wait)
            if wait > 0:
                await asyncio.sleep(wait)
            else:
                await self._answer()
        self.remaining -= 1
        self.outgoing += 1

    def _wait(self) -> float:
        """Seconds until something may be asked."""
        now = self._last_request = self._loop.time()
        if self.expires is not None and now >= self.expires:
            self.reset()  # type: ignore[no-untyped-call]
        own = self.expires - now if self.remaining <= 0 and self.expires is not None else 0.0
        return max(own, self._pace.closed_until - now)

    async def _answer(self) -> None:
        """Somebody else is asking: what limits there are is known when their answer is here."""
        told = self._loop.create_future()
        self._pending_requests.append(told)
        await told

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.outgoing -= 1
        if isinstance(fault, discord.RateLimited):
            self.remaining = 0
            self.expires = self._loop.time() + fault.retry_after
        elif self.expires is None:  # Discord said nothing of a limit.
            self.reset()  # type: ignore[no-untyped-call]
        self._wake(len(self._pending_requests))
