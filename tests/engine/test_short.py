"""Labels in lists to choose from: the title is cut, and not what says how things are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.boundary import Reader
from bot.short import in_one_line
from bot.text import Code, Plural, Text, Words, verbatim

LONG = "Shall we adopt the second draft, with the changes of yesterday, as it stands?"


def title(text: str | Words) -> Text:
    return Text("{poll}: {text} ({state})", poll=Code("P-12"), text=text, state=Text("open"))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (title("Tea?"), "P-12: Tea? (open)"),
        (title(LONG), "P-12: Shall we adopt the second draft, wit… (open)"),
        (title(verbatim(LONG)), "P-12: Shall we adopt the second draft, wit… (open)"),
        (title("two\nlines"), "P-12: two lines (open)"),
        (verbatim("x" * 60), "x" * 49 + "…"),
        (
            Text("{who} and somebody with a very long name of office: {a}", who="Ana", a="Ben"),
            "Ana and somebody",
        ),
        (
            Plural("{n} ballot", "{n} ballots of everybody who has a seat in this group", n=3),
            "3 ballots of everybody",
        ),
    ],
)
def test_what_is_cut(words: Words, line: str) -> None:
    assert in_one_line(words, Reader("en"), 50).startswith(line)


@given(text=st.text(max_size=200), most=st.integers(1, 120))
def test_it_always_fits(text: str, most: int) -> None:
    assert len(in_one_line(title(text), Reader("fr"), most)) <= most
