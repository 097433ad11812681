"""Whether we may do in each home what we have to do there, by what Discord tells of servers and channels."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import aiohttp
import discord

from adapters.discord.arriving import ADMINISTRATOR, IN_POSTS, NEEDED, VIEW
from bot.addresses import ChannelRef
from bot.ports import Finding

Payload = Mapping[str, Any]

HISTORY, THREADS, IN_THREADS = 1 << 16, 1 << 35, 1 << 38
_ALL: Final = (1 << 64) - 1
_NEEDED_IN_POSTS: Final = {VIEW: NEEDED[VIEW], IN_THREADS: "Send Messages in Threads"}
_BETTER_IN_POSTS: Final = {
    HISTORY: "without Read Message History, a message whose fate is unknown may be posted twice there",
}
_BETTER: Final = {
    **_BETTER_IN_POSTS,
    THREADS: "without Create Public Threads, what is too long for one message takes several there",
    IN_THREADS: "without Send Messages in Threads, what is too long for one message takes several there",
}
_WITHIN: Final = 10.0
"""Seconds that we wait for what Discord says of one server."""
_AT_ONCE: Final = 5
"""Servers that are asked about side by side."""
_FAULTS = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)


def permissions(guild: Payload, member: Payload, channel: Payload) -> int:
    """What a member may do in a channel: roles first, then what the channel says of everybody, of the roles
    together, and of the member. An administrator and the owner may do everything."""
    who, everybody = str(member["user"]["id"]), str(guild["id"])
    held = {everybody, *map(str, member["roles"])}
    allowed = 0
    for role in guild["roles"]:
        if str(role["id"]) in held:
            allowed |= int(role["permissions"])
    if str(guild["owner_id"]) == who or allowed & ADMINISTRATOR:
        return _ALL
    said = {str(each["id"]): each for each in channel.get("permission_overwrites", ())}
    for whom in ({everybody}, held - {everybody}, {who}):
        meant = [said[each] for each in whom if each in said]
        for each in meant:
            allowed &= ~int(each["deny"])
        for each in meant:
            allowed |= int(each["allow"])
    return allowed if allowed & VIEW else 0


async def findings(client: discord.Client, homes: Sequence[ChannelRef]) -> Sequence[Finding]:
    """What is wrong in the homes, and how many are well. Never raises for what Discord answers."""
    if not homes:
        return ()
    by_guild: dict[str, list[ChannelRef]] = {}
    for home in homes:
        by_guild.setdefault(home.space, []).append(home)
    turns = asyncio.Semaphore(_AT_ONCE)

    async def look(guild: str) -> list[Finding]:
        async with turns:
            return await _in_guild(client, guild, by_guild[guild])

    wrong = [each for found in await asyncio.gather(*map(look, by_guild)) for each in found]
    broken = sum(bool(each.mend) for each in wrong)
    if broken:
        return wrong
    return [Finding("Discord's homes", f"messages can be posted in each of {len(homes)}"), *wrong]


async def _in_guild(client: discord.Client, guild: str, homes: Sequence[ChannelRef]) -> list[Finding]:
    assert client.user is not None
    about = f"Discord's server {guild}"
    try:
        async with asyncio.timeout(_WITHIN):
            told, us, channels = await asyncio.gather(
                client.http.get_guild(int(guild), with_counts=False),
                client.http.get_member(int(guild), client.user.id),
                client.http.get_all_guild_channels(int(guild)),
            )
            known: dict[str, Payload] = {str(each["id"]): each for each in channels}
            for home in homes:
                if home.channel not in known and (post := await _thread(client, home.channel)) is not None:
                    known[home.channel] = post
        return [each for home in homes for each in _at(home, told, us, known)]
    except (discord.NotFound, discord.Forbidden):
        again = "Invite it again with the link above, or give the groups that lived there another home."
        return [Finding(about, "Convenor is not in it", again)]
    except _FAULTS as away:
        return [Finding(about, f"it cannot be asked about ({type(away).__name__})", "Try again in a minute.")]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [Finding(about, "what Discord says of it cannot be understood", "Update Convenor.")]


async def _thread(client: discord.Client, channel: str) -> Payload | None:
    """A post in a forum, which is not among the channels of its server; None where there is none."""
    try:
        return await client.http.get_channel(int(channel))
    except (discord.NotFound, discord.Forbidden):
        return None


def _at(home: ChannelRef, guild: Payload, us: Payload, known: Mapping[str, Payload]) -> Iterator[Finding]:
    server, channel = f"“{guild['name']}”", known.get(home.channel)
    if channel is None:
        gone = "Type /group home in another channel of the server, so that the group has one."
        yield Finding(f"Discord's channel {home.channel} in {server}", "it is not there any more", gone)
        return
    about = f"Discord's #{channel['name']} in {server}"
    if channel.get("type") in IN_POSTS:
        elsewhere = "Type /group home in a post of it or in a text channel, so that the group has one."
        yield Finding(about, "it takes posts only, and no messages", elsewhere)
        return
    forum = known.get(str(channel.get("parent_id"))) if "thread_metadata" in channel else None
    place = channel if forum is None else forum
    may = permissions(guild, us, place)
    needed = NEEDED if forum is None else _NEEDED_IN_POSTS
    lacking = [name for one, name in needed.items() if not may & one]
    if forum is not None and channel["thread_metadata"].get("locked"):
        yield Finding(about, "this post is locked, and nothing can be posted there", "Unlock it.")
        return
    if lacking:
        allow = f"In the permissions of #{place['name']}, allow Convenor: {', '.join(lacking)}."
        yield Finding(about, f"nothing can be posted there: {' and '.join(lacking)} is denied", allow)
        return
    better = _BETTER if forum is None else _BETTER_IN_POSTS
    yield from (Finding(about, note) for one, note in better.items() if not may & one)
