"""What happens: saying when one is away, and taking it back."""

from __future__ import annotations

from datetime import timedelta

from bot.blocks import Button
from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed
from bot.text import Code, Text
from bot.token import TokenTooLong, pack
from commands.member import views
from commands.member.declared import Away
from commands.member.rules import Span, begins, midnight, taken_back, united, without
from commands.member.seating import seat_of
from storage import seats
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction

LONGEST = timedelta(days=366)
MOST = 20
"""Absences that one seat can have ahead."""


def away(call: Call[Transaction], command: Away) -> Reply:
    seat = seat_of(call, command.who) if command.who else seats.seat(call.tx, call.seat.id)
    assert seat is not None
    own = seat.id == call.seat.id
    if not own and call.seat.acts_as is not Role.COORDINATOR:
        raise not_allowed(
            Text(
                "Only a coordinator says for others when they are away. For yourself leave {who} out.",
                who=Code("who:"),
            )
        )
    zone = call.reader.zone
    since = midnight(call.at, zone) if command.since is None else begins(command.since, zone)
    span = since, command.until
    if span[1] <= span[0]:
        raise malformed(
            "until",
            Text("The end ({until}) is not after the beginning ({since}).", until=span[1], since=span[0]),
        )
    if span[1] <= call.at:
        raise malformed("until", Text("{until} has passed. Say when you will be away.", until=span[1]))
    if span[1] - span[0] > LONGEST:
        raise malformed(
            "until",
            Text(
                "That is longer than a year. Somebody who is gone for so long can watch meanwhile: {join}.",
                join=Code("/member join STAKEHOLDER role:observer"),
            ),
        )
    before = seats.away(call.tx, seat.id, call.at)
    after = without(before, taken_back(span, call.reader.zone)) if command.here else united(before, span)
    if after == before:
        raise Refusal(
            Text("No absence is noted in that time.") if command.here else Text("That is noted already.")
        )
    if len(after) > MOST:
        raise Refusal(Text("More than {most} absences cannot be noted. Put some together.", most=MOST))
    seats.set_away(call.tx, seat.id, call.at, after)
    append(
        call.tx,
        call.group.id,
        "member.away",
        call.at,
        by=call.seat.number,
        subject=f"#{seat.number}",
        facts={"participant": seat.number, "state": "here" if command.here else "away"},
        personal={"since": (call.key(), span[0].isoformat()), "until": (call.key(), span[1].isoformat())},
    )
    call.registry.changes(call, seat.number)
    # Taking back exactly this is only possible where nothing was merged.
    undo = (
        ()
        if command.here or span not in after or len(after) != len(before) + 1
        else _undo(call, seat, span, own)
    )
    return views.away(after, "" if own else seat.name, *undo)


def _undo(call: Call[Transaction], seat: Sitting, span: Span, own: bool) -> tuple[Button, ...]:
    values = [("group", str(call.group.id))]
    values += [
        (name, f"{moment:%Y-%m-%dT%H:%MZ}") for name, moment in zip(("since", "until"), span, strict=True)
    ]
    values += [("here", "yes")] if own else [("who", f"#{seat.number}"), ("here", "yes")]
    button = Button(Text("Undo"), "member away", tuple(values))
    try:
        pack(button.path, button.values)
    except TokenTooLong:
        return ()
    return (button,)
