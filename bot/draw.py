"""Draws that anybody can repeat: RFC 3797, "Publicly Verifiable Random Selection".

A pool is numbered and published, and so are the sources: numbers that nobody can know or choose yet, such as
next week's lottery. Once they are out, whoever has the pool and the numbers gets the same picks.

1. The numbers of a source are sorted, each is written without needless zeros and with a period, and the
   source is closed by a slash. The sources one after the other, in published order, are the key (section 4):
   `9319./2.5.8.10.12./`.
2. For i = 0, 1, 2 …: MD5(i, key, i), with i as two bytes, as a number of 128 bits, modulo how many are left
   in the pool, says whose turn it is among those; it leaves the pool.

MD5 hides nothing here: it mixes numbers that are public.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import md5
from typing import Final

from bot.refusals import malformed
from bot.text import Code, Text

MOST: Final = 65_535
"""The largest pool: two bytes count the picks."""

_LONGEST: Final = 2_000
"""Characters of one source."""
_NUMBER: Final = re.compile(r"[0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40}")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
"""`90,193,202`: three numbers, or one with its digits grouped?"""


@dataclass(frozen=True, slots=True)
class Pick:
    """One row of the table that RFC 3797 section 6 prints.

    `index` counts the picks from 1; `md5` is in upper-case hexadecimal; `divisor` is how many were left;
    `selected` is the number that was picked, from 1.
    """

    index: int
    md5: str
    divisor: int
    selected: int


def read_source(typed: str) -> str:
    """The canonical form of one source: `"2 5 12 8 10"` is `2.5.8.10.12./`, and `08285182` is `8285182./`.

    The numbers are separated by blanks or commas. Raises `Refusal` for anything else, and for a number that
    may be a list: a wrong guess would be another draw.
    """
    shown = Code(typed if len(typed) <= 80 else f"{typed[:80]}…")
    if _GROUPED.fullmatch(typed.strip()):
        raise malformed(
            "source",
            Text(
                "{source} may be one number or several. Write one number without commas, or several with"
                " blanks between them.",
                source=shown,
            ),
        )
    values = typed.replace(",", " ").split() if len(typed) <= _LONGEST else []
    if not values or not all(map(_NUMBER.fullmatch, values)):
        raise malformed(
            "source",
            Text("{source} is no source. Give its numbers with blanks between them.", source=shown),
        )
    return "".join(map(_canonical, sorted(map(Decimal, values)))) + "/"


def _canonical(value: Decimal) -> str:
    """`42.`, `0.42`: no zeros before the number or after its fraction, and always a period."""
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0')}"


def key_of(sources: Iterable[str]) -> str:
    """The key, from the sources as they were published, in that order. Raises `Refusal`."""
    return "".join(map(read_source, sources))


def draw(key: str, pool: int, picks: int) -> tuple[Pick, ...]:
    """`picks` of the numbers from 1 to `pool`, in the order drawn.

    Raises `ValueError` for a pool that is empty or above `MOST`, and for more picks than the pool has.
    """
    if not (1 <= pool <= MOST and 0 <= picks <= pool):
        raise ValueError(f"{picks} of {pool}")
    return tuple(_picks(key.encode(), pool, picks))


def _picks(key: bytes, pool: int, picks: int) -> Iterator[Pick]:
    left = list(range(1, pool + 1))
    for index in range(picks):
        counter = index.to_bytes(2)
        digest = md5(counter + key + counter, usedforsecurity=False).digest()
        selected = left.pop(int.from_bytes(digest) % len(left))
        yield Pick(index + 1, digest.hex().upper(), len(left) + 1, selected)


def read_pool(text: str) -> tuple[str, ...]:
    """The names of a pool, one on a line; empty lines count for nothing. Raises `Refusal` that names the
    line, also for a name that stands twice: it would have two chances."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        name = " ".join(line.split())
        if name in lines:
            raise malformed(
                "pool",
                Text(
                    "In line {line}: {name} stands in line {first} already. Tell the two apart, or take one"
                    " away.",
                    line=Code(str(number)),
                    name=name,
                    first=Code(str(lines[name])),
                ),
            )
        if name:
            lines[name] = number
    if not 1 <= len(lines) <= MOST:
        raise malformed("pool", Text("A pool has 1 to {most} names, one on a line.", most=MOST))
    return tuple(lines)


def order(sources: Sequence[str], pool: int) -> tuple[int, ...]:
    """The whole pool, drawn: numbers from 1, the first drawn first. Raises `Refusal` for a bad source."""
    return tuple(pick.selected for pick in draw(key_of(sources), pool, pool))


def bits_needed(pool: int, picks: int) -> int:
    """The bits of chance that the sources should hold: log2 of the number of possible picks, rounded up
    (RFC 3797 section 3.3)."""
    return (math.comb(pool, picks) - 1).bit_length()
