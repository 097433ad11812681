"""Draws messages as Discord shows them, from the components that Discord really gets.

.venv/bin/python -m docs.pictures.discord
"""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.discord.rendering import ACTION_ROW, CONTAINER, TEXT_DISPLAY, rendered
from docs.pictures.make import staged, with_a_card
from docs.pictures.sheet import Sheet, Style, Words, written

_GREY = "#e3e5e8"
_MARKED = re.compile(r"\\(.)|\*\*([^*\n]+)\*\*|`([^`\n]+)`|<t:(\d+):\w>")
Json = dict[str, Any]


def main() -> None:
    written(pictures())


def pictures() -> dict[str, str]:
    """Each picture by the name of its file."""
    return {"discord-card.svg": _drawn("A card of a poll on Discord", asyncio.run(_shown()))}


async def _shown() -> Sequence[Json]:
    """The components of a card on which somebody voted."""
    async with staged() as stage:
        view = await with_a_card(stage)
        (page,) = rendered(view.blocks, view.reader, card=True).pages
        return page


def _drawn(title: str, components: Sequence[Json]) -> str:
    sheet = Sheet(title)
    _draw(components, sheet)
    return sheet.drawn()


def _draw(components: Sequence[Json], sheet: Sheet) -> None:
    for component in components:
        match component["type"]:
            case kind if kind == CONTAINER:
                _draw(component["components"], sheet)
            case kind if kind == TEXT_DISPLAY:
                for line in component["content"].split("\n"):
                    words = list(_words(line.removeprefix("### ")))
                    if line.startswith("### "):
                        sheet.heading("".join(text for _, text in words))
                    elif line:
                        sheet.line(words)
                    else:
                        sheet.gap()
                sheet.gap(16)
            case kind if kind == ACTION_ROW:
                sheet.buttons([button["label"] for button in component["components"]], fill=_GREY)
            case other:
                raise ValueError(f"nobody draws {other}")


def _words(line: str) -> Iterator[Words]:
    """A line of Discord's markup; a moment as a reader in UTC sees it."""
    end = 0
    for found in _MARKED.finditer(line):
        yield Style.PLAIN, line[end : found.start()]
        escaped, bold, code, moment = found.groups()
        if moment:
            at = datetime.fromtimestamp(int(moment), UTC)
            yield Style.PLAIN, f"{at:%A}, {at.day} {at:%B %Y %H:%M}"
        else:
            yield (Style.BOLD, bold) if bold else (Style.CODE, code) if code else (Style.PLAIN, escaped)
        end = found.end()
    yield Style.PLAIN, line[end:]


if __name__ == "__main__":
    main()
