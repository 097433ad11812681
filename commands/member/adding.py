"""What happens: giving somebody a seat."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.member import views
from commands.member.declared import Add
from commands.member.entries import entry_of_seat
from commands.member.values import Stakeholder, Wish
from commands.member.vouching import must_give_reason
from storage import seats
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction


def add(call: Call[Transaction], command: Add) -> Reply:
    tx, group, who = call.tx, call.group, command.who
    before = None if who.person_id is None else seats.latest(tx, group.id, who.person_id)
    wish = Wish(command.stakeholder, command.role, command.region, command.affiliation)
    if before is not None and before.until is None and (before.stakeholder_id is not None or before.pending):
        raise Refusal(_seated(before))
    must_give_reason(call, who.name, (wish.stakeholder.id, wish.stakeholder.name), command.reason)
    if before is not None and before.until is None:
        settle(call, before, wish, command.reason)
        return _added(call, before.name, command.stakeholder, before.role)
    if before is None and (prepared := prepared_for(call, who.name, wish.stakeholder)) is not None:
        assert who.account is not None
        seats.come(tx, prepared, tx.person_of(who.account, who.name, call.at))
        append(
            tx,
            group.id,
            "member.came",
            call.at,
            by=call.seat.number,
            subject=f"#{prepared.number}",
            facts={"participant": prepared.number, "state": "confirmed"},
            personal=given(call, command.reason),
        )
        return _added(call, prepared.name, command.stakeholder, prepared.role)
    person_id = who.person_id
    if person_id is None:
        assert who.account is not None
        person_id = tx.person_of(who.account, who.name, call.at)
    number = before.number if before else seats.last_number(tx, group.id) + 1
    give(call, person_id, number, who.name, wish, before, command.reason)
    return _added(call, who.name, command.stakeholder, command.role)


def give(
    call: Call[Transaction],
    person_id: int,
    number: int,
    name: str,
    wish: Wish,
    before: Sitting | None,
    reason: str,
) -> None:
    """A new, confirmed seat for somebody who has none."""
    seats.take(
        call.tx,
        call.group.id,
        person_id,
        number,
        name,
        wish.stakeholder.id,
        wish.role,
        call.at,
        region=wish.region,
        affiliation=wish.affiliation,
        moved_at=before.moved_at if before else None,
    )
    entry_of_seat(
        call, "member.added", number, name, wish, by=call.seat.number, state="confirmed", reason=reason
    )


def settle(call: Call[Transaction], seat: Sitting, wish: Wish, reason: str) -> None:
    """A first stakeholder group for who sits without one."""
    seats.move(call.tx, seat.id, wish.stakeholder.id, call.at, pending=False)
    append(
        call.tx,
        call.group.id,
        "member.moved",
        call.at,
        by=call.seat.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number, "from": "", "to": wish.stakeholder.name, "state": "confirmed"},
        personal=given(call, reason),
    )


def given(call: Call[Transaction], reason: str) -> dict[str, tuple[str, str]] | None:
    """A reason, if there is one, for an entry."""
    return {"reason": (call.key(), reason)} if reason else None


def _added(call: Call[Transaction], name: str, stakeholder: Stakeholder, role: Role) -> Reply:
    seat = views.seat_words(stakeholder.name, role)
    return views.said(Text("{name} sits in {group} as {seat}.", name=name, group=call.group.name, seat=seat))


def _seated(seat: Sitting) -> Text:
    if seat.pending:
        return Text(
            "{name} waits to be confirmed as {seat}. Confirm that with {confirm}.",
            name=seat.name,
            seat=views.seat_words(seat.stakeholder, seat.role),
            confirm=Code("/member confirm"),
        )
    return Text(
        "{name} sits here as {seat} already. They change their stakeholder group themselves, with {join}; you"
        " change their role with {role}.",
        name=seat.name,
        seat=views.seat_words(seat.stakeholder, seat.role),
        join=Code("/member join"),
        role=Code("/member role"),
    )


def prepared_for(call: Call[Transaction], name: str, stakeholder: Stakeholder) -> Sitting | None:
    """The seat that a list holds for somebody of this name who has not come yet."""
    fitting = [
        each for each in seats.expected(call.tx, call.group.id, name) if each.stakeholder_id == stakeholder.id
    ]
    return fitting[0] if len(fitting) == 1 else None
