"""Discord's published contract: every request of ours is checked against it, where the files are there."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

FOLDER = Path(__file__).parents[4] / "shared" / "contracts" / "discord"
needs_contract = pytest.mark.skipif(
    not FOLDER.exists(), reason="Discord's published contract is not beside this project"
)


@cache
def _spec() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "openapi" / "openapi.json").read_text(encoding="utf-8"))
    # Its own description says that whole numbers and strings stand for each other there.
    for schema in read["components"]["schemas"].values():
        if schema.get("format") == "snowflake":
            schema["type"] = ["string", "integer"]
    return read


@cache
def _routes() -> list[tuple[re.Pattern[str], str]]:
    routes = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in _spec()["paths"]]
    # A path with fewer parameters is meant first: /webhooks/…/messages/@original.
    return sorted(routes, key=lambda route: route[1].count("{"))


@cache
def _validator(method: str, path: str) -> Draft202012Validator | None:
    operation = _spec()["paths"][path].get(method.lower())
    if operation is None:
        raise AssertionError(f"Discord has no {method} {path}")
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return Draft202012Validator({"components": _spec()["components"], **schema}) if schema else None


def faults(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with a request, by the published specification. `path` without the version."""
    template = next((template for pattern, template in _routes() if pattern.fullmatch(path)), None)
    if template is None:
        return [f"Discord has no {path}"]
    validator = _validator(method, template)
    if validator is None:
        return [] if body in (None, {}) else [f"{method} {template} takes no body"]
    return [f"{list(error.absolute_path)}: {error.message[:300]}" for error in validator.iter_errors(body)]


@cache
def inbound(name: str) -> Draft7Validator:
    """The published schema of something that Discord sends."""
    return Draft7Validator(json.loads((FOLDER / "inbound-schemas" / f"{name}.json").read_text("utf-8")))
