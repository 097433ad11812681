"""The documentation is run: what it shows happens, what it names exists.

- ```play blocks are played; the blocks of a file are one conversation, until one begins with `# fresh`.
  Every step has to be accepted, unless the next line is `# refused: CODE`.
- ```console blocks are typed into `convenor console`, all of a file in one session.
- ```text blocks show what the run block before them prints, however the lines are broken; `…` on a line
  of its own stands for what is left out.
- Commands, subcommands, Make targets, environment variables and links have to exist.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.console.callers import MAIN
from adapters.console.paper import transcript
from adapters.console.play import perform
from adapters.console.script import Says, read_script
from adapters.console.stage import Stage, Step
from bot import arguments
from bot.clock import VirtualClock
from bot.commands import Right
from bot.ports import Clock, Gateway
from bot.refusals import Why
from bot.settings import NAMES, Settings
from bot.wiring import App, build
from commands import FEATURES
from tests.conftest import REQUIRED
from tests.world import START

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_REFUSED = re.compile(r"# refused: (\w+)")
RUN = ("play", "console")
TERMINAL = ("as", "in", "time", "quit", "wg")
"""Words that only a terminal knows, and the root that may stand before all others."""

WHO = {
    Right.ANYONE: "anyone",
    Right.SEATED: "whoever has a seat",
    Right.MEMBER: "members",
    Right.FACILITATOR: "facilitators",
    Right.COORDINATOR: "coordinators",
}
NARROWER = {
    "poll rework": "whoever asked the poll",
    "group setup": "coordinators",
    "poll vote": "the roll",
    "poll unvote": "the roll",
    "poll recuse": "the roll",
    "poll handover": "facilitators; who opened the poll",
    "member statements": "members; one's own, whoever has a seat",
    "objection raise": "the roll; with a concern, whoever has a seat",
    "objection hold": "whoever raised it",
    "objection accept": "whoever raised it",
    "objection withdraw": "whoever raised or signed it",
    "objection answer": "who opened the poll; facilitators",
    "objection rule": "facilitators with no part in it",
    **{f"rota {word}": "whoever holds the turn" for word in ("confirm", "decline", "swap", "handover")},
    "rota agree": "whoever was asked",
    "rota take": "the deputy",
    "objection merge": "whoever raised it; facilitators with no part in it",
    "decision determine": "facilitators with no part in it",
    "decision confirm": "facilitators of another stakeholder group",
    "decision challenge": "members, and the roll",
    "decision answer": "who determined it",
    "decision appeal": "members, and the roll",
    "decision sign": "members, and the roll",
    "decision rule": "facilitators with no part in it",
    "decision minority": "members, and the roll",
    "digest schedule": "whoever has a seat; for others, coordinators",
    "digest stop": "whoever has a seat; for others, coordinators",
    "action done": "who has or added it; facilitators",
    "action assign": "who has or added it; facilitators",
    "action due": "who has or added it; facilitators",
    "action reopen": "who has or added it; facilitators",
    "action drop": "who added it; facilitators",
    "reminder cancel": "who set it or is reminded; coordinators",
}
"""Where the handler knows more than the declaration."""


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


# Blocks


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `line` is where its content begins."""

    kind: str
    text: str
    line: int


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1) for found in _FENCE.finditer(text)
    ]


def prose(document: Path) -> str:
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def conversations(document: Path) -> Iterator[list[Block]]:
    """The played blocks of a document, with what they show."""
    together: list[Block] = []
    for block in blocks(document):
        if block.kind == "play" and block.text.startswith("# fresh") and together:
            yield together
            together = []
        if block.kind in ("play", "text"):
            together.append(block)
    if any(block.kind == "play" for block in together):
        yield together


def squeezed(text: str) -> str:
    return " ".join(text.split())


def shows(printed: str, block: Block, document: Path) -> None:
    """What stands in a text block was printed, in this order."""
    rest = squeezed(printed)
    for piece in re.split(r"^ *… *$", block.text, flags=re.MULTILINE):
        wanted = squeezed(piece)
        assert wanted, f"{name_of(document)}:{block.line} leaves out what nothing stands beside"
        _, found, rest = rest.partition(wanted)
        assert found == wanted, (
            f"{name_of(document)}:{block.line} shows\n{wanted}\nand it prints\n{squeezed(printed)}"
        )


@each_document
async def test_conversations_happen_as_they_are_shown(document: Path, tmp_path: Path) -> None:
    for number, conversation in enumerate(conversations(document)):
        url = f"sqlite:///{tmp_path}/{number}.db"

        def new(gateways: Mapping[str, Gateway], clock: Clock, url: str = url) -> App:
            return build(url, gateways, clock=clock, card_rest=timedelta(0))

        stage = Stage(new, VirtualClock(START))
        await stage.open()
        printed = ""
        try:
            for block in conversation:
                if block.kind == "play":
                    printed = await played(stage, block, document)
                else:
                    shows(printed, block, document)
        finally:
            await stage.close()


