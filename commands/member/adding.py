"""What happens: giving somebody a seat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.addresses import AccountRef
from bot.boundary import Reply
from bot.commands import Named
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed
from bot.seat_words import seat_words
from bot.text import Code, Text
from commands.member import views
from commands.member.declared import Add
from commands.member.entries import doer, entry_of_seat
from commands.member.telling import about_given
from commands.member.values import Stakeholder, Wish
from commands.member.vouching import must_give_reason
from storage import seats
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction


def add(call: Call[Transaction], who: Named, command: Add) -> Reply:
    before = None if who.person_id is None else seats.latest(call.tx, call.group.id, who.person_id)
    wish = Wish(command.stakeholder, command.role, command.region, command.affiliation)
    if before is not None and sits(before):
        raise Refusal(_seated(before))
    if (why := unfit(call, who.account, who.name)) is not None:
        raise malformed("who", why)
    must_give_reason(call, who.name, (wish.stakeholder.id, wish.stakeholder.name), command.reason)
    seated = seat(call, who, before, wish, Given("member.added", command.reason))
    call.registry.changes(call, seated.number)
    about_given(call, seated.number)
    return _added(call, seated.name, command.stakeholder, seated.role)


def unfit(call: Call[Transaction], account: AccountRef | None, name: str) -> Text | None:
    """Why nobody can sit behind an account; None where somebody can, or the platform does not say."""
    if account in call.request.known.bots:
        return Text("{name} is a bot, and seats are for people.", name=name)
    if account in call.request.known.deactivated:
        return Text("The account of {name} is deactivated, so that nobody could take the seat.", name=name)
    return None


@dataclass(frozen=True, slots=True)
class Given:
    """Why somebody gets a seat, for the record: the kind of entry for a new one, what the coordinator wrote, the
    user group that they are in, which is all that is known of them then. `pending`: somebody has to confirm it
    first."""

    kind: str
    reason: str = ""
    via: str = ""
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Seated:
    """`new` is the id of the seat where they had none and nobody expected them; else 0."""

    name: str
    role: Role
    number: int
    """As a participant."""
    new: int = 0


def sits(seat: Sitting) -> bool:
    """Whether nothing more can be given: somebody without a stakeholder group can still get one."""
    return seat.until is None and (seat.stakeholder_id is not None or seat.pending)


def seat(call: Call[Transaction], who: Named, before: Sitting | None, wish: Wish, given: Given) -> Seated:
    """A seat for somebody who does not sit for a stakeholder group; `before` is the one they have, or had."""
    tx, group = call.tx, call.group
    if before is not None and before.until is None:
        settle(call, before, wish, given.reason)
        return Seated(before.name, before.role, before.number)
    prepared = None if before is not None or given.pending else prepared_for(call, who.name, wish.stakeholder)
    # A name alone proves little: whoever is in a user group chose theirs, so it opens no way to powers.
    if prepared is not None and (not given.via or prepared.role.rank <= Role.MEMBER.rank):
        assert who.account is not None
        seats.come(tx, prepared, tx.person_of(who.account, who.name, call.at))
        append(
            tx,
            group.id,
            "member.came",
            call.at,
            by=doer(call),
            subject=f"#{prepared.number}",
            facts={"participant": prepared.number, "state": "confirmed"},
            personal=personal(call, given.reason),
        )
        return Seated(prepared.name, prepared.role, prepared.number)
    person_id = who.person_id
    if person_id is None:
        assert who.account is not None
        person_id = tx.person_of(who.account, who.name, call.at)
    number = before.number if before else seats.last_number(tx, group.id) + 1
    new = give(call, person_id, number, who.name, wish, before, given)
    return Seated(who.name, wish.role, number, new)


def give(
    call: Call[Transaction],
    person_id: int,
    number: int,
    name: str,
    wish: Wish,
    before: Sitting | None,
    given: Given,
) -> int:
    """A new seat for somebody who has none. Returns its id."""
    new = seats.take(
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
        pending=given.pending,
        moved_at=before.moved_at if before else None,
    )
    state = "pending" if given.pending else "confirmed"
    entry_of_seat(
        call, given.kind, number, name, wish, by=doer(call), state=state, reason=given.reason, via=given.via
    )
    return new


def settle(call: Call[Transaction], seat: Sitting, wish: Wish, reason: str) -> None:
    """A first stakeholder group for who sits without one."""
    seats.move(call.tx, seat.id, wish.stakeholder.id, call.at, pending=False)
    append(
        call.tx,
        call.group.id,
        "member.moved",
        call.at,
        by=doer(call),
        subject=f"#{seat.number}",
        facts={"participant": seat.number, "from": "", "to": wish.stakeholder.name, "state": "confirmed"},
        personal=personal(call, reason),
    )


def personal(call: Call[Transaction], reason: str) -> dict[str, tuple[str, str]] | None:
    """A reason, if there is one, for an entry."""
    return {"reason": (call.key(), reason)} if reason else None


def _added(call: Call[Transaction], name: str, stakeholder: Stakeholder, role: Role) -> Reply:
    seat = seat_words(stakeholder.name, role)
    return views.said(Text("{name} sits in {group} as {seat}.", name=name, group=call.group.name, seat=seat))


def _seated(seat: Sitting) -> Text:
    if seat.pending:
        return Text(
            "{name} waits to be confirmed as {seat}. Confirm that with {confirm}.",
            name=seat.name,
            seat=seat_words(seat.stakeholder, seat.role),
            confirm=Code("/member confirm"),
        )
    return Text(
        "{name} sits here as {seat} already. They change their stakeholder group themselves, with {join}; you"
        " change their role with {role}.",
        name=seat.name,
        seat=seat_words(seat.stakeholder, seat.role),
        join=Code("/member join"),
        role=Code("/member role"),
    )


def prepared_for(call: Call[Transaction], name: str, stakeholder: Stakeholder) -> Sitting | None:
    """The seat that a list holds for somebody of this name who has not come yet."""
    fitting = [
        each for each in seats.expected(call.tx, call.group.id, name) if each.stakeholder_id == stakeholder.id
    ]
    return fitting[0] if len(fitting) == 1 else None
