"""People in the loopback Slack: they type, press, fill in and look, by either transport."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

from tests.adapters.slack.loopback import APP, TEAM, Json, Loopback, Message

SECRET = "shhh"
CHANNEL = "C0TEA"
VIEW = ("id", "hash", "type", "callback_id", "private_metadata", "blocks", "title")
"""What comes back of a view."""
Deliver = Callable[[str, Json], Awaitable[Json]]
"""(kind of envelope, payload): what it was acknowledged with."""


def by_socket(slack: Loopback) -> Deliver:
    async def deliver(kind: str, payload: Json) -> Json:
        return await slack.send(kind, payload, accepts_response_payload=kind != "events_api")

    return deliver


def by_http(url: str) -> Deliver:
    async def deliver(kind: str, payload: Json) -> Json:
        status, text = await post(url, *body_of(kind, payload))
        assert status == 200, (status, text)
        return dict(json.loads(text)) if text.startswith("{") else {}

    return deliver


def body_of(kind: str, payload: Json) -> tuple[bytes, str]:
    """A payload as Slack posts it, and its content type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def signed(body: bytes, *, secret: str = SECRET, stamp: str = "") -> dict[str, str]:
    stamp = stamp or str(int(time.time()))  # noqa: TID251 - Slack's clock is the real one
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


async def post(url: str, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    sent = {"Content-Type": kind, **(signed(body) if headers is None else headers)}
    async with ClientSession() as session, session.post(url, data=BytesIO(body), headers=sent) as answer:
        return answer.status, await answer.text()


@dataclass(slots=True)
class Member:
    """Somebody in the workspace."""

    slack: Loopback
    deliver: Deliver
    id: str
    name: str

    @property
    def _user(self) -> Json:
        return {"id": self.id, "username": self.name, "name": self.name, "team_id": TEAM}

    def _base(self) -> Json:
        return {"team": {"id": TEAM, "domain": "loop"}, "user": self._user, "api_app_id": APP, "token": "verification",
                "trigger_id": self.slack.new("fresh"), "is_enterprise_install": False, "enterprise": None}  # fmt: skip

    def typed(self, text: str, channel: str = CHANNEL, command: str = "/wg") -> Json:
        return {
            "token": "verification", "team_id": TEAM, "team_domain": "loop", "channel_id": channel,
            "channel_name": "tea", "user_id": self.id, "user_name": self.name, "command": command, "text": text,
            "api_app_id": APP, "is_enterprise_install": "false",
            "response_url": self.slack.response_url(channel, self.id), "trigger_id": self.slack.new("fresh"),
        }  # fmt: skip

    async def types(self, text: str, channel: str = CHANNEL) -> Message:
        """Types `/wg …`; returns the answer."""
        before = len(self.heard())
        await self.sends(self.typed(text, channel))
        return await self.answer(before, text)

    async def sends(self, typed: Json) -> None:
        """A line; what it is acknowledged with is shown to whoever typed it."""
        said = await self.deliver("slash_commands", typed)
        if said:
            await self.slack.shows(typed["channel_id"], self.id, said)

    async def opens(self, text: str, channel: str = CHANNEL) -> Json:
        """Types something that a modal is the answer to."""
        before = set(self.slack.views)
        await self.deliver("slash_commands", self.typed(text, channel))
        return await self.modal(before, text)

    async def modal(self, before: set[str], what: str) -> Json:
        def opened() -> list[str]:
            return sorted(set(self.slack.views) - before)

        view_id = (await self.slack.until(opened, f"a modal after {what}"))[-1]
        return self.slack.views[view_id]

    async def answer(self, before: int, what: str) -> Message:
        heard = await self.slack.until(lambda: self.heard()[before:], f"an answer to {self.name}: {what}")
        message: Message = heard[-1]
        return message

    def heard(self) -> list[Message]:
        """What only this person sees, in channels and privately."""
        return [one for one in self.slack.messages if self.id in (one.whom, one.channel[1:])]

    def pressed(self, message: Message, button: Json, *, at: str = "") -> Json:
        did = {
            "type": "button",
            "action_id": button["action_id"],
            "text": button["text"],
            "value": button["value"],
        }
        return self._acted(message, did, at)

    def picked(self, message: Message, label: str, *, at: str = "") -> Json:
        """Picks from a select."""
        select, option = next(
            (each, option)
            for each in message.selects
            for option in each["options"]
            if option["text"]["text"] == label
        )
        did = {"type": "static_select", "action_id": select["action_id"], "placeholder": select["placeholder"],
               "selected_option": option}  # fmt: skip
        return self._acted(message, did, at)

    def _acted(self, message: Message, did: Json, at: str) -> Json:
        return {
            **self._base(), "type": "block_actions",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel,
                          "is_ephemeral": bool(message.whom)},
            "channel": {"id": message.channel, "name": "tea"},
            "message": {"type": "message", "ts": message.ts, "text": message.text, "user": "U0CONVENOR"},
            "response_url": self.slack.response_url(message.channel, self.id),
            "actions": [{"block_id": "b", "action_ts": at or self.slack.new("1796115600."), **did}],
        }  # fmt: skip

    async def presses(self, label: str, message: Message) -> Message:
        before = len(self.heard())
        await self.deliver("interactive", self.pressed(message, button(message.buttons, label)))
        return await self.answer(before, label)

    async def picks(self, label: str, message: Message) -> Message:
        before = len(self.heard())
        await self.deliver("interactive", self.picked(message, label))
        return await self.answer(before, label)

    async def presses_for_modal(self, label: str, message: Message) -> Json:
        before = set(self.slack.views)
        await self.deliver("interactive", self.pressed(message, button(message.buttons, label)))
        return await self.modal(before, label)

    def filled(self, view: Json, given: Mapping[str, str]) -> Json:
        values: dict[str, Json] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                stands = element.get("initial_value") or element.get("initial_user", "")
                value = given.get(block["block_id"], stands)
                values[block["block_id"]] = {element["action_id"]: _state(element, value)}
        unknown = set(given) - set(values)
        assert not unknown, f"the form does not ask for {unknown}"
        return {
            **self._base(), "type": "view_submission", "response_urls": [],
            "view": {key: view[key] for key in VIEW} | {"state": {"values": values}, "team_id": TEAM},
        }  # fmt: skip

    async def fills(self, view: Json, given: Mapping[str, str]) -> Json:
        """Sends a modal; returns what Slack was told: `{}` closes it."""
        return await self.deliver("interactive", self.filled(view, given))

    async def uses(self, callback: str, message: Message | None = None) -> Json:
        """A shortcut, from the menu or on a message; returns the modal that it opens."""
        before = set(self.slack.views)
        await self.sends_shortcut(callback, message)
        return await self.modal(before, callback)

    async def sends_shortcut(self, callback: str, message: Message | None = None) -> None:
        await self.deliver("interactive", self.shortcut(callback, message))

    def shortcut(self, callback: str, message: Message | None = None) -> Json:
        payload = {**self._base(), "type": "shortcut", "callback_id": callback, "action_ts": "1.1"}
        if message is not None:
            payload |= {
                "type": "message_action", "message_ts": message.ts, "channel": {"id": message.channel, "name": "tea"},
                "response_url": self.slack.response_url(message.channel, self.id),
                "message": {"type": "message", "user": self.id, "ts": message.ts, "text": message.text},
            }  # fmt: skip
        return payload

    def event(self, **event: Any) -> Json:
        return {
            "token": "verification", "team_id": TEAM, "api_app_id": APP, "type": "event_callback",
            "event_id": self.slack.new("Ev"),
            "event_time": int(time.time()),  # noqa: TID251 - Slack's clock is the real one
            "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0CONVENOR", "is_bot": True,
                                "is_enterprise_install": False}],
            "event": {"user": self.id, "event_ts": "1796115600.000001", **event},
        }  # fmt: skip

    async def mentions(self, text: str, channel: str = CHANNEL, thread: str = "") -> Message:
        before = len(self.heard())
        more = {"thread_ts": thread} if thread else {}
        event = self.event(
            type="app_mention", text=f"<@U0CONVENOR> {text}", channel=channel, ts="1796115600.9", **more
        )
        await self.deliver("events_api", event)
        return await self.answer(before, text)

    async def looks_at_home(self) -> Json:
        await self.deliver(
            "events_api", self.event(type="app_home_opened", tab="home", channel=f"D{self.id}")
        )
        home: Json = await self.slack.until(lambda: self.slack.homes.get(self.id), "the page of the bot")
        return home


