"""The commands about objections, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Choice, Command, Lines, Moment, Record, Right, Whole
from bot.text import Text
from commands.objection.rules import Disposition, Kind, Resolution, State
from storage.objections import Objection
from storage.polls import Poll

TEXT, RESOLVE = 2000, 1000
"""Characters at most; a reason on a ballot is as long as the text of an objection."""

_objection = Record("objection", about=Text("which objection, such as O-1"))


class Raise(Command):
    path = "objection raise"
    about = Text("Object to a poll with a reason, or note a concern, which never blocks")
    right = Right.ANYONE
    form = ("resolve", "kind")
    example = '/objection raise P-1 "It leaves out the islands" resolve:"Name them in section 2"'

    poll: Annotated[Poll, Record("poll", about=Text("which poll, such as P-1"))]
    text: Annotated[str, Lines(about=Text("what would go wrong, or what would be better"), most=TEXT)]
    resolve: Annotated[str, Lines(about=Text("what would resolve it"), most=RESOLVE)] = ""
    kind: Annotated[
        Kind,
        Choice(
            about=Text("does it block, or is it a concern?"),
            of=Kind,
            labels=(
                (Kind.OBJECTION, Text("objection: has to be answered")),
                (Kind.CONCERN, Text("concern: is kept and never blocks")),
            ),
        ),
    ] = Kind.OBJECTION


class OfObjection(Command):
    """What is done with one objection."""

    objection: Annotated[Objection, _objection]


class Sign(OfObjection):
    path = "objection sign"
    about = Text("Put your name under somebody else's objection or concern")
    right = Right.SEATED
    example = "/objection sign O-1"


class Hold(OfObjection):
    path = "objection hold"
    about = Text("Say that you need time for your objection: once in a poll, at most 7 days")
    right = Right.ANYONE
    example = '/objection hold O-1 "in 3 days"'

    until: Annotated[datetime, Moment(about=Text("until when"))]


class Answer(OfObjection):
    path = "objection answer"
    about = Text("Answer an objection to your poll, or as a facilitator to any")
    right = Right.SEATED
    form = ("resolution",)
    example = '/objection answer O-1 "Section 2 names them now" resolution:accommodated'

    text: Annotated[str, Lines(about=Text("the answer, with its reasons"), most=TEXT)]
    resolution: Annotated[
        Resolution,
        Choice(
            about=Text("what the answer does with it"),
            of=Resolution,
            labels=(
                (Resolution.ACCOMMODATED, Text("accommodated: what it asks for is done")),
                (Resolution.CONSIDERED, Text("considered: it was weighed and is not accommodated")),
            ),
        ),
    ] = Resolution.CONSIDERED


class Accept(OfObjection):
    path = "objection accept"
    about = Text("Accept the answer to your objection: it does not stand any more")
    right = Right.ANYONE
    example = "/objection accept O-1"


class Rule(OfObjection):
    path = "objection rule"
    about = Text("Rule on an objection in which you have no part, with reasons")
    right = Right.FACILITATOR
    example = '/objection rule O-1 overruled "The budget covers it: page 4"'

    disposition: Annotated[
        Disposition,
        Choice(
            about=Text("what you find"),
            of=Disposition,
            labels=(
                (Disposition.UPHELD, Text("upheld: it stands")),
                (Disposition.OVERRULED, Text("overruled: it does not stand")),
                (Disposition.ACCOMMODATED, Text("accommodated: what it asks for is done")),
                (Disposition.CONSIDERED, Text("considered: it was weighed and need not be accommodated")),
                (Disposition.OLD, Text("old: settled before, and nothing new is said")),
                (Disposition.MINOR, Text("minor: too small to hold the group up")),
                (Disposition.TIMING, Text("timing: not to be discussed now")),
                (Disposition.SCOPE, Text("scope: outside what the group is there for")),
            ),
        ),
    ]
    text: Annotated[str, Lines(about=Text("the reasons"), most=TEXT)]


class Withdraw(OfObjection):
    path = "objection withdraw"
    about = Text("Withdraw your objection or concern, or your name from somebody else's")
    right = Right.ANYONE
    example = "/objection withdraw O-1"


class Merge(OfObjection):
    path = "objection merge"
    about = Text("Merge an objection into another that says the same; its signers stay")
    right = Right.SEATED
    example = "/objection merge O-2 O-1"

    into: Annotated[Objection, Record("objection", about=Text("the one that it lives on in"))]


class Show(OfObjection):
    path = "objection show"
    about = Text("Show an objection: who holds it, the answer, and what became of it")
    right = Right.ANYONE
    reads = True
    example = "/objection show O-1"


class List(Command):
    path = "objection list"
    about = Text("List the objections and concerns of the group, the newest first")
    right = Right.ANYONE
    reads = True
    example = "/objection list P-1 state:open"

    poll: Annotated[Poll | None, Record("poll", about=Text("only those against this poll"))] = None
    state: Annotated[
        State | None,
        Choice(
            about=Text("only those that are so"),
            of=State,
            labels=(
                (State.OPEN, Text("not answered yet")),
                (State.ANSWERED, Text("answered")),
                (State.ACCEPTED, Text("accepted as answered")),
                (State.WITHDRAWN, Text("withdrawn")),
                (State.UPHELD, Text("upheld")),
                (State.OVERRULED, Text("overruled")),
                (State.MERGED, Text("merged into another")),
            ),
        ),
    ] = None
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1
