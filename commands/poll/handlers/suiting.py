"""Which polls a command can be used on now: only those are suggested."""

from __future__ import annotations

from bot.feature import Call
from commands.poll.handlers.changing import NUDGE_REST
from commands.poll.handlers.closing import voted
from commands.poll.handlers.seeing import roll_of, rules_of
from commands.poll.rules import by_casting_vote
from commands.poll.values import BEFORE, State
from storage import poll_ties, processes
from storage.polls import Poll
from storage.transaction import Transaction


def runs(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state == State.OPEN and call.at < poll.closes_at


def may_vote(call: Call[Transaction], poll: Poll) -> bool:
    """Whether it runs, with the caller on its roll."""
    return runs(call, poll) and poll.place is not None


def has_voted(call: Call[Transaction], poll: Poll) -> bool:
    place = poll.place
    return runs(call, poll) and place is not None and (place.voted_secretly or place.choice is not None)


def is_not_over(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state in BEFORE or runs(call, poll)


def may_be_extended(call: Call[Transaction], poll: Poll) -> bool:
    return runs(call, poll) and not poll.extended and not processes.of(call.tx, poll.id).urgent


def may_be_nudged(call: Call[Transaction], poll: Poll) -> bool:
    rested = poll.nudged_at is None or call.at - poll.nudged_at >= NUDGE_REST
    return runs(call, poll) and rested


def may_be_closed(call: Call[Transaction], poll: Poll) -> bool:
    """Whether its time has passed, or everybody has voted."""
    if poll.state != State.OPEN:
        return False
    seats = sum(size.seats for size in roll_of(poll))
    return call.at >= poll.closes_at or voted(call.tx, poll) >= seats


def may_be_withdrawn(call: Call[Transaction], poll: Poll) -> bool:
    return is_not_over(call, poll) or is_suspended(call, poll)


def is_suspended(call: Call[Transaction], poll: Poll) -> bool:
    """Whether it waits to be put again."""
    return poll.state == State.CLOSED and processes.of(call.tx, poll.id).rework_until is not None


def waits_for_seconders(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state == State.PROPOSED and call.at < poll.opens_at


def was_not_withdrawn(call: Call[Transaction], poll: Poll) -> bool:
    return poll.state != State.WITHDRAWN


def waits_for_draw(call: Call[Transaction], poll: Poll) -> bool:
    return _is_tied(call, poll) and not by_casting_vote(rules_of(poll))


def waits_for_casting_vote(call: Call[Transaction], poll: Poll) -> bool:
    return _is_tied(call, poll) and by_casting_vote(rules_of(poll))


def _is_tied(call: Call[Transaction], poll: Poll) -> bool:
    tie = poll_ties.of(call.tx, poll.id) if poll.state == State.CLOSED else None
    return tie is not None and not tie.taken