async def played(stage: Stage, block: Block, document: Path) -> str:
    """What a block prints."""
    printed: list[str] = []
    step: Step | None = None
    expected: str | None = None
    for number, written in enumerate([*block.text.split("\n"), "# end"], block.line):
        if refused := _REFUSED.fullmatch(written):
            expected = refused[1]
            continue
        lines, faults = read_script(written)
        assert not faults, f"{name_of(document)}:{number}: {faults[0][1]}"
        if not lines and written != "# end":
            continue
        if step is not None:
            code = step.code.value if step.code else None
            assert code == expected, f"{name_of(document)}, before line {number}: {step.said}\n{step.text}"
        expected = None
        for line in lines:
            step = await perform(stage, line)
            channel = line.channel if isinstance(line, Says) else MAIN
            printed.append(transcript(step, channel, first=False))
    return "".join(printed)


@each_document
def test_text_is_what_something_printed(document: Path) -> None:
    before = ""
    for block in blocks(document):
        if block.kind == "text":
            assert before in RUN, f"{name_of(document)}:{block.line} shows what nothing printed"
        elif block.kind in RUN:
            before = block.kind


@each_document
def test_the_terminal_answers_as_it_is_shown(document: Path, tmp_path: Path) -> None:
    wanted = [block for block in blocks(document) if block.kind in (*RUN, "text")]
    typed = "".join(block.text for block in wanted if block.kind == "console")
    if not typed:
        return
    ran = convenor("console", "--database", f"sqlite:///{tmp_path}/c.db", typed=typed, folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr
    for refused in ("Nothing was changed", "You typed:", "is needed", "in sight", "with a slash"):
        assert refused not in ran.stdout, ran.stdout
    kind = ""
    for block in wanted:
        if block.kind != "text":
            kind = block.kind
        elif kind == "console":
            shows(ran.stdout, block, document)


def convenor(*words: str, typed: str = "", folder: Path) -> subprocess.CompletedProcess[str]:
    """The program itself, in English, with a home folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# Names


def rows() -> list[str]:
    """The table of all that people can type, as the README has it."""
    declared = [handles.command for feature in FEATURES for handles in feature.handles]
    listed: list[str] = []
    for command in declared:
        if command.right.of_people:
            who = NARROWER.get(command.path, WHO[command.right])
            about = command.about.source
            listed.append(f"| `/{command.path}` | {who} | {about[:1].upper()}{about[1:]} |")
    return listed


def test_the_readme_lists_every_command_and_who_may_use_it() -> None:
    listed = re.findall(r"^\| `/.*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = rows()
    assert listed == wanted, "README.md should have this table:\n" + "\n".join(wanted)


ELSEWHERE = {"/wg", "/invite @Convenor", "/healthz", "/readyz"}
"""The root of all commands, one of Slack's own, and what the HTTP server answers."""


def code(document: Path) -> Iterator[str]:
    """What stands in the text as code, and the lines to be typed into a shell."""
    yield from _CODE.findall(prose(document))
    for block in blocks(document):
        if block.kind == "sh":
            yield from block.text.splitlines()


@each_document
def test_commands_that_are_named_exist(document: Path) -> None:
    paths = {handles.command.path for feature in FEATURES for handles in feature.handles}
    paths |= {alias for feature in FEATURES for alias in feature.aliases}
    nouns = {path.partition(" ")[0] for path in paths}
    for line in code(document):
        line = line.replace("/wg ", "/", 1)
        first, second = [*line[1:].split(), "", ""][:2]
        if not line.startswith("/") or not first.isalpha() or first in TERMINAL or line in ELSEWHERE:
            continue
        assert f"{first} {second}" in paths or first in paths or line[1:] in nouns, (
            f"{name_of(document)} names {line}"
        )


@each_document
def test_subcommands_and_targets_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in code(document):
        for target in re.findall(r"(?:^|[ ;&])make ([a-z]+)", line):
            assert target in targets, f"{name_of(document)} names make {target}"
        if called := re.match(r"(?:[A-Z_]+=\S+ )?(?:\.venv/bin/)?convenor (.*)", line):
            assert can_be_read(shlex.split(called[1], comments=True)), f"{name_of(document)} names {line}"


def can_be_read(words: list[str]) -> bool:
    """Whether the program knows such a command with such options."""
    try:
        arguments.read(words)
    except SystemExit as ended:
        return ended.code == 0
    return True


def test_every_setting_is_documented_with_its_default() -> None:
    operator = (ROOT / "docs/guides/operator.md").read_text(encoding="utf-8")
    for variable, name in NAMES.items():
        found = re.findall(rf"^\| `{variable}` \| (.*?) \|", operator, re.MULTILINE)
        default = Settings.model_fields[name].default
        value = default.get_secret_value() if isinstance(default, SecretStr) else default
        assert found == ["none" if value is None else f"`{value}`"], variable


def test_what_programs_read_is_documented() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/play.md").read_text(encoding="utf-8"), re.MULTILINE)
    keys = list(Step(START, None, "restart", True, None, "", ()).to_json())
    assert [name for name in listed if name != "restart"] == [*keys, *Why]


@each_document
def test_variables_that_are_named_exist(document: Path) -> None:
    for line in code(document):
        for variable in re.findall(r"\b(?:CONVENOR|SLACK|DISCORD)_[A-Z_]+\b", line):
            assert variable in NAMES or variable == REQUIRED, f"{name_of(document)} names {variable}"


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    for link in _LINK.findall(prose(document)):
        if link.startswith(("https://", "http://")):
            continue
        path, _, place = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{name_of(document)} links to {link}"
        assert not place or place in places(target), f"{name_of(document)} links to {link}"


def places(document: Path) -> set[str]:
    """The anchors of the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
