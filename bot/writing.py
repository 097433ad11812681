"""Writing words for one reader: the translation first, then each argument by the platform's markup.

What people typed is never a template, never formats and never pings: it is cleaned of what would
disturb the text around it, escaped by the platform, and isolated where it runs the other way.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, assert_never

from bot import catalog
from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reader
from bot.moments.zones import rules_of
from bot.text import Arg, Code, Date, Deadline, Listing, Plural, Text, Words

log = logging.getLogger(__name__)

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")

_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
_DISTURBING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ud800-\udfff]")
_NEW_LINES = frozenset("\r\x0b\x0c\x85\u2028\u2029")
_UNKNOWN = "\ufffd"
_NUMBERED = re.compile(r"[A-Z0-9]{6,}", re.ASCII)
"""How platforms number their channels, which nobody knows by heart."""
_PRIVATELY = Text("a private conversation")


class Markup(Protocol):
    """How one platform writes the parts of a sentence. Every result is ready to be sent."""

    def words(self, text: str) -> str:
        """Words, numbers and punctuation of our own."""
        ...

    def typed(self, text: str) -> str:
        """What a person typed, already without control characters; new lines and tabs are left. It
        must come out exactly: no formatting, no link that hides its address, no ping."""
        ...

    def code(self, text: str) -> str:
        """Something to type, or a short id."""
        ...

    def mention(self, account: AccountRef) -> str:
        """A mention that pings, where the account is on this platform."""
        ...

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        """A mention of a channel that can be followed, where it is on this platform."""
        ...

    def moment(self, at: datetime, reader: Reader) -> str: ...

    def day(self, at: datetime, reader: Reader) -> str:
        """The calendar day of a moment in the reader's zone."""
        ...


@dataclass(frozen=True, slots=True)
class PlainMarkup:
    """No markup at all: for terminals, notifications and whatever else only takes text. `named` gives
    the name of an account where its address is not what people call it."""

    named: Callable[[AccountRef], str] | None = None

    def words(self, text: str) -> str:
        return text

    def typed(self, text: str) -> str:
        return text

    def code(self, text: str) -> str:
        return text

    def mention(self, account: AccountRef) -> str:
        return f"@{clean(self.named(account) if self.named else account.user)}"

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        if channel.is_private:
            return write(_PRIVATELY, reader, self)
        if _NUMBERED.fullmatch(channel.channel):
            return write(
                Text("a channel on {platform}", platform=channel.platform.capitalize()), reader, self
            )
        return f"#{clean(channel.channel)}"

    def moment(self, at: datetime, reader: Reader) -> str:
        return spelt(at, reader)

    def day(self, at: datetime, reader: Reader) -> str:
        return catalog.day(_local(at, reader)[0], reader.language)


_PLAIN = PlainMarkup()


def write(words: Words, reader: Reader, markup: Markup) -> str:
    """The message in the reader's language. Raises ValueError when an argument is missing that the
    text names: a mistake in our code, never in a translation."""
    before, rest = _pieces(_template(words, reader.language))
    if not rest:
        return markup.words(before)
    written = markup.words(before) if before else ""
    for name, after in rest:
        if name not in words.args:
            raise ValueError(f"no argument {name!r} for {_source(words)!r}")
        written += _argument(words.args[name], reader, markup)
        if after:
            written += markup.words(after)
    return written


def _argument(arg: Arg, reader: Reader, markup: Markup) -> str:
    match arg:
        case str():
            typed = clean(arg)
            return _isolated(typed, markup.typed(typed), reader)
        case Text() | Plural():
            return write(arg, reader, markup)
        case Code():
            code = clean(arg.text)
            return _isolated(code, markup.code(code), reader)
        # Not before the others: what is no `Fraction` is slow to tell.
        case int() | Fraction():
            return markup.words(catalog.number(arg, reader.language))
        case datetime():
            return markup.moment(arg, reader)
        case timedelta():
            return markup.words(_distance(arg, reader))
        case Date():
            return markup.day(arg.at, reader)
        case Deadline():
            return _deadline(arg.at, reader, markup)
        case AccountRef():
            mention = markup.mention(arg)
            return _isolated(mention, mention, reader)
        case ChannelRef():
            channel = markup.channel(arg, reader)
            return _isolated(channel, channel, reader)
        case Listing():
            return catalog.joined([_argument(item, reader, markup) for item in arg.items], reader.language)
        case _:
            assert_never(arg)


# Moments


