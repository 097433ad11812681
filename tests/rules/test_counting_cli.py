"""`convenor count` and `convenor draw`, as programs and people call them."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import wiring_count
from bot.columns import columns
from commands.poll.counting import RULES
from tests.rules.polls import VECTORS, vectors

BALLOTS = """4 2
-2
5 1 3 4 0
3 3=4 1 0
2 4 3 0
1 2 0
0
"Ana"
"Ben"
"Cas"
"Dia"
"Secretariat 2027"
"""


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Calls = Callable[..., Done]


@pytest.fixture
def convenor(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """`convenor("count", "file.blt", "--rule", "irv")` in a folder with `file.blt`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "file.blt").write_text(BALLOTS, encoding="utf-8")
    parser = ArgumentParser(prog="convenor")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in wiring_count.COMMANDS.items():
        wiring_count.add_arguments(name, commands.add_parser(name, help=about, allow_abbrev=False))

    def call(*words: str) -> Done:
        try:
            code = wiring_count.run(parser.parse_args(words))
        except SystemExit as left:
            code = int(str(left.code))
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return call


def test_the_help_names_every_rule() -> None:
    assert tuple(RULES) == wiring_count.RULES


def test_a_count_for_people(convenor: Calls) -> None:
    done = convenor("count", "file.blt", "--rule", "scottish-stv")
    assert (done.code, done.err) == (0, "")
    for part in ("Secretariat 2027", "Withdrawn: Ben", "Round 1: first preferences", "Quota", "Elected"):
        assert part in done.out
    assert max(map(columns, done.out.splitlines())) <= 78


def test_a_count_for_programs(convenor: Calls) -> None:
    done = convenor("count", "file.blt", "--rule", "meek-stv", "--json")
    assert done.data["rule"] == "meek-stv"
    assert done.data["winners"] == ["Ana", "Dia"]
    assert done.data["seats"] == 2
    assert done.data["rounds"][0]["votes"] == {"Ana": 5, "Cas": "1.5", "Dia": "3.5"}


def test_what_is_said_on_the_line_goes_first(convenor: Calls) -> None:
    assert convenor("count", "file.blt", "--rule", "irv").code == 2
    assert convenor("count", "file.blt", "--rule", "irv", "--seats", "1", "--json").data["seats"] == 1


def test_the_terms_of_debian(convenor: Calls) -> None:
    Path("gr.txt").write_text("V: 12\n" * 6 + "V: 21\n" * 2, encoding="utf-8")

    def counted(*words: str) -> list[object]:
        winners: list[object] = convenor("count", "gr.txt", "--rule", "debian", "--json", *words).data[
            "winners"
        ]
        return winners

    assert counted() == [1]
    assert counted("--majority", "1=3") == [1]
    assert counted("--majority", "1=3:1") == [1]
    assert counted("--majority", "1=4:1") == [2]
    assert counted("--quorum", "6") == [1]
    assert counted("--quorum", "7") == [2]
    assert counted("--voters", "16") == [1]
    assert counted("--voters", "17") == [2]
    assert counted("--default", "1") == [1]
    for words in (
        ("--majority", "1=3/2"),
        ("--majority", "1=1:2"),
        ("--majority", "1=3:0"),
        ("--majority", "3"),
        ("--majority", "9=3"),
        ("--default", "Ana"),
        ("--casting-vote", "3"),
        ("--quorum", "1.5"),
        ("--voters", "-4"),
        ("--seats", "2"),
    ):
        done = convenor("count", "gr.txt", "--rule", "debian", *words)
        assert done.code == 2, words
        assert done.err


def test_the_motion_of_the_council(convenor: Calls) -> None:
    ballots = [
        {"weight": 3, "choice": "yes", "house": "CPH"},
        {"weight": 5, "choice": "yes", "house": "NCPH"},
    ]
    Path("motion.json").write_text(json.dumps({"ballots": ballots}), encoding="utf-8")
    assert "Not carried." in convenor("count", "motion.json", "--rule", "gnso-council").out
    pdp = convenor("count", "motion.json", "--rule", "gnso-council", "--motion", "initiate-pdp")
    assert "Carried." in pdp.out
    odd = convenor("count", "motion.json", "--rule", "gnso-council", "--motion", "pdp")
    assert (odd.code, "initiate-pdp" in odd.err) == (2, True)


