"""How an action ends, and how it is opened again."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.action import views
from commands.action.declared import Done, Drop, Reopen
from commands.action.handlers import kinds
from commands.action.handlers.seeing import seen
from commands.action.handlers.steps import changed, enter, follow_from, must_be_open, must_have_part, part_of
from commands.action.rules import State
from storage import action_changes, actions, promises
from storage.actions import Action
from storage.transaction import Transaction


def done(call: Call[Transaction], command: Done) -> Reply:
    action = command.action
    must_have_part(part_of(call, action, actions.owners(call.tx, action.id)), action)
    must_be_open(action)
    enter(call, "action.done", action, None, {"note": command.note})
    _end(call, action, State.DONE)
    return Reply(views.done(seen(call.tx, action, call.at)))


def drop(call: Call[Transaction], command: Drop) -> Reply:
    action = command.action
    part = part_of(call, action, actions.owners(call.tx, action.id))
    must_have_part(part, action)
    must_be_open(action)
    if not (part.opened or part.facilitates):
        raise not_allowed(
            Text(
                "Whoever added {action} or facilitates can drop it. You can hand it over: {assign}",
                action=Code(action.short),
                assign=Code(f"/action assign {action.short} @name"),
            )
        )
    enter(call, "action.dropped", action, None, {"reason": command.reason})
    _end(call, action, State.DROPPED)
    return Reply(views.dropped(seen(call.tx, action, call.at)))


def reopen(call: Call[Transaction], command: Reopen) -> Reply:
    action = command.action
    must_have_part(part_of(call, action, actions.owners(call.tx, action.id)), action)
    if action.state == State.OPEN:
        raise Refusal(Text("{action} is open. {show} shows it.", action=Code(action.short),
                           show=Code(f"/action show {action.short}")))  # fmt: skip
    enter(call, "action.reopened", action)
    action_changes.reopen(call.tx, action.id, State.OPEN.value, call.at)
    follow_from(call, action, action.due_at)
    changed(call, action)
    opened = actions.at_any(call.tx, action.key)
    assert opened is not None
    return Reply(views.reopened(seen(call.tx, opened, call.at)))


def _end(call: Call[Transaction], action: Action, state: State) -> None:
    action_changes.end(call.tx, action.id, state.value, call.at)
    action_changes.follow(call.tx, action.id, None)
    promises.release(call.tx, kinds.FOLLOW, action.key)
    changed(call, action)
