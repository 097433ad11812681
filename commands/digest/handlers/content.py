"""What there is to tell one reader: asked of every feature, at the moment of telling it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.addresses import PRIVATE, AccountRef, ChannelRef
from bot.boundary import Reader
from bot.feature import Registry
from bot.people import Group, Person, Role, Stage
from bot.reports import Asked, Item, Section, Share
from commands.digest import views
from commands.digest.values import Audience, Balance, Digest, Line, Part
from storage import digests, groups, people, persons
from storage.digests import DigestReader
from storage.transaction import Transaction

NOBODY = 0
"""Who reads in a home: no person in particular."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who reads it, and where. `person` is None for a home."""

    address: str
    reader: Reader
    person: Person | None
    account: AccountRef | None
    coordinates: bool


@dataclass(frozen=True, slots=True)
class Period:
    """What is told of: what happened after `since`, and what comes before `until`."""

    at: datetime
    since: datetime
    until: datetime


def whom(tx: Transaction, group: Group, reader: DigestReader) -> Whom | None:
    """Who reads this now; None when nobody does any more: the seat, the role or the home is gone."""
    if group.stage is Stage.CLOSED:
        return None
    if reader.person_id is None:
        channel = reader.digest.channel
        return (
            Whom(channel, group.reader, None, None, False) if channel in groups.homes(tx, group.id) else None
        )
    seat = digests.role_of(tx, group.id, reader.person_id)
    coordinates = seat is not None and seat == (Role.COORDINATOR.value, False)
    if seat is None or (reader.digest.audience == Audience.COORDINATORS and not coordinates):
        return None
    return addressee(tx, group, reader.person_id, coordinates=coordinates)


def addressee(tx: Transaction, group: Group, person_id: int, *, coordinates: bool) -> Whom | None:
    """A person as a reader, in their language and zone; None for one who has not come yet."""
    address, person = people.address_of(tx, person_id), persons.person(tx, person_id)
    if address is None or person is None:
        return None
    channel = ChannelRef.parse(address)
    account = AccountRef(channel.platform, channel.space, channel.channel.removeprefix(PRIVATE))
    return Whom(address, persons.reader_at(tx, address, group), person, account, coordinates)


def wanted(sections: str) -> tuple[Part, ...]:
    """The sections as they are stored with a digest."""
    return tuple(Part(name) for name in sections.split()) or tuple(Part)


def worth_telling(
    registry: Registry[Transaction],
    tx: Transaction,
    group: Group,
    whom: Whom,
    period: Period,
    parts: Iterable[Part],
) -> bool:
    """Whether there is anything to say. Who takes part is news only to whoever asks for nothing else."""
    asked = _asked(tx, group, whom, period)
    parts = tuple(parts)
    for part in parts:
        if part is not Part.PARTICIPATION:
            if next(_lines(registry, asked, whom, part), None) is not None:
                return True
        elif parts == (part,):
            return any(sum(share.counts.values()) for share in _shares(registry, asked))
    return False


def compose(
    registry: Registry[Transaction],
    tx: Transaction,
    group: Group,
    whom: Whom,
    period: Period,
    parts: Iterable[Part],
    *,
    brief: bool,
) -> Digest:
    """All of it; how much of that is shown at once is for the views to say."""
    asked = _asked(tx, group, whom, period)
    sections = [(part, tuple(_lines(registry, asked, whom, part))) for part in parts]
    present = tuple((part, lines) for part, lines in sections if lines)
    return Digest(
        group_id=group.id,
        group=group.name,
        since=period.since,
        until=period.until,
        brief=brief,
        sections=present,
        balance=whom.person is not None and any(part is Part.PARTICIPATION for part, _ in present),
    )


def balance(
    registry: Registry[Transaction], tx: Transaction, group: Group, whom: Whom, period: Period
) -> list[Balance]:
    """How each thing is shared between the stakeholder groups that one can sit for, and those of its own."""
    present = [each.name for each in groups.open_stakeholders(tx, group.id)]
    found: list[Balance] = []
    for share in _shares(registry, _asked(tx, group, whom, period)):
        others = [name for name in dict.fromkeys((*share.of, *share.counts)) if name not in present]
        found.append(Balance(share, (*present, *others)))
    return found


def _asked(tx: Transaction, group: Group, whom: Whom, period: Period) -> Asked[Transaction]:
    person_id = whom.person.id if whom.person else None
    return Asked(
        tx=tx, at=period.at, group=group, since=period.since, until=period.until,
        person_id=person_id or NOBODY, coordinates=whom.coordinates,
    )  # fmt: skip


def _lines(
    registry: Registry[Transaction], asked: Asked[Transaction], whom: Whom, part: Part
) -> Iterator[Line]:
    match part:
        case Part.NEEDS:
            if whom.person is None or whom.account is None:
                return
            for need in registry.needs_of(
                asked.tx, asked.at, whom.person, whom.account, whom.reader, asked.group
            ):
                yield Line(need.text, need.buttons)
        case Part.PARTICIPATION:
            yield from _told(registry, asked, Section.PARTICIPATION, whom)
            for share in _shares(registry, asked):
                if (words := views.participation(share)) is not None:
                    yield Line(words)
        case _:
            yield from _told(registry, asked, Section(part.value), whom)


def _told(
    registry: Registry[Transaction], asked: Asked[Transaction], section: Section, whom: Whom
) -> Iterator[Line]:
    """What the features tell for a section, in order. In a home nobody is asked to press anything."""
    items: list[Item] = []
    for feature in registry.features:
        if (report := feature.reports.get(section)) is not None:
            items += report(asked)
    for item in sorted(items, key=lambda item: (not item.urgent, item.at)):
        yield Line(item.text, item.buttons if whom.person else ())


def _shares(registry: Registry[Transaction], asked: Asked[Transaction]) -> Iterator[Share]:
    for feature in registry.features:
        for share in feature.shares:
            yield from share(asked)
