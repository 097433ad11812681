"""`/wg me` in Slack by HTTP: how long until it is acknowledged, and how many a second are answered, beside a
bolt app whose only listener acknowledges and does nothing. Both run as processes of their own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Self
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, web

from tests.adapters.program import WORDS, environment
from tests.adapters.slack.conftest import free_port
from tests.adapters.slack.people import signed
from tests.bench.measure import Measure, rate
from tests.bench.slack_floor import SECRET

ROUNDS = 5
CALLS = 400
AT_ONCE = 50
FORM = "application/x-www-form-urlencoded"


def run() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        ours, floor, alone, crowd = asyncio.run(_measured(Path(folder)))
    yield rate("slack.commands", "1/s", ours, floor)
    for name, found in (("one", alone), ("fifty", crowd)):
        yield Measure(f"slack.ack.{name}.p50", median(found) * 1000, "ms")
        yield Measure(f"slack.ack.{name}.p99", quantiles(found, n=100)[98] * 1000, "ms")


async def _measured(folder: Path) -> tuple[list[float], list[float], list[float], list[float]]:
    """Commands a second of both, and the seconds until acknowledgements of ours: one by one, and many at once."""
    mine, least = free_port(), free_port()
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
            ours, floor, alone, crowd = [], [], list[float](), list[float]()
            for _ in range(ROUNDS):
                took, speed = await slack.drive(mine, CALLS, AT_ONCE, answered=True)
                crowd += took
                ours.append(speed)
                floor.append((await slack.drive(least, CALLS, AT_ONCE))[1])
                alone += (await slack.drive(mine, CALLS // 4, 1, answered=True))[0]
    return ours, floor, alone, crowd


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
        self, port: int, calls: int, at_once: int, *, answered: bool = False
    ) -> tuple[list[float], float]:
        """`calls` commands, `at_once` in flight: the seconds until each was acknowledged, and how many a second
        were done; with `answered` until the last answer came."""
        self._answered, self._wanted = 0, calls
        self._all.clear()
        took: list[float] = []
        left = iter(range(calls))
        since = time.perf_counter()
        await asyncio.gather(*(self._one_after_another(port, left, took) for _ in range(at_once)))
        if answered:
            await self._all.wait()
        return took, calls / (time.perf_counter() - since)

    async def _one_after_another(self, port: int, left: Iterator[int], took: list[float]) -> None:
        for _ in left:
            body = urlencode(
                {
                    "command": "/wg", "text": "me", "team_id": "T1", "user_id": "U1", "user_name": "ana",
                    "channel_id": "C1", "response_url": f"{self.url}/respond", "trigger_id": f"{next(self._numbers)}",
                }
            ).encode()  # fmt: skip
            headers = {"Content-Type": FORM, **signed(body, secret=SECRET)}
            begun = time.perf_counter()
            url = f"http://127.0.0.1:{port}/slack/events"
            async with self._session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200
                if await answer.read():  # the answer came with the acknowledgement
                    self._count()
            took.append(time.perf_counter() - begun)
