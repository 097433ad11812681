"""Which objections and polls a command can be used on now: only those are suggested."""

from __future__ import annotations

from bot.feature import Call
from bot.people import Role
from commands.objection.handlers.steps import me
from commands.objection.rules import Kind, State, Step, after
from commands.objection.values import PollState
from storage import signers
from storage.objections import Objection
from storage.polls import Poll
from storage.transaction import Transaction


def takes_objections(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state == PollState.OPEN and call.at < poll.closes_at


def may_be_signed(call: Call[Transaction], objection: Objection) -> bool:
    poll, mine = objection.poll, me(call)
    runs = poll.state == PollState.OPEN and call.at < poll.closes_at
    return (
        runs
        and objection.state in (State.OPEN, State.ANSWERED)
        and objection.raised_by != mine
        and signers.of(call.tx, objection.id).get(mine or 0) is not False
    )


def may_be_held(call: Call[Transaction], objection: Objection) -> bool:
    waits = objection.kind == Kind.OBJECTION and objection.state in (State.OPEN, State.ANSWERED)
    return waits and _is_live(objection) and objection.raised_by == me(call)


def may_be_answered(call: Call[Transaction], objection: Objection) -> bool:
    number = me(call)
    answers = call.perhaps_seat is not None and (
        number == objection.poll.opened_by or call.perhaps_seat.acts_as.rank >= Role.FACILITATOR.rank
    )
    return answers and number != objection.raised_by and _can(objection, Step.ANSWER)


def may_be_accepted(call: Call[Transaction], objection: Objection) -> bool:
    return objection.raised_by == me(call) and _can(objection, Step.ACCEPT)


def may_be_ruled_on(call: Call[Transaction], objection: Objection) -> bool:
    held = objection.held_until is not None and call.at < objection.held_until
    return not held and objection.raised_by != me(call) and _can(objection, Step.OVERRULE)


def may_be_withdrawn(call: Call[Transaction], objection: Objection) -> bool:
    """One's own, or one with one's name."""
    number = me(call)
    if objection.raised_by == number:
        return _can(objection, Step.WITHDRAW)
    return _is_live(objection) and signers.of(call.tx, objection.id).get(number or 0) is False


def may_be_merged(call: Call[Transaction], objection: Objection) -> bool:
    return _can(objection, Step.MERGE)


def _can(objection: Objection, step: Step) -> bool:
    return _is_live(objection) and after(Kind(objection.kind), State(objection.state), step) is not None


def _is_live(objection: Objection) -> bool:
    return objection.poll.state != PollState.WITHDRAWN
