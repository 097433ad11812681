"""Which decisions and polls a command can be used on now: only those are suggested."""

from __future__ import annotations

from bot.feature import Call
from commands.decision.handlers.determining import CLOSED
from commands.decision.handlers.seeing import appealable, challengeable, process
from commands.decision.handlers.steps import pending
from commands.decision.rules import IN_FORCE, LIVE, State, Step
from storage import contests, decisions
from storage.decisions import Decision
from storage.polls import Poll
from storage.transaction import Transaction


def is_over(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state == CLOSED


def may_be_determined(call: Call[Transaction], poll: Poll) -> bool:
    known = decisions.of_poll(call.tx, poll.id) if poll.state == CLOSED else []
    return poll.state == CLOSED and all(each.state not in IN_FORCE for each in known)


def waits_for_second(call: Call[Transaction], decision: Decision) -> bool:
    """Whether another facilitator has to confirm it."""
    return decision.state == State.PROPOSED


def is_live(call: Call[Transaction], decision: Decision) -> bool:
    return decision.state in LIVE


def is_in_force(call: Call[Transaction], decision: Decision) -> bool:
    return decision.state in IN_FORCE


def stands(call: Call[Transaction], decision: Decision) -> bool:
    """Whether nobody contests it now."""
    return decision.state == State.STANDS and not pending(call.tx, decision, Step.GATHERING)


def may_be_challenged(call: Call[Transaction], decision: Decision) -> bool:
    return challengeable(decision, call.at) and not pending(call.tx, decision, Step.GATHERING)


def is_challenged(call: Call[Transaction], decision: Decision) -> bool:
    return decision.state == State.CHALLENGED


def may_be_appealed(call: Call[Transaction], decision: Decision) -> bool:
    found = contests.of(call.tx, decision.id)
    if not found or decision.state not in (State.STANDS, State.CHALLENGED):
        return False
    going_on = any(each.step and each.state in (Step.GATHERING, Step.OPEN) for each in found)
    ladder = process(call.registry, call.tx, decision).ladder
    return not going_on and appealable(decision, found, ladder, call.at)


def is_contested(call: Call[Transaction], decision: Decision) -> bool:
    """Whether a challenge or an appeal is going on that others can support."""
    return decision.state in IN_FORCE and bool(pending(call.tx, decision, Step.GATHERING, Step.OPEN))


def is_appealed(call: Call[Transaction], decision: Decision) -> bool:
    return decision.state == State.APPEALED
