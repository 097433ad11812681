"""A group's life on Discord: the adapter on discord.py, against a Discord on this machine."""

from __future__ import annotations

import asyncio

from tests.adapters.discord import payloads
from tests.adapters.discord.double import Fault
from tests.adapters.discord.people import Somebody, buttons, text_of
from tests.adapters.discord.town import Town


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
    told = await cleo.uses("privacy current")
    assert "private sector" in told.text
    asked = await cleo.presses("Erase", told.data)
    done = await cleo.presses("Erase for good", asked.data)
    assert "nothing that I store leads to you any more" in done.text
    assert all(each.data["flags"] & 64 for each in (told, asked, done)), "seen by her alone"
    assert "I store nothing about you" in (await cleo.uses("privacy export")).text


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
    town.discord.commands.pop()
    await town.stops()
    await town.starts()
    assert len(town.discord.commands) == len(told[0].body), "unless it lost some"


async def test_the_connection_is_taken_up_again(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await town.discord.cut()
    await town.discord.until(lambda: town.discord.resumed > 0)
    assert (await ana.uses("me")).text
    await town.discord.send_odd({"op": 7, "d": None})
    await town.discord.until(lambda: town.discord.resumed > 1)
    await town.discord.send_odd({"op": 9, "d": True})
    await town.discord.until(lambda: town.discord.resumed > 2)
    assert (await ana.uses("me")).text
    assert town.discord.identified == 1


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
    odd = {
        "id": "not a number",
        "session_id": "s",
        "resume_gateway_url": f"ws://127.0.0.1:{town.discord.port}",
    }
    for event in ("GUILD_CREATE", "CHANNEL_UPDATE", "READY", "RESUMED", "NEVER_HEARD_OF"):
        await town.discord.send_event(event, odd)
    assert (await ana.uses("me")).text
    assert town.discord.identified == before, "the connection is the same"
    await town.discord.send_odd({"op": 10, "d": None})
    await town.discord.until(lambda: town.discord.identified > before)
    assert (await ana.uses("me")).text, "and where it broke, there is another"


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


async def told_to(somebody: Somebody, words: str) -> str:
    """What `/me` says, once it says so: what Discord refused is written down a moment after it answered."""
    told = ""
    for _ in range(100):
        told = (await somebody.uses("me", private=True)).text
        if words in told:
            break
    assert words in told
    return told


async def test_a_home_that_is_closed_to_us_is_told_to_the_coordinator(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    refused = {"message": "Missing Access", "code": 50001}
    town.discord.faults.append(Fault(f"/channels/{payloads.HOME}/messages", 403, body=refused))
    await ana.uses("poll open", question="Shall we meet?")
    posts = f"/channels/{payloads.HOME}/messages"
    await town.discord.until(lambda: any(each.path == posts for each in town.discord.requests))
    assert f"in <#{payloads.HOME}>: I may not write there" in await told_to(ana, "could not be posted")
    assert "tried again" in (await ana.uses("group home")).text
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))


async def test_a_card_that_a_moderator_deleted_is_posted_again_when_that_is_wanted(town: Town) -> None:
    ana = town.person("ana", administrator=True)
    await ana.uses("group create", name="Tea")
    await ana.uses("member join", stakeholder="government")
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: any("P-1" in text_of(each) for each in town.discord.messages.values()))
    card = town.card("P-1")
    del town.discord.messages[card["id"]]
    assert "counted: yes" in (await ana.presses("Yes", card)).text, "whoever still sees it may use it"
    await told_to(ana, "1 message of Tea was deleted")
    assert not town.discord.messages
    assert "tried again" in (await ana.uses("group home")).text
    await town.discord.until(lambda: bool(town.discord.messages))
    assert "1 of 1 voted" in text_of(town.card("P-1"))
    assert "was deleted" not in (await ana.uses("me")).text


FORUM, POST = "400000000000000050", "400000000000000051"


async def test_a_post_in_a_forum_is_a_home_of_its_own(town: Town) -> None:
    """The forum itself takes no messages, whatever tags it asks for; in the post that somebody made there is all."""
    town.discord.channels = [{"id": FORUM, "type": 15, "flags": 1 << 4}, payloads.post(POST, FORUM)]
    ana, ben = town.person("ana", administrator=True), town.person("ben")
    ana.channel, ana.forum = POST, FORUM
    ben.channel, ben.forum = "400000000000000052", FORUM
    assert "Tea has begun" in (await ana.uses("group create", name="Tea")).text
    await ana.uses("member join", stakeholder="government")
    assert "Coffee has begun" in (await ben.uses("group create", name="Coffee")).text, "another post"
    await ana.uses("poll open", question="Shall we meet?")
    await town.discord.until(lambda: bool(town.discord.messages))
    (card,) = town.discord.messages.values()
    assert card["channel_id"] == POST
    assert [choice["value"] for choice in await ana.wonders("poll vote", "poll", "")] == ["P-1"]
    town.discord.threads.archived.add(POST)
    assert "counted: yes" in (await ana.presses("Yes", card)).text
    await town.discord.until(lambda: "1 of 1 voted" in text_of(town.discord.messages[card["id"]]))
    assert [each.path for each in town.discord.requests].count(f"/channels/{FORUM}") == 1, "asked once"
