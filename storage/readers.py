"""Reads that change nothing, beside the writer: a few threads, each with a connection that cannot write.

What is asked for in one turn of the loop is handed over together, and answered together. Handing one read
to a thread and its answer back costs more than most reads do; and two threads that run Python at the same
time take turns at each statement, which makes both of them slow. So one thread reads what there is to be
read, and another one helps only where it is held up.
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
LONG: Final = 0.005
"""Seconds after which a read is a long one: what comes later is given to another thread."""
WATCH: Final = 0.02
"""Seconds after which what is answered is told, and what waits is given to another thread, though a long
read came between."""


@dataclass(slots=True)
class _Asked:
    act: Callable[[Transaction], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    number: int
    """How many were asked for up to this one."""
    value: Any = None
    fault: BaseException | None = None

    def give(self) -> None:
        """In its loop."""
        if self.answer.done():
            return
        if self.fault is not None:
            self.answer.set_exception(self.fault)
        else:
            self.answer.set_result(self.value)


class Reader(Protocol):
    """One connection that cannot write."""

    def read(self, work: Callable[[Transaction], R], *, anew: bool) -> R:
        """With `anew` what is committed now is read, else perhaps the state of the read before."""
        ...

    def end(self) -> None:
        """Lets go of the state that was read."""
        ...

    def close(self) -> None: ...


class Readers:
    """`opened` gives each thread what it reads with; with `side_by_side` all of them read at once, which helps
    where a server's answers are waited for. The threads are there from the first read on."""

    def __init__(self, opened: Callable[[], Reader], *, side_by_side: bool) -> None:
        self._opened = opened
        self._side_by_side = side_by_side
        self._waiting: deque[_Asked] = deque()
        self._done: deque[_Asked] = deque()
        self._lock = threading.Lock()
        """Held while somebody decides whether a thread is needed, or that it is not needed any more."""
        self._reading: dict[int, float] = {}
        """The threads that read now, and since when each of them is at the same read."""
        self._wake: SimpleQueue[bool] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._asked = 0
        self._called: asyncio.AbstractEventLoop | None = None
        self._watched: asyncio.AbstractEventLoop | None = None

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Runs `work` on one consistent state of the database, which holds all that was committed before
        the call. Raises StorageTrouble."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._asked += 1
        self._waiting.append(_Asked(work, loop, answer, self._asked))
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
        self._help()
        if self._watched is not loop:
            self._watched = loop
            loop.call_later(WATCH, self._watch, loop)

    def _help(self) -> None:
        """Wakes as many threads as what waits needs."""
        if self._side_by_side:
            more = min(len(self._waiting), READERS)
        else:
            now = time.perf_counter()
            with self._lock:
                soon = any(now - since < LONG for since in self._reading.values())
            more = 0 if soon else 1
        for _ in range(more):
            self._wake.put(True)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watched = None
        self._give(loop)
        if self._waiting:
            self._help()
        if self._reading or self._waiting:
            self._watched = loop
            loop.call_later(WATCH, self._watch, loop)

    def _give(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._done:
            asked = self._done.popleft()
            if asked.loop is loop:
                asked.give()
            else:
                _tell(asked.loop, asked.give)

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
        me = threading.get_ident()
        loop: asyncio.AbstractEventLoop | None = None
        seen = 0
        """Of so many reads the present state has all that was committed before they were asked for."""
        while (asked := self._next(me)) is not None:
            anew = self._side_by_side or asked.number > seen
            if anew:
                seen = self._asked
            try:
                asked.value = reader.read(asked.act, anew=anew)
            except BaseException as fault:  # noqa: BLE001 - whoever asked is told
                asked.fault = fault
            self._done.append(asked)
            loop = asked.loop
        reader.end()
        if loop is not None:
            _tell(loop, lambda: self._give(loop))

    def _next(self, me: int) -> _Asked | None:
        with self._lock:
            if self._waiting:
                self._reading[me] = time.perf_counter()
                return self._waiting.popleft()
            self._reading.pop(me, None)
            return None


def _tell(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(act)
    except RuntimeError:  # The loop is closed: nobody waits for its answers any more.
        log.debug("answers dropped", extra={"action": "answers_dropped"})
