"""What comes from Slack, as values: who, where, how to answer, and the id by which it is done once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.markup import JOINER, PLATFORM
from bot.addresses import AccountRef, ChannelRef, MessageRef
from bot.secrets import new_key

Payload = Mapping[str, Any]
_ODD = "\ufffd"
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One request of a person. Empty is what it came without."""

    id: str
    team: str
    user: str
    channel: str = ""
    thread: str = ""
    name: str = ""
    response_url: str = ""
    trigger: str = ""
    """Opens one modal, within three seconds."""
    view: str = ""
    """The modal in which it happened."""
    home: bool = False
    """On the bot's own page."""
    message: str = ""

    @property
    def account(self) -> AccountRef:
        return AccountRef(PLATFORM, self.team, self.user)

    @property
    def where(self) -> ChannelRef:
        """Where it happened; the private conversation where that is no channel."""
        if not self.channel or self.channel.startswith("D"):
            return ChannelRef.private(self.account)
        return ChannelRef(PLATFORM, self.team, self.channel, self.thread)

    @property
    def card(self) -> MessageRef | None:
        return MessageRef(self.where, self.message) if self.message and self.channel else None


def _at(payload: Payload, *path: str) -> str:
    """A text that stands somewhere in a payload; empty where it does not. What no database keeps becomes visible:
    these are ids and names of Slack's, never what somebody typed."""
    found: Any = payload
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    if not isinstance(found, str):
        return ""
    return found if found.isprintable() else "".join(each if each.isprintable() else _ODD for each in found)


def sound(text: object) -> str:
    """What somebody typed, with nothing in it that is half a letter, which JSON may carry and no database does, nor
    our own joiners, which come along when people copy what we wrote."""
    return _HALF.sub(_ODD, str(text or "")).replace(JOINER, "")


def _id(payload: Payload, *path: str) -> str:
    """What Slack marks a request with; without a mark it is like no other."""
    return _at(payload, *path) or new_key()


def part(payload: Payload, name: str) -> Payload:
    """What stands under a name; empty where that is nothing with names of its own."""
    found = payload.get(name)
    return found if isinstance(found, Mapping) else {}


def of_command(team: str, body: Payload) -> Came:
    return Came(
        id=f"{PLATFORM} {team} command {_id(body, 'trigger_id')}",
        team=team,
        user=_at(body, "user_id"),
        channel=_at(body, "channel_id"),
        name=_at(body, "user_name"),
        response_url=_at(body, "response_url"),
        trigger=_at(body, "trigger_id"),
    )


def of_press(team: str, body: Payload, action: Payload) -> Came:
    """A press of a button: known again by the message or view, the moment, the person and the button."""
    message = _at(body, "container", "message_ts") or _at(body, "message", "ts")
    view = _at(body, "view", "id")
    user = _at(body, "user", "id")
    mark = " ".join((message or view, _id(action, "action_ts"), user, _at(action, "action_id")))
    return Came(
        id=f"{PLATFORM} {team} press {mark}",
        team=team,
        user=user,
        channel=_at(body, "channel", "id") or _at(body, "container", "channel_id"),
        # A thread belongs to its channel; its answers stay in it.
        thread=_at(body, "container", "thread_ts") or _at(body, "message", "thread_ts"),
        name=_named(body),
        response_url=_at(body, "response_url"),
        trigger=_at(body, "trigger_id"),
        view=view if _at(body, "view", "type") == "modal" else "",
        home=_at(body, "view", "type") == "home",
        message=message,
    )


def of_submission(team: str, body: Payload, channel: ChannelRef, response_url: str, *, home: bool) -> Came:
    """A modal that comes back; where it was asked for stands in it."""
    view = _at(body, "view", "id")
    return Came(
        id=f"{PLATFORM} {team} view {view or new_key()} {_at(body, 'view', 'hash')}",
        team=team,
        user=_at(body, "user", "id"),
        channel="" if channel.is_private else channel.channel,
        thread=channel.thread,
        name=_named(body),
        response_url=response_url,
        trigger=_at(body, "trigger_id"),
        view=view,
        home=home,
    )


def of_shortcut(team: str, body: Payload) -> Came:
    return Came(
        id=f"{PLATFORM} {team} shortcut {_id(body, 'trigger_id')}",
        team=team,
        user=_at(body, "user", "id"),
        channel=_at(body, "channel", "id"),
        name=_named(body),
        response_url=_at(body, "response_url"),
        trigger=_at(body, "trigger_id"),
        message=_at(body, "message", "ts"),
    )


def of_event(team: str, body: Payload) -> Came:
    """A mention, or somebody looking at the bot's page. A message that is edited tells of its mention anew: what it
    did is not done twice."""
    channel, ts = _at(body, "event", "channel"), _at(body, "event", "ts")
    mention = f"{channel} {ts}" if channel and ts and _at(body, "event", "type") == "app_mention" else ""
    return Came(
        id=f"{PLATFORM} {team} event {mention or _id(body, 'event_id')}",
        team=team,
        user=_at(body, "event", "user"),
        channel=_at(body, "event", "channel"),
        thread=_at(body, "event", "thread_ts"),
        home=_at(body, "event", "type") == "app_home_opened",
    )


def _named(body: Payload) -> str:
    return _at(body, "user", "name") or _at(body, "user", "username")
