"""A bot that is killed again and again while it works: the program behind tests/storage/test_crash.py.

    python -m tests.storage.crash URL FOLDER SECONDS…

Each number of seconds is a life: the bot starts on the database, works as fast as it can, and is killed
after that time. In `FOLDER/accepted` stands each request whose answer was given (what was asked, its
id, the answer), in `FOLDER/posted` each message that reached the platform (its mark and its text).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.addresses import AccountRef, ChannelRef, MessageRef
from bot.boundary import Door, Known, Reply, Request, View
from bot.clock import SystemClock
from bot.plain import plain, plain_reply
from storage import promises
from storage.transaction import Transaction
from tests.engine import tea

ANA = AccountRef("console", "local", "ana")
AT_ONCE = 6
"""Requests in flight."""
ENOUGH = 60
"""Lines of what was accepted: then there was something to lose."""
LONGER = (1.0, 1.5, 2.0, 3.0, 4.0)
GROUP = 1
"""The only one."""


@dataclass(slots=True)
class Wall:
    """A platform that honours our marks: what is posted stands on a wall, whatever becomes of us."""

    path: Path

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        append(self.path, view.nonce, plain(view.blocks, view.reader))
        await asyncio.sleep(0.002)  # the answer travels back, and may never arrive
        return MessageRef(channel, view.nonce)

    async def edit(self, message: MessageRef, view: View) -> MessageRef:
        await asyncio.sleep(0.002)
        return message

    async def find(self, channel: ChannelRef, nonce: str, around: datetime) -> MessageRef | None:
        return MessageRef(channel, nonce) if any(nonce == mark for mark, _ in lines(self.path)) else None


def append(path: Path, *words: str) -> None:
    """One line, whole or not at all, and not lost with us."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(handle, ("\t".join(words) + "\n").encode())
    os.close(handle)


def lines(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines()] if path.exists() else []


def request(line: str, key: str) -> Request:
    return Request(key, ANA, tea.channel(), Door.LINE, line=line, known=Known(name="ana"))


async def live(url: str, folder: Path, life: int) -> None:
    """Takes cups for ever, and promises that a kettle will whistle for each third of them."""
    clock = SystemClock()
    room = tea.build(url, {"console": Wall(folder / "posted")}, clock)
    await room.start()
    room.store.on_promise = room.heartbeat.nudge
    await room.heartbeat.start()

    def boil(tx: Transaction, cup: str) -> None:
        promises.promise(tx, "tea whistle", cup, clock.now() + timedelta(milliseconds=10))

    async def works(who: int) -> None:
        for count in range(1_000_000):
            key = f"{life}-{who}-{count}"
            answer = await room.engine.handle(request("/tea cup", key))
            assert isinstance(answer, Reply), answer
            text = plain_reply(answer, answer.reader, buttons=False)
            if not answer.accepted:
                append(folder / "trouble", key, text)
                return
            append(folder / "accepted", "cup", key, text)
            if count % 3 == 0:
                cup = f"cup{GROUP}x{text.removeprefix('Here is C-').removesuffix('.')}"
                await room.store.write(lambda tx, cup=cup: boil(tx, cup))  # type: ignore[misc]
                append(folder / "accepted", "kettle", cup, "")
            await asyncio.sleep(0.01)  # so that there is time for everything else

    await asyncio.gather(*(works(who) for who in range(AT_ONCE)))


def main(url: str, folder: Path, lives: list[float]) -> None:
    """On a busy machine short lives end before they have begun: then longer ones follow."""
    for life, seconds in enumerate((*lives, *LONGER)):
        if life >= len(lives) and len(lines(folder / "accepted")) > ENOUGH:
            break
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(live(url, folder, life))
            finally:
                os._exit(1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            append(folder / "trouble", f"life {life}", f"ended by itself: {status}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [float(seconds) for seconds in sys.argv[3:]])
