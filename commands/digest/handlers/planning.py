"""When a reader's next digest is due: their rhythm, on their own clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.moments.rhythm import Rhythm, first, following
from bot.moments.zones import local
from bot.people import Group
from commands.digest.handlers import kinds
from commands.digest.handlers.content import Whom, addressee
from storage import digests, promises, seats
from storage.digests import Digest, DigestReader
from storage.transaction import Transaction


def next_due(digest: Digest, zone: str, after: datetime) -> datetime | None:
    """The first occurrence after this moment, in this zone; None beyond the calendar."""
    rhythm = Rhythm(digest.rule)
    anchor = first(rhythm, zone, digest.starts_at)
    if anchor is None or anchor > after:
        return anchor
    return following(rhythm, zone, after, anchor)


def moved(reader: DigestReader, due_at: datetime, zone: str) -> datetime:
    """When that is on another clock: who moves from one zone to another gets it at the same hour there."""
    wall = due_at.astimezone(ZoneInfo(reader.zone)).replace(tzinfo=None)
    return local(wall, zone)


def arrange(
    tx: Transaction, reader: DigestReader, due_at: datetime | None, zone: str, *, paused: bool = False
) -> None:
    """The next one is due then and at no other moment."""
    promises.release(tx, kinds.SEND, reader.key)
    digests.plan(tx, reader.id, due_at, zone, paused=paused)
    if due_at is not None:
        promises.promise(tx, kinds.SEND, reader.key, due_at)


def enrol(
    tx: Transaction, key: str, digest: Digest, person_id: int | None, zone: str, at: datetime
) -> datetime | None:
    """Somebody reads it from now on. Returns when their first one is due; None beyond the calendar."""
    due_at = next_due(digest, zone, at)
    if due_at is not None:
        digests.add_reader(tx, key, digest, person_id, zone, due_at, at)
        promises.promise(tx, kinds.SEND, key, due_at)
    return due_at


def missing(tx: Transaction, group: Group, digest: Digest) -> list[tuple[int, Whom]]:
    """The coordinators who are not sent the digest for coordinators yet."""
    present = {reader.person_id for reader in digests.readers(tx, digest.id)}
    found: list[tuple[int, Whom]] = []
    for seat in seats.coordinators(tx, group.id):
        if seat.person_id not in present:
            to = addressee(tx, group, seat.person_id, coordinates=True)
            if to is not None:
                found.append((seat.person_id, to))
    return found


def dismiss(tx: Transaction, reader: DigestReader) -> None:
    """Nobody is sent this any more."""
    promises.release(tx, kinds.SEND, reader.key)
    digests.forget_reader(tx, reader.id)