def button(buttons: list[Json], label: str) -> Json:
    for each in buttons:
        if each["text"]["text"] == label:
            return each
    raise AssertionError(f"no button {label!r} among {[each['text']['text'] for each in buttons]}")


def _state(element: Json, value: str) -> Json:
    match element["type"]:
        case "static_select":
            chosen = [option for option in element["options"] if option["value"] == value]
            assert chosen or not value, f"{value!r} is no choice"
            return {
                "type": "static_select",
                "selected_option": chosen[0] if chosen else element.get("initial_option"),
            }
        case "users_select":
            return {"type": "users_select", "selected_user": value or None}
        case _:
            return {"type": "plain_text_input", "value": value or None}


async def changes(
    slack: Loopback, deliver: Deliver, handle: str, *people: Member, deleted: bool = False
) -> None:
    """Somebody edits a user group, or makes it: Slack tells of it twice over."""
    user_group = f"S0{handle.upper()}"
    before = slack.user_groups.get(user_group, {"users": []})["users"]
    users = [one.id for one in people]
    subteam = {
        "id": user_group, "team_id": TEAM, "is_usergroup": True, "name": handle.title(), "description": "",
        "handle": handle, "is_external": False, "date_create": 1796115000, "date_update": 1796115600,
        "date_delete": 1796115600 if deleted else 0, "auto_type": None, "created_by": "U0ANA",
        "updated_by": "U0ANA", "deleted_by": None, "prefs": {"channels": [], "groups": []},
        "user_count": str(len(users)),
    }  # fmt: skip
    slack.user_groups[user_group] = {**subteam, "users": users}
    happened = (
        {"type": "subteam_updated", "subteam": {**subteam, "users": users}},
        {"type": "subteam_members_changed", "subteam_id": user_group, "team_id": TEAM, "date_previous_update": 1,
         "date_update": 2, "added_users": [one for one in users if one not in before], "added_users_count": "0",
         "removed_users": [one for one in before if one not in users], "removed_users_count": "0"},
    )  # fmt: skip
    anybody = Member(slack, deliver, "", "")
    for event in happened:
        sent = anybody.event(**event)
        del sent["event"]["user"]
        await deliver("events_api", sent)
        await deliver("events_api", sent)


def member(slack: Loopback, deliver: Deliver, name: str, **more: Any) -> Member:
    """Somebody joins the workspace."""
    user = f"U0{name.upper()}"
    slack.people[user] = {
        "id": user, "team_id": TEAM, "name": name, "real_name": name.title(), "locale": "en-GB", "is_admin": False,
        "profile": {"display_name": name.title(), "real_name": name.title()}, **more,
    }  # fmt: skip
    return Member(slack, deliver, user, name)
