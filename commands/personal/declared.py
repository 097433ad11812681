"""The commands about oneself, as people type them."""

from __future__ import annotations

from typing import Annotated

from bot.commands import Command, Line, Right, Scope
from bot.text import Text


class Me(Command):
    path = "me"
    about = Text("What needs you now, and your groups")
    right = Right.ANYONE
    scope = Scope.MAYBE
    reads = True
    example = "/me"


class Help(Command):
    path = "help"
    about = Text("What you can do, and how to type it")
    right = Right.ANYONE
    scope = Scope.MAYBE
    reads = True
    example = "/help poll"
    topic: Annotated[str, Line(about=Text("a word of the list, or a command"), most=60)] = ""


class Language(Command):
    path = "language"
    about = Text("The language in which I answer you")
    right = Right.ANYONE
    scope = Scope.NONE
    example = "/language fr"
    code: Annotated[str, Line(about=Text("a language, or auto"), most=60)] = ""


class Zone(Command):
    path = "zone"
    about = Text("The time zone in which you read and write moments")
    right = Right.ANYONE
    scope = Scope.NONE
    example = "/zone Nairobi"
    name: Annotated[str, Line(about=Text("a city or a zone, or auto"), most=60)] = ""
