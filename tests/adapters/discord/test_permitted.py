"""Whether messages can be posted in the homes: `convenor check` says it, and how to mend what is wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import discord as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.arriving import ADMINISTRATOR, SEND, VIEW
from adapters.discord.permitted import HISTORY, IN_THREADS, THREADS, permissions
from bot.addresses import ChannelRef
from bot.ports import Used
from tests.adapters.discord import payloads
from tests.adapters.discord.double import Discord, Fault
from tests.adapters.discord.test_platform import discord, found, platform
from tests.adapters.discord.town import Town
from tests.adapters.program import convenor

__all__ = ["discord"]

ME, ROLE, OTHER = payloads.APP, "900000000000000001", "900000000000000002"
TEA = ChannelRef("discord", payloads.GUILD, payloads.HOME)
BITS = (ADMINISTRATOR, VIEW, SEND, HISTORY, THREADS, IN_THREADS)


def role(number: str, *bits: int) -> dict[str, Any]:
    return {"id": number, "name": "r", "permissions": str(sum(bits)), "color": 0, "hoist": False, "position": 1,
            "managed": False, "mentionable": False, "flags": 0}  # fmt: skip


def overwrite(whom: str, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": whom, "type": 1 if whom == ME else 0, "allow": str(allow), "deny": str(deny)}


def channel(*overwrites: dict[str, Any], number: str = payloads.HOME, kind: int = 0) -> dict[str, Any]:
    return {
        "id": number,
        "type": kind,
        "name": "tea",
        "position": 0,
        "permission_overwrites": list(overwrites),
    }


# As Discord's own library counts them

some_bits = st.lists(st.sampled_from(BITS[1:]), unique=True).map(sum)


@given(
    everybody=some_bits,
    roles=st.fixed_dictionaries({ROLE: some_bits, OTHER: some_bits}),
    administrator=st.booleans(),
    held=st.lists(st.sampled_from([ROLE, OTHER]), unique=True),
    said=st.fixed_dictionaries(
        {}, optional={each: st.tuples(some_bits, some_bits) for each in (payloads.GUILD, ROLE, OTHER, ME)}
    ),
    owner=st.sampled_from([ME, "100000000000000001"]),
)
@settings(deadline=None)
def test_it_is_what_the_library_says(
    everybody: int,
    roles: dict[str, int],
    administrator: bool,
    held: list[str],
    said: dict[str, tuple[int, int]],
    owner: str,
) -> None:
    roles = {**roles, ROLE: roles[ROLE] | (ADMINISTRATOR if administrator else 0)}
    guild = {
        **payloads.guild(),
        "owner_id": owner,
        "roles": [role(payloads.GUILD, everybody), *(role(each, roles[each]) for each in roles)],
    }
    member = {"user": payloads.BOT, "roles": held, "joined_at": payloads.NOW, "flags": 0}
    place = channel(*(overwrite(whom, *bits) for whom, bits in said.items()))
    counted = permissions(guild, member, place)
    state = library.Client(intents=library.Intents.none())._connection
    there = library.Guild(state=state, data=guild)  # type: ignore[arg-type]
    us = library.Member(state=state, guild=there, data=member)  # type: ignore[arg-type]
    text = library.TextChannel(state=state, guild=there, data=place)  # type: ignore[arg-type]
    theirs = text.permissions_for(us)
    for bit, may in (
        (VIEW, theirs.view_channel),
        (SEND, theirs.send_messages and theirs.view_channel),
        (HISTORY, theirs.read_message_history and theirs.view_channel),
        (THREADS, theirs.create_public_threads and theirs.view_channel),
        (IN_THREADS, theirs.send_messages_in_threads and theirs.view_channel),
    ):
        assert bool(counted & bit) is may


# What is said


@pytest.fixture
def server(discord: Discord) -> Discord:
    """Everybody may do what we need there."""
    discord.guild["roles"] = [role(payloads.GUILD, VIEW, SEND, HISTORY, THREADS, IN_THREADS), role(ROLE)]
    discord.channels = [channel()]
    discord.roles[ME] = [ROLE]
    return discord


async def test_homes_that_are_well(server: Discord) -> None:
    assert "messages can be posted in each of 1" in await found(server, TEA)
    assert "homes" not in await found(server)


@pytest.mark.parametrize(
    ("overwrites", "said", "mend"),
    [
        ([overwrite(payloads.GUILD, deny=SEND)], "Send Messages is denied", "allow Convenor: Send Messages."),
        ([overwrite(payloads.GUILD, deny=VIEW)], "View Channel and Send Messages", "View Channel, Send Mess"),
        ([overwrite(ROLE, deny=SEND), overwrite(ME, allow=SEND)], "posted in each of 1", ""),
        ([overwrite(ROLE, deny=HISTORY)], "without Read Message History", ""),
        ([overwrite(ROLE, deny=THREADS)], "without Create Public Threads", ""),
        ([overwrite(ROLE, deny=IN_THREADS)], "without Send Messages in Threads", ""),
    ],
)
async def test_what_a_channel_denies(
    server: Discord, overwrites: list[dict[str, Any]], said: str, mend: str
) -> None:
    server.channels = [channel(*overwrites)]
    findings = await platform(server).check(Used([TEA]))
    about = [each for each in findings if "#tea" in each.about or "homes" in each.about]
    assert any(said in each.found for each in about)
    assert any(mend in each.mend for each in about)
    assert bool(mend) is any(each.mend for each in about)


async def test_channels_and_servers_that_are_not_there(server: Discord) -> None:
    gone = ChannelRef("discord", payloads.GUILD, "400000000000000099")
    said = await found(server, TEA, gone)
    assert "channel 400000000000000099 in “Working groups”: it is not there any more" in said
    assert "/group home" in said
    elsewhere = ChannelRef("discord", "300000000000000099", payloads.HOME)
    said = await found(server, TEA, elsewhere)
    assert "server 300000000000000099: Convenor is not in it Invite it again" in said
    server.channels = [channel(kind=15)]
    assert "posts only" in await found(server, TEA)


POST = "400000000000000051"


@pytest.mark.parametrize(
    ("post", "overwrites", "said"),
    [
        (payloads.post(POST, payloads.HOME), [overwrite(ME, deny=SEND)], "posted in each of 1"),
        (
            payloads.post(POST, payloads.HOME),
            [overwrite(ME, deny=IN_THREADS)],
            "In the permissions of #tea, allow Convenor: Send Messages in Th",
        ),
        (payloads.post(POST, payloads.HOME, locked=True), [], "locked"),
        (None, [], "it is not there any more"),
    ],
)
async def test_posts_in_forums(
    server: Discord, post: dict[str, Any] | None, overwrites: list[dict[str, Any]], said: str
) -> None:
    """They are not among the channels of a server, and what counts is what their forum allows."""
    server.channels = [channel(*overwrites, kind=15), *([post] if post else [])]
    assert said in await found(server, ChannelRef("discord", payloads.GUILD, POST))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("/guilds", 503, body={"message": "no", "code": 0}), "it cannot be asked about"),
        (Fault("/guilds", 403, body={"message": "Missing Access", "code": 50001}), "Convenor is not in it"),
        (
            Fault("/guilds", 429, headers={"Via": "x"}, body={"message": "", "retry_after": 9.0}),
            "(RateLimited)",
        ),
        (Fault("/guilds", 200, body={"odd": True}), "cannot be understood"),
    ],
)
async def test_a_discord_that_does_not_tell(server: Discord, fault: Fault, said: str) -> None:
    server.faults.append(fault)
    told = await found(server, TEA)
    assert said in told
    assert "it knows all of ours" in told or "it does not know" in told, "the rest is told all the same"


async def test_the_program_looks_at_the_homes_of_its_database(town: Town) -> None:
    await town.person("ana", administrator=True).uses("group create", name="Tea")
    given = {"DISCORD_TOKEN": town.discord.token, "CONVENOR_DISCORD_API_URL": town.discord.base}
    database = f"sqlite:///{town.folder / 'town.db'}"
    checked = await asyncio.to_thread(convenor, "check", "--database", database, folder=town.folder, **given)
    assert "a Convenor is running" in checked.stdout
    assert (
        f"Discord's channel {payloads.HOME} in “Working groups”: it is not there any more" in checked.stdout
    )
    assert checked.stderr == ""
    assert checked.returncode == 1
