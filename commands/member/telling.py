"""What people are told about seats privately, unasked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.blocks import Buttons, Paragraph
from bot.commands import Need
from bot.feature import Call, Said, Says, Telling
from bot.people import Role, Stage
from commands.member import views
from storage import groups, people, persons, promises, record, seats
from storage.seats import Sitting
from storage.transaction import Transaction

WAITING, SEAT, REMOVED = "member waiting", "member seat", "member removed"


def about_waiting(call: Call[Transaction], seat_id: int) -> None:
    """Each coordinator learns that a seat waits to be confirmed."""
    for coordinator in seats.coordinators(call.tx, call.group.id):
        _tell(call, WAITING, str(seat_id), coordinator.person_id)


def about_seat(call: Call[Transaction], seat: Sitting) -> None:
    """Somebody learns what their seat is now, unless they changed it themselves."""
    if seat.person_id != call.person.id:
        _tell(call, SEAT, str(seat.id), seat.person_id)


def about_removal(call: Call[Transaction], seat: Sitting, entry: int) -> None:
    """`entry` is the number of the entry that holds the reason."""
    _tell(call, REMOVED, f"{call.group.id}/{entry}", seat.person_id)


def _tell(call: Call[Transaction], kind: str, subject: str, person_id: int) -> None:
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
    seat = seats.seat(telling.tx, int(telling.subject))
    if seat is None or not seat.pending or seat.until is not None:
        return None
    group = people.group_of(telling.tx, seat.group_id)
    need = views.waiting(group.name, mark_of(seat), place_of(seat))
    blocks = (Paragraph(need.text), Buttons(need.buttons))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _seat(telling: Telling[Transaction]) -> Said | None:
    seat = seats.seat(telling.tx, int(telling.subject))
    if seat is None or seat.until is not None:
        return None
    group = people.group_of(telling.tx, seat.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(views.own_seat(group.name, place_of(seat)), reader)


def _removed(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    reason = record.opening(telling.tx, group.id, int(entry), "reason") or ""
    return Said(views.removed(group.name, reason), persons.reader_at(telling.tx, telling.address, group))


says = (Says(WAITING, _waiting), Says(SEAT, _seat), Says(REMOVED, _removed))


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Seats that wait, for the coordinators of their groups."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.role is Role.COORDINATOR and not mine.pending and mine.stage is not Stage.CLOSED:
            for seat in seats.waiting(call.tx, mine.id):
                yield views.waiting(mine.name, mark_of(seat), place_of(seat))
