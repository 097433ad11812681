"""How Slack writes the parts of a sentence (its `mrkdwn`), so that what people typed stays what it is.

Slack reads three signs as its own: & < and >. The marks of its formatting are kept from working by a
word joiner, which takes no room and breaks no line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reader
from bot.engine import ROOT
from bot.writing import PlainMarkup, spelt

PLATFORM = "slack"
JOINER = "\u2060"
_MARKS = re.compile(r"[*_~`]|:(?=[a-z0-9_+'-]+:)")
"""What begins bold, italic, struck or code, and the first colon of the name of an emoji."""
_QUOTED = re.compile(r"^(\s*)&gt;", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>|`\"]+[^\s<>|`\".,;:!?)\]}'’]")
_SENT = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_COMMAND = re.compile(rf"^/(?!{ROOT}\b|invite\b)")
"""`/invite` is Slack's own."""


def rooted(code: str) -> str:
    """A command as it is typed in Slack, where all of ours stand behind one word: `/wg poll show P-1`."""
    return _COMMAND.sub(f"/{ROOT} ", code)


def escaped(text: str) -> str:
    """The three signs that Slack gives a meaning of its own, as letters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """What somebody typed, as Slack hands it on."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def unlinked(text: str) -> str:
    """What Slack made a link of, as it was typed: `#general`, `https://example.org`, `@here`. Mentions stay."""
    return _SENT.sub(_typed_as, text)


def _typed_as(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    # Slack takes readme.md for an address. Where a value is nothing else, it is one: link:example.org.
    bare = target.removeprefix("https://").removeprefix("http://").removeprefix("tel:")
    if label and label == bare and not found.string[: found.start()].endswith((":", ':"')):
        return label
    match target[:1]:
        case "@":
            return found[0]
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            return label if target.startswith("mailto:") and label else target


def _inert(text: str) -> str:
    return _QUOTED.sub(rf"\1{JOINER}&gt;", _MARKS.sub(_held, escaped(text)))


def _held(match: re.Match[str]) -> str:
    return f":{JOINER}" if match[0] == ":" else JOINER + match[0]


@dataclass(frozen=True, slots=True)
class SlackMarkup:
    """For text objects of type `mrkdwn` that are sent with `verbatim`."""

    def words(self, text: str) -> str:
        return escaped(text)

    def typed(self, text: str) -> str:
        if text.isalnum():  # Most of what people type: a name, a word.
            return text
        # An address becomes a link that shows itself; nothing else that was typed becomes anything.
        written, place = "", 0
        for link in _LINK.finditer(text):
            written += f"{_inert(text[place : link.start()])}<{escaped(link[0])}>"
            place = link.end()
        return written + _inert(text[place:])

    def code(self, text: str) -> str:
        text = rooted(text)
        if "`" in text or not text.strip():
            return _inert(text)
        return f"`{escaped(text)}`"

    def mention(self, account: AccountRef) -> str:
        return f"<@{account.user}>" if account.platform == PLATFORM else _inert(f"@{account.user}")

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        if channel.platform != PLATFORM or channel.is_private:
            return _inert(PlainMarkup().channel(channel, reader))
        return f"<#{channel.channel}>"

    def moment(self, at: datetime, reader: Reader) -> str:
        """On the clock of whoever looks; where Slack cannot do that, on the reader's, with its zone."""
        fallback = escaped(spelt(at, reader)).replace("|", "/")
        return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"

    def day(self, at: datetime, reader: Reader) -> str:
        return escaped(PlainMarkup().day(at, reader))


@dataclass(frozen=True, slots=True)
class FallbackMarkup(SlackMarkup):
    """For the text of a message that notifications and screen readers take: no formatting, no links."""

    def typed(self, text: str) -> str:
        return text if text.isalnum() else _inert(text)

    def code(self, text: str) -> str:
        return _inert(rooted(text))

    def moment(self, at: datetime, reader: Reader) -> str:
        return escaped(spelt(at, reader))


@dataclass(frozen=True, slots=True)
class PlainSlack(PlainMarkup):
    """For text objects of type `plain_text`: labels, headings, what stands under a field."""

    def code(self, text: str) -> str:
        return rooted(text)
