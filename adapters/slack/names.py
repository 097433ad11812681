"""Whom Slack's ids stand for: names, languages and rights, asked for once an hour at most.

A mention is only an id; what people read is a name.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.slack.faults import FAULTS, code_of, retry_after
from adapters.slack.markup import PLATFORM
from adapters.slack.workspaces import NotInstalled, Workspaces
from bot.addresses import AccountRef
from bot.boundary import Known
from bot.ports import Unavailable
from bot.writing import clean

log = logging.getLogger(__name__)

KEPT = 3600.0
"""Seconds."""
_AGAIN = 60.0
"""Seconds before somebody whom Slack did not tell us of is asked for again."""
_PATIENCE = 1.0
"""Seconds: nobody waits longer for a name."""
_MANY = 10_000
MOST_MENTIONS = 50
_ONE_BY_ONE, _AT_ONCE = 50, 5
"""People who are asked for one by one, and how many of them at once; more are looked for in the list of all."""
_PAGES, _PAGE = 50, 1000
_LONGEST = 60.0
"""Seconds that a rate limit is waited for."""
_MENTION = re.compile(r"<@([A-Z0-9]{2,20})(?:\|([^<>]*))?>")
NO_NAME = re.compile(r"[\s<>@&;:|,\"'“”„«»]+")
"""What is no part of a name that stands behind an @."""


@dataclass(frozen=True, slots=True)
class Profile:
    name: str = ""
    locale: str = ""
    administrator: bool = False
    known: bool = False
    """Whether Slack told us at all."""
    bot: bool = False
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class Mentions(Mapping[str, AccountRef]):
    """Whom the mentions in a text mean. One that stands there as Slack writes it (from a select, or in a
    draft) is understood without having been seen before."""

    team: str
    known: Mapping[str, AccountRef] = field(default_factory=dict)

    def __getitem__(self, typed: str) -> AccountRef:
        found = self.known.get(typed)
        if found is None and (raw := _MENTION.fullmatch(typed)):
            found = AccountRef(PLATFORM, self.team, raw[1])
        if found is None:
            raise KeyError(typed)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, mentions by their names."""

    text: str
    mentions: Mentions
    names: Mapping[AccountRef, str]
    bots: frozenset[AccountRef]
    deactivated: frozenset[AccountRef]

    def told(self, known: Known) -> Known:
        """What is known of a request, and of those whom it mentions, too."""
        return replace(
            known, mentions=self.mentions, names=self.names, bots=self.bots, deactivated=self.deactivated
        )


