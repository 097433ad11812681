"""What Slack must be told about us: the manifest of the app, made from the declared commands.

Scopes are the fewest that do the work; docs/guides/slack.md explains each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from adapters.slack.http import EVENTS
from adapters.slack.limits import cut
from bot.binding import Spec
from bot.commands import Shortcut
from bot.engine import ROOT
from bot.platforms import Commands

SCOPES = ("app_mentions:read", "chat:write", "commands", "usergroups:read", "users:read")
HISTORY = ("channels:history", "groups:history", "im:history", "im:write")
"""Optional: to look for a message of ours whose fate is unknown, rather than to repeat it."""
BOT_EVENTS = ("app_home_opened", "app_mention", "subteam_members_changed", "subteam_updated")
REVOKED = ("app_uninstalled", "tokens_revoked")
"""Events about the installation itself; only where there may be several."""
_NAME, _ABOUT, _SHORTCUT, _SHORTCUT_ABOUT = 35, 140, 24, 150
_MOST_SHORTCUTS, _MOST_COMMANDS, _ABOUT_COMMAND = 10, 50, 2000


class Mode(StrEnum):
    SOCKET = "socket"
    HTTP = "http"


def manifest(commands: Commands, mode: Mode, url: str | None, *, several: bool, aliases: bool) -> str:
    """As JSON, to be pasted whole. `url` is our public address, without which there is no HTTP and no installing
    by a link; `several`: of workspaces; `aliases`: `/poll` beside `/wg poll`, and so on."""
    address = f"{url}{EVENTS}" if mode is Mode.HTTP else None
    reached = {"request_url": address} if address else {}
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES), "bot_optional": list(HISTORY)}}
    if several:
        oauth["redirect_urls"] = [f"{url}/slack/oauth_redirect"]
    made = {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": cut("Convenor", _NAME),
            "description": cut("Keeps the decisions of working groups fair and on the record", _ABOUT),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Convenor", "always_online": True},
            "shortcuts": [_menu(path, shortcut) for path, shortcut in shortcuts(commands.specs).items()],
            "slash_commands": list(_slashes(commands, address, aliases)),
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {
                **reached,
                "bot_events": sorted((*BOT_EVENTS, *(REVOKED if several else ()))),
            },
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode is Mode.SOCKET,
            "token_rotation_enabled": False,
        },
    }
    return json.dumps(made, indent=2, ensure_ascii=False)


def _slashes(commands: Commands, address: str | None, aliases: bool) -> Iterator[dict[str, Any]]:
    about = {ROOT: "What needs you now, and everything that Convenor can do"}
    if aliases:
        said = {
            path.partition(" ")[0] for path, spec in commands.specs.items() if spec.command.right.of_people
        }
        about |= {name: words.source for name, words in commands.abouts.items() if name in said}
    for name, words in list(about.items())[:_MOST_COMMANDS]:
        yield {
            "command": f"/{name}",
            "description": cut(words, _ABOUT_COMMAND),
            "usage_hint": "poll open … | poll vote … | help"
            if name == ROOT
            else f"… | see /{ROOT} help {name}",
            "should_escape": True,
            **({"url": address} if address else {}),
        }


def shortcuts(specs: Mapping[str, Spec]) -> dict[str, Shortcut]:
    """By their callback ids, which are the paths of their commands."""
    found = {
        spec.command.path: spec.command.shortcut
        for spec in specs.values()
        if spec.command.shortcut is not None
    }
    return dict(list(found.items())[:_MOST_SHORTCUTS])


def _menu(path: str, shortcut: Shortcut) -> dict[str, str]:
    return {
        "name": cut(shortcut.name.source, _SHORTCUT),
        "type": "message" if shortcut.message else "global",
        "callback_id": path,
        "description": cut(shortcut.about.source, _SHORTCUT_ABOUT),
    }
