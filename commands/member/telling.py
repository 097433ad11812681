"""What people are told about seats privately, unasked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.blocks import Block, Buttons, Paragraph
from bot.commands import Need
from bot.feature import Call, Said, Says, Telling
from bot.needs import Needs
from bot.people import Role, Stage
from commands.member import views, waiting_views
from commands.member.vouching import asked_of, confirmers, peers
from storage import groups, people, persons, promises, record, seats, vouchers, waiting
from storage.folding import folded
from storage.seats import Sitting
from storage.transaction import Transaction

WAITING, PEER, VOUCHED, GIVEN, SEAT, REMOVED = (
    "member waiting",
    "member peer",
    "member vouched",
    "member given",
    "member seat",
    "member removed",
)
MOST_PEERS = 10
"""Members of a stakeholder group who are told of a seat that waits; the others find it in `/me`."""


def about_waiting(call: Call[Transaction], seat_id: int, *, peers_too: bool) -> None:
    """Each coordinator learns that a seat waits to be confirmed, and where the charter asks them some of
    those who sit for the same stakeholder group, of different affiliations first."""
    seat = seats.seat(call.tx, seat_id)
    assert seat is not None
    coordinators = seats.coordinators(call.tx, call.group.id)
    for coordinator in coordinators:
        if coordinator.id != seat_id:
            tell(call, WAITING, str(seat_id), coordinator.person_id)
    if not peers_too:
        return
    known = {coordinator.id for coordinator in coordinators}
    fitting = peers(seats.sitting(call.tx, call.group.id), seat.stakeholder_id, seat_id)
    met: set[str] = set()
    first: list[Sitting] = []
    others: list[Sitting] = []
    for each in fitting:
        if each.id in known:
            continue
        (others if folded(each.affiliation) in met else first).append(each)
        met.add(folded(each.affiliation))
    for each in (first + others)[:MOST_PEERS]:
        tell(call, PEER, str(seat_id), each.person_id)


def about_voucher(call: Call[Transaction], seat: Sitting) -> None:
    """Whoever waits learns that somebody has confirmed it."""
    tell(call, VOUCHED, str(seat.id), seat.person_id)


def about_given(call: Call[Transaction], number: int) -> None:
    """Somebody whom a coordinator seats learns that they have a seat, and what that brings."""
    seat = seats.by_number(call.tx, call.group.id, number)
    assert seat is not None
    if seat.person_id != call.person.id:
        tell(call, GIVEN, str(seat.id), seat.person_id)


def about_seat(call: Call[Transaction], seat: Sitting) -> None:
    """Somebody learns what their seat is now, unless they changed it themselves."""
    if seat.person_id != call.person.id:
        tell(call, SEAT, str(seat.id), seat.person_id)


def about_removal(call: Call[Transaction], seat: Sitting, entry: int) -> None:
    """`entry` is the number of the entry that holds the reason."""
    tell(call, REMOVED, f"{call.group.id}/{entry}", seat.person_id)


def tell(call: Call[Transaction], kind: str, subject: str, person_id: int) -> None:
    """One private message; nobody is told who has not come yet."""
    address = people.address_of(call.tx, person_id)
    if address is not None:
        promises.say(call.tx, kind, subject, address, call.at)


def place_of(seat: Sitting, away_until: datetime | None = None, alternate: str = "") -> views.Place:
    return views.Place(
        seat.number,
        seat.name,
        seat.stakeholder,
        seat.role,
        seat.region,
        seat.affiliation,
        seat.pending,
        seat.expected,
        away_until,
        alternate,
    )


def mark_of(seat: Sitting) -> tuple[tuple[str, str], ...]:
    """What a button needs to mean this seat."""
    return (("group", str(seat.group_id)), ("who", f"#{seat.number}"))


def _waiting(telling: Telling[Transaction]) -> Said | None:
    return _asks(telling, peer=False)


def _peer(telling: Telling[Transaction]) -> Said | None:
    return _asks(telling, peer=True)


def _asks(telling: Telling[Transaction], *, peer: bool) -> Said | None:
    seat = seats.seat(telling.tx, int(telling.subject))
    if seat is None or not seat.pending or seat.until is not None:
        return None
    group = people.group_of(telling.tx, seat.group_id)
    need = _need(telling.tx, group.name, seat, peer=peer)
    blocks = (Paragraph(need.text), Buttons(need.buttons))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _need(tx: Transaction, group: str, seat: Sitting, *, peer: bool) -> Need:
    asked = asked_of(tx, seat.group_id, seat.stakeholder_id, seat.id)
    confirmed = len(vouchers.of(tx, seat.id)) if asked else 0
    return waiting_views.waiting(group, mark_of(seat), place_of(seat), asked, confirmed, peer=peer)


def _vouched(telling: Telling[Transaction]) -> Said | None:
    seat = seats.seat(telling.tx, int(telling.subject))
    if seat is None or not seat.pending or seat.until is not None:
        return None
    group = people.group_of(telling.tx, seat.group_id)
    asked, confirmed = confirmers(telling.tx, group.id), len(vouchers.of(telling.tx, seat.id))
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(waiting_views.vouched_for(group.name, seat.stakeholder, confirmed, asked), reader)


def _given(telling: Telling[Transaction]) -> Said | None:
    return _about_own(telling, views.given)


def _seat(telling: Telling[Transaction]) -> Said | None:
    return _about_own(telling, views.own_seat)


def _about_own(
    telling: Telling[Transaction], view: Callable[[str, views.Place], tuple[Block, ...]]
) -> Said | None:
    seat = seats.seat(telling.tx, int(telling.subject))
    if seat is None or seat.until is not None:
        return None
    group = people.group_of(telling.tx, seat.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(view(group.name, place_of(seat)), reader)


def _removed(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    reason = record.opening(telling.tx, group.id, int(entry), "reason") or ""
    return Said(views.removed(group.name, reason), persons.reader_at(telling.tx, telling.address, group))


says = (
    Says(WAITING, _waiting),
    Says(PEER, _peer),
    Says(VOUCHED, _vouched),
    Says(GIVEN, _given),
    Says(SEAT, _seat),
    Says(REMOVED, _removed),
)


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Seats that wait: for the coordinators of their groups, and for those who can still confirm them."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.pending or mine.stage is Stage.CLOSED or mine.role is Role.OBSERVER:
            continue
        coordinates = mine.role is Role.COORDINATOR
        if not coordinates and not confirmers(call.tx, mine.id):
            continue
        for seat in seats.waiting(call.tx, mine.id):
            if coordinates or _can_confirm(call.tx, mine.id, call.person.id, seat):
                yield _need(call.tx, mine.name, seat, peer=not coordinates)


NEEDS = Needs(needs, waiting.UNCONFIRMED)


def _can_confirm(tx: Transaction, group_id: int, person_id: int, seat: Sitting) -> bool:
    """Whether the person sits for its stakeholder group, and nobody of their affiliation has confirmed it."""
    mine = seats.latest(tx, group_id, person_id)
    if mine is None or mine.stakeholder_id is None or mine.stakeholder_id != seat.stakeholder_id:
        return False
    return all(
        each.participant != mine.number and folded(each.affiliation) != folded(mine.affiliation)
        for each in vouchers.of(tx, seat.id)
    )
