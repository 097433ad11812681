"""Chance comes with the call, and what was drawn with it can be repeated from the record."""

from __future__ import annotations

import json
from pathlib import Path

from adapters.console.stage import MAIN, account, where
from bot.boundary import Door, Reply, Request
from bot.clock import VirtualClock
from bot.commands import Command, Right
from bot.engine import Engine
from bot.feature import Call, Feature, Handles, Registry
from bot.secrets import new_key
from bot.text import Text
from commands import FEATURES
from storage import record
from storage.database import Database
from storage.store import Store
from storage.transaction import Transaction
from tests.world import START


class Cast(Command):
    path = "lot cast"
    about = Text("Draw somebody")
    right = Right.COORDINATOR


def cast(call: Call[Transaction], command: Cast) -> Reply:
    record.append(call.tx, call.group.id, "lot.cast", call.at, by=1, facts={"seed": call.chance()})
    return Reply(())


LOT = Feature[Transaction](name="lot", about=Text("lots"), handles=(Handles(Cast, cast),))


async def test_the_seed_of_a_draw_is_on_the_record(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'convenor.db'}")
    database.prepare()
    store = Store(database)
    seeds = iter(["first seed", "second seed"])
    engine = Engine(Registry((*FEATURES, LOT)), store, VirtualClock(START), new_key, lambda: next(seeds))

    for number, line in enumerate(("/group create Tea", "/lot cast", "/lot cast")):
        request = Request(str(number), account("ana"), where("ana", MAIN), Door.LINE, line=line)
        answer = await engine.handle(request)
        assert isinstance(answer, Reply)
        assert answer.accepted

    entries = await store.read(lambda tx: [json.loads(entry.body) for entry in record.entries(tx, 1)])
    store.close()
    drawn = [entry["facts"]["seed"] for entry in entries if entry["kind"] == "lot.cast"]
    assert drawn == ["first seed", "second seed"]


def test_a_key_can_be_passed_to_a_program() -> None:
    """`convenor export -SAR…` would be read as options."""
    assert not any(new_key().startswith("-") for _ in range(2000))
