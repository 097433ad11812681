"""The grammar of a typed line: what is written in quotes comes back exactly, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.line import MOST, Unclosed, Word, items, quote, words

anything = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60)
"""Any text without control characters: curly quotes, colons, bars, backslashes and blanks included."""
tricky = st.text(st.sampled_from("\"“”„«»'\\:|, abπ\N{NO-BREAK SPACE}\N{LINE SEPARATOR}é=/@#-"), max_size=20)
written = anything | tricky
name = st.from_regex(r"[a-z_]{1,12}", fullmatch=True)


def values(line: str) -> list[str]:
    return [word.value for word in words(line)]


@given(st.lists(written, min_size=1, max_size=6))
@example(["“", "”"])
@example(['"'])
@example(["\\"])
@example(["a:b", "C:\\", "x|y"])
def test_what_quote_writes_comes_back_exactly_at_any_position(values_: list[str]) -> None:
    line = " ".join(quote(value) for value in values_)
    assert [word.text for word in words(line)] == values_
    assert [word.name for word in words(line)] == [""] * len(values_)


@given(st.lists(st.tuples(name, written), min_size=1, max_size=6))
def test_it_comes_back_behind_a_name_too(pairs: list[tuple[str, str]]) -> None:
    line = " ".join(f"{name}:{quote(value)}" for name, value in pairs)
    assert [(word.name, word.value) for word in words(line)] == pairs


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_reading_any_line_gives_words_or_says_which_quote_is_open(line: str) -> None:
    found: list[Word] | Unclosed
    try:
        found = words(line)
    except Unclosed as unclosed:
        found = unclosed
    if isinstance(found, Unclosed):
        assert found.start in line
    else:
        assert all(word.text.strip() or word.quoted for word in found)


@given(anything.filter(lambda text: not set(text) & set('"“„”«»') and not text.isspace()))
def test_a_line_without_quotes_is_split_at_its_blanks(line: str) -> None:
    assert [word.text for word in words(line)] == line.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"Adopt the draft?"', ["Adopt the draft?"]),
        ("“Adopt the draft?”", ["Adopt the draft?"]),
        ("„Entwurf annehmen?”", ["Entwurf annehmen?"]),
        ("«Adopter le projet ?»", ["Adopter le projet ?"]),
        ('"she said \\"no\\""', ['she said "no"']),
        ('"C:\\\\temp"', ["C:\\temp"]),
        ('"a\\nb"', ["a\\nb"]),  # only a quote and a backslash are kept from meaning something
        ("don't stop", ["don't", "stop"]),
        ('7" pipe', ['7"', "pipe"]),  # a quote inside a word is a letter of it
        ("l’accord", ["l’accord"]),
        ('""', [""]),
        ('"a""b"', ["a", "b"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words(line: str, expected: list[str]) -> None:
    assert values(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("method:consent", ("method", "consent")),
        ("Method:consent", ("method", "consent")),
        ('closes:"in 7 days"', ("closes", "in 7 days")),
        ("closes:“in 7 days”", ("closes", "in 7 days")),
        ("closes:”in 7 days”", ("closes", "in 7 days")),
        ("closes:„in 7 days“", ("closes", "in 7 days")),
        ('closes:“in 7 days"', ("closes", "in 7 days")),
        ('closes:"in 7 days”', ("closes", "in 7 days")),
        ("closes:»in 7 days«", ("closes", "in 7 days")),
        ("closes:»in 7 days»", ("closes", "in 7 days")),
        ("closes:5”", ("closes", "5”")),
        ("closes:»", ("closes", "»")),
        ("note:", ("note", "")),
        ("link:https://example.org/a?b=c", ("link", "https://example.org/a?b=c")),
        ("15:00", ("", "15:00")),
        ('"note:x"', ("", "note:x")),
        (":x", ("", ":x")),
    ],
)
def test_names(line: str, expected: tuple[str, str]) -> None:
    (word,) = words(line)
    assert (word.name, word.value) == expected


@pytest.mark.parametrize("line", ['"open', "x “open", "closes:„open", "«", '"half \\"'])
def test_an_open_quote_is_said_to_be_open(line: str) -> None:
    with pytest.raises(Unclosed):
        words(line)


def test_new_lines_are_remembered() -> None:
    assert [word.newline for word in words("one two\nthree\n\n four")] == [False, False, True, True]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a, b , c", ("a", "b", "c")),
        ("a, b | c", ("a, b", "c")),
        ("|a||b|", ("a", "b")),
        ("a,,", ("a",)),
        ("one", ("one",)),
        (" | ", ()),
    ],
)
def test_lists_are_separated_by_bars_or_without_one_by_commas(value: str, expected: tuple[str, ...]) -> None:
    assert items(value) == expected


def test_the_longest_line_is_read_in_a_moment() -> None:
    # No pattern may go back and forth over what was typed: this would take minutes.
    for line in ('"' + "\\" * (MOST - 1), "a:" * (MOST // 2), '"x" ' * (MOST // 4), "“" * (MOST - 1) + "”"):
        try:
            words(line)
        except Unclosed:
            continue
