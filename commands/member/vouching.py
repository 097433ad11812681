"""Who may confirm a pending seat: coordinators, or, where the charter says so, members of its stakeholder
group."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.charters import Charter
from bot.feature import Call
from bot.people import Role
from bot.refusals import malformed
from commands.member import waiting_views
from commands.member.waiting_views import Asked
from storage import charters, seats
from storage.folding import folded
from storage.seats import Sitting
from storage.transaction import Transaction

CONFIRM = "member confirm"


def confirmers(tx: Transaction, group_id: int) -> int:
    """How many members of a stakeholder group confirm a seat in it; 0 where a coordinator does."""
    kept = charters.in_force(tx, group_id)
    return (Charter.from_json(json.loads(kept.rules)).terms.confirmers or 0) if kept else 0


def peers(everybody: Iterable[Sitting], stakeholder_id: int | None, seat_id: int) -> list[Sitting]:
    """Those who decide for the stakeholder group, and are there; the seat itself is not among them."""
    return [
        each
        for each in everybody
        if each.stakeholder_id == stakeholder_id
        and stakeholder_id is not None
        and each.id != seat_id
        and each.role.rank >= Role.MEMBER.rank
        and not each.pending
        and not each.expected
    ]


def affiliations(of: Iterable[Sitting]) -> set[str]:
    """Which there are. Whoever states none counts as one with all others who do not: nobody can know that
    theirs differ."""
    return {folded(each.affiliation) for each in of}


def asked_of(tx: Transaction, group_id: int, stakeholder_id: int | None, seat_id: int) -> Asked | None:
    """What the charter asks for the seat; None where a coordinator confirms."""
    members = confirmers(tx, group_id)
    if not members:
        return None
    everybody = seats.sitting(tx, group_id)
    enough = len(affiliations(peers(everybody, stakeholder_id, seat_id))) >= members
    names = tuple(each.name for each in everybody if each.coordinates)
    return Asked(members, enough, names)


def must_give_reason(call: Call[Transaction], name: str, stakeholder: tuple[int, str], reason: str) -> None:
    """Raises Refusal where a coordinator gives a seat that members of its stakeholder group would confirm,
    without saying why."""
    asked = asked_of(call.tx, call.group.id, stakeholder[0], 0)
    if asked is not None and not reason:
        raise malformed("reason", waiting_views.needs_reason(name, stakeholder[1], asked))


def lets(call: Call[Transaction], path: str) -> bool:
    """Whether the charter lets members confirm seats."""
    seat = call.perhaps_seat
    if path != CONFIRM or seat is None or seat.acts_as.rank < Role.MEMBER.rank:
        return False
    return confirmers(call.tx, call.group.id) > 0
