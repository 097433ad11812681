"""Polls that wait for a determination: who is told when they close, when it is due, and when it passes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import chain
from bot.boundary import Reply
from bot.feature import Call, Registry
from bot.people import Role
from bot.polling import Ending
from commands.decision.declared import Due
from commands.decision.handlers import kinds
from commands.decision.handlers.process import evidence_of, process_of
from commands.decision.handlers.steps import facilitating, tell
from commands.decision.rules import PASSES_ON, by_the_minute
from storage import awaited as awaited_polls
from storage import polls, promises, record, seats
from storage.awaited import Awaited
from storage.polls import Poll
from storage.seats import Sitting
from storage.transaction import Transaction


def ended(call: Call[Transaction], poll: Poll, ending: Ending) -> None:
    """A poll is over. Where its charter or its method leaves what it means to a facilitator, they are told."""
    if ending is Ending.WITHDRAWN:
        return
    closed = polls.at_any(call.tx, poll.key)
    assert closed is not None, "a poll that was just closed"
    process = process_of(call.tx, poll.id, evidence_of(call.registry, call.tx, closed))
    if process.wanted:
        wait(call, poll.id, poll.key, poll.group_id, process.due)
        tell(call, kinds.WANTED, poll.key, poll.group_id, _first(call, closed))


def wait(call: Call[Transaction], poll_id: int, poll_key: str, group_id: int, due: timedelta | None) -> None:
    """The poll waits for a determination from now on."""
    due_at = by_the_minute(call.at, due) if due else None
    awaited_polls.keep(call.tx, poll_id, group_id, call.at, due_at)
    if due_at:
        promises.promise(call.tx, kinds.DUE, poll_key, due_at)


def due(call: Call[Transaction], command: Due) -> Reply:
    """It was due: those who determine are reminded, and later those who coordinate."""
    poll, tx = command.poll, call.tx
    awaited = awaited_polls.of(tx, poll.id)
    if awaited is None or awaited.due_at is None or call.at < awaited.due_at:
        return Reply(())
    if not passed_on(awaited, call.at):
        promises.promise(tx, kinds.DUE, poll.key, awaited.due_at + PASSES_ON)
        tell(call, kinds.OVERDUE, poll.key, poll.group_id, _first(call, poll))
        return Reply(())
    record.append(
        tx, poll.group_id, "decision.overdue", call.at, by=None, subject=poll.short,
        facts={"due": chain.stamp(awaited.due_at)},
    )  # fmt: skip
    able = _numbers(eligible(call.registry, tx, poll)) or _first(call, poll)
    tell(call, kinds.OVERDUE, poll.key, poll.group_id, able)
    return Reply(())


def passed_on(awaited: Awaited, at: datetime) -> bool:
    """Whether a determination is so late that the deputies, those who coordinate, are asked for it."""
    return awaited.due_at is not None and at >= awaited.due_at + PASSES_ON


def asked(
    registry: Registry[Transaction], tx: Transaction, awaited: Awaited, poll: Poll, role: Role, at: datetime
) -> bool:
    """Whether somebody of this role is asked for it now, beyond having the right to do it."""
    if role is Role.FACILITATOR or passed_on(awaited, at):
        return True
    return not any(seat.acts_as is Role.FACILITATOR for seat in eligible(registry, tx, poll))


def eligible(registry: Registry[Transaction], tx: Transaction, poll: Poll) -> list[Sitting]:
    """Who facilitates or coordinates, and has no part in the poll."""
    return [
        seat
        for seat in facilitating(tx, poll.group_id)
        if registry.barred(tx, kinds.POLL, poll, seat.number) is None
    ]


def _first(call: Call[Transaction], poll: Poll) -> list[int]:
    """Who is told first: those who facilitate; without any, those who coordinate, also when all have a part in
    it: they can make somebody else facilitator."""
    found = eligible(call.registry, call.tx, poll)
    if not found:
        return _numbers(seats.coordinators(call.tx, poll.group_id))
    return _numbers([seat for seat in found if seat.acts_as is Role.FACILITATOR] or found)


def _numbers(found: list[Sitting]) -> list[int]:
    return [seat.number for seat in found]
