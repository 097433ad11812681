"""The commands about the accounts of one person, as people type them."""

from __future__ import annotations

from typing import Annotated

from bot.commands import Command, Flag, Line, Record, Right, Scope
from bot.text import Text
from storage.links import Linked

ACCOUNT = "linked account"
"""The kind of record that an account is which was linked to its person's first one."""


class Link(Command):
    path = "member link"
    about = Text("Use one seat from two platforms: a code here, typed there")
    right = Right.ANYONE
    scope = Scope.NONE
    long = True
    example = "/member link"
    code: Annotated[
        str, Line(about=Text("the code that your other account was told"), most=40, keep=False)
    ] = ""
    confirm: Annotated[bool, Flag(about=Text("yes, once you have read what will be joined"))] = False
    messages: Annotated[bool, Flag(about=Text("yes: private messages come to this account from now on"))] = (
        False
    )


class Unlink(Command):
    path = "member unlink"
    about = Text("Take a linked account away again, with what it brought")
    right = Right.ANYONE
    scope = Scope.NONE
    long = True
    example = "/member unlink discord"
    account: Annotated[Linked, Record(ACCOUNT, about=Text("which of your accounts, or its platform"))]
