"""Turns, actions and digests in Slack, before and after the bot is killed."""

from __future__ import annotations

import signal

from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.loopback import Loopback
from tests.adapters.slack.people import Deliver, member
from tests.adapters.slack.test_life import card, deliver, founded, posted, restarted

__all__ = ["deliver"]


async def test_turns_actions_and_digests_outlive_a_kill(slack: Loopback, bot: Bot, deliver: Deliver) -> None:
    ana, ben = (member(slack, deliver, name) for name in ("ana", "ben"))
    await founded(ana, ben)
    begun = await ana.types('rota create scribe "every tuesday 14:00"')
    assert "R-1" in begun.text
    announced = await card(slack, "R-1")
    form = await ben.uses("action add", announced)
    assert await ben.fills(form, {"text": "Book the room.", "due": "in 3 days"}) == {}
    await slack.until(lambda: any("A-1" in one.text for one in ben.heard()), "the action")
    left_open = await ana.uses("action add", announced)
    digest = await ana.types("digest now")
    assert "A-1" in digest.text
    assert "T-1" in digest.text
    turn = await ana.types("rota next")
    await bot.ends(signal.SIGKILL)
    await restarted(slack, bot)
    assert await ana.fills(left_open, {"text": "Bring cups.", "due": "in 2 days"}) == {}
    await slack.until(
        lambda: any("A-2" in one.text for one in ana.heard()), "the action of the form of before"
    )
    assert "A-1" in (await ben.types("action done A-1")).text
    after = await ana.types("digest now")
    assert "A-2" in after.text
    assert "T-1" in after.text
    assert (await ana.types("rota next")).text == turn.text, "turns stay with whom they were given to"
    said = [one.text for one in posted(slack, "R-1")]
    assert len(said) == len(set(said)), "nothing is said twice"
