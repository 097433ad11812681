"""More time for an action, and notes on it."""

from __future__ import annotations

from bot import chain
from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.action import views
from commands.action.declared import Due, Note
from commands.action.handlers.seeing import seen
from commands.action.handlers.steps import (
    changed,
    enter,
    follow_from,
    must_be_ahead,
    must_be_open,
    must_have_part,
    part_of,
)
from storage import action_changes, actions
from storage.transaction import Transaction


def due(call: Call[Transaction], command: Due) -> Reply:
    action, tx = command.action, call.tx
    must_have_part(part_of(call, action, actions.owners(tx, action.id)), action)
    must_be_open(action)
    must_be_ahead("when", command.when, call.at)
    if command.when == action.due_at:
        raise Refusal(Text("{action} is due then already.", action=Code(action.short)))
    action_changes.move(tx, action.id, command.when, call.at)
    before = {"from": chain.stamp(action.due_at)} if action.due_at else {}
    enter(
        call, "action.moved", action, {**before, "to": chain.stamp(command.when)}, {"reason": command.reason}
    )
    follow_from(call, action, command.when)
    changed(call, action)
    moved = actions.at_any(tx, action.key)
    assert moved is not None
    return Reply(views.moved(seen(tx, moved, call.at)))


def note(call: Call[Transaction], command: Note) -> Reply:
    enter(call, "action.noted", command.action, None, {"note": command.text})
    return Reply(views.noted(command.action.short))
