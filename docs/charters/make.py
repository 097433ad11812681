"""Writes a page for each charter, from its data, in the words of `/group charter show`.

.venv/bin/python -m docs.charters.make
"""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.blocks import Block, Facts, Paragraph
from bot.boundary import Reader
from bot.charters import Charter
from bot.text import Words
from bot.writing import PlainMarkup, write
from commands.charter import views
from commands.charter.library import presets
from commands.poll.handlers.offering import polling

FOLDER = Path(__file__).parent
_MARKUP, _READER = PlainMarkup(), Reader()


def page(charter: Charter) -> str:
    """The page of one charter, as Markdown."""
    shown = views.Shown(charter, polling.explain)
    lines = [f"# {charter.title}", "", f"In Convenor: `/group charter show {charter.preset}`", ""]
    for block in views.charter(shown):
        lines += _block(block)
    lines += ["[All charters](../guides/charters.md)", ""]
    return "\n".join(lines)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(words):
            yield from (_said(words), "")
        case Facts(rows):
            yield from (f"- **{_said(label)}**: {_said(value)}" for label, value in rows)
            yield ""
        case _:
            raise TypeError(f"a charter has no {type(block).__name__}")


def _said(words: Words) -> str:
    return write(words, _READER, _MARKUP).replace("<", "\\<")


def main() -> None:
    for name, charter in presets().items():
        (FOLDER / f"{name}.md").write_text(page(charter), encoding="utf-8")


if __name__ == "__main__":
    main()
