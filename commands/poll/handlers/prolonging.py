"""A stakeholder group that was not heard earns a poll one extension, where its charter says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot import chain
from bot.charters import Terms
from bot.feature import Call
from commands.poll.handlers import kinds
from commands.poll.handlers.opening import promise_closing, release_closing
from commands.poll.handlers.timing import closing, window_of
from commands.poll.rules import NotHeard, Result
from commands.poll.values import Kind
from storage import groups, poll_changes, processes, promises, record
from storage.polls import Poll
from storage.transaction import Transaction

LATE = timedelta(hours=1)
"""If we were down for longer when it closed, the extension begins when we are back."""


def unheard(result: Result) -> tuple[str, ...]:
    """The stakeholder groups that were not heard."""
    return tuple(reason.stakeholder for reason in result.reasons if isinstance(reason, NotHeard))


def prolong(call: Call[Transaction], poll: Poll, terms: Terms, silent: tuple[str, ...]) -> bool:
    """Extends the poll, once, for those who were `silent`. Returns whether it did. What is urgent does not
    wait."""
    tx = call.tx
    kept = processes.of(tx, poll.id)
    if not silent or terms.extension is None or terms.urgent_openers or kept.extended_for:
        return False
    until = _until(tx, poll, terms, call.at, terms.extension)
    poll_changes.prolong(tx, poll.id, until)
    processes.keep(tx, poll.id, replace(kept, extended_for=silent))
    release_closing(tx, poll)
    promise_closing(tx, poll, call.at, until)
    seq = record.append(
        tx,
        poll.group_id,
        "poll.extended",
        call.at,
        by=None,
        subject=poll.short,
        facts={"from": chain.stamp(poll.closes_at), "closes": chain.stamp(until), "unheard": list(silent)},
    )
    poll_changes.note(tx, poll.id, seq, Kind.EARNED.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.PROLONGED, poll.key, home, call.at)
    return True


def _until(tx: Transaction, poll: Poll, terms: Terms, at: datetime, extension: timedelta) -> datetime:
    start = at if at - poll.closes_at > LATE else poll.closes_at
    return closing(start, extension, window_of(tx, poll.group_id, terms))
