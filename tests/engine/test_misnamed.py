"""Parameters under another name: told with the line that was meant, and never taken out of a text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.line import quote, quoted
from tests.engine.test_prepare import clean, faults, prepared


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ('/tea brew 2 "Tea" till:"friday"', '/tea brew 2 "Tea" until:"friday"'),
        ('/tea brew 2 "Tea" at:friday', '/tea brew 2 "Tea" until:friday'),
        ("/tea brew 2 Tea for all by:friday", "/tea brew 2 Tea for all until:friday"),
        ("/tea brew 2 not yet sortt: green", "/tea brew 2 not yet sort: green"),
        ('/tea brew 2 "Tea" at: friday', '/tea brew 2 "Tea" until: friday'),
        ('/tea brew 2 Tea at: "next friday"', '/tea brew 2 Tea until: "next friday"'),
        ('/tea brew 2 "Tea" until:friday at:10:00', '/tea brew 2 "Tea" until:"friday 10:00"'),
        ('/tea brew 2 "Tea" sorts:green', '/tea brew 2 "Tea" sort:green'),
        (
            '/tea brew 2 "Tea" sorts:green milks:yes',
            '/tea brew 2 "Tea" sort:green milk:yes',
        ),
        ('/tea drink C-1 because:"it is hot"', '/tea drink C-1 reason:"it is hot"'),
    ],
)
def test_another_word_for_a_parameter_is_told_with_the_line_that_was_meant(typed: str, line: str) -> None:
    said = " ".join(faults(typed).values())
    assert f"write {line}" in said
    assert "put the text in quotes" not in said or '"Tea"' not in line
    assert prepared(line).faults == ()


def test_in_a_text_without_quotes_the_quotes_are_told_too() -> None:
    assert faults("/tea brew 2 Tea for all by:friday")["by"] == (
        "There is nothing of this name here. If you mean until:, write /tea brew 2 Tea for all until:friday; if it"
        " belongs to the text, put the text in quotes."
    )


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ('/tea brew 2 "Tea" sort:green sorts:black', "sorts", "Did you mean sort:?"),
        ('/tea brew 9 "Tea" at:friday', "at", "If you mean until:"),
        (f'/tea brew 2 "Tea" at:{"x" * 200}', "at", "Did you mean until:?"),
    ],
)  # fmt: skip
def test_where_the_line_cannot_be_known_the_name_is_told(typed: str, field: str, said: str) -> None:
    assert said in faults(typed)[field].replace("\u200b", "")


@pytest.mark.parametrize(
    "text",
    [
        "Agenda: budget and rooms",
        "Sorts: green and black",
        "sorts: green and black",
        "By: all of us",
        "see you at: the usual place",
        "tea at 10:30",
        "https://example.org/at:x",
        "mailto:ana@example.org",
        "two things to say: milk, sugar",
        "three sorts: green, black and white",
        "listens on port:8080",
        "tea :tada: and John 3:16, RFC 2418:3",
        "std::sort(tea)",
        "Re:tea",
        '"at:friday" they said',
        '"Notes: none, sort:green"',
    ],
)
def test_a_text_with_a_colon_stays_a_text(text: str) -> None:
    ready = prepared(f"/tea brew strength:2 {text}")
    assert (ready.given["title"], ready.faults) == (text.replace('"', "") if text[0] == '"' else text, ())


prose = st.lists(
    st.sampled_from(["tea", "Agenda:", "agenda:", "Sorts:", "By:", "https://a", "10:30", "Tea:", "a:b", "!"]),
    min_size=1,
    max_size=4,
).map(" ".join)  # fmt: skip


@given(prose)
def test_words_with_colons_are_no_parameters_by_themselves(text: str) -> None:
    ready = prepared(f"/tea brew 2 {text}")
    assert (ready.given, ready.faults) == ({"strength": "2", "title": text}, ())


@given(st.text(st.sampled_from("atby:onuntil whensort. "), max_size=30))
def test_what_stands_in_quotes_is_never_taken_for_a_parameter(text: str) -> None:
    said = f"x{text}"
    assert prepared(f"/tea brew 2 {quote(said) if ' ' in said else quoted(said)}").given["title"] == said


@given(st.sampled_from(["at", "on", "by", "till", "deadline", "untl"]), clean, clean)
def test_the_line_that_was_meant_gives_what_was_typed(name: str, before: str, after: str) -> None:
    title, until = f"{before}x{after}".strip(), f"{after}x{before}".strip()
    assume(not until.startswith(("@", "<@", "//")))
    said = faults(f"/tea brew 2 {quoted(title)} {name}:{quoted(until)}")[name]
    assume("write /tea" in said)  # Not where it would be too long.
    line = said.partition("write ")[2]
    assert prepared(line).given == {"strength": "2", "title": title, "until": until}
