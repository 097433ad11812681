"""How Discord writes the parts of a sentence: Markdown of its own, moments that each reader's client spells."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reader
from bot.writing import PlainMarkup

PLATFORM: Final = "discord"

_PLAIN = PlainMarkup()
_SPECIAL = re.compile(r"[\\*_~`|>#\-\[\]<@+]")
_TICKS = re.compile("`+")
_LINK = re.compile(r"https?://[^\s<>\[\]`*|\\]+[^\s<>\[\]`*|\\.,:;\"']")
"""Never more than what Discord takes for a link, within which it formats nothing. A mark that escapes would
become part of a link before it: so parentheses and colons, which do nothing alone, stay as they are."""
_NUMBERED = re.compile(r"^(\s*[0-9]+)\.", re.MULTILINE)


class DiscordMarkup:
    """Written for one message: `pings` are the users whom it means to reach; nobody else is ever pinged."""

    def __init__(self) -> None:
        self.pings: list[str] = []

    def words(self, text: str) -> str:
        return text

    def typed(self, text: str) -> str:
        return escaped(text)

    def code(self, text: str) -> str:
        if "`" not in text:
            return f"`{text}`" if text else ""
        fence = "`" * (max(map(len, _TICKS.findall(text))) + 1)
        return f"{fence} {text} {fence}"

    def mention(self, account: AccountRef) -> str:
        if account.platform != PLATFORM or not account.user.isdecimal():
            return escaped(f"@{account.user}")
        if account.user not in self.pings:
            self.pings.append(account.user)
        return f"<@{account.user}>"

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        number = channel.thread or channel.channel
        if channel.platform != PLATFORM or not number.isdecimal():
            return escaped(_PLAIN.channel(channel, reader))
        return f"<#{number}>"

    def moment(self, at: datetime, reader: Reader) -> str:
        return f"<t:{int(at.timestamp())}:F>"

    def day(self, at: datetime, reader: Reader) -> str:
        return _PLAIN.day(at, reader)


def escaped(text: str) -> str:
    """What comes out exactly as it was typed. Links stay links: they show their own address."""
    if text.isalnum():  # Most of what people type: a name, a word.
        return text
    written, last = [], 0
    for link in _LINK.finditer(text):
        written += [_escaped(text[last : link.start()]), link[0]]
        last = link.end()
    return "".join((*written, _escaped(text[last:])))


def _escaped(text: str) -> str:
    return _NUMBERED.sub(r"\1\\.", _SPECIAL.sub(r"\\\g<0>", text))
