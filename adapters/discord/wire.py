"""One request to Discord's Web API, and what it means when it fails."""

from __future__ import annotations

from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from adapters.discord import allowed
from adapters.discord.limits import cut
from adapters.discord.pace import told
from bot.refusals import Fate, GatewayError, Hindrance

ARCHIVED: Final = 50083
"""Nothing can be done in a thread that was put away."""
HAS_THREAD: Final = 160004
"""A message has one thread at most, and this one has it."""
_REASON: Final = 100
"""Characters of what Discord says of a refusal."""
_LATER: Final = 60.0
"""Seconds before another try, where Discord says no number."""
_HINDRANCES: Final = {
    10003: Hindrance.NO_CHANNEL,
    10004: Hindrance.NO_CHANNEL,
    10008: Hindrance.DELETED,
    40058: Hindrance.POSTS_ONLY,
    50001: Hindrance.SHUT_OUT,
    50008: Hindrance.POSTS_ONLY,
    50013: Hindrance.SHUT_OUT,
    160005: Hindrance.SHUT_OUT,
}
"""What Discord's codes mean: no such channel, server or message, no access, no
messages in such a channel, no permission, a thread that is locked. A message that is
sent again with its nonce is not there either (10008) when somebody deleted it meanwhile."""


class Refused(GatewayError):
    """`code` is Discord's own."""

    def __init__(self, message: str, code: int, **more: Any) -> None:
        super().__init__(message, **more)
        self.code = code


async def ask(client: discord.Client | None, route: Route, body: Any = None, **more: Any) -> Any:
    """Raises GatewayError."""
    if client is None:
        raise GatewayError("not connected to Discord", retry_after=5)
    if body is not None:
        more["json"] = body
    try:
        if body is not None and "components" in body:
            allowed.check(allowed.message(body))
        return await client.http.request(route, **more)
    except allowed.Unfit as unfit:
        raise GatewayError(f"Discord would refuse it: {unfit}", permanent=True) from unfit
    except discord.RateLimited as limited:
        raise GatewayError("rate limited", retry_after=limited.retry_after) from limited
    except discord.HTTPException as refused:
        raise _fault(refused) from refused
    except (aiohttp.ClientConnectorError, ConnectionRefusedError) as away:
        raise GatewayError("cannot reach Discord") from away
    except (TimeoutError, aiohttp.ClientError, OSError) as lost:
        raise GatewayError(f"the connection was cut: {type(lost).__name__}", fate=Fate.UNKNOWN) from lost


def _fault(refused: discord.HTTPException) -> GatewayError:
    said = f"{cut(refused.text, _REASON)} (HTTP {refused.status}, code {refused.code})".strip()
    if refused.status >= 500:
        return GatewayError(said, fate=Fate.UNKNOWN)
    if refused.status in (401, 429):  # Whoever runs us can mend a token; a limit ends by itself.
        return GatewayError(said, retry_after=told(refused.response.headers) or _LATER)
    hindrance = _HINDRANCES.get(refused.code)
    # Without a code it was not Discord itself that refused, but who stands before it, and not for ever.
    permanent = (refused.status in (400, 403, 404) and refused.code != 0) or hindrance is not None
    return Refused(said, refused.code, permanent=permanent, hindrance=hindrance)
