"""One person with two accounts: one seat, one ballot, one voice, whichever account they use."""

from __future__ import annotations

from storage import ballots, polls
from storage.transaction import Transaction
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, seated
from tests.stories.linking import bind
from tests.stories.test_user_groups import civil, public
from tests.world import Actor, World


async def three(world: World) -> tuple[Actor, Actor, Actor, Actor]:
    """Ana coordinates; Ben has a second account, ben2; Cleo."""
    ana, ben, cleo = await seated(world, ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL)
    await bind(world, "ben", "ben2")
    return ana, ben, world.person("ben2"), cleo


async def test_there_is_one_seat(world: World) -> None:
    ana, ben, other, _ = await three(world)
    assert "private sector" in (await other.whispers("/me")).text
    assert (await other.says("/member join civil society")).ok
    assert "civil society" in (await ben.whispers("/me")).text
    listed = (await ana.says("/member list")).text
    assert listed.count("ben") == 1
    for name in ("@ben", "@ben2"):
        assert "ben" in (await ana.says(f"/member show {name}")).text
        assert not (await ana.says(f"/member add {name} government")).ok
    assert (await other.says("/zone Tokyo")).ok
    assert "Asia/Tokyo" in (await ben.says("/zone")).text
    assert (await other.says("/member leave")).ok
    assert "no seat" in (await ben.whispers("/me")).text


async def cast(world: World, poll: str) -> int:
    """How many ballots there are, open or secret."""

    def look(tx: Transaction) -> int:
        found = polls.by_number(tx, 1, int(poll.removeprefix("P-")), None)
        assert found is not None
        secret = found.visibility == "secret"
        return sum(ballots.voted(tx, found.id, found.version, secret=secret).values())

    return await world.reads(look)


async def test_there_is_one_ballot(world: World) -> None:
    ana, ben, other, _ = await three(world)
    assert (await ana.says('/poll open "Open?" visibility:open')).ok
    assert (await ana.says('/poll open "Secret?" secret:yes')).ok
    assert (await ana.says('/poll open "Consent?" method:consent')).ok
    for poll in ("P-1", "P-2"):
        assert (await ben.says(f"/poll vote {poll} yes")).ok
        changed = await other.says(f"/poll vote {poll} no")
        assert changed.ok
        assert await cast(world, poll) == 1
    assert "Your ballot: no." in (await ben.says("/poll show P-1")).text
    assert (await ben.says('/poll vote P-3 object reason:"No budget"')).ok
    assert "yourself" in (await other.says("/objection sign O-1")).text
    assert (await other.says("/poll vote P-3 agree")).ok
    assert "withdrawn" in (await ana.says("/objection show O-1")).text
    assert (await other.says("/poll unvote P-1")).ok
    assert "no ballot" in (await ben.says("/poll unvote P-1")).text
    nudged = await ana.says("/poll nudge P-1")
    assert (len(nudged.told("ben")), nudged.told("ben2")) == (1, [])
    assert (await ben.says("/poll recuse P-1 Friend confirm:yes")).ok
    assert "You recused yourself" in (await other.says("/poll vote P-1 yes")).text


async def test_there_is_one_voice(world: World) -> None:
    ana, ben, other, _ = await three(world)
    assert (await ana.says('/action add Draft who:"@ben, @ben2" due:"in 5 days"')).ok
    heard = await ana.says("/action show A-1")
    assert heard.text.count("ben") == 1
    assert (await other.says("/action done A-1")).ok
    reminded = await ana.says("/reminder add Tea tomorrow to:@ben2")
    assert reminded.ok, reminded.text
    told = await world.passes(days=2)
    assert (len(told.told("ben")), told.told("ben2")) == (1, [])
    assert not (await ben.says("/member alternate @ben2")).ok
    assert (await ana.says("/member role @ben2 facilitator")).ok
    assert (await ben.says('/poll open "Now?"')).ok
    assert not (await other.says("/poll handover P-1 @ben")).ok
    assert (await ana.says("/member remove @ben2 Moved on")).ok
    assert not (await ben.says('/poll open "Again?"')).ok
    assert not (await other.says('/poll open "Again?"')).ok


async def test_a_user_group_may_have_either_account_or_both(world: World) -> None:
    ana, ben, _, _ = await three(world)
    assert (await world.person("dan").whispers("/zone Paris")).ok
    await bind(world, "dan", "dan2")
    group = civil("ben", "ben2", "dan", "dan2")
    made = " ".join((await ana.says_of("/member add @civil civil society keep:yes", group)).text.split())
    assert "1 person of @civil was added to Tea as member for civil society: dan." in made
    assert "1 person has a seat already and keeps it as it is: ben." in made
    # Either of them keeps the seat.
    for names in (("ben2", "dan2"), ("dan",), ("ben", "dan", "dan2")):
        assert not (await world.follows(civil(*names))).posts
    assert "private sector" in (await ben.whispers("/me")).text
    # Another user group that both are in holds the seat, too, and lets go of it once.
    net = public("dan", "dan2")
    assert (await ana.says_of("/member add @public civil society keep:yes", net)).ok
    assert not (await world.follows(civil())).told("dan")
    assert "civil society" in (await world.person("dan2").whispers("/me")).text
    await world.follows(public())
    assert "no seat" in (await world.person("dan2").whispers("/me")).text
