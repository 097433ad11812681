"""A Slack of our own on this machine: Web API, Socket Mode, response URLs, and faults on order.

It believes nothing: every call of the bot is held against the published reference of methods and the
published schemas of blocks and views; what is wrong with one stands in `wrong`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.adapters.slack import fits, published

TEAM, BOT, APP = "T0LOOP", "U0CONVENOR", "A0CONVENOR"
BOT_TOKEN, APP_TOKEN = "xoxb-loopback", "xapp-loopback"
PATIENCE = 60.0
USES = 5
"""Of one response URL."""
OUR_ARGS = {"team_id"}
"""Bolt adds it to every call; the documentation says that it is ignored."""
Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """As it stands now. `whom`: only this person sees it."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json
    whom: str = ""
    thread: str = ""
    edits: int = 0

    @property
    def words(self) -> str:
        return "\n".join(fits.texts(self.blocks))

    @property
    def buttons(self) -> list[Json]:
        return [each for each in self._elements if each["type"] == "button"]

    @property
    def selects(self) -> list[Json]:
        return [each for each in self._elements if each["type"] == "static_select"]

    @property
    def _elements(self) -> list[Json]:
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return list(itertools.chain.from_iterable(rows))


@dataclass(slots=True)
class Fault:
    """What a call is answered instead. `done`: it was done all the same, and the answer got lost."""

    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    silent: bool = False


