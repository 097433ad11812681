"""Which actions and polls a command can be used on now: only those are suggested."""

from __future__ import annotations

from bot.feature import Call
from commands.action.handlers.adding import CLOSED
from commands.action.handlers.steps import Part, part_of
from commands.action.rules import State
from storage import actions
from storage.actions import Action
from storage.polls import Poll
from storage.transaction import Transaction


def has_outcome(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state == CLOSED


def may_be_changed(call: Call[Transaction], action: Action) -> bool:
    """Whether it is open, and the caller has something to do with it."""
    return action.state == State.OPEN and _concerns(_part(call, action))


def may_be_dropped(call: Call[Transaction], action: Action) -> bool:
    part = _part(call, action)
    return action.state == State.OPEN and (part.opened or part.facilitates)


def may_be_reopened(call: Call[Transaction], action: Action) -> bool:
    return action.state != State.OPEN and _concerns(_part(call, action))


def _part(call: Call[Transaction], action: Action) -> Part:
    return part_of(call, action, actions.owners(call.tx, action.id))


def _concerns(part: Part) -> bool:
    return part.owns or part.opened or part.facilitates
