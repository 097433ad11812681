"""In which capacity somebody votes: for oneself, for an organisation, under instruction."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import facts, four
from tests.world import World


async def test_a_ballot_says_for_whom_it_is(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:open')
    voted = await ben.says('/poll vote P-1 yes capacity:organisation reason:"The ministry wants it."')
    assert "You vote for your organisation." in voted.text
    assert "In which capacity people voted: 1 for an organisation." in voted.post()
    await cleo.says("/poll vote P-1 no capacity:instruction")
    shown = await dan.says("/poll vote P-1 yes")
    assert "1 for an organisation, 1 under instruction and 1 did not say" in shown.post()
    assert "yes, for an organisation" in (await ana.says("/poll roll P-1")).text
    own = (await ben.says("/poll show P-1")).text
    assert "Your ballot: yes, for an organisation." in own
    assert "ben, yes, for an organisation: The ministry wants it." in own.replace("\n", " ")
    assert "capacity" in (await facts(world, "ballot.cast"))[0]
    assert "organisation" not in str(await facts(world, "ballot.cast"))
    closed = await world.passes(days=3)
    assert "1 for an organisation, 1 under instruction and 1 did not say" in closed.post()
    (closing,) = await facts(world, "poll.closed")
    assert closing["capacities"] == {"organisation": 1, "instruction": 1}


async def test_it_can_be_said_later_and_stays_with_another_choice(world: World) -> None:
    ana, ben, _, _ = await four(world)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:open')
    await ben.says("/poll vote P-1 yes")
    assert "You vote for yourself." in (await ben.says("/poll vote P-1 yes capacity:personal")).text
    await world.restarts()
    assert "You vote for yourself." in (await ben.presses("No", on="P-1")).text
    assert "says so already" in (await ben.says("/poll vote P-1 no capacity:personal")).text
    assert "1 for oneself" in (await ana.says("/poll show P-1")).text
    await ben.says("/poll unvote P-1")
    again = await ben.says("/poll vote P-1 no")
    assert "You vote for" not in again.text
    assert "In which capacity" not in (await ana.says("/poll show P-1")).text


async def test_until_the_close_it_is_hidden_with_the_ballots(world: World) -> None:
    ana, ben, _, _ = await four(world)
    await ana.says('/poll open "Buy tea?" closes:"in 3 days" visibility:after')
    voted = await ben.says("/poll vote P-1 yes capacity:organisation")
    assert "capacity" not in voted.post()
    assert "organisation" not in (await ana.says("/poll show P-1")).text
    closed = await world.passes(days=3)
    assert "1 for an organisation" in closed.post()
    assert "yes, for an organisation" in (await ana.says("/poll roll P-1")).text


@pytest.mark.parametrize(
    ("more", "line", "says"),
    [
        ("secret:yes", "/poll vote P-1 yes capacity:personal", "does not keep in which capacity"),
        ("visibility:open", "/poll vote P-1 yes capacity:king", "capacity"),
        ("method:sign-on", "/poll vote P-1 sign capacity:personal", "A signature says for whom it is"),
    ],
)
async def test_where_no_capacity_is_kept(world: World, more: str, line: str, says: str) -> None:
    ana, ben, _, _ = await four(world)
    assert (await ana.says(f'/poll open "Buy tea?" closes:"in 3 days" {more}')).ok
    refused = await ben.says(line)
    assert refused.why is Why.MALFORMED
    assert says in refused.text
    assert await facts(world, "ballot.cast") == []
