"""What `convenor check` says of Discord, and how many connections there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.differing import differences
from adapters.discord.platform import DiscordPlatform
from bot.clock import AheadClock
from bot.platforms import Commands, House
from bot.settings import Settings
from bot.wiring import build
from commands import FEATURES
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord, Fault
from tests.adapters.discord.people import Somebody
from tests.adapters.discord.test_payload import DECLARED, SPECS
from tests.adapters.discord.town import Kept
from tests.adapters.program import convenor

COMMANDS = Commands(SPECS, {feature.name: feature.about for feature in FEATURES})


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    double = Discord()
    await double.start()
    yield double
    await double.stop()
    assert double.wrong == []


def platform(discord: Discord, **more: str) -> DiscordPlatform[Any]:
    given: dict[str, Any] = {
        "DISCORD_TOKEN": discord.token,
        "CONVENOR_DISCORD_API_URL": discord.base,
        "CONVENOR_DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{discord.port}/gateway",
        **more,
    }
    return DiscordPlatform(Settings(**given), COMMANDS, AheadClock(), pauses=(0.05, 1.0))


async def found(discord: Discord, **more: str) -> str:
    findings = await platform(discord, **more).check(())
    return "\n".join(f"{each.about}: {each.found} {each.mend}" for each in findings)


# What is wrong, and how to mend it


async def test_a_token_that_discord_refuses(discord: Discord) -> None:
    said = await found(discord, DISCORD_TOKEN="not-the-token")
    assert "it refuses DISCORD_TOKEN" in said
    assert "discord.com/developers" in said
    assert "not-the-token" not in said


async def test_a_discord_that_cannot_be_reached(discord: Discord) -> None:
    said = await found(discord, CONVENOR_DISCORD_API_URL="http://127.0.0.1:1")
    assert "cannot be asked" in said
    assert "try again" in said


async def test_commands_that_discord_was_not_told_of_yet(discord: Discord) -> None:
    said = await found(discord)
    assert "the token is that of convenor" in said
    assert f"client_id={payloads.APP}" in said
    assert "it does not know Make action item, Show seat, action" in said
    assert "convenor run" in said


async def test_commands_that_are_as_they_should_be(discord: Discord) -> None:
    discord.commands = [payloads.command(each, number) for number, each in enumerate(DECLARED.payload)]
    for each in discord.commands:  # Discord leaves out what means nothing.
        for option in each.get("options", []):
            for name in ("required", "options"):
                if not option.get(name):
                    option.pop(name, None)
    assert "it knows all of ours" in await found(discord)


async def test_commands_that_differ(discord: Discord) -> None:
    known = {each["name"]: payloads.command(each, 1) for each in DECLARED.payload}
    del known["rota"]
    known["poll"] = {**known["poll"], "description": "What it said before."}
    known["tea"] = {**known["me"], "name": "tea"}
    discord.commands = list(known.values())
    said = await found(discord)
    assert "it does not know rota; it knows tea, which we do not have; it knows other forms of poll" in said


def test_what_makes_a_difference() -> None:
    ours = {"type": 1, "name": "me", "description": "Me", "contexts": [0, 1], "options": []}
    alike = {"id": "1", "name": "me", "type": 1, "description": "Me", "contexts": [1, 0], "nsfw": False}
    assert differences([ours], [alike]).changed == ()
    for changed in (
        {"description": "You"},
        {"contexts": [0]},
        {"default_member_permissions": "0"},
        {"options": [{"type": 3, "name": "x", "description": "x"}]},
    ):
        assert differences([ours], [{**alike, **changed}]).changed == ("me",)
    menu = {"type": 2, "name": "me"}
    assert differences([ours], [menu]) == type(differences([], []))(("me",), ("me",), ())


async def test_convenor_check_says_it(discord: Discord, tmp_path: Path) -> None:
    given = {"DISCORD_TOKEN": "wrong", "CONVENOR_DISCORD_API_URL": discord.base}
    checked = await asyncio.to_thread(convenor, "check", folder=tmp_path, **given)
    assert checked.returncode != 0
    assert "it refuses DISCORD_TOKEN" in checked.stdout + checked.stderr
    assert "Traceback" not in checked.stderr


# Connections


async def lives(discord: Discord, folder: Path, connections: int, **more: str) -> None:
    """It connects so often, and answers."""
    wired = platform(discord, **more)
    app = build(f"sqlite:///{folder / 'shards.db'}", {"discord": wired.gateway}, clock=AheadClock())
    await app.serve()
    house = House(engine=app.engine, vault=Kept(), clock=AheadClock(), serve=_nowhere)
    task = asyncio.create_task(wired.run(house))
    try:
        await discord.until(lambda: discord.identified >= connections, 30)
        assert (
            "Tea has begun"
            in (
                await Somebody(discord, "ana", "700000000000000001", administrator=True).uses(
                    "group create", name="Tea"
                )
            ).text
        )
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await app.close()


def _nowhere(method: str, path: str, serve: Any) -> None:
    raise AssertionError("nothing is served over HTTP here")


async def test_as_many_connections_as_discord_advises(discord: Discord, tmp_path: Path) -> None:
    discord.advised = 2
    await lives(discord, tmp_path, 2, DISCORD_SHARDS="auto")
    assert sorted(discord.shards) == [[0, 2], [1, 2]]


async def test_the_connections_that_are_given(discord: Discord, tmp_path: Path) -> None:
    await lives(discord, tmp_path, 1, DISCORD_SHARDS="2/4")
    assert discord.shards == [[2, 4]]


async def test_one_connection_names_no_part(discord: Discord, tmp_path: Path) -> None:
    await lives(discord, tmp_path, 1)
    assert discord.shards == [None]


async def test_commands_that_discord_refuses_do_not_end_it(
    discord: Discord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refused = {"message": "Invalid Form Body", "code": 50035}
    discord.faults.append(Fault("/applications", 400, body=refused, method="PUT"))
    await lives(discord, tmp_path, 1)
    assert "commands refused" in caplog.text
