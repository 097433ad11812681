"""The same adapter in a Discord that others wrote: SimCord, with its three-second rule and its own clock.

SimCord refuses a first answer three seconds after the interaction, and anything after a quarter of an hour,
by a clock of its own (`Env.advance_time`), which the bot's timers follow too. It has to be told which waits
are meant to last (`Env.external_wait`): here the one for a database that another program holds.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import simcord

from adapters.discord.client import PATIENCE, Answering, Door, Single
from adapters.discord.gateway import DiscordGateway
from bot.boundary import Answer, Request
from bot.clock import AheadClock
from bot.wiring import App, build
from tests.adapters.discord.people import text_of
from tests.adapters.discord.test_payload import DECLARED


class Waiting(Answering[Any]):
    """Ours, which says to SimCord that the database may take its time while `held` is set."""

    env: simcord.Env
    held = False

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.done = asyncio.Event()

    async def _do(self, request: Request, by: Door) -> tuple[Answer, Sequence[dict[str, Any]]]:
        work = super()._do(request, by)
        if not self.held:
            return await work
        answer: tuple[Answer, Sequence[dict[str, Any]]] = await self.env.external_wait(
            work, reason="another program holds the database"
        )
        self.done.set()
        return answer


@dataclass(slots=True)
class Simulated:
    env: simcord.Env
    app: App
    answering: Waiting
    clock: AheadClock
    folder: Path

    @contextmanager
    def database_held(self) -> Iterator[None]:
        """By another program, so that nothing can be written meanwhile."""
        other = sqlite3.connect(self.folder / "sim.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        self.answering.held = True
        # Timers beyond so many real seconds are left to the simulated clock.
        self.env.settle_timeout, before = 1.0, self.env.settle_timeout
        try:
            yield
        finally:
            self.env.settle_timeout = before
            self.answering.held = False
            other.execute("ROLLBACK")
            other.close()

    async def tea(self) -> tuple[Any, Any]:
        """A group in a channel, and ana who began it."""
        guild = self.env.create_guild()
        channel = guild.create_text_channel("tea")
        ana = guild.add_member(self.env.create_user("ana"))
        assert "Tea has begun" in words(await ana.slash(channel, "group create", name="Tea"))
        return channel, ana

    async def answered(self) -> None:
        """Waits for what was held up, and for what Discord is told of it."""
        async with asyncio.timeout(10):
            await self.answering.done.wait()
        await self.env.settle()


@asynccontextmanager
async def simulated(folder: Path, patience: float = PATIENCE) -> AsyncIterator[Simulated]:
    clock = AheadClock()
    gateway = DiscordGateway(clock)
    url = f"sqlite:///{folder / 'sim.db'}"
    app = build(url, {"discord": gateway}, clock=clock, card_rest=timedelta(0))
    answering = Waiting(app.engine, DECLARED, patience)

    class Synced(Single):
        async def setup_hook(self) -> None:
            await self.http.bulk_upsert_global_commands(self.application_id or 0, list(DECLARED.payload))

    client = Synced(answering.receive)
    gateway.client = client
    try:
        async with simcord.run(client) as env:
            answering.env = env
            yield Simulated(env, app, answering, clock, folder)
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
        channel, ana = await there.tea()
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


# Three seconds


async def test_who_waits_for_the_database_is_told_so_in_time(tmp_path: Path) -> None:
    async with simulated(tmp_path) as there:
        channel, ana = await there.tea()
        with there.database_held():
            joined = await ana.slash(channel, "member join", stakeholder="government")
            await there.env.advance_time(PATIENCE - 0.1)
            assert not joined.acknowledged
            await there.env.advance_time(0.2)
            assert joined.deferred
            assert joined.ephemeral
            await there.env.advance_time(60)
        await there.answered()
        assert "You sit in Tea" in words(joined)
        assert not joined.followups, "what was deferred is filled in, not said beside it"


@pytest.mark.parametrize(("patience", "in_time"), [(2.9, True), (3.0, False), (4.0, False)])
async def test_who_is_told_later_than_that_hears_nothing(
    tmp_path: Path, patience: float, in_time: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The rule bites: with more patience Discord would have hung up. What was asked for is done all the same."""
    async with simulated(tmp_path, patience) as there:
        channel, ana = await there.tea()
        with there.database_held():
            joined = await ana.slash(channel, "member join", stakeholder="government")
            await there.env.advance_time(5)
        await there.answered()
        assert joined.acknowledged is in_time
        assert ("answer lost" in caplog.text) is not in_time
        assert "Stakeholder group: government" in words(await ana.slash(channel, "member list"))


async def test_a_form_that_comes_too_late_to_be_shown_is_a_button(tmp_path: Path) -> None:
    async with simulated(tmp_path) as there:
        channel, ana = await there.tea()
        await ana.slash(channel, "member join", stakeholder="government")
        with there.database_held():
            asked = await ana.slash(channel, "poll open")
            await there.env.advance_time(10)
            assert asked.deferred
        await there.answered()
        assert "A little more is needed" in words(asked)
        assert asked.response is not None
        form = await ana.click(asked.response, label="Open the form")
        assert form.modal is not None
        assert "P-1" in words(await ana.submit_modal(form, {"question": "Shall we meet?"}))


async def test_after_a_quarter_of_an_hour_nobody_can_be_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with simulated(tmp_path) as there:
        channel, ana = await there.tea()
        with there.database_held():
            await ana.slash(channel, "member join", stakeholder="government")
            await there.env.advance_time(15 * 60)
        await there.answered()
        assert "answer lost" in caplog.text
        assert "Traceback" not in caplog.text
        assert "Stakeholder group: government" in words(await ana.slash(channel, "member list"))
