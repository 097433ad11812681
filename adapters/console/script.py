"""The lines of a conversation as a file has them (DESIGN §12, **fixed**).

# a comment
ana: /group create Tea
ben #board: /poll list
ben dm: /me
ben: press "Agree" on P-1
+2d 3h
restart
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.console.callers import DM, MAIN, NAME
from bot import line

_SPEAKS = re.compile(rf"({NAME})(?:\s+(#[^\s:#]+|{DM}))?\s*:(.*)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,9})\s*(w|d|h|min|m|s)(?![^\W\d_])\s*", re.IGNORECASE)
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "min": 60, "m": 60, "s": 1}
LONGEST = timedelta(days=36_525)
"""A hundred years: more does not pass in one conversation."""

_FAULTS = 5

FORMS = (
    "Write NAME: /command …, NAME #channel: /command …, NAME dm: /command …, "
    'NAME: press "LABEL" [on ID], +2d 3h, restart, or # and a comment.'
)


class Unreadable(ValueError):
    """What is wrong with a line, and what would be right."""


@dataclass(frozen=True, slots=True)
class Says:
    name: str
    said: str
    channel: str = MAIN


@dataclass(frozen=True, slots=True)
class Presses:
    name: str
    said: str
    label: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Passes:
    said: str
    by: timedelta


@dataclass(frozen=True, slots=True)
class Restarts:
    said: str = "restart"


Line = Says | Presses | Passes | Restarts


def read_script(text: str) -> tuple[list[Line], list[tuple[int, Unreadable]]]:
    """What happens in a file, and which of its lines (counted from 1) cannot be read."""
    lines: list[Line] = []
    faults: list[tuple[int, Unreadable]] = []
    passed = timedelta(0)
    # Not splitlines(): a value may hold one of the odd characters that it takes for the end of a line.
    for number, written in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        try:
            for read in _read(written.strip(" \t\r")):
                passed += read.by if isinstance(read, Passes) else timedelta(0)
                if passed > LONGEST:
                    raise Unreadable("More than a hundred years cannot pass. Let less time pass.")
                lines.append(read)
        except Unreadable as fault:
            faults.append((number, fault))
    return lines, faults


def told(faults: Sequence[tuple[int, Unreadable]]) -> list[str]:
    """The first of them, a line each: a file of another kind would have as many as lines."""
    said = [f"line {number}: {fault}" for number, fault in faults[:_FAULTS]]
    if more := len(faults) - len(said):
        lines = "1 more line" if more == 1 else f"{more} more lines"
        said.append(f"{lines} cannot be read. See that this is the right file.")
    return said


def _read(written: str) -> Iterator[Line]:
    if not written or written.startswith("#"):
        return
    if written.startswith("+"):
        yield Passes(written, read_span(written))
    elif written == "restart":
        yield Restarts()
    elif spoken := _SPEAKS.fullmatch(written):
        name, channel, said = spoken[1], spoken[2] or MAIN, spoken[3].strip(" \t")
        yield _spoken(name, channel, said)
    else:
        raise Unreadable(f"I cannot read “{_shortened(written)}”. {FORMS}")


def _spoken(name: str, channel: str, said: str) -> Line:
    if said.startswith("/"):
        return Says(name, said, channel)
    if said.partition(" ")[0].casefold() == "press":
        label, on = read_press(said)
        return Presses(name, said, label, on)
    raise Unreadable(
        f"What {name} says begins neither with / nor with press. "
        f'Write {name}: /command … or {name}: press "LABEL" [on ID].'
    )


def read_press(said: str) -> tuple[str, str]:
    """The label and the short id of `press "LABEL" [on ID]`. Raises Unreadable."""
    try:
        words = line.words(said)
    except line.Unclosed:
        words = []
    texts = [word.text for word in words]
    if len(words) in (2, 4) and words[1].quoted and not words[1].name and texts[2:3] in ([], ["on"]):
        return texts[1], texts[3] if len(texts) == 4 else ""
    raise Unreadable('A button is pressed by its label in quotes: press "LABEL", or press "LABEL" on P-1.')


def read_span(written: str) -> timedelta:
    """How much time `+2d 3h` lets pass. Raises Unreadable."""
    rest = written.removeprefix("+").strip()
    place, seconds = 0, 0
    while found := _SPAN.match(rest, place):
        seconds += int(found[1]) * _SECONDS[found[2].lower()]
        place = found.end()
    if not rest or place < len(rest):
        raise Unreadable(
            f"I cannot read “{_shortened(written)}” as time that passes. "
            "Write it as in +2d 3h or +90min; the units are w, d, h, min (or m) and s."
        )
    if seconds > LONGEST.total_seconds():
        raise Unreadable("More than a hundred years cannot pass. Let less time pass.")
    return timedelta(seconds=seconds)


def _shortened(written: str) -> str:
    return written if len(written) <= 60 else f"{written[:59]}…"
