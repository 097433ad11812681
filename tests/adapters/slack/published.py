"""What Slack has published: schemas of blocks, views and manifests, and the reference of its methods.

They lie beside the repository (`shared/contracts/slack`); where they are absent, tests that need them are
skipped and say so. CONVENOR_CONTRACTS names another folder.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

ROOT = Path(__file__).parent.parent.parent.parent
FOLDER = Path(os.environ.get("CONVENOR_CONTRACTS") or ROOT.parent / "shared" / "contracts") / "slack"

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"Slack's published contracts are not in {FOLDER}")


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def _validator(name: str) -> Draft7Validator:
    return Draft7Validator(_read(name))


def faults(schema: str, given: Any) -> list[str]:
    """What is wrong by a schema, each with its place."""
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}"
        for fault in _validator(schema).iter_errors(given)
    ]


def message_faults(blocks: Any) -> list[str]:
    return faults("slack-types-schema/MessageBlocks.limits.schema.json", blocks)


def view_faults(view: Any) -> list[str]:
    name = {"modal": "Modal", "home": "Home"}[view["type"]]
    return faults(f"slack-types-schema/{name}.limits.schema.json", view)


@cache
def event(name: str) -> dict[str, Any]:
    """What the reference says of an event."""
    return dict(_read(f"slack-api-ref/events/{name}.json"))


@cache
def method(name: str) -> dict[str, Any] | None:
    """What the reference says of a method."""
    file = FOLDER / "slack-api-ref" / "docs.slack.dev" / "methods" / f"{name}.json"
    return _read(str(file.relative_to(FOLDER))) if file.is_file() else None
