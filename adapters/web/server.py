"""The one HTTP server of the program: whether it lives, whether it is ready, and what platforms answer."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from bot.platforms import Arrived, Serve, Trouble

log = logging.getLogger(__name__)

MOST = 1024 * 1024
"""Bytes of a request; more is refused with 413 before it is read."""
_SLOW = 5.0
"""Seconds after which something that was asked whether it is ready counts as not."""

Ready = Callable[[], Awaitable[str]]
"""What is wrong now; empty where nothing is."""


@dataclass(slots=True)
class Server:
    """`ready` is asked by name when somebody wants to know whether we are."""

    host: str
    port: int
    ready: dict[str, Ready] = field(default_factory=dict)
    _served: dict[tuple[str, str], Serve] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    _free: bool = True

    def serve(self, method: str, path: str, answer: Serve) -> None:
        """From now on `answer` is asked at this path. Raises Trouble where the server could not start."""
        if not self._free:
            raise Trouble(
                f"Port {self.port} of {self.host} cannot be used, perhaps because another program has it."
                " Set CONVENOR_WEB_PORT to another one."
            )
        self._served[method, path] = answer

    async def start(self) -> bool:
        """Whether it could; without it only what needs it is missing."""
        app = web.Application(client_max_size=MOST)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as taken:
            log.warning("no HTTP server: %s", taken.strerror, extra={"action": "no_http"})
            self._free = False
        return self._free

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path
        if path in ("/healthz", "/readyz"):
            return await self._health(path, request.method)
        answer = self._served.get((request.method, path))
        if answer is None:
            known = any(path == other for _, other in self._served)
            return web.Response(status=405 if known else 404)
        arrived = Arrived(
            request.method,
            path,
            dict(request.query),
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        sent = await answer(arrived)
        headers = {"Content-Type": sent.kind, **(sent.headers or {})}
        return web.Response(status=sent.status, body=sent.body, headers=headers)

    async def _health(self, path: str, method: str) -> web.Response:
        if method not in ("GET", "HEAD"):
            return web.Response(status=405)
        wrong: Mapping[str, str] = {}
        if path == "/readyz":
            found = await asyncio.gather(*(_asked(ready) for ready in self.ready.values()))
            wrong = {name: said for name, said in zip(self.ready, found, strict=True) if said}
        body = json.dumps({"ok": not wrong, **({"wrong": wrong} if wrong else {})})
        return web.Response(status=503 if wrong else 200, text=body, content_type="application/json")


async def _asked(ready: Ready) -> str:
    try:
        async with asyncio.timeout(_SLOW):
            return await ready()
    except TimeoutError:
        return "no answer"
