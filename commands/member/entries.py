"""What the record says of seats."""

from __future__ import annotations

from bot.feature import Call
from bot.people import Role
from commands.member.values import Wish
from storage.record import append
from storage.transaction import Transaction


def doer(call: Call[Transaction]) -> int | None:
    """By whom an entry is; None where nobody asked for what happened."""
    return call.perhaps_seat.number if call.perhaps_seat else None


def entry_of_seat(
    call: Call[Transaction],
    kind: str,
    number: int,
    name: str,
    wish: Wish,
    *,
    by: int | None,
    state: str,
    reason: str = "",
    via: str = "",
) -> None:
    """`via`: the user group that the person is in, where that is why they got the seat."""
    personal = {
        "name": name,
        "region": wish.region,
        "affiliation": wish.affiliation,
        "reason": reason,
    }
    append(
        call.tx,
        call.group.id,
        kind,
        call.at,
        by=by,
        subject=f"#{number}",
        facts={
            "participant": number,
            "stakeholder": wish.stakeholder.name,
            "role": wish.role.value,
            "state": state,
            **({"user_group": via} if via else {}),
        },
        personal={field: (call.key(), value) for field, value in personal.items() if value},
    )


def entry_of_role(call: Call[Transaction], number: int, role: Role, state: str) -> None:
    append(
        call.tx,
        call.group.id,
        "member.role",
        call.at,
        by=call.seat.number,
        subject=f"#{number}",
        facts={"participant": number, "role": role.value, "state": state},
    )
