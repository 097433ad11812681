"""Replies as JSON, exactly: a request that is repeated is answered alike.

Each member of a union is a list that begins with its mark, a plain string is what a person typed,
a plain number is a whole number. The marks stand in stored answers: they may be added to, never
given another meaning. The reader is not stored: the engine says it anew with each answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, assert_never

from bot.addresses import AccountRef, ChannelRef
from bot.blocks import (
    Bar,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Option,
    Paragraph,
    Select,
    Style,
    Table,
    Tally,
)
from bot.boundary import Reply
from bot.refusals import Fault, Why
from bot.text import Arg, Code, Date, Deadline, Listing, Plural, Text, Words

# ASCII, so that any database keeps it as it is, half a surrogate pair included. Values are trees.
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder().decode


def pack_reply(reply: Reply) -> str:
    blocks = [_pack_block(block) for block in reply.instead or reply.blocks]
    if reply.why is None and not reply.faults:
        return _encode([blocks])
    return _encode([blocks, reply.why, [[fault.field, _pack(fault.text)] for fault in reply.faults]])


def unpack_reply(packed: str) -> Reply:
    """Raises ValueError for what `pack_reply` did not write."""
    try:
        blocks, *refusal = _decode(packed)
        why, faults = refusal or (None, ())
        return Reply(
            tuple(_block(block) for block in blocks),
            None if why is None else Why(why),
            tuple(Fault(field, _words(text)) for field, text in faults),
        )
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not a packed reply: {packed[:80]!r}") from error


def _pack_block(block: Block) -> list[Any]:
    match block:
        case Paragraph():
            return ["p", _pack(block.text)]
        case Heading():
            return ["h", _pack(block.text)]
        case Facts():
            return ["f", [[_pack(label), _pack(value)] for label, value in block.rows]]
        case Tally():
            return ["y", [_pack_bar(bar) for bar in block.bars]]
        case Table():
            return [
                "g",
                [_pack(cell) for cell in block.head],
                [[_pack(c) for c in row] for row in block.rows],
            ]
        case Buttons():
            return ["b", [[_pack(b.label), b.path, b.values, b.style] for b in block.buttons]]
        case Select():
            options = [[_pack(o.label), o.value, *_perhaps(o.about)] for o in block.options]
            return ["s", _pack(block.label), block.path, block.values, block.param, options, block.most]
        case _:
            assert_never(block)


def _perhaps(words: Words | None) -> list[Any]:
    return [] if words is None else [_pack(words)]


def _pack_bar(bar: Bar) -> list[Any]:
    return [_pack(bar.label), bar.count, bar.of, None if bar.note is None else _pack(bar.note)]


def _pack(arg: Arg) -> Any:
    # The commonest first, by comparing types: this is on the way of every ballot.
    kind = type(arg)
    if kind is str or kind is int:
        return arg
    match arg:
        case Text():
            return ["t", arg.source, {name: _pack(value) for name, value in arg.args.items()}]
        case Code():
            return ["c", arg.text]
        case Plural():
            values = {name: _pack(value) for name, value in arg.args.items() if name != "n"}
            return ["n", arg.one, arg.many, arg.n, values]
        case datetime():
            return ["m", arg.isoformat()]
        case AccountRef():
            return ["a", arg.platform, arg.space, arg.user]
        case ChannelRef():
            return ["w", arg.platform, arg.space, arg.channel, arg.thread]
        case timedelta():
            return ["d", arg.days, arg.seconds, arg.microseconds]
        case Fraction():
            return ["q", arg.numerator, arg.denominator]
        case Date():
            return ["o", arg.at.isoformat()]
        case Deadline():
            return ["u", arg.at.isoformat()]
        case Listing():
            return ["l", *map(_pack, arg.items)]
        case str():
            return str(arg)
        case int():
            return int(arg)
        case _:
            assert_never(arg)


def _block(packed: list[Any]) -> Block:
    match packed:
        case ["p", text]:
            return Paragraph(_words(text))
        case ["h", text]:
            return Heading(_words(text))
        case ["f", rows]:
            return Facts(tuple((_words(label), _words(value)) for label, value in rows))
        case ["y", bars]:
            return Tally(tuple(_bar(*bar) for bar in bars))
        case ["g", head, rows]:
            return Table(tuple(map(_words, head)), tuple(tuple(map(_words, row)) for row in rows))
        case ["b", buttons]:
            return Buttons(tuple(_button(*button) for button in buttons))
        case ["s", label, path, values, param, options, most]:
            offered = tuple(_option(*option) for option in options)
            return Select(_words(label), path, _values(values), param, offered, most)
        case _:
            raise ValueError(f"not a packed block: {packed!r:.80}")


def _bar(label: Any, count: int, of: int, note: Any) -> Bar:
    return Bar(_words(label), count, of, None if note is None else _words(note))


def _button(label: Any, path: str, values: list[list[str]], style: str) -> Button:
    return Button(_words(label), path, _values(values), Style(style))


def _values(packed: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in packed)


def _option(label: Any, value: str, about: Any = None) -> Option:
    return Option(_words(label), value, None if about is None else _words(about))


def _words(packed: Any) -> Words:
    arg = _arg(packed)
    if not isinstance(arg, Text | Plural):
        raise ValueError(f"not packed words: {packed!r:.80}")
    return arg


def _arg(packed: Any) -> Arg:
    match packed:
        case str() | int():
            return packed
        case ["t", source, args]:
            return Text(source, **_args(args))
        case ["n", one, many, n, args]:
            return Plural(one, many, n=n, **_args(args))
        case ["c", text]:
            return Code(text)
        case ["m", at]:
            return datetime.fromisoformat(at)
        case ["a", platform, space, user]:
            return AccountRef(platform, space, user)
        case ["w", platform, space, channel, thread]:
            return ChannelRef(platform, space, channel, thread)
        case ["d", days, seconds, microseconds]:
            return timedelta(days, seconds, microseconds)
        case ["q", numerator, denominator]:
            return Fraction(numerator, denominator)
        case ["o", at]:
            return Date(datetime.fromisoformat(at))
        case ["u", at]:
            return Deadline(datetime.fromisoformat(at))
        case ["l", *items]:
            return Listing(tuple(map(_arg, items)))
        case _:
            raise ValueError(f"not a packed argument: {packed!r:.80}")


def _args(packed: Mapping[str, Any]) -> dict[str, Arg]:
    return {name: _arg(value) for name, value in packed.items()}