def test_a_tie_is_named_and_a_draw_breaks_it(convenor: Calls) -> None:
    Path("tie.blt").write_text("2 1\n3 1 0\n3 2 0\n0\n", encoding="utf-8")
    open_ = convenor("count", "tie.blt", "--rule", "irv", "--json").data
    assert (open_["winners"], open_["tied"]) == ([1, 2], [1, 2])
    drawn = convenor("count", "tie.blt", "--rule", "irv", "--json", "--source", "9319", "--source", "7").data
    assert drawn["tied"] == []
    first = convenor("draw", "--pool-size", "2", "--source", "9319", "--source", "7", "--pick", "1", "--json")
    assert drawn["winners"] == [first.data["picks"][0]["selected"]]


def test_unranked_options(convenor: Calls) -> None:
    path = VECTORS / "debian" / "leader2006_tally.txt"
    if not path.exists():
        pytest.skip(f"no {path}: worked examples are not part of this repository")
    last = convenor("count", str(path), "--rule", "debian", "--json").data
    apart = convenor("count", str(path), "--rule", "debian", "--json", "--unranked", "no-opinion").data
    assert (last["winners"], apart["winners"]) == (["Anthony Towns"], ["Steve McIntyre"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"3 1\n1 1 2 0\n1 2 2 0\n0\n", "line 3"),
        (b"3 1\n3/2 1 0\n0\n", "line 2"),
        (b"\x7fELF\x00\x01\x02", "no ballot file"),
        (b"Dear all,\n", "no ballot file"),
        (b"", "no ballot file"),
    ],
)
def test_what_cannot_be_counted_is_refused(convenor: Calls, content: bytes, why: str) -> None:
    Path("bad").write_bytes(content)
    done = convenor("count", "bad", "--rule", "schulze")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("convenor count: ")
    assert why in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("count", "no-such-file", "--rule", "irv"),
        ("count", ".", "--rule", "irv"),
        ("count", "a\0b", "--rule", "irv"),
        ("count", "file.blt", "--rule", "shulze"),
        ("count", "file.blt"),
        ("count", "file.blt", "--rule", "approval", "--source", "90,193,202"),
        ("draw", "--pool-size", "5", "--source", "x", "--pick", "1"),
        ("draw", "--pool-size", "5", "--source", "1", "--pick", "6"),
        ("draw", "--pool-size", "70000", "--source", "1", "--pick", "6"),
        ("draw", "--pool", "file.blt", "--pool-size", "5", "--source", "1", "--pick", "1"),
        ("draw", "--pool", "no-such-file", "--source", "1", "--pick", "1"),
        ("draw", "--pool-size", "5", "--pick", "1"),
        ("draw", "--pool-size", "5", "--source", "1", "--pick", "3/2"),
    ],
)
def test_calls_that_make_no_sense(convenor: Calls, words: tuple[str, ...]) -> None:
    done = convenor(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_ballots_from_a_pipe(convenor: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe:
        buffer = io.BytesIO(BALLOTS.encode())

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert convenor("count", "-", "--rule", "meek-stv", "--json").data["winners"] == ["Ana", "Dia"]


def test_published_draws(convenor: Calls) -> None:
    for case in vectors("rfc3797/cases.json"):
        sources = [word for source in case["sources"] for word in ("--source", " ".join(source))]
        picks = str(len(case["rows"]))
        pool = ("--pool-size", str(case["pool"]))
        if names := case.get("names"):
            Path("pool.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
            pool = ("--pool", "pool.txt")
        done = convenor("draw", *pool, *sources, "--pick", picks, "--json").data
        assert done["key"] == case["key"]
        assert [
            (pick["index"], pick["md5"], pick["divisor"], pick["selected"]) for pick in done["picks"]
        ] == [(row["index"], row["md5"], row["div"], row["selected"]) for row in case["rows"]]
        if names:
            assert [pick["name"] for pick in done["picks"][:10]] == case["first10_names"]
            shown = convenor("draw", *pool, *sources, "--pick", "10").out
            assert "1     17      Lee" in shown
            assert "at least 22 bits of chance" in shown


def test_a_pool_that_is_no_text(convenor: Calls) -> None:
    for content in (b"\x00\x01", b"Ana\n\xff\xfe\n", b"Ana\nAna\n", b"\n"):
        Path("pool").write_bytes(content)
        assert convenor("draw", "--pool", "pool", "--source", "1", "--pick", "1").code == 2
