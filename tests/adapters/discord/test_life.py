"""A group's life on Discord: the adapter on discord.py, against a Discord on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.client import PATIENCE
from adapters.discord.platform import DiscordPlatform
from bot.clock import AheadClock
from bot.platforms import House
from bot.settings import Settings
from bot.wiring import App, build, commands
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord, Fault
from tests.adapters.discord.people import Somebody, buttons, text_of


class Kept:
    """A vault in memory, for what is no secret."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    async def get(self, space: str, key: str) -> str | None:
        return self.values.get((space, key))

    async def all(self, space: str) -> dict[str, str]:
        return {key: value for (held, key), value in self.values.items() if held == space}

    async def put(self, space: str, key: str, value: str) -> None:
        self.values[space, key] = value

    async def drop(self, space: str, key: str) -> None:
        self.values.pop((space, key), None)


@dataclass(slots=True)
class Town:
    """The bot and its Discord."""

    discord: Discord
    folder: Path
    vault: Kept
    clock: AheadClock
    app: App | None = None
    task: asyncio.Task[None] | None = None

    async def starts(self, patience: float = PATIENCE) -> None:
        """With no `patience` nothing is answered in time."""
        given: dict[str, Any] = {
            "DISCORD_TOKEN": self.discord.token,
            "CONVENOR_DISCORD_API_URL": self.discord.base,
            "CONVENOR_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{self.discord.port}/gateway",
        }
        settings = Settings(**given)
        platform: DiscordPlatform[Any] = DiscordPlatform(
            settings, commands(), self.clock, patience=patience, pauses=(0.05, 1.0)
        )
        self.app = build(
            f"sqlite:///{self.folder / 'town.db'}",
            {platform.name: platform.gateway},
            clock=self.clock,
            card_rest=timedelta(0),
        )
        await self.app.serve()
        house = House(engine=self.app.engine, vault=self.vault, clock=self.clock, serve=_nowhere)
        before = self.discord.identified
        self.task = asyncio.create_task(platform.run(house))
        await self.discord.until(lambda: self.discord.identified > before)

    async def stops(self) -> None:
        assert self.task is not None
        assert self.app is not None
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
        await self.app.close()

    def person(self, name: str, *, administrator: bool = False) -> Somebody:
        number = str(700000000000000001 + sum(map(ord, name)))
        somebody = Somebody(self.discord, name, number, administrator)
        self.discord.people[number] = somebody.user
        return somebody

    def card(self, words: str) -> dict[str, Any]:
        """The newest message in the home that says so."""
        found = [
            message
            for message in self.discord.messages.values()
            if message["channel_id"] == payloads.HOME and words in text_of(message)
        ]
        assert found, [text_of(message) for message in self.discord.messages.values()]
        return found[-1]


def _nowhere(method: str, path: str, serve: Any) -> None:
    raise AssertionError("nothing is served over HTTP here")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    discord = Discord()
    await discord.start()
    town = Town(discord, tmp_path, Kept(), AheadClock())
    await town.starts()
    yield town
    await town.stops()
    await discord.stop()
    assert discord.wrong == []


async def test_a_group_lives_on_discord(town: Town) -> None:
    ana, ben, cleo = town.person("ana", administrator=True), town.person("ben"), town.person("cleo")
    begun = await ana.uses("group create", name="Tea")
    assert "Tea has begun" in begun.text
    assert begun.data["flags"] & 64
    for person, stakeholder in ((ana, "government"), (ben, "civil society"), (cleo, "private sector")):
        joined = await person.uses("member join", stakeholder=stakeholder)
        assert "You" in joined.text, joined.text
    choices = await ben.wonders("member join", "stakeholder", "tech")
    assert [choice["value"] for choice in choices] == ["technical community"]
    form = await ana.uses("poll open")
    assert form.kind == 9
    opened = await ana.fills(form, question="Shall we meet on Tuesdays? *not* <@everyone>")
    assert "P-1" in opened.text, opened.text
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    card = town.card("P-1")
    posted = [each.body for each in town.discord.requests if each.path.endswith("/messages")]
    assert all(body["allowed_mentions"] == {"parse": [], "users": []} for body in posted)
    votes = await asyncio.gather(ben.presses("Yes", card), cleo.presses("Yes", card))
    assert all(vote.data["flags"] & 64 for vote in votes)
    await town.discord.until(lambda: text_of(town.card("P-1")).count("1 of 1 voted") == 2)
    assert r"\*not\* \<\@everyone\>" in text_of(town.card("P-1")), "what people type stays what it is"
    objected = await ana.uses("objection raise", poll="P-1")
    assert objected.kind == 9
    raised = await ana.fills(objected, text="Tuesdays are for coffee.")
    assert "O-1" in raised.text, raised.text
    shown = await ben.uses("poll show", poll="P-1")
    assert "P-1" in shown.text
    assert (await ben.uses("me", private=True)).text


