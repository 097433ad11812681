"""User groups of a workspace: how they are mentioned, and who is in them now.

Everything here needs the scope `usergroups:read`. What cannot be read says why, and is never guessed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, TypeVar

from slack_sdk.errors import SlackClientError

from adapters.slack.faults import DENIED, FAULTS, code_of
from adapters.slack.markup import PLATFORM
from adapters.slack.names import NO_NAME, Names
from adapters.slack.workspaces import NotInstalled, Workspaces
from bot.addresses import AccountRef, UserGroupRef
from bot.boundary import MOST_IN_USER_GROUP, Request, Unread, UserGroup
from bot.ports import Unavailable
from bot.writing import clean

log = logging.getLogger(__name__)
T = TypeVar("T")

SCOPE: Final = "usergroups:read"
_MENTION = re.compile(r"<!subteam\^([A-Z0-9]{2,20})(?:\|([^<>]*))?>")
_HANDLE = re.compile(r"@?[^\s@<>#]{1,80}")
_LONGEST: Final = 80
"""Characters of a handle; Slack allows 21."""
_PLANS: Final = "plan_upgrade_required"
"""User groups are not part of what this workspace pays for: there are none."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What somebody typed, with user groups by their names; `ids` says which each of them is."""

    text: str
    ids: Mapping[str, str] = field(default_factory=dict)


def marked(text: str) -> Marked:
    """`@civil` rather than `<!subteam^S1|@civil>`, which means nothing to people."""
    ids: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        word = "@" + NO_NAME.sub("-", (found[2] or "").lstrip("@")).strip("-.")
        if word == "@" or ids.get(word, found[1]) != found[1]:
            word = f"@{found[1]}"
        ids[word] = found[1]
        return word

    return Marked(_MENTION.sub(named, text), ids)


class Following(Protocol):
    async def named(self, request: Request) -> Sequence[str]: ...


class UserGroups:
    def __init__(self, workspaces: Workspaces, names: Names, following: Following) -> None:
        self._following = following
        self._workspaces = workspaces
        self._names = names

    async def of(self, request: Request, ids: Mapping[str, str] | None = None) -> Request:
        """The request, with who is in the user groups that it names where a command takes one: as mentions
        (`ids`), or as handles. Whoever is mentioned as a person is none."""
        found: dict[str, UserGroup] = {}
        team = request.who.space if isinstance(request.who, AccountRef) else ""
        for word in await self._named(request):
            if ids and word in ids:
                found[word] = await self.read(team, ids[word], word)
            elif word not in request.known.mentions and _HANDLE.fullmatch(word):
                user_group = await self._by_handle(team, word)
                if user_group is not None:
                    found[word] = user_group
        return replace(request, known=replace(request.known, user_groups=found)) if found else request

    async def _named(self, request: Request) -> Sequence[str]:
        try:
            return await self._following.named(request)
        except Unavailable:
            return ()  # The engine says so itself.

    async def read(self, team: str, user_group: str, called: str = "") -> UserGroup:
        """Who is in it now; `called` by whoever named it, until Slack says how. Never raises: what is in the way
        stands in the answer."""
        ref, name = UserGroupRef(PLATFORM, team, user_group), called or f"@{user_group}"
        try:
            about = next((each for each in await self._all(team) if each.get("id") == user_group), None)
            if about is None:
                return UserGroup(ref=ref, name=name, unread=Unread.GONE)
            name = f"@{clean(str(about.get('handle') or user_group))[:_LONGEST]}"
            if about.get("date_delete"):
                return UserGroup(ref=ref, name=name, unread=Unread.DISABLED)
            client = await self._workspaces.client(team, retry=True)
            said = await client.usergroups_users_list(usergroup=user_group)
            return await self._with_people(ref, name, _listed(said, "users", str))
        except (NotInstalled, Unavailable, *FAULTS) as fault:
            return _unread(ref, name, fault)

    async def _by_handle(self, team: str, typed: str) -> UserGroup | None:
        """None where there is no user group of that name, or a bare name may be that of anything else."""
        handle = typed.removeprefix("@").casefold()
        try:
            for about in await self._all(team):
                if str(about.get("handle") or "").casefold() == handle:
                    return await self.read(team, str(about.get("id") or ""), typed)
        except (NotInstalled, Unavailable, *FAULTS) as fault:
            if typed.startswith("@"):
                return _unread(UserGroupRef(PLATFORM, team, handle), typed, fault)
        return None

    async def _all(self, team: str) -> list[Mapping[str, Any]]:
        client = await self._workspaces.client(team, retry=True)
        said = await client.usergroups_list(include_disabled=True)
        return _listed(said, "usergroups", dict)

    async def _with_people(self, ref: UserGroupRef, name: str, users: list[str]) -> UserGroup:
        if len(users) > MOST_IN_USER_GROUP:
            return UserGroup(ref=ref, name=name, unread=Unread.LARGE)
        profiles = await self._names.many(ref.space, users)
        accounts: dict[AccountRef, str] = {}
        left_out: list[str] = []
        unsure: list[AccountRef] = []
        for user in users:
            account, profile = AccountRef(PLATFORM, ref.space, user), profiles[user]
            if not profile.known:
                unsure.append(account)
            elif profile.bot or profile.deactivated:
                left_out.append(profile.name or user)
            else:
                accounts[account] = profile.name or user
        return UserGroup(
            ref=ref, name=name, accounts=accounts, left_out=tuple(left_out), unsure=tuple(unsure)
        )


def _listed(said: Any, name: str, of: type[T]) -> list[T]:
    """What Slack lists. An answer of another shape is none: who is not in it would lose their seats. Raises
    SlackClientError."""
    found = said.get(name)
    if not isinstance(found, list) or not all(isinstance(each, of) for each in found):
        raise SlackClientError(f"no list of {name}")
    return found


def _unread(ref: UserGroupRef, name: str, fault: BaseException) -> UserGroup:
    code = code_of(fault)
    log.info(
        "a user group cannot be read: %s", code or type(fault).__name__, extra={"action": "user_group_unread"}
    )
    if code == "missing_scope":
        return UserGroup(ref=ref, name=name, unread=Unread.DENIED, lacks=SCOPE)
    if code in ("no_such_subteam", "subteam_not_found", _PLANS):
        return UserGroup(ref=ref, name=name, unread=Unread.GONE)
    if code in DENIED:
        log.warning("Slack denies it: %s", code, extra={"action": "user_group_denied"})
    return UserGroup(ref=ref, name=name, unread=Unread.FAILED)
