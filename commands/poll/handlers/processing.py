"""Where a poll stands in the process of its charter."""

from __future__ import annotations

from dataclasses import replace

from bot.charters import Terms
from commands.poll.handlers.under import read_charter
from commands.poll.rules import Rules, Threshold
from commands.poll.values import Progress, State
from storage import charters, processes, seats
from storage.polls import Poll
from storage.transaction import Transaction


def terms_of(tx: Transaction, poll: Poll) -> Terms:
    """What the charter of the poll says of polls of its kind; nothing where it says nothing of this one."""
    held = charters.of_poll(tx, poll.id)
    if held is None or held.rules is None:
        return Terms()
    charter = read_charter(held.rules)
    return charter.of(held.kind) if held.kind in ("", *charter.kinds) else Terms()


def rework_threshold(rules: Rules, terms: Terms) -> Threshold | None:
    """What carries a suspended poll that is put again: what the charter says, or more if it needed more."""
    if not terms.rework_threshold:
        return rules.threshold
    wanted = Threshold.parse(terms.rework_threshold, rules.method.base)
    return rules.threshold if rules.threshold and rules.threshold.implies(wanted) else wanted


def _name(tx: Transaction, poll: Poll, number: int) -> str:
    found = seats.by_number(tx, poll.group_id, number)
    return found.name if found else f"#{number}"


def suspension_of(tx: Transaction, poll_id: int) -> Progress:
    """What became of a poll that was suspended, and nothing else."""
    kept = processes.of(tx, poll_id)
    return _again(tx, poll_id, Progress(suspended_by=kept.suspended_by, rework_until=kept.rework_until))


def _again(tx: Transaction, poll_id: int, progress: Progress) -> Progress:
    """With the poll that puts this suspended one again."""
    again = processes.reworked_as(tx, poll_id)
    if again is None:
        return progress
    if again.state == State.WITHDRAWN:
        return replace(progress, taken_back=again.short)
    return replace(progress, reworked_as=again.short)


def progress_of(tx: Transaction, poll: Poll, rules: Rules) -> Progress:
    """What everybody may see of it."""
    kept = processes.of(tx, poll.id)
    if kept == processes.Process():
        return Progress()
    terms = terms_of(tx, poll)
    progress = Progress(
        newcomers=kept.newcomers,
        seat_age=terms.seat_age,
        extended_for=kept.extended_for,
        suspended_by=kept.suspended_by,
        rework_until=kept.rework_until,
        threshold=rework_threshold(rules, terms) if kept.suspended_by else None,
        urgent=kept.urgent,
        seconders=tuple(_name(tx, poll, number) for number in kept.seconders),
        wanted=max((terms.urgent_openers or 0) - 1 - len(kept.seconders), 0) if kept.urgent else 0,
        review=terms.review if kept.urgent else None,
        reworks=f"P-{processes.number_of(tx, kept.reworks)}" if kept.reworks else "",
    )
    return _again(tx, poll.id, progress) if kept.suspended_by else progress
