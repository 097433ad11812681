"""The promises as the heartbeat and the courier use them: each call is one short transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.addresses import MessageRef
from bot.ports import Parcel, Timer
from storage import answers, links, promises, unsaid
from storage.store import Store
from storage.transaction import Transaction

SENT_KEPT = timedelta(days=7)
GIVEN_UP_KEPT = timedelta(days=60)
CODES_KEPT = timedelta(days=1)
"""Codes for linking accounts, of which each is good for minutes, and counts of wrong ones."""
_LANE = "promises"


class KeptPromises:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def due_timers(self, at: datetime, most: int) -> Sequence[Timer]:
        return await self._store.write(lambda tx: promises.claim_timers(tx, at, most), lane=_LANE)

    async def next_due(self, platforms: Collection[str]) -> datetime | None:
        return await self._store.read(lambda tx: promises.next_due(tx, platforms))

    async def postpone_timer(self, timer_id: int, until: datetime) -> None:
        await self._store.write(lambda tx: promises.postpone_timer(tx, timer_id, until), lane=_LANE)

    async def claim_parcels(self, at: datetime, most: int, platform: str) -> Sequence[Parcel]:
        return await self._store.write(lambda tx: promises.claim_parcels(tx, at, most, platform), lane=_LANE)

    async def parcel_sent(self, parcel: Parcel, message: MessageRef, rests_until: datetime) -> None:
        await self._store.write(lambda tx: promises.sent(tx, parcel, message, rests_until), lane=_LANE)

    async def parcel_dropped(self, parcel: Parcel) -> None:
        await self._store.write(lambda tx: promises.drop(tx, parcel), lane=_LANE)

    async def parcel_failed(
        self, parcel: Parcel, until: datetime, why: str, doubted_at: datetime | None
    ) -> None:
        await self._store.write(lambda tx: promises.failed(tx, parcel, until, why, doubted_at), lane=_LANE)

    async def parcel_held(self, parcel: Parcel, until: datetime) -> None:
        await self._store.write(lambda tx: promises.hold(tx, parcel, until), lane=_LANE)

    async def parcel_parked(self, parcel: Parcel, why: str, at: datetime) -> None:
        await self._store.write(lambda tx: promises.park(tx, parcel, why, at), lane=_LANE)

    async def recover(self, at: datetime) -> None:
        """At start: what a dead instance was doing is free again, its unfinished posts are doubtful."""
        alone = self._store.database.sqlite
        await self._store.write(lambda tx: promises.doubt_orphans(tx, at, ours_alone=alone), lane=_LANE)

    async def sweep(self, at: datetime) -> None:
        """Now and then: frees leases of the dead, forgets old answers, drafts and messages."""

        def tidy(tx: Transaction) -> None:
            promises.doubt_orphans(tx, at, ours_alone=False)
            promises.forget_sent(tx, at - SENT_KEPT)
            unsaid.forget(tx, at - GIVEN_UP_KEPT)
            answers.forget(tx, at)
            links.forget(tx, at - CODES_KEPT)

        await self._store.write(tidy, lane=_LANE)
