"""Ballot files: what each kind says, and what is refused, in which line."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.refusals import Refusal
from commands.poll.counting import (
    RULES,
    Approved,
    Election,
    Position,
    Ranked,
    Scored,
    Side,
    as_data,
    count,
    decode,
    read,
)
from commands.poll.counting.reading import LARGEST
from tests.rules.countings import blt, election, elections, rankings, said

GARDEN = """4 2          # four candidates, two seats
-2 -3
# a comment
3 1 4 0
(paper 7) 4 1=3 - 2 0
1 0
0
"Adam"
"Basil # the first"   # a comment
"Charlotte ""Lotte"" Brown"

"Donald"
"Gardening Club"
"""

A = '{"options": ["A"], "ballots": [\n'
AB = '{"options": ["A", "B"], "ballots": [\n'

SHEET = """
     Option 1--------->: Geneva
   /  Option 2-------->: Nairobi
   |/  Option 3------->: None of these
   |||/
V: 12-\t1d7ba886e62a2cf64379a5c8f8032cc2
V: -11  alias
  V: 939
V: ---
"""


def refused(text: str) -> str:
    with pytest.raises(Refusal) as refusal:
        read(text)
    return said(refusal.value)


# ---------------------------------------------------------------- BLT


def test_a_blt_file() -> None:
    whole = read(GARDEN)
    assert whole.options == ("Adam", "Basil # the first", 'Charlotte "Lotte" Brown', "Donald")
    assert (whole.seats, whole.title, whole.withdrawn) == (2, "Gardening Club", frozenset((1, 2)))
    assert whole.ballots == {
        Ranked(((0,), (3,))): 3,
        Ranked(((0, 2), (1,))): 4,
        Ranked(()): 1,
    }


def test_a_blt_file_without_names() -> None:
    whole = read("3 1\r\n2 3 1 0\n1 2 0\n0\n")
    assert not whole.named
    assert as_data(whole, "irv", count(whole, "irv"))["winners"] == [3]
    assert list(as_data(whole, "irv", count(whole, "irv"))["rounds"][0]["votes"]) == ["1", "2", "3"]


@given(elections(seats=2))
def test_a_blt_file_reads_as_it_was_written(whole: Election) -> None:
    again = read(blt(whole, [(weight, ballot.tiers) for ballot, weight in rankings(whole).items()]))
    assert (again.options, again.ballots, again.seats) == (whole.options, whole.ballots, 2)


@pytest.mark.parametrize(
    ("line", "broken", "why"),
    [
        (1, "3\n0\n", "begins with the number of options"),
        (1, "3 1 1\n0\n", "begins with the number of options"),
        (1, "3 0\n0\n", "whole number from 1"),
        (1, "3/2 1\n0\n", "3/2 should be a whole number"),
        (1, "0 1\n0\n", "0 should be a whole number"),
        (1, "101 1\n0\n", "more than 100 options"),
        (1, "9999999999999999999 1\n0\n", "should be a whole number"),
        (2, "3 1\n-4\n1 1 0\n0\n", "4 should be a whole number from 1 to 3"),
        (2, "3 1\n1 1 2\n0\n", "a ballot is a weight, then options, then 0. This is 1 1 2."),
        (2, "3 1\n1\n0\n", "a ballot is a weight"),
        (3, "3 1\n1 1 0\n3/2 1 0\n0\n", "3/2 should be a whole number"),
        (3, "3 1\n# one\n1.5 1 0\n0\n", "1.5 should be a whole number"),
        (2, "3 1\n-1 2 0\n0\n", "-1 should be a whole number"),
        (2, "3 1\n0 1 0\n0\n", "0 should be a whole number from 1"),
        (2, "3 1\n1 4 0\n0\n", "there is no option 4: the file has 3"),
        (2, "3 1\n1 x 0\n0\n", "x is no option"),
        (2, "3 1\n1 1= 0\n0\n", "is no option"),
        (2, "3 1\n1 ٣ 0\n0\n", "is no option"),
        (3, "3 1\n1 1 2 0\n1 2 3 2 0\n0\n", "this ballot names option 2 twice"),
        (2, "3 1\n1 2=2 0\n0\n", "this ballot names option 2 twice"),
        (2, "3 1\n1 1 0 2 0\n0\n", "0 ends the ballot, and more follows"),
        (2, "3 1\n1 1 0\n", "without the line 0"),
        (1, "3 1\n", "without the line 0"),
        (3, '2 1\n1 1 0\n"Ana"\n"Ben"\n', "a name stands before the line 0"),
        (4, '3 1\n1 1 0\n0\n"Ana"', "names 1 of its 3 options"),
        (5, '2 1\n1 1 0\n0\n"Ana"\nBen\n', "names in quotation marks. This is Ben."),
        (5, '2 1\n1 1 0\n0\n"Ana"\n"Ben\n', "names in quotation marks"),
        (6, '2 1\n1 1 0\n0\n"Ana"\n\n"Ana"\n', "Ana is an option already, from line 4"),
        (4, '2 1\n1 1 0\n0\n""\n"Ben"\n', "needs a name"),
        (4, "2 1\n1 1 0\n0\n1 2 0\n", "names in quotation marks"),
    ],
)
def test_a_broken_blt_file(line: int, broken: str, why: str) -> None:
    message = refused(broken)
    assert message.startswith(f"In line {line}: ")
    assert why in message


# ---------------------------------------------------------------- tally sheets


def test_a_tally_sheet() -> None:
    whole = read(SHEET)
    assert whole.options == ("Geneva", "Nairobi", "None of these")
    assert whole.terms.default == 2
    assert whole.ballots == {
        Ranked(((0,), (1,))): 1,
        Ranked(((1, 2),)): 1,
        Ranked(((1,), (0, 2))): 1,
        Ranked(()): 1,
    }


def test_a_tally_sheet_without_names() -> None:
    whole = read("V: 12\nV: 1-\nV: 21\n")
    assert as_data(whole, "debian", count(whole, "debian"))["winners"] == [1]


@pytest.mark.parametrize(
    ("line", "broken", "why"),
    [
        (2, "V: 12\nV: 123\n", "this row ranks 3 options, and the first one 2"),
        (2, "V: 12\nV: 1x\n", "x is no rank in 1x"),
        (1, "V: 10\n", "0 is no rank"),
        (1, "V:\n", "no ranks"),
        (3, "Option 1-->: A\nOption 2-->: B\nV: 123\n", "rank 3 options, and the heading names 2"),
        (2, "Option 1-->: A\nOption 3-->: B\nV: 12\n", "option 2 was expected"),
        (2, "Option 1-->: A\nOption 2-->: A\nV: 12\n", "A is an option already"),
        (1, f"V: {'1' * 101}\n", "more than 100 options"),
    ],
)
def test_a_broken_tally_sheet(line: int, broken: str, why: str) -> None:
    message = refused(broken)
    assert message.startswith(f"In line {line}: ")
    assert why in message


# ---------------------------------------------------------------- our JSON


def test_our_json() -> None:
    whole = read(
        json.dumps(
            {
                "title": "Chair",
                "options": ["Ana", "Ben", "None"],
                "seats": 2,
                "withdrawn": ["Ben"],
                "default": "None",
                "voters": 972,
                "quorum": 47,
                "majorities": {"Ana": 3},
                "scale": [-2, 2],
                "ballots": [
                    {"weight": 3, "ranking": [["Ana"], ["None", "Ben"]]},
                    {"ranking": ["Ana", ["Ben", "None"]]},
                    {"approvals": ["Ben"]},
                    {"scores": {"Ana": -2, "Ben": 2}},
                    {"choice": "no", "member": "O", "reasoned": False},
                    {"choice": "yes", "house": "CPH"},
                ],
            }
        )
    )
    assert whole.ballots == {
        Ranked(((0,), (1, 2))): 4,
        Approved((1,)): 1,
        Scored(((0, -2), (1, 2))): 1,
        Position(Side.NO, "", participant=False, reasoned=False): 1,
        Position(Side.YES, "CPH"): 1,
    }
    assert (whole.seats, whole.title, whole.withdrawn) == (2, "Chair", frozenset((1,)))
    terms = whole.terms
    assert (terms.default, terms.voters, terms.quorum, terms.scale) == (2, 972, 47, (-2, 2))
    assert terms.majorities == ((0, Fraction(3)),)


def test_a_single_text_needs_no_options() -> None:
    whole = read(
        '{"default": null, "motion": "chair", "houses": {"A": 2},'
        ' "ballots": [{"choice": "yes", "house": "A"}]}'
    )
    assert as_data(whole, "gnso-council", count(whole, "gnso-council"))["winners"] == []
    assert whole.terms.houses == {"A": 2}


@pytest.mark.parametrize(
    ("line", "broken", "why"),
    [
        (1, "{", "no valid JSON"),
        (3, '{"options": ["A"],\n "ballots": [\n {"ranking": ["A"],}]}', "no valid JSON"),
        (1, '{"options": ["A"], "ballots": []} x', "no valid JSON"),
        (1, '{"options": ["A"]}', "holds no ballots"),
        (2, '{"ballots": [],\n "ballot": []}', "ballot means nothing here"),
        (1, '{"ballots": {}, "options": ["A"]}', "ballots should be a list"),
        (1, '{"ballots": [], "options": []}', "no options"),
        (1, '{"ballots": [], "options": ["A", "A"]}', "A is an option already"),
        (1, '{"ballots": [], "options": ["A", 2]}', "options should be a text"),
        (1, '{"ballots": [], "options": ["A"], "seats": 0}', "seats should be a whole number from 1"),
        (1, '{"ballots": [], "options": ["A"], "seats": true}', "seats should be a whole number"),
        (1, '{"ballots": [], "options": ["A"], "default": "B"}', "B is not one of the options"),
        (1, '{"ballots": [], "options": ["A"], "majorities": {"A": "3/2"}}', "A should be a whole number"),
        (1, '{"ballots": [], "options": ["A"], "scale": [5, 0]}', "a lowest and a highest"),
        (3, AB + ' {"ranking": ["A"]},\n {"ranking": ["C"]}]}', "C is not one of"),
        (2, AB + ' {"ranking": [["A"], ["B", "A"]]}]}', "names A twice"),
        (2, AB + ' {"approvals": ["A", "A"]}]}', "names A twice"),
        (2, A + ' {"weight": 1.5, "ranking": ["A"]}]}', "weight should be a whole"),
        (2, A + ' {"weight": "3/2", "ranking": ["A"]}]}', "weight should be a whole"),
        (2, A + ' {"weight": NaN, "ranking": ["A"]}]}', "a number is none"),
        (2, A + ' {"scores": {"A": 6}}]}', "A should be a whole number from 0 to 5"),
        (2, A + ' {"scores": {"A": 1, "A": 2}}]}', "stands twice"),
        (2, A + ' {"choice": "maybe"}]}', "choice should be one of these: yes, no"),
        (2, A + ' {"choice": "yes", "member": "Q"}]}', "member should be one of"),
        (2, A + ' {"choice": "yes", "reasoned": 1}]}', "reasoned should be one of"),
        (2, A + " {}]}", "a ballot holds one"),
        (2, A + ' {"ranking": [], "approvals": []}]}', "a ballot holds one"),
        (2, A + ' {"ranking": [], "house": "CPH"}]}', "a ballot holds one"),
        (2, A + ' {"rank": []}]}', "rank means nothing here"),
        (2, A + " 3]}", "should be an object"),
        (1, '{"ballots": ' + "[" * 100_000, "nested too deeply"),
        (1, '{"ballots": [{"weight": ' + "9" * 5000 + "}]}", "a number is none"),
    ],
)  # fmt: skip
def test_broken_json(line: int, broken: str, why: str) -> None:
    message = refused(broken)
    assert message.startswith(f"In line {line}: ")
    assert why in message


# ---------------------------------------------------------------- any file


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Dear all,\n1 1 0", "# 3 1\n", "[1, 2]", "yes,no\n", "²\n", "<html>"]
)
def test_what_is_no_ballot_file(text: str) -> None:
    assert "no ballot file" in refused(text)


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x00\x00", b"3 1\n\x00", bytes(range(256)), b"\x81\x8d"]
)
def test_binary_garbage(content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        decode(content)
    assert "no ballot file" in said(refusal.value)


def test_a_huge_file_is_not_read() -> None:
    with pytest.raises(Refusal) as refusal:
        decode(b" " * (LARGEST + 1))
    assert "more than 8 MB" in said(refusal.value)


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        whole = read(decode('1 1\n1 1 0\n0\n"Raphaël"\n'.replace("\n", "\r\n").encode(encoding)))
        assert whole.options == ("Raphaël",)


_PIECES = st.sampled_from(
    [
        *"0123=-# \n(){}[]:,é\u2028",
        "-1",
        '"A"',
        '"B"',
        "V:",
        "1-2",
        '"ballots"',
        '"options"',
        '"ranking"',
        "3/2",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=40))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        whole = read(text)
    except Refusal:
        return
    for rule in RULES:
        try:
            as_data(whole, rule, count(whole, rule))
        except Refusal:
            continue


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read(decode(content))
    except Refusal:
        return


def test_an_unknown_rule_names_the_nearest() -> None:
    for typed, near in (
        ("shulze", "schulze"),
        ("IRV", "irv"),
        ("meek", "meek-stv"),
        ("scottish", "scottish-stv"),
    ):
        with pytest.raises(Refusal) as refusal:
            count(election([(1, "A")]), typed)
        assert f"There is no rule {typed}. Nearest: " in said(refusal.value)
        assert near in said(refusal.value)
    with pytest.raises(Refusal) as refusal:
        count(election([(1, "A")]), "xyzzy")
    assert "Rules: irv, schulze, debian" in said(refusal.value)


def test_data_are_json() -> None:
    whole = election([(3, "A > B = C"), (2, "B"), (2, "C > A")], "ABC")
    for rule in RULES:
        if rule in ("score", "gnso-council", "iso-dis"):
            continue
        data: dict[str, Any] = as_data(whole, rule, count(whole, rule))
        assert json.loads(json.dumps(data)) == data
        assert {"rule", "winners", "rounds"} <= data.keys()
        assert "." not in "".join(str(value) for value in data["winners"])
