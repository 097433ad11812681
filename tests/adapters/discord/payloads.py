"""What Discord sends, with every field that its published schemas ask for."""

from __future__ import annotations

from itertools import count
from typing import Any

NOW = "2026-12-01T09:00:00.000000+00:00"
GUILD, HOME, APP = "300000000000000001", "400000000000000001", "200000000000000001"
SCHEMAS = {"READY": "GatewayReadyDispatchData", "GUILD_CREATE": "GatewayGuildCreateDispatchData"}
_numbers = count((1796115600000 - 1420070400000) << 22)
"""Ids that Discord gives at `NOW`: the upper bits are milliseconds since 2015."""


def snowflake() -> str:
    return str(next(_numbers))


def user(number: str, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": number,
        "username": name,
        "discriminator": "0",
        "global_name": name.capitalize(),
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


BOT = {**user(APP, "convenor", bot=True), "flags": 0, "verified": True, "mfa_enabled": False, "email": None}
APPLICATION = {
    "id": APP,
    "name": "Convenor",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "0" * 64,
    "flags": 0,
    "team": None,
    "owner": user("100000000000000001", "owner"),
    "summary": "",
    "interactions_endpoint_url": None,
}


def command(given: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "description": "",
        "default_member_permissions": None,
        **given,
        "id": str(500000000000000001 + number),
        "application_id": APP,
        "version": str(600000000000000001 + number),
    }


def private_channel(channel: str, recipient: str) -> dict[str, Any]:
    return {
        "id": channel,
        "type": 1,
        "flags": 0,
        "last_message_id": None,
        "recipients": [user(recipient, "somebody")],
    }


def post(number: str, forum: str, *, locked: bool = False) -> dict[str, Any]:
    """A thread, as it is told of alone."""
    return {
        "id": number,
        "type": 11,
        "guild_id": GUILD,
        "parent_id": forum,
        "name": "a-post",
        "owner_id": "100000000000000001",
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": NOW,
            "locked": locked,
        },
    }


def message(number: str, channel: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "channel_id": channel,
        "author": user(APP, "convenor", bot=True),
        "content": body.get("content", ""),
        "timestamp": NOW,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags", 0),
        "components": body.get("components", []),
    }


def guild() -> dict[str, Any]:
    return {
        "id": GUILD,
        "name": "Working groups",
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": "100000000000000001",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "roles": [],
        "emojis": [],
        "features": [],
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "vanity_url_code": None,
        "description": None,
        "banner": None,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "public_updates_channel_id": None,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "safety_alerts_channel_id": None,
        "hub_type": None,
        "incidents_data": None,
        "region": "",
        "stickers": [],
        "joined_at": NOW,
        "large": False,
        "unavailable": False,
        "member_count": 3,
        "voice_states": [],
        "members": [],
        "channels": [],
        "threads": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def ready(session: str, resume: str, shard: list[int] | None) -> dict[str, Any]:
    return {
        **({} if shard is None else {"shard": shard}),
        "v": 10,
        "user": BOT,
        "guilds": [{"id": GUILD, "unavailable": True}],
        "session_id": session,
        "resume_gateway_url": resume,
        "application": {"id": APP, "flags": 0, "flags_new": "0"},
    }


def interaction(
    kind: int, data: dict[str, Any], who: dict[str, Any], *, private: str = "", administrator: bool = False
) -> dict[str, Any]:
    """`private`: the channel of the conversation with the bot, instead of the home in the server."""
    number = snowflake()
    payload: dict[str, Any] = {
        "id": number,
        "application_id": APP,
        "type": kind,
        "data": data,
        "token": f"token-{number}",
        "version": 1,
        "locale": "en-US",
        "app_permissions": str((1 << 10) | (1 << 11) | (1 << 16) | (1 << 38)),
        "entitlements": [],
        "authorizing_integration_owners": {},
        "attachment_size_limit": 1,
    }
    if private:
        return {
            **payload,
            "context": 1,
            "channel_id": private,
            "channel": {"id": private, "type": 1, "flags": 0, "last_message_id": None, "recipients": []},
            "user": who,
        }
    member = {
        "user": who,
        "roles": [],
        "joined_at": NOW,
        "deaf": False,
        "mute": False,
        "permissions": str(8 if administrator else 0),
        "flags": 0,
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "pending": False,
        "communication_disabled_until": None,
    }
    return {
        **payload,
        "context": 0,
        "guild_id": GUILD,
        "guild_locale": "en-US",
        "guild": {"id": GUILD, "locale": "en-US", "features": []},
        "channel_id": HOME,
        "channel": {
            "id": HOME,
            "type": 0,
            "guild_id": GUILD,
            "name": "tea",
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": None,
            "flags": 0,
            "permissions": "0",
        },
        "member": member,
    }


def thread(number: str, parent: str, name: str) -> dict[str, Any]:
    metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": NOW, "locked": False}
    return {
        "id": number, "type": 11, "guild_id": GUILD, "parent_id": parent, "name": name, "owner_id": APP, "flags": 0,
        "message_count": 0, "member_count": 1, "total_message_sent": 0, "thread_metadata": metadata,
    }  # fmt: skip
