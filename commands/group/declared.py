"""The commands about groups, as people type them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from bot.addresses import ChannelRef
from bot.commands import Choice, Command, Flag, Line, Lines, Many, Parsed, Record, Right, Scope, Whole
from bot.people import MOST_PATIENCE, Joining
from bot.text import Code, Text
from commands.group.rules import LONGEST_HOLIDAY, MOST_HOLIDAYS, Span, read_holidays

NAME, ABOUT, STAKEHOLDER, STAKEHOLDERS = 80, 500, 60, 20
"""At most: characters of a name, of a description and of a stakeholder group's name; stakeholder groups."""

HOME = "home"
"""The kind of record that a home is."""

_zone = Line(about=Text("time zone, such as Europe/Paris or Nairobi"), most=60)
_language = Line(about=Text("language of the group's messages"), most=60)
_stakeholders = Many(
    about=Text("stakeholder groups, separated by |"), most=STAKEHOLDERS, each=2 * STAKEHOLDER + 3
)
_joining = Choice(
    about=Text("is joining open, or does a coordinator approve it?"),
    of=Joining,
    labels=((Joining.OPEN, Text("open to everybody")), (Joining.APPROVED, Text("approved by a coordinator"))),
)
_description = Lines(about=Text("what the group is for"), most=ABOUT)
_public = Flag(about=Text("may everybody in this space find the group?"))


class Create(Command):
    path = "group create"
    about = Text("Start a working group with this channel as its home")
    right = Right.ANYONE
    scope = Scope.NONE
    form = ("zone", "language", "stakeholders")
    example = '/group create "Internet Access WG" zone:Nairobi'
    name: Annotated[str, Line(about=Text("name of the group"), most=NAME)]
    zone: Annotated[str, _zone] = ""
    language: Annotated[str, _language] = ""
    stakeholders: Annotated[tuple[str, ...], _stakeholders] = ()


class Step(StrEnum):
    """A step of the set-up, in order."""

    NAME = "1"
    ZONE = "2"
    MEMBERS = "3"
    CHARTER = "4"
    TRIAL = "5"
    DONE = "done"


class Setup(Command):
    path = "group setup"
    about = Text("Set the group up in five steps; each can be skipped")
    right = Right.ANYONE
    scope = Scope.MAYBE
    example = "/group setup"
    step: Annotated[
        Step | None,
        Choice(
            about=Text("which step to show"),
            of=Step,
            labels=(
                (Step.NAME, Text("1: name and public page")),
                (Step.ZONE, Text("2: zone and language")),
                (Step.MEMBERS, Text("3: stakeholder groups and members")),
                (Step.CHARTER, Text("4: how one joins")),
                (Step.TRIAL, Text("5: dry run")),
                (Step.DONE, Text("finish")),
            ),
        ),
    ] = None
    name: Annotated[str, Line(about=Text("name of the group"), most=NAME)] = ""
    public: Annotated[bool | None, _public] = None
    about_: Annotated[str, _description] = ""
    zone: Annotated[str, _zone] = ""
    language: Annotated[str, _language] = ""
    stakeholders: Annotated[tuple[str, ...], _stakeholders] = ()
    joining: Annotated[Joining | None, _joining] = None


class Show(Command):
    path = "group show"
    about = Text("What this group is, who coordinates it and how one joins")
    right = Right.ANYONE
    reads = True
    example = "/group show"


class List(Command):
    path = "group list"
    about = Text("Your groups, and the public ones here")
    right = Right.ANYONE
    scope = Scope.NONE
    reads = True
    example = "/group list"


class Set(Command):
    path = "group set"
    about = Text("Change the group's name, zone, joining, stakeholder groups, holidays and so on")
    right = Right.COORDINATOR
    example = "/group set zone:Europe/Paris joining:approved"
    name: Annotated[str, Line(about=Text("new name"), most=NAME)] = ""
    zone: Annotated[str, _zone] = ""
    language: Annotated[str, _language] = ""
    joining: Annotated[Joining | None, _joining] = None
    about_: Annotated[str, _description] = ""
    public: Annotated[bool | None, _public] = None
    stakeholders: Annotated[
        tuple[str, ...],
        Many(
            about=Text("all stakeholder groups, separated by |; “old > new” renames one"),
            most=STAKEHOLDERS,
            each=2 * STAKEHOLDER + 3,
        ),
    ] = ()
    holidays: Annotated[
        tuple[Span, ...] | None,
        Parsed(
            about=Text("days on which no poll closes, where the charter says so; none takes them back"),
            read=read_holidays,
            hint=Text(
                "Write days as in {example}, at most {most}, each for {longest} days at most. {none} takes"
                " them back.",
                example=Code("2026-12-24..2027-01-02 | 2027-05-01"),
                most=MOST_HOLIDAYS,
                longest=LONGEST_HOLIDAY.days,
                none=Code("none"),
            ),
            most=1000,
        ),
    ] = None
    patience: Annotated[
        int | None,
        Whole(
            about=Text("days overdue until coordinators are told of an action"), least=0, most=MOST_PATIENCE
        ),
    ] = None


class Change(StrEnum):
    ADD = "add"
    REMOVE = "remove"


class Home(Command):
    path = "group home"
    about = Text("Make this channel a home of the group, or take it back")
    right = Right.COORDINATOR
    example = '/group home group:"Internet Access WG"'
    change: Annotated[
        Change,
        Choice(
            about=Text("add this channel, or remove a home"),
            of=Change,
            labels=(
                (Change.ADD, Text("add this channel")),
                (Change.REMOVE, Text("remove this channel, or the home that is named")),
            ),
        ),
    ] = Change.ADD
    home: Annotated[
        ChannelRef | None, Record(HOME, about=Text("which home to remove, if not this channel"), words=True)
    ] = None


class Resend(Command):
    path = "group resend"
    about = Text("Try again to post what could not be posted in the group's homes")
    right = Right.COORDINATOR
    example = "/group resend"


class Close(Command):
    path = "group close"
    about = Text("Close the group for good; its record can still be read")
    right = Right.COORDINATOR
    form = ("name",)
    example = '/group close "The report is out." name:"Internet Access WG"'
    reason: Annotated[str, Lines(about=Text("why the group ends"), most=1000)]
    name: Annotated[str, Line(about=Text("the group's name, to confirm"), most=NAME)] = ""
