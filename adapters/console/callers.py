"""Who and where on the console, and the requests that people make there.

A name is an account: whoever is named comes into being. Names may be in any script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.console.gateway import PLATFORM, SPACE
from bot.addresses import AccountRef, ChannelRef, MessageRef
from bot.blocks import Button
from bot.boundary import Door, Form, Known, Request
from bot.secrets import new_key

MAIN = "#main"
DM = "dm"
"""Stands for the private conversation with the bot, where the name of a channel could stand."""

# What is no part of a name, rather than what is: vowel signs and joiners of many scripts are no \w.
NAME = r"[^\s@#:;,!?/\\|<>=(){}\[\]\"'“”„«»،؛؟、。]+"
_MENTION = re.compile(rf"(?<!\w)@({NAME})")
_AT_THE_END = ".-’"
"""What ends a sentence, or a possessive, rather than a name."""


def account(name: str) -> AccountRef:
    """The account of a name; case and the way of writing accents make no difference."""
    return AccountRef(PLATFORM, SPACE, unicodedata.normalize("NFC", name).casefold())


def where(name: str, channel: str) -> ChannelRef:
    """`channel` is `#name`, or `dm` for the private conversation of this person with the bot."""
    if channel == DM:
        return ChannelRef.private(account(name))
    return ChannelRef(PLATFORM, SPACE, unicodedata.normalize("NFC", channel.removeprefix("#")).casefold())


def named(said: str) -> list[str]:
    """The names that are mentioned in a text, as they are written there."""
    return [name for found in _MENTION.findall(said) if (name := found.rstrip(_AT_THE_END))]


def mentions(said: str) -> Mapping[str, AccountRef]:
    """Whom the mentions in a text mean."""
    return {f"@{name}": account(name) for name in named(said)}


@dataclass(slots=True)
class Callers:
    """Makes requests, each with an id of its own."""

    locale: str = ""
    _run: str = field(default_factory=new_key)
    _count: int = 0

    def says(self, name: str, line: str, place: ChannelRef) -> Request:
        return Request(
            id=self.next_id(),
            who=account(name),
            where=place,
            door=Door.LINE,
            line=line,
            known=self._known(name, line),
        )

    def presses(self, name: str, button: Button, place: ChannelRef, card: MessageRef | None) -> Request:
        return Request(
            id=self.next_id(),
            who=account(name),
            where=place,
            door=Door.PRESS,
            path=button.path,
            given=dict(button.values),
            known=self._known(name),
            card=card,
        )

    def fills(self, name: str, form: Form, given: Mapping[str, str], place: ChannelRef) -> Request:
        """Sends a form back."""
        return Request(
            id=self.next_id(),
            who=account(name),
            where=place,
            door=Door.FORM,
            path=form.path,
            given=given,
            known=self._known(name, " ".join(given.values())),
            draft=form.draft,
        )

    def wonders(self, name: str, path: str, given: Mapping[str, str], place: ChannelRef) -> Request:
        """Has typed a part of a line, and would like to know what fits."""
        return Request(
            id=self.next_id(),
            who=account(name),
            where=place,
            door=Door.LINE,
            path=path,
            given=given,
            known=self._known(name),
        )

    def next_id(self) -> str:
        self._count += 1
        return f"{PLATFORM} {self._run} {self._count}"

    def _known(self, name: str, said: str = "") -> Known:
        return Known(name=name, locale=self.locale, mentions=mentions(said))
