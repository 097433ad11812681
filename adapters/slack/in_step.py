"""Groups that follow user groups are told when those change: after an event, when a connection comes back, when a
workspace has installed us, and every few hours, since events get lost while nobody listens.

An event says only where to look: who is in a user group is read anew, one after the other, so that what comes late
or twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from adapters.slack.markup import PLATFORM
from adapters.slack.user_groups import UserGroups
from bot.addresses import UserGroupRef
from bot.boundary import Unread, UserGroup
from bot.ports import Unavailable

log = logging.getLogger(__name__)

OFTEN = 6 * 3600.0
"""Seconds between two looks at all of them."""
AGAIN = 60.0
"""Seconds until what could not be read is tried again; each time twice as many."""


class Following(Protocol):
    async def followed(self, platform: str) -> frozenset[UserGroupRef]: ...

    async def tell(self, user_group: UserGroup) -> bool: ...


class InStep:
    def __init__(self, following: Following, user_groups: UserGroups) -> None:
        self._following = following
        self._user_groups = user_groups
        self._changed: set[UserGroupRef] = set()
        self._all_at = 0.0
        self._again = AGAIN
        self._wake = asyncio.Event()

    def changed(self, team: str, user_group: str) -> None:
        """Slack says that something about it has changed."""
        self._changed.add(UserGroupRef(PLATFORM, team, user_group))
        self._wake.set()

    def missed(self) -> None:
        """Events may have been missed: nobody was listening."""
        self._all_at = 0.0
        self._wake.set()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self._wake.clear()
            try:
                await self._look()
                pause = max(self._all_at - time.monotonic(), 0.0)
                if self._changed:
                    pause, self._again = self._again, min(2 * self._again, OFTEN)
                else:
                    self._again = AGAIN
            except Unavailable as trouble:
                log.warning("user groups not followed: %s", trouble, extra={"action": "not_followed"})
                self._all_at, pause = 0.0, AGAIN
            except Exception:
                log.exception("user groups not followed", extra={"action": "not_followed"})
                self._all_at, pause = 0.0, AGAIN
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _look(self) -> None:
        followed = await self._following.followed(PLATFORM)
        if time.monotonic() >= self._all_at:
            self._all_at = time.monotonic() + OFTEN
            self._changed.update(followed)
        wanted, self._changed = self._changed & followed, set()
        self._changed = await self._tell(sorted(wanted)) | self._changed

    async def _tell(self, wanted: Iterable[UserGroupRef]) -> set[UserGroupRef]:
        """Returns those that have to be tried again."""
        again: set[UserGroupRef] = set()
        for ref in wanted:
            user_group = await self._user_groups.read(ref.space, ref.id)
            failed = user_group.unread is Unread.FAILED or not await self._following.tell(user_group)
            # A permission may be granted any time, and no event tells of that.
            if failed or user_group.unread is Unread.DENIED or user_group.unsure:
                again.add(ref)
        return again
