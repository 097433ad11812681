"""Slack's side of the bot in the process of the test, with an engine and a database behind it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapters.slack.answers import Answers
from adapters.slack.gateway import SlackGateway
from adapters.slack.http import Http
from adapters.slack.in_step import InStep
from adapters.slack.listening import Listening
from adapters.slack.names import Names
from adapters.slack.pace import Pace
from adapters.slack.reception import Reception
from adapters.slack.user_groups import UserGroups
from adapters.slack.workspaces import Workspaces
from bot.clock import SystemClock
from bot.commands import Shortcut
from bot.following import Following
from bot.platforms import Arrived, Sent
from bot.text import Text
from bot.wiring import App, build
from tests.adapters.slack.loopback import BOT_TOKEN, Loopback
from tests.adapters.slack.people import SECRET, body_of, signed

SHORTCUT = Shortcut(name=Text("Ask about it"), about=Text("Ask"), message="question")


@dataclass(slots=True)
class Rig:
    """Slack's side of the bot in this process, with a shortcut on messages."""

    slack: Loopback
    workspaces: Workspaces
    listening: Listening
    http: Http
    in_step: InStep

    async def deliver(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        sent = await self.sends(kind, payload)
        assert sent.status == 200, sent
        return dict(json.loads(sent.body)) if sent.body.startswith(b"{") else {}

    async def sends(self, kind: str, payload: dict[str, Any]) -> Sent:
        body, content_type = body_of(kind, payload)
        headers = {name.lower(): value for name, value in signed(body).items()}
        return await self.http.serve(
            Arrived("POST", "/", {}, {**headers, "content-type": content_type}, body)
        )


@asynccontextmanager
async def rigged(slack: Loopback, database_url: str) -> AsyncIterator[Rig]:
    workspaces = Workspaces(f"{slack.address}/api", BOT_TOKEN)
    await workspaces.open()
    app = build(database_url, {"slack": SlackGateway(workspaces, Pace(0.0))})
    async with beside(slack, workspaces, app) as rig:
        yield rig
    await app.close()
    await workspaces.close()


@asynccontextmanager
async def beside(slack: Loopback, workspaces: Workspaces, app: App) -> AsyncIterator[Rig]:
    """People in this Slack reach a bot that may be on other platforms, too."""
    answers = Answers(workspaces)
    names = Names(workspaces)
    following = Following(app.engine)
    user_groups = UserGroups(workspaces, names, following)
    reception = Reception(app.engine, names, answers, user_groups)
    in_step = InStep(following, user_groups)
    listening = Listening(workspaces, reception, answers, {"poll open": SHORTCUT}, None, in_step)
    yield Rig(slack, workspaces, listening, Http(SECRET, SystemClock(), listening.app), in_step)
    await listening.close()
