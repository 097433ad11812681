"""What happens: giving roles, ending seats, listing them."""

from __future__ import annotations

from bot.boundary import Reply
from bot.commands import Named
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_found
from bot.seat_words import role_words
from bot.text import Code, Text
from commands.member import views
from commands.member.declared import GiveRole, Leave, List, Remove, Show
from commands.member.entries import entry_of_role
from commands.member.joining import another_coordinator
from commands.member.link_views import address
from commands.member.telling import about_removal, about_seat, mark_of, place_of
from storage import alternates, links, seats, vouchers
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction

PAGE = 40
"""Seats on one page of a list."""


def seat_of(call: Call[Transaction], who: Named) -> Sitting:
    """The seat of somebody who was named. Raises Refusal where they have none."""
    seat = None if who.seat_id is None else seats.seat(call.tx, who.seat_id)
    if seat is None:
        raise not_found(
            Text(
                "{name} has no seat in {group}. {list} shows who has.",
                name=who.name,
                group=call.group.name,
                list=Code("/member list"),
            )
        )
    return seat


def give_role(call: Call[Transaction], command: GiveRole) -> Reply:
    seat = seat_of(call, command.who)
    words = role_words(command.role)
    if seat.role is command.role:
        raise Refusal(Text("{name} is {role} already.", name=seat.name, role=words))
    if seat.pending and command.role.rank > seat.role.rank:
        raise Refusal(
            Text(
                "The seat of {name} waits to be confirmed. Do that first: {confirm}.",
                name=seat.name,
                confirm=Code("/member confirm"),
            )
        )
    if seat.coordinates:
        _not_the_last(call, seat)
    seats.change(call.tx, seat.id, "role", command.role.value)
    entry_of_role(call, seat.number, command.role, "pending" if seat.pending else "confirmed")
    call.registry.changes(call, seat.number)
    about_seat(call, seat)
    return views.said(
        Text("{name} is {role} in {group} now.", name=seat.name, role=words, group=call.group.name)
    )


def remove(call: Call[Transaction], command: Remove) -> Reply:
    seat = seat_of(call, command.who)
    if seat.id == call.seat.id:
        raise malformed(
            "who", Text("This is your own seat. You give it up with {leave}.", leave=Code("/member leave"))
        )
    seats.end(call.tx, seat.id, call.at, removed=True)
    vouchers.forget(call.tx, seat.id)
    entry = append(
        call.tx,
        call.group.id,
        "member.removed",
        call.at,
        by=call.seat.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number},
        personal={"reason": (call.key(), command.reason)},
    )
    call.registry.leaves(call, seat.number)
    about_removal(call, seat, entry)
    return views.said(
        Text(
            "{name} has no seat in {group} any more. In polls that are open they stay on the roll.",
            name=seat.name,
            group=call.group.name,
        )
    )


def leave(call: Call[Transaction], command: Leave) -> Reply:
    seat = seats.seat(call.tx, call.seat.id)
    assert seat is not None
    if seat.coordinates:
        _not_the_last(call, seat)
    seats.end(call.tx, seat.id, call.at, removed=False)
    vouchers.forget(call.tx, seat.id)
    append(
        call.tx,
        call.group.id,
        "member.left",
        call.at,
        by=seat.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number},
        personal={"reason": (call.key(), command.reason)} if command.reason else None,
    )
    call.registry.leaves(call, seat.number)
    return views.said(
        Text(
            "You have left {group}. Polls that are open keep you on their roll; {join} brings you back.",
            group=call.group.name,
            join=Code("/member join"),
        )
    )


def _not_the_last(call: Call[Transaction], seat: Sitting) -> None:
    who = Code(f"/member role @name {Role.COORDINATOR.value}")
    another_coordinator(
        call,
        seat,
        Text(
            "A group needs a coordinator, and {name} is the only one of {group}. Make somebody else one"
            " first: {role}.",
            name=seat.name,
            group=call.group.name,
            role=who,
        ),
    )


def show_list(call: Call[Transaction], command: List) -> Reply:
    everybody = seats.sitting(call.tx, call.group.id)
    if command.stakeholder is not None:
        everybody = [seat for seat in everybody if seat.stakeholder_id == command.stakeholder.id]
        if not everybody:
            raise not_found(Text("Nobody sits for {stakeholder} yet.", stakeholder=command.stakeholder.name))
    pages = max(-(-len(everybody) // PAGE), 1)
    if command.page > pages:
        raise malformed("page", Text("The list ends with page {pages}.", pages=pages))
    away = seats.away_now(call.tx, call.group.id, call.at)
    instead = alternates.shown(call.tx, call.group.id)
    mark: tuple[tuple[str, str], ...] = (("group", str(call.group.id)),)
    if command.stakeholder is not None:
        mark += (("stakeholder", str(command.stakeholder.id)),)
    shown = [
        place_of(seat, away.get(seat.id), instead.get(seat.id, ""))
        for seat in everybody[(command.page - 1) * PAGE : command.page * PAGE]
    ]
    return views.listed(call.group.name, mark, shown, command.page, pages, len(everybody))


def show(call: Call[Transaction], command: Show) -> Reply:
    """One seat, as the list of members shows it, with what has no room there."""
    seat = seats.seat(call.tx, call.seat.id) if command.who is None else seat_of(call, command.who)
    assert seat is not None
    stands_in = alternates.of(call.tx, seat.id)
    agreed = stands_in is not None and stands_in.accepted_at is not None and not stands_in.stale
    stood_in_for = alternates.standing_in(call.tx, seat.id)
    reads_statements = call.seat.acts_as is not Role.OBSERVER or seat.id == call.seat.id
    return views.shown(
        call.group.name,
        place_of(seat, alternate=stands_in.alternate_name if stands_in is not None and agreed else ""),
        seat.since,
        seats.away(call.tx, seat.id, call.at),
        stood_in_for.name if stood_in_for is not None else "",
        mark_of(seat) if reads_statements else (),
        [address(each) for each in links.accounts(call.tx, seat.person_id)]
        if seat.id == call.seat.id
        else (),
    )
