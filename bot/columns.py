"""Text in the columns of a terminal: how wide it is, where it breaks, how tables share the room."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 78
"""Columns of a page."""
ROOM = WIDTH - 4
"""Columns of what is laid out: a message often stands indented under who said it."""
GAP = "  "
"""Between two columns of a table."""

# Control characters never come out of `write`, so this one can stand for a blank.
FIRM_BLANK = "\x00"
"""A blank at which no line breaks."""

_NARROWEST = 8
"""Columns that a column of a table keeps when others need the room, unless its words need fewer."""
_LONGEST_WORD = 24
"""Columns of a word that a column of a table makes room for; a longer one sticks out."""

_WIDE = frozenset("WF")
_WITHOUT_WIDTH = frozenset(("Mn", "Me", "Cf", "Cc"))


def columns(text: str) -> int:
    """The columns of a terminal that a line takes: East Asian characters take two, marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in _WIDE:
        return 2
    return int(character == FIRM_BLANK or unicodedata.category(character) not in _WITHOUT_WIDTH)


def padded(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def _longest_word(text: str) -> int:
    return max(map(columns, text.split(" ")))


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, at least one. Breaks at blanks, and within a word only where its script
    has none: before a wide character."""
    pieces: list[str] = []
    for word in text.split(" "):
        pieces += _broken(word, width)
    return filled(pieces, width, " ") or [""]


def filled(pieces: Iterable[str], width: int, gap: str) -> list[str]:
    """As many pieces on each line as fit."""
    lines: list[str] = []
    room = 0
    for piece in pieces:
        needed = len(gap) + columns(piece)
        if lines and needed <= room:
            lines[-1] += gap + piece
            room -= needed
        else:
            lines.append(piece)
            room = width - columns(piece)
    return lines


def _broken(word: str, width: int) -> list[str]:
    if columns(word) <= width:
        return [word]
    pieces, room = [""], width
    for character in word:
        taken = _columns(character)
        if taken == 2 and taken > room:
            pieces.append("")
            room = width
        pieces[-1] += character
        room -= taken
    return [piece for piece in pieces if piece]


def shared(rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that each column of a table gets: what it needs, and where that is too much
    together, the widest give way first, down to their longest word."""
    cells = list(zip(*rows, strict=True))
    widths = [min(max(map(columns, column)), ROOM) for column in cells]
    least = [
        min(width, max(_NARROWEST, min(_LONGEST_WORD, max(map(_longest_word, column)))))
        for width, column in zip(widths, cells, strict=True)
    ]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - ROOM
    while over > 0 and widths != least:
        widest = max(range(len(widths)), key=lambda place: (widths[place] > least[place], widths[place]))
        widths[widest] -= 1
        over -= 1
    return widths
