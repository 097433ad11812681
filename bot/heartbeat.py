"""The one clock of all scheduled work: does what is due, and sleeps until the next moment.

APScheduler only calls it: one job at the next due moment, one sweep every 30 seconds. What is due
stands in the database, so that a crash, a restart or a second instance loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic

from bot.clock import SystemClock
from bot.courier import Courier
from bot.engine import Engine
from bot.ports import Clock, Promises, T, Timer

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

SWEEP = timedelta(seconds=30)
CLAIM = 50
RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(minutes=15)
"""After a fault of ours, a timer is tried again this much later: each time twice as late as before."""
HANGING = 1.0
"""Seconds after which what else is due is not kept waiting by a platform that does not answer."""
_WAKE = "wake"
Work = Callable[[], Coroutine[Any, Any, None]]


class Heartbeat(Generic[T]):
    def __init__(self, engine: Engine[T], courier: Courier[T], promises: Promises, clock: Clock) -> None:
        self._engine = engine
        self._courier = courier
        self._promises = promises
        self._clock = clock
        self._beating = asyncio.Lock()
        self._again = False
        self._stopped = False
        self._scheduler: AsyncIOScheduler | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def tick(self) -> None:
        """Does all that is due now: timers in the order of their moments, then what is to be said. What
        is under way already is waited for: when this returns, nothing is due any more."""
        async with self._beating:
            sending: dict[str, asyncio.Task[int]] = {}
            self._again = True
            try:
                while self._again or sending:
                    if self._again:
                        self._again = False
                        # Some of each in turn: a flood of timers does not keep us silent, nor the other way round.
                        self._again = bool(await self._strike_due()) or self._again
                        for platform in self._courier.platforms - sending.keys():
                            sending[platform] = asyncio.create_task(self._courier.deliver(platform))
                    if sending:
                        await self._some(sending)
            except asyncio.CancelledError:
                for task in sending.values():
                    task.cancel()
                raise
            finally:
                if sending:  # Nothing that is on its way is left behind.
                    await asyncio.wait(sending.values())
        await self._set_alarm()

    async def _some(self, sending: dict[str, asyncio.Task[int]]) -> None:
        """Waits until one of the platforms is done. Where none is, time goes on nevertheless: no platform
        that does not answer keeps polls open."""
        done, _ = await asyncio.wait(sending.values(), timeout=HANGING, return_when=asyncio.FIRST_COMPLETED)
        self._again = self._again or not done
        for platform in [name for name, task in sending.items() if task in done]:
            self._again = bool(sending.pop(platform).result()) or self._again

    async def _strike_due(self) -> int:
        timers = await self._promises.due_timers(self._clock.now(), CLAIM)
        # Begun in the order of their moments, and the store keeps that order; those that are quick share a commit.
        await asyncio.gather(*(self._strike(timer) for timer in sorted(timers, key=self._order)))
        return len(timers)

    async def _strike(self, timer: Timer) -> None:
        try:
            await self._engine.strike(timer)
        except Exception:
            log.exception("timer %s failed", timer.kind, extra={"action": "timer_failed"})
            now = self._clock.now()
            pause = min(max(now - timer.due_at, RETRY), LONGEST_RETRY)
            await self._promises.postpone_timer(timer.id, now + pause)

    def _order(self, timer: Timer) -> tuple[datetime, bool]:
        """By their moments, and at each of them those last that tell of the others."""
        handles = self._engine.registry.handles.get(timer.kind)
        return timer.due_at, handles is not None and handles.command.last

    async def next_due(self) -> datetime | None:
        return await self._promises.next_due(self._courier.platforms)

    # Beating by itself

    async def start(self) -> None:
        """Works off what became due meanwhile, then keeps beating."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        scheduler: Any = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self._called, "interval", (self._sweep,), seconds=SWEEP.total_seconds(), misfire_grace_time=None,
            coalesce=True,
        )  # fmt: skip
        scheduler.start()
        self._scheduler = scheduler
        self.nudge()

    def nudge(self) -> None:
        """Something was promised: look now, and set the alarm anew."""
        self._begin(self._beat)

    async def stop(self) -> None:
        """Ends beating; what is under way is finished."""
        self._stopped = True
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Work) -> None:
        if self._stopped:
            return
        task = asyncio.get_running_loop().create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _called(self, work: Work) -> None:
        """By the scheduler. The work becomes a task of ours: the scheduler's own are cancelled when it
        stops, and a post would be torn off in the middle."""
        self._begin(work)

    async def _beat(self) -> None:
        if self._beating.locked():
            # Whoever is at it looks once more; many promises at once do not wait in a line.
            self._again = True
            return
        try:
            await self.tick()
        except Exception:
            log.exception(
                "heartbeat failed; the next sweep tries again", extra={"action": "heartbeat_failed"}
            )

    async def _sweep(self) -> None:
        await self._beat()
        try:
            await self._promises.sweep(self._clock.now())
        except Exception:
            log.exception("sweep failed", extra={"action": "sweep_failed"})

    async def _set_alarm(self) -> None:
        due = None if self._scheduler is None else await self.next_due()
        scheduler = self._scheduler  # It may have been stopped meanwhile.
        if scheduler is None or due is None:
            return
        # The scheduler sleeps by the system's clock; ours may be ahead of it (when time is tried out).
        pause = max(due - self._clock.now(), timedelta(0))
        scheduler.add_job(
            self._called, "date", (self._beat,), run_date=SystemClock().now() + pause, id=_WAKE,
            replace_existing=True, misfire_grace_time=None,
        )  # fmt: skip
