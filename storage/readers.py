"""Reads that change nothing, beside the writer: a few threads, each with a connection that cannot write.

What is asked for in one turn of the loop is handed over together, and answered together: handing one read
to a thread and its answer back costs more than most reads do.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Final, Protocol, TypeVar

from storage.transaction import Transaction

R = TypeVar("R")
log = logging.getLogger(__name__)

READERS: Final = 4
SOON: Final = 0.002
"""Seconds after which what is answered does not wait for the others that were handed over with it."""
STUCK: Final = 0.005
"""Seconds after which what still waits behind a long read is given to another thread."""


@dataclass(slots=True)
class _Asked:
    act: Callable[[Transaction], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    value: Any = None
    fault: BaseException | None = None


class Reader(Protocol):
    """One connection that cannot write."""

    def read(self, work: Callable[[Transaction], R], /) -> R: ...

    def close(self) -> None: ...


class Readers:
    """`opened` gives each thread what it reads with; with `side_by_side` all of them read at once, which helps
    where a server's answers are waited for. The threads are there from the first read on."""

    def __init__(self, opened: Callable[[], Reader], *, side_by_side: bool) -> None:
        self._opened = opened
        self._most = READERS if side_by_side else 1
        self._waiting: deque[_Asked] = deque()
        self._wake: SimpleQueue[bool] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._read = 0
        self._called: asyncio.AbstractEventLoop | None = None
        self._watched: asyncio.AbstractEventLoop | None = None

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Runs `work` on one consistent state of the database, which holds all that was committed before
        the call. Raises StorageTrouble."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._waiting.append(_Asked(work, loop, answer))
        if self._called is not loop:
            self._called = loop
            loop.call_soon(self._hand_over, loop)
        return await answer

    def close(self) -> None:
        """Finishes what was asked for."""
        if self._waiting:
            self._start()
        for _ in self._threads:
            self._wake.put(False)
        for thread in self._threads:
            thread.join()

    # In the loop

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        self._called = None
        if not self._waiting:
            return
        self._start()
        for _ in range(min(len(self._waiting), self._most)):
            self._wake.put(True)
        if len(self._waiting) > 1 and self._watched is not loop:
            self._watched = loop
            loop.call_later(STUCK, self._watch, loop, self._read)

    def _watch(self, loop: asyncio.AbstractEventLoop, read: int) -> None:
        """`read`: how many had been read the last time. Where it goes on, more threads would be in the way."""
        self._watched = None
        if self._waiting:
            if self._read == read:
                self._wake.put(True)
            self._watched = loop
            loop.call_later(STUCK, self._watch, loop, self._read)

    def _start(self) -> None:
        while len(self._threads) < READERS:
            name = f"reader {len(self._threads)}"
            self._threads.append(threading.Thread(target=self._serve, name=name, daemon=True))
            self._threads[-1].start()

    # In the threads

    def _serve(self) -> None:
        reader = self._opened()
        more = True
        while more:
            more = self._wake.get()
            self._work_off(reader)
        reader.close()

    def _work_off(self, reader: Reader) -> None:
        done: list[_Asked] = []
        since = time.perf_counter()
        while True:
            try:
                asked = self._waiting.popleft()
            except IndexError:
                break
            try:
                asked.value = reader.read(asked.act)
            except BaseException as fault:  # noqa: BLE001 - whoever asked is told
                asked.fault = fault
            done.append(asked)
            self._read += 1
            if time.perf_counter() - since > SOON:
                _answer(done)
                done, since = [], time.perf_counter()
        _answer(done)


def _answer(done: list[_Asked]) -> None:
    for loop in {asked.loop for asked in done}:
        try:
            loop.call_soon_threadsafe(_give, [asked for asked in done if asked.loop is loop])
        except RuntimeError:  # The loop is closed: nobody waits for these answers any more.
            log.debug("answers dropped", extra={"action": "answers_dropped"})


def _give(done: list[_Asked]) -> None:
    for asked in done:
        if asked.answer.done():
            continue
        if asked.fault is not None:
            asked.answer.set_exception(asked.fault)
        else:
            asked.answer.set_result(asked.value)
