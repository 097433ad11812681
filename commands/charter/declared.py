"""The commands about charters, as people type them."""

from __future__ import annotations

from typing import Annotated

from bot.charters import Charter
from bot.commands import Command, Parsed, Record, Right, Scope, Whole
from bot.text import Code, Text, listing
from commands.charter.rules import Override, read_overrides
from storage.polls import Poll

OVERRIDES = 600
"""Characters at most."""

_preset = Record("preset", about=Text("which charter, such as roberts-majority"))
_overrides = Text(
    "Write what is to differ, separated by {bar}: {examples}.",
    bar=Code("|"),
    examples=listing(Code("minimum=10 days"), Code("minimum=10 days | quorum=1/3")),
)


class Current(Command):
    path = "group charter"
    about = Text("The group's charter in plain words, and who could decide what by it")
    right = Right.ANYONE
    reads = True
    example = "/group charter"

    version: Annotated[
        int, Whole(about=Text("an earlier version; the one in force, unless you say"), most=100_000)
    ] = 0


class Show(Command):
    path = "group charter show"
    about = Text("A charter that the group could adopt, with its sources")
    right = Right.ANYONE
    scope = Scope.MAYBE
    reads = True
    example = "/group charter show roberts-majority"

    preset: Annotated[Charter, _preset]


class Propose(Command):
    path = "group charter propose"
    about = Text("Propose a charter: the first is adopted at once, a later one by a poll")
    right = Right.COORDINATOR
    long = True
    example = '/group charter propose sociocratic-consent overrides:"minimum=7 days"'

    preset: Annotated[Charter, _preset]
    overrides: Annotated[
        tuple[Override, ...],
        Parsed(
            about=Text("what shall differ, as name=value, separated by |"),
            read=read_overrides,
            hint=_overrides,
            most=OVERRIDES,
        ),
    ] = ()
    rework: Annotated[Poll | None, Record("poll", about=Text("the suspended poll that this puts again"))] = (
        None
    )


class History(Command):
    path = "group charter history"
    about = Text("All charters that the group has had")
    right = Right.ANYONE
    reads = True
    example = "/group charter history"
