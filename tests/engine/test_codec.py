"""A stored answer is read back as it was."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from bot.codec import pack_reply, unpack_reply
from bot.refusals import Fault, Why
from bot.text import Arg, Code, Date, Deadline, Listing, Plural, Text, Words, verbatim

TEXT = st.text(max_size=20)
NAMES = st.text("abcn_", min_size=1, max_size=4) | st.just("self") | st.just("source")
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(timezones=OFFSETS)
PLAIN_ARGS: st.SearchStrategy[Arg] = st.one_of(
    TEXT,
    # Half a surrogate pair can be typed on some platforms.
    st.characters(categories=["Cs", "Cc"]),
    st.integers(),
    st.fractions(),
    MOMENTS,
    st.timedeltas(),
    MOMENTS.map(Date),
    MOMENTS.map(Deadline),
    st.builds(AccountRef, TEXT, TEXT, TEXT),
    st.builds(ChannelRef, TEXT, TEXT, TEXT, TEXT),
    TEXT.map(Code),
)


def texts(args: st.SearchStrategy[Arg]) -> st.SearchStrategy[Words]:
    named = st.dictionaries(NAMES, args, max_size=3)
    counted = named.map(lambda args: {name: arg for name, arg in args.items() if name != "n"})
    return st.one_of(
        st.builds(lambda source, args: Text(source, **args), TEXT, named),
        st.builds(
            lambda one, many, n, args: Plural(one, many, n=n, **args), TEXT, TEXT, st.integers(), counted
        ),
    )


ARGS: st.SearchStrategy[Arg] = st.recursive(
    PLAIN_ARGS,
    lambda args: st.one_of(texts(args), st.lists(args, max_size=3).map(tuple).map(Listing)),
    max_leaves=6,
)
WORDS = texts(ARGS)


def tuples(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


BARS = st.builds(Bar, WORDS, st.integers(), st.integers(), st.none() | WORDS)
PRESSED = st.builds(Button, WORDS, TEXT, tuples(st.tuples(TEXT, TEXT)), st.sampled_from(Style))
OFFERED = st.builds(Option, WORDS, TEXT, st.none() | WORDS)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, WORDS),
    st.builds(Paragraph, WORDS),
    st.builds(Facts, tuples(st.tuples(WORDS, WORDS))),
    st.builds(Tally, tuples(BARS)),
    st.builds(Table, tuples(WORDS), tuples(tuples(WORDS))),
    st.builds(Buttons, tuples(PRESSED)),
    st.builds(Select, WORDS, TEXT, tuples(st.tuples(TEXT, TEXT)), TEXT, tuples(OFFERED), st.integers()),
)
REPLIES = st.builds(
    Reply, tuples(BLOCKS), st.none() | st.sampled_from(Why), tuples(st.builds(Fault, TEXT, WORDS))
)


def kinds(value: object) -> object:
    """The types that a value is made of: 1 and True are equal, and so are two marks with one meaning."""
    if isinstance(value, tuple | list):
        return [kinds(item) for item in value]
    if isinstance(value, Text | Plural):
        return type(value), {name: kinds(arg) for name, arg in value.args.items()}
    slots = getattr(value, "__slots__", ()) if type(value).__module__.startswith("bot.") else ()
    return type(value), [kinds(getattr(value, slot)) for slot in slots]


def test_every_kind_of_block_and_argument_is_tried() -> None:
    """The strategies above are the whole unions: a new member has to be added there."""
    assert {Heading, Paragraph, Facts, Tally, Table, Buttons, Select} == set(get_args(Block))
    tried = (str, int, Fraction, datetime, timedelta, Date, Deadline, AccountRef, ChannelRef, Code, Text, Plural,
             Listing)  # fmt: skip
    assert set(tried) == set(get_args(Arg))


@given(REPLIES)
def test_a_reply_comes_back_exactly(reply: Reply) -> None:
    packed = pack_reply(reply)
    back = unpack_reply(packed)
    assert back == reply
    assert pack_reply(back) == packed
    assert kinds(back.blocks) == kinds(reply.blocks)
    assert packed.isascii()


def test_an_accepted_answer_is_short() -> None:
    reply = Reply((Paragraph(Text("Voted {choice} on {poll}.", choice="yes", poll=Code("P-1"))),))
    assert (
        pack_reply(reply) == '[[["p",["t","Voted {choice} on {poll}.",{"choice":"yes","poll":["c","P-1"]}]]]]'
    )


@pytest.mark.parametrize("name", ["self", "source", "n", "args", "one"])
def test_an_argument_may_have_any_name(name: str) -> None:
    reply = Reply((Paragraph(Text("{" + name + "}", **{name: verbatim("x")})),))
    assert unpack_reply(pack_reply(reply)) == reply


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "null",
        "7",
        "[]",
        "{}",
        '"x"',
        "[[],null]",
        '[[],"no_such_reason",[]]',
        '[[["p"]]]',
        '[[["p","typed"]]]',
        '[[["z",["t","x",{}]]]]',
        '[[["p",["?"]]]]',
        '[[["p",["t","x",7]]]]',
        '[[["p",["t","{a}",{"a":null}]]]]',
        '[[["p",["t","{a}",{"a":["m","noon"]}]]]]',
        '[[["b",[[["t","x",{}],"p",[],"loud"]]]]]',
        '[[["q",1,0]]]',
    ],
)
def test_what_was_not_packed_here_is_refused(packed: str) -> None:
    with pytest.raises(ValueError):
        unpack_reply(packed)
