"""Whole messages in plain text: what a terminal shows and a screen reader reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Table, Tally
from bot.boundary import Field, Form, Input, Reader, Reply, Suggestion
from bot.columns import ROOM, columns
from bot.line import words
from bot.plain import plain, plain_form, plain_reply, pressable
from bot.refusals import Fault, Why
from bot.text import Code, Text, Words, listing, verbatim

AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
ENGLISH = Reader("en", "UTC")
FRENCH = Reader("fr", "Europe/Paris")


def shown(*blocks: Block, reader: Reader = ENGLISH) -> str:
    return plain(blocks, reader)


MESSAGE = (
    Heading(Text("{poll}: {question}", poll=Code("P-1"), question="Adopt\nthe draft?")),
    Paragraph(Text("Open until {at}.\nVote with {vote}.", at=AT, vote=Code("/poll vote P-1"))),
    Facts(((Text("Method"), Text("consent")), (Text("Asked by"), verbatim("Ana\n of Oslo")))),
    Buttons((Button(Text("Agree"), "poll vote"), Button(Text("Object"), "poll vote"))),
    Paragraph(Text("That is all.")),
    Buttons((Button(Text("Show"), "poll show"),)),
)


def test_a_message() -> None:
    assert shown(*MESSAGE) == (
        "P-1: Adopt the draft?\n"
        "Open until Tuesday 1 December 2026, 14:00 UTC.\nVote with /poll vote P-1.\n\n"
        "Method:   consent\n"
        "Asked by: Ana of Oslo\n\n"
        "[1] Agree  [2] Object\n\n"
        "That is all.\n\n"
        "[3] Show"
    )


def test_buttons_are_numbered_on_from_those_shown_before() -> None:
    assert plain(MESSAGE, ENGLISH, number_from=9).endswith("[11] Show")
    assert [button.path for button in pressable(MESSAGE)] == ["poll vote", "poll vote", "poll show"]


def test_where_nobody_can_press_there_are_no_buttons() -> None:
    without = plain(MESSAGE, ENGLISH, buttons=False)
    assert without == plain([block for block in MESSAGE if not isinstance(block, Buttons)], ENGLISH)


def test_many_buttons_take_several_lines() -> None:
    lines = shown(Buttons(tuple(Button(Text("Option {n}", n=n), "poll vote") for n in range(1, 13)))).split(
        "\n"
    )
    assert len(lines) == 3
    assert max(map(len, lines)) <= ROOM


def test_french_has_its_blank_before_a_colon() -> None:
    assert shown(Facts(((verbatim("a"), verbatim("b")),)), reader=FRENCH) == "a\u00a0: b"


def test_a_tally_has_its_number_before_its_bar() -> None:
    bars = (
        Bar(Text("Yes"), 3, 10, Text("needs {n}", n=6)),
        Bar(verbatim("民间社会"), 1, 1000, verbatim("there is a note that would not fit behind the bar")),
        Bar(verbatim("an option that somebody wrote at length"), 999, 1000),
        Bar(Text("Nobody"), 0, 0),
        Bar(Text("All"), 4, 4),
    )
    assert shown(Tally(bars)).split("\n") == [
        "Yes                           3 of 10  [######..............]  needs 6",
        # One voice is seen, and one that is missing too.
        "民间社会                   1 of 1,000  [#...................]",
        "  there is a note that would not fit behind the bar",
        "an option that somebody  999 of 1,000  [###################.]",
        "wrote at length",
        "Nobody                         0 of 0  [....................]",
        "All                            4 of 4  [####################]",
    ]


def test_a_table_breaks_between_words_and_never_in_a_command() -> None:
    answer = Code('/objection answer O-1 "Because we said so"')
    table = Table(
        (Text("Name"), Text("Stakeholder group"), Text("What to do")),
        (
            (
                verbatim("Ana María\nde la Concepción"),
                verbatim("civil society"),
                Text("Answer with {answer} before it is too late for all of us", answer=answer),
            ),
            (verbatim("田中" * 16), verbatim("technical community"), verbatim("x" * 40)),
            (verbatim("Ben"), verbatim(""), Text("nothing")),
        ),
    )
    assert shown(table).split("\n") == [
        "Name                       Stakeholder group    What to do",
        "-------------------------  -------------------  --------------------------",
        "Ana María de la            civil society        Answer with",
        'Concepción                                      /objection answer O-1 "Because we said so"',
        "                                                before it is too late for",
        "                                                all of us",
        "田中田中田中田中田中田中   technical community  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "田中田中田中田中田中田中",
        "田中田中田中田中",
        "Ben                                             nothing",
    ]


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Mn", "Me"]), max_size=60
)


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.tuples(*[CELL] * n), min_size=1, max_size=4)))
def test_a_table_loses_no_letter(rows: list[tuple[str, ...]]) -> None:
    table = Table(tuple(map(verbatim, rows[0])), tuple(tuple(map(verbatim, row)) for row in rows[1:]))
    # The rule under the head is drawn with "-", which therefore does not count.
    kept = [character for character in shown(table) if character not in "\n -\u2068\u2069"]
    typed = [character for row in rows for cell in row for character in cell if character not in " -"]
    assert sorted(kept) == sorted(typed)


def test_columns() -> None:
    assert [columns(text) for text in ("", "abc", "é", "e\u0301", "田中", "ｱ", "\u2068سلام\u2069", "👍")] == [
        0, 3, 1, 1, 4, 1, 4, 2,
    ]  # fmt: skip


# Answers and forms


def refusal(text: Words, *faults: Fault) -> Reply:
    return Reply((Paragraph(text),), Why.MALFORMED, faults)


FAULT = Fault("closes", Text("This moment is over."))


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Reply((Paragraph(Text("Done.")),)), "Done."),
        (refusal(Text("Two faults."), FAULT, Fault("", Text("Too long."))),
         "Two faults.\n\ncloses: This moment is over.\nToo long."),
        (refusal(FAULT.text, FAULT), "This moment is over."),
        (refusal(Text("Mend {all}.", all=listing(Text("{f}", f=FAULT.text), 3)), FAULT),
         "Mend This moment is over. and 3."),
        (Reply((), Why.MALFORMED, (FAULT,)), "closes: This moment is over."),
    ],
)  # fmt: skip
def test_an_answer_tells_each_fault_once(reply: Reply, text: str) -> None:
    assert plain_reply(reply, ENGLISH) == text


FORM = Form(
    "poll open",
    Text("Open a poll"),
    (
        Field("question", Text("Question"), Text("what is asked"), Input.LONG, required=True),
        Field(
            "method", Text("Method"), Text("how it is decided"), Input.CHOICE, required=False, value="votes",
            choices=(Suggestion("vote", Text("yes or no")), Suggestion("consent", Text("consent"))),
            fault=Text("There is no such method."),
        ),
        Field("closes", Text("Closes"), Text("until when"), Input.SHORT, required=False, value='in "7" days'),
        Field("text", Text("Text"), Text("a text to adopt"), Input.LONG, required=False),
    ),
    "draft",
    (Fault("method", Text("There is no such method.")), Fault("group", Text("Which group?"))),
)  # fmt: skip


def test_a_form_says_what_is_missing_and_what_to_type() -> None:
    assert plain_form(FORM, ENGLISH) == (
        "Open a poll\n\n"
        "group: Which group?\n\n"
        "Please give:\n"
        "  question: what is asked\n"
        "  method:   how it is decided\n"
        "            Possible: vote (yes or no) and consent\n"
        "            There is no such method.\n\n"
        "You may add:\n"
        "  text: a text to adopt\n\n"
        "Type this, with your own words instead of the dots:\n"
        '/poll open question:… method:votes closes:"in \\"7\\" days"'
    )


def test_a_form_with_nothing_left_to_ask_shows_what_was_given() -> None:
    assert "closes: until when" in plain_form(replace(FORM, fields=FORM.fields[2:3], faults=()), ENGLISH)


def test_the_line_of_a_form_is_read_back_as_it_was() -> None:
    typed = words(plain_form(FORM, ENGLISH).split("\n")[-1])
    given = {word.name: word.value for word in typed if word.name}
    assert given == {"question": "…", "method": "votes", "closes": 'in "7" days'}