class Loopback:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.wrong: list[str] = []
        self.messages: list[Message] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.people: dict[str, Json] = {}
        self.inside: set[str] | None = None
        """The channels that the bot is a member of; None: all."""
        self.granted: set[str] = {"usergroups:read"}
        """Optional scopes, and those that an older manifest did not have."""
        self.user_groups: dict[str, Json] = {}
        self.faults: dict[str, deque[Fault | None]] = defaultdict(deque)
        """What the next calls of each method meet; None meets nothing."""
        self.refused_tokens: set[str] = set()
        self.acks: dict[str, asyncio.Future[Json]] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.greets = True
        self.ends_at_once = ""
        """Why each new connection of Socket Mode is ended."""
        self.opened = 0
        self.links = 0
        self._urls: dict[str, tuple[str, str, int]] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()
        self._ending = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.address = ""

    # Living

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/respond/{key}", self._respond)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.address = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        assert self._runner is not None
        self._ending.set()
        for socket in self.sockets:
            await socket.close()
        await self._runner.cleanup()

    async def until(self, found: Callable[[], Any], what: str = "") -> Any:
        """What `found` gives once it gives something."""
        try:
            async with asyncio.timeout(PATIENCE), self._changed:
                while not (value := found()):
                    await self._changed.wait()
                return value
        except TimeoutError:
            said = [f"{one.channel} {one.whom}: {one.text}" for one in self.messages]
            raise AssertionError(
                f"never: {what}; said: {said}; calls: {[name for name, _ in self.calls]}"
            ) from None

    async def _change(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def called(self, method: str) -> list[Json]:
        return [given for name, given in self.calls if name == method]

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):06}"

    def response_url(self, channel: str, user: str) -> str:
        key = self.new("r")
        self._urls[key] = (channel, user, 0)
        return f"{self.address}/respond/{key}"

    # Web API

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = await self._given(method, request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or given.pop("token", "")
        self.calls.append((method, given))
        fault = self.faults[method].popleft() if self.faults[method] else None
        try:
            if fault is not None and fault.silent:
                await self._ending.wait()
            if fault is not None and not fault.done:
                return self._failed(fault)
            if method == "oauth.v2.access":
                return self._failed(fault) if fault else web.json_response(self._installed())
            expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
            if token != expected or token in self.refused_tokens:
                return web.json_response({"ok": False, "error": "invalid_auth"})
            said = getattr(self, "_" + method.replace(".", "_"))(given)
            return self._failed(fault) if fault is not None else web.json_response({"ok": True, **said})
        except _Refused as refused:
            return web.json_response({"ok": False, "error": str(refused)})
        finally:
            await self._change()

    @staticmethod
    def _failed(fault: Fault) -> web.Response:
        if fault.error:
            return web.json_response(
                {"ok": False, "error": fault.error}, status=fault.status, headers=fault.headers
            )
        return web.Response(status=fault.status, text="<html>Sorry</html>", headers=fault.headers)

    async def _given(self, method: str, request: web.Request) -> Json:
        if request.content_type == "application/json":
            given: Json = await request.json()
        else:
            given = {name: _read(str(value)) for name, value in (await request.post()).items()}
        given |= {name: _read(value) for name, value in request.query.items()}
        self._check(method, given, request.content_type == "application/json")
        return given

    def _check(self, method: str, given: Json, as_json: bool) -> None:
        if not published.FOLDER.is_dir():
            return
        known = published.method(method)
        if known is None:
            self.wrong.append(f"{method}: no such method")
            return
        args = known["args"]
        odd = set(given) - set(args["properties"]) - OUR_ARGS - {"token"}
        lacking = set(args.get("required", ())) - set(given) - {"token"}
        if odd or lacking:
            self.wrong.append(f"{method}: unknown {odd}, missing {lacking}")
        if as_json and not known.get("json_input_supported"):
            self.wrong.append(f"{method} takes no JSON")
        self._held(method, given)
        for fault in published.view_faults(given["view"]) if given.get("view") else ():
            self.wrong.append(f"{method}: {fault}")
        if len(str(given.get("text", ""))) > 4000:
            self.wrong.append(f"{method}: text too long")

    def _auth_test(self, given: Json) -> Json:
        return {
            "team_id": TEAM,
            "team": "Loopback",
            "user_id": BOT,
            "bot_id": "B0CONVENOR",
            "url": self.address,
        }

    @staticmethod
    def _installed() -> Json:
        return {
            "ok": True, "app_id": APP, "authed_user": {"id": "U0ANA"}, "scope": "chat:write", "token_type": "bot",
            "access_token": BOT_TOKEN, "bot_user_id": BOT, "team": {"id": TEAM, "name": "Loopback <b>"},
            "enterprise": None, "is_enterprise_install": False,
        }  # fmt: skip

    def _apps_connections_open(self, given: Json) -> Json:
        self.opened += 1
        return {"url": self.address.replace("http", "ws") + "/link"}

    def _users_info(self, given: Json) -> Json:
        if given["user"] not in self.people:
            raise _Refused("user_not_found")
        return {"user": self.people[given["user"]]}

    def _users_list(self, given: Json) -> Json:
        everybody = list(self.people.values())
        begin, size = int(given.get("cursor") or 0), int(given["limit"])
        more = str(begin + size) if begin + size < len(everybody) else ""
        return {"members": everybody[begin : begin + size], "response_metadata": {"next_cursor": more}}

    def _usergroups_list(self, given: Json) -> Json:
        self._need("usergroups:read")
        wanted = [
            one
            for one in self.user_groups.values()
            if given.get("include_disabled") or not one["date_delete"]
        ]
        return {
            "usergroups": [{name: value for name, value in one.items() if name != "users"} for one in wanted]
        }

    def _usergroups_users_list(self, given: Json) -> Json:
        self._need("usergroups:read")
        found = self.user_groups.get(given["usergroup"])
        if found is None or found["date_delete"]:
            raise _Refused("no_such_subteam")
        return {"users": found["users"]}

    def _need(self, scope: str) -> None:
        if scope not in self.granted:
            raise _Refused("missing_scope")

    def _chat_postMessage(self, given: Json) -> Json:  # noqa: N802 - as Slack spells it
        channel = str(given["channel"])
        if channel in self.people:
            channel = "D" + channel
        elif self.inside is not None and channel not in self.inside:
            raise _Refused("not_in_channel")
        message = self._keep(channel, given)
        message.metadata = given.get("metadata") or {}
        return {"channel": channel, "ts": message.ts, "message": {"text": message.text, "ts": message.ts}}

    def _chat_postEphemeral(self, given: Json) -> Json:  # noqa: N802
        message = self._keep(str(given["channel"]), given)
        message.whom = str(given["user"])
        return {"message_ts": message.ts}

    def _chat_update(self, given: Json) -> Json:
        for message in self.messages:
            if (message.channel, message.ts) == (given["channel"], str(given["ts"])):
                message.text, message.blocks = str(given["text"]), given["blocks"]
                message.edits += 1
                return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": {}}
        raise _Refused("message_not_found")

    def _chat_getPermalink(self, given: Json) -> Json:  # noqa: N802
        return {
            "channel": given["channel"],
            "permalink": f"https://loop.slack.com/archives/{given['channel']}/p1",
        }

    def _conversations_open(self, given: Json) -> Json:
        self._need("im:write")
        return {"channel": {"id": f"D{given['users']}"}}

    def _conversations_history(self, given: Json) -> Json:
        self._need("channels:history")
        found = [
            one
            for one in self.messages
            if one.channel == given["channel"] and not one.whom and not one.thread
        ]
        return {
            "messages": [
                {"ts": one.ts, "text": one.text, "metadata": one.metadata} for one in reversed(found)
            ],
            "has_more": False,
        }

    def _conversations_replies(self, given: Json) -> Json:
        self._need("channels:history")
        thread = str(given["ts"])
        found = [
            one for one in self.messages if one.channel == given["channel"] and thread in (one.ts, one.thread)
        ]
        if not found:
            raise _Refused("thread_not_found")
        return {"messages": [{"ts": one.ts, "text": one.text, "metadata": one.metadata} for one in found]}

    def _views_open(self, given: Json) -> Json:
        if not str(given["trigger_id"]).startswith("fresh"):
            raise _Refused("expired_trigger_id")
        view_id = self.new("V")
        self.views[view_id] = {
            **given["view"],
            "id": view_id,
            "hash": self.new("h"),
            "whom": given["trigger_id"],
        }
        return {"view": self.views[view_id]}

    def _views_update(self, given: Json) -> Json:
        if given.get("view_id") not in self.views:
            raise _Refused("not_found")
        before = self.views[given["view_id"]]
        self.views[given["view_id"]] = {**before, **given["view"], "hash": self.new("h")}
        return {"view": self.views[given["view_id"]]}

    def _views_publish(self, given: Json) -> Json:
        self.homes[given["user_id"]] = given["view"]
        return {"view": given["view"]}

    def _keep(self, channel: str, given: Json) -> Message:
        ts = f"1796115600.{next(self._numbers):06}"
        message = Message(
            channel,
            ts,
            str(given.get("text", "")),
            given.get("blocks") or [],
            {},
            thread=str(given.get("thread_ts", "")),
        )
        self.messages.append(message)
        return message

    # Answers

    async def shows(self, channel: str, user: str, said: Json) -> None:
        """What came with an acknowledgement."""
        self._held("acknowledgement", said)
        self._keep(channel, said).whom = user if said.get("response_type") == "ephemeral" else ""
        await self._change()

    def _held(self, where: str, said: Json) -> None:
        blocks = said.get("blocks") if published.FOLDER.is_dir() else None
        self.wrong += [f"{where}: {fault}" for fault in published.message_faults(blocks)] if blocks else []

    async def _respond(self, request: web.Request) -> web.Response:
        channel, user, uses = self._urls.get(request.match_info["key"], ("", "", USES))
        if uses >= USES:
            return web.Response(status=404, text="used_url")
        self._urls[request.match_info["key"]] = (channel, user, uses + 1)
        given = await request.json()
        self._held("response_url", given)
        self._keep(channel, given).whom = (
            user if given.get("response_type", "ephemeral") == "ephemeral" else ""
        )
        await self._change()
        return web.Response(text="ok")

    # Socket Mode

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.greets:
            await socket.send_json(
                {"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}}
            )
        if self.ends_at_once:
            await socket.send_json({"type": "disconnect", "reason": self.ends_at_once, "debug_info": {}})
        self.sockets.append(socket)
        self.links += 1
        await self._change()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                waiting = self.acks.pop(answer.get("envelope_id", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(answer.get("payload") or {})
        self.sockets.remove(socket)
        await self._change()
        return socket

    async def send(self, kind: str, payload: Json, **more: Any) -> Json:
        """Sends an envelope; returns what it was acknowledged with."""
        await self.until(lambda: self.sockets, "a connection")
        envelope = self.new("e")
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self.acks[envelope] = waiting
        await self.sockets[-1].send_json({"envelope_id": envelope, "type": kind, "payload": payload, **more})
        async with asyncio.timeout(PATIENCE):
            return await waiting


class _Refused(Exception):
    """`str()` is the code of the error."""


def _read(value: str) -> Any:
    """A field of a form: JSON where it is an object or a list."""
    return json.loads(value) if value[:1] in ("{", "[") else value
