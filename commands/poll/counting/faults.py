"""Refusals of a ballot file: what is wrong, and in which line."""

from __future__ import annotations

from typing import Final

from bot.refusals import Refusal, malformed
from bot.text import Code, Text, Words

MOST_OPTIONS: Final = 100
MOST_WEIGHT: Final = 10**9
_SHOWN: Final = 40
"""Characters of a file that a refusal repeats."""


def in_line(line: int, fault: Words) -> Refusal:
    """`line` counts from 1."""
    return malformed("file", Text("In line {line}: {fault}", line=Code(str(line)), fault=fault))


def quoted(typed: str) -> str:
    """What stands in the file, short enough for a sentence."""
    return typed if len(typed) <= _SHOWN else f"{typed[:_SHOWN]}…"


def whole(typed: str, line: int, *, least: int, most: int) -> int:
    """A whole number in decimal digits. Raises `Refusal`."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 12 or not least <= int(typed) <= most:
        raise in_line(
            line,
            Text(
                "{typed} should be a whole number from {least} to {most}.",
                typed=quoted(typed),
                least=least,
                most=most,
            ),
        )
    return int(typed)


def twice(option: Words, line: int) -> Refusal:
    return in_line(line, Text("this ballot names {option} twice.", option=option))


def too_many_options(line: int) -> Refusal:
    return in_line(line, Text("more than {most} options cannot be counted.", most=MOST_OPTIONS))


def check_names(names: list[tuple[str, int]]) -> None:
    """(name, line): raises `Refusal` for a name that is empty or stands twice."""
    seen: dict[str, int] = {}
    for name, line in names:
        if not name.strip():
            raise in_line(line, Text("an option needs a name."))
        if name in seen:
            raise in_line(
                line,
                Text(
                    "{name} is an option already, from line {first}.",
                    name=quoted(name),
                    first=Code(str(seen[name])),
                ),
            )
        seen[name] = line
