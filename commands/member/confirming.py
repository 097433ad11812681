"""`/member confirm`: a pending seat is confirmed by a coordinator, or by members of its stakeholder group."""

from __future__ import annotations

from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed
from bot.seat_words import seat_words
from bot.text import Code, Text
from commands.member import views, waiting_views
from commands.member.declared import Confirm
from commands.member.seating import seat_of
from commands.member.telling import about_seat, about_voucher
from commands.member.vouching import asked_of
from commands.member.waiting_views import Asked
from storage import seats, vouchers
from storage.folding import folded
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction


def confirm(call: Call[Transaction], command: Confirm) -> Reply:
    seat = seat_of(call, command.who)
    if seat.expected:
        raise Refusal(
            Text(
                "{name} has not come yet: they take their seat with {join}, and need no confirmation before.",
                name=seat.name,
                join=Code("/member join"),
            )
        )
    if not seat.pending:
        raise Refusal(Text("The seat of {name} is confirmed already.", name=seat.name))
    asked = asked_of(call.tx, call.group.id, seat.stakeholder_id, seat.id)
    coordinates = call.seat.acts_as is Role.COORDINATOR
    if asked is None or (coordinates and command.reason):
        return _seat(call, seat, (), command.reason)
    if call.seat.stakeholder_id != seat.stakeholder_id:
        raise _not_a_peer(seat, asked, coordinates=coordinates)
    return _vouch(call, seat, asked)


def _not_a_peer(seat: Sitting, asked: Asked, *, coordinates: bool) -> Refusal:
    if coordinates:
        return malformed("reason", waiting_views.needs_reason(seat.name, seat.stakeholder, asked))
    return not_allowed(
        Text(
            "{name} would like to sit for {stakeholder}, so its members confirm that, or a coordinator.",
            name=seat.name,
            stakeholder=seat.stakeholder,
        )
    )


def _vouch(call: Call[Transaction], seat: Sitting, asked: Asked) -> Reply:
    """One more of the stakeholder group confirms it; the last one seats."""
    tx, mine = call.tx, call.seat
    before = vouchers.of(tx, seat.id)
    if any(each.participant == mine.number for each in before):
        raise Refusal(
            Text(
                "You have confirmed the seat of {name} already: {confirmed} of {asked} have.",
                name=seat.name,
                confirmed=len(before),
                asked=asked.members,
            )
        )
    if any(folded(each.affiliation) == folded(mine.affiliation) for each in before):
        raise Refusal(_same_affiliation(seat, mine.affiliation))
    if len(before) + 1 >= asked.members:
        return _seat(call, seat, (*(each.participant for each in before), mine.number), "")
    vouchers.add(tx, seat.id, mine.number, mine.affiliation)
    append(
        tx,
        call.group.id,
        "member.vouched",
        call.at,
        by=mine.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number, "confirmed": len(before) + 1, "asked": asked.members},
    )
    about_voucher(call, seat)
    return waiting_views.vouched(seat.name, seat.stakeholder, asked.members - len(before) - 1)


def _same_affiliation(seat: Sitting, affiliation: str) -> Text:
    if not affiliation:
        return Text(
            "Somebody without an affiliation has confirmed the seat of {name}, and yours is not known either. If"
            " you have one, name it first: {join}.",
            name=seat.name,
            join=Code(f'/member join "{seat.stakeholder}" affiliation:"…"'),
        )
    return Text(
        "Somebody of {affiliation} has confirmed the seat of {name} already. The next one has to have another"
        " affiliation.",
        affiliation=affiliation,
        name=seat.name,
    )


def _seat(call: Call[Transaction], seat: Sitting, by: tuple[int, ...], reason: str) -> Reply:
    """It is confirmed: `by` members of its stakeholder group, or by the coordinator who asks."""
    seats.change(call.tx, seat.id, "pending", False)
    vouchers.forget(call.tx, seat.id)
    facts: dict[str, Canonical] = {
        "participant": seat.number,
        "stakeholder": seat.stakeholder,
        "role": seat.role.value,
    }
    if by:
        facts["confirmed_by"] = list(by)
    append(
        call.tx,
        call.group.id,
        "member.confirmed",
        call.at,
        by=call.seat.number,
        subject=f"#{seat.number}",
        facts=facts,
        personal={"reason": (call.key(), reason)} if reason else None,
    )
    call.registry.changes(call, seat.number)
    about_seat(call, seat)
    return views.said(
        Text(
            "{name} sits in {group} as {seat} now, and is told so.",
            name=seat.name,
            group=call.group.name,
            seat=seat_words(seat.stakeholder, seat.role),
        )
    )