async def test_who_is_mentioned_is_called_by_name(town: Town) -> None:
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    await ana.uses("group create", name="Tea")
    added = await ana.uses("member add", who=f"<@{ben.number}>", stakeholder="government")
    assert "Ben" in added.text
    assert ben.number not in added.text
    nobody = await ana.uses("member add", who="<@700000000000009999>", stakeholder="government")
    assert nobody.text, "who is not there is called by their number, and the command is done"


async def test_old_buttons_work_after_a_restart(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    card = town.card("P-1")
    told = [each for each in town.discord.requests if each.method == "PUT"]
    await town.stops()
    await town.starts()
    voted = await ana.presses("Yes", card)
    assert "Yes" in voted.text or "yes" in voted.text
    assert [each for each in town.discord.requests if each.method == "PUT"] == told, "told only once"


async def test_a_redelivered_press_is_done_once_and_answered_alike(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    payload = payloads.interaction(
        2,
        {
            "id": "1",
            "name": "member",
            "type": 1,
            "options": [
                {
                    "name": "join",
                    "type": 1,
                    "options": [{"name": "stakeholder", "type": 3, "value": "government"}],
                }
            ],
        },
        ana.user,
    )
    schema = "APIChatInputApplicationCommandInteraction"
    first = await town.discord.interact(payload, schema)
    again = await town.discord.interact(payload, schema, again=True)
    assert first == again
    await town.discord.until(lambda: sum(payload["id"] in each.path for each in town.discord.requests) == 2)


async def test_what_takes_long_is_deferred_and_answered_later(town: Town) -> None:
    await town.stops()
    await town.starts(patience=0)
    ana = town.person("ana", administrator=True)
    begun = await ana.uses("group create", name="Tea")
    assert "Tea has begun" in begun.text
    assert {"type": 5, "data": {"flags": 64}} in [each.body for each in town.discord.requests]
    late = await ana.uses("poll open")
    assert "A little more is needed" in late.text, "it is too late for a form"
    assert (await ana.presses("Open the form", late.data)).text, (
        "and still too late: nothing is answered in time"
    )


async def test_forged_and_foreign_things_get_a_private_answer(town: Town, caplog: Any) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    odd = {"flags": 0, "components": []}
    for token in ("nothing~of~ours", "1~poll.vote~group=999~poll=forged~choice=yes", "1~clock.thing"):
        heard = await ana.presses_token(token, odd)
        assert heard.kind == 4
        assert heard.data["flags"] & 64
        assert heard.text
    await town.discord.send_event("INTERACTION_CREATE", {"id": "1", "type": 2, "data": "?"})
    assert (await ana.uses("me")).text, "the connection lives"
    assert "Traceback" not in caplog.text


async def test_the_connection_is_taken_up_again(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await town.discord.cut()
    await town.discord.until(lambda: town.discord.resumed > 0)
    assert (await ana.uses("me")).text


async def test_a_post_whose_line_was_cut_stands_there_once(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    town.discord.faults.append(Fault(f"/channels/{payloads.HOME}/messages", after=True))
    await ana.uses("poll open", question="Shall we meet?")
    posts = f"/channels/{payloads.HOME}/messages"
    await town.discord.until(
        lambda: sum(each.path == posts and each.method == "POST" for each in town.discord.requests) >= 2
    )
    assert sum("P-1" in text_of(each) and bool(buttons(each)) for each in town.discord.messages.values()) == 1


async def test_a_malformed_event_does_not_end_the_bot(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    before = town.discord.identified
    await town.discord.send_event("GUILD_CREATE", {"id": "not a number"})
    await town.discord.until(lambda: town.discord.identified > before)
    assert (await ana.uses("me")).text


async def test_a_rate_limit_is_waited_for_and_a_failure_repeated(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    posts = f"/channels/{payloads.HOME}/messages"
    limited = {"message": "You are being rate limited.", "retry_after": 0.2, "global": False}
    town.discord.faults += [
        Fault(posts, 429, headers={"Via": "1.1 google", "Retry-After": "0.2"}, body=limited),
        Fault(posts, 500, body={"message": "500: Internal Server Error", "code": 0}),
    ]
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    assert sum("P-1" in text_of(each) for each in town.discord.messages.values()) == 1


async def test_a_home_that_is_closed_to_us_is_told_to_the_coordinator(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    refused = {"message": "Missing Access", "code": 50001}
    town.discord.faults.append(Fault(f"/channels/{payloads.HOME}/messages", 403, body=refused))
    await ana.uses("poll open", question="Shall we meet?")
    posts = f"/channels/{payloads.HOME}/messages"
    await town.discord.until(lambda: any(each.path == posts for each in town.discord.requests))
    heard = await ana.uses("me", private=True)
    assert "could not be posted" in heard.text or "home" in heard.text, heard.text


async def test_a_message_becomes_an_action_with_its_link(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    form = await ana.chooses("Make action item", "Somebody should draft the summary.")
    assert form.kind == 9
    added = await ana.fills(form)
    assert "A-1" in added.text, added.text
    shown = await ana.uses("action show", action="A-1")
    assert "Somebody should draft the summary" in shown.text
    assert "discord.com/channels" in shown.text


async def test_the_menu_of_a_person_shows_their_seat_at_once(town: Town) -> None:
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    await ana.uses("group create", name="Tea")
    await ben.uses("member join", stakeholder="government", affiliation="ACME Ltd")
    nobody = await ben.looks_at("Show seat", town.person("cleo"))
    assert nobody.data["flags"] & 64
    assert "Cleo has no seat in Tea" in nobody.text
    shown = await ana.looks_at("Show seat", ben)
    assert "Ben in Tea" in shown.text
    assert "ACME Ltd" in shown.text
    assert ben.number not in shown.text
    assert "no statement" in (await ana.presses("Statements of interest", shown.data)).text


async def test_what_is_emptied_in_a_form_is_gone(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    refused = await ana.uses("action add", text="Draft the summary.", due="yesteryear")
    assert "yesteryear" in refused.text
    form = await ana.presses("Edit", refused.data)
    assert any(each["component"].get("value") == "yesteryear" for each in form.data["components"])
    assert "A-1" in (await ana.fills(form, due="")).text


async def test_a_form_that_was_open_over_a_restart_is_taken(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    form = await ana.uses("poll open")
    await town.stops()
    await town.starts()
    assert "P-1" in (await ana.fills(form, question="Shall we meet?")).text
    again = await ana.fills(form, question="Shall we meet again?")
    assert again.data["flags"] & 64
    form.data["custom_id"] = "form~nothing-of-ours"
    forged = await ana.fills(form, question="Shall we meet?")
    assert forged.data["flags"] & 64
    assert forged.text


async def test_a_redelivered_press_votes_once(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    card = town.card("P-1")
    payload = payloads.interaction(
        3, {"component_type": 2, "custom_id": buttons(card)["Yes"], "id": 2}, ana.user
    )
    payload["message"] = card
    first = await town.discord.interact(payload, "APIMessageComponentInteraction")
    await ana.presses("No", card)
    callback = f"/interactions/{payload['id']}/"
    again = await town.discord.interact(payload, "APIMessageComponentInteraction", again=True)
    await town.discord.until(
        lambda: sum(each.path.startswith(callback) for each in town.discord.requests) == 2
    )
    assert first == again
    answers = [each.body for each in town.discord.requests if each.path.startswith(callback)]
    assert answers[0] == answers[1], "the later ballot stands, and the answer is the one of before"
    assert "Your ballot: no" in (await ana.uses("poll show", poll="P-1")).text


async def test_a_button_of_another_group_does_what_it_says_or_nothing(town: Town) -> None:
    """The group of a button is in its token, whatever channel it is pressed in."""
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    card = town.card("P-1")
    stranger = await ben.presses("Yes", card)
    assert stranger.data["flags"] & 64
    assert "seat" in stranger.text or "roll" in stranger.text
    elsewhere = buttons(card)["Yes"].replace("group=1", "group=2")
    assert elsewhere != buttons(card)["Yes"]
    heard = await ana.presses_token(elsewhere, card)
    assert heard.data["flags"] & 64
    assert "Yes" not in heard.text
    assert "0 of 1 voted" in text_of(town.card("P-1"))


async def test_an_answer_that_discord_refuses_is_said_otherwise(town: Town, caplog: Any) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    refused = {"message": "Invalid Form Body", "code": 50035}
    town.discord.faults.append(Fault("/interactions", 400, body=refused))
    heard = await ana.uses("me")
    assert "Something broke on our side" in heard.text
    assert "Invalid Form Body" in caplog.text
