"""How accounts become one person's in stories."""

from __future__ import annotations

import re

from tests.world import Actor, Heard, World

_CODE = re.compile(r"Your code: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")


async def code_of(actor: Actor) -> str:
    """A new code that they are told."""
    heard = await actor.whispers("/member link")
    assert heard.ok, heard.text
    found = _CODE.search(heard.text)
    assert found is not None, heard.text
    return found[1]


async def links(first: Actor, second: Actor) -> Heard:
    """The second account becomes one more of whoever has the first."""
    asked = await second.whispers(f"/member link {await code_of(first)}")
    assert asked.ok, asked.text
    return await second.presses("Join them")


async def bind(world: World, known: str, other: str) -> None:
    """Gives somebody whom we know another account."""
    heard = await links(world.person(known), world.person(other))
    assert heard.ok, heard.text
