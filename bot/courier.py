"""Says what was promised: posts and edits after the commit that promised them, until they arrive.

A post whose fate is unknown is *doubtful*: the channel is looked through for our own mark; where
that cannot be known, the kind of message says whether to repeat it or to park it (DESIGN §7).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Generic

from bot.addresses import ChannelRef, MessageRef
from bot.blocks import Paragraph
from bot.boundary import View
from bot.feature import Registry, Said, Says, Telling, Unknown
from bot.ports import Clock, Gateway, Incomplete, Parcel, Promises, Store, T, Unsearchable
from bot.refusals import Fate, GatewayError, Hindrance
from bot.text import Text

log = logging.getLogger(__name__)

CLAIM = 20
"""Parcels taken at a time and per platform: what can become doubtful in one crash."""
TRIES = 8
"""After so many failures in a row a parcel is parked."""
SHORTEST_PAUSE = 1.0
"""Seconds before another try, even where a platform says "at once"."""
PATIENCE = timedelta(seconds=30)
"""A platform that has not answered after so long may have done it, or not. Shorter than a lease."""
CARD_REST = timedelta(seconds=3)
"""A card is edited at most this often, however many changes there are."""


_REPEAT = Paragraph(Text("This may be a repeat: we do not know whether it arrived before."))


class Courier(Generic[T]):
    def __init__(
        self,
        registry: Registry[T],
        store: Store[T],
        promises: Promises,
        gateways: Mapping[str, Gateway],
        clock: Clock,
        card_rest: timedelta = CARD_REST,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._registry = registry
        self._store = store
        self._promises = promises
        self._gateways = gateways
        self.platforms = frozenset(gateways)
        self._clock = clock
        self._card_rest = card_rest
        self._patience = patience
        self._closed: dict[str, datetime] = {}
        """Channels that take nothing now, and until when."""

    async def deliver(self, platform: str) -> int:
        """Sends some of what is due now on a platform; returns how many parcels it took."""
        parcels = await self._promises.claim_parcels(self._clock.now(), CLAIM, platform)
        await self._send_all(parcels)
        return len(parcels)

    async def _send_all(self, parcels: Sequence[Parcel]) -> None:
        """In the order of the promises per channel; channels do not wait for one another. A message that
        fails holds up nobody, a channel that takes nothing now is left alone for as long."""
        by_channel: dict[str, list[Parcel]] = {}
        for parcel in parcels:
            by_channel.setdefault(parcel.address, []).append(parcel)

        async def send(ordered: list[Parcel]) -> None:
            for parcel in ordered:
                until = self._closed.get(parcel.address)
                if until is not None and until > self._clock.now():
                    await self._promises.parcel_held(parcel, until)
                    continue
                self._closed.pop(parcel.address, None)
                if (until := await self._send(parcel)) is not None:
                    self._closed[parcel.address] = until

        await asyncio.gather(*(send(ordered) for ordered in by_channel.values()))

    async def _send(self, parcel: Parcel) -> datetime | None:
        """Sends one. Returns until when its channel is to be left alone, where it is."""
        began = self._clock.now()
        sent = False
        try:
            says = self._registry.says[parcel.kind]
            said = await self._store.read(lambda tx: _told(tx, self._registry, parcel, began))
            if said is None:
                await self._promises.parcel_dropped(parcel)
                return None
            async with asyncio.timeout(self._patience.total_seconds()):
                message = await self._say(parcel, says, said)
            sent = True
            if message is None:
                await self._promises.parcel_parked(parcel, Hindrance.DOUBTFUL, began)
                return None
            rest = self._card_rest if parcel.card else timedelta(0)
            await self._promises.parcel_sent(parcel, message, self._clock.now() + rest)
            return None
        except GatewayError as fault:
            return await self._failed(parcel, fault, began)
        except TimeoutError:
            await self._failed(parcel, GatewayError("no answer", fate=Fate.UNKNOWN), began)
            return self._clock.now() + timedelta(seconds=SHORTEST_PAUSE)
        except Exception:
            log.exception("cannot say %s", parcel.kind, extra={"action": "parcel_fault"})
            fate = Fate.UNKNOWN if sent else Fate.NOT_SENT
            await self._failed(parcel, GatewayError("a fault on our side; see the log", fate=fate), began)
            return None

    async def _say(self, parcel: Parcel, says: Says[T], said: Said) -> MessageRef | None:
        """Where the message stands now; None when it may stand there and must not be repeated."""
        gateway = self._gateways[parcel.address.partition(":")[0]]
        doubted = parcel.doubted_at is not None
        view = View(said.blocks, said.reader, parcel.nonce, parcel.card, doubted)
        if parcel.posted is not None:
            return await gateway.edit(parcel.posted, view)
        channel = ChannelRef.parse(parcel.address)
        if parcel.doubted_at is not None:
            try:
                found = await gateway.find(channel, parcel.nonce, parcel.doubted_at)
            except Unsearchable:
                if says.unknown is Unknown.PARK:
                    return None
                view = replace(view, blocks=(_REPEAT, *view.blocks))
            except Incomplete as some:
                return await gateway.edit(some.message, view)
            else:
                if found is not None:
                    if parcel.card:  # it shows what was true when it arrived
                        return await gateway.edit(found, view)
                    return found
        return await gateway.post(channel, view)

    async def _failed(self, parcel: Parcel, fault: GatewayError, began: datetime) -> datetime | None:
        """Parks it, or has it tried again later; the try `began` some time ago, and is in doubt since then. Returns
        until when a rate limit closes its channel."""
        at = self._clock.now()
        log.warning("not sent: %s", fault, extra={"action": "parcel_failed", "kind": parcel.kind})
        if fault.retry_after is not None and not fault.permanent and fault.fate is Fate.NOT_SENT:
            until = at + timedelta(seconds=max(fault.retry_after, SHORTEST_PAUSE))
            await self._promises.parcel_held(parcel, until)
            return None if fault.alone else until
        if fault.permanent or parcel.tries >= TRIES:
            await self._promises.parcel_parked(parcel, fault.hindrance or str(fault), at)
            return None
        pause = max(min(2.0**parcel.tries, 600.0), fault.retry_after or 0.0)
        doubted_at = parcel.doubted_at or (began if fault.fate is Fate.UNKNOWN else None)
        await self._promises.parcel_failed(parcel, at + timedelta(seconds=pause), str(fault), doubted_at)
        return None


def _told(tx: T, registry: Registry[T], parcel: Parcel, at: datetime) -> Said | None:
    says = registry.says[parcel.kind]
    telling = Telling(tx=tx, at=at, subject=parcel.subject, address=parcel.address, registry=registry)
    said = says.view(telling)
    return replace(said, blocks=registry.offered(tx, said.blocks)) if said else None
