"""What actions contribute to `/me`, to digests and to calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.reports import Asked, Event, Item, Share
from bot.text import Text
from commands.action import views
from commands.action.handlers.seeing import seen
from commands.action.rules import SOON, State
from storage import actions, groups, waiting
from storage.transaction import Transaction

MOST = 10


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """In all the person's groups: what they have that is overdue or due soon, the longest overdue first."""
    if call.person.id is None:
        return
    for action in actions.for_person(call.tx, call.person.id, State.OPEN.value, call.at + SOON, MOST):
        elsewhere = groups.elsewhere(call.tx, call.perhaps_group, action.group_id)
        yield views.need(seen(call.tx, action, call.at, elsewhere))


NEEDS = Needs(needs, (waiting.actions(State.OPEN.value),))


def coming(asked: Asked[Transaction]) -> Iterable[Item]:
    """What is due soon; to coordinators first what is overdue."""
    tx, group = asked.tx, asked.group.id
    if asked.coordinates:
        for action in actions.listed(tx, group, State.OPEN.value, MOST, overdue=asked.at, at=asked.at):
            sight = seen(tx, action, asked.at)
            assert action.due_at is not None
            yield Item(action.due_at, views.line(sight), (views.hand_over(sight),), urgent=True)
    for action in actions.due_between(tx, group, State.OPEN.value, asked.at, asked.until, MOST):
        assert action.due_at is not None
        yield Item(action.due_at, views.line(seen(tx, action, asked.at)))


def decided(asked: Asked[Transaction]) -> Iterable[Item]:
    for action in actions.ended(asked.tx, asked.group.id, State.DONE.value, asked.since, MOST):
        assert action.ended_at is not None
        yield Item(action.ended_at, views.line(seen(asked.tx, action, asked.at)))


def shares(asked: Asked[Transaction]) -> Iterable[Share]:
    counts = actions.shares(asked.tx, asked.group.id, State.OPEN.value, asked.since)
    if counts:
        yield Share(Text("Actions"), counts)


def events(tx: Transaction, group_id: int, since: datetime) -> Iterable[Event]:
    for action in actions.dated(tx, group_id, since):
        sight = seen(tx, action, since)
        assert action.due_at is not None
        yield Event(
            uid=action.key,
            sequence=action.sequence,
            title=views.dated(sight),
            starts=action.due_at,
            changed=action.changed_at,
            about=views.had_by(sight),
            cancelled=action.state == State.DROPPED,
            people=sight.owners,
        )
