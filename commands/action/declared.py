"""The commands about actions, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Choice, Command, Flag, Line, Lines, Moment, Record, Right, Scope, Shortcut, Whole
from bot.people import MOST_PATIENCE
from bot.text import Text
from commands.action.handlers import kinds
from commands.action.rules import State
from commands.action.values import Owners
from storage.actions import Action
from storage.polls import Poll

TEXT, NOTE, LABEL = 500, 1000, 60
"""Characters at most."""

_label = Line(about=Text("action line: a label that reports gather actions by"), most=LABEL)


class Add(Command):
    path = "action add"
    about = Text("Add an action: who does what by when")
    right = Right.MEMBER
    form = ("who", "due", "line")
    example = '/action add "Draft the summary" who:@ben due:friday'
    shortcut = Shortcut(
        name=Text("Make action item"), about=Text("Say who does what this message asks for"), message="text"
    )

    text: Annotated[str, Line(about=Text("what is to be done"), most=TEXT)]
    who: Annotated[
        Owners | None,
        Record(
            kinds.OWNERS, about=Text("one or several people, or a stakeholder group; else you"), words=True
        ),
    ] = None
    due: Annotated[datetime | None, Moment(about=Text("by when"))] = None
    line: Annotated[str, _label] = ""
    poll: Annotated[
        Poll | None, Record("poll", about=Text("the closed poll that it comes from, such as P-1"))
    ] = None
    patience: Annotated[
        int | None,
        Whole(
            about=Text("days overdue until coordinators are told; else as the group does"),
            least=0,
            most=MOST_PATIENCE,
        ),
    ] = None


class List(Command):
    path = "action list"
    about = Text("List actions, the next due first")
    right = Right.ANYONE
    reads = True
    example = "/action list who:me"

    who: Annotated[
        Owners | None,
        Record(kinds.OWNERS, about=Text("only those of somebody, or of a stakeholder group"), words=True),
    ] = None
    state: Annotated[
        State,
        Choice(
            about=Text("only those that are so"),
            of=State,
            labels=(
                (State.OPEN, Text("open")),
                (State.DONE, Text("done")),
                (State.DROPPED, Text("dropped")),
            ),
        ),
    ] = State.OPEN
    line: Annotated[str, _label] = ""
    overdue: Annotated[bool, Flag(about=Text("only those that are overdue"))] = False
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1


class OfAction(Command):
    """What is done with one action."""

    right = Right.SEATED

    action: Annotated[Action, Record(kinds.ACTION, about=Text("which action, such as A-1"))]


class Show(OfAction):
    path = "action show"
    about = Text("Show an action and what happened to it")
    right = Right.ANYONE
    reads = True
    example = "/action show A-1"


class Done(OfAction):
    path = "action done"
    about = Text("Say that an action is done")
    example = "/action done A-1"

    note: Annotated[str, Lines(about=Text("what came of it"), most=NOTE)] = ""


class Assign(OfAction):
    path = "action assign"
    about = Text("Hand an action over")
    example = "/action assign A-1 @ben"

    who: Annotated[
        Owners, Record(kinds.OWNERS, about=Text("one or several people, or a stakeholder group"), words=True)
    ]


class Due(OfAction):
    path = "action due"
    about = Text("Give an action another due date")
    form = ("reason",)
    example = '/action due A-1 "next friday" reason:"The figures come on Thursday"'

    when: Annotated[datetime, Moment(about=Text("by when"))]
    reason: Annotated[str, Lines(about=Text("why, if you like"), most=NOTE)] = ""


class Drop(OfAction):
    path = "action drop"
    about = Text("Drop an action for a reason: it will not be done")
    example = '/action drop A-1 "The meeting was cancelled"'

    reason: Annotated[str, Lines(about=Text("why"), most=NOTE)]


class Note(OfAction):
    path = "action note"
    about = Text("Note something on an action")
    right = Right.MEMBER
    example = '/action note A-1 "Waiting for the printer"'

    text: Annotated[str, Lines(about=Text("what is to be noted"), most=NOTE)]


class Reopen(OfAction):
    path = "action reopen"
    about = Text("Open an action again that was done or dropped")
    example = "/action reopen A-1"


class Follow(OfAction):
    path = "action follow"
    about = Text("An action is followed up")
    right = Right.CLOCK
    scope = Scope.NONE
