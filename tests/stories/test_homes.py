"""A group may live in several channels: what is public appears in each of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.console.gateway import Recorder
from bot.addresses import ChannelRef, MessageRef
from bot.boundary import Reply, View
from bot.refusals import GatewayError, Hindrance, Why
from storage.kept import KeptPromises
from storage.unsaid import LOST
from tests.world import World, text_of


class Closed(Recorder):
    """A platform on which nothing can be posted in the channel `annex`."""

    hindrance: Hindrance | None = None
    mended = False

    async def post(self, channel: ChannelRef, view: View) -> MessageRef:
        if channel.channel == "annex" and not self.mended:
            raise GatewayError("not in the channel", permanent=True, hindrance=self.hindrance)
        return await super().post(channel, view)


async def test_a_new_home_shows_the_polls_that_are_open(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil")
    await ana.says('/poll open "Green tea?" closes:"in 2 days"')
    await ana.says('/poll open "Over soon?" closes:"in 1 hour"')
    await world.passes(hours=2)

    lost = await ana.says("/group home", "#annex")
    assert lost.text.startswith(
        'This channel is not the home of a group yet. Add group:"Tea", or start a group here'
    )
    added = await ana.says("/group home group:Tea", "#annex")

    assert added.ok
    cards = [post.text for post in added.step.posts if post.channel == "#annex"]
    assert len(cards) == 1
    assert "Green tea?" in cards[0]

    voted = await ben.says("/poll vote P-1 yes")

    assert "civil society:       1 of 1 voted" in voted.post("#main")
    assert "civil society:       1 of 1 voted" in voted.post("#annex")


@pytest.mark.parametrize(
    ("hindrance", "words"),
    [
        (None, "could not be posted in #annex: not in the channel. Check"),
        (Hindrance.SHUT_OUT, "could not be posted in #annex: I may not write there."),
        (Hindrance.NO_CHANNEL, "its home #annex is not there any more"),
        (Hindrance.POSTS_ONLY, "its home #annex is a forum, which takes no messages"),
        (Hindrance.DELETED, "1 message of Tea was deleted in #annex."),
        (Hindrance.DOUBTFUL, "Nobody knows whether 1 message of Tea arrived in #annex."),
    ],
)
async def test_what_cannot_be_posted_is_told_to_the_coordinator(
    world: World, hindrance: Hindrance | None, words: str
) -> None:
    closed = world.stage.recorder = Closed()
    closed.hindrance = hindrance
    await world.restarts()
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil")
    await ana.says("/group home group:Tea", "#annex")
    assert "could not be posted" not in (await ana.says("/me")).text

    await ana.says('/poll open "Green tea?"')

    told = (await ana.says("/me")).text
    assert words in told
    mend = "Remove this home" if hindrance in LOST else "/group home"
    assert mend in told
    assert "annex" not in (await ben.says("/me")).text
    refused = await ana.says("/group home")
    assert "already" in refused.text, "nothing is amiss in this one"

    assert (await ben.says("/group resend")).why is Why.NOT_ALLOWED
    failed = await ana.presses("Post again")
    assert "1 message of Tea is posted again now" in failed.text
    assert words in (await ana.says("/me")).text, "still closed"

    closed.mended = True
    again = await ana.says("/group home", "#annex")
    assert "1 message that could not be posted here is tried again" in again.text
    assert "Green tea?" in again.post("#annex")
    assert "annex" not in (await ana.says("/me")).text
    assert not (await ana.says("/group home", "#annex")).ok


async def test_what_nobody_mends_is_forgotten_in_the_end(world: World) -> None:
    world.stage.recorder = Closed()
    await world.restarts()
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ana.says("/group home group:Tea", "#annex")
    await ana.says('/poll open "Green tea?" closes:"in 100 days"')
    for days, told in ((59, True), (2, False)):
        await world.passes(days=days)
        await KeptPromises(world.app.store).sweep(world.now)
        assert ("could not be posted" in (await ana.says("/me")).text) is told


async def test_a_home_is_removed_from_elsewhere(world: World) -> None:
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ben.says("/member join civil")
    await ana.says("/group home group:Tea", "#annex")
    shown = (await ana.says("/group show")).text
    assert "#main (main)" in shown
    assert "#annex (annex)" in shown
    assert "#annex" not in (await ben.says("/group show")).text
    assert await ana.wonders("group home", "home", "#ann") == ["annex"]
    assert await ben.wonders("group home", "home", "") == []

    unknown = await ana.says("/group home remove home:#attic")
    assert unknown.why is Why.NOT_FOUND
    assert "#annex (annex)" in unknown.text
    added = await ana.says("/group home home:#annex")
    assert added.why is Why.MALFORMED
    assert "/group home remove home:annex" in added.text
    assert (await ben.says("/group home remove home:#annex")).why is Why.NOT_ALLOWED
    elsewhere = await ana.says("/group home remove group:Tea", "#attic")
    assert elsewhere.why is Why.NOT_FOUND
    assert "Name the one that you mean: /group home remove home:annex" in elsewhere.text

    removed = await ana.whispers("/group home remove home:#annex group:Tea")
    assert "#annex is not a home of Tea any more." in removed.text
    last = await ana.whispers("/group home remove home:main group:Tea")
    assert "#main is the last home of Tea" in last.text


async def test_a_home_that_is_gone_is_removed_by_a_button(world: World) -> None:
    closed = world.stage.recorder = Closed()
    closed.hindrance = Hindrance.NO_CHANNEL
    await world.restarts()
    (ana,) = world.people("ana")
    await ana.says("/group create Tea", "#annex")
    await ana.says("/member join government", "#annex")
    await ana.says('/poll open "Green tea?"', "#annex")
    alone = await ana.whispers("/me")
    assert "its home #annex is not there any more. Type /group home in another channel" in alone.text
    assert "Remove this home" not in alone.text

    found = await ana.says("/group home group:Tea")
    assert "Nothing can be posted in its home #annex." in found.text
    assert "Green tea?" in found.post()
    assert "Remove this home, since the group has another." in (await ana.whispers("/me")).text
    assert "#annex is not a home of Tea any more." in (await ana.presses("Remove this home")).text

    assert "annex" not in (await ana.whispers("/me")).text
    assert (await ana.presses("Remove this home")).why is Why.NOT_FOUND, "pressed again"


async def test_a_forum_cannot_be_a_home(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    for line in ("/group create Coffee", "/group home group:Tea"):
        asked = ana.request(line, "#forum")
        answer = await world.sends(replace(asked, known=replace(asked.known, takes_no_messages=True)))
        assert isinstance(answer, Reply)
        assert "Type this again in a post of it or in a text channel." in text_of(answer)


async def test_a_home_that_is_closed_to_us_is_told_at_once(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    asked = ana.request("/group home group:Tea", "#annex")
    answer = await world.sends(replace(asked, known=replace(asked.known, lacks="Send Messages")))
    assert isinstance(answer, Reply)
    assert "This channel is a home of Tea now" in text_of(answer)
    assert "Allow me: Send Messages." in text_of(answer)
