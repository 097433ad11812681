"""`prepare` of a text command, beside discord.py's own dispatch of the same line to an empty command
with as many commands registered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from adapters.console.stage import account, where
from bot.boundary import Door, Request
from bot.clock import SystemClock
from bot.engine import Engine
from bot.feature import Registry
from bot.secrets import new_key
from commands import FEATURES
from tests.bench.measure import ROUNDS, Measure, rate

LINE = '/poll vote P-12 yes reason:"because it is a good idea"'
CALLS = 3000


def run() -> Iterator[Measure]:
    engine: Engine[Any] = Engine(Registry(FEATURES), None, SystemClock(), new_key)  # type: ignore[arg-type]
    request = Request(id="1", who=account("ana"), where=where("ana", "#main"), door=Door.LINE, line=LINE)
    ours, floor = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            engine.prepare(request)
        ours.append(CALLS / (time.perf_counter() - start))
        floor.append(asyncio.run(_discord(len(engine.specs))))
    yield rate("dispatch.prepare", "lines/s", ours, floor)


async def _discord(count: int) -> float:
    """Lines a second through discord.py: prefix, command, converted arguments, empty callback."""
    import discord
    from discord.ext import commands

    bot = commands.Bot("/", intents=discord.Intents.none())

    async def vote(ctx: Any, poll: str, choice: str, *, reason: str) -> None: ...

    bot._connection.user = SimpleNamespace(id=2)  # type: ignore[assignment]
    poll: Any = commands.Group(_nothing, name="poll")
    poll.add_command(commands.Command(vote, name="vote"))
    bot.add_command(poll)
    for number in range(count - 1):
        bot.add_command(commands.Command(_nothing, name=f"other{number}"))
    message: Any = SimpleNamespace(
        content=LINE,
        author=SimpleNamespace(bot=False, id=1),
        guild=None,
        channel=SimpleNamespace(id=1),
        attachments=[],
        _state=bot._connection,
    )
    start = time.perf_counter()
    for _ in range(CALLS):
        context = await bot.get_context(message)
        await bot.invoke(context)
    taken = time.perf_counter() - start
    await bot.close()
    return CALLS / taken


async def _nothing(ctx: Any) -> None: ...
