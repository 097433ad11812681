"""Groups to begin a story with, and what stands in the database about their seats."""

from __future__ import annotations

from adapters.console.stage import MAIN, where
from bot.people import Joining, Stage
from storage import groups, record, seats
from storage.seats import Sitting
from storage.transaction import Transaction
from tests.world import Actor, World


async def tea(world: World) -> Actor:
    ana = world.person("ana")
    assert (await ana.says('/group create "Tea WG"')).ok
    return ana


async def chartered(world: World, joining: Joining = Joining.APPROVED) -> Actor:
    """A group that is not forming any more, as if it had adopted a charter."""
    ana = await tea(world)

    def adopt(tx: Transaction) -> None:
        group_id = group_here(tx)
        groups.change(tx, group_id, "stage", Stage.CHARTERED.value)
        groups.change(tx, group_id, "joining", joining.value)

    await world.app.store.write(adopt)
    return ana


def group_here(tx: Transaction) -> int:
    at = groups.at(tx, str(where("ana", MAIN)))
    assert at is not None
    return at.id


async def seats_of(world: World) -> dict[str, Sitting]:
    return await world.reads(lambda tx: {seat.name: seat for seat in seats.sitting(tx, group_here(tx))})


def record_of(tx: Transaction) -> list[record.Entry]:
    return list(record.entries(tx, group_here(tx)))
