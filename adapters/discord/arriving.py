"""What Discord sends when somebody uses a command, presses a button or sends a form back, as requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.discord.markup import PLATFORM
from adapters.discord.modals import MARK, submitted
from adapters.discord.payload import MESSAGE_MENU, MORE, SUBCOMMAND, SUBCOMMAND_GROUP, Declared, Menu
from bot.addresses import AccountRef, ChannelRef, UserGroupRef
from bot.boundary import Door, Known, Request, Unread, UserGroup
from bot.line import quote
from bot.token import unpack, unpack_pick

PING, COMMAND, PRESS, SUGGEST, SUBMIT = 1, 2, 3, 4, 5
SELECT = 3
_THREADS = frozenset((10, 11, 12))
IN_POSTS = frozenset((15, 16))
"""Channels that take posts only, and no messages: forums, media."""
ADMINISTRATOR, VIEW, SEND = 1 << 3, 1 << 10, 1 << 11
NEEDED = {VIEW: "View Channel", SEND: "Send Messages"}
"""What we have to be allowed in a channel that is a home, as Discord calls it."""
_EPHEMERAL = 1 << 6
_ADMINISTERS = ADMINISTRATOR | (1 << 5)
"""Administrator, or may manage the server."""
_MENTION = re.compile(r"<@!?([0-9]{1,20})>")
_ROLE = re.compile(r"<@&([0-9]{1,20})>")


class Odd(ValueError):
    """Something that Discord does not send, or that is not ours; `str()` says what, without quoting it."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One interaction: what all kinds have in common. `private` when the message that was pressed is seen
    by one person only, so that it can be changed in place."""

    id: str
    token: str
    application: str
    kind: int
    data: Mapping[str, Any]
    account: AccountRef
    where: ChannelRef
    known: Known
    private: bool


def read(payload: Mapping[str, Any]) -> Interaction:
    """Raises Odd."""
    try:
        member = payload.get("member") or {}
        user = member.get("user") or payload["user"]
        account = AccountRef(PLATFORM, "", str(user["id"]))
        message = payload.get("message") or {}
        return Interaction(
            str(payload["id"]),
            str(payload["token"]),
            str(payload["application_id"]),
            int(payload["type"]),
            dict(payload.get("data") or {}),
            account,
            _where(payload, account),
            Known(
                name=_name(member, user),
                locale=str(payload.get("locale", "")),
                administrator=bool(int(member.get("permissions") or 0) & _ADMINISTERS),
                lacks=_lacks(payload),
                takes_no_messages=(payload.get("channel") or {}).get("type") in IN_POSTS,
            ),
            bool(int(message.get("flags") or 0) & _EPHEMERAL),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as odd:
        raise Odd("an interaction without what each one has") from odd


def _where(payload: Mapping[str, Any], account: AccountRef) -> ChannelRef:
    """A thread belongs to its channel, but for posts in forums and media channels: only they bear tags (see
    `places` for those that bear none). Outside of servers it is the conversation with this person."""
    guild = payload.get("guild_id")
    if not guild:
        return ChannelRef.private(account)
    channel = payload.get("channel") or {}
    here = str(channel.get("id") or payload["channel_id"])
    if channel.get("type") in _THREADS and channel.get("parent_id") and not channel.get("applied_tags"):
        return ChannelRef(PLATFORM, str(guild), str(channel["parent_id"]), here)
    return ChannelRef(PLATFORM, str(guild), here)


def _lacks(payload: Mapping[str, Any]) -> str:
    """What we may not do in the channel, though we have to. In conversations with one person we may all, and of a
    thread other permissions are said than count in its channel."""
    may, kind = int(payload.get("app_permissions") or 0), (payload.get("channel") or {}).get("type")
    if (
        not payload.get("guild_id")
        or "app_permissions" not in payload
        or may & ADMINISTRATOR
        or kind in _THREADS
    ):
        return ""
    return ", ".join(name for one, name in NEEDED.items() if not may & one)


def _name(member: Mapping[str, Any], user: Mapping[str, Any]) -> str:
    return whole(str(member.get("nick") or user.get("global_name") or user.get("username") or ""))


def whole(text: str) -> str:
    """Without half characters, which JSON can carry and nothing else can keep: an emoji that was cut in two."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _request(came: Interaction, door: Door, given: Mapping[str, str], **more: Any) -> Request:
    given = {name: whole(value) for name, value in given.items()}
    known = _with_mentions(came, given.values())
    return Request(
        id=f"{PLATFORM} {came.id}",
        who=came.account,
        where=came.where,
        door=door,
        given=given,
        known=known,
        **more,
    )


