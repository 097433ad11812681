"""The grammar of a typed line (DESIGN §5): words, quoted words, and `name:value`.

Values with blanks stand in quotes, straight or curly or guillemets, as any language and any keyboard
has them: many turn a straight one into ” behind a colon. Inside straight quotes a backslash keeps a
quote or a backslash as it is. What `quote` writes comes back exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 200_000
"""Characters of a line that are read at all."""

_CLOSING = {'"': '"', "“": "”", "„": "”“", "”": "”", "«": "»", "»": "«»"}
"""What ends a quote that begins so; the nearest counts."""
_ALSO = {'"': "”“", "“": '"', "„": '"', "”": '"'}
"""What ends it where nothing else does: keyboards mix them up."""
_USUALLY_LAST = "”»"
_BARE = re.compile(r'[^\s"“„”«»]+')
_NAME = re.compile(r"([A-Za-z_]{1,32}):")
_ESCAPE = re.compile(r'\\(["\\])')
_STRAIGHT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PLAIN_WORD = re.compile(r'[^\s"“„”«»:|,\\]+')


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line. `name` is what stood before a colon right at the start of the word, if
    anything did; `value` is the rest, or the whole word. `quoted` words are values, never names.
    `newline`: a new line begins with it."""

    text: str
    name: str = ""
    value: str = ""
    quoted: bool = False
    newline: bool = False


class Unclosed(ValueError):
    """A quote was opened and not closed; `start` is what follows it, shortened."""

    def __init__(self, start: str) -> None:
        super().__init__(start)
        self.start = start


def words(line: str) -> list[Word]:
    """Splits a line. Raises Unclosed."""
    found: list[Word] = []
    place, end = 0, len(line)
    newline = False
    while place < end:
        if line[place].isspace():
            newline = newline or line[place] == "\n"
            place += 1
            continue
        name, quoted = "", False
        start = place
        if label := _NAME.match(line, place):
            name, place = label[1].lower(), label.end()
        parts: list[str] = []
        while place < end and not line[place].isspace():
            if line[place] in _CLOSING and not parts and (closed := _quoted(line, place)) is not None:
                value, place = closed
                parts.append(value)
                quoted = True
                break
            bare = _BARE.match(line, place)
            # A quote inside a word is a letter of it: the apostrophes of some languages look like one.
            piece = bare[0] if bare else line[place]
            parts.append(piece)
            place += len(piece)
        value = "".join(parts)
        found.append(Word(value if quoted and not name else line[start:place], name, value, quoted, newline))
        newline = False
    return found


def _quoted(line: str, place: int) -> tuple[str, int] | None:
    """The value inside the quotes that open at `place`, and where the line goes on. None for a sign that usually
    ends quotes, and begins none here either."""
    opening = line[place]
    if opening == '"' and (match := _STRAIGHT.match(line, place)) is not None:
        return _ESCAPE.sub(r"\1", match[1]) if "\\" in match[1] else match[1], match.end()
    for closing in ("" if opening == '"' else _CLOSING[opening], _ALSO.get(opening, "")):
        ends = [end for sign in closing if (end := line.find(sign, place + 1)) >= 0]
        if ends:
            return line[place + 1 : min(ends)], min(ends) + 1
    if opening in _USUALLY_LAST:
        return None
    raise Unclosed(line[place + 1 : place + 31])


def quote(value: str) -> str:
    """`value` as one word of a line: in quotes unless it needs none."""
    return value if _PLAIN_WORD.fullmatch(value) else quoted(value)


def quoted(value: str) -> str:
    """`value` as one word of a line, in quotes whatever it is."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def items(value: str) -> tuple[str, ...]:
    """A list: separated by `|`, or without one by commas; empty items fall away."""
    separator = "|" if "|" in value else ","
    return tuple(item.strip() for item in value.split(separator) if item.strip())
