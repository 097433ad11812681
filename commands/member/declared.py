"""The commands about seats, as people type them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from bot.boundary import UserGroup
from bot.commands import (
    Choice,
    Command,
    Flag,
    Line,
    Lines,
    Moment,
    Named,
    Person,
    Record,
    Right,
    Scope,
    Whole,
)
from bot.people import ROLE_WORDS, Role
from bot.text import Text
from commands.member.values import Stakeholder
from storage.user_groups import Kept

REASON = 1000
"""Characters of a reason at most."""
PASTED = 190_000
"""Characters of a pasted list at most: 2,000 lines of some 95."""
STAKEHOLDER = "stakeholder"
"""The kind of record that a stakeholder group is."""
KEPT = "user group"
"""The kind of record that a user group is which is kept in step with."""

_roles = (
    (Role.OBSERVER, Text("observer: watches")),
    (Role.MEMBER, Text("member: decides")),
    (Role.FACILITATOR, Text("facilitator: opens polls")),
    (Role.COORDINATOR, Text("coordinator: looks after the group")),
)
_stakeholder = Record(STAKEHOLDER, about=Text("stakeholder group"), words=True)
_region = Line(about=Text("region of the world"), most=60)
_affiliation = Line(about=Text("organisation"), most=100)
_reason = Lines(about=Text("why a coordinator does it, where the charter asks others first"), most=REASON)


class OwnRole(StrEnum):
    """What one can be without being given it."""

    MEMBER = "member"
    OBSERVER = "observer"


class Join(Command):
    path = "member join"
    about = Text("Take a seat in this group, or change your stakeholder group")
    right = Right.ANYONE
    example = "/member join civil society"
    stakeholder: Annotated[Stakeholder, _stakeholder]
    role: Annotated[
        OwnRole | None,
        Choice(
            about=Text("take part, or only watch"),
            of=OwnRole,
            labels=((OwnRole.MEMBER, Text("member: decides")), (OwnRole.OBSERVER, Text("observer: watches"))),
        ),
    ] = None
    region: Annotated[str, _region] = ""
    affiliation: Annotated[str, _affiliation] = ""


class Add(Command):
    path = "member add"
    about = Text("Give somebody a seat, confirmed at once, or all who are in a user group")
    right = Right.COORDINATOR
    long = True
    example = "/member add @ana civil society"
    who: Annotated[
        Named | UserGroup, Person(about=Text("whom: mention them, or a user group, with @"), several=True)
    ]
    stakeholder: Annotated[Stakeholder, _stakeholder]
    role: Annotated[
        Role, Choice(about=Text("what they are"), of=Role, labels=_roles, also=tuple(ROLE_WORDS.items()))
    ] = Role.MEMBER
    region: Annotated[str, _region] = ""
    affiliation: Annotated[str, _affiliation] = ""
    reason: Annotated[str, _reason] = ""
    keep: Annotated[bool, Flag(about=Text("follow the user group: who joins or leaves it later, too"))] = (
        False
    )


class ShowKept(Command):
    path = "member kept"
    about = Text("Which user groups fill stakeholder groups and are followed")
    right = Right.SEATED
    reads = True
    example = "/member kept"


class Unkeep(Command):
    path = "member unkeep"
    about = Text("Stop following a user group; the seats stay")
    right = Right.COORDINATOR
    example = "/member unkeep @civil"
    user_group: Annotated[Kept, Record(KEPT, about=Text("which user group"), words=True)]


class Keep(Command):
    path = "member keep"
    about = Text("Who is in a user group that is followed has changed")
    right = Right.PLATFORM
    scope = Scope.NONE
    long = True
    user_group: Annotated[Kept, Record(KEPT, about=Text("which user group"))]


class Import(Command):
    path = "member import"
    about = Text("Give seats to a pasted list of people")
    right = Right.COORDINATOR
    long = True
    example = "/member import @ana, government | @ben, civil society, facilitator"
    list_: Annotated[
        str,
        Lines(
            about=Text("a line each: name or @mention, stakeholder, role, region, affiliation"), most=PASTED
        ),
    ]
    skip: Annotated[bool, Flag(about=Text("leave faulty lines out instead of refusing the list"))] = False
    reason: Annotated[str, _reason] = ""


class Confirm(Command):
    path = "member confirm"
    about = Text("Confirm a pending seat")
    right = Right.COORDINATOR
    form = ("reason",)
    example = "/member confirm @ana"
    who: Annotated[Named, Person(about=Text("whose seat"))]
    reason: Annotated[str, _reason] = ""


class GiveRole(Command):
    path = "member role"
    about = Text("Make somebody observer, member, facilitator or coordinator")
    right = Right.COORDINATOR
    example = "/member role @ana facilitator"
    who: Annotated[Named, Person(about=Text("whose role"))]
    role: Annotated[
        Role, Choice(about=Text("the new role"), of=Role, labels=_roles, also=tuple(ROLE_WORDS.items()))
    ]


class Remove(Command):
    path = "member remove"
    about = Text("End somebody's seat; polls that are open stay as they are")
    right = Right.COORDINATOR
    example = '/member remove @ana "Changed employer."'
    who: Annotated[Named, Person(about=Text("whose seat"))]
    reason: Annotated[str, Lines(about=Text("why; they will read it"), most=REASON)]


class List(Command):
    path = "member list"
    about = Text("Who sits in this group")
    right = Right.SEATED
    reads = True
    example = "/member list government"
    stakeholder: Annotated[Stakeholder | None, _stakeholder] = None
    page: Annotated[int, Whole(about=Text("page of a long list"), least=1, most=1000)] = 1


class Show(Command):
    path = "member show"
    about = Text("Somebody's seat in this group, or your own")
    right = Right.SEATED
    reads = True
    example = "/member show @ana"
    who: Annotated[Named | None, Person(about=Text("whose seat; your own if you leave it out"))] = None


class Away(Command):
    path = "member away"
    about = Text("Say when you are away: until then polls do not count on you")
    right = Right.SEATED
    form = ("since",)
    example = "/member away since:monday until:friday"
    since: Annotated[datetime | None, Moment(about=Text("first day or moment away, if not today"))] = None
    until: Annotated[datetime, Moment(about=Text("last day or moment away"), after="since")]
    who: Annotated[Named | None, Person(about=Text("somebody else (coordinators only)"))] = None
    here: Annotated[bool, Flag(about=Text("take it back: here after all during that time"))] = False


class Leave(Command):
    path = "member leave"
    about = Text("Give up your seat; polls that are open stay as they are")
    right = Right.SEATED
    example = "/member leave"
    reason: Annotated[str, Lines(about=Text("why, if you like"), most=REASON)] = ""
