"""The commands about statements of interest and alternates, as people type them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from bot.commands import Choice, Command, Lines, Named, Person, Record, Right, Whole
from bot.text import Text
from storage.polls import Poll

STATEMENT = 2000
"""Characters of a statement at most."""

_poll = Record("poll", about=Text("for one poll, such as P-1; otherwise in general"))


class Declare(Command):
    path = "member declare"
    about = Text("State your interests, in general or in one poll; members can read it")
    right = Right.SEATED
    example = '/member declare "I advise two providers." poll:P-1'
    text: Annotated[
        str,
        Lines(about=Text("for whom you work, who pays you, what you stand to gain or lose"), most=STATEMENT),
    ]
    poll: Annotated[Poll | None, _poll] = None


class Statements(Command):
    path = "member statements"
    about = Text("Statements of interest: of everybody, of one person, or in one poll")
    right = Right.SEATED
    reads = True
    example = "/member statements @ana"
    who: Annotated[Named | None, Person(about=Text("whose; with all that they stated before"))] = None
    poll: Annotated[Poll | None, _poll] = None
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1


class AlternateChange(StrEnum):
    ASK = "ask"
    ACCEPT = "accept"
    DECLINE = "decline"
    END = "end"


class Alternate(Command):
    path = "member alternate"
    about = Text("Ask an observer of your stakeholder group to vote when you cannot")
    example = "/member alternate @ana"
    right = Right.SEATED
    who: Annotated[Named, Person(about=Text("whom you ask, or who asked you"))]
    change: Annotated[
        AlternateChange,
        Choice(
            about=Text("ask them, answer them, or end it"),
            of=AlternateChange,
            labels=(
                (AlternateChange.ASK, Text("ask: they shall vote when I am away or step aside")),
                (AlternateChange.ACCEPT, Text("accept: I shall vote for them then")),
                (AlternateChange.DECLINE, Text("decline: I shall not")),
                (AlternateChange.END, Text("end it, or take the question back")),
            ),
        ),
    ] = AlternateChange.ASK
