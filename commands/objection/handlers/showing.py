"""`/objection show` and `/objection list`: read, and change nothing."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from commands.objection import views
from commands.objection.declared import List, Show
from commands.objection.handlers.seeing import sight
from commands.objection.handlers.steps import is_open, me
from commands.objection.rules import Kind, State, Step, after, part_of
from commands.objection.values import Acts, PollState
from storage import objections, signers
from storage.objections import Objection
from storage.transaction import Transaction

LISTED = 20
"""Objections in one list."""


def show(call: Call[Transaction], command: Show) -> Reply:
    objection, tx = command.objection, call.tx
    names = tuple(signers.names(tx, objection.id))
    return Reply(views.shown(sight(objection, call.at, call.group.name, names), _acts(call, objection)))


def _acts(call: Call[Transaction], objection: Objection) -> Acts:
    """What the reader may do with it now, rights and part included."""
    participant, seat = me(call), call.perhaps_seat
    if participant is None or objection.poll.state == PollState.WITHDRAWN:
        return Acts()
    kind, state = Kind(objection.kind), State(objection.state)
    own = participant == objection.raised_by
    signed = signers.of(call.tx, objection.id)
    facilitates = seat is not None and seat.acts_as.rank >= Role.FACILITATOR.rank
    opened = participant == objection.poll.opened_by
    part = part_of(participant, objection.raised_by, signed, objection.poll.opened_by)
    held = objection.held_until is not None and call.at < objection.held_until
    waits = state in (State.OPEN, State.ANSWERED)
    return Acts(
        answer=seat is not None and waits and not own and (facilitates or opened),
        accept=own and after(kind, state, Step.ACCEPT) is not None,
        sign=seat is not None
        and waits
        and not own
        and is_open(objection.poll, call)
        and signed.get(participant) is not False,
        rule=facilitates and part is None and not held and after(kind, state, Step.OVERRULE) is not None,
        withdraw=own and after(kind, state, Step.WITHDRAW) is not None,
    )


def list_objections(call: Call[Transaction], command: List) -> Reply:
    poll = command.poll
    state, skip = command.state.value if command.state else "", (command.page - 1) * LISTED
    found = objections.listed(call.tx, call.group.id, poll.id if poll else 0, state, LISTED + 1, skip)
    turn = [("group", str(call.group.id))]
    turn += [("poll", poll.key)] if poll else []
    turn += [("state", state)] if state else []
    beyond = command.page + 1 if len(found) > LISTED else 0
    sights = [sight(each) for each in found[:LISTED]]
    return Reply(views.listed(sights, call.group.name, poll.short if poll else "", beyond, turn))
