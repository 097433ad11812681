"""A Discord of our own on this machine: its Web API and its gateway, as far as a bot meets them.

It checks every request against Discord's published contract, and what it sends against the published
schemas. Faults are asked for beforehand: refusals, rate limits, connections that are cut.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.adapters.discord import payloads
from tests.adapters.discord.contract import FOLDER, faults, inbound
from tests.adapters.discord.threads import Threads

V2 = 1 << 15
ELSEWHERE = "ws://127.0.0.1:1/gateway"
"""Where Discord itself says that its gateway is: nobody answers there, so that whoever was told another address
keeps to that."""


@dataclass(slots=True)
class Seen:
    """One request of the bot."""

    method: str
    path: str
    body: Any


@dataclass(slots=True)
class Fault:
    """What the next request to a path that begins so meets: a status, or a cut line, before or `after` it was
    done."""

    path: str
    status: int = 0
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    """Empty for any."""

    def meets(self, method: str, path: str) -> bool:
        return path.startswith(self.path) and self.method in ("", method)


@dataclass(slots=True)
class Line:
    """One connection to the gateway."""

    socket: web.WebSocketResponse
    pack: Callable[[bytes], bytes]
    session: str

    async def send(self, message: dict[str, Any]) -> None:
        await self.socket.send_bytes(self.pack(json.dumps(message).encode()))


@dataclass(slots=True)
class Discord:
    """`base` is where it answers, once it was started."""

    requests: list[Seen] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What broke the contract, on either side."""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The members of the server, by their numbers."""
    roles: dict[str, list[str]] = field(default_factory=dict)
    """Of members, the bot among them."""
    guild: dict[str, Any] = field(default_factory=payloads.guild)
    channels: list[dict[str, Any]] = field(default_factory=list)
    """Of the server, as far as somebody asks for them all, or for one."""
    application: dict[str, Any] = field(default_factory=lambda: dict(payloads.APPLICATION))
    commands: list[Any] = field(default_factory=list)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    threads: Threads = field(default_factory=Threads)
    private: dict[str, str] = field(default_factory=dict)
    """The channel of the conversation with a user."""
    answers: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    followed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    identified: int = 0
    shards: list[Any] = field(default_factory=list)
    """Which part of all servers each connection asked for."""
    advised: int = 1
    """Connections that a bot should have."""
    resumed: int = 0
    checks: bool = FOLDER.exists()
    """Whether everything is checked against the published contracts, which takes its time."""
    token: str = "the-token"
    refuses: int = 0
    """The code with which every connection is ended, where there is one; and how many were."""
    refused: int = 0
    hangs_up: list[int] = field(default_factory=list)
    """Codes with which the next connections are ended as soon as they are there."""
    slow: str = ""
    """A path that is answered a moment after all others."""
    once_posted: Callable[[], None] | None = None
    """What happens as soon as the next message stands there, before the bot is told so."""
    limits: dict[str, str] = field(default_factory=dict)
    """What every answer says of a limit, and `left` how many requests are left, one answer after the other."""
    left: list[int] = field(default_factory=list)
    port: int = 0
    _sent: list[dict[str, Any]] = field(default_factory=list)
    _nonces: dict[str, str] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for line in self.lines:
            await line.socket.close(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()

    async def until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        """Waits until something holds; fails when it does not."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(holds)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        raw = await request.read()
        body = json.loads(raw) if raw else None
        self.requests.append(Seen(request.method, path, body))
        if self.checks:
            self.wrong += [
                f"{request.method} {path}: {fault}" for fault in faults(request.method, path, body)
            ]
        needs_token = not path.startswith(("/interactions", "/webhooks"))
        if needs_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        fault = next((each for each in self.faults if each.meets(request.method, path)), None)
        if fault is not None:
            self.faults.remove(fault)
            if not fault.after:
                await self._tell()
                if not fault.status:
                    assert request.transport is not None
                    request.transport.close()
                return _json(fault.body, fault.status or 500, fault.headers)
        if path == self.slow:
            await asyncio.sleep(0.1)
        answer, status = self._done(request.method, path, body, dict(request.query))
        await self._tell()
        if fault is not None:
            assert request.transport is not None
            request.transport.close()
        told = {**self.limits, "X-RateLimit-Remaining": str(self.left.pop(0))} if self.left else None
        return _json(answer, status, told)

    def _done(self, method: str, path: str, body: Any, query: dict[str, str]) -> tuple[Any, int]:
        parts = path.strip("/").split("/")
        if parts[0] == "channels" and "messages" in parts[2:3]:
            refused = self.threads.refuses(method, parts[1])
            if refused is not None:
                return refused
        match method, parts:
            case "GET", ["users", "@me"]:
                return payloads.BOT, 200
            case "GET", ["gateway", "bot"]:
                starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 2}
                return {"url": ELSEWHERE, "shards": self.advised, "session_start_limit": starts}, 200
            case "GET", ["oauth2", "applications", "@me"]:
                return self.application, 200
            case "GET", ["guilds", _, "members", number] if number in {*self.people, payloads.APP}:
                return {
                    "user": self.people.get(number, payloads.BOT),
                    "nick": None,
                    "roles": self.roles.get(number, []),
                    "joined_at": payloads.NOW,
                }, 200
            case "GET", ["guilds", payloads.GUILD]:
                return self.guild, 200
            case "GET", ["guilds", payloads.GUILD, "channels"]:
                return [each for each in self.channels if "thread_metadata" not in each], 200
            case "GET", ["channels", number]:
                found = next((each for each in self.channels if each["id"] == number), None)
                return (found, 200) if found else ({"message": "Unknown Channel", "code": 10003}, 404)
            case "PATCH", ["channels", number]:
                return self.threads.open(number, body)
            case "PUT", ["applications", _, "commands"]:
                self.commands = [payloads.command(each, number) for number, each in enumerate(body)]
                return self.commands, 200
            case "GET", ["applications", _, "commands"]:
                return self.commands, 200
            case "POST", ["users", "@me", "channels"]:
                user = str(body["recipient_id"])
                channel = self.private.setdefault(user, payloads.snowflake())
                return payloads.private_channel(channel, user), 200
            case "POST", ["channels", channel, "messages"]:
                return self._post(channel, body)
            case "GET", ["channels", channel, "messages"]:
                after, most = int(query.get("after", 0)), int(query.get("limit", 50))
                later = [
                    each
                    for number, each in self.messages.items()
                    if each["channel_id"] == channel and int(number) > after
                ]
                return later[:most][::-1], 200
            case "POST", ["channels", channel, "messages", number, "threads"]:
                return self.threads.start(channel, number, body, there=number in self.messages)
            case (("PATCH" | "DELETE"), ["channels", channel, "messages", number]):
                if number not in self.messages or self.messages[number]["channel_id"] != channel:
                    return {"message": "Unknown Message", "code": 10008}, 404
                if method == "DELETE":
                    del self.messages[number]
                    return None, 204
                self.messages[number] |= body
                self.messages[number]["edited_timestamp"] = payloads.NOW
                return self.messages[number], 200
            case "POST", ["interactions", number, _, "callback"]:
                return self._called_back(number, body)
            case "PATCH", ["webhooks", _, token, "messages", "@original"]:
                self.followed.setdefault(token, []).append(body)
                return payloads.message(payloads.snowflake(), "1", body), 200
            case "POST", ["webhooks", _, token]:
                self.followed.setdefault(token, []).append(body)
                return payloads.message(payloads.snowflake(), "1", body), 200
            case _:
                return {"message": "404: Not Found", "code": 0}, 404

    def forgets(self) -> None:
        """Some minutes pass: what was sent before can be sent again."""
        self._nonces.clear()

    def _post(self, channel: str, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        kind = next((each["type"] for each in self.channels if each["id"] == channel), 0)
        if kind in (15, 16):
            return {"message": "Cannot send messages in a non-text channel", "code": 50008}, 400
        nonce = str(body.get("nonce", ""))
        if body.get("enforce_nonce") and nonce in self._nonces:
            known = self.messages.get(self._nonces[nonce])
            return (known, 200) if known else ({"message": "Unknown Message", "code": 10008}, 404)
        number = payloads.snowflake()
        self.messages[number] = payloads.message(number, channel, body)
        self._nonces[nonce] = number
        if self.once_posted is not None:
            happens, self.once_posted = self.once_posted, None
            happens()
        return self.messages[number], 200

    def _called_back(self, number: str, body: dict[str, Any]) -> tuple[Any, int]:
        waiting = self.answers.get(number)
        if waiting is None:
            return {"message": "Unknown interaction", "code": 10062}, 404
        if waiting.done():
            return {"message": "Interaction has already been acknowledged.", "code": 40060}, 400
        waiting.set_result(body)
        return {"interaction": {"id": number, "type": 2}}, 200

    # The gateway

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        packer = zlib.compressobj()

        def pack(raw: bytes) -> bytes:
            return packer.compress(raw) + packer.flush(zlib.Z_SYNC_FLUSH)

        line = Line(socket, pack, payloads.snowflake())
        await line.send({"op": 10, "d": {"heartbeat_interval": 30000}, "s": None, "t": None})
        async for said in socket:
            if said.type is not WSMsgType.TEXT:
                break
            message = json.loads(said.data)
            match message["op"]:
                case 1:
                    await line.send({"op": 11, "d": None, "s": None, "t": None})
                case 2:
                    await self._identify(line, message)
                case 6:  # Whatever was missed comes first.
                    self.resumed += 1
                    self.lines.append(line)
                    for missed in self._sent[message["d"]["seq"] :]:
                        await line.send(missed)
                    await self._dispatch("RESUMED", {"_trace": []}, schema="")
                    await self._hang_up(line)
                case _:
                    pass
            await self._tell()
        if line in self.lines:
            self.lines.remove(line)
        return socket

    async def _identify(self, line: Line, identify: dict[str, Any]) -> None:
        code = 4004 if identify["d"]["token"] != self.token else self.refuses
        if code:
            self.refused += 1
            await line.socket.close(code=code)
            return
        if self.checks:
            self.wrong += [error.message for error in inbound("GatewayIdentify").iter_errors(identify)]
        self.identified += 1
        self.shards.append(identify["d"].get("shard"))
        self.lines.append(line)
        self._sent.clear()
        await self._dispatch("READY", payloads.ready(line.session, ELSEWHERE, self.shards[-1]))
        await self._dispatch("GUILD_CREATE", payloads.guild())
        await self._hang_up(line)

    async def _hang_up(self, line: Line) -> None:
        if self.hangs_up:
            self.lines.remove(line)
            await line.socket.close(code=self.hangs_up.pop(0))

    async def _dispatch(self, event: str, data: dict[str, Any], schema: str | None = None) -> None:
        named = payloads.SCHEMAS.get(event, "") if schema is None else schema
        if named and self.checks:
            self.wrong += [
                f"{event} {list(error.absolute_path)}: {error.message[:200]}"
                for error in inbound(named).iter_errors(data)
            ]
        message = {"op": 0, "t": event, "s": len(self._sent) + 1, "d": data}
        self._sent.append(message)
        for line in self.lines[-1:]:
            await line.send(message)

    async def cut(self) -> None:
        """The line goes dead; the bot may resume."""
        for line in list(self.lines):
            self.lines.remove(line)
            await line.socket.close(code=4000)

    async def send_odd(self, message: dict[str, Any]) -> None:
        """Something that Discord would never send on a connection."""
        await self.lines[-1].send(message)

    # People

    async def interact(self, payload: dict[str, Any], schema: str, *, again: bool = False) -> dict[str, Any]:
        """Sends an interaction and waits for the bot's first answer."""
        number = payload["id"]
        if not again:
            self.answers[number] = asyncio.get_running_loop().create_future()
        await self._dispatch("INTERACTION_CREATE", payload, schema=schema)
        async with asyncio.timeout(20):
            return await asyncio.shield(self.answers[number])

    async def send_event(self, event: str, data: dict[str, Any]) -> None:
        """An event that breaks the contract on purpose."""
        await self._dispatch(event, data, schema="")


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py takes nothing but exactly this kind for JSON.
    raw = b"" if body is None else json.dumps(body).encode()
    return web.Response(
        body=raw, status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )
