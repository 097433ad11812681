"""The one writer of iCalendar (RFC 5545): for `convenor export`, and for whatever serves a calendar as a feed.

Moments are written in UTC, which every calendar shows on its own clock, so that no rule of a zone can be read
otherwise than we mean it. A thing keeps its UID for ever; SEQUENCE grows with each change, and what will not
take place stays in the calendar as CANCELLED, so that it disappears where it was taken over before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Final

from icalendar import Calendar, vText
from icalendar import Event as Entry

from bot.boundary import Reader
from bot.reports import Event
from bot.text import Text, Words, listing
from bot.writing import PlainMarkup, clean, write

_PRODUCT: Final = "-//Convenor//Working groups//EN"
_DOMAIN: Final = "convenor"
"""What stands behind the @ of a UID: the part before it is unique in the world already."""
_PLAIN = PlainMarkup()


def write_calendar(events: Iterable[Event], name: str, reader: Reader) -> bytes:
    """The calendar `name`, in the reader's language."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    shown = vText(" ".join(clean(name).split()))
    calendar.add("name", shown)
    calendar.add("x-wr-calname", shown)
    calendar.add("x-wr-timezone", reader.zone)
    for event in sorted(events, key=lambda event: (event.starts, event.uid)):
        calendar.add_component(_entry(event, reader))
    written: bytes = calendar.to_ical()
    return written


def _entry(event: Event, reader: Reader) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.uid}@{_DOMAIN}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed.astimezone(UTC))
    entry.add("last-modified", event.changed.astimezone(UTC))
    entry.add("dtstart", event.starts.astimezone(UTC))
    if event.ends is not None:
        entry.add("dtend", event.ends.astimezone(UTC))
    entry.add("summary", _plain(event.title, reader))
    said = [_plain(words, reader) for words in (event.about, _whom(event)) if words is not None]
    if said:
        entry.add("description", "\n".join(said))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.ends is None:  # A deadline takes nobody's time.
        entry.add("transp", "TRANSPARENT")
    return entry


def _whom(event: Event) -> Words | None:
    """Whom it concerns, as words: the format's own ATTENDEE wants an address, and invites people."""
    return Text("It concerns {people}.", people=listing(*event.people)) if event.people else None


def _plain(words: Words, reader: Reader) -> str:
    return write(words, reader, _PLAIN)
