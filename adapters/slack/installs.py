"""The workspaces that installed us by themselves: their tokens, kept in the vault."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict
from datetime import datetime, timedelta

from adapters.slack.workspaces import Installed
from bot.ports import Vault

log = logging.getLogger(__name__)

SPACE = "slack.workspaces"
SPENT = "plain.slack.spent"
"""Sign-ins that are done; they are no secrets any more."""
_FRESH = 60.0
"""Seconds after which the vault is asked again: another instance may know more."""


class Installs:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._kept: dict[str, tuple[float, Installed | None]] = {}

    async def check(self) -> None:
        """Raises Unavailable where the tokens cannot be read with our key."""
        await self._vault.all(SPACE)

    async def find(self, team: str) -> Installed | None:
        """Raises Unavailable where the vault cannot be read."""
        kept = self._kept.get(team)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        stored = await self._vault.get(SPACE, team)
        found = Installed(**json.loads(stored)) if stored is not None else None
        self._kept[team] = (time.monotonic() + _FRESH, found)
        return found

    async def save(self, found: Installed) -> None:
        await self._vault.put(SPACE, found.team, json.dumps(asdict(found)))
        self._kept.pop(found.team, None)
        log.info("installed in a workspace", extra={"action": "slack_installed"})

    async def forget(self, team: str, at: object) -> None:
        """We were uninstalled, or our token was revoked, at a moment in seconds of Unix time: what Slack tells late
        is not about an installation that came after it."""
        found = await self.find(team)
        if found is not None and isinstance(at, int) and at < found.since:
            log.info("the end of an earlier installation", extra={"action": "slack_uninstalled_before"})
            return
        await self._vault.drop(SPACE, team)
        self._kept.pop(team, None)
        log.info("uninstalled from a workspace", extra={"action": "slack_uninstalled"})

    async def spend(self, state: str, at: datetime, life: timedelta) -> bool:
        """Whether this sign-in is used for the first time."""
        spent = await self._vault.all(SPENT)
        if state in spent:
            return False
        await self._vault.put(SPENT, state, at.isoformat())
        for old, since in spent.items():
            if datetime.fromisoformat(since) < at - life:
                await self._vault.drop(SPENT, old)
        return True
