"""Whether a view fits Slack, by its documented limits: quick enough for every view of every story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from adapters.slack.blocks import Rendered, render
from adapters.slack.modals import Origin, form_view
from adapters.slack.pages import posted
from adapters.slack.standing import MOST_PAGES
from bot.binding import Spec
from bot.blocks import Block
from bot.boundary import Form, Reader, View
from bot.catalog import languages

BLOCKS, VIEW_BLOCKS = 50, 100
_BARE = re.compile(
    r"(?<![\w/.:~<-])/(group|member|poll|objection|decision|rota|action|reminder|digest|record|charter|me|help|privacy"
    r"|language|zone|call|soi|designate)\b(?!/)"
)
TEXTS = {"plain_text": 3000, "mrkdwn": 3000}


def check_slack(blocks: tuple[Block, ...], reader: Reader) -> None:
    """In all languages that we speak."""
    for language in languages():
        _check(blocks, Reader(language, reader.zone))


@lru_cache(maxsize=4096)
def _check(blocks: tuple[Block, ...], reader: Reader) -> None:
    check_rendered(render(blocks, reader))
    pages = posted(View(blocks, reader, ""), MOST_PAGES)
    if len(pages) > 1:
        for page in (*pages, *posted(View(blocks, reader, "", card=True), MOST_PAGES)):
            check_rendered(page)


def check_rendered(rendered: Rendered) -> None:
    assert 0 < len(rendered.text) <= 4000
    check_commands(rendered.text, *texts(rendered.blocks))
    assert 0 < len(rendered.blocks) <= BLOCKS
    assert sum(len(text) for text in texts(rendered.blocks)) <= 13_000
    ids = [each["action_id"] for block in rendered.blocks for each in block.get("elements", ())]
    assert len(ids) == len(set(ids))
    for block in rendered.blocks:
        check_block(block)


def check_commands(*said: str) -> None:
    """Every command that is named can be typed in Slack as it stands there."""
    for text in said:
        for line in text.split("\n"):
            found = None if "/" not in line else _BARE.search(line)
            assert found is None or "typed" in line or "saisi" in line, (
                f"{found} cannot be typed in Slack: {line}"
            )


def check_block(block: dict[str, Any]) -> None:
    match block["type"]:
        case "header":
            check_text(block["text"], 150, "plain_text")
        case "section":
            check_text(block["text"], 3000, "mrkdwn")
        case "context":
            assert 0 < len(block["elements"]) <= 10
            for element in block["elements"]:
                check_text(element, 3000)
        case "actions":
            assert 0 < len(block["elements"]) <= 5
            for element in block["elements"]:
                assert 0 < len(element["action_id"]) <= 255
                check_pressed(element)
        case "input":
            check_text(block["label"], 2000, "plain_text")
            check_text(block["hint"], 2000, "plain_text")
            assert 0 < len(block["block_id"]) <= 255
            check_input(block["element"])
        case other:
            raise AssertionError(f"no block of ours: {other}")


def check_pressed(element: dict[str, Any]) -> None:
    match element["type"]:
        case "button":
            check_text(element["text"], 75, "plain_text")
            assert 0 < len(element["value"]) <= 2000
            assert element.get("style", "primary") in ("primary", "danger")
        case "static_select":
            check_text(element["placeholder"], 150, "plain_text")
            for option in element["options"]:
                check_text(option.get("description", option["text"]), 75, "plain_text")
            labels = [option["text"]["text"] for option in element["options"]]
            assert len(set(labels)) == len(labels), "what reads alike cannot be told apart"
            check_input(element)
        case other:
            raise AssertionError(f"nothing of ours: {other}")


def check_input(element: dict[str, Any]) -> None:
    match element["type"]:
        case "plain_text_input":
            assert 0 < element["max_length"] <= 3000
            assert len(element.get("initial_value", "")) <= element["max_length"]
        case "static_select":
            assert 0 < len(element["options"]) <= 100
            for option in element["options"]:
                check_text(option["text"], 75, "plain_text")
                assert 0 < len(option["value"]) <= 75
            assert element.get("initial_option") in (None, *element["options"])
        case "users_select":
            assert element.get("initial_user", "U").isalnum()
        case other:
            raise AssertionError(f"no input of ours: {other}")


def check_text(text: dict[str, Any], most: int, kind: str = "") -> None:
    assert 0 < len(text["text"].strip()) <= len(text["text"]) <= most, text
    assert text["type"] in ((kind,) if kind else TEXTS)
    if text["type"] == "mrkdwn":
        assert text["verbatim"] is True, "Slack would look for names in it"


def texts(blocks: Sequence[dict[str, Any]]) -> list[str]:
    return [block["text"]["text"] for block in blocks if "text" in block]


def check_slack_form(form: Form, spec: Spec) -> None:
    view = form_view(
        form, spec, Origin("slack:T1/C1", "https://hooks.slack.com/" + "x" * 200, form.draft, form.path)
    )
    assert len(view["blocks"]) <= VIEW_BLOCKS
    assert len(view["private_metadata"]) <= 3000
    for part in ("title", "submit", "close"):
        check_text(view[part], 24, "plain_text")
    for block in view["blocks"]:
        check_block(block)
    ids = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert len(ids) == len(set(ids))
    assert ids, "a modal without anything to fill in"
