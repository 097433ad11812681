"""What happens: erasing a person. First they leave their groups as anybody leaves, then what is theirs goes; all of it
in one transaction, so it is done or it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.boundary import Reader, Reply
from bot.feature import Call
from bot.people import Stage
from bot.polling import Ending
from bot.refusals import Refusal
from bot.text import Code, Text, listing
from bot.writing import PlainMarkup, write
from commands.privacy import views
from commands.privacy.declared import Erase
from commands.privacy.telling import was_erased
from storage import erasing, holdings, people, record, seats, vouchers
from storage.holdings import Part
from storage.seats import Sitting
from storage.transaction import Transaction

ERASED, LEFT = "member.erased", "member.left"


def erase(call: Call[Transaction], command: Erase) -> Reply:
    person_id, tx = call.person.id, call.tx
    if person_id is None:
        return views.nothing(erased=was_erased(call))
    erasing.lock(tx, person_id)
    parts = holdings.parts(tx, person_id)
    for part in parts:
        people.lock(tx, part.group_id)
    latest = _latest(call, person_id, parts)
    held = {group_id: seat for group_id, seat in latest.items() if seat.until is None}
    removed = {group_id for group_id, seat in latest.items() if seat.removed}
    _must_leave_a_coordinator(call, held)
    names = [part.group for part in parts if _is_of(part, held)]
    if not command.sure:
        out = list(dict.fromkeys(part.group for part in parts if part.group_id in removed))
        return views.asked(names, out, erasing.standing(tx, person_id))
    pseudonyms: dict[tuple[int, int], str] = {}
    for part in parts:
        group = people.group_of(tx, part.group_id)
        pseudonym = Text("participant {number}", number=part.number)
        pseudonyms[part.group_id, part.number] = write(
            pseudonym, Reader(group.language, group.zone), PlainMarkup()
        )
        if group.stage is not Stage.CLOSED:
            _go(call, part, held[part.group_id] if _is_of(part, held) else None)
        elif _is_of(part, held):
            seats.end(tx, held[part.group_id].id, call.at)
    erasing.erase(tx, person_id, pseudonyms, removed, call.at, call.key())
    return views.done(names)


def _is_of(part: Part, held: dict[int, Sitting]) -> bool:
    """Whether they sit there, under this number."""
    return part.group_id in held and held[part.group_id].number == part.number


def _latest(call: Call[Transaction], person_id: int, parts: Sequence[Part]) -> dict[int, Sitting]:
    """The seats that the person has now, or had last, by group."""
    found = {part.group_id: seats.latest(call.tx, part.group_id, person_id) for part in parts}
    return {group_id: seat for group_id, seat in found.items() if seat is not None}


def _must_leave_a_coordinator(call: Call[Transaction], held: dict[int, Sitting]) -> None:
    """Raises Refusal where a group that lives would be without one."""
    alone = []
    for group_id, seat in held.items():
        group = people.group_of(call.tx, group_id)
        if group.stage is Stage.CLOSED or not seat.coordinates:
            continue
        if all(each.id == seat.id for each in seats.coordinators(call.tx, group_id)):
            alone.append(group.name)
    if alone:
        raise Refusal(
            Text(
                "You are the only coordinator of {groups}. Make somebody else one first, with {role}, or close the"
                " group with {close}; nothing was erased.",
                groups=listing(*alone),
                role=Code("/member role @name coordinator"),
                close=Code("/group close"),
            )
        )


def _go(call: Call[Transaction], part: Part, seat: Sitting | None) -> None:
    """The person leaves the group, if they sit there, and the record says that nobody knows any more who it was."""
    tx, by = call.tx, part.number
    found = tx.context(call.account, call.request.where, part.group_id)
    group = people.group_of(tx, part.group_id)
    at = max(call.at, group.last_at)
    there = replace(call, perhaps_group=group, perhaps_seat=found.seat, at=at)
    about = {"participant": by}
    if seat is not None:
        seats.end(tx, seat.id, at)
        vouchers.forget(tx, seat.id)
        record.append(tx, group.id, LEFT, at, by=by, subject=f"#{by}", facts=about)
        call.registry.leaves(there, by)
    record.append(tx, group.id, ERASED, at, by=by, subject=f"#{by}", facts=about)


def poll_ended(call: Call[Transaction], poll: Any, ending: Ending) -> None:
    """What it counted by, of people who were erased meanwhile, is needed no more."""
    erasing.forget_counted(call.tx, poll.group_id)
