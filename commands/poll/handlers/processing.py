"""Where a poll stands in the process of its charter."""

from __future__ import annotations

from bot.charters import Terms
from commands.poll.handlers.under import read_charter
from commands.poll.values import Progress
from storage import charters, processes
from storage.polls import Poll
from storage.transaction import Transaction


def terms_of(tx: Transaction, poll: Poll) -> Terms:
    """What the charter of the poll says of polls of its kind; nothing where it binds no such poll."""
    held = charters.of_poll(tx, poll.id)
    if held is None or held.rules is None:
        return Terms()
    charter = read_charter(held.rules)
    return charter.of(held.kind) if held.kind in ("", *charter.kinds) else Terms()


def progress_of(tx: Transaction, poll: Poll) -> Progress:
    """What everybody may see of it."""
    kept = processes.of(tx, poll.id)
    if kept == processes.Process():
        return Progress()
    return Progress(newcomers=kept.newcomers, seat_age=terms_of(tx, poll).seat_age)
