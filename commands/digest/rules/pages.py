"""How much of a digest is shown at once: fifteen lines, and the rest on pages behind a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_LINES: Final = 15
"""Of one digest, title, headings and rows of buttons counted."""
MOST_BUTTONS: Final = 25
"""Of one message on the platform that takes the fewest."""


@dataclass(frozen=True, slots=True)
class Size:
    """The room that one line of a section takes."""

    lines: int = 1
    buttons: int = 0


def fit(sections: Sequence[Sequence[Size]], lines: int, buttons: int) -> tuple[int, ...]:
    """How many lines of each section are shown, the first ones of each. Sections take turns, the earlier
    ones first, so that none is silent because another is long; each that is shown has a heading."""
    shown = [0] * len(sections)
    full = [not section for section in sections]
    while not all(full):
        for place, section in enumerate(sections):
            if full[place]:
                continue
            wanted = section[shown[place]]
            needed = wanted.lines + (0 if shown[place] else 1)
            if needed > lines or wanted.buttons > buttons:
                full[place] = True
                continue
            lines, buttons = lines - needed, buttons - wanted.buttons
            shown[place] += 1
            full[place] = shown[place] == len(section)
    return tuple(shown)


def paged(sizes: Sequence[Size], lines: int, buttons: int) -> list[tuple[int, int]]:
    """Where each page begins and ends, when lines follow one another; each page has at least one."""
    pages: list[tuple[int, int]] = []
    begin = used = pressed = 0
    for place, size in enumerate(sizes):
        if place > begin and (used + size.lines > lines or pressed + size.buttons > buttons):
            pages.append((begin, place))
            begin, used, pressed = place, 0, 0
        used, pressed = used + size.lines, pressed + size.buttons
    if len(sizes) > begin:
        pages.append((begin, len(sizes)))
    return pages
