"""What happens: taking a seat, changing stakeholder group, being given a seat."""

from __future__ import annotations

from datetime import datetime

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed
from bot.seat_words import role_words, seat_words
from bot.text import Code, Text
from commands.member import waiting_views
from commands.member.adding import prepared_for
from commands.member.declared import Join, OwnRole
from commands.member.entries import entry_of_role, entry_of_seat
from commands.member.rules import at_once, moves_again
from commands.member.telling import about_waiting
from commands.member.values import Wish
from commands.member.vouching import asked_of
from commands.member.waiting_views import Asked
from storage import erased, links, seats, vouchers
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction


def join(call: Call[Transaction], command: Join) -> Reply:
    """Whoever is new to us learns with their first seat where it is said what is stored."""
    reply = _join(call, command)
    return waiting_views.at_first(reply) if call.person.id is None else reply


def _join(call: Call[Transaction], command: Join) -> Reply:
    name = call.request.known.name or call.person.name or call.account.user
    mine = None if call.person.id is None else seats.latest(call.tx, call.group.id, call.person.id)
    if mine is not None and mine.until is None:
        return _change(call, command, mine)
    wish = Wish(
        command.stakeholder,
        Role.OBSERVER if command.role is OwnRole.OBSERVER else Role.MEMBER,
        command.region,
        command.affiliation,
    )
    if mine is None and (prepared := prepared_for(call, name, wish.stakeholder)) is not None:
        return _come(call, command, prepared)
    return _enter(call, name, mine, wish)


def _enter(call: Call[Transaction], name: str, before: Sitting | None, wish: Wish) -> Reply:
    """A new seat for who has none; `before` is the one they had."""
    tx, group = call.tx, call.group
    moves = before is not None and before.stakeholder_id not in (None, wish.stakeholder.id)
    moved_at = before.moved_at if before else None
    if moves:
        _not_too_soon(call, moved_at)
        moved_at = call.at
    removed = _was_removed(call, before)
    pending = not at_once(group.joining, removed=removed)
    person_id = tx.person_of(call.account, name, call.at)
    number = before.number if before else seats.last_number(tx, group.id) + 1
    seat_id = seats.take(
        tx,
        group.id,
        person_id,
        number,
        name,
        wish.stakeholder.id,
        wish.role,
        call.at,
        region=wish.region,
        affiliation=wish.affiliation,
        pending=pending,
        moved_at=moved_at,
    )
    entry_of_seat(call, "member.joined", number, name, wish, by=number, state=_state(pending))
    call.registry.changes(call, number)
    asked = _ask(call, seat_id, wish.stakeholder.id) if pending else None
    return waiting_views.joined(group.name, wish.stakeholder.name, wish.role, asked, pending=pending)


def _was_removed(call: Call[Transaction], before: Sitting | None) -> bool:
    """Whether a coordinator ended the seat that they had, with whichever of their accounts. Marks of that outlive an
    erasure, and do not say when they were made: with several accounts one of them is enough."""
    known = [] if call.person.id is None else links.accounts(call.tx, call.person.id)
    if before is not None and (before.removed or len(known) == 1):
        return before.removed
    return erased.was_removed(call.tx, known or [call.account], call.group.id)


def _ask(call: Call[Transaction], seat_id: int, stakeholder_id: int | None) -> Asked | None:
    """Whoever can confirm the seat learns that it waits. Returns what the charter asks for it."""
    vouchers.forget(call.tx, seat_id)
    asked = asked_of(call.tx, call.group.id, stakeholder_id, seat_id)
    about_waiting(call, seat_id, peers_too=asked is not None)
    return asked


def _come(call: Call[Transaction], command: Join, seat: Sitting) -> Reply:
    """Somebody who stands on a list takes their seat. A name alone proves little: where joining is
    not immediate, and for powers, a coordinator looks first."""
    tx, group = call.tx, call.group
    if command.role is OwnRole.OBSERVER and seat.role is Role.MEMBER:
        seats.change(tx, seat.id, "role", Role.OBSERVER.value)
    person_id = tx.person_of(call.account, call.request.known.name, call.at)
    pending = seat.role.rank > Role.MEMBER.rank or not at_once(group.joining, removed=False)
    seats.come(tx, seat, person_id)
    if pending:
        seats.change(tx, seat.id, "pending", True)
    asked = _ask(call, seat.id, seat.stakeholder_id) if pending else None
    _describe(call, seat, command)
    append(
        tx,
        group.id,
        "member.came",
        call.at,
        by=seat.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number, "state": _state(pending)},
    )
    call.registry.changes(call, seat.number)
    role = Role.OBSERVER if command.role is OwnRole.OBSERVER else seat.role
    return waiting_views.came(group.name, seat.stakeholder, role, asked, pending=pending)


