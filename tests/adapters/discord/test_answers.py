"""What one person is answered on Discord: at once or later, once, and whatever comes in."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from tests.adapters.discord import payloads
from tests.adapters.discord.double import Fault
from tests.adapters.discord.people import Heard, buttons, text_of
from tests.adapters.discord.town import Town


async def test_who_is_mentioned_is_called_by_name(town: Town) -> None:
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    await ana.uses("group create", name="Tea")
    added = await ana.uses("member add", who=f"<@{ben.number}>", stakeholder="government")
    assert "Ben" in added.text
    assert ben.number not in added.text
    nobody = await ana.uses("member add", who="<@700000000000009999>", stakeholder="government")
    cleo = town.person("cleo")
    several = f"<@600000000000009998>, government | <@{cleo.number}>, civil society"
    town.discord.slow = f"/guilds/{payloads.GUILD}/members/{cleo.number}"
    await ana.uses("member import", list=several)
    assert "Cleo" in (await ana.uses("member list")).text, "though somebody before her is not there"
    role = await ana.uses("member add", who="<@&700000000000000042>", stakeholder="government")
    assert "Give seats to a list of people instead: `/member import`" in role.text
    assert nobody.text, "who is not there is called by their number, and the command is done"
    robot = town.person("robot")
    town.discord.people[robot.number] = robot.user | {"bot": True}
    for bot in (robot.number, payloads.APP):
        refused = await ana.uses("member add", who=f"<@{bot}>", stakeholder="government")
        assert "is a bot, and seats are for people." in refused.text
        listed = await ana.uses("member import", list=f"<@{bot}>, government")
        assert "is a bot" in listed.text


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
    assert not [each for each in town.discord.requests if "/members/" in each.path], "Discord said the names"
    assert "no statement" in (await ana.presses("Statements of interest", shown.data)).text


def asked_for(form: Heard) -> list[dict[str, Any]]:
    return [each for each in form.data["components"] if each["type"] == 18]


async def test_what_is_emptied_in_a_form_is_gone(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    refused = await ana.uses("action add", text="Draft the summary.", due="yesteryear")
    assert "yesteryear" in refused.text
    form = await ana.presses("Edit", refused.data)
    assert any(each["component"].get("value") == "yesteryear" for each in asked_for(form))
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


async def test_an_answer_whose_line_was_cut_is_given_again(town: Town, caplog: Any) -> None:
    ana = town.person("ana", administrator=True)
    for after in (False, True):
        town.discord.faults.append(Fault("/interactions", after=after))
        assert (await ana.uses("me")).text
    await town.stops()
    await town.starts(patience=0)
    town.discord.faults.append(Fault("/webhooks", method="PATCH"))
    assert (await ana.uses("me")).text
    assert "answer lost" not in caplog.text


async def test_a_database_that_is_held_by_somebody_else_is_waited_for(town: Town) -> None:
    """Discord waits three seconds: by then it knows that the answer comes later."""
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    other = sqlite3.connect(town.folder / "town.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    loop = asyncio.get_running_loop()
    began = loop.time()
    joined = asyncio.create_task(ana.uses("member join", stakeholder="government"))
    later = {"type": 5, "data": {"flags": 64}}
    await town.discord.until(lambda: later in [each.body for each in town.discord.requests])
    assert loop.time() - began < 2.5
    other.execute("ROLLBACK")
    other.close()
    assert "You sit in Tea" in (await joined).text


async def test_nor_does_a_refused_late_answer_leave_somebody_waiting(town: Town) -> None:
    await town.stops()
    await town.starts(patience=0)
    ana = town.person("ana", administrator=True)
    refused = {"message": "Invalid Form Body", "code": 50035}
    town.discord.faults.append(Fault("/webhooks", 400, body=refused, method="PATCH"))
    heard = await ana.uses("me", private=True)
    assert "Something broke on our side" in heard.text
    assert heard.data["flags"] & 64
