"""What people type stays what it is: it never formats, never hides an address and never pings."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.limits import TEXT
from adapters.discord.markup import DiscordMarkup, escaped
from adapters.discord.rendering import rendered
from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Facts, Heading, Paragraph, Table
from bot.boundary import Reader
from bot.text import Code, Text, verbatim
from bot.writing import write

_ENGLISH = Reader("en")
_LINK = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
"""What Discord takes for a link; within it nothing formats."""
_TYPED = st.text(st.sampled_from(list("ab1. \n\\*_~`|>#-[]()<@!&:+/?=\"'é")), max_size=60) | st.text(
    max_size=60
)
_WORDS = _TYPED.filter(lambda typed: "://" not in typed)
_LINKED = st.lists(
    st.sampled_from(
        [
            "https://a.example/x_y ",
            "(https://a.example/_) ",
            "_",
            "*",
            " ",
            "@everyone",
            "https://a.example: ",
        ]
    )
)
_FORMATS = frozenset("*_~`|>#-[]<@")


def shown(markdown: str) -> str:
    """What a reader of Discord sees of text that formats nothing: escapes taken away, links left as they are."""
    seen, at = [], 0
    while at < len(markdown):
        link = _LINK.match(markdown, at)
        if link is not None:
            seen.append(link[0])
            at = link.end()
        elif markdown[at] == "\\" and at + 1 < len(markdown) and not markdown[at + 1].isalnum():
            seen.append(markdown[at + 1])
            at += 2
        else:
            assert markdown[at] not in _FORMATS, f"{markdown[at]!r} formats at {at}: {markdown!r}"
            seen.append(markdown[at])
            at += 1
    return "".join(seen)


@given(_WORDS | _LINKED.map("".join))
@example("[click](https://evil.example)")
@example("<@123> <@&1> <#1> @everyone <t:0> </me:1> <:x:1>")
@example("(see https://a.example/Tea_(meal)), https://b.example: both")
@example("1. one\n2. two")
@example("> quoted\n>>> all\n# big\n-# small\n- item\n+ item")
@example("a\\")
@example("\\*a\\*")
def test_what_is_typed_comes_out_as_it_was(typed: str) -> None:
    written = escaped(typed)
    assert shown(written) == typed
    assert not re.search(r"^\s*[0-9]+\.", written, re.MULTILINE), "no list of Discord's making"


def test_what_only_looks_like_links_formats_nothing() -> None:
    assert escaped("https://_ https://_") == r"https://\_ https://\_"
    assert escaped("https://a.example/*b*") == r"https://a.example/\*b\*"


@given(st.text(st.sampled_from(list("ab` \\*")), min_size=1, max_size=20))
def test_code_ends_where_it_should(typed: str) -> None:
    """A fence is longer than every run of ticks inside."""
    written = DiscordMarkup().code(typed)
    fence = re.match("`+", written)
    assert fence is not None
    inner = written[len(fence[0]) : -len(fence[0])]
    assert inner.strip(" ") == typed.strip(" ")
    assert fence[0] not in re.findall("`+", inner)


@given(_TYPED, st.sampled_from(["", "x" * (TEXT - 3)]))
def test_nothing_typed_pings_wherever_it_stands(typed: str, before: str) -> None:
    text = verbatim(before + typed + " <@700000000000000001> @everyone <@&5>")
    blocks = (Heading(text), Paragraph(text), Facts(((text, text),)), Table((text,), ((text,),)))
    told = rendered(blocks, _ENGLISH)
    assert told.pings == ()
    for page in range(len(told.pages)):
        assert told.payload(page)["allowed_mentions"] == {"parse": [], "users": []}
        for part in told.pages[page]:
            assert not re.search(r"(?<!\\)<(@|#|t:|/)", part["content"])


def test_who_is_meant_is_reached_and_nobody_else() -> None:
    ana, ben = AccountRef("discord", "", "700000000000000001"), AccountRef("slack", "T1", "U<@1>")
    blocks = (Paragraph(Text("{who} and {other}: {said}", who=ana, other=ben, said="<@700000000000000002>")),)
    told = rendered(blocks, _ENGLISH)
    assert told.payload()["allowed_mentions"] == {"parse": [], "users": ["700000000000000001"]}
    content = told.pages[0][0]["content"]
    assert content.count("<@7") == 1
    assert "<@1>" not in content


@pytest.mark.parametrize("marks", ["\\" * 3999 + "*" * 20, "*" * 5000, "a" * 3999 + "*b"])
def test_a_long_text_is_not_cut_within_an_escape(marks: str) -> None:
    pages = rendered((Paragraph(verbatim(marks)),), _ENGLISH).pages
    assert "".join(shown(part["content"]) for page in pages for part in page) == marks


def test_an_id_without_characters_is_nothing() -> None:
    assert DiscordMarkup().code("") == ""
    assert (
        rendered((Paragraph(Text("See {id}", id=Code("P-1"))),), _ENGLISH).pages[0][0]["content"]
        == "See `P-1`"
    )


def test_a_channel_can_be_followed_on_its_own_platform() -> None:
    tea = ChannelRef("discord", "3", "400000000000000001")
    assert write(Text("{where}", where=tea), _ENGLISH, DiscordMarkup()) == "<#400000000000000001>"
    thread = ChannelRef("discord", "3", "400000000000000001", "400000000000000009")
    assert write(Text("{where}", where=thread), _ENGLISH, DiscordMarkup()) == "<#400000000000000009>"
    elsewhere = ChannelRef("slack", "T1", "C0123ABCD")
    assert write(Text("{where}", where=elsewhere), _ENGLISH, DiscordMarkup()) == "a channel on Slack"
    odd = ChannelRef("discord", "3", "1> @everyone")
    assert write(Text("{where}", where=odd), _ENGLISH, DiscordMarkup()) == r"\#1\> \@everyone"
