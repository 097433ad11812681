"""The commands about polls that the process of a charter has, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Command, Line, Lines, Moment, Right
from bot.text import Text
from commands.poll.declared import LINK, POLL, QUESTION, TEXT, Timed
from storage.polls import Poll


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


class Lapse(Timed):
    path = "poll lapse"
    about = Text("A suspended poll that nobody put again lapses")


class Forget(Timed):
    path = "poll forget"
    about = Text("A poll that too few found urgent is dropped")


class Review(Timed):
    path = "poll review"
    about = Text("A poll that passed as urgent is to be looked at again")
