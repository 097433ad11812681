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
from bot.addresses import ChannelRef
from bot.clock import AheadClock
from bot.platforms import Commands, House, Trouble
from bot.ports import Used
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


async def found(discord: Discord, *homes: ChannelRef, **more: str) -> str:
    findings = await platform(discord, **more).check(Used(homes))
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


@pytest.mark.parametrize(
    ("sent_to", "more", "said"),
    [
        (None, {}, ""),
        ("https://tea.example/x", {}, "Remove Interactions Endpoint URL"),
        (
            None,
            {"DISCORD_PUBLIC_KEY": "0" * 64},
            "set Interactions Endpoint URL to https://…/discord/interactions,",
        ),
        ("https://tea.example/x", {"DISCORD_PUBLIC_KEY": "1" * 64}, "it is not that of this application"),
        (
            "https://tea.example/x",
            {"DISCORD_PUBLIC_KEY": "0" * 64, "CONVENOR_WEB_URL": "https://tea.example"},
            "sends them to https://tea.example/x, and not to https://tea.example/discord/interactions",
        ),
        (
            "https://tea.example/x",
            {"DISCORD_PUBLIC_KEY": "0" * 64},
            "Discord sends them to https://tea.example/x",
        ),
    ],
)
async def test_where_interactions_are_sent(
    discord: Discord, sent_to: str | None, more: dict[str, str], said: str
) -> None:
    discord.application["interactions_endpoint_url"] = sent_to
    told = await found(discord, **more)
    assert said in told
    assert ("interactions" in told) is (bool(more) or sent_to is not None)


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


async def lives(discord: Discord, folder: Path, connections: int, told: int = 1, **more: str) -> None:
    """It connects so often, and answers; Discord is told of the commands so often."""
    wired = platform(discord, **more)
    app = build(f"sqlite:///{folder / 'shards.db'}", {"discord": wired.gateway}, clock=AheadClock())
    await app.serve()
    house = House(engine=app.engine, vault=Kept(), clock=AheadClock(), serve=_nowhere)
    task = asyncio.create_task(wired.run(house))
    try:
        connected = asyncio.create_task(
            discord.until(lambda: discord.identified + discord.resumed >= connections, 30)
        )
        await asyncio.wait({connected, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            connected.cancel()
            await task
        await connected
        assert (
            "Tea has begun"
            in (
                await Somebody(discord, "ana", "700000000000000001", administrator=True).uses(
                    "group create", name="Tea"
                )
            ).text
        )
        await discord.until(lambda: [each.method for each in discord.requests].count("PUT") == told)
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


async def test_connections_that_are_ended_for_good(discord: Discord, tmp_path: Path) -> None:
    """It ends with what to do, and does not try again for ever."""
    app = build(f"sqlite:///{tmp_path / 'shards.db'}", {}, clock=AheadClock())
    house = House(engine=app.engine, vault=Kept(), clock=AheadClock(), serve=_nowhere)
    one, several = {"DISCORD_SHARDS": "0/1"}, {"DISCORD_SHARDS": "1/2"}
    reasons: tuple[tuple[int, str, dict[str, str]], ...] = (
        (4004, "Copy the token again", {}),
        (4004, "Copy the token again", one),
        (4010, "DISCORD_SHARDS", several),
        (4011, "DISCORD_SHARDS=auto", {}),
        (4012, "Update Convenor", {}),
        (4013, "Update Convenor", {}),
        (4014, "Update Convenor", {}),
        (4014, "Update Convenor", one),
    )
    for number, (code, said, more) in enumerate(reasons, 1):
        discord.refuses = code
        with pytest.raises(Trouble, match=said):
            await asyncio.wait_for(platform(discord, **more).run(house), 15)
        assert (discord.identified, discord.refused) == (0, number)
    await app.close()


async def test_connections_that_are_ended_for_now(discord: Discord, tmp_path: Path) -> None:
    """They are taken up again, or others are begun."""
    discord.hangs_up = [1000, 4000, 4007, 4009]
    await lives(discord, tmp_path, 5)


async def test_one_connection_names_no_part(discord: Discord, tmp_path: Path) -> None:
    await lives(discord, tmp_path, 1)
    assert discord.shards == [None]


async def test_commands_that_discord_takes_only_later_keep_nobody_waiting(
    discord: Discord, tmp_path: Path
) -> None:
    """It allows so many a day, and may be in trouble itself."""
    limited = {"message": "You are being rate limited.", "retry_after": 1.5, "global": False}
    discord.faults += [
        Fault("/applications", 429, headers={"Via": "1.1 google"}, body=limited, method="PUT"),
        Fault("/applications", 503, body={"message": "no", "code": 0}, method="PUT"),
    ]
    await lives(discord, tmp_path, 1, told=3)
    assert discord.commands


async def test_commands_that_discord_refuses_do_not_end_it(
    discord: Discord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refused = {"message": "Invalid Form Body", "code": 50035}
    discord.faults.append(Fault("/applications", 400, body=refused, method="PUT"))
    await lives(discord, tmp_path, 1)
    assert "commands refused" in caplog.text
