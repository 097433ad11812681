"""Draws messages as Slack shows them, from the blocks that Slack really gets.

.venv/bin/python -m docs.pictures.slack
"""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from adapters.console.callers import MAIN, where
from adapters.slack.blocks import render
from adapters.slack.markup import JOINER
from adapters.slack.modals import Origin, form_view
from bot.boundary import Form
from bot.wiring import commands
from docs.pictures.make import staged, with_a_card
from docs.pictures.sheet import Sheet, Style, Words, written

_MARKED = re.compile(r"\*([^*\n]+)\*|`([^`\n]+)`|<!date\^[^|>]*\|([^>]*)>|<([^>]*)>")
Json = dict[str, Any]


def main() -> None:
    written(pictures())


def pictures() -> dict[str, str]:
    """Each picture by the name of its file."""
    card, modal = asyncio.run(_shown())
    return {
        "slack-card.svg": _drawn("A card of a poll in Slack", card),
        "slack-modal.svg": _drawn("The window that asks for a new poll in Slack", modal),
    }


async def _shown() -> tuple[list[Json], list[Json]]:
    """The blocks of a card on which somebody voted, and of the window that opens it."""
    async with staged() as stage:
        view = await with_a_card(stage)
        form = await stage.app.engine.handle(stage.callers.says("ana", "/poll open", where("ana", MAIN)))
        assert isinstance(form, Form)
        modal = form_view(form, commands().specs[form.path], Origin(""))
        return render(view.blocks, view.reader).blocks, [
            {"type": "header", "text": modal["title"]},
            *modal["blocks"],
        ]


def _drawn(title: str, blocks: Sequence[Json]) -> str:
    sheet = Sheet(title)
    for block in blocks:
        match block["type"]:
            case "header":
                sheet.heading(block["text"]["text"])
            case "section":
                for line in block["text"]["text"].replace(JOINER, "").split("\n"):
                    sheet.line(_words(line))
                sheet.gap()
            case "actions":
                buttons = {each["text"]["text"]: each.get("style") for each in block["elements"]}
                primary = next((label for label, style in buttons.items() if style == "primary"), "")
                sheet.buttons(list(buttons), primary=primary)
            case "input":
                optional = " (optional)" if block["optional"] else ""
                picks = block["element"]["type"].endswith("select")
                sheet.field(block["label"]["text"] + optional, block["hint"]["text"], picks=picks)
            case other:
                raise ValueError(f"nobody draws {other}")
    return sheet.drawn()


def _words(line: str) -> Iterator[Words]:
    """A line of `mrkdwn`."""
    end = 0
    for found in _MARKED.finditer(line):
        yield Style.PLAIN, unescape(line[end : found.start()])
        bold, code, date, other = (unescape(text) if text else "" for text in found.groups())
        yield (Style.BOLD, bold) if bold else (Style.CODE, code) if code else (Style.PLAIN, date or other)
        end = found.end()
    yield Style.PLAIN, unescape(line[end:])


if __name__ == "__main__":
    main()
