"""Following an action up: before it is due, when it is, and every week once it is overdue."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Stage
from commands.action.declared import Follow
from commands.action.handlers import kinds
from commands.action.handlers.steps import tell
from commands.action.rules import State, coordinators_are_told, next_follow_up, owners_are_told
from storage import action_changes, actions, people, promises, seats
from storage.transaction import Transaction


def follow(call: Call[Transaction], command: Follow) -> Reply:
    """Right however late it comes: it says how things are then, once. The same transaction promises the next."""
    tx, at = call.tx, call.at
    people.lock(tx, command.action.group_id)
    action = actions.at_any(tx, command.action.key)
    assert action is not None
    group = people.group_of(tx, action.group_id)
    planned, due = action.follow_at, action.due_at
    # It may have been done or moved while the timer was on its way.
    if (
        action.state != State.OPEN
        or due is None
        or planned is None
        or planned > at
        or group.stage is Stage.CLOSED
    ):
        return Reply(())
    owners = actions.having(tx, action)
    coordinators = [
        seat.person_id for seat in seats.coordinators(tx, group.id) if seat.person_id not in owners
    ]
    to_owners = owners_are_told(due, planned, at)
    told = to_owners and tell(tx, kinds.DUE, action.key, owners, group.zone, at)
    # Where nobody who has it can be told, it is a matter for the coordinators at once.
    if (to_owners and not told) or coordinators_are_told(due, action.patience, planned, at):
        tell(tx, kinds.OVERDUE, action.key, coordinators, group.zone, at)
    promises.refresh(tx, kinds.CARD, action.key)
    later = next_follow_up(due, action.patience, at)
    action_changes.follow(tx, action.id, later)
    promises.promise(tx, kinds.FOLLOW, action.key, later)
    return Reply(())
