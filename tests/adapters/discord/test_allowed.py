"""Discord's documented limits: each case that breaks one is prevented before anything is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.discord import allowed
from tests.adapters.discord.contract import FOLDER, needs_contract
from tests.adapters.discord.test_payload import DECLARED

_FILE = FOLDER / "recorded" / "limit-cases.json"
_CASES = json.loads(_FILE.read_text(encoding="utf-8")) if _FILE.exists() else []
_OURS = ("good cmd", "good modal")
"""Good ones of kinds that we send: of messages, only those in our own form."""


def _faults(case: dict[str, Any]) -> list[str]:
    method, path = case["method"], case["path"]
    if path.endswith("/callback"):
        return allowed.answer(case["body"])
    if path.endswith("/commands"):
        return allowed.commands(case["body"])
    if method == "POST" and path.endswith("/messages"):
        return allowed.message(case["body"])
    return [f"we never send {method} {path}"]


@needs_contract
@pytest.mark.parametrize("case", _CASES, ids=lambda case: str(case["name"]))
def test_a_documented_limit_is_kept(case: dict[str, Any]) -> None:
    if not case["valid"]:
        assert _faults(case)
    elif case["name"] in _OURS:
        assert _faults(case) == []


def test_our_own_commands_are_allowed() -> None:
    assert allowed.commands(list(DECLARED.payload)) == []


def test_our_own_kind_of_message_is_allowed() -> None:
    text = {"type": 10, "content": "x"}
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "c"}
    mentions: dict[str, Any] = {"parse": []}
    framed = {"type": 17, "components": [text, {"type": 1, "components": [button]}]}
    assert allowed.message({"flags": 1 << 15, "components": [framed], "allowed_mentions": mentions}) == []
