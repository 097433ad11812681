"""What Slack is told about the app: by its own schema, with no scope that nothing needs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import HISTORY, REVOKED, SCOPES
from tests.adapters.program import convenor
from tests.adapters.slack import published

GUIDE = published.ROOT / "docs" / "guides" / "slack.md"
ADAPTER = published.ROOT / "adapters" / "slack"
PLACE = "https://wg.example.org"


def printed(folder: Path, *words: str, **more: str) -> dict[str, Any]:
    done = convenor("manifest", "slack", *words, folder=folder, **{"CONVENOR_WEB_URL": PLACE} | more)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(json.loads(done.stdout))


@published.needed
@pytest.mark.parametrize("words", [("--mode", "socket"), ("--mode", "http"), ("--aliases",)])
def test_it_is_valid_by_the_published_schema(words: tuple[str, ...], tmp_path: Path) -> None:
    made = printed(tmp_path, *words)
    assert published.faults("manifest-schema/schemas/manifest.schema.2.0.0.json", made) == []


def test_socket_mode_needs_no_address_and_http_has_ours(tmp_path: Path) -> None:
    made = printed(tmp_path)
    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in json.dumps(made)
    made = printed(tmp_path, "--mode", "http")
    assert not made["settings"]["socket_mode_enabled"]
    assert made["features"]["slash_commands"][0]["url"] == "https://wg.example.org/slack/events"
    assert made["settings"]["interactivity"]["request_url"] == "https://wg.example.org/slack/events"
    done = convenor("manifest", "slack", "--mode", "http", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Set CONVENOR_WEB_URL" in done.stderr


def test_words_are_commands_of_their_own_where_that_is_wanted(tmp_path: Path) -> None:
    assert [one["command"] for one in printed(tmp_path)["features"]["slash_commands"]] == ["/wg"]
    made = printed(tmp_path, "--aliases")
    commands = {one["command"] for one in made["features"]["slash_commands"]}
    assert {"/wg", "/poll", "/member", "/objection"} <= commands


def test_shortcuts_are_those_that_commands_declare(tmp_path: Path) -> None:
    made = printed(tmp_path)
    shortcuts = {one["callback_id"]: one for one in made["features"]["shortcuts"]}
    assert shortcuts["poll open"]["type"] == "global"
    assert all(len(one["name"]) <= 24 for one in shortcuts.values())
    assert len({one["name"] for one in shortcuts.values()}) == len(shortcuts)


CALLED = re.compile(r"\.((?:chat|views|users|usergroups|conversations|auth|apps|oauth)_[a-zA-Z0-9_]+)")
NOT_BY_A_METHOD = {"commands": "slash commands and shortcuts", "app_mentions:read": "the event app_mention"}


@published.needed
def test_scopes_are_exactly_those_of_what_we_call_and_hear(tmp_path: Path) -> None:
    """By the published reference, for every method that stands in the source and every event of the manifest."""
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(ADAPTER.glob("*.py")))
    methods = {name.replace("_", ".") for name in CALLED.findall(source)}
    assert {"chat.postMessage", "users.info", "conversations.replies", "auth.test"} <= methods
    made = printed(tmp_path)
    granted = set(made["oauth_config"]["scopes"]["bot"])
    optional = set(made["oauth_config"]["scopes"]["bot_optional"])
    heard = made["settings"]["event_subscriptions"]["bot_events"]
    by_event = {
        scope.replace(".", ":") for name in heard for scope in (published.event(name) or {})["scopes"]
    }
    assert by_event <= granted
    needed: set[str] = set()
    for name in methods:
        method = published.method(name)
        assert method is not None, name
        one_of = set(method["scope"].get("bot") or ())
        assert not one_of or one_of & (granted | optional), name
        needed |= one_of
    assert granted == (granted & needed) | set(NOT_BY_A_METHOD), "a scope that nothing needs"
    assert "app_mentions:read" in by_event
    assert made["features"]["slash_commands"]
    assert optional <= needed - granted
    # What we listen for is what we are told of, and no more.
    listened = set(re.findall(r'app\.event\("(\w+)"\)', source))
    assert listened == {*heard, *REVOKED}


def test_every_scope_is_explained() -> None:
    said = GUIDE.read_text(encoding="utf-8")
    for scope in (*SCOPES, *HISTORY):
        assert f"| `{scope}` |" in said, scope


def test_another_platform_has_no_manifest_here(tmp_path: Path) -> None:
    done = convenor("manifest", "myspace", folder=tmp_path)
    assert done.returncode == 1
    assert "There is no manifest for myspace" in done.stderr
