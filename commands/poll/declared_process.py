"""The commands about polls that the process of a charter has, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Command, Line, Lines, Moment, Right
from bot.text import Text
from commands.poll.declared import LINK, POLL, QUESTION, REASON, TEXT, Timed
from storage.polls import Poll

SOURCES = 1000
"""Characters of the sources of a draw, or of their numbers."""


class Rework(Command):
    path = "poll rework"
    about = Text("Put a suspended poll again, with the text as it is now")
    right = Right.MEMBER
    long = True
    form = ("question", "link")
    example = '/poll rework P-1 "The text, with the review that was asked for"'

    poll: Annotated[Poll, POLL]
    text: Annotated[str, Lines(about=Text("the text as it is now"), most=TEXT)]
    question: Annotated[str, Line(about=Text("what is asked, if that changes"), most=QUESTION)] = ""
    link: Annotated[str, Line(about=Text("a link to what it is about"), most=LINK)] = ""
    closes: Annotated[datetime | None, Moment(about=Text("when it closes; as usual, unless you say"))] = None


class Second(Command):
    path = "poll second"
    about = Text("Say as a facilitator of another stakeholder group that a poll is urgent")
    right = Right.FACILITATOR
    long = True
    example = "/poll second P-1"

    poll: Annotated[Poll, POLL]


class Draw(Command):
    path = "poll draw"
    about = Text("Break a tie by a draw (RFC 3797): first say from which sources, then give their numbers")
    right = Right.FACILITATOR
    long = True
    example = '/poll draw P-1 "EuroMillions of 4 December 2026"'

    poll: Annotated[Poll, POLL]
    sources: Annotated[
        str, Line(about=Text("the sources, or their numbers once they are out, separated by |"), most=SOURCES)
    ]


class Cast(Command):
    path = "poll cast"
    about = Text("Break a tie by the casting vote, where rankings are counted by Debian's rule")
    right = Right.COORDINATOR
    long = True
    example = '/poll cast P-1 2 "It can begin sooner"'

    poll: Annotated[Poll, POLL]
    option: Annotated[str, Line(about=Text("which of the options that tie"), most=100)]
    reason: Annotated[str, Line(about=Text("why"), most=REASON)]


class Lapse(Timed):
    path = "poll lapse"
    about = Text("A suspended poll that nobody put again lapses")


class Forget(Timed):
    path = "poll forget"
    about = Text("A poll that too few found urgent is dropped")


class Review(Timed):
    path = "poll review"
    about = Text("A poll that passed as urgent is to be looked at again")
