"""An interaction in to its answer out, over a wire to a Discord on this machine: the whole running bot
beside a bare discord.py client with an empty command. Asked by somebody whom the bot does not know, and by a member
of a group."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord
from tests.bench.hall import folder
from tests.bench.measure import Measure, rate

ROOT = Path(__file__).parents[2]
ROUNDS, CALLS, WARM = 5, 2000, 500
"""A call takes a fraction of a millisecond: with fewer of them the machine's moods would be measured."""
FLIGHTS = (1, 50)
STRANGER, MEMBER = payloads.user("700000000000000001", "ana"), payloads.user("700000000000000002", "ben")


def run() -> Iterator[Measure]:
    ours, floor = asyncio.run(_both())
    for flight in FLIGHTS:
        mine, bare = ours[flight], floor[flight]
        yield rate(f"discord.me_{flight}", "/s", [each[0] for each in mine], [each[0] for each in bare])
        for place, name in ((1, "p50"), (2, "p99")):
            value, least = median(each[place] for each in mine), median(each[place] for each in bare)
            yield Measure(f"discord.me_{flight}_{name}_ms", value, "ms", least, least / value)
    member, bare = ours[-FLIGHTS[-1]], floor[FLIGHTS[-1]]
    yield rate("discord.me_member", "/s", [each[0] for each in member], [each[0] for each in bare])


Rounds = dict[int, list[tuple[float, float, float]]]
"""By how many are in flight; below zero for the member."""


async def _both() -> tuple[Rounds, Rounds]:
    ours: Rounds = {flight: [] for flight in (*FLIGHTS, -FLIGHTS[-1])}
    floor: Rounds = {flight: [] for flight in FLIGHTS}
    with folder() as place:
        async with asyncio.timeout(300):
            for _ in range(ROUNDS):
                await _measured(floor, place, bare=True)
                await _measured(ours, place, bare=False)
    return ours, floor


async def _measured(results: Rounds, place: Path, *, bare: bool) -> None:
    discord = Discord(checks=False)
    await discord.start()
    words = ["-m", "tests.bench.bare_discord", discord.base, discord.token] if bare else ["-m", "bot", "run"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words,
        cwd=ROOT,
        env={
            **os.environ,
            "DISCORD_TOKEN": discord.token,
            "CONVENOR_DISCORD_API_URL": discord.base,
            "CONVENOR_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{discord.port}/gateway",
            "CONVENOR_DATABASE_URL": f"sqlite:///{place / 'bench.db'}",
            "CONVENOR_WEB_PORT": "8399",
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await discord.until(lambda: discord.identified > 0, 30)
        await asyncio.gather(*(_use(discord, STRANGER, "me") for _ in range(WARM)))
        for flight in FLIGHTS:
            results[flight].append(await _round(discord, flight, STRANGER))
        if not bare:
            if not results[-FLIGHTS[-1]]:
                await _use(discord, MEMBER, "group", "create", name="Small")
                await _use(discord, MEMBER, "member", "join", stakeholder="government")
            await asyncio.gather(*(_use(discord, MEMBER, "me") for _ in range(WARM)))
            results[-FLIGHTS[-1]].append(await _round(discord, FLIGHTS[-1], MEMBER))
    finally:
        process.terminate()
        await process.wait()
        await discord.stop()


async def _round(discord: Discord, flight: int, who: dict[str, Any]) -> tuple[float, float, float]:
    """Answers a second, and the median and the 99th percentile of what one takes, in ms."""
    left = CALLS
    taken: list[float] = []

    async def one_after_the_other() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            taken.append(await _use(discord, who, "me"))

    start = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(flight)))
    whole = time.perf_counter() - start
    cuts = quantiles(taken, n=100)
    return len(taken) / whole, 1000 * cuts[49], 1000 * cuts[98]


async def _use(discord: Discord, who: dict[str, Any], command: str, sub: str = "", /, **given: str) -> float:
    """Seconds until a command is answered."""
    options: list[dict[str, Any]] = [{"type": 3, "name": key, "value": value} for key, value in given.items()]
    if sub:
        options = [{"type": 1, "name": sub, "options": options}]
    data = {"id": payloads.snowflake(), "name": command, "type": 1, "options": options}
    payload = payloads.interaction(2, data, who)
    start = time.perf_counter()
    answer = await discord.interact(payload, "")
    assert answer["type"] == 4
    return time.perf_counter() - start
