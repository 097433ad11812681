"""A group's life in Slack: the whole running bot, on a real wire to a loopback Slack."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

import pytest
from aiohttp import ClientError, ClientSession

from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.loopback import Loopback, Message
from tests.adapters.slack.people import CHANNEL, SECRET, Deliver, Member, by_http, by_socket, member


@pytest.fixture(params=["socket", "http"])
async def deliver(request: pytest.FixtureRequest, slack: Loopback, bot: Bot) -> Deliver:
    """The bot runs, and is reached by one of the two transports."""
    if request.param == "socket":
        await bot.start()
        await bot.connected()
        return by_socket(slack)
    await bot.start(SLACK_SIGNING_SECRET=SECRET)
    await ready(bot)
    return by_http(f"{bot.url}/slack/events")


async def restarted(slack: Loopback, bot: Bot) -> None:
    """It starts once more, with the transport that it had."""
    await bot.start(**({"SLACK_SIGNING_SECRET": SECRET} if not slack.opened else {}))
    await (bot.connected() if slack.opened else ready(bot))


async def ready(bot: Bot) -> None:
    """Slack would be answered."""
    try:
        async with asyncio.timeout(20), ClientSession() as session:
            while bot.alive:
                with suppress(ClientError):
                    async with session.post(f"{bot.url}/slack/events") as answer:
                        if answer.status == 401:
                            return
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass
    raise AssertionError(f"never ready: {bot.log()}")


def posted(slack: Loopback, words: str, channel: str = CHANNEL) -> list[Message]:
    return [one for one in slack.messages if one.channel == channel and not one.whom and words in one.text]


async def card(slack: Loopback, words: str) -> Message:
    found: list[Message] = await slack.until(lambda: posted(slack, words), f"a card with {words}")
    return found[-1]


async def founded(ana: Member, ben: Member) -> None:
    await ana.types("group create Tea")
    await ana.types("member join government")
    heard = await ana.types(f"member add <@{ben.id}|ben> civil society")
    assert "Ben" in heard.text
    await ben.slack.until(
        lambda: any("gave you a seat" in one.text for one in ben.heard()), "what ben is told"
    )


async def test_a_group_lives(slack: Loopback, bot: Bot, deliver: Deliver) -> None:
    ana, ben = (member(slack, deliver, name) for name in ("ana", "ben"))
    await founded(ana, ben)
    # A poll by a modal: the question is missing.
    view = await ana.opens("poll open")
    again = await ana.fills(view, {"question": "  "})
    assert again["response_action"] == "errors"
    assert set(again["errors"]) == {"question"}
    assert await ana.fills(view, {"question": "Green <tea> & cake?"}) == {}
    asked = await card(slack, "Green")
    assert "Green &lt;tea&gt; &amp; cake?" in asked.text
    # Two people at once.
    heard = await asyncio.gather(ana.presses("Yes", asked), ben.presses("Yes", asked))
    assert all("counted: yes" in one.text for one in heard)
    await slack.until(lambda: asked.text.count("1 of 1 voted") == 2, "both ballots on the card")
    assert len(posted(slack, "Green")) == 1
    shown = await ben.types("poll show P-1")
    assert shown.whom == ben.id
    # An objection, which needs its reason.
    await ana.types('poll open "Adopt it?" method:consent closes:"in 3 days"')
    proposed = await card(slack, "Adopt it?")
    reasons = await ben.presses_for_modal("Object", proposed)
    assert await ben.fills(reasons, {"reason": "Too *soon*."}) == {}
    await slack.until(lambda: "O-1" in proposed.text, "the objection on the card")
    # The bot dies in the middle, and goes on.
    await bot.ends(signal.SIGKILL)
    await restarted(slack, bot)
    after = await ana.types("objection list")
    assert "O-1" in after.text
    # A button of before still works.
    heard_again = await ben.presses("No", asked)
    assert "now says: no" in heard_again.text
    # What is copied from an export is what is stored, without marks between the letters.
    exported = await ben.types("privacy export")
    assert '`{"name": "Ben", "created_at": "20' in exported.words
    # Who has all about them erased is gone from the cards, too.
    asked_back = await ben.presses("Erase", await ben.types("privacy"))
    assert asked_back.whom == ben.id
    done = await ben.presses("Erase for good", asked_back)
    assert "nothing that I store leads to you any more" in done.text
    await slack.until(lambda: "participant 2" in proposed.text, "the number on the card")
    assert "Ben" not in proposed.text
    assert "soon" not in proposed.text
    assert await bot.ends() == 128 + signal.SIGTERM


async def test_answers_are_seen_by_one_person_alone(slack: Loopback, bot: Bot, deliver: Deliver) -> None:
    ana, ben = (member(slack, deliver, name) for name in ("ana", "ben"))
    await founded(ana, ben)
    await ana.types("help")
    public = [one for one in slack.messages if one.channel == CHANNEL and not one.whom]
    assert all(one.metadata.get("event_type") == "convenor_message" for one in public)
    # In a thread slash commands do not work: mentions do.
    heard = await ben.mentions("help", thread="1796115600.000042")
    assert (heard.whom, heard.thread) == (ben.id, "1796115600.000042")
    assert "/wg" in heard.text
    home = await ben.looks_at_home()
    assert "Nothing needs you now." in str(home)
