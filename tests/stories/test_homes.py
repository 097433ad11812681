"""A group may live in several channels: what is public appears in each of them."""

from __future__ import annotations

from tests.world import World


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
