"""The documentation is run: what it shows happens, what it names exists.

- ```play blocks are played; the blocks of a file are one conversation, until one begins with `# fresh`.
  Every step has to be accepted, unless the next line is `# refused: CODE`.
- ```console blocks are typed into `convenor console`, all of a file in one session.
- ```text blocks show what the run block before them prints, however the lines are broken; `…` on a line
  of its own stands for what is left out.
- Commands, subcommands, Make targets, environment variables and links have to exist.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.console.callers import MAIN
from adapters.console.paper import transcript
from adapters.console.play import perform
from adapters.console.script import Says, read_script
from adapters.console.stage import Stage, Step
from bot.clock import VirtualClock
from bot.commands import Right
from bot.feature import Registry
from bot.settings import NAMES
from bot.wiring import build
from commands import FEATURES
from docs.pictures import make
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

WHO = {
    Right.ANYONE: "anyone",
    Right.SEATED: "whoever has a seat",
    Right.MEMBER: "members",
    Right.FACILITATOR: "facilitators",
    Right.COORDINATOR: "coordinators",
}
NARROWER = {"group setup": "coordinators", "poll vote": "the roll", "poll unvote": "the roll"}
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
    for piece in re.split(r"^[ ]*…[ ]*$", block.text, flags=re.MULTILINE):
        wanted = squeezed(piece)
        before, found, rest = rest.partition(wanted)
        assert found == wanted, f"{name_of(document)}:{block.line} shows\n{wanted}\nand it prints\n{squeezed(printed)}"


@each_document
async def test_conversations_happen_as_they_are_shown(document: Path, tmp_path: Path) -> None:
    for number, conversation in enumerate(conversations(document)):
        url = f"sqlite:///{tmp_path}/{number}.db"
        stage = Stage(
            lambda gateways, clock, url=url: build(url, gateways, clock=clock, card_rest=timedelta(0)),
            VirtualClock(START),
        )
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
