"""The commands about conflicts of interest in a poll, as people type them."""

from __future__ import annotations

from typing import Annotated

from bot.commands import Command, Flag, Line, Named, Person, Record, Right
from bot.text import Text
from storage.polls import Poll

REASON = 500
"""Characters of a reason at most: the roll shows them all."""
_poll = Record("poll", about=Text("which poll, such as P-1"))


class Recuse(Command):
    path = "poll recuse"
    about = Text("Step aside from a poll for good: no ballot, no part in its quorum and threshold")
    right = Right.ANYONE
    form = ("confirm",)
    example = '/poll recuse P-1 "I wrote the draft" confirm:yes'

    poll: Annotated[Poll, _poll]
    reason: Annotated[str, Line(about=Text("why; everybody in the group can read it"), most=REASON)]
    confirm: Annotated[bool, Flag(about=Text("yes: this cannot be undone"))] = False


class Handover(Command):
    path = "poll handover"
    about = Text("Let another facilitator determine a poll and rule on objections to it")
    example = "/poll handover P-1 @ana"

    poll: Annotated[Poll, _poll]
    who: Annotated[Named, Person(about=Text("which facilitator"))]
