"""How what is stored of somebody is divided into pages that every platform can show."""

from __future__ import annotations

from collections.abc import Sequence

ROWS = 12
"""Rows of one page at most."""
LETTERS = 2400
"""Characters of one page at most, unless one row alone is longer."""
PIECE = 1800
"""Characters of one row that stand together: a longer one goes on in the next piece."""

Row = tuple[str, str]
"""The table, and the row as JSON."""


def paged(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in their order, page by page."""
    pages: list[list[Row]] = [[]]
    room = LETTERS
    for table, row in rows:
        for piece in pieces(row):
            if pages[-1] and (len(pages[-1]) == ROWS or len(piece) > room):
                pages.append([])
                room = LETTERS
            pages[-1].append((table, piece))
            room -= len(piece)
    return pages


def pieces(row: str) -> list[str]:
    """A row that is too long for one paragraph, in pieces."""
    return [row[start : start + PIECE] for start in range(0, len(row), PIECE)] or [row]
