"""The commands about digests, as people type them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from bot.commands import Choice, Command, Moment, Parsed, Record, Right, Scope, Whole
from bot.moments.rhythm import Rhythm, read_rhythm
from bot.text import Text
from commands.digest.values import Audience, Part
from storage.digests import DigestReader, Issue

_FOR = Choice(
    about=Text("for whom: yourself, each coordinator, or this channel"),
    of=Audience,
    labels=(
        (Audience.ME, Text("myself")),
        (Audience.COORDINATORS, Text("each coordinator of the group")),
        (Audience.HOME, Text("everybody in this channel, a home of the group")),
    ),
)
_WHICH = Choice(about=Text("which digest: your own, the coordinators', or this channel's"), of=Audience)
_sent = Record("digest", about=Text("which digest that was sent; the newest if left out"))


def read_sections(typed: str) -> tuple[Part, ...]:
    """Sections by their names, in any order. Raises ValueError."""
    names = [name for name in re.split(r"[\s,|]+", typed.casefold()) if name]
    wanted = {Part(name) for name in names}
    if not wanted:
        raise ValueError("no section")
    return tuple(part for part in Part if part in wanted)


class Schedule(Command):
    path = "digest schedule"
    about = Text("Get a digest regularly: what needs you, what was decided, what comes")
    right = Right.SEATED
    form = ("to",)
    example = "/digest schedule every:monday to:me"

    every: Annotated[
        Rhythm,
        Parsed(
            about=Text("how often, at most once a day: every monday 9:00"),
            read=read_rhythm,
            hint=Text("Write it as in every monday 9:00, or first friday of the month."),
        ),
    ]
    to: Annotated[Audience, _FOR] = Audience.ME
    sections: Annotated[
        tuple[Part, ...],
        Parsed(
            about=Text("needs, decided, coming, participation; all if left out"),
            read=read_sections,
            hint=Text("Name some of needs, decided, coming, participation."),
        ),
    ] = ()


class Now(Command):
    path = "digest now"
    about = Text("Show a digest of the last and the next 7 days; only you see it")
    right = Right.SEATED
    reads = True
    example = "/digest now"

    page: Annotated[int, Whole(about=Text("which page of what did not fit"), most=1000)] = 0


class More(Command):
    path = "digest more"
    about = Text("Show what did not fit into a digest")
    right = Right.ANYONE
    reads = True
    example = "/digest more"

    page: Annotated[int, Whole(about=Text("which page"), least=1, most=1000)] = 1
    digest: Annotated[Issue | None, _sent] = None


class Balance(Command):
    path = "digest balance"
    about = Text("Show in numbers how balanced participation is between stakeholder groups")
    right = Right.SEATED
    reads = True
    example = "/digest balance"

    digest: Annotated[Issue | None, _sent] = None


class Pause(Command):
    path = "digest pause"
    about = Text("Pause a digest, for a time or until you resume it")
    right = Right.SEATED
    example = '/digest pause until:"in 3 weeks"'

    to: Annotated[Audience | None, _WHICH] = None
    until: Annotated[datetime | None, Moment(about=Text("until when; until you resume it if left out"))] = (
        None
    )
    digest: Annotated[Issue | None, _sent] = None


class Resume(Command):
    path = "digest resume"
    about = Text("Get a digest again that is paused")
    right = Right.SEATED
    example = "/digest resume"

    to: Annotated[Audience | None, _WHICH] = None


class Stop(Command):
    path = "digest stop"
    about = Text("Stop a digest")
    right = Right.SEATED
    example = "/digest stop"

    to: Annotated[Audience, _WHICH] = Audience.ME


class List(Command):
    path = "digest list"
    about = Text("List your digests, those of the coordinators and those of the homes")
    right = Right.SEATED
    reads = True
    example = "/digest list"


class Send(Command):
    path = "digest send"
    about = Text("Send a digest")
    right = Right.CLOCK
    scope = Scope.NONE
    last = True

    reader: Annotated[DigestReader, Record("digest reader", about=Text("to whom"))]
