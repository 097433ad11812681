"""Transactions: one writer thread that commits in groups, and readers that cannot write.

The only module that begins, commits or rolls back. Waiting writes are taken together: one BEGIN,
each command in turn, one COMMIT, and only then are the answers given. A command that raises before
it wrote costs the others nothing; one that raises after it wrote has the batch rolled back and
replayed one by one (so: decide first, write last). Alone, a write waits for nobody.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from storage.database import Database, as_trouble
from storage.listening import Listener
from storage.readers import Readers
from storage.transaction import Transaction
from storage.trouble import Kind, StorageTrouble, of_driver, trouble_of, try_again

R = TypeVar("R")
log = logging.getLogger(__name__)

BATCH = 64
"""Commands that share one commit, at most."""
REPLAYS = 5
"""Times that PostgreSQL may ask us to try a transaction again (40001, 40P01)."""


@dataclass(slots=True)
class _Work:
    act: Callable[[Transaction], Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]
    lane: str
    long: bool


@dataclass(slots=True)
class _Outcome:
    work: _Work
    value: Any = None
    fault: BaseException | None = None


class _Replay(Exception):
    """What was tried did not happen, and is to be tried again, one command at a time."""

    def __init__(self, fault: BaseException) -> None:
        super().__init__(fault)
        self.fault = fault


class Store:
    """The transactions of one database. `on_promise` is called, in the loop of the one who wrote,
    after each commit that promised something (a timer or a message). Both `write` and `read` raise
    StorageTrouble when the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.on_promise: Callable[[], None] = lambda: None
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._closed = False
        self._listener: Listener | None = None
        self._readers = Readers(lambda: Reading(database), side_by_side=not database.sqlite)
        self._connection = database.connect(writes=True)
        self._writer = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Transaction], R], *, lane: str = "", long: bool = False) -> R:
        """Runs `work` in a transaction and returns after its commit. It may run more than once."""
        self._check_open()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[R] = loop.create_future()
        self._queue.put(_Work(work, loop, answer, lane, long))
        return await answer

    async def read(self, work: Callable[[Transaction], R]) -> R:
        """Runs `work` on one consistent state of the database, on a connection that cannot write."""
        self._check_open()
        return await self._readers.read(work)

    def listen(self) -> None:
        """From now on `on_promise` is called, in the present loop, for what other instances promise too.
        On SQLite there are no others."""
        if not self.database.sqlite and self._listener is None:
            self._listener = Listener(self.database, asyncio.get_running_loop(), self._heard)

    def _heard(self, by: int | None) -> None:
        """Another instance promised something; `by` is its backend, None when some may have been missed."""
        ours = self._connection
        if ours is None or ours.closed or by != ours.info.backend_pid:
            self.on_promise()

    def _check_open(self) -> None:
        if self._closed:
            raise StorageTrouble(Kind.UNREACHABLE, "Convenor is stopping. Start it again first.")

    def close(self) -> None:
        """Finishes what was accepted, then lets go of the database. Closing twice is closing once."""
        if self._closed:
            return
        self._closed = True
        if self._listener is not None:
            self._listener.close()
        self._queue.put(None)
        self._writer.join()
        self._readers.close()
        if self._connection is not None:
            self._connection.close()

    # The writer's thread

    def _serve(self) -> None:
        held: _Work | None = None
        while (first := held or self._queue.get()) is not None:
            held, ended = None, False
            batch = [first]
            while not first.long and len(batch) < BATCH:
                try:
                    following = self._queue.get_nowait()
                except Empty:
                    break
                if following is None:
                    ended = True
                    break
                if following.long or (not self.database.sqlite and following.lane != first.lane):
                    held = following
                    break
                batch.append(following)
            self._settle(batch)
            if ended:
                return

    def _settle(self, batch: Sequence[_Work]) -> None:
        try:
            outcomes, promised = self._attempt(batch)
        except _Replay:
            alone = [self._alone(work) for work in batch]
            outcomes = [outcome for outcome, _ in alone]
            promised = any(also for _, also in alone)
        by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
        for outcome in outcomes:
            by_loop.setdefault(outcome.work.loop, []).append(outcome)
        for loop, settled in by_loop.items():
            try:
                loop.call_soon_threadsafe(self._answer, settled, promised)
            except RuntimeError:  # The loop is closed: nobody waits for these answers any more.
                log.debug("answers dropped", extra={"action": "answers_dropped", "count": len(settled)})

    def _answer(self, outcomes: Sequence[_Outcome], promised: bool) -> None:
        for outcome in outcomes:
            if outcome.work.answer.done():
                continue
            if outcome.fault is not None:
                outcome.work.answer.set_exception(outcome.fault)
            else:
                outcome.work.answer.set_result(outcome.value)
        if promised:
            self.on_promise()

    def _alone(self, work: _Work) -> tuple[_Outcome, bool]:
        fault: BaseException | None = None
        for _ in range(REPLAYS):
            try:
                (outcome,), promised = self._attempt([work])
            except _Replay as replay:
                fault = replay.fault
            else:
                return outcome, promised
        return _Outcome(work, fault=fault and _said(fault)), False

    def _attempt(self, batch: Sequence[_Work]) -> tuple[list[_Outcome], bool]:
        """The outcomes after the commit, and whether anything was promised. Raises _Replay."""
        outcomes: list[_Outcome] = []
        wrote = False
        try:
            self._begin()
            tx = Transaction(self._connection, self.database.dialect, writes=True)
            for work in batch:
                tx.wrote = False
                try:
                    outcomes.append(_Outcome(work, work.act(tx)))
                except BaseException as fault:
                    # A statement that failed spoils the whole transaction on PostgreSQL.
                    if tx.wrote or of_driver(fault):
                        raise
                    outcomes.append(_Outcome(work, fault=_said(fault)))
                wrote = wrote or tx.wrote
            if not wrote:
                self._rollback()
                return outcomes, False
            tx.flush()
            self._commit(notify=tx.promised)
        except BaseException as fault:
            self._rollback()
            if len(batch) > 1 or try_again(fault):
                raise _Replay(fault) from fault
            return [_Outcome(batch[0], fault=_said(fault))], False
        return outcomes, tx.promised

    def _begin(self) -> None:
        if self._connection is None or (not self.database.sqlite and self._connection.closed):
            self._connection = self.database.connect(writes=True)
        if self.database.sqlite:
            self._connection.execute("BEGIN IMMEDIATE")

    def _commit(self, *, notify: bool) -> None:
        if self.database.sqlite:
            self._connection.execute("COMMIT")
            return
        if notify:
            self._connection.execute("NOTIFY convenor")
        self._connection.commit()

    def _rollback(self) -> None:
        if self._connection is None:
            return
        try:
            if not self.database.sqlite:
                self._connection.rollback()
            elif self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except Exception:
            # What was not committed is gone with the connection; the next transaction opens a new one.
            log.warning("connection given up", exc_info=True, extra={"action": "connection_given_up"})
            self._connection.close()
            self._connection = None


