"""The conversation with Discord: each interaction is answered in time, whatever the database does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Generic

import aiohttp
import discord
import yarl
from discord.http import HTTPClient, MultipartParameters
from discord.webhook.async_ import async_context

from adapters.discord import allowed, answering, arriving
from adapters.discord.arriving import Interaction, Odd
from adapters.discord.names import Names
from adapters.discord.pace import Pace
from adapters.discord.payload import MESSAGE_MENU, Declared
from adapters.discord.places import Places
from adapters.discord.rendering import EPHEMERAL
from bot.boundary import Answer, Reader, Reply, Request
from bot.engine import Engine
from bot.pages import asked_for
from bot.ports import T
from bot.text import Text

log = logging.getLogger(__name__)

PATIENCE: Final = 1.5
"""Seconds that an answer is waited for before Discord is asked for more time: it waits 3."""

_ANSWERED: Final = 40060
"""Discord's code for an interaction that has had its first answer."""

_LOST: Final = Text("This was made by another version of me. Please use the command again: /me")
_FAULT: Final = Text("Something broke on our side. Please try again.")


Door = Callable[[Request], Awaitable[Answer]]


class Answering(Generic[T]):
    """Answers interactions, by whichever way they came in: `receive` for each of them."""

    def __init__(self, engine: Engine[T], declared: Declared, patience: float = PATIENCE) -> None:
        self._engine = engine
        self._declared = declared
        self._patience = patience
        self._names = Names()
        self._places = Places()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def asks(self, client: discord.Client | None) -> None:
        """Whom to ask for what an interaction does not say: None while we are not logged in."""
        self._names.client = self._places.client = client

    def receive(self, payload: Mapping[str, Any]) -> None:
        """Begins to answer; returns at once and never raises."""
        task = asyncio.get_running_loop().create_task(self._receive(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Finishes what was begun."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
        if self._session is not None:
            await self._session.close()

    async def _receive(self, payload: Mapping[str, Any]) -> None:
        try:
            came = arriving.read(payload)
        except Odd as odd:
            log.warning("not understood: %s", odd, extra={"action": "odd_interaction"})
            return
        try:
            await self._answer(came)
        except Odd as odd:
            log.warning("not ours: %s", odd, extra={"action": "odd_interaction"})
            await self._say(came, _LOST)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as lost:
            if isinstance(lost, discord.HTTPException) and lost.status == 400 and lost.code != _ANSWERED:
                log.warning("answer refused: %s", lost.text, extra={"action": "answer_refused"})
                await self._say(came, _FAULT)
                return
            # The person sees Discord's own word for it. What they asked for is done all the same.
            log.warning("answer lost: %s", type(lost).__name__, extra={"action": "answer_lost"})
        except Exception:
            log.exception("cannot answer", extra={"action": "fault"})
            await self._say(came, _FAULT)

    async def _answer(self, came: Interaction) -> None:
        match came.kind:
            case arriving.SUGGEST:
                await self._suggest(came)
            case arriving.COMMAND:
                opened = arriving.menu(came, self._declared)
                if opened is not None and came.data["type"] == MESSAGE_MENU:
                    await self._perform(came, opened, self._engine.form)
                else:
                    request = opened or arriving.command(came, self._declared)
                    await self._perform(came, request, self._engine.handle)
            case arriving.PRESS:
                await self._perform(came, arriving.press(came), self._engine.handle)
            case arriving.SUBMIT:
                await self._perform(came, arriving.submission(came), self._engine.handle)
            case _:
                raise Odd("an interaction of a kind that we do not know")

    async def _do(self, request: Request, by: Door) -> tuple[Answer, Sequence[dict[str, Any]]]:
        """The answer, and the messages that it takes. Of what only reads, one page is shown at a time."""
        request = await self._names.of(await self._places.of(request))
        answer = await by(request)
        messages = answering.body(answer)
        if len(messages) > 1 and isinstance(answer, Reply) and (draft := await self._engine.keep(request)):
            messages = [answering.leaf(answer, draft, asked_for(request))]
        return answer, messages

    async def _suggest(self, came: Interaction) -> None:
        request, param, typed = arriving.suggesting(came, self._declared)
        choices = await self._engine.suggest(await self._places.of(request), param, typed)
        await self._call_back(came, answering.suggestions(choices, _reader(came)))

    async def _perform(self, came: Interaction, request: Request, by: Door) -> None:
        """Where the answer takes longer than a moment, Discord is told so first."""
        later: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        waiting = {"type": answering.LATER, "data": {"flags": EPHEMERAL}}
        late = loop.call_later(
            self._patience, lambda: later.append(loop.create_task(self._call_back(came, waiting)))
        )
        try:
            answer, (first, *others) = await self._do(request, by)
        finally:
            late.cancel()
        if later:
            await later[0]
            await self._edit(came, first)
            for message in others:
                await self._send(came, message)
            return
        form = answering.at_once(answer, form_fits=came.kind != arriving.SUBMIT)
        if form is not None:
            await self._call_back(came, form)
            return
        # What only this person sees is turned over like a page; other messages stay as they are.
        kind = answering.UPDATE if came.private and came.kind == arriving.PRESS else answering.MESSAGE
        await self._call_back(came, {"type": kind, "data": first})
        for message in others:
            await self._send(came, message)

    async def _say(self, came: Interaction, text: Text) -> None:
        """At worst the person sees Discord's own words. Where time was asked for, it is said there."""
        if came.kind == arriving.SUGGEST:
            return
        try:
            data = answering.told(text, _reader(came))
            try:
                await self._call_back(came, {"type": answering.MESSAGE, "data": data})
            except discord.HTTPException as refused:
                if refused.code != _ANSWERED:
                    raise
                await self._edit(came, data)
        except Exception:  # The last resort of the boundary above.
            log.warning("nothing could be said", exc_info=True, extra={"action": "answer_lost"})

    # Discord's side

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def _call_back(self, came: Interaction, answer: dict[str, Any]) -> None:
        allowed.check(allowed.answer(answer))

        async def call() -> None:
            await async_context.get().create_interaction_response(
                int(came.id),
                came.token,
                session=self._open(),
                params=MultipartParameters(payload=answer, multipart=None, files=None),
            )

        try:
            await call()
        except (aiohttp.ClientError, OSError):
            # The line was cut, perhaps one that Discord closed just then since nobody used it.
            try:
                await call()
            except discord.HTTPException as refused:
                if refused.code != _ANSWERED:  # It had arrived.
                    raise

    async def _edit(self, came: Interaction, message: dict[str, Any]) -> None:
        allowed.check(allowed.message(message))

        async def edit() -> None:
            await async_context.get().edit_original_interaction_response(
                int(came.application), came.token, session=self._open(), payload=message
            )

        try:
            await edit()
        except (aiohttp.ClientError, OSError):
            await edit()

    async def _send(self, came: Interaction, message: dict[str, Any]) -> None:
        allowed.check(allowed.message(message))
        await async_context.get().execute_webhook(
            int(came.application), came.token, session=self._open(), payload=message, with_components=True
        )


def _reader(came: Interaction) -> Reader:
    return Reader(came.known.locale.partition("-")[0] or "en")


Receive = Callable[[Mapping[str, Any]], None]


def _settings(pace: Pace) -> dict[str, Any]:
    """Nothing is heard but of servers that we are in, nothing is kept in memory, nobody is pinged."""
    return {
        "intents": discord.Intents(guilds=True),
        "allowed_mentions": discord.AllowedMentions.none(),
        "chunk_guilds_at_startup": False,
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "guild_ready_timeout": 0.2,
        "http_trace": pace.trace,
    }


def _set_up(client: discord.Client, receive: Receive, pace: Pace, gateway: str | None) -> None:
    """Interactions are taken as Discord sends them. Of the rest only what keeps the connection is read:
    discord.py's parsers raise for what they do not know, which ends the connection, and what they keep of
    servers and channels nobody asks for."""
    parsers = client._connection.parsers
    read = {event: _unfailing(event, parsers[event]) for event in ("READY", "RESUMED")}
    parsers.clear()
    parsers.update({**read, "INTERACTION_CREATE": receive})
    pace.governs(client.http)
    if gateway is not None:
        _redirect(client.http, yarl.URL(gateway))


def _redirect(http: HTTPClient, gateway: yarl.URL) -> None:
    """Discord itself says where to connect, and again where to resume: all of it goes to this address."""
    connect = http.ws_connect

    async def there(url: str, **more: Any) -> Any:
        return await connect(str(gateway.update_query(yarl.URL(url).query)), **more)

    http.ws_connect = there  # type: ignore[method-assign]


def _unfailing(event: str, parse: Receive) -> Receive:
    def read(data: Mapping[str, Any]) -> None:
        try:
            parse(data)
        except Exception:
            log.exception("cannot read %s", event, extra={"action": "odd_event"})

    return read


# We never speak: at each start it would be told that the parts for voice are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Single(discord.Client):
    """One connection for all servers."""

    def __init__(self, receive: Receive, gateway: str | None = None) -> None:
        """`gateway`: where to connect instead of where Discord says."""
        pace = Pace()
        super().__init__(**_settings(pace))
        _set_up(self, receive, pace, gateway)


class AutoSharded(discord.AutoShardedClient):
    """Several connections, for bots in many servers: as many as Discord advises, or those that are given."""

    def __init__(self, receive: Receive, gateway: str | None = None, **shards: Any) -> None:
        pace = Pace()
        super().__init__(**shards, **_settings(pace))
        _set_up(self, receive, pace, gateway)


Client = Single | AutoSharded
