"""The commands about rotas, as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from bot.commands import (
    Choice,
    Command,
    Flag,
    Line,
    Lines,
    Many,
    Moment,
    Named,
    Parsed,
    Person,
    Record,
    Right,
    Scope,
    Whole,
)
from bot.moments.rhythm import Rhythm, read_rhythm
from bot.text import Code, Text, listing
from commands.rota.rules.hours import read_hours
from commands.rota.rules.reading import MOST_LEADS, read_leads, read_length, read_role, read_zone
from commands.rota.rules.values import Hours, Share
from storage.rotas import Rota
from storage.turns import Turn

ROLE, NOTE, REASON, SOURCES = 60, 2000, 500, 1000
"""Characters at most."""

_rota = Record("rota", about=Text("which rota, such as R-1, or its role"))
_only_rota = replace(_rota, words=True)
"""Where nothing follows it, so that a role of several words needs no quotes."""
_turn = Record("turn", about=Text("which turn, such as T-1"))
_length = Text("Write a length of time: {examples}.", examples=listing(Code("2 hours"), Code("30 days")))


class Create(Command):
    path = "rota create"
    about = Text("Let a role go round the stakeholder groups, in a rhythm of your own")
    right = Right.COORDINATOR
    long = True
    form = ("starts", "pool", "share")
    example = '/rota create facilitator "every other tuesday 14:00" starts:"1 december"'

    role: Annotated[
        str,
        Parsed(
            about=Text("facilitator, scribe, timekeeper, …"), read=read_role, hint=Text("Name it."), most=ROLE
        ),
    ]
    every: Annotated[
        Rhythm,
        Parsed(
            about=Text("how often, such as every other tuesday 14:00"),
            read=read_rhythm,
            hint=Text(
                "Write how often: {examples}.",
                examples=listing(Code("every other tuesday 14:00"), Code("first monday of the month")),
            ),
        ),
    ]
    starts: Annotated[datetime | None, Moment(about=Text("from when on; at once if you leave it out"))] = None
    pool: Annotated[tuple[str, ...], Many(about=Text("only these stakeholder groups, separated by |"))] = ()
    share: Annotated[
        Share,
        Choice(
            about=Text("what is a fair share"),
            of=Share,
            labels=(
                (Share.EQUAL, Text("equal: as many turns for each stakeholder group")),
                (Share.MEMBERS, Text("members: by how many people each has")),
            ),
        ),
    ] = Share.EQUAL
    holders: Annotated[int, Whole(about=Text("how many hold each turn together"), least=1, most=5)] = 1
    zone: Annotated[
        str,
        Parsed(
            about=Text("the zone of its hours, if not the group's"),
            read=read_zone,
            hint=Text("Write a zone: {examples}.", examples=listing(Code("Europe/Paris"), Code("UTC"))),
        ),
    ] = ""
    lasts: Annotated[
        timedelta | None,
        Parsed(
            about=Text("how long a turn lasts; until the next if left out"), read=read_length, hint=_length
        ),
    ] = None
    announce: Annotated[
        tuple[timedelta, ...],
        Parsed(
            about=Text(
                "how long before a turn to announce it; 7 days and 24 hours, less where turns follow sooner"
            ),
            read=read_leads,
            hint=Text(
                "Write how long before, at most {most} times: {example}.",
                most=MOST_LEADS,
                example=Code("7 days, 24 hours"),
            ),
        ),
    ] = ()
    most: Annotated[int, Whole(about=Text("how many turns running one may have; 0: no limit"), most=50)] = 0
    rest: Annotated[
        timedelta | None,
        Parsed(about=Text("how long one rests after that"), read=read_length, hint=_length),
    ] = None


class Show(Command):
    path = "rota show"
    about = Text("Show a rota: the next turns, who stands by, and who has served how often")
    right = Right.ANYONE
    reads = True
    example = "/rota show R-1"

    rota: Annotated[Rota | None, _only_rota] = None


class Next(Command):
    path = "rota next"
    about = Text("Show who holds each role now, and who is next")
    right = Right.ANYONE
    reads = True
    example = "/rota next"

    rota: Annotated[Rota | None, _only_rota] = None


class List(Command):
    path = "rota list"
    about = Text("List the rotas of the group")
    right = Right.ANYONE
    reads = True
    example = "/rota list"


class Why(Command):
    path = "rota why"
    about = Text("Say in one sentence why somebody holds a turn")
    right = Right.ANYONE
    reads = True
    example = "/rota why T-1"

    turn: Annotated[Turn, _turn]


class Confirm(Command):
    path = "rota confirm"
    about = Text("Say that you will hold your turn")
    example = "/rota confirm T-1"

    turn: Annotated[Turn | None, _turn] = None


class Decline(Command):
    path = "rota decline"
    about = Text("Say that you cannot hold your turn; it passes to the next in the order")
    long = True
    example = '/rota decline T-1 reason:"I travel that week"'

    turn: Annotated[Turn | None, _turn] = None
    reason: Annotated[str, Line(about=Text("why, if you like"), most=REASON)] = ""


class Swap(Command):
    path = "rota swap"
    about = Text("Ask somebody to swap turns with you; both have to agree")
    example = "/rota swap T-1 @ben"

    turn: Annotated[Turn, _turn]
    who: Annotated[Named, Person(about=Text("with whom"))]
    for_: Annotated[
        Turn | None, Record("turn", about=Text("for which turn of theirs; their next if left out"))
    ] = None


class Agree(Command):
    path = "rota agree"
    about = Text("Agree to a swap that somebody asked you for, or say no")
    long = True
    example = "/rota agree T-1"

    turn: Annotated[Turn, _turn]
    answer: Annotated[bool, Flag(about=Text("yes or no"))] = True


class Take(Command):
    path = "rota take"
    about = Text("Take over a turn as its deputy, when its holder has not confirmed a day before")
    long = True
    example = "/rota take T-1"

    turn: Annotated[Turn, _turn]


class Handover(Command):
    path = "rota handover"
    about = Text("Leave a note to whoever is next")
    example = '/rota handover "Item 3 is still open; the notes are in the wiki."'

    note: Annotated[str, Lines(about=Text("what the next one needs to know"), most=NOTE)]
    turn: Annotated[Turn | None, _turn] = None


class Override(Command):
    path = "rota override"
    about = Text("Give a turn to somebody for a reason; the record keeps who had it before")
    right = Right.COORDINATOR
    long = True
    example = '/rota override T-1 @ben "Ana is ill"'

    turn: Annotated[Turn, _turn]
    who: Annotated[Named, Person(about=Text("who holds it now"))]
    reason: Annotated[str, Line(about=Text("why"), most=REASON)]
    instead: Annotated[Named | None, Person(about=Text("of whom, where several hold it"))] = None


class Leave(Command):
    path = "rota leave"
    about = Text("Stay out of a rota, or take part in it again")
    long = True
    example = "/rota leave R-1"

    rota: Annotated[Rota, _rota]
    who: Annotated[Named | None, Person(about=Text("somebody to exempt, as a coordinator"))] = None
    back: Annotated[bool, Flag(about=Text("yes to take part again"))] = False


class KeepHours(Command):
    path = "rota hours"
    about = Text("Say in which hours of your day no turn of yours should begin")
    long = True
    example = '/rota hours "22:00-07:00"'

    hours: Annotated[
        Hours | None,
        Parsed(
            about=Text("such as 22:00-07:00 on your clock, or none"),
            read=read_hours,
            hint=Text(
                "Write from when until when: {examples}.", examples=listing(Code("22:00-07:00"), Code("none"))
            ),
        ),
    ]


class Draw(Command):
    path = "rota draw"
    about = Text("Draw the order by RFC 3797: first say from which sources, then give their numbers")
    right = Right.COORDINATOR
    long = True
    example = '/rota draw R-1 "EuroMillions of 4 December 2026 | DAX closing value of 4 December 2026"'

    rota: Annotated[Rota, _rota]
    sources: Annotated[
        str, Line(about=Text("the sources, or their numbers once they are out, separated by |"), most=SOURCES)
    ]


class End(Command):
    path = "rota end"
    about = Text("End a rota: its turns to come are cancelled")
    right = Right.COORDINATOR
    long = True
    example = "/rota end R-1"

    rota: Annotated[Rota, _only_rota]


class Timed(Command):
    """What time does with a turn."""

    right = Right.CLOCK
    scope = Scope.NONE
    long = True

    turn: Annotated[Turn, _turn]


class Announce(Timed):
    path = "rota announce"
    about = Text("A turn is announced before its date")


class Ask(Timed):
    path = "rota ask"
    about = Text("Whoever has not confirmed a turn is asked again")


class Offer(Timed):
    path = "rota offer"
    about = Text("The deputy may take a turn that nobody confirmed")


class Start(Timed):
    path = "rota start"
    about = Text("A turn begins")


class Finish(Timed):
    path = "rota finish"
    about = Text("A turn ends")