def spelt(at: datetime, reader: Reader) -> str:
    """A moment spelt out, on the reader's clock, with the zone by its name: "Tuesday 1 December 2026,
    15:00 Europe/Paris". In the hour that autumn repeats, the offset tells which of the two it is."""
    local, zone = _local(at, reader)
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        zone = f"{zone} (UTC{local.isoformat()[-6:]})"
    text = Text(
        "{day}, {time} {zone}", day=catalog.day(local, reader.language), time=f"{local:%H:%M}", zone=zone
    )
    return write(text, reader, _PLAIN)


def _deadline(at: datetime, reader: Reader, markup: Markup) -> str:
    """The moment, and behind it the same in UTC unless that is what stands there."""
    told = markup.moment(at, reader)
    if _local(at, reader)[1] == "UTC" and "UTC" in told:
        return told
    return told + markup.words(f" ({at.astimezone(UTC):%Y-%m-%d %H:%M} UTC)")


def _local(at: datetime, reader: Reader) -> tuple[datetime, str]:
    """The moment on the reader's clock, and the name of that clock."""
    if at.tzinfo is None:
        raise ValueError(f"a moment without a zone: {at}")
    try:
        local = at.astimezone(rules_of(reader.zone))
    except (KeyError, ValueError):
        # Zones are renamed and removed now and then; the moment itself is still right.
        log.warning("there is no zone %r", reader.zone, extra={"action": "unknown_zone"})
        return at.astimezone(UTC), "UTC"
    return local, f"UTC{reader.zone}" if reader.zone[:1] in ("+", "-") else reader.zone


def _distance(delta: timedelta, reader: Reader) -> str:
    if abs(delta) < timedelta(seconds=1):
        return catalog.translate(_NOW.source, reader.language)
    return catalog.distance(delta, reader.language)


_NOW = Text("now")


# What people typed


def clean(typed: str) -> str:
    """What a person typed without what would disturb the text around it: control characters become
    visible or a line break, marks that turn the direction of reading fall away. Tabs and new lines,
    joiners and direction marks of single letters stay."""
    if not _DISTURBING.search(typed):
        return typed
    return _DISTURBING.sub(_harmless, typed.replace("\r\n", "\n"))


def _harmless(match: re.Match[str]) -> str:
    character = match[0]
    if character in _NEW_LINES:
        return "\n"
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "" if 0x202A <= code <= 0x206F else _UNKNOWN


def _isolated(raw: str, written: str, reader: Reader) -> str:
    """`written`, set off from the sentence when `raw` has letters of the other direction. An isolate
    ends with its line, so each line has its own."""
    if reader.language == catalog.SOURCE and raw.isascii():
        return written
    if not _runs_against(raw, catalog.direction(catalog.spoken(reader.language))):
        return written
    return "\n".join(f"{_ISOLATE}{line}{_END_OF_ISOLATE}" if line else "" for line in written.split("\n"))


def _runs_against(text: str, direction: str) -> bool:
    if direction == "rtl":
        return any(unicodedata.bidirectional(character) == "L" for character in text)
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text
    )


# Translations


def placeholders(source: str) -> frozenset[str]:
    """The arguments that a text names."""
    return frozenset(_PLACEHOLDER.findall(source))


def same_placeholders(translation: str, *sources: str) -> bool:
    """Whether a translation names exactly the arguments of its source. One plural form may leave out
    the number itself ("one ballot"), and what its singular or plural leaves out."""
    named = [placeholders(source) for source in sources]
    free = {"n"} if len(sources) > 1 else set()
    return (
        frozenset.intersection(*named) - free <= placeholders(translation) <= frozenset.union(*named) | free
    )


def _template(words: Words, language: str) -> str:
    if language == catalog.SOURCE and isinstance(words, Text):
        return words.source
    match words:
        case Text():
            return _checked(catalog.translate(words.source, language), language, words.source)
        case Plural():
            translation = catalog.translate_plural(words.one, words.many, words.n, language)
            return _checked(
                translation, language, words.one if words.n == 1 else words.many, words.one, words.many
            )
        case _:
            assert_never(words)


@lru_cache(maxsize=4096)
def _checked(translation: str, language: str, source: str, *sources: str) -> str:
    """The translation, or the source when it names other arguments."""
    if same_placeholders(translation, *(sources or (source,))):
        return translation
    log.error("wrong placeholders in %s: %r", language, translation, extra={"action": "bad_translation"})
    return source


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The words before the first argument, then each argument by its name, with the words behind it."""
    before, *rest = _PLACEHOLDER.split(template)
    return before, tuple(zip(rest[::2], rest[1::2], strict=True))


def _source(words: Words) -> str:
    return words.source if isinstance(words, Text) else words.many
