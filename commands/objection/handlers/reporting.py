"""What objections tell the digests of coordinators: those that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.reports import Asked, Item, Section
from commands.objection import views
from commands.objection.rules import Kind, State
from commands.objection.values import PollState
from storage import objection_reports
from storage.transaction import Transaction


def coming(asked: Asked[Transaction]) -> Iterable[Item]:
    """One line for each poll, at its close: however late, an objection is owed its answer."""
    if not asked.coordinates:
        return
    tx, kind, over = asked.tx, Kind.OBJECTION.value, PollState.WITHDRAWN.value
    found = objection_reports.unanswered(tx, asked.group.id, kind, State.OPEN.value, over)
    for poll, against in groupby(found, key=lambda each: each.poll):
        shorts = [f"O-{each.number}" for each in against]
        yield Item(poll.closes_at, views.unanswered(poll.short, shorts), urgent=True)


reports = {Section.COMING: coming}
