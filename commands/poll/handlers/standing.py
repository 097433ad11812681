"""Alternates in polls: they take the places of those who are away for the whole time, and are told."""

from __future__ import annotations

from bot.chain import Canonical
from bot.feature import Call, Said, Telling
from commands.poll import views
from commands.poll.handlers import kinds
from commands.poll.handlers.seeing import sight, written_roll
from commands.poll.handlers.telling import for_person
from commands.poll.rules import RollSize, replaced
from storage import people, poll_changes, promises, standing_in
from storage.polls import Poll
from storage.standing_in import Off, StandIn
from storage.transaction import Transaction


def seat_alternates(call: Call[Transaction], poll: Poll, roll: tuple[RollSize, ...]) -> None:
    """The roll of the poll was just frozen, with these sizes: alternates take the places of those who are away
    until its close."""
    found = standing_in.for_the_away(call.tx, poll.id, poll.opens_at, poll.closes_at)
    for stand_in in found:
        standing_in.step_aside(call.tx, poll.id, stand_in.for_seat_id, Off.AWAY)
        standing_in.sit_down(call.tx, poll.id, stand_in)
        roll = replaced(roll, stand_in.stakeholder, available=False)
        tell_alternate(call, poll, stand_in)
    if found:
        poll_changes.resize(call.tx, poll.id, written_roll(roll))


def alternates_facts(tx: Transaction, poll: Poll) -> dict[str, Canonical]:
    """Who sits in whose stead, as participants, for the record; nothing where nobody does."""
    found = standing_in.pairs(tx, poll.id)
    pairs: list[Canonical] = [{"participant": number, "for": stands_for} for number, stands_for in found]
    return {"alternates": pairs} if pairs else {}


def tell_alternate(call: Call[Transaction], poll: Poll, stand_in: StandIn) -> None:
    """Privately: they have a vote now."""
    address = people.address_of(call.tx, stand_in.person_id)
    if address is not None:
        promises.say(call.tx, kinds.SEATED, poll.key, address, call.at)


def seated(telling: Telling[Transaction]) -> Said | None:
    """To an alternate, while they can vote."""
    found = for_person(telling)
    if found is None:
        return None
    poll, reader = found
    if poll.place is None or not poll.place.stands_for:
        return None
    name = standing_in.held_for(telling.tx, poll.id).get(poll.place.stands_for, "")
    return Said(views.seated(sight(telling.tx, poll), name), reader)
