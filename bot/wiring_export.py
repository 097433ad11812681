"""`convenor export`: what a group has, as a file for other programs. Today that is its calendar.

Part of the composition root. It reads beside a Convenor that runs on the same database.
"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.people import Group
    from bot.reports import Event
    from storage.transaction import Transaction

ABOUT: Final = "a group's calendar as an .ics file: deadlines, turns and due actions"
SUFFIX: Final = ".ics"
_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED: Final = 10
"""Groups that are named where none was found."""


class NoGroup(Exception):
    """There is no such group, or several; `str()` says which there are."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What is to be written, and how to tell of it."""

    group: str
    count: int
    content: bytes


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("group", metavar="GROUP", help="its name, or its key where several have one name")
    parser.add_argument("--out", required=True, metavar="FILE.ics", help="the file to write")


def export(url: str, name: str) -> Exported:
    """The calendar of the group. Raises NoGroup, StorageTrouble."""
    import asyncio

    from bot.calendar import write_calendar
    from storage.database import Database
    from storage.store import Store

    database = Database(url)
    if database.path is not None and not database.path.exists():
        raise NoGroup(f"There is no database at {database.path}. Say with --database where it is.")
    database.prepare()
    store = Store(database)
    try:
        group, events = asyncio.run(store.read(lambda tx: _look(tx, name)))
    finally:
        store.close()
    return Exported(group.name, len(events), write_calendar(events, group.name, group.reader))


def _look(tx: Transaction, name: str) -> tuple[Group, list[Event]]:
    from commands import FEATURES
    from storage import groups, people

    found = groups.called(tx, name)
    found = [each for each in found if each[2]] or found  # A closed one never stands in the way.
    if len(found) > 1:
        keys = ", ".join(key for _, key, _ in found)
        raise NoGroup(f"Several groups are called “{name}”. Give the key of the one you mean: {keys}.")
    if not found:
        names = ", ".join(groups.names(tx, _NAMED)) or "none"
        raise NoGroup(f"There is no group “{name}” in this database. It has: {names}.")
    group = people.group_of(tx, found[0][0])
    told = [events for feature in FEATURES for events in feature.events]
    return group, [event for events in told for event in events(tx, group.id, _ALWAYS)]
