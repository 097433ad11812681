"""What there is to tell one reader: asked of every feature, at the moment of telling it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.addresses import PRIVATE, AccountRef, ChannelRef
from bot.boundary import Reader
from bot.feature import Registry
from bot.needs import needs_of
from bot.people import Group, Person, Role, Stage
from bot.reports import Asked, Item, Section, Share
from bot.writing import PlainMarkup, write
from commands.digest import views
from commands.digest.values import Audience, Balance, Digest, Line, Part
from storage import digests, groups, people, persons
from storage.digests import DigestReader
from storage.transaction import Transaction

_PLAIN = PlainMarkup()
_INSTANT = timedelta.resolution
"""Features tell what happened after a moment; we ask from the moment on."""
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
    """What is told of: what happened from `since` on, and what comes before `until`.

    Much can happen at one moment, before a digest that is due then and after it. So what had happened at
    `before`, the end, is told if it stands in `told`; and what happened at `since` unless it is `skipped`."""

    at: datetime
    since: datetime
    until: datetime
    before: datetime | None = None
    """None where everything is told that has happened."""
    told: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def has(self, item: Item) -> bool:
        if item.at < self.since or (item.at == self.since and mark(item) in self.skipped):
            return False
        if self.before is None or item.at < self.before:
            return True
        return item.at == self.before and mark(item) in self.told


def mark(item: Item) -> str:
    """What tells it from others of the same moment."""
    return sha256(write(item.text, Reader(), _PLAIN).encode()).hexdigest()[:12]


def marks(
    registry: Registry[Transaction], tx: Transaction, group: Group, whom: Whom, at: datetime
) -> frozenset[str]:
    """What has happened at this very moment so far."""
    asked = _asked(tx, group, whom, Period(at, at, at))
    return frozenset(mark(item) for item in _items(registry, asked, Section.DECIDED) if item.at == at)


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
            if next(_lines(registry, asked, whom, part, period), None) is not None:
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
    sections = [(part, tuple(_lines(registry, asked, whom, part, period))) for part in parts]
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
        tx=tx, at=period.at, group=group, since=period.since - _INSTANT, until=period.until,
        person_id=person_id or NOBODY, coordinates=whom.coordinates,
    )  # fmt: skip


def _lines(
    registry: Registry[Transaction], asked: Asked[Transaction], whom: Whom, part: Part, period: Period
) -> Iterator[Line]:
    match part:
        case Part.NEEDS:
            if whom.person is None or whom.account is None:
                return
            for need in needs_of(
                registry, asked.tx, asked.at, whom.person, whom.account, whom.reader, asked.group
            ):
                yield Line(need.text, need.buttons)
        case Part.PARTICIPATION:
            yield from _told(_items(registry, asked, Section.PARTICIPATION), whom)
            for share in _shares(registry, asked):
                if (words := views.participation(share)) is not None:
                    yield Line(words)
        case Part.DECIDED:
            items = _items(registry, asked, Section.DECIDED)
            yield from _told(filter(period.has, items), whom)
        case Part.COMING:
            yield from _told(_items(registry, asked, Section.COMING), whom)


def _items(registry: Registry[Transaction], asked: Asked[Transaction], section: Section) -> Iterator[Item]:
    """What the features tell for a section."""
    for feature in registry.features:
        if (report := feature.reports.get(section)) is not None:
            yield from report(asked)


def _told(items: Iterable[Item], whom: Whom) -> Iterator[Line]:
    """In their order. In a home nobody is asked to press anything."""
    for item in sorted(items, key=lambda item: (not item.urgent, item.at)):
        yield Line(item.text, item.buttons if whom.person else ())


def _shares(registry: Registry[Transaction], asked: Asked[Transaction]) -> Iterator[Share]:
    for feature in registry.features:
        for share in feature.shares:
            yield from share(asked)
