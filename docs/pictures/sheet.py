"""A sheet of paper on which a message or a window of a chat platform is drawn, as SVG."""  # noqa: INP001 - a folder of documents, not a package

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from html import escape, unescape
from pathlib import Path

FONT = "'Lato', 'Noto Sans', 'DejaVu Sans', system-ui, sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
WIDTH, EDGE, LINE = 720, 20, 22
"""Pixels: of the picture, around it, and from one line to the next."""
LETTERS = 88
"""In one line of text."""
INK, QUIET, PAPER, FRAME = "#1d1c1d", "#454447", "#ffffff", "#8a8a8c"
_END = chr(0xE000)


class Style(StrEnum):
    """How words are set, as attributes of SVG."""

    PLAIN = ""
    BOLD = 'font-weight="700"'
    CODE = f'font-family="{MONO}" font-size="13"'


Words = tuple[Style, str]


class Sheet:
    """Everything is drawn below what was drawn before."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._parts: list[str] = []
        self._y = EDGE + LINE

    def gap(self, pixels: int = 8) -> None:
        self._y += pixels

    def heading(self, text: str) -> None:
        self._text(EDGE, self._y, escape(text), 'font-size="18" font-weight="700"')
        self._y += LINE + 8

    def line(self, words: Iterable[Words]) -> None:
        """A line of text, folded where it is too long."""
        for piece in _folded(words):
            self._text(EDGE, self._y, piece)
            self._y += LINE

    def buttons(self, labels: Sequence[str], *, fill: str = PAPER, primary: str = "") -> None:
        """A row of them. `primary`: the label of the one that is filled with colour."""
        x = EDGE
        for label in labels:
            width = 9 * len(label) + 26
            inside, ink = ("#00593c", PAPER) if label == primary else (fill, INK)
            self._box(x, self._y - 20, width, inside)
            self._text(x + width // 2, self._y, escape(label), f'text-anchor="middle" fill="{ink}"')
            x += width + 10
        self._y += LINE + 18

    def field(self, label: str, hint: str, *, picks: bool = False) -> None:
        """An empty field of a window. `picks`: one chooses in it instead of typing."""
        self._text(EDGE, self._y, escape(label), Style.BOLD)
        self._box(EDGE, self._y + 8, WIDTH - 2 * EDGE, PAPER)
        if picks:
            self._text(WIDTH - 2 * EDGE, self._y + 28, "▾", f'fill="{QUIET}"')
        self._text(EDGE, self._y + 56, escape(hint), f'font-size="13" fill="{QUIET}"')
        self._y += 88

    def drawn(self) -> str:
        """The picture. Screen readers are given its title and all that stands in it."""
        said, y = "\n".join(text_of("".join(self._parts))), self._y
        size = f'width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n'
            f"<title>{escape(self._title)}</title>\n<desc>{escape(said)}</desc>\n"
            f'<rect width="{WIDTH}" height="{y}" rx="8" fill="{PAPER}" stroke="{FRAME}"/>\n'
            f'<g font-family="{FONT}" font-size="15" fill="{INK}">\n'
            + "\n".join(self._parts)
            + "\n</g>\n</svg>\n"
        )

    def _text(self, x: int, y: int, drawn: str, attributes: str = "") -> None:
        more = f" {attributes}" if attributes else ""
        self._parts.append(f'<text x="{x}" y="{y}"{more}>{drawn}</text>')

    def _box(self, x: int, y: int, width: int, fill: str) -> None:
        self._parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="30" rx="4" fill="{fill}" stroke="{FRAME}"/>'
        )


def written(pictures: Mapping[str, str]) -> None:
    """Each by the name of its file, beside this one."""
    for name, drawn in pictures.items():
        (Path(__file__).parent / name).write_text(drawn, encoding="utf-8")
        print(f"drawn: {name}")


def text_of(picture: str) -> list[str]:
    """The words that a picture shows, line by line."""
    lines = re.findall(r"<text [^>]*>(.*?)</text>", picture)
    return [unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]


def _folded(words: Iterable[Words]) -> Iterator[str]:
    """Styled words as lines of SVG. While a line is folded, one letter that nobody types stands for each style."""
    styles = list(Style)
    plain = "".join(
        text if style is Style.PLAIN else f"{chr(ord(_END) + styles.index(style))}{text}{_END}"
        for style, text in words
    )
    for piece in textwrap.wrap(plain, LETTERS) or [""]:
        drawn = escape(piece)
        for number, style in enumerate(styles):
            if style is not Style.PLAIN:
                styled = re.compile(f"{chr(ord(_END) + number)}([^{_END}]*)({_END}|$)")
                drawn = styled.sub(rf"<tspan {style}>\1</tspan>", drawn)
        yield drawn.replace(_END, "")
