"""From a typed line to the values of a command: positions, names, lists, and all faults together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.addresses import AccountRef
from bot.binding import KEY_MARK
from bot.blocks import Paragraph
from bot.boundary import Door, Reader, Reply, Request
from bot.clock import SystemClock
from bot.engine import Engine, Ready
from bot.line import quote
from bot.misplaced import spelt
from bot.plain import plain_reply
from bot.refusals import Refusal, Why
from bot.secrets import new_key
from storage.transaction import Transaction
from tests.engine import tea

PARAMS = ("title", "notes", "sort", "sides", "with", "until", "spoons", "group", "milk")
"""Of `/tea brew`, which has one of each kind."""
ENGINE: Engine[Transaction] = Engine(tea.REGISTRY, None, SystemClock(), new_key)  # type: ignore[arg-type]
"""Reading needs no store."""


def request(line: str) -> Request:
    return Request("1", AccountRef("console", "local", "ana"), tea.channel(), Door.LINE, line=line)


def prepared(line: str) -> Ready[Transaction]:
    return ENGINE.prepare(request(line))


def read(asked: Request) -> Ready[Transaction] | Refusal:
    """What came of it; anything else than these is a fault of ours."""
    try:
        return ENGINE.prepare(asked)
    except Refusal as refused:
        return refused


def check_words(answer: Ready[Transaction] | Refusal) -> None:
    """Whatever is said can be written down."""
    for text in (answer.text,) if isinstance(answer, Refusal) else [fault.text for fault in answer.faults]:
        assert written(text)


def written(text: Any) -> str:
    return plain_reply(Reply((Paragraph(text),)), Reader())


def faults(line: str) -> dict[str, str]:
    """The faults of a line: parameter and words."""
    return {fault.field: written(fault.text) for fault in prepared(line).faults}


def test_required_parameters_stand_by_position_and_the_last_takes_what_remains() -> None:
    ready = prepared("/tea brew 2 Morning tea for all")
    assert ready.given == {"strength": "2", "title": "Morning tea for all"}
    assert ready.values == {"strength": 2, "title": "Morning tea for all"}


@pytest.mark.parametrize(
    "line",
    [
        '/tea brew 2 "Morning tea" sort:green',
        "/tea brew sort:green 2 Morning tea",
        '/tea brew sort:green title:"Morning tea" strength:2',
        "/tea brew title:“Morning tea” 2 sort:green",
        "/tea brew 2 Morning sort:green tea",
        "tea brew 2 Morning tea sort:green",
        "/wg tea brew 2 Morning tea sort:green",
        "/WG Tea BREW 2 Morning tea Sort:green",
        "  /tea   brew 2\tMorning   tea sort:Green ",
        "/tea brew 2 Morning tea sort:green notes:",
    ],
)
def test_all_ways_to_say_the_same(line: str) -> None:
    ready = prepared(line)
    assert ready.spec.path == "tea brew"
    assert ready.values == {"strength": 2, "title": "Morning tea", "sort": tea.Sort.GREEN}
    assert (ready.missing, ready.faults) == ((), ())


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("sort:earl-grey", "sort", tea.Sort.EARL_GREY),
        ('sort:"Earl Grey"', "sort", tea.Sort.EARL_GREY),
        ("sort:EARL_GREY", "sort", tea.Sort.EARL_GREY),
        ("milk:yes", "milk", True),
        ("milk:Non", "milk", False),
        ("sides:a,b", "sides", ("a", "b")),
        ("sides:a, b, c", "sides", ("a", "b", "c")),
        ("sides:a | b, c", "sides", ("a", "b, c")),
        ('sides:"a, b | c"', "sides", ("a, b", "c")),
        ('sides:"Scones"', "sides", ("Scones",)),
        ("spoons:4", "spoons", 4),
        ("until:friday", "until", "friday"),  # moments, persons and records wait for the database
        ("with:@ben", "with_", "@ben"),  # the name of a parameter may be a keyword of Python
        ('notes:"one\ntwo"', "notes", "one\ntwo"),
        ("group:Tea", "group", "Tea"),
    ],
)
def test_named_values(typed: str, name: str, value: object) -> None:
    ready = prepared(f"/tea brew 2 Morning {typed}")
    assert ready.faults == ()
    assert ready.values == {"strength": 2, "title": "Morning", name: value}


def test_a_list_in_quotes_ends_with_its_quotes() -> None:
    ready = prepared('/tea brew 2 sides:"Milk," Morning')
    assert ready.values["sides"] == ("Milk",)
    assert ready.values["title"] == "Morning"


def test_a_command_without_required_parameters_takes_its_first_by_position() -> None:
    assert prepared("/tea cup the blue one").values == {"note": "the blue one"}


def test_a_pasted_list_keeps_its_lines() -> None:
    assert prepared("/tea cup one\ntwo\n three").given == {"note": "one\ntwo\n three".replace("\n ", "\n")}


def test_a_line_of_text_becomes_one_line() -> None:
    assert prepared('/tea cup "one\n two\tthree"').values == {"note": "one two three"}


def test_what_is_missing_is_named_and_no_fault() -> None:
    assert prepared("/tea brew").missing == ("strength", "title")
    assert prepared('/tea brew 2 "  "').missing == ("title",)
    assert prepared("/tea brew title:x").missing == ("strength",)


def test_all_faults_of_a_line_are_told_together() -> None:
    title = "x" * 41
    said = faults(f'/tea brew 9 "{title}" sort:pink milk:perhaps sides:a,b,c,d spoons:3 spons:2 sort:green')
    assert set(said) == {"strength", "title", "sort", "milk", "sides", "spoons", "spons"}
    assert "from 1 to 5" in said["strength"]
    assert "41" in said["title"]
    assert "40" in said["title"]
    assert "yes" in said["milk"]
    assert "4 items" in said["sides"]
    assert "even number" in said["spoons"]
    assert "spoons:" in said["spons"]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ("sort:pink", "sort", "green"),
        ("strength:two", "strength", "whole number"),
        ("strength:1e3", "strength", "whole number"),
        (f"strength:{'9' * 5000}", "strength", "characters"),
        ("sides:abcdefghijklm", "sides", "10"),
        ("spoons:many", "spoons", "even number"),
        (f"with:{'x' * 201}", "with", "200"),
        (f"until:{'x' * 201}", "until", "200"),
        (f"group:{'x' * 101}", "group", "100"),
        ("sorts:green", "sorts", "sort:"),
        ('sorts:"green"', "sorts", "sort:"),
        ("note:x", "note", "notes:"),
        ("sort:green sort:black", "sort", "twice"),
    ],
)
def test_each_fault_says_what_to_do(typed: str, field: str, said: str) -> None:
    found = faults(f"/tea brew title:Morning {typed}")
    assert said in found[field]


def test_a_word_with_a_colon_that_is_no_parameter_is_a_word() -> None:
    assert prepared("/tea brew 2 Tea: strong at 15:00").values["title"] == "Tea: strong at 15:00"
    assert prepared("/tea cup https://example.org/a?b").values == {"note": "https://example.org/a?b"}


def test_a_word_that_belongs_nowhere_is_named_with_the_usage() -> None:
    said = faults("/tea sit member now")
    assert "“now”" in said[""]
    assert "/tea sit ROLE" in said[""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('/tea drink C-1 "hot"', 'If it is the reason, write /tea drink C-1 reason:"hot"'),
        ("/tea drink C-1 it is hot", 'If it is the reason, write /tea drink C-1 reason:"it is hot"'),
        ('/tea drink C-1 it "is \\"hot\\""', 'write /tea drink C-1 reason:"it is \\"hot\\""'),
        ("/tea drink group:Tea C-1 hot", 'write /tea drink C-1 group:Tea reason:"hot"'),
        ('/tea brew 2 "Tea" "A" now sides:c', 'write /tea brew 2 Tea sides:c notes:"A now"'),
        ('/tea brew 2 "Tea" "A | B"', "Write before it what it is: sides: and notes:."),
        ('/tea brew 2 "Tea" "A | B" sides:c', 'If it is the notes, write /tea brew 2 Tea sides:c notes:"A | B"'),
        (f"/tea drink C-1 {'very ' * 50}hot", 'If it is the reason, write reason:"…"'),
        ("/tea cup reason It is blue", 'Write /tea cup reason:"It is blue" or /tea cup note:"reason It is blue"'),
        ("/tea cup Note the blue one", 'Write /tea cup note:"the blue one" or /tea cup note:"Note the blue one"'),
        ('/tea brew 2 "Tea" sort:green @cleo', "“@cleo” belongs to. Put values with blanks in quotes. Usage:"),
        ('/tea brew 2 "Tea" milk:yes now sides:c', 'write /tea brew 2 Tea milk:yes sides:c notes:"now"'),
        # Where it cannot be told which one is meant, or what else is wrong, the usage says what there is.
        ('/tea brew 2 "Tea" colour:"red"', "” belongs to. Put values with blanks in quotes. Usage:"),
        ('/tea brew 2 "Tea" "A" sort:pink sort:green', "Usage: /tea brew STRENGTH TITLE"),
        ("/tea sit member now", "Usage: /tea sit ROLE"),
    ],
)  # fmt: skip
def test_words_that_belong_nowhere_are_told_with_the_line_that_was_meant(typed: str, said: str) -> None:
    found = faults(typed)[""]
    assert said in found
    if "/tea" in said and "Usage" not in said:
        assert prepared("/tea" + found.rpartition("/tea")[2]).faults == ()
        assert prepared("/tea" + found.partition("/tea")[2].partition(" or /tea")[0]).faults == ()


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ud800"])
@pytest.mark.parametrize("param", PARAMS)
def test_control_characters_are_refused_everywhere(control: str, param: str) -> None:
    said = faults(f'/tea brew strength:2 {param}:"a{control}b"')
    assert "control characters" in said[param]


def test_what_is_too_long_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(Refusal) as refused:
        prepared("/tea cup " + "x" * 300_000)
    assert refused.value.why is Why.MALFORMED
    assert "100000" in faults("/tea cup " + "x" * 100_000)["note"].replace(",", "")


# Which command


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("/tea cupp", "/tea cup"),
        ("/tee cup", "/tea cup"),
        ("/cup", "/tea cup"),
        ("/brew 2 Morning", "/tea brew"),
        ("/tea watsch", "/tea watch"),
        ("/tea", "/tea"),
    ],
)
def test_an_unknown_command_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Refusal) as refused:
        prepared(typed)
    assert refused.value.why is Why.UNKNOWN_COMMAND
    assert nearest in written(refused.value.text)


@pytest.mark.parametrize("typed", ["", "/", "/wg", "/xyzzy", "qqq zzz", '""', "/wg wg"])
def test_what_is_like_nothing_is_answered_with_the_help(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        prepared(typed)
    assert refused.value.why is Why.UNKNOWN_COMMAND
    assert "/help" in written(refused.value.text)


def test_commands_of_the_clock_cannot_be_typed() -> None:
    for line in ("/tea whistle C-1", "/tea rattle C-1", "/wg tea burst C-1"):
        with pytest.raises(Refusal) as refused:
            prepared(line)
        assert refused.value.why is Why.UNKNOWN_COMMAND
        assert "whistle" not in written(refused.value.text).partition("nearest")[2]


def test_commands_of_the_clock_cannot_be_pressed() -> None:
    asked = Request("1", AccountRef("console", "local", "ana"), tea.channel(), Door.PRESS, path="tea whistle")
    with pytest.raises(Refusal) as refused:
        ENGINE.prepare(asked)
    assert refused.value.why is Why.UNKNOWN_COMMAND


def test_an_alias_is_the_same_command() -> None:
    assert prepared("/cuppa blue").spec.command is tea.Draw


# Whatever is typed

paths = st.sampled_from(sorted(ENGINE.specs))
names = st.sampled_from([*PARAMS, "strength", "xyz"])
text = st.text(max_size=30) | st.text(st.sampled_from('"“”«»„:|,\\ \n\x00\x1f0123456789aé=@#/-'), max_size=30)
parts = text | st.builds(lambda name, text: f"{name}:{text}", names, text) | text.map(quote)


@given(paths, st.lists(parts, max_size=5))
@example("tea brew", [f'title:"{KEY_MARK}x"'])
@example("tea brew", ["strength:٣"])
def test_reading_never_raises_anything_but_a_refusal(path: str, said: list[str]) -> None:
    check_words(read(request(f"/{path} {' '.join(said)}")))


@given(st.text(max_size=60))
def test_no_line_at_all_raises_anything_but_a_refusal(line: str) -> None:
    check_words(read(request(line)))


@given(paths, st.dictionaries(names, text, max_size=5))
def test_no_form_raises_anything_but_a_refusal(path: str, given_: dict[str, str]) -> None:
    check_words(read(replace(request(""), door=Door.FORM, path=path, given=given_)))


clean = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=19)


@given(clean, clean)
def test_what_is_written_in_quotes_reaches_the_command(before: str, after: str) -> None:
    title = f"{before}x{after}"
    assert prepared(f"/tea brew 2 {quote(title)}").values["title"] == title.strip()


@pytest.mark.parametrize(
    "nothing", ["", "  ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{HANGUL FILLER} "]
)
def test_what_cannot_be_seen_is_nothing(nothing: str) -> None:
    assert prepared(f"/tea brew 2 {quote(nothing)}").missing == ("title",)


@given(st.sampled_from(["reason", "note"]), clean, clean, clean)
@example("note", "", "", " ")
def test_a_corrected_line_gives_what_was_typed(named: str, cup: str, before: str, after: str) -> None:
    spec, given_ = ENGINE.specs["tea drink"], {"cup": f"x{cup}", "reason": f"{before}x{after}"}
    if named == "note":
        spec, given_ = ENGINE.specs["tea cup"], {"reason": f"x{cup}", "note": f"{before}x{after}"}
    ready = prepared(spelt(spec, given_))
    # No command sees blanks at the ends, and where a text takes the rest of the line, they fall away before.
    assert {name: value.strip() for name, value in ready.given.items()} == {
        name: value.strip() for name, value in given_.items()
    }
    assert ready.faults == ()
