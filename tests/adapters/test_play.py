"""`convenor play`: what other programs rely on."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.console.callers import mentions
from adapters.console.script import Line, Passes, Presses, Restarts, Says, read_script
from bot.refusals import Why
from tests.adapters.program import WORDS, convenor, environment, played

# The lines


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ana: /group create Tea", Says("ana", "/group create Tea", "#main")),
        ("ana:/me", Says("ana", "/me", "#main")),
        ("  ana :  /me  ", Says("ana", "/me", "#main")),
        ("ben #board: /poll list", Says("ben", "/poll list", "#board")),
        ("ben dm: /me", Says("ben", "/me", "dm")),
        ('Zoë: /poll open "A: b?" closes:"in 2 days"', Says("Zoë", '/poll open "A: b?" closes:"in 2 days"')),
        ("李雷: /me", Says("李雷", "/me")),
        ("अनीता: /me", Says("अनीता", "/me")),
        ("محمد: /me", Says("محمد", "/me")),
        ("O’Brien: /me", Says("O’Brien", "/me")),
        ('ana: press "Agree"', Presses("ana", 'press "Agree"', "Agree")),
        ("ana: press “Yes, I do” on p-1", Presses("ana", "press “Yes, I do” on p-1", "Yes, I do", "p-1")),
        ('ana: press "a \\"b\\"" on P-12', Presses("ana", 'press "a \\"b\\"" on P-12', 'a "b"', "P-12")),
        ("+2d 3h", Passes("+2d 3h", timedelta(days=2, hours=3))),
        ("+1w 2d 3h 4min 5s", Passes("+1w 2d 3h 4min 5s", timedelta(9, 5, hours=3, minutes=4))),
        ("+90m", Passes("+90m", timedelta(minutes=90))),
        ("+ 1D2H", Passes("+ 1D2H", timedelta(days=1, hours=2))),
        ("+0s", Passes("+0s", timedelta(0))),
        ("restart", Restarts()),
    ],
)  # fmt: skip
def test_a_line_is_read(written: str, read: Line) -> None:
    assert read_script(written) == ([read], [])


@pytest.mark.parametrize("written", ["", "   ", "# a comment", "  # ana: /me", "\t"])
def test_blank_lines_and_comments_say_nothing(written: str) -> None:
    assert read_script(written) == ([], [])


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("hello", "NAME: /command"),
        ("ana", "NAME: /command"),
        ("ana hello: /me", "NAME: /command"),
        ("ana: hello", "ana: /command"),
        ("ana:", "ana: /command"),
        ("ana: press Agree", 'press "LABEL"'),
        ('ana: press "Agree', 'press "LABEL"'),
        ('ana: press "Agree" P-1', 'press "LABEL" on P-1'),
        ('ana: press "Agree" on', 'press "LABEL" on P-1'),
        ("+", "+2d 3h"),
        ("+2", "+2d 3h"),
        ("+2 days", "+2d 3h"),
        ("+-2d", "+2d 3h"),
        ("Restart", "restart"),
        ("+99999w", "hundred years"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_be_right(written: str, hint: str) -> None:
    read, faults = read_script(f"ana: /me\n{written}\n")
    assert read == [Says("ana", "/me")]
    assert [number for number, _ in faults] == [2]
    assert hint in str(faults[0][1])


def test_only_a_new_line_ends_a_line() -> None:
    read, _ = read_script("\ufeffana: /me\r\nana: /help a\u2028b\x0bc\n")
    assert read == [Says("ana", "/me"), Says("ana", "/help a\u2028b\x0bc")]


def test_whom_a_mention_means() -> None:
    said = "/member import @ben, government | (@Zoë) @अनीता: x. mail@example.org @kim-lee. @O’Brien’"
    assert list(mentions(said)) == ["@ben", "@Zoë", "@अनीता", "@kim-lee", "@O’Brien"]
    assert mentions("@ZOË")["@ZOË"] == mentions("@zoe\u0308")["@zoe\u0308"]


# What comes of them

TEA = """\
ana: /group create Tea
ana: /member join government
"""


def test_each_step_is_one_object_with_exactly_these_keys(tmp_path: Path) -> None:
    steps = played(TEA + "# no step\n\n+2d 3h\nrestart\nana: /me\n", tmp_path)
    for step in steps:
        assert list(step) == ["at", "by", "said", "ok", "code", "text", "posts"]
    told = [(step["at"], step["by"], step["said"], step["ok"], step["code"]) for step in steps]
    assert told == [
        ("2026-12-01T09:00:00Z", "ana", "/group create Tea", True, None),
        ("2026-12-01T09:00:00Z", "ana", "/member join government", True, None),
        ("2026-12-03T12:00:00Z", None, "+2d 3h", True, None),
        ("2026-12-03T12:00:00Z", None, "restart", True, None),
        ("2026-12-03T12:00:00Z", "ana", "/me", True, None),
    ]
    assert "Tea has begun" in steps[0]["text"]
    assert steps[2]["text"] == ""


def test_what_the_bot_says_comes_with_the_step_that_made_it_say_so(tmp_path: Path) -> None:
    conversation = TEA + (
        "ana: /member import @Ben, government | @cleo, civil society\n"
        'ana: /poll open "Green?" closes:"in 2 days"\n'
        'Ben: press "Yes" on P-1\n'
        "+1d\n"
        "+1d\n"
    )
    *_, opened, voted, reminded, closed = played(conversation, tmp_path)
    assert [(post["channel"], post["edited"]) for post in opened["posts"]] == [("#main", False)]
    assert "P-1: Green?" in opened["posts"][0]["text"]
    assert list(opened["posts"][0]) == ["channel", "text", "edited"]
    assert voted["said"] == 'press "Yes" on P-1'
    assert [(post["channel"], post["edited"]) for post in voted["posts"]] == [("#main", True)]
    assert "government:          1 of 2 voted" in voted["posts"][0]["text"]
    assert sorted(post["channel"] for post in reminded["posts"]) == ["dm:ana", "dm:cleo"]
    assert [(post["channel"], post["edited"]) for post in closed["posts"]] == [
        ("#main", True),
        ("#main", False),
    ]


def test_a_person_is_called_as_they_were_written_first(tmp_path: Path) -> None:
    conversation = TEA + (
        "ana: /member add @Zoë government\n"
        'ana: /poll open Green? closes:"in 2 days"\n'
        "zoë dm: /me\n"
        "+1d\n"
    )  # fmt: skip
    *_, private, reminded = played(conversation, tmp_path)
    assert private["by"] == "zoë"
    assert "P-1" in private["text"]
    assert "dm:Zoë" in [post["channel"] for post in reminded["posts"]]


def test_a_refused_step_says_why_and_the_play_goes_on(tmp_path: Path) -> None:
    refusals = [
        ("ben: /poll open Green?", Why.NOT_ALLOWED),
        ("ana: /poll show P-9", Why.NOT_FOUND),
        ("ana: /poll open Green? quorum:2", Why.MALFORMED),
        ("ana: /group create Coffee", Why.CONFLICT),
        ("ana: /pol open Green?", Why.UNKNOWN_COMMAND),
        ("ana: /poll open", Why.INCOMPLETE),
        ('ana: press "Nothing"', Why.NOT_FOUND),
        ('ana: press "Join" on P-7', Why.NOT_FOUND),
        ("ben #elsewhere: /poll open Green?", Why.NOT_FOUND),
    ]
    conversation = TEA + "ben: /member join government\n" + "\n".join(line for line, _ in refusals)
    *steps, after = played(f"{conversation}\nana: /group show\n", tmp_path)[3:]
    for step, (line, code) in zip(steps, refusals, strict=True):
        assert (step["ok"], step["code"], step["posts"]) == (False, code.value, []), line
        assert step["text"], line
    assert after["ok"]


def test_timers_run_at_their_own_moment_and_survive_a_restart(tmp_path: Path) -> None:
    conversation = TEA + 'ana: /poll open Green? closes:"in 2 days"\nrestart\n+30d\nana: /record show P-1\n'
    *_, passed, shown = played(conversation, tmp_path)
    assert passed["at"] == "2026-12-31T09:00:00Z"
    assert any("Closed Thursday 3 December 2026, 09:00 UTC" in post["text"] for post in passed["posts"])
    assert "3 December 2026" in shown["text"]


def test_any_script_comes_out_as_it_went_in_whatever_the_locale_says(tmp_path: Path) -> None:
    typed = TEA + "李雷: /member join civil\nana: /poll open 绿茶还是红茶? שלום 🍵\n"
    done = convenor("play", "--json", "-", folder=tmp_path, typed=typed, LANG="C", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "绿茶还是红茶? שלום 🍵" in json.loads(done.stdout.splitlines()[-1])["posts"][0]["text"]
    assert "绿茶还是红茶" in done.stdout


def test_each_object_is_printed_as_soon_as_it_is_known(tmp_path: Path) -> None:
    play = tmp_path / "a.play"
    play.write_text(TEA + "ana: /group show\n" * 300)
    words = [*WORDS, "play", "--json", str(play)]
    with subprocess.Popen(words, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["said"] == "/group create Tea"
        assert running.poll() is None
        assert len(running.stdout.read().splitlines()) == 301


# Databases


def test_a_fresh_database_is_removed_afterwards(tmp_path: Path) -> None:
    played(TEA, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_given_database_is_kept_and_gone_on_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    played(TEA + "+10d\nana: /member add @ben government\n", tmp_path, "--database", url)
    done = convenor(
        "play", "--json", "--database", url, "--start", "2026-12-01T09:00Z", "-",
        folder=tmp_path, typed="ana: /member list\n",
    )  # fmt: skip
    (listed,) = map(json.loads, done.stdout.splitlines())
    assert "ben" in listed["text"]
    assert listed["at"] == "2026-12-11T09:00:00Z"
    assert "up to 2026-12-11 09:00 UTC" in done.stderr


def test_it_plays_on_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    steps = played(TEA + "restart\nana: /record verify\n", tmp_path, "--database", postgres_url)
    assert "intact" in steps[-1]["text"]


# What can be wrong


def test_nothing_is_played_of_a_file_with_a_line_that_cannot_be_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    typed = TEA + "ana /me\n+2x\n"
    done = convenor("play", "--database", url, "-", folder=tmp_path, typed=typed)
    assert (done.returncode, done.stdout) == (2, "")
    assert [line[:22] for line in done.stderr.splitlines()] == [
        "convenor play: line 3:",
        "convenor play: line 4:",
    ]
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("nowhere.play",), "nowhere.play cannot be read", 1),
        ((".",), ". cannot be read", 1),
        (("latin.play",), "latin.play is not UTF-8 text", 1),
        (("--start", "2026-12-01 09:00", "fine.play"), "2026-12-01T09:00Z", 2),
        (("--start", "soon", "fine.play"), "2026-12-01T09:00Z", 2),
        (("--database", "mysql://x/y", "fine.play"), "sqlite:///FILE", 2),
        ((), "required: FILE", 2),
        (("fine.play", "--jsn"), "--jsn", 2),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    words: tuple[str, ...], said: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / "latin.play").write_bytes("é: /me\n".encode("latin-1"))
    (tmp_path / "fine.play").write_text("ana: /me\n")
    done = convenor("play", *words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


# For people


def test_without_json_it_reads_like_a_conversation(tmp_path: Path) -> None:
    typed = TEA + (
        "ben #board: /poll list\n"
        'ana: /poll open Green? closes:"in 2 days"\n'
        "ana: /poll vote P-1 yes\n"
        "ana: /poll open\n"
        "+2d\n"
    )
    done = convenor("play", "--start", "2026-12-01T09:00Z", "-", folder=tmp_path, typed=typed)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:3] == ["(Tue 1 Dec 2026, 09:00 UTC)", "ana: /group create Tea", "    Tea has begun"]
    assert "ben #board: /poll list" in lines
    assert "  refused (not_found):" in lines
    assert "  more is needed:" in lines
    place = lines.index("  in #main, updated:")
    assert lines[place + 1 : place + 3] == ["    P-1: Green?", "    government:          1 of 1 voted"]
    assert "+2d  (Thu 3 Dec 2026, 09:00 UTC)" in lines
    assert max(map(len, lines)) <= 78
