"""The commands about reminders, as people type them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.commands import Command, Line, Moment, Parsed, Record, Right, Scope
from bot.moments.rhythm import Rhythm, read_rhythm
from bot.quiet import Quiet, read_quiet
from bot.text import Code, Text, listing
from commands.reminder.handlers import kinds
from commands.reminder.values import Recipient
from storage.reminders import Reminder

TEXT = 500
"""Characters of a reminder at most."""
OFF = ("off", "none", "no")


def read_hours(typed: str) -> Quiet | None:
    """Quiet hours, or None for no such hours any more. Raises ValueError."""
    return None if typed.casefold() in OFF else read_quiet(typed)


_reminder = Record(kinds.REMINDER, about=Text("which reminder, such as N-1"))


class Add(Command):
    path = "reminder add"
    about = Text("Remind yourself, somebody else or the group, once or again and again")
    right = Right.SEATED
    form = ("to",)
    example = '/reminder add "Send the agenda" "every tuesday 14:00" to:facilitator'

    text: Annotated[str, Line(about=Text("what to remind of"), most=TEXT)]
    when: Annotated[str, Line(about=Text("a moment such as friday 15:00, or every tuesday 14:00"), most=100)]
    every: Annotated[
        Rhythm | None,
        Parsed(
            about=Text("how often it comes back from then on"),
            read=read_rhythm,
            hint=Text(
                "Write how often: {examples}.",
                examples=listing(Code("week"), Code("2 weeks"), Code("first monday of the month")),
            ),
        ),
    ] = None
    to: Annotated[
        Recipient | None,
        Record(kinds.RECIPIENT, about=Text("me, somebody, a stakeholder group, a role, or home"), words=True),
    ] = None


class List(Command):
    path = "reminder list"
    about = Text("List the reminders that you can see, the next one first")
    right = Right.SEATED
    reads = True
    example = "/reminder list"


class OfReminder(Command):
    """What is done with one reminder."""

    reminder: Annotated[Reminder, _reminder]


class Snooze(OfReminder):
    path = "reminder snooze"
    about = Text("Be reminded again later; nobody else is affected")
    right = Right.SEATED
    example = '/reminder snooze N-1 "in 2 hours"'

    until: Annotated[datetime, Moment(about=Text("when to be reminded again"))]


class Cancel(OfReminder):
    path = "reminder cancel"
    about = Text("Cancel a reminder for everybody")
    right = Right.SEATED
    example = "/reminder cancel N-1"


class Hours(Command):
    path = "reminder quiet"
    about = Text("Hours in which private messages wait, such as 22:00-07:00 on your clock")
    right = Right.ANYONE
    scope = Scope.NONE
    example = "/reminder quiet 22:00-07:00"

    hours: Annotated[
        Quiet | None,
        Parsed(
            about=Text("from when until when, or off"),
            read=read_hours,
            hint=Text(
                "Write from when until when: {example}. {off} ends it.",
                example=Code("22:00-07:00"),
                off=Code("off"),
            ),
        ),
    ]


class Strike(OfReminder):
    path = "reminder strike"
    about = Text("A reminder comes round")
    right = Right.CLOCK
    scope = Scope.NONE