class Names:
    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._kept: OrderedDict[tuple[str, str], tuple[float, Profile]] = OrderedDict()
        self._asked: dict[tuple[str, str], asyncio.Task[Profile]] = {}

    def at_hand(self, team: str, user: str) -> Profile:
        """What is known of somebody already, for where nobody can wait."""
        kept = self._kept.get((team, user))
        return kept[1] if kept is not None else Profile()

    async def of(self, team: str, user: str) -> Profile:
        """What Slack says of somebody; nothing where it does not say so in time. Asked once for all who
        wait for it."""
        key = (team, user)
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.create_task(self._ask(team, user))
            asked.add_done_callback(lambda _: self._asked.pop(key, None))
        done, _ = await asyncio.wait({asked}, timeout=_PATIENCE)
        if done:
            return asked.result()
        return self.at_hand(team, user)

    async def _ask(self, team: str, user: str) -> Profile:
        profile, kept = Profile(), _AGAIN
        try:
            client = await self._workspaces.client(team)
            said = await client.users_info(user=user, include_locale=True)
            found = said.get("user")
            if isinstance(found, dict):
                profile = _profile(found)
                # Whoever is back is wanted at once.
                kept = _AGAIN if profile.deactivated else KEPT
        except (NotInstalled, Unavailable, *FAULTS) as fault:
            log.info("no profile: %s", code_of(fault) or type(fault).__name__, extra={"action": "no_profile"})
        self._kept[team, user] = (time.monotonic() + kept, profile)
        self._kept.move_to_end((team, user))
        while len(self._kept) > _MANY:
            self._kept.popitem(last=False)
        return profile

    async def many(self, team: str, users: Sequence[str]) -> Mapping[str, Profile]:
        """What Slack says of each of them, however long that takes; of some it may say nothing."""
        now = time.monotonic()
        kept = {user: self._kept.get((team, user), (0.0, Profile())) for user in users}
        missing = {user for user, (until, profile) in kept.items() if until <= now or not profile.known}
        found = {user: profile for user, (_, profile) in kept.items() if user not in missing}
        if len(missing) > _ONE_BY_ONE:
            found |= await self._from_list(team, missing)
            missing -= found.keys()
        asking = asyncio.Semaphore(_AT_ONCE)

        async def ask(user: str) -> Profile:
            async with asking:
                return await self._ask(team, user)

        some = sorted(missing)[:_ONE_BY_ONE]
        found |= dict(zip(some, await asyncio.gather(*map(ask, some)), strict=True))
        return {user: found.get(user, Profile()) for user in users}

    async def _from_list(self, team: str, wanted: Collection[str]) -> Mapping[str, Profile]:
        """Out of the list of all who are in the workspace, as far as it takes."""
        found: dict[str, Profile] = {}
        cursor = ""
        try:
            client = await self._workspaces.client(team, retry=True)
            for _ in range(_PAGES):
                said = await _patiently(client.users_list, limit=_PAGE, cursor=cursor)
                for user in said.get("members") or ():
                    if isinstance(user, dict) and user.get("id") in wanted:
                        found[str(user["id"])] = _profile(user)
                cursor = str((said.get("response_metadata") or {}).get("next_cursor") or "")
                if not cursor or len(found) == len(wanted):
                    break
        except (NotInstalled, Unavailable, *FAULTS) as fault:
            log.info("no list: %s", code_of(fault) or type(fault).__name__, extra={"action": "no_profile"})
        return found

    async def read(self, team: str, text: str, taken: Container[str] = ()) -> Typed:
        """A text with the mentions in it by name: `@ana` rather than `<@U1>`, which means nothing to people
        and to other platforms. Names that are `taken` mean something else there."""
        if "<@" not in text:
            return Typed(text, Mentions(team, {}), {}, frozenset(), frozenset())
        users = list(dict.fromkeys(found[1] for found in _MENTION.finditer(text)))[:MOST_MENTIONS]
        profiles = dict(
            zip(users, await asyncio.gather(*(self.of(team, user) for user in users)), strict=True)
        )
        known: dict[str, AccountRef] = {}
        names: dict[AccountRef, str] = {}

        def named(found: re.Match[str]) -> str:
            account = AccountRef(PLATFORM, team, found[1])
            name = (profiles[found[1]].name if found[1] in profiles else "") or found[2] or ""
            word = "@" + NO_NAME.sub("-", name).strip("-.")
            if name:
                names[account] = name
            if word == "@" or word in taken or known.get(word, account) != account:
                return f"<@{found[1]}>"
            known[word] = account
            return word

        def those(fitting: Callable[[Profile], bool]) -> frozenset[AccountRef]:
            return frozenset(AccountRef(PLATFORM, team, user) for user in users if fitting(profiles[user]))

        return Typed(
            _MENTION.sub(named, text),
            Mentions(team, known),
            names,
            those(lambda profile: profile.bot),
            those(lambda profile: profile.deactivated),
        )


def _profile(user: Mapping[str, object]) -> Profile:
    given = user.get("profile")
    profile: Mapping[str, object] = given if isinstance(given, dict) else {}
    name = (
        profile.get("display_name")
        or profile.get("real_name")
        or user.get("real_name")
        or user.get("name")
        or ""
    )
    locale = str(user.get("locale") or "")
    return Profile(
        clean(str(name)).strip()[:100],
        locale,
        # Whoever comes by a channel that workspaces share administers another one.
        administrator=bool(user.get("is_admin") or user.get("is_owner")) and not user.get("is_stranger"),
        known=bool(user),
        bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        deactivated=bool(user.get("deleted")),
    )


async def _patiently(call: Any, **given: Any) -> Any:
    """A call of the Web API that waits out a rate limit, once."""
    try:
        return await call(**given)
    except FAULTS as fault:
        wait = retry_after(fault)
        if wait is None or wait > _LONGEST:
            raise
    await asyncio.sleep(wait)
    return await call(**given)