def _change(call: Call[Transaction], command: Join, mine: Sitting) -> Reply:
    """Somebody with a seat joins again: another stakeholder group, role or description."""
    tx, group = call.tx, call.group
    moves = mine.stakeholder_id != command.stakeholder.id
    role = _own_role(command.role, mine)
    described = any(
        given not in ("", stands)
        for given, stands in ((command.region, mine.region), (command.affiliation, mine.affiliation))
    )
    if not moves and role is mine.role and not described:
        raise Refusal(
            Text(
                "You sit in {group} as {seat} already. To change that, name another stakeholder group; to go,"
                " type {leave}.",
                group=group.name,
                seat=seat_words(mine.stakeholder, mine.role),
                leave=Code("/member leave"),
            )
        )
    # A first choice, and the correction of a seat that nobody has confirmed, are no changes.
    counts = moves and mine.stakeholder_id is not None and not mine.pending
    if counts:
        _not_too_soon(call, mine.moved_at)
    rises = role.rank > mine.role.rank
    pending = mine.pending or ((moves or rises) and not at_once(group.joining, removed=False))
    if pending and mine.coordinates:
        another_coordinator(
            call,
            mine,
            Text(
                "Your seat would have to be confirmed again, and nobody else coordinates"
                " {group}. Make somebody else coordinator first: {role}.",
                group=group.name,
                role=Code("/member role"),
            ),
        )
    if moves:
        seats.move(tx, mine.id, command.stakeholder.id, call.at, pending=pending)
        append(
            tx,
            group.id,
            "member.moved",
            call.at,
            by=mine.number,
            subject=f"#{mine.number}",
            facts={
                "participant": mine.number,
                "from": mine.stakeholder,
                "to": command.stakeholder.name,
                "state": _state(pending),
            },
        )
    if counts:
        seats.change(tx, mine.id, "moved_at", call.at)
    if role is not mine.role:
        seats.change(tx, mine.id, "role", role.value)
        entry_of_role(call, mine.number, role, _state(pending))
    if pending and not mine.pending:
        seats.change(tx, mine.id, "pending", True)
    asked = None
    if pending and (moves or not mine.pending):
        asked = _ask(call, mine.id, command.stakeholder.id)
    elif pending:
        asked = asked_of(tx, group.id, command.stakeholder.id, mine.id)
    _describe(call, mine, command)
    call.registry.changes(call, mine.number)
    return waiting_views.joined(group.name, command.stakeholder.name, role, asked, pending=pending)


def _own_role(wanted: OwnRole | None, mine: Sitting) -> Role:
    if wanted is None:
        return mine.role
    if mine.role.rank > Role.MEMBER.rank:
        raise malformed(
            "role",
            Text(
                "You are {role}. A coordinator changes that with {command}.",
                role=role_words(mine.role),
                command=Code("/member role"),
            ),
        )
    return Role(wanted.value)


def _not_too_soon(call: Call[Transaction], moved_at: datetime | None) -> None:
    again = moves_again(moved_at, call.at)
    if again is not None:
        raise Refusal(
            Text(
                "You changed your stakeholder group less than 90 days ago. You can do it again on {again}.",
                again=again,
            )
        )


def another_coordinator(call: Call[Transaction], leaving: Sitting, otherwise: Text) -> None:
    """Refuses with `otherwise` where nobody else could coordinate the group."""
    if not any(each.id != leaving.id for each in seats.coordinators(call.tx, call.group.id)):
        raise Refusal(otherwise)


def _describe(call: Call[Transaction], seat: Sitting, command: Join) -> None:
    given = {"region": command.region, "affiliation": command.affiliation}
    new = {name: value for name, value in given.items() if value and value != getattr(seat, name)}
    for name, value in new.items():
        seats.change(call.tx, seat.id, name, value)
    if new:
        append(
            call.tx,
            call.group.id,
            "member.described",
            call.at,
            by=seat.number,
            subject=f"#{seat.number}",
            facts={"participant": seat.number},
            personal={name: (call.key(), value) for name, value in new.items()},
        )


def _state(pending: bool) -> str:
    return "pending" if pending else "confirmed"
