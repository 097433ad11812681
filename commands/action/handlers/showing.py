"""`/action show` and `/action list`: read, and change nothing."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import malformed
from bot.text import Text
from commands.action import views
from commands.action.declared import List, Show
from commands.action.handlers.seeing import happened, seen, sight
from storage import actions
from storage.folding import folded
from storage.transaction import Transaction

LISTED = 20


def show(call: Call[Transaction], command: Show) -> Reply:
    shown = seen(call.tx, command.action, call.at, call.group.name, happened(call, command.action))
    return Reply(views.shown(shown))


def list_actions(call: Call[Transaction], command: List) -> Reply:
    who = command.who
    if who is not None and len(who.people) + bool(who.stakeholder) > 1:
        raise malformed("who", Text("Name one person or one stakeholder group to list what they have."))
    found = actions.listed(
        call.tx,
        call.group.id,
        command.state.value,
        LISTED + 1,
        skip=(command.page - 1) * LISTED,
        participant=who.people[0].number if who and who.people else 0,
        stakeholder=who.stakeholder_id or 0 if who else 0,
        line=folded(command.line),
        overdue=call.at if command.overdue else None,
        at=call.at,
    )
    sights = [sight(call, each) for each in found[:LISTED]]
    turn: tuple[tuple[str, str], ...] | None = None
    if who is None and not command.line:  # What somebody typed does not fit into a button.
        turn = (("group", str(call.group.id)), ("state", command.state.value))
        turn += (("overdue", "yes"),) if command.overdue else ()
    beyond = command.page + 1 if len(found) > LISTED else 0
    return Reply(views.listed(sights, call.group.name, beyond, turn))
