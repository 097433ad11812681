"""The console: everybody at one terminal, with buttons, forms, completion and time to try out."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import stat
import struct
import subprocess
import termios
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.console.completion import unfinished
from adapters.console.gateway import PLATFORM, Recorder
from adapters.console.session import Quit, Session
from adapters.console.window import Candidate, Style
from bot.boundary import Reader
from bot.clock import VirtualClock
from bot.wiring import build
from tests.adapters.program import WORDS, convenor, environment

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CTRL_C, CTRL_D = "\x03", "\x04"


@dataclass(slots=True)
class Paper:
    """A terminal made of paper: answers to forms are laid out beforehand, what is said stays."""

    answers: list[str] = field(default_factory=list)
    interactive: bool = True
    width: int = 78
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def write(self, text: str, style: Style = Style.PLAIN) -> None:
        self.said.append(text)

    async def read(self, prompt: str) -> str:
        raise EOFError

    async def ask(self, prompt: str, value: str, choices: Sequence[str], *, long: bool) -> str:
        self.asked.append(f"{prompt.strip()} {value}".strip())
        answer = self.answers.pop(0)
        if answer == CTRL_C:
            raise KeyboardInterrupt
        return answer or value


@dataclass(slots=True)
class Terminal:
    """Somebody types, and reads what was written since."""

    session: Session
    paper: Paper

    async def types(self, *lines: str, answers: Sequence[str] = ()) -> str:
        self.paper.said.clear()
        self.paper.asked.clear()
        self.paper.answers[:] = answers
        for line in lines:
            await self.session.enter(line)
        assert not self.paper.answers, "not everything was asked for"
        return "\n".join(self.paper.said)

    async def completes(self, typed: str) -> list[str]:
        return [candidate.text.strip() for candidate in await self.session.complete(typed)]


@pytest.fixture
async def terminal(database_url: str) -> AsyncIterator[Terminal]:
    clock, recorder, paper = VirtualClock(START), Recorder(), Paper()
    app = build(database_url, {PLATFORM: recorder}, clock=clock, card_rest=timedelta(0))
    await app.start()
    session = Session(paper, app.engine, app.heartbeat, clock, recorder, "ana", Reader())
    yield Terminal(session, paper)
    await app.close()


@pytest.fixture
async def tea(terminal: Terminal) -> Terminal:
    """A group with ana, ben and cleo, and the open poll P-1."""
    await terminal.types(
        "/group create Tea",
        "/member join government",
        "/member import @ben, government | @cleo, civil society",
        '/poll open "Green tea?" closes:"in 2 days"',
    )
    return terminal


# Who and where


async def test_somebody_else_for_one_line_or_from_now_on(terminal: Terminal) -> None:
    await terminal.types("/group create Tea")
    said = await terminal.types("ben: /member join civil society")
    assert said.startswith("To ben alone:\nYou sit in Tea as member for civil society.")
    assert terminal.session.prompt == "ana #main> "
    await terminal.types("/as 李雷", "/in #board")
    assert terminal.session.prompt == "李雷 #board> "
    assert "not the home of a group" in await terminal.types("/group show")
    await terminal.types("/as @ben", "/in dm")
    assert terminal.session.prompt == "ben dm> "
    assert "member for civil society" in await terminal.types("/me")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/as", "You are ana"),
        ("/as two words", "A name is one word"),
        ("/in", "You are in #main"),
        ("/in board", "/in #board"),
        ("/time", "/time +3d"),
        ("/time 3", "/time +3d"),
        ("hello", "begin with a slash"),
        ("press", "press 3"),
        ("press Agree", "press 3"),
        ("7", "There is no button 7 in sight"),
        ('press "Agree"', "There is no button Agree in sight"),
        ("/help console", "/in #board"),
        ("/help", "/help console"),
    ],
)
async def test_what_the_terminal_itself_says(typed: str, said: str, terminal: Terminal) -> None:
    assert said in await terminal.types(typed)


async def test_enough_is_enough(terminal: Terminal) -> None:
    assert await terminal.types("", "   ") == ""
    for word in ("/quit", "/exit", "ben: /quit"):
        with pytest.raises(Quit):
            await terminal.types(word)


# Posts and buttons


async def test_a_post_appears_whole_and_an_edit_with_what_is_new(terminal: Terminal) -> None:
    await terminal.types("/group create Tea", "/member join government")
    opened = await terminal.types('/poll open "Green tea?" closes:"in 2 days"')
    assert "In #main:\n  P-1: Green tea?\n" in opened
    assert "  [3] Yes  [4] No  [5] Abstain" in opened
    voted = await terminal.types("3")
    assert "Your ballot on P-1 is counted: yes." in voted
    assert voted.endswith("Updated in #main:\n  P-1: Green tea?\n  government:          1 of 1 voted\n")
    closed = await terminal.types("/time +2d")
    assert "Updated in #main:\n  P-1 passed: Green tea?" in closed
    assert "In #main:\n  P-1 passed: Green tea?" in closed
    assert "It is now Thursday 3 December 2026, 09:00 UTC in this terminal" in closed


async def test_a_button_is_pressed_by_number_or_label_by_whoever_types(tea: Terminal) -> None:
    assert "counted: yes" in await tea.types("press 3")
    assert "To ben alone:\nYour ballot on P-1 is counted: no." in await tea.types("ben: 4")
    assert "counted: abstain" in await tea.types('cleo: press "abstain"')


async def test_a_button_that_somebody_else_sees_is_not_pressed_by_mistake(tea: Terminal) -> None:
    reminded = await tea.types("ana: 3", "cleo: 3", "/time +1d")
    number = re.search(r"To ben alone:\n.*\[(\d+)\] Yes", reminded, re.DOTALL)
    assert number is not None
    said = await tea.types(number[1])
    assert f"ben alone sees this button. To press it as ben, type ben: {number[1]}." in said
    assert "counted: yes" in await tea.types(f"Ben: {number[1]}")


# Forms


async def test_what_is_missing_is_asked_for_line_by_line(tea: Terminal) -> None:
    said = await tea.types(
        "/poll open", answers=["Black?", "Milk | Sugar", "choice", "in 3 days", "First line\nSecond line"]
    )
    assert [asked.partition(">")[0] for asked in tea.paper.asked] == [
        "question", "options", "method", "closes", "text",
    ]  # fmt: skip
    assert "P-2: Black?" in said
    assert "1: Milk\n  2: Sugar" in said
    assert "First line\n  Second line" in said


async def test_enter_skips_what_is_not_needed_and_nothing_else(tea: Terminal) -> None:
    said = await tea.types("/poll open", answers=["", "Black?", "", "", "", ""])
    assert "This is needed." in said
    assert "P-2: Black?" in said


async def test_a_choice_may_be_given_by_its_label(tea: Terminal) -> None:
    said = await tea.types(
        "/poll open", answers=["Black?", "", "Consent: agree, stand aside or object", "", ""]
    )
    assert "Stand aside" in said


async def test_a_wrong_value_is_asked_for_again_and_the_rest_is_kept(tea: Terminal) -> None:
    said = await tea.types(
        "/poll open",
        answers=["Black?", "Milk", "chioce", "yesterdy", "", "choice", "in 3 days", "Milk | Sugar"],
    )
    assert "Choose one of vote, choice, approval, consent, " in said
    assert "I cannot read “yesterdy” as a moment." in said
    assert tea.paper.asked[5:] == ["method>", "closes> yesterdy", "options> Milk"]
    assert "P-2: Black?" in said


async def test_a_line_with_a_fault_can_be_edited(tea: Terminal) -> None:
    refused = await tea.types('/poll open "Black?" quorum:2')
    number = re.search(r"\[(\d+)\] Edit", refused)
    assert number is not None
    said = await tea.types(number[1], answers=["1/2", "", "", "", ""])
    assert tea.paper.asked[0] == "quorum> 2"
    assert "P-2: Black?" in said


async def test_what_a_form_had_no_room_for_is_asked_when_it_is_wrong(tea: Terminal) -> None:
    refused = await tea.types('/poll open "Black?" link:nowhere')
    number = re.search(r"\[(\d+)\] Edit", refused)
    assert number is not None
    said = await tea.types(number[1], answers=["", "", "", "", "", "https://example.org"])
    assert tea.paper.asked[-1] == "link>"
    assert "P-2: Black?" in said


async def test_leaving_a_form_changes_nothing(tea: Terminal) -> None:
    assert "The form was left. Nothing was changed." in await tea.types(
        "/poll open", answers=["Black?", CTRL_C]
    )
    assert "P-2" not in await tea.types("/poll list")


async def test_where_nobody_sits_a_command_is_no_value(tea: Terminal) -> None:
    tea.paper.interactive = False
    said = await tea.types("/poll open", answers=["/poll list"])
    assert "The form was left. Nothing was changed." in said
    assert "P-1" in said


# Completion


async def test_words_of_commands_are_completed(tea: Terminal) -> None:
    assert await tea.completes("/gr") == ["group"]
    assert {"create", "show", "set"} <= set(await tea.completes("/group "))
    assert await tea.completes("/poll v") == ["vote"]
    assert await tea.completes("/wg poll v") == ["vote"]
    assert await tea.completes("ben: /poll v") == ["vote"]
    assert {"time", "quit"} <= set(await tea.completes("/"))
    assert "expire" not in await tea.completes("/poll ")
    assert await tea.completes("hello") == []


async def test_values_are_completed_as_the_engine_suggests_them(tea: Terminal) -> None:
    assert "P-1" in await tea.completes("/poll vote ")
    assert (await tea.completes("/poll vote p"))[0] == "P-1"
    assert await tea.completes('/poll open "Black tea?" method:cho') == ["method:choice"]
    assert await tea.completes('/poll open "Black tea?" vis') == ["visibility:"]
    assert (await tea.completes("/member role be"))[0] == "ben"
    assert '"civil society"' in await tea.completes("/member join ci")
    assert '"civil society"' in await tea.completes('/member join "civil s')
    assert "question:" not in await tea.completes('/poll open question:"Black tea?" ')


async def test_people_and_channels_are_completed(tea: Terminal) -> None:
    assert await tea.completes("/as ") == ["ana", "ben", "cleo"]
    await tea.types("/in #board")
    assert await tea.completes("/in #") == ["#board", "#main"]


async def test_a_candidate_takes_the_place_of_the_word_before_it(tea: Terminal) -> None:
    assert await tea.session.complete("/poll sh") == [
        Candidate("show ", 2, "Show a poll, your ballot and what came out")
    ]
    (found,) = await tea.session.complete('/member join "civil s')
    assert (found.text, found.length) == ('"civil society" ', len('"civil s'))


@pytest.mark.parametrize(
    ("typed", "rest", "last"),
    [
        ("", "", ""),
        ("poll ", "poll ", ""),
        ("poll op", "poll ", "op"),
        ('poll open "Green t', "poll open ", '"Green t'),
        ('poll open "Green tea?"', "poll open ", '"Green tea?"'),
        ('poll open "Green tea?" clo', 'poll open "Green tea?" ', "clo"),
        ('poll open x closes:"in 2', "poll open x ", 'closes:"in 2'),
        ('say "a \\" b" c', 'say "a \\" b" ', "c"),
        ("say “a b” c", "say “a b” ", "c"),
        ("it's x", "it's ", "x"),
    ],
)
def test_the_word_that_is_still_being_typed(typed: str, rest: str, last: str) -> None:
    assert unfinished(typed) == (rest, last)


# What is kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/poll open Green?", True),
        ("ben: /me", True),
        ("/nonsense", True),
        (" /poll open Green?", False),
        ("/poll vote P-1 yes", False),
        ("/POLL vote P-1 yes", False),
        ("/wg poll vote P-1 yes", False),
        ("ben: /poll vote P-1 yes", False),
        ('/poll vote "unclosed', False),
        ("3", False),
        ("ben: 3", False),
        ('press "Yes" on P-1', False),
    ],
)
async def test_ballots_are_not_kept_in_the_history(typed: str, kept: bool, terminal: Terminal) -> None:
    assert terminal.session.kept(typed) is kept


# Without a terminal


def test_lines_in_lines_out(tmp_path: Path) -> None:
    typed = (
        "/group create Tea\r\nben: /member join\ngovernment\n/as 李雷\n/member import\n"
        "@kim, government\nZoë, civil society\n.\n/time +1d\n/poll open\n/me"
    )
    done = convenor("console", "--as", "ana", folder=tmp_path, typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Three things to try:" in done.stdout
    assert "To ben alone:\nYou sit in Tea as member for government." in done.stdout
    assert "You have no seat in Tea yet." in done.stdout
    assert "\x1b" not in done.stdout
    assert "#main>" not in done.stdout
    again = convenor("console", folder=tmp_path, typed=b"/zone \xff\xfe\n")
    assert again.returncode == 0
    assert "Three things to try:" not in again.stdout


def test_time_that_was_tried_out_does_not_go_back(tmp_path: Path) -> None:
    first = convenor(
        "console", "--as", "ana", folder=tmp_path, typed="/time +400d\n/group create Tea\n/time +0s\n"
    )
    then = re.search(r"It is now \w+ (\d+ \w+ \d+)", first.stdout)
    assert then is not None
    later = convenor("console", "--as", "ana", folder=tmp_path, typed="/time +0s\n")
    assert f"{then[1]}, " in later.stdout


def test_it_speaks_the_language_of_the_terminal(tmp_path: Path) -> None:
    done = convenor("console", "--as", "ana", folder=tmp_path, typed="/grup\n", LANG="fr_FR.UTF-8")
    assert "/grup" in done.stdout
    assert "There is no command" not in done.stdout


# In a real terminal


@dataclass(slots=True)
class Typist:
    """Sits before a real terminal, with prompt_toolkit behind it."""

    process: subprocess.Popen[bytes]
    hand: int
    seen: str = ""

    def types(self, keys: str) -> None:
        os.write(self.hand, keys.encode())

    def sees(self, wanted: str) -> str:
        """Waits until the text stands on the screen; what came before is put aside."""
        until = time.monotonic() + 30
        while wanted not in self.seen:
            assert time.monotonic() < until, self.seen
            if select.select([self.hand], [], [], 1)[0]:
                self.seen += plain(os.read(self.hand, 65_536).decode("utf-8", "replace"))
        before, _, self.seen = self.seen.partition(wanted)
        return before

    def resizes(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.hand, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)


def plain(written: str) -> str:
    """What a terminal shows, without where and how."""
    return re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>]|\r", "", written)


@pytest.fixture
def typist(tmp_path: Path) -> Iterator[Typist]:
    hand, screen = pty.openpty()
    fcntl.ioctl(hand, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    world = environment(tmp_path, TERM="xterm", PROMPT_TOOLKIT_NO_CPR="1", NO_COLOR="1")
    process = subprocess.Popen(
        [*WORDS, "console", "--as", "ana"], cwd=tmp_path, env=world, stdin=screen, stdout=screen, stderr=screen,
        start_new_session=True,
    )  # fmt: skip
    os.close(screen)
    yield Typist(process, hand)
    process.kill()
    process.wait()
    os.close(hand)


def test_an_afternoon_at_the_terminal(typist: Typist, tmp_path: Path) -> None:
    typist.sees("ana #main>")
    typist.types("/gro\t")
    typist.sees("up")
    typist.types("cr\t")
    typist.sees("eate")
    typist.types("“Tee 绿茶”\r")
    typist.sees("Tee 绿茶 has begun")
    typist.sees("ana #main>")
    typist.resizes(50, 20)
    typist.types("2\r")
    typist.sees("stakeholder>")
    typist.types("gov\t")
    typist.sees("ernment")
    typist.types("\r")
    typist.sees("as coordinator for government.\n/me tells")
    typist.sees("ana #main>")
    typist.types('/poll open "Green?" closes:"in 2 days"\r')
    typist.sees("[3] Yes")
    typist.sees("ana #main>")
    typist.types("/poll vote P-1 yes\r")
    typist.sees("counted: yes")
    typist.sees("Updated in #main:")
    typist.sees("ana #main>")
    typist.types("/poll open\r")
    typist.sees("question>")
    typist.types("Black?\r")
    typist.sees("options>")
    typist.types(f"Milk\rSugar{CTRL_C}")
    typist.sees("The form was left. Nothing was changed.")
    typist.sees("ana #main>")
    typist.types("/poll open\r")
    typist.sees("question>")
    typist.types("Black?\r")
    typist.sees("options>")
    typist.types("Milk |\rSugar\r.\r")
    typist.sees("method>")
    typist.types("cho\t")
    typist.sees("ice")
    typist.types("\r")
    typist.sees("closes>")
    typist.types("\r")
    typist.sees("text>")
    typist.types("Two\rlines\x1b\r")
    typist.sees("P-2: Black?")
    typist.sees("2: Sugar")
    typist.sees("ana #main>")
    typist.types(f"half a line{CTRL_C}")
    typist.sees("ana #main>")
    typist.types("\x1b[A\x1b[A")
    typist.sees("/poll vote P-1 yes")
    typist.types(f"{CTRL_C}{CTRL_D}")
    assert typist.process.wait(timeout=30) == 0
    history = tmp_path / ".local" / "state" / "convenor" / "history"
    kept = [json.loads(line) for line in history.read_text().splitlines()]
    assert kept == ["/group create “Tee 绿茶”", '/poll open "Green?" closes:"in 2 days"', "/poll open"]
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert stat.S_IMODE(history.parent.stat().st_mode) == 0o700


def test_ctrl_c_twice_leaves(typist: Typist) -> None:
    typist.sees("ana #main>")
    typist.types(CTRL_C)
    typist.sees("Ctrl-C once more leaves")
    typist.sees("ana #main>")
    typist.types(CTRL_C)
    assert typist.process.wait(timeout=30) == 128 + signal.SIGINT


def test_what_comes_meanwhile_appears_above_the_line(typist: Typist) -> None:
    typist.sees("ana #main>")
    typist.types("/group create Tea\r/member join government\r")
    typist.sees("You sit in Tea")
    typist.types('/poll open "Green?" closes:"in 1 minute" remind:none\r')
    typist.sees("[3] Yes")
    typist.sees("ana #main>")
    typist.types("/me but not yet")
    typist.sees("/me but not yet")
    typist.types("\x01ben: /time +58s ")
    typist.types("\x0b\r")
    typist.sees("It is now")
    typist.sees("ana #main>")
    typist.types("half a line")
    typist.sees("half a line")
    typist.sees("P-1 did not pass: Green?")
    typist.sees("half a line")
