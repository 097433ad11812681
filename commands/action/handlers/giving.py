"""Handing an action over, and what becomes of the actions of somebody who leaves."""

from __future__ import annotations

from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.action import views
from commands.action.declared import Assign
from commands.action.handlers import kinds
from commands.action.handlers.seeing import seen
from commands.action.handlers.steps import (
    changed,
    enter,
    must_be_open,
    must_have_part,
    part_of,
    post_card,
    tell,
)
from commands.action.rules import State
from storage import action_changes, actions, seats
from storage.transaction import Transaction


def assign(call: Call[Transaction], command: Assign) -> Reply:
    """Whoever has it with others passes on their own part; everybody else says who has it from now on."""
    action, tx, who = command.action, call.tx, command.who
    before = actions.owners(tx, action.id)
    part = part_of(call, action, before)
    must_have_part(part, action)
    must_be_open(action)
    old = [owner.participant for owner in before]
    new = [person.number for person in who.people]
    stakeholder_id = who.stakeholder_id
    passes_own_part = call.seat.number in old and (len(old) > 1 or action.stakeholder_id is not None)
    if passes_own_part:
        kept = [number for number in old if number != call.seat.number]
        new = [*kept, *(number for number in new if number not in kept)]
        stakeholder_id = stakeholder_id or action.stakeholder_id
    if set(new) == set(old) and stakeholder_id == action.stakeholder_id:
        raise Refusal(
            Text("{action} is theirs already. Name somebody else to hand it over.", action=Code(action.short))
        )
    had_it = set(actions.having(tx, action))
    action_changes.give(tx, action.id, new, stakeholder_id, call.at)
    given = actions.at_any(tx, action.key)
    assert given is not None
    facts: dict[str, Canonical] = {"from": list(old), "to": list(new)}
    if given.stakeholder:
        facts["stakeholder"] = given.stakeholder
    enter(call, "action.assigned", action, facts)
    post_card(call, action.key)
    changed(call, action)
    told = [
        person for person in actions.having(tx, given) if person not in had_it and person != call.person.id
    ]
    tell(tx, kinds.GIVEN, action.key, told, call.group.zone, call.at)
    return Reply(views.assigned(seen(tx, given, call.at)))


def passes_on(call: Call[Transaction], participant: int) -> None:
    """Somebody's seat ended: what nobody else has goes to a coordinator, who is told, never to nobody."""
    tx = call.tx
    left = actions.of_owner(tx, call.group.id, participant, State.OPEN.value)
    if not left:
        return
    coordinators = seats.coordinators(tx, call.group.id)
    numbers = [one.number for one in coordinators]
    # The coordinator who ended the seat knows best; else the one who has coordinated longest.
    by = call.perhaps_seat
    heir = [by.number] if by is not None and by.number in numbers else numbers[:1]
    for action in left:
        stay = [
            owner.participant for owner in actions.owners(tx, action.id) if owner.participant != participant
        ]
        alone = not stay and action.stakeholder_id is None
        to = heir if alone else stay
        action_changes.give(tx, action.id, to, action.stakeholder_id, call.at)
        enter(call, "action.returned", action, {"from": [participant], "to": list(to)})
        changed(call, action)
        if alone:
            people = [one.person_id for one in coordinators]
            tell(tx, kinds.RETURNED, action.key, people, call.group.zone, call.at)
