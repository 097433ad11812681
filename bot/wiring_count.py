"""`convenor count` and `convenor draw`: counting and drawing again, from outside, without a database.

Part of the composition root; what a command needs is imported when it runs. Exit codes as in `bot.cli`: what
cannot be counted or drawn is refused on stderr, with the line of the file, and returns 2.
"""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.refusals import Refusal, malformed
from bot.text import Code, Plural, Text, Words, verbatim

if TYPE_CHECKING:
    from bot.blocks import Block
    from bot.draw import Pick
    from commands.poll.counting import Election

COMMANDS: Final = {
    "count": "count a ballot file again: BLT, a Debian tally sheet, or our JSON",
    "draw": "repeat a draw by RFC 3797, verifiable random selection",
}
"""The commands, and what they do."""

RULES: Final = (
    "irv", "schulze", "debian", "ranked-pairs", "scottish-stv", "meek-stv", "approval", "score",
    "gnso-council", "iso-dis",
)  # fmt: skip
"""The names of the rules, for a help that comes at once; `commands.poll.counting.RULES` are the rules."""

_REFUSED: Final = 2
_LARGEST_POOL: Final = 2**24
"""Bytes."""
_MOST: Final = 10**9


def add_arguments(command: str, parser: ArgumentParser) -> None:
    """Declares what may stand behind one of `COMMANDS`."""
    if command == "count":
        _count_arguments(parser)
    else:
        _draw_arguments(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def _count_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("file", metavar="FILE", help="the ballots; - is standard input")
    add("--rule", required=True, metavar="NAME", help=", ".join(RULES))
    add("--seats", type=_whole, metavar="N", help="seats to fill, instead of what the file says")
    add("--source", action="append", default=[], metavar="NUMBERS",
        help="a source of the draw that breaks ties; once for each, in published order")  # fmt: skip
    add("--unranked", choices=("last", "no-opinion"),
        help="what an option left unranked is to the ballot (last), where pairs are compared")  # fmt: skip
    add("--voters", type=_whole, metavar="N", help="debian: how many could have voted, for the quorum")
    add("--quorum", type=_whole, metavar="VOTES", help="debian: the votes needed above the default option")
    add("--majority", action="append", default=[], metavar="OPTION=3:1",
        help="debian: what an option needs against the default option")  # fmt: skip
    add("--default", metavar="OPTION", help="debian: the default option (the last one)")
    add("--casting-vote", metavar="OPTION", help="debian: what the casting vote chose")
    add("--motion", metavar="KIND", help="gnso-council: which thresholds, such as default or supermajority")


def _draw_arguments(parser: ArgumentParser) -> None:
    pool = parser.add_mutually_exclusive_group(required=True)
    pool.add_argument("--pool", metavar="FILE", help="the pool, one name a line; - is standard input")
    pool.add_argument("--pool-size", type=_whole, metavar="N", help="a pool of numbers")
    parser.add_argument("--source", action="append", required=True, metavar="NUMBERS",
        help="a source, such as '9 18 26 34 41 45'; once for each, in published order")  # fmt: skip
    parser.add_argument("--pick", type=_whole, required=True, metavar="N", help="how many to draw")


def _whole(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed[:12]) <= _MOST or len(typed) > 12:
        raise ArgumentTypeError(f"{typed[:40]!r} is no whole number from 1 to {_MOST}")
    return int(typed)


def run(options: Namespace) -> int:
    """Performs one of `COMMANDS`; returns the exit code."""
    from bot.process import write

    try:
        write(_count(options) if options.command == "count" else _draw(options))
    except Refusal as refusal:
        print(f"convenor {options.command}: {_plain(refusal.text)}", file=sys.stderr)
        return _REFUSED
    return 0


# Count


def _count(options: Namespace) -> str:
    """What to print. Raises `Refusal`."""
    from commands.poll.counting import as_data, count, decode, read, rule_named, told
    from commands.poll.counting.reading import LARGEST

    rule_named(options.rule)
    election = _with_terms(read(decode(_content(options.file, LARGEST))), options)
    outcome = count(election, options.rule, options.source)
    if options.json:
        return _json(as_data(election, options.rule, outcome))
    return _page(told(election, options.rule, outcome))


def _with_terms(election: Election, options: Namespace) -> Election:
    """The election with what was said on the line instead of what the file says. Raises `Refusal`."""
    said: dict[str, Any] = {
        "voters": options.voters,
        "quorum": options.quorum,
        "motion": options.motion,
        "default": _option(election, "default", options.default),
        "casting": _option(election, "casting-vote", options.casting_vote),
        "majorities": tuple(_majority(election, typed) for typed in options.majority) or None,
        "unranked_last": None if options.unranked is None else options.unranked == "last",
    }
    terms = replace(election.terms, **{key: value for key, value in said.items() if value is not None})
    return replace(election, seats=options.seats or election.seats, terms=terms)


def _option(election: Election, parameter: str, typed: str | None) -> int | None:
    """An option by its name, or by its number from 1."""
    if typed is None:
        return None
    if election.named and typed in election.options:
        return election.options.index(typed)
    if typed.isascii() and typed.isdigit() and len(typed) < 5 and 1 <= int(typed) <= len(election.options):
        return int(typed) - 1
    raise malformed(
        parameter,
        Text(
            "There is no option {typed}. The options: {options}.",
            typed=typed[:80],
            options=election.shown_all(range(len(election.options))),
        ),
    )


def _majority(election: Election, typed: str) -> tuple[int, Fraction]:
    """`Option=3:1`, or `Option=3`."""
    name, _, ratio = typed.rpartition("=")
    found = re.fullmatch(r"([0-9]{1,6})(?::([0-9]{1,6}))?", ratio.strip())
    option = _option(election, "majority", name.strip())
    if option is None or found is None or int(found[1]) < int(found[2] or 1) or found[2] in ("0", "00"):
        raise malformed(
            "majority",
            Text(
                "A majority is an option and a ratio of at least 1:1, as in {example}.",
                example=Code("--majority 2=3:1"),
            ),
        )
    return option, Fraction(int(found[1]), int(found[2] or 1))


# Draw


def _draw(options: Namespace) -> str:
    """What to print. Raises `Refusal`."""
    from bot.draw import MOST, bits_needed, draw, key_of, read_pool

    names = None if options.pool is None else read_pool(_text(options.pool))
    size = options.pool_size if names is None else len(names)
    if size > MOST:
        raise malformed("pool-size", Text("A pool has {most} at most.", most=MOST))
    if options.pick > size:
        raise malformed("pick", Text("{picks} cannot be drawn from {size}.", picks=options.pick, size=size))
    key = key_of(options.source)
    picks, bits = draw(key, size, options.pick), bits_needed(size, options.pick)
    if not options.json:
        return _page(_drawn(size, key, bits, picks, names))
    rows = [{**asdict(pick), "name": names[pick.selected - 1] if names else None} for pick in picks]
    return _json({"pool": size, "key": key, "bits_needed": bits, "picks": rows})


def _drawn(
    size: int, key: str, bits: int, picks: Sequence[Pick], names: Sequence[str] | None
) -> tuple[Block, ...]:
    from bot.blocks import Facts, Paragraph, Table

    head = (Text("Pick"), Text("Number"), *((Text("Name"),) if names else ()))
    rows = tuple(
        (
            Text("{pick}", pick=pick.index),
            Text("{number}", number=pick.selected),
            *((verbatim(names[pick.selected - 1]),) if names else ()),
        )
        for pick in picks
    )
    return (
        Facts(((Text("Pool"), Text("{size}", size=size)), (Text("Key"), Text("{key}", key=Code(key))))),
        Table(head, rows),
        Paragraph(
            Plural(
                "The sources should hold at least {n} bit of chance together (RFC 3797, section 3.3).",
                "The sources should hold at least {n} bits of chance together (RFC 3797, section 3.3).",
                n=bits,
            )
        ),
    )


# What they share


def _content(file: str, most: int) -> bytes:
    """The bytes of a file, and no more than one above `most`. Raises `Refusal`."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except (OSError, ValueError) as unreadable:
        raise malformed(
            "file",
            Text(
                "{file} cannot be read ({why}). Give the path of a file that you may read.",
                file=file[:200],
                why=(unreadable.strerror if isinstance(unreadable, OSError) else None) or str(unreadable),
            ),
        ) from unreadable


def _text(file: str) -> str:
    """The text of a pool. Raises `Refusal`."""
    content = _content(file, _LARGEST_POOL)
    if len(content) > _LARGEST_POOL or b"\0" in content:
        raise malformed("pool", Text("{file} is no list of names, or too long.", file=file[:200]))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise malformed(
            "pool", Text("{file} is not UTF-8 text. Save it as UTF-8, then try again.", file=file[:200])
        ) from None


def _json(data: dict[str, Any]) -> str:
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def _page(blocks: Sequence[Block]) -> str:
    """The blocks as a page, long lines folded."""
    from bot.boundary import Reader
    from bot.columns import WIDTH, columns, wrapped
    from bot.plain import plain
    from bot.process import language

    lines = plain(blocks, Reader(language())).split("\n")
    folded = (wrapped(line, WIDTH) if columns(line) > WIDTH else [line] for line in lines)
    return "\n".join(part for parts in folded for part in parts) + "\n"


def _plain(words: Words) -> str:
    from bot.boundary import Reader
    from bot.process import language
    from bot.writing import PlainMarkup, write

    return write(words, Reader(language()), PlainMarkup())