class Reading:
    """A connection that cannot write, opened when it is needed, and anew when it broke."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._begun = False

    def read(self, work: Callable[[Transaction], R], *, anew: bool) -> R:
        with as_trouble():
            try:
                return self._look(work, anew=anew)
            except Exception as fault:
                if not try_again(fault):
                    raise
            return self._look(work, anew=True)

    def _look(self, work: Callable[[Transaction], R], *, anew: bool) -> R:
        if anew:
            self.end()
        connection = self._connection
        if connection is None or getattr(connection, "closed", False):
            connection = self._connection = self._database.connect(writes=False)
        if not self._begun:
            if self._database.sqlite:
                connection.execute("BEGIN")
            self._begun = True
        tx = Transaction(connection, self._database.dialect, writes=False)
        try:
            found = work(tx)
        except BaseException:
            self.end()
            raise
        finally:
            if tx.wrote:  # What was gathered would be lost without a sound.
                raise RuntimeError("something that declared to read only has tried to write")
        return found

    def end(self) -> None:
        if not self._begun:
            return
        self._begun = False
        try:
            if self._database.sqlite:
                self._connection.execute("ROLLBACK")
            elif not self._connection.closed:
                self._connection.rollback()
        except Exception:
            log.warning("connection given up", exc_info=True, extra={"action": "connection_given_up"})
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _said(fault: BaseException) -> BaseException:
    """The trouble that an operator can mend, where it is one; else the fault itself."""
    return trouble_of(fault) or fault
