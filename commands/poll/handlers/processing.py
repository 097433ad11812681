"""Where a poll stands in the process of its charter."""

from __future__ import annotations

from bot.charters import Terms
from commands.poll.handlers.under import read_charter
from commands.poll.rules import Rules, Threshold
from commands.poll.values import Progress
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
    again = processes.reworked_as(tx, poll_id)
    return Progress(
        suspended_by=kept.suspended_by,
        rework_until=kept.rework_until,
        reworked_as=f"P-{again}" if again else "",
    )


def progress_of(tx: Transaction, poll: Poll, rules: Rules) -> Progress:
    """What everybody may see of it."""
    kept = processes.of(tx, poll.id)
    if kept == processes.Process():
        return Progress()
    terms = terms_of(tx, poll)
    again = processes.reworked_as(tx, poll.id) if kept.suspended_by else None
    return Progress(
        newcomers=kept.newcomers,
        seat_age=terms.seat_age,
        extended_for=kept.extended_for,
        suspended_by=kept.suspended_by,
        rework_until=kept.rework_until,
        threshold=rework_threshold(rules, terms) if kept.suspended_by else None,
        reworked_as=f"P-{again}" if again else "",
        urgent=kept.urgent,
        seconders=tuple(_name(tx, poll, number) for number in kept.seconders),
        wanted=max((terms.urgent_openers or 0) - 1 - len(kept.seconders), 0) if kept.urgent else 0,
        review=terms.review if kept.urgent else None,
        reworks=f"P-{processes.number_of(tx, kept.reworks)}" if kept.reworks else "",
    )
