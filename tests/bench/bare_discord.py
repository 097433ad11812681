"""The least that one can do on Discord: discord.py with an empty command. Run as a program of its own."""

from __future__ import annotations

import sys

import discord
import discord.gateway
import yarl
from discord import app_commands
from discord.http import Route


def main(base: str, token: str) -> None:
    Route.BASE = f"{base}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{base.replace('http', 'ws')}/gateway")
    client = discord.Client(
        intents=discord.Intents(guilds=True),
        max_messages=None,
        member_cache_flags=discord.MemberCacheFlags.none(),
        guild_ready_timeout=0.2,
    )
    tree = app_commands.CommandTree(client)

    @tree.command(name="me", description="Nothing")
    async def me(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Nothing needs you.", ephemeral=True)

    client.run(token, log_handler=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
