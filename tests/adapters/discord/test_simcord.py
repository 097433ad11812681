"""The same adapter in a Discord that others wrote: SimCord, with its three-second rule and its own clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import simcord

from adapters.discord.client import Answering, Single
from adapters.discord.gateway import DiscordGateway
from bot.clock import AheadClock
from bot.wiring import App, build
from tests.adapters.discord.people import text_of
from tests.adapters.discord.test_payload import DECLARED


@dataclass(slots=True)
class Simulated:
    env: simcord.Env
    app: App
    answering: Answering[Any]
    clock: AheadClock


@asynccontextmanager
async def simulated(folder: Path) -> AsyncIterator[Simulated]:
    clock = AheadClock()
    gateway = DiscordGateway(clock)
    url = f"sqlite:///{folder / 'sim.db'}"
    app = build(url, {"discord": gateway}, clock=clock, card_rest=timedelta(0))
    answering = Answering(app.engine, DECLARED)

    class Synced(Single):
        async def setup_hook(self) -> None:
            await self.http.bulk_upsert_global_commands(self.application_id or 0, list(DECLARED.payload))

    client = Synced(answering.receive)
    gateway.client = client
    try:
        async with simcord.run(client) as env:
            yield Simulated(env, app, answering, clock)
    finally:
        await answering.close()
        await app.close()


def words(result: Any) -> str:
    assert result.response is not None
    assert result.ephemeral
    return text_of({"components": result.response.components})


async def test_a_poll_by_form_and_button(tmp_path: Path) -> None:
    async with simulated(tmp_path) as there:
        guild = there.env.create_guild()
        channel = guild.create_text_channel("tea")
        ana = guild.add_member(there.env.create_user("ana"))
        assert "Tea has begun" in words(await ana.slash(channel, "group create", name="Tea"))
        await ana.slash(channel, "member join", stakeholder="government")
        assert "P-1" in words(await ana.slash(channel, "poll open", question="Shall we meet?"))
        await there.app.heartbeat.tick()
        card = channel.last_message
        assert card is not None
        assert "P-1" in words(await ana.click(card, label="Yes"))
        asked = await ana.slash(channel, "objection raise", poll="P-1")
        assert asked.modal is not None
        raised = await ana.submit_modal(asked, {"poll": ["P-1"], "text": "Tuesdays are for coffee."})
        assert "O-1" in words(raised)


async def test_four_days_later_the_poll_is_closed(tmp_path: Path) -> None:
    """Nobody finds a button on its card to vote with any more."""
    async with simulated(tmp_path) as there:
        guild = there.env.create_guild()
        channel = guild.create_text_channel("tea")
        ana = guild.add_member(there.env.create_user("ana"))
        await ana.slash(channel, "group create", name="Tea")
        await ana.slash(channel, "member join", stakeholder="government")
        await ana.slash(channel, "poll open", question="Shall we meet?", closes="in 3 days")
        await there.app.heartbeat.tick()
        card = channel.last_message
        assert card is not None
        await ana.click(card, label="Yes")
        there.clock.move_to(there.clock.now() + timedelta(days=4))
        await there.app.heartbeat.tick()
        await there.app.heartbeat.tick()
        said = "\n".join(
            text_of({"components": [each.to_dict() for each in message.components]})
            for message in channel.history()
        )
        assert "passed" in said.casefold(), said
        with pytest.raises(simcord.SetupError):
            await ana.click(card, label="Yes")


async def test_the_menu_of_a_person(tmp_path: Path) -> None:
    async with simulated(tmp_path) as there:
        guild = there.env.create_guild()
        channel = guild.create_text_channel("tea")
        ana = guild.add_member(there.env.create_user("ana"))
        ben = guild.add_member(there.env.create_user("ben"))
        await ana.slash(channel, "group create", name="Tea")
        await ben.slash(channel, "member join", stakeholder="government")
        assert "ben in Tea" in words(await ana.context_menu(channel, "Show seat", ben))
