"""`/wg me` in Slack by HTTP: how long until it is acknowledged, and how many a second are answered, beside a
bolt app whose only listener acknowledges and does nothing. Both run as processes of their own.

Asked by somebody whom the bot does not know, by a member of a group, and by many while a digest over a large
group is being built all the time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Self
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, web

from bot.addresses import ChannelRef
from storage.people import AccountRow, HomeRow
from storage.prepared import insert
from storage.transaction import Transaction
from tests.adapters.program import WORDS, environment
from tests.adapters.slack.conftest import free_port
from tests.adapters.slack.people import signed
from tests.bench.digests import busy
from tests.bench.measure import Measure, rate
from tests.bench.slack_floor import SECRET

ROUNDS = 5
CALLS = 1000
AT_ONCE = 50
FORM = "application/x-www-form-urlencoded"


STRANGER, MEMBER, COORDINATOR = "U1", "U2", "U3"
LARGE, SMALL = "C1", "C2"
"""The channels of the large group, and of one that the member has."""
_ACCOUNT, _HOME = insert(AccountRow, "ref", "person_id"), insert(HomeRow, "channel", "group_id", "since")


@dataclass(slots=True)
class Measured:
    """Commands a second, and the seconds until acknowledgements of ours."""

    stranger: list[float] = field(default_factory=list)
    member: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    fifty: list[float] = field(default_factory=list)
    digest: list[float] = field(default_factory=list)


def run() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_measured(Path(folder)))
    yield rate("slack.commands", "1/s", found.stranger, found.floor)
    yield rate("slack.commands_member", "1/s", found.member, found.floor)
    for name, took in (("one", found.one), ("fifty", found.fifty), ("fifty_digest", found.digest)):
        yield Measure(f"slack.ack.{name}.p50", median(took) * 1000, "ms")
        yield Measure(f"slack.ack.{name}.p99", quantiles(took, n=100)[98] * 1000, "ms")


async def _measured(folder: Path) -> Measured:
    mine, least = free_port(), free_port()
    await _prepared(folder)
    found = Measured()
    async with _Slack() as slack:
        given = environment(
            folder, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET=SECRET, CONVENOR_WEB_PORT=str(mine),
            CONVENOR_SLACK_API_URL=f"{slack.url}/api",
        )  # fmt: skip
        floor_words = [sys.executable, "-m", "tests.bench.slack_floor", str(least), f"{slack.url}/api/"]
        with _running([*WORDS, "run"], given, folder), _running(floor_words, given, folder):
            for port in (mine, least):
                await slack.awaits(port)
                await slack.drive(port, 4 * AT_ONCE, AT_ONCE)  # compiled, cached, connected
            for line in ("group create Small", "member join government"):
                assert await slack.ask(mine, line, MEMBER, SMALL) == 200
            await slack.drive(mine, 4 * AT_ONCE, AT_ONCE, MEMBER)
            for _ in range(ROUNDS):
                took, speed = await slack.drive(mine, CALLS, AT_ONCE, answered=True)
                found.fifty += took
                found.stranger.append(speed)
                found.floor.append((await slack.drive(least, CALLS, AT_ONCE))[1])
                found.member.append((await slack.drive(mine, CALLS, AT_ONCE, MEMBER, answered=True))[1])
                found.one += (await slack.drive(mine, CALLS // 4, 1, answered=True))[0]
            found.digest = await _while_a_digest_is_built(slack, mine)
    return found


async def _while_a_digest_is_built(slack: _Slack, port: int) -> list[float]:
    async def again_and_again() -> None:
        while True:
            assert await slack.ask(port, "digest now", COORDINATOR, LARGE) == 200

    building = asyncio.create_task(again_and_again())
    try:
        return [each for _ in range(ROUNDS) for each in (await slack.drive(port, CALLS, AT_ONCE))[0]]
    finally:
        building.cancel()


async def _prepared(folder: Path) -> None:
    """The large group, whose coordinator and home are in Slack too."""
    hall = await busy(folder)

    def moved(tx: Transaction) -> None:
        tx.write(_ACCOUNT, ref=f"slack:T1/{COORDINATOR}", person_id=1)
        tx.write(_HOME, channel=str(ChannelRef("slack", "T1", LARGE)), group_id=1, since=hall.clock.now())

    await hall.app.store.write(moved)
    await hall.app.close()


@contextmanager
def _running(words: list[str], given: dict[str, str], folder: Path) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=given, cwd=folder, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


class _Slack:
    """One that asks, and only takes answers."""

    def __init__(self) -> None:
        self._answered = self._wanted = 0
        self._all = asyncio.Event()
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/respond", self._respond)
        app.router.add_post("/api/{method}", self._api)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = ClientSession()
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        user = {"id": "U1", "name": "ana", "profile": {"display_name": "Ana"}}
        return web.json_response(
            {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "user": user}
        )

    async def _respond(self, request: web.Request) -> web.Response:
        await request.read()
        self._count()
        return web.Response(text="ok")

    def _count(self) -> None:
        self._answered += 1
        if self._answered >= self._wanted:
            self._all.set()

    async def awaits(self, port: int) -> None:
        async with asyncio.timeout(60):
            while True:
                with suppress(ClientError):
                    async with self._session.post(f"http://127.0.0.1:{port}/slack/events") as answer:
                        if answer.status == 401:
                            return
                await asyncio.sleep(0.1)

    async def drive(
        self, port: int, calls: int, at_once: int, who: str = STRANGER, *, answered: bool = False
    ) -> tuple[list[float], float]:
        """`calls` times `/wg me`, `at_once` in flight: the seconds until each was acknowledged, and how many a
        second were done; with `answered` until the last answer came."""
        self._answered, self._wanted = 0, calls
        self._all.clear()
        took: list[float] = []
        left = iter(range(calls))
        since = time.perf_counter()

        async def one_after_another() -> None:
            for _ in left:
                begun = time.perf_counter()
                assert await self.ask(port, "me", who, SMALL) == 200
                took.append(time.perf_counter() - begun)

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))
        if answered:
            await self._all.wait()
        return took, calls / (time.perf_counter() - since)

    async def ask(self, port: int, line: str, who: str, channel: str) -> int:
        """One command; returns once it is acknowledged, with the status."""
        body = urlencode(
            {
                "command": "/wg", "text": line, "team_id": "T1", "user_id": who, "user_name": "ana",
                "channel_id": channel, "response_url": f"{self.url}/respond", "trigger_id": f"{next(self._numbers)}",
            }
        ).encode()  # fmt: skip
        headers = {"Content-Type": FORM, **signed(body, secret=SECRET)}
        url = f"http://127.0.0.1:{port}/slack/events"
        async with self._session.post(url, data=body, headers=headers) as answer:
            if await answer.read():  # the answer came with the acknowledgement
                self._count()
            return answer.status
