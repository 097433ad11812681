"""Words in one line of at most so many characters, as lists to choose from take them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.boundary import Reader
from bot.text import Arg, Text, Words, changed
from bot.writing import PlainMarkup, write

_LEGIBLE: Final = 20
"""Characters of a title that say something."""


def in_one_line(words: Words, reader: Reader, most: int) -> str:
    """Where it is too long, the longest part that somebody typed is cut: what stands after it says how things are."""
    line = _line(words, reader)
    if len(line) <= most:
        return line
    longest = max(_typed(words), key=len, default="")
    room = most - len(line) + len(longest)
    if room >= _LEGIBLE:
        line = _line(_with(words, longest, _cut(longest, room)), reader)
    return _cut(line, most)


def _line(words: Words, reader: Reader) -> str:
    return " ".join(write(words, reader, PlainMarkup()).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _typed(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Text):
        for value in words.args.values():
            yield from _typed(value)


def _with(words: Words, typed: str, shorter: str) -> Words:
    if not isinstance(words, Text):
        return words
    args: dict[str, Arg] = {}
    for name, value in words.args.items():
        args[name] = (
            shorter if value == typed else _with(value, typed, shorter) if isinstance(value, Text) else value
        )
    return changed(words, args)
