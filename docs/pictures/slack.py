"""Draws messages as Slack shows them, from the blocks that Slack really gets.

.venv/bin/python -m docs.pictures.slack
"""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

import asyncio
import re
import textwrap
from collections.abc import Iterator, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any

from adapters.console.callers import MAIN, where
from adapters.slack.blocks import render
from adapters.slack.markup import JOINER
from adapters.slack.modals import Origin, form_view
from bot.boundary import Form
from bot.wiring import commands
from docs.pictures.make import staged

FOLDER = Path(__file__).parent
FONT = "'Lato', 'Noto Sans', 'DejaVu Sans', system-ui, sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
WIDTH, EDGE, LINE = 720, 20, 22
"""Pixels: of the picture, around it, and from one line to the next."""
LETTERS = 88
"""In one line of text."""
INK, QUIET, PAPER, FRAME, GREEN = "#1d1c1d", "#454447", "#ffffff", "#8a8a8c", "#00593c"
_PARTS = re.compile(r"\*([^*\n]+)\*|`([^`\n]+)`|<!date\^[^|>]*\|([^>]*)>|<([^>]*)>")
Json = dict[str, Any]


def main() -> None:
    for name, drawn in pictures().items():
        (FOLDER / name).write_text(drawn, encoding="utf-8")
        print(f"drawn: {name}")


def pictures() -> dict[str, str]:
    """Each picture by the name of its file."""
    card, modal = asyncio.run(_shown())
    return {
        "slack-card.svg": _svg("A card of a poll in Slack", card),
        "slack-modal.svg": _svg("The window that asks for a new poll in Slack", modal),
    }


async def _shown() -> tuple[list[Json], list[Json]]:
    """The blocks of a card on which somebody voted, and of the window that opens it."""
    async with staged() as stage:
        await stage.says("ana", '/group create "Internet Access WG"', MAIN)
        await stage.says(
            "ana", "/member import @ana, government | @ben, civil society | @chloe, government", MAIN
        )
        question = '/poll open "Send the draft report to the board?" closes:"in 7 days"'
        await stage.says("ana", question, MAIN)
        await stage.presses("ben", "Yes", "P-1")
        view = next(one.view for one in stage.recorder.messages.values() if "P-1" in one.text)
        form = await stage.app.engine.handle(stage.callers.says("ana", "/poll open", where("ana", MAIN)))
        assert isinstance(form, Form)
        modal = form_view(form, commands().specs[form.path], Origin(""))
        return render(view.blocks, view.reader).blocks, [
            {"type": "header", "text": modal["title"]},
            *modal["blocks"],
        ]


def text_of(picture: str) -> list[str]:
    """The words that a picture shows, line by line."""
    lines = re.findall(r"<text [^>]*>(.*?)</text>", picture)
    return [unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]


# Drawing


def _svg(title: str, blocks: Sequence[Json]) -> str:
    parts: list[str] = []
    y = EDGE + LINE
    for block in blocks:
        y = _block(block, y, parts)
    words = "\n".join(text_of("".join(parts)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" role="img">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(words)}</desc>\n"
        f'<rect width="{WIDTH}" height="{y}" rx="8" fill="{PAPER}" stroke="{FRAME}"/>\n'
        f'<g font-family="{FONT}" font-size="15" fill="{INK}">\n' + "\n".join(parts) + "\n</g>\n</svg>\n"
    )


def _block(block: Json, y: int, parts: list[str]) -> int:
    """Draws one block from `y` on; returns where the next one begins."""
    match block["type"]:
        case "header":
            parts.append(
                f'<text x="{EDGE}" y="{y}" font-size="18" font-weight="700">{escape(block["text"]["text"])}</text>'
            )
            return y + LINE + 8
        case "section":
            for line in block["text"]["text"].replace(JOINER, "").split("\n"):
                for piece in _lines(line):
                    parts.append(f'<text x="{EDGE}" y="{y}">{piece}</text>')
                    y += LINE
            return y + 8
        case "actions":
            x = EDGE
            for button in block["elements"]:
                label = button["text"]["text"]
                width = 9 * len(label) + 26
                primary = button.get("style") == "primary"
                fill, ink = (GREEN, PAPER) if primary else (PAPER, INK)
                parts.append(
                    f'<rect x="{x}" y="{y - 20}" width="{width}" height="30" rx="4" fill="{fill}" stroke="{FRAME}"/>'
                )
                middle = x + width // 2
                parts.append(
                    f'<text x="{middle}" y="{y}" text-anchor="middle" fill="{ink}">{escape(label)}</text>'
                )
                x += width + 10
            return y + LINE + 18
        case "input":
            optional = " (optional)" if block["optional"] else ""
            label, hint = block["label"]["text"] + optional, block["hint"]["text"]
            parts.append(f'<text x="{EDGE}" y="{y}" font-weight="700">{escape(label)}</text>')
            box = f'x="{EDGE}" y="{y + 8}" width="{WIDTH - 2 * EDGE}" height="30" rx="4"'
            parts.append(f'<rect {box} fill="{PAPER}" stroke="{FRAME}"/>')
            if block["element"]["type"].endswith("select"):
                parts.append(f'<text x="{WIDTH - 2 * EDGE}" y="{y + 28}" fill="{QUIET}">▾</text>')
            parts.append(f'<text x="{EDGE}" y="{y + 56}" font-size="13" fill="{QUIET}">{escape(hint)}</text>')
            return y + 88
        case other:
            raise ValueError(f"nobody draws {other}")


def _lines(line: str) -> Iterator[str]:
    """A line of `mrkdwn` as SVG, folded."""
    marks: list[str] = []

    def held(found: re.Match[str]) -> str:
        bold, code, date, other = found.groups()
        kind, text = ("b", bold) if bold else ("c", code) if code else ("", date or other)
        marks.append(kind)
        return "".join(f"{chr(0xE000 + len(marks))}{word}{chr(0xE000)}" if kind else word for word in [text])

    plain = unescape(_PARTS.sub(held, line))
    for piece in textwrap.wrap(plain, LETTERS) or [""]:
        drawn = escape(piece)
        for number, kind in enumerate(marks, 1):
            style = 'font-weight="700"' if kind == "b" else f'font-family="{MONO}" font-size="13"'
            drawn = re.sub(
                f"{chr(0xE000 + number)}([^{chr(0xE000)}]*)({chr(0xE000)}|$)",
                rf"<tspan {style}>\1</tspan>",
                drawn,
            )
        yield drawn.replace(chr(0xE000), "")


if __name__ == "__main__":
    main()
