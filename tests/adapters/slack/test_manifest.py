"""What Slack is told about the app: by its own schema, with no scope that nothing needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import BOT_EVENTS, HISTORY, SCOPES
from tests.adapters.program import convenor
from tests.adapters.slack import published

GUIDE = published.ROOT / "docs" / "guides" / "slack.md"
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


@published.needed
def test_every_scope_is_needed_by_something_that_we_call(tmp_path: Path) -> None:
    """By the reference of the methods: what we call grants no more and asks no less than this."""
    calls = {
        "chat.postMessage", "chat.update", "chat.postEphemeral", "users.info", "views.open", "views.update",
        "views.publish", "chat.getPermalink", "users.list", "usergroups.list", "usergroups.users.list",
    }  # fmt: skip
    for name in calls:
        method = published.method(name)
        assert method is not None
        wanted = set(method["scope"].get("bot") or ())
        assert not wanted or wanted & set(SCOPES), (name, wanted)
    for name in ("conversations.history", "conversations.open"):
        method = published.method(name)
        assert method is not None
        assert set(method["scope"]["bot"]) & set(HISTORY)
    heard = {"app_home_opened", "app_mention", "subteam_members_changed", "subteam_updated"}
    assert set(BOT_EVENTS) == heard
    for name in heard:
        wanted = {scope.replace(".", ":") for scope in published.event(name)["scopes"]}
        assert wanted <= set(SCOPES), name


def test_every_scope_is_explained() -> None:
    said = GUIDE.read_text(encoding="utf-8")
    for scope in (*SCOPES, *HISTORY):
        assert f"`{scope}`" in said, scope


def test_another_platform_has_no_manifest_here(tmp_path: Path) -> None:
    done = convenor("manifest", "myspace", folder=tmp_path)
    assert done.returncode == 1
    assert "There is no manifest for myspace" in done.stderr
