"""The commands about what is stored of oneself, as people type them."""

from __future__ import annotations

from typing import Annotated

from bot.commands import Command, Flag, Right, Scope, Whole
from bot.text import Text


class Privacy(Command):
    path = "privacy"
    about = Text("What I store about you, who sees it, and for how long")
    right = Right.ANYONE
    scope = Scope.NONE
    reads = True
    example = "/privacy"


class Export(Command):
    path = "privacy export"
    about = Text("All that I store about you, to read and to keep")
    right = Right.ANYONE
    scope = Scope.NONE
    reads = True
    example = "/privacy export"

    page: Annotated[int, Whole(about=Text("which page"), least=1)] = 1


class Erase(Command):
    path = "privacy erase"
    about = Text("Erase what I store about you, for good")
    right = Right.ANYONE
    scope = Scope.NONE
    long = True
    example = "/privacy erase"

    sure: Annotated[bool, Flag(about=Text("yes, once you have read what goes and what stays"))] = False