def _with_mentions(came: Interaction, values: Iterable[str]) -> Known:
    """Whom the mentions in what was typed mean. Who has a role is not read: that would need all members."""
    said = tuple(values)
    if not said:
        return came.known
    roles = {
        found[0]: UserGroup(
            ref=UserGroupRef(PLATFORM, came.where.space, found[1]), name=found[0], unread=Unread.NEVER
        )
        for value in said
        for found in _ROLE.finditer(value)
    }
    return replace(came.known, mentions=_mentions(said), user_groups=roles)


def _mentions(values: Iterable[str]) -> Mapping[str, AccountRef]:
    return {
        found[0]: AccountRef(PLATFORM, "", found[1]) for value in values for found in _MENTION.finditer(value)
    }


def command(came: Interaction, declared: Declared) -> Request:
    """A slash command. Raises Odd for one that this version does not have."""
    path, given, _ = _typed(came, declared)
    more = given.pop(MORE, "")
    if more:
        said = whole(
            " ".join((f"/{path}", *(f"{name}:{quote(value)}" for name, value in given.items()), more))
        )
        known = _with_mentions(came, [said])
        return replace(_request(came, Door.SLASH, {}, line=said), known=known)
    return _request(came, Door.SLASH, given, path=path)


def suggesting(came: Interaction, declared: Declared) -> tuple[Request, str, str]:
    """What somebody is typing: the request so far, the parameter, and what stands there. Raises Odd."""
    path, given, focused = _typed(came, declared)
    typed = given.pop(focused, "")
    return _request(came, Door.SLASH, given, path=path), focused, whole(typed)


def _typed(came: Interaction, declared: Declared) -> tuple[str, dict[str, str], str]:
    data = came.data
    words = [str(data.get("name", ""))]
    try:
        options = data.get("options") or []
        while options and options[0].get("type") in (SUBCOMMAND, SUBCOMMAND_GROUP):
            words.append(str(options[0].get("name", "")))
            options = options[0].get("options") or []
        path = declared.paths.get(tuple(words))
        if path is None:
            raise Odd("a command that this version does not have")
        given = {str(each["name"]): _said(each.get("value", "")) for each in options}
        focused = next((str(each["name"]) for each in options if each.get("focused")), "")
    except (KeyError, TypeError, AttributeError) as odd:
        raise Odd("options that are not options") from odd
    return path, given, focused


def _said(value: Any) -> str:
    """Raises TypeError for what nobody types."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return str(value)
        case _:
            raise TypeError


def menu(came: Interaction, declared: Declared) -> Request | None:
    """A command from the menu of a message or a person, to be opened as a form; None where it is none.
    Raises Odd."""
    kind, name = came.data.get("type"), str(came.data.get("name", ""))
    found = next(
        (menu for menu in declared.menus.values() if (menu.kind, menu.name.source) == (kind, name)), None
    )
    if found is None:
        return None
    try:
        return _chosen(came, found)
    except (KeyError, TypeError, AttributeError) as odd:
        raise Odd("a menu without what was chosen") from odd


def _chosen(came: Interaction, found: Menu) -> Request:
    target = str(came.data["target_id"])
    resolved = came.data.get("resolved") or {}
    if found.kind != MESSAGE_MENU:
        request = _request(came, Door.SHORTCUT, {found.param: f"<@{target}>"}, path=found.path)
        member = (resolved.get("members") or {}).get(target) or {}
        user = (resolved.get("users") or {}).get(target) or {}
        account, name = AccountRef(PLATFORM, "", target), _name(member, user)
        bots = frozenset((account,)) if user.get("bot") else frozenset[AccountRef]()
        known = replace(request.known, names={account: name} if name else {}, bots=bots)
        return replace(request, known=known)
    message = resolved["messages"][target]
    guild = came.where.space or "@me"
    channel = str(message.get("channel_id", ""))
    request = _request(came, Door.SHORTCUT, {found.param: str(message.get("content") or "")}, path=found.path)
    link = f"https://discord.com/channels/{guild}/{channel}/{target}"
    return replace(request, known=replace(request.known, permalink=link))


def press(came: Interaction) -> Request:
    """A button or a select. Raises Odd for one that is not ours."""
    token = str(came.data.get("custom_id", ""))
    try:
        if came.data.get("component_type") == SELECT:
            path, given = unpack_pick(token, _picked(came.data.get("values")))
        else:
            path, given = unpack(token)
    except ValueError as odd:
        raise Odd("a button or a select that is not ours") from odd
    return _request(came, Door.PRESS, given, path=path)


def _picked(values: Any) -> str:
    """Raises ValueError for what nobody can pick."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("no values")
    return "|".join(values)


def submission(came: Interaction) -> Request:
    """A form that came back; its draft says which command it is for. Raises Odd."""
    custom_id = str(came.data.get("custom_id", ""))
    if not custom_id.startswith(MARK) or custom_id == MARK:
        raise Odd("a form that is not ours")
    given = submitted(came.data.get("components"))
    return _request(came, Door.FORM, given, draft=whole(custom_id.removeprefix(MARK)))
