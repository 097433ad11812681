"""A working group for the stories about polls."""

from __future__ import annotations

from datetime import datetime

from bot.boundary import Answer
from storage.transaction import Transaction
from tests.world import Actor, World

GOVERNMENT, PRIVATE, CIVIL, TECHNICAL = "government", "private sector", "civil society", "technical community"


async def seated(world: World, **seats: str) -> list[Actor]:
    """Founds the group Tea in `#main`; who is named first coordinates it. Each name says for which
    stakeholder group its person sits, or nothing for none."""
    actors = world.people(*seats)
    assert (await actors[0].says("/group create Tea")).ok
    for actor, stakeholder in zip(actors, seats.values(), strict=True):
        if stakeholder:
            heard = await actor.says(f'/member join "{stakeholder}"')
            assert heard.ok, heard.text
    return actors


async def four(world: World) -> list[Actor]:
    """Ana coordinates and sits for government like Ben; Cleo for the private sector, Dan for civil
    society; nobody for the technical community."""
    return await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE, dan=CIVIL)


async def at_once(world: World, moment: datetime, actor: Actor, line: str) -> Answer:
    """Says something at a moment to which no timer has been held yet: time stands still there."""
    world.stage.clock.move_to(moment)
    return await world.sends(actor.request(line))


async def entries(world: World, subject: str = "") -> list[str]:
    """The kinds of entries in the record of the first group, about one short id or about all."""
    from storage import record

    def look(tx: Transaction) -> list[str]:
        return [entry.kind for entry in record.entries(tx, 1) if subject in ("", entry.subject)]

    return await world.reads(look)


async def facts(world: World, kind: str) -> list[dict[str, object]]:
    """The facts of all entries of a kind in the record of the first group."""
    import json

    from storage import record

    def look(tx: Transaction) -> list[dict[str, object]]:
        bodies = [json.loads(entry.body) for entry in record.entries(tx, 1) if entry.kind == kind]
        return [body.get("facts", {}) for body in bodies]

    return await world.reads(look)
