"""A working group whose polls are determined, for the stories about decisions."""

from __future__ import annotations

from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, TECHNICAL, seated
from tests.world import Actor, Heard, World

OPEN = '/poll open "Adopt?" closes:"in 28 days" remind:none'
CLOCKS = "determination=7 days | challenge=7 days"


async def group(world: World, charter: str = "", overrides: str = "") -> list[Actor]:
    """Ana coordinates and opens the polls; Ben and Cleo facilitate for different stakeholder groups; Dan and
    Eve are members of a third."""
    actors = await seated(world, ana=GOVERNMENT, ben=TECHNICAL, cleo=PRIVATE, dan=CIVIL, eve=CIVIL)
    ana = actors[0]
    for name in ("ben", "cleo"):
        assert (await ana.says(f"/member role @{name} facilitator")).ok
    if charter:
        asked = f' overrides:"{overrides}"' if overrides else ""
        heard = await ana.says(f"/group charter propose {charter}{asked}")
        assert heard.ok, heard.text
    return actors


async def closed(world: World, charter: str, overrides: str = "", **votes: str) -> list[Actor]:
    """The same after P-1 was open and these voted so."""
    actors = await group(world, charter, overrides)
    heard = await actors[0].says(OPEN)
    assert heard.ok, heard.text
    for name, vote in votes.items():
        heard = await world.person(name).says(f"/poll vote P-1 {vote}")
        assert heard.ok, heard.text
    await world.passes(days=28)
    return actors


async def determined(world: World, charter: str, designation: str, overrides: str = "") -> list[Actor]:
    """The same after Dan objected, Ben ruled on it, and Ben determined P-1 so."""
    yes = "live" if charter == "ietf-rough-consensus" else "agree"
    actors = await closed(
        world, charter, overrides, ana=yes, ben=yes, cleo=yes, eve=yes, dan='object reason:"No budget"'
    )
    assert (await actors[1].says('/objection rule O-1 overruled "Page 4"')).ok
    heard = await determines(actors[1], designation)
    assert heard.ok, heard.text
    return actors


async def determines(actor: Actor, designation: str, poll: str = "P-1") -> Heard:
    return await actor.says(f'/decision determine {poll} "{designation}" "All was weighed"')
