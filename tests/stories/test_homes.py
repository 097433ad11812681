"""A group may live in several channels: what is public appears in each of them."""

from __future__ import annotations

from adapters.console.gateway import Recorder
from bot.addresses import ChannelRef, MessageRef
from bot.boundary import View
from bot.refusals import GatewayError, Why
from tests.world import World


class Closed(Recorder):
    """A platform that has removed the bot from the channel `shut`."""

    shut = "annex"

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        if channel.channel == self.shut:
            raise GatewayError("not in the channel", permanent=True)
        return await super().post(channel, view)


async def test_a_new_home_shows_the_polls_that_are_open(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil")
    await ana.says('/poll open "Green tea?" closes:"in 2 days"')
    await ana.says('/poll open "Over soon?" closes:"in 1 hour"')
    await world.passes(hours=2)

    added = await ana.says("/group home group:Tea", "#annex")

    assert added.ok
    cards = [post.text for post in added.step.posts if post.channel == "#annex"]
    assert len(cards) == 1
    assert "Green tea?" in cards[0]

    voted = await ben.says("/poll vote P-1 yes")

    assert "civil society:       1 of 1 voted" in voted.post("#main")
    assert "civil society:       1 of 1 voted" in voted.post("#annex")


async def test_what_cannot_be_posted_is_told_to_the_coordinator(world: World) -> None:
    world.stage.recorder = Closed()
    await world.restarts()
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil")
    await ana.says("/group home group:Tea", "#annex")
    assert "could not be posted" not in (await ana.says("/me")).text

    await ana.says('/poll open "Green tea?"')

    told = (await ana.says("/me")).text
    assert "1 message of Tea could not be posted in annex: not in the channel." in told
    assert "could not be posted" not in (await ben.says("/me")).text

    assert (await ben.says("/group resend")).why is Why.NOT_ALLOWED
    failed = await ana.presses("Post again")
    assert "1 message of Tea is posted again now" in failed.text
    assert "1 message of Tea could not be posted in annex" in (await ana.says("/me")).text, "still closed"
    assert isinstance(world.stage.recorder, Closed)
    world.stage.recorder.shut = ""
    posted = await ana.presses("Post again")
    assert "P-1: Green tea?" in posted.post("#annex")
    assert "could not be posted" not in (await ana.says("/me")).text
    assert (await ana.says("/group resend")).why is Why.CONFLICT
