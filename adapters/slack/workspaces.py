"""The workspaces that we are installed in, and how we speak to each: its token, who we are there."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.faults import FAULTS, UNSURE, code_of, retry_after
from bot.ports import Unavailable

OFFICIAL = "https://slack.com/api/"
PATIENCE = 20.0
"""Seconds for one call of the Web API, shorter than the courier's patience."""
AT_START = 10.0
"""Seconds for checking a token."""
log = logging.getLogger(__name__)
quiet = logging.getLogger("convenor.slack.library")
"""Of the libraries: they write down what people typed, so it lets nothing pass."""
quiet.setLevel(logging.CRITICAL + 1)
quiet.propagate = False
quiet.addHandler(logging.NullHandler())


class Unreachable(Unavailable):
    """Slack gave no answer about a token, which may pass by itself."""


@dataclass(frozen=True, slots=True)
class Installed:
    """We in one workspace. `user` is the bot as others mention it; `since` when it was installed, where that is
    known, in seconds of Unix time."""

    team: str
    token: str
    user: str = ""
    bot: str = ""
    name: str = ""
    since: int = 0


Find = Callable[[str], Awaitable[Installed | None]]
"""The workspace with this id; None where we are not installed."""


class NotInstalled(Exception):
    """There is no token for this workspace."""


class _Client(AsyncWebClient):
    async def _send(self, http_verb: str, api_url: str, req_args: dict[str, Any]) -> AsyncSlackResponse:
        try:
            return await super()._send(http_verb, api_url, req_args)
        except AttributeError as unread:
            # The library takes for granted that an answer with status 200 is JSON; that of a proxy is not.
            raise SlackClientError("not an answer of Slack") from unread


class Workspaces:
    """`token` is that of the only workspace; with several of them, `find` knows the others."""

    def __init__(self, api_url: str | None, token: str | None, find: Find | None = None) -> None:
        self.api_url = f"{api_url}/" if api_url else OFFICIAL
        self._token = token
        self.find = find
        self._only: Installed | None = None
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        """Shared by all calls: opening one for each costs three times as much."""
        if self._session is None:
            # Slack's library would read the proxies of the environment for addresses of this machine, too.
            self._session = ClientSession(timeout=ClientTimeout(total=PATIENCE), trust_env=False)
        return self._session

    async def open(self) -> None:
        """Checks the token, where there is only one. Raises Unavailable."""
        if self._token is not None:
            self._only = await self.who_is(self._token)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def client_of(self, token: str | None, *, retry: bool = False) -> AsyncWebClient:
        """`retry`: once more after a broken connection, for calls that may well be done twice."""
        handlers: list[AsyncRetryHandler] = [AsyncConnectionErrorRetryHandler()] if retry else []
        return _Client(
            token=token, base_url=self.api_url, session=self.session, retry_handlers=handlers, logger=quiet,
            timeout=int(PATIENCE),
        )  # fmt: skip

    async def who_is(self, token: str) -> Installed:
        """Whom a bot token stands for. Raises Unavailable, with what an operator can do."""
        try:
            async with asyncio.timeout(AT_START):
                said = await self.client_of(token, retry=True).auth_test()
        except FAULTS as fault:
            raise _unfit("SLACK_BOT_TOKEN", fault) from fault
        return Installed(
            str(said.get("team_id") or ""), token, str(said.get("user_id") or ""), str(said.get("bot_id") or ""),
            str(said.get("team") or ""),
        )  # fmt: skip

    async def check_app_token(self, token: str) -> None:
        """Whether Slack opens connections for it. Raises Unavailable: the library would try for ever."""
        try:
            async with asyncio.timeout(AT_START):
                await self.client_of(None, retry=True).apps_connections_open(app_token=token)
        except FAULTS as fault:
            raise _unfit("SLACK_APP_TOKEN", fault) from fault

    async def installed(self, team: str) -> Installed | None:
        """Raises Unavailable where that cannot be looked up now."""
        if self._only is not None and (self.find is None or team == self._only.team):
            # One app of one workspace: what comes from a shared channel names the workspace of its author.
            return self._only
        return await self.find(team) if self.find is not None else None

    async def client(self, team: str, *, retry: bool = False) -> AsyncWebClient:
        """Raises NotInstalled."""
        found = await self.installed(team)
        if found is None:
            raise NotInstalled(team)
        return self.client_of(found.token, retry=retry)


def _unfit(variable: str, fault: BaseException) -> Unavailable:
    code = code_of(fault)
    kind = "xapp-" if variable == "SLACK_APP_TOKEN" else "xoxb-"
    if code == "missing_scope" and variable == "SLACK_APP_TOKEN":
        return Unavailable(
            "SLACK_APP_TOKEN lacks the scope connections:write. Generate an app-level token with it."
        )
    if retry_after(fault) is not None:
        return Unreachable("Slack has had too many calls from this app. Wait a minute, then try again.")
    if code and code not in UNSURE:
        return Unavailable(
            f"Slack does not accept {variable} ({code}). Copy it again, whole, from the page of your app; it begins"
            f" with {kind}"
        )
    return Unreachable(
        f"Slack could not be asked about {variable} ({code or type(fault).__name__}). Check the connection of this"
        " machine, and CONVENOR_SLACK_API_URL if it is set."
    )


def forget_environment() -> None:
    """Bolt reads these by itself when it can, and would keep tokens in files: ours come from the settings."""
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
    ):
        os.environ.pop(name, None)
