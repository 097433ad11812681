"""A digest as it is sent: fifteen lines at most, and pages for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from bot.blocks import Block, Button, Buttons, Heading, Paragraph
from bot.text import Date, Plural, Text, Words
from commands.digest.rules import MOST_BUTTONS, MOST_LINES, Size, fit, paged
from commands.digest.values import Digest, Line, Part, Pressed

_FRAME = 2
"""Lines that are always there: the title, and the row of buttons at the end."""
_FOOT = 3
"""Buttons of that row, at most."""


def digest(made: Digest, pressed: Pressed) -> tuple[Block, ...]:
    """What fits; each section has its part."""
    blocks: list[Block] = [Heading(Text("Digest of {group}", group=made.group))]
    shown = _shown(made)
    if made.brief:
        blocks.append(Paragraph(_BRIEF))
    for (part, lines), count in zip(made.sections, shown, strict=True):
        if count:
            blocks.append(Heading(_title(made, part, len(lines))))
            blocks += _lines(lines[:count])
    rest = sum(len(lines) for _, lines in made.sections) - sum(shown)
    buttons: list[Button] = []
    if rest:
        buttons.append(Button(Text("More"), pressed.more, (*pressed.values, ("page", "1"))))
    if made.balance:
        values = tuple((name, value) for name, value in pressed.values if name in ("group", "digest"))
        buttons.append(Button(Text("Balance in numbers"), "digest balance", values))
    if pressed.pause:
        buttons.append(Button(Text("Pause these digests"), "digest pause", pressed.values))
    return (*blocks, Buttons(tuple(buttons))) if buttons else tuple(blocks)


def page(made: Digest, number: int, pressed: Pressed) -> tuple[Block, ...] | None:
    """One page of what did not fit, counted from 1; None where there is no such page."""
    rest = [
        (part, line)
        for (part, lines), count in zip(made.sections, _shown(made), strict=True)
        for line in lines[count:]
    ]
    sizes = [
        replace(_size(line), lines=_size(line).lines + (place > 0 and part is not rest[place - 1][0]))
        for place, (part, line) in enumerate(rest)
    ]
    pages = paged(sizes, MOST_LINES - _FRAME - 1, MOST_BUTTONS - 1)  # Each begins with a heading.
    if not 1 <= number <= len(pages):
        return None
    begin, end = pages[number - 1]
    blocks: list[Block] = [
        Heading(
            Text(
                "Digest of {group}, further: {page} of {pages}",
                group=made.group,
                page=number,
                pages=len(pages),
            )
        )
    ]
    totals = {part: len(lines) for part, lines in made.sections}
    for part, found in groupby(rest[begin:end], key=lambda each: each[0]):
        blocks.append(Heading(_title(made, part, totals[part])))
        blocks += _lines([line for _, line in found])
    if number < len(pages):
        following = (*pressed.values, ("page", str(number + 1)))
        blocks.append(Buttons((Button(Text("More"), pressed.more, following),)))
    return tuple(blocks)


_BRIEF = Text(
    "You have not pressed or typed anything here since the last three digests, so this one has only what needs"
    " you. Whatever you press or type brings the rest back."
)


def _shown(made: Digest) -> tuple[int, ...]:
    """How many lines of each section are shown at once."""
    room = MOST_LINES - _FRAME - made.brief
    sizes = [[_size(line) for line in lines] for _, lines in made.sections]
    return fit(sizes, room, MOST_BUTTONS - _FOOT)


def _size(line: Line) -> Size:
    return Size(2, len(line.buttons)) if line.buttons else Size()


def _title(made: Digest, part: Part, count: int) -> Words:
    match part:
        case Part.NEEDS:
            return Plural("{n} thing needs you", "{n} things need you", n=count)
        case Part.DECIDED:
            return Text("Decided since {day}", day=Date(made.since))
        case Part.COMING:
            return Text("Coming up until {day}", day=Date(made.until))
        case Part.PARTICIPATION:
            return Text("Who takes part")


def _lines(lines: Sequence[Line]) -> Iterable[Block]:
    """Lines without buttons stand close together."""
    together: Words | None = None
    for line in lines:
        together = (
            line.text if together is None else Text("{above}\n{below}", above=together, below=line.text)
        )
        if line.buttons:
            yield Paragraph(together)
            yield Buttons(line.buttons)
            together = None
    if together is not None:
        yield Paragraph(together)
