"""A loopback Slack, and the whole bot beside it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.adapters.loaded import Started
from tests.adapters.program import environment, free_port, started
from tests.adapters.slack.loopback import APP_TOKEN, BOT_TOKEN, PATIENCE, Loopback
from tests.adapters.slack.people import SECRET
from tests.adapters.slack.rig import Rig, rigged

SECRETS = ("hush", "a-long-random-text", "c0de")
"""Of the tests of OAuth."""


@pytest.fixture
async def slack() -> AsyncIterator[Loopback]:
    slack = Loopback()
    await slack.start()
    yield slack
    await slack.stop()
    assert slack.wrong == []


@dataclass(slots=True)
class Bot:
    """`convenor run` as a process of its own."""

    slack: Loopback
    folder: Path
    port: int
    process: Started | None = None
    logs: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def start(self, **more: str) -> None:
        """With Socket Mode, unless SLACK_SIGNING_SECRET is given."""
        way = {} if "SLACK_SIGNING_SECRET" in more else {"SLACK_APP_TOKEN": APP_TOKEN}
        given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "CONVENOR_SLACK_API_URL": f"{self.slack.address}/api",
                 "CONVENOR_WEB_PORT": str(self.port), **way, **more}  # fmt: skip
        env = environment(self.folder, **{name: value for name, value in given.items() if value})
        with (self.folder / "log").open("ab") as log:
            self.process = started(["run", "--verbose"], self.folder, env, out=log, err=log)

    async def connected(self) -> None:
        await self.slack.until(lambda: self.slack.sockets, f"a connection; {self.log()}")

    async def ends(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self._over(PATIENCE)

    async def ended(self) -> int:
        """By itself."""
        return await self._over(PATIENCE)

    async def _over(self, seconds: float) -> int:
        assert self.process is not None
        code = await asyncio.wait_for(self.process.wait(), seconds)
        # Slack notices a moment later: the next connection is not to be taken for this one.
        await self.slack.until(lambda: not self.slack.sockets, "the end of the connection")
        return code

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@pytest.fixture
async def bot(slack: Loopback, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(slack, tmp_path, free_port())
    yield bot
    if bot.process is not None and bot.process.returncode is None:
        await bot.ends(signal.SIGKILL)
    assert "Traceback" not in bot.log()
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, "/respond/", *SECRETS):
        assert secret not in bot.log(), "a secret in the log"


@pytest.fixture
async def rig(slack: Loopback, database_url: str) -> AsyncIterator[Rig]:
    async with rigged(slack, database_url) as rig:
        yield rig


__all__ = ["SECRET", "Bot", "free_port"]
